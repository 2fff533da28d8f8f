//! What a person did, what the service received of it, and the laws that hold between the two.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use connect_simulator::{Operation, Received};
use flightdeck_core::wire::{GuardFiring, GuardLimit, GuardStage, GuardView, LaunchOutcome};
use flightdeck_tests::ground::{START_MS, comment_of};

use crate::world::STEP;

/// The limiter lets so many go within a minute: ten a second, and twenty at once.
const MOST_A_MINUTE: usize = 10 * 60 + 20;
/// So many other requests may arrive between the step in which an abort is pressed and the abort: those that had left already.
const BEFORE_AN_ABORT: usize = 8;
/// And so long it may take, whatever else waits.
const ABORT_WITHIN_MS: i64 = 30_000;

/// So much of what came last is told where a law is broken.
const RECENT: usize = 120;

/// A launch that a person asked for.
#[derive(Clone, Debug)]
pub(crate) struct Press {
    pub(crate) id: String,
    pub(crate) comment: String,
    /// The deployment that it was told to be.
    pub(crate) deployment: Option<String>,
}

/// An abort that was pressed and has not arrived.
#[derive(Clone, Debug)]
struct Abort {
    deployment: String,
    pressed_ms: i64,
    /// Others that arrived since.
    others: usize,
}

#[derive(Default)]
pub(crate) struct Book {
    pub(crate) presses: Vec<Press>,
    /// How often each comment was received.
    received: BTreeMap<String, u32>,
    /// Deployments of strangers.
    pub(crate) strangers: BTreeSet<String>,
    aborts: Vec<Abort>,
    /// What came last, to be told where a law is broken.
    pub(crate) recent: VecDeque<String>,
    minute_ms: i64,
    this_minute: usize,
    pub(crate) most_a_minute: usize,
    pub(crate) most_before_an_abort: usize,
    pub(crate) requests: usize,
}

impl Book {
    /// What arrived within a step. Tells the comments of the creates among it.
    pub(crate) fn heard(&mut self, heard: &[Received], now_ms: i64, asked_to_wait: bool) -> Vec<String> {
        self.requests += heard.len();
        for one in heard {
            self.note(one.at, format!("{} {}", one.method, one.path));
        }
        if now_ms - self.minute_ms >= 60_000 {
            (self.minute_ms, self.this_minute) = (now_ms, 0);
        }
        self.this_minute += heard.len();
        self.most_a_minute = self.most_a_minute.max(self.this_minute);
        assert!(
            self.this_minute <= MOST_A_MINUTE,
            "{} requests within a minute are more than the limiter allows",
            self.this_minute
        );
        let mut made = Vec::new();
        for create in heard.iter().filter(|one| one.operation == Some(Operation::Create)) {
            let comment = comment_of(create).expect("each create here has a comment");
            let times = self.received.entry(comment.clone()).or_default();
            *times += 1;
            // A plan tries a wave again that the service certainly refused; what it has made of it is looked at there.
            assert!(*times == 1 || of_a_plan(&comment), "“{comment}” was sent twice");
            made.push(comment);
        }
        self.aborts.retain_mut(|abort| {
            let arrived = heard.iter().find(|one| {
                matches!(one.operation, Some(Operation::AbortDeployment | Operation::AbortDevice))
                    && one.path.contains(&abort.deployment)
            });
            let took = arrived.map_or(now_ms, |one| one.at) - abort.pressed_ms;
            if arrived.is_some() {
                self.most_before_an_abort = self.most_before_an_abort.max(abort.others);
            } else if took > STEP.as_millis() as i64 {
                abort.others += heard.len();
            }
            // Where the service itself asks to be left alone, that is heeded first.
            let others = abort.others;
            assert!(
                asked_to_wait || others <= BEFORE_AN_ABORT,
                "an abort of {} stands behind {others} others",
                abort.deployment
            );
            assert!(
                asked_to_wait || took <= ABORT_WITHIN_MS,
                "an abort of {} stands behind reads since {took} ms",
                abort.deployment
            );
            arrived.is_none() && !asked_to_wait
        });
        made
    }

    /// Keeps what happened, for a while.
    pub(crate) fn note(&mut self, at_ms: i64, what: String) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(format!("{:>8.1} s  {what}", (at_ms - START_MS) as f64 / 1_000.0));
    }

    pub(crate) fn aborted(&mut self, deployment: &str, now_ms: i64) {
        self.aborts.push(Abort { deployment: deployment.to_owned(), pressed_ms: now_ms, others: 0 });
    }

    /// The program is gone, and what had not left yet with it.
    pub(crate) fn killed(&mut self) {
        self.aborts.clear();
    }

    pub(crate) fn was_sent(&self, comment: &str) -> bool {
        self.received.contains_key(comment)
    }

    /// What came of a press.
    pub(crate) fn answered(&mut self, press: usize, outcome: &LaunchOutcome) {
        let Some(deployment) = outcome.deployment() else { return };
        let press = &mut self.presses[press];
        let known = press.deployment.get_or_insert_with(|| deployment.to_string());
        assert_eq!(known.as_str(), deployment.as_str(), "“{}” is one deployment, and stays it", press.comment);
        assert!(!self.strangers.contains(deployment.as_str()), "“{}” was given a stranger's deployment", press.comment);
        assert!(self.received.contains_key(&press.comment), "“{}” was never sent, and has a deployment", press.comment);
    }
}

/// Whether it is a wave's.
pub(crate) fn of_a_plan(comment: &str) -> bool {
    comment.starts_with("plan ")
}

/// What holds of a guard at any time.
pub(crate) fn check_guard(guard: &GuardView) {
    let open = guard.firings.iter().filter(|one| one.acknowledged_ms.is_none()).count();
    assert!(open <= 1, "a guard fires once until it is acknowledged: {guard:?}");
    assert_eq!(guard.stage == GuardStage::Fired, open == 1, "fired is what it is while a firing is open: {guard:?}");
    for GuardFiring { limit, tally, .. } in &guard.firings {
        if let GuardLimit::FailedShare { percent, least } = limit {
            assert!(tally.finished >= *least, "never below its minimum: {tally:?} of {limit:?}");
            assert!(tally.failed * 100 > tally.finished * percent, "only above its limit: {tally:?} of {limit:?}");
        }
    }
}
