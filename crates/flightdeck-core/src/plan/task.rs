//! The task of one plan: it holds the watches of what is out, brings what was seen, and has done what is due. It decides nothing.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::book::{Book, Entry};
use super::each::{Each, Whys};
use super::gate::Seen;
use super::run::{Due, Run};
use super::{Plans, ids, words};
use crate::live::blind::blind;
use crate::live::watch::Hold;
use crate::wire::ConnectionId;

/// Between two turns, where nothing rings.
pub(super) const TURN: Duration = Duration::from_secs(2);
/// So long it waits before what could not be sent is sent again.
const PAUSE: Duration = Duration::from_secs(15);

/// Since when its connection has to lead where it led.
pub(super) const STARTED: &str = "the plan was started";

/// What a plan's task sees by.
#[derive(Default)]
struct Eyes {
    waves: HashMap<usize, Eye>,
    /// The last turn, on a clock that nobody can set.
    turned: Option<Instant>,
    /// Since when something keeps what is due from being sent.
    held: Option<Instant>,
    /// The service's clock minus this computer's.
    offset_ms: Option<i64>,
    /// It could not be asked for that: not again before the service has answered something else.
    deaf: bool,
}

/// What one wave is seen by.
enum Eye {
    One {
        hold: Hold,
        /// The look, and the revision of causes, that was brought last.
        brought: Option<(i64, u32)>,
        /// It was asked to look again, after this look.
        poked: Option<i64>,
    },
    Each(Each),
}

/// What to do in a turn.
enum Doing {
    Due(Due),
    Wait,
    End,
}

async fn drive(id: String, plans: Weak<Plans>, bell: Arc<Notify>) {
    let mut eyes = Eyes::default();
    loop {
        let Some(this) = plans.upgrade() else { return };
        this.hear_clock(&id, &mut eyes).await;
        let doing = this.turn(&id, &mut eyes);
        this.tell();
        let again = match doing {
            Doing::End => return,
            Doing::Due(due) => {
                let again = this.perform(&id, due).await;
                this.tell();
                again
            }
            Doing::Wait => false,
        };
        drop(this);
        if !again {
            tokio::select! {
                () = bell.notified() => {}
                () = tokio::time::sleep(TURN) => {}
            }
        }
    }
}

impl Plans {
    /// Starts the task of a plan that goes on and has none. Must be called inside a tokio runtime.
    pub(super) fn drive(&self, book: &mut Book, id: &str) {
        let Some(entry) = book.entries.get_mut(id) else { return };
        if !entry.driven && entry.run.as_ref().is_some_and(Run::goes_on) {
            entry.driven = true;
            tokio::spawn(drive(id.to_owned(), self.this.clone(), entry.bell.clone()));
        }
    }

    /// What the service's clock says, where a gate has hours.
    async fn hear_clock(&self, id: &str, eyes: &mut Eyes) {
        let connection = {
            let book = self.book();
            let entry = book.entries.get(id);
            let hours = |entry: &Entry| entry.plan.waves.iter().any(|wave| wave.gate.hours.is_some());
            let judged = |entry: &Entry| entry.run.as_ref().is_some_and(Run::is_judged);
            entry.filter(|entry| hours(entry) && judged(entry)).map(|one| one.connection.clone())
        };
        if let Some(connection) = connection.filter(|_| !eyes.deaf) {
            match self.outside.apis.api(&connection).await {
                Ok(api) => eyes.offset_ms = api.clock_offset_ms(),
                // A keyring that is locked would ask a person with every turn.
                Err(_) => eyes.deaf = true,
            }
        }
    }

    /// Brings a plan what is seen now, and answers with what is to be done. Whatever that is was written down.
    fn turn(&self, id: &str, eyes: &mut Eyes) -> Doing {
        let at = Instant::now();
        let passed = eyes.turned.replace(at).map_or(0, |turned| at.duration_since(turned).as_millis() as i64);
        let mut book = self.book();
        let Some(entry) = book.entries.get_mut(id) else { return Doing::End };
        let connection = entry.connection.clone();
        let Some(run) = &mut entry.run else { return Doing::End };
        let now_ms = self.outside.clock.now_ms();
        for wave in 0..run.waves.len() {
            self.look(id, &connection, run, wave, eyes);
            if let Some(firing) = self.outside.guards.fired(&ids::wave(id, wave, run.waves[wave].tries)) {
                run.guard_fired(wave, firing.at_ms, &words::limit(&firing.limit), now_ms);
            }
        }
        let before = run.clone();
        if let Some(why) = self.outside.destinations.elsewhere(&connection, &run.destination, STARTED) {
            run.elsewhere(&why, now_ms);
        }
        let zone = |at_ms: i64| self.outside.clock.zone_minutes(at_ms);
        let now = self.now(&zone);
        run.waited(passed, &now);
        let wants = run.step(&now).or_else(|| run.asks_why(&now));
        if let Some(Eye::One { hold, brought, poked }) = wants.and_then(|wave| eyes.waves.get_mut(&wave)) {
            let last = brought.map(|(at_ms, _)| at_ms);
            if *poked != last {
                *poked = last;
                hold.poke();
            }
        }
        if !self.keep(id, entry) {
            // What cannot be written down has not happened: it is due again with the next turn.
            entry.run = Some(before);
            return Doing::Wait;
        }
        let Some(run) = &mut entry.run else { return Doing::End };
        let due = run.due();
        // An abort waits for nothing.
        let sends = matches!(due, Some(Due::Launch { .. } | Due::Batch { .. } | Due::Back { .. }));
        if sends && self.is_held() {
            return Doing::Wait;
        }
        if sends && run.held.is_some() && at < *eyes.held.get_or_insert(at) + PAUSE {
            return Doing::Wait;
        }
        eyes.held = None;
        match due {
            Some(Due::Launch { wave, tries }) => {
                run.sending(wave);
                Doing::Due(Due::Launch { wave, tries })
            }
            Some(due) => Doing::Due(due),
            None if run.goes_on() => Doing::Wait,
            None => {
                entry.driven = false;
                Doing::End
            }
        }
    }

    /// Brings what was seen of a wave, and lets go of what need not be seen any more.
    fn look(&self, id: &str, connection: &ConnectionId, run: &mut Run, wave: usize, eyes: &mut Eyes) {
        if run.is_batch(wave) {
            self.look_at_batch(id, run, wave);
        }
        let one = &run.waves[wave];
        let rests =
            one.seen.as_ref().is_some_and(|seen| seen.finished) && (one.passed_ms.is_some() || !run.may_go_on());
        if rests || !one.is_out() {
            eyes.waves.remove(&wave);
            return;
        }
        let wish = self.outside.settings.borrow().pace();
        let causes = run.plan.waves[wave].gate.one_cause.is_some();
        let eye = match (eyes.waves.remove(&wave), &one.deployment) {
            (Some(eye), _) => eye,
            (None, Some(deployment)) => {
                Eye::One { hold: self.outside.watches.hold(connection, deployment, wish), brought: None, poked: None }
            }
            // What is out without a deployment of its own is a list.
            (None, None) => Eye::Each(Each::new()),
        };
        let eye = match eye {
            Eye::One { hold, brought, poked } => {
                let news = bring(run, wave, &hold, brought, causes, eyes.offset_ms);
                eyes.deaf &= news == brought;
                Eye::One { hold, brought: news, poked }
            }
            Eye::Each(mut each) => {
                if let Some(seen) = each.look(&self.outside, connection, &ids::batch(id, wave), wish, causes) {
                    run.saw(wave, seen);
                }
                Eye::Each(each)
            }
        };
        eyes.waves.insert(wave, eye);
    }

    /// Changes a plan and keeps that.
    pub(super) fn note(&self, id: &str, change: impl FnOnce(&mut Run, i64)) {
        let now_ms = self.outside.clock.now_ms();
        let mut book = self.book();
        let Some(entry) = book.entries.get_mut(id) else { return };
        if let Some(run) = &mut entry.run {
            change(run, now_ms);
            self.keep(id, entry);
        }
    }

    /// Writes down what is about to be done, if it is still to be. Where that fails, nothing has happened.
    pub(super) fn note_first(&self, id: &str, change: impl FnOnce(&mut Run) -> bool) -> bool {
        let mut book = self.book();
        let Some(entry) = book.entries.get_mut(id) else { return false };
        let before = entry.run.clone();
        if !entry.run.as_mut().is_some_and(change) {
            return false;
        }
        let written = self.keep(id, entry);
        if !written {
            entry.run = before;
        }
        written
    }

    pub(super) fn of(&self, id: &str) -> Option<(ConnectionId, Run)> {
        let book = self.book();
        let Entry { connection, run, .. } = book.entries.get(id)?;
        Some((connection.clone(), run.clone()?))
    }
}

/// Brings a wave what its watch knows now, if that is news; answers with what was brought last.
fn bring(
    run: &mut Run,
    wave: usize,
    hold: &Hold,
    brought: Option<(i64, u32)>,
    causes: bool,
    offset_ms: Option<i64>,
) -> Option<(i64, u32)> {
    let notice = hold.notice();
    run.waves[wave].blind = blind(&notice.phase);
    let Some(sight) = hold.sight() else { return brought };
    let news = Some((sight.at_ms, notice.causes_revision));
    if news == brought {
        return brought;
    }
    let whys = Whys::of(hold, causes);
    run.saw(
        wave,
        Seen {
            counts: sight.counts,
            at_ms: sight.at_ms,
            service_ms: offset_ms.map(|offset_ms| sight.at_ms.saturating_add(offset_ms)),
            whole: sight.is_whole(),
            finished: sight.finished(),
            looked_at: whys.looked_at,
            causes: whys.causes,
        },
    );
    news
}
