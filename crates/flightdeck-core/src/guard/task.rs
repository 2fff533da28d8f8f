//! The task of one guard: it holds the watch, brings what was seen, and asks for the abort that is due. It decides nothing.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::Guards;
use super::book::{Book, Turn};
use super::state::{Guard, Sighting};
use crate::live::blind::blind;
use crate::live::watch::Hold;
use crate::waiting::changed;
use crate::wire::{AbortOutcome, AbortScope, ConnectionId, DeploymentId, GuardBlind, Phase, Settings};

/// Since when its connection has to lead where it led.
const ARMED: &str = "the guard was armed";

/// Which guard, and of what.
struct Of {
    id: String,
    connection: ConnectionId,
    deployment: DeploymentId,
}

/// Runs until the guard watches no more, or the task is ended from outside.
async fn drive(of: Of, guards: Weak<Guards>, bell: Arc<Notify>, mut settings: watch::Receiver<Settings>) {
    // A guard looks as often as the setting says, whether a page looks or not.
    let mut wish = settings.borrow_and_update().pace();
    let Some(mut hold) = guards.upgrade().map(|this| this.hold(&of, wish)) else { return };
    loop {
        let Some(this) = guards.upgrade() else { return };
        this.turn(&of, &hold, wish);
        this.abort_if_due(&of).await;
        let on = this.goes_on(&of.id);
        let asks_why = this.book().find(&of.id).is_some_and(Guard::waits_for_causes);
        if !on {
            this.forget_outlived();
        }
        this.tell();
        drop(this);
        if !on {
            return;
        }
        tokio::select! {
            () = hold.turned() => {}
            () = bell.notified() => {}
            // What has ended is not looked at by itself any more; the failed ones that could not be looked at are tried again with a look.
            () = tokio::time::sleep(wish), if asks_why => hold.poke(),
            () = changed(&mut settings) => {
                wish = settings.borrow_and_update().pace();
                // The new hold is taken before the old one ends: the watch goes on.
                match guards.upgrade() {
                    Some(this) => hold = this.hold(&of, wish),
                    None => return,
                }
            }
        }
    }
}

impl Guards {
    /// Starts the task of a guard that watches and has none. Must be called inside a tokio runtime.
    pub(super) fn run(&self, book: &mut Book, id: &str) {
        let Some((connection, deployment, bell)) = book.idle(id) else { return };
        let of = Of { id: id.to_owned(), connection, deployment };
        let driven = drive(of, self.this.clone(), bell, self.outside.settings.clone());
        book.began(id, tokio::spawn(driven).abort_handle());
    }

    fn hold(&self, of: &Of, wish: Duration) -> Hold {
        self.outside.watches.hold(&of.connection, &of.deployment, wish)
    }

    /// Brings a guard what its watch knows now.
    fn turn(&self, of: &Of, hold: &Hold, wish: Duration) {
        let notice = hold.notice();
        let sight = hold.sight();
        // Read after the look that it is held against: else one that ends in between would seem to be of the future.
        let now_ms = self.outside.clock.now_ms();
        {
            let mut book = self.book();
            let Some(entry) = book.entry(&of.id) else { return };
            if let Some(why) = self.outside.destinations.elsewhere(&of.connection, &entry.guard().destination, ARMED) {
                drop(book);
                return self.note(&of.id, |guard| guard.disarm(Some(&why), now_ms));
            }
            let news = sight.filter(|sight| !entry.knows(sight.at_ms, notice.causes_revision));
            let sighting = news.map(|sight| {
                // Causes are asked for where they count: there may be many.
                let causes = entry.guard().counts_causes().then(|| hold.count_causes());
                Sighting {
                    counts: sight.counts,
                    at_ms: sight.at_ms,
                    shortfall: sight.shortfall,
                    unreadable: sight.unreadable,
                    looked_at: causes.as_ref().map_or(0, |causes| causes.looked_at),
                    causes: causes.map_or_else(Vec::new, |causes| causes.causes),
                    finished: sight.finished(),
                }
            });
            let turn = Turn {
                blind: guard_blind(&notice.phase, sight.map(|sight| sight.at_ms)),
                sighting,
                causes_revision: notice.causes_revision,
                oldest_ms: now_ms.saturating_sub(2 * wish.as_millis() as i64),
            };
            entry.turn(turn, now_ms, |guard| self.write(guard));
        }
        // Told before the abort, which may take its time.
        self.tell();
    }

    /// Asks for the abort that is written down, once: a run that finds it written down already does not ask again.
    async fn abort_if_due(&self, of: &Of) {
        let due = self.book().find(&of.id).and_then(|guard| guard.abort_due());
        let Some(request_id) = due else { return };
        let asked = self.outside.aborts.abort(&request_id, &of.connection, &of.deployment, &AbortScope::Deployment);
        let outcome = asked.await.unwrap_or_else(|error| AbortOutcome::Unknown { why: error.message });
        let now_ms = self.outside.clock.now_ms();
        self.note(&of.id, |guard| guard.aborted(&request_id, &outcome, now_ms));
    }
}

/// Why nothing is seen just now, if so; before the first look of this run nothing is, whatever the last one saw.
fn guard_blind(phase: &Phase, looked_ms: Option<i64>) -> Option<GuardBlind> {
    let why = match phase {
        Phase::Syncing => "The first look is under way.".to_owned(),
        _ => blind(phase)?,
    };
    Some(GuardBlind { since_ms: looked_ms, why, needs_user: matches!(phase, Phase::Stopped { .. }) })
}
