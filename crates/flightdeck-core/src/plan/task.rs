//! The task of one plan: it holds the watches of what is out, brings what was seen, and does what is due. It decides nothing.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::book::{Book, Entry};
use super::each::{self, Each};
use super::gate::Seen;
use super::run::{Due, Run};
use super::{Plans, ids, waves, words};
use crate::by_cause;
use crate::live::blind::blind;
use crate::live::watch::Hold;
use crate::wire::{AbortOutcome, AbortScope, AppError, ConnectionId};

/// Between two turns, where nothing rings.
const TURN: Duration = Duration::from_secs(2);
/// So long it waits before what could not be sent is sent again.
const PAUSE: Duration = Duration::from_secs(15);

/// Since when its connection has to lead where it led.
const STARTED: &str = "the plan was started";

/// What a plan's task sees by.
#[derive(Default)]
struct Eyes {
    waves: HashMap<usize, Eye>,
    /// The last turn, on a clock that nobody can set.
    turned: Option<Instant>,
    /// Before this nothing is sent.
    not_before: Option<Instant>,
    /// The service's clock minus this computer's.
    offset_ms: Option<i64>,
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
                let again = this.perform(&id, due, &mut eyes).await;
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
            entry
                .filter(|entry| entry.plan.waves.iter().any(|wave| wave.gate.hours.is_some()))
                .map(|one| one.connection.clone())
        };
        if let Some(connection) = connection
            && let Ok(api) = self.outside.apis.api(&connection).await
        {
            eyes.offset_ms = api.clock_offset_ms();
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
        let wants = run.step(&now);
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
        if eyes.not_before.is_some_and(|not_before| at < not_before) {
            return Doing::Wait;
        }
        match run.due() {
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
        let batch = run.is_batch(wave);
        if batch && let Some(stopped) = self.batch(id, run, wave) {
            let now_ms = self.outside.clock.now_ms();
            run.batched(wave, stopped.why, now_ms);
        }
        let one = &run.waves[wave];
        let rests =
            one.seen.as_ref().is_some_and(|seen| seen.finished) && (one.passed_ms.is_some() || !run.may_go_on());
        if !one.is_out() {
            eyes.waves.remove(&wave);
            return;
        }
        if rests && eyes.waves.remove(&wave).is_some() {
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
                let brought = bring(run, wave, &hold, brought, causes, eyes.offset_ms);
                Eye::One { hold, brought, poked }
            }
            Eye::Each(mut each) => {
                let more = run.may_go_on();
                if let Some(seen) = each.look(&self.outside, connection, &ids::batch(id, wave), wish, more) {
                    run.saw(wave, seen);
                }
                Eye::Each(each)
            }
        };
        eyes.waves.insert(wave, eye);
    }

    /// Does what is due. Whether another turn is to follow at once.
    async fn perform(&self, id: &str, due: Due, eyes: &mut Eyes) -> bool {
        let Some((connection, run)) = self.of(id) else { return false };
        match due {
            Due::Launch { wave, tries } => {
                let Some(draft) = waves::draft_of(&run.plan, wave) else { return false };
                let launch = ids::wave(id, wave, tries);
                let (confirmation, accepted) = (run.confirmation.clone(), &run.accepted);
                let launched = self.outside.sends.send(&launch, &connection, draft, confirmation, accepted).await;
                self.note(id, |run, now_ms| match &launched {
                    Ok(outcome) => run.launched(wave, tries, outcome, now_ms),
                    Err(error) => run.not_launched(wave, error, now_ms),
                });
                !self.pauses(id, eyes)
            }
            Due::Batch { wave } => {
                if !self.note_first(id, |run| run.begins(wave)) {
                    return false;
                }
                let begun = self.begin_batch(id, &connection, &run, wave).await;
                if let Err(error) = begun {
                    self.note(id, |run, now_ms| run.not_launched(wave, &error, now_ms));
                }
                self.pauses(id, eyes);
                false
            }
            Due::Abort { wave } => {
                self.abort(id, &connection, &run, wave).await;
                true
            }
            Due::Back { place } => {
                let Some(draft) = run.draft_back(place) else { return false };
                let launch = ids::back(id, place);
                let launched = self.outside.sends.send(&launch, &connection, draft, None, &run.accepted).await;
                self.note(id, |run, now_ms| run.went_back(place, &launched, now_ms));
                true
            }
        }
    }

    /// Whether something keeps what is due from being done: then it waits a while before the next try.
    fn pauses(&self, id: &str, eyes: &mut Eyes) -> bool {
        let held = self.of(id).is_some_and(|(_, run)| run.held.is_some());
        eyes.not_before = held.then(|| Instant::now() + PAUSE);
        held
    }

    /// Aborts what is out of a wave, once: that it is asked for is written down before.
    async fn abort(&self, id: &str, connection: &ConnectionId, run: &Run, wave: usize) {
        if !self.note_first(id, |run| run.aborting(wave)) {
            return tokio::time::sleep(TURN).await;
        }
        let outcome = match &run.waves[wave].deployment {
            Some(deployment) => {
                let asked = ids::abort(id, wave);
                self.outside.aborts.abort(&asked, connection, deployment, &AbortScope::Deployment).await.map(Some)
            }
            None => self.abort_each(id, connection, wave).await,
        };
        self.note(id, |run, now_ms| match outcome.transpose() {
            Some(outcome) => run.aborted(wave, &outcome, now_ms),
            None => run.none_to_abort(wave, now_ms),
        });
    }

    /// Aborts what is out of a wave's batch, one deployment after another; the last that was not accepted is told. None where nothing is out.
    async fn abort_each(
        &self,
        id: &str,
        connection: &ConnectionId,
        wave: usize,
    ) -> Result<Option<AbortOutcome>, AppError> {
        let batch = ids::batch(id, wave);
        self.outside.batches.stop(&batch)?;
        let mut sent = each::sent(&self.outside, &batch)?;
        while sent.under_way {
            tokio::time::sleep(TURN).await;
            sent = each::sent(&self.outside, &batch)?;
        }
        let mut told = (!sent.deployments.is_empty()).then_some(AbortOutcome::Accepted { message: None });
        for deployment in sent.deployments {
            let scope = AbortScope::Deployment;
            let asked = format!("{}/{deployment}", ids::abort(id, wave));
            match self.outside.aborts.abort(&asked, connection, &deployment, &scope).await? {
                AbortOutcome::Accepted { .. } => {}
                other => told = Some(other),
            }
        }
        if sent.unresolved {
            let why = "One of its devices may have been sent to: see the launches.".to_owned();
            told = Some(AbortOutcome::Unknown { why });
        }
        Ok(told)
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

    /// Writes down what is about to be done. Where that fails, nothing has happened.
    fn note_first(&self, id: &str, change: impl FnOnce(&mut Run)) -> bool {
        let mut book = self.book();
        let Some(entry) = book.entries.get_mut(id) else { return false };
        let before = entry.run.clone();
        if let Some(run) = &mut entry.run {
            change(run);
        }
        let written = self.keep(id, entry);
        if !written {
            entry.run = before;
        }
        written
    }

    fn of(&self, id: &str) -> Option<(ConnectionId, Run)> {
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
    let causes = causes.then(|| {
        hold.count_causes();
        hold.causes()
    });
    run.saw(
        wave,
        Seen {
            counts: sight.counts,
            at_ms: sight.at_ms,
            service_ms: offset_ms.map(|offset_ms| sight.at_ms.saturating_add(offset_ms)),
            whole: sight.shortfall.is_none() && sight.unreadable == 0,
            finished: sight.finished(),
            looked_at: causes.as_ref().map_or(0, |causes| causes.looked_at),
            causes: causes.map(|causes| by_cause::counted(&causes.causes)).unwrap_or_default(),
        },
    );
    news
}
