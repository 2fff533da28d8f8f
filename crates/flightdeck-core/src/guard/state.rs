//! One guard: what it counts, when it fires, what is remembered of it. Pure: looks and the user's wishes in, a firing out.
//!
//! A failed device stays failed \[S\], so a count says which failures are new: what had failed when a firing was acknowledged is
//! set aside, and counts neither among the failed nor among the finished.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::by_cause;
use crate::numbers::is_over;
use crate::wire::{
    AbortOutcome, Cause, ConnectionId, Counts, DeploymentId, GuardAbort, GuardCause, GuardFiring, GuardGap, GuardLimit,
    GuardRule, GuardStage, GuardTally, Shortfall,
};

/// Firings remembered of one guard.
const REMEMBERED: usize = 20;
/// So many looks after its deployment has ended it waits for causes that nobody tells.
const PATIENCE: u32 = 3;
/// What is said of an abort that the program left without an outcome.
const ENDED: &str =
    "Flightdeck ended before the answer came. It is not asked for again by itself: look at the devices.";

/// What a good look saw, as a guard needs it.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) counts: Counts,
    /// When the look ended, milliseconds since 1970.
    pub(crate) at_ms: i64,
    pub(crate) shortfall: Option<Shortfall>,
    pub(crate) unreadable: u32,
    /// Why devices failed, as far as looked at.
    pub(crate) causes: Vec<Cause>,
    pub(crate) looked_at: u32,
    /// Every device has ended, for good.
    pub(crate) finished: bool,
}

impl Sighting {
    /// Every device that exists was read.
    fn whole(&self) -> bool {
        self.shortfall.is_none() && self.unreadable == 0
    }
}

/// What was seen last, in this run or an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    at_ms: i64,
    counts: Counts,
    /// The look since which the counts are the same. Devices only ever go forward, so the same counts mean that none has moved.
    same_since_ms: i64,
    /// Failures by cause.
    causes: BTreeMap<String, u32>,
}

/// Failures that do not count any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Excused {
    failed: u32,
    causes: BTreeMap<String, u32>,
}

/// A guard of one deployment, or of a launch whose deployment is not known yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Guard {
    pub(crate) id: String,
    pub(crate) connection: ConnectionId,
    pub(crate) deployment: Option<DeploymentId>,
    /// Where the connection led when it was armed: it acts nowhere else.
    pub(crate) destination: String,
    pub(crate) comment: Option<String>,
    pub(crate) rule: GuardRule,
    pub(crate) stage: GuardStage,
    pub(crate) armed_ms: i64,
    /// Newest first.
    pub(crate) firings: Vec<GuardFiring>,
    pub(crate) gap: Option<GuardGap>,
    excused: Excused,
    seen: Option<Seen>,
    /// The last look found everything ended for good, and nothing is left to learn of why it failed.
    finished: bool,
    #[serde(skip)]
    pub(crate) tally: Option<GuardTally>,
    #[serde(skip)]
    whys: Whys,
}

/// How far the failed devices of a deployment that has ended are looked at, where causes count; nothing while it has not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Whys {
    looked_at: u32,
    /// Looks since then that brought no further one.
    in_vain: u32,
    /// Some are still to be looked at.
    open: bool,
}

impl Guard {
    /// A guard of a deployment, or of a launch (by its request id).
    pub(crate) fn new(id: String, of: Of, rule: GuardRule, now_ms: i64) -> Self {
        let Of { connection, destination, comment, what } = of;
        let (deployment, stage) = match what {
            What::Deployment(deployment) => (Some(deployment), GuardStage::Armed),
            What::Launch(launch) => (None, GuardStage::Waiting { launch }),
        };
        Self {
            id,
            connection,
            deployment,
            destination,
            comment,
            rule,
            stage,
            armed_ms: now_ms,
            firings: Vec::new(),
            gap: None,
            excused: Excused::default(),
            seen: None,
            finished: false,
            tally: None,
            whys: Whys::default(),
        }
    }

    /// Whether a later run would miss more than the moment of the last look, were it to know only `before`.
    pub(crate) fn differs(&self, before: &Self) -> bool {
        let at = |guard: &Self| guard.seen.as_ref().map(|seen| seen.at_ms);
        let mut same = before.clone();
        same.tally.clone_from(&self.tally);
        same.whys = self.whys;
        if let (Some(seen), Some(at)) = (&mut same.seen, at(self)) {
            seen.at_ms = at;
        }
        same != *self
    }

    /// Whether it counts causes of failure.
    pub(crate) fn counts_causes(&self) -> bool {
        self.rule.limits.iter().any(|limit| matches!(limit, GuardLimit::OneCause { .. }))
    }

    /// Whether its deployment has ended, and some of its failed devices are still to be looked at before it rests.
    pub(crate) fn waits_for_causes(&self) -> bool {
        self.watches() && self.whys.open
    }

    /// Whether it needs its deployment to be watched.
    pub(crate) fn watches(&self) -> bool {
        matches!(self.stage, GuardStage::Armed | GuardStage::Fired)
    }

    /// Whether closing Flightdeck would leave something unguarded.
    pub(crate) fn is_armed(&self) -> bool {
        self.stage == GuardStage::Armed
    }

    /// When it ended, if it did.
    pub(crate) fn ended_ms(&self) -> Option<i64> {
        match self.stage {
            GuardStage::Disarmed { at_ms, .. } | GuardStage::Over { at_ms } => Some(at_ms),
            GuardStage::Waiting { .. } | GuardStage::Armed | GuardStage::Fired => None,
        }
    }

    /// Read again by a later run. An abort that was under way has an outcome nobody knows; it is not asked for again.
    pub(crate) fn resumed(&mut self, now_ms: i64) {
        if let Some(seen) = &self.seen
            && self.watches()
        {
            self.gap = Some(GuardGap { from_ms: seen.at_ms, to_ms: None });
        }
        for firing in &mut self.firings {
            if let GuardAbort::UnderWay { request_id } = &firing.abort {
                let outcome = AbortOutcome::Unknown { why: ENDED.to_owned() };
                firing.abort = GuardAbort::Asked { request_id: request_id.clone(), at_ms: now_ms, outcome };
            }
        }
    }

    /// Its launch led to this deployment.
    pub(crate) fn launched(&mut self, deployment: DeploymentId, now_ms: i64) {
        if matches!(self.stage, GuardStage::Waiting { .. }) {
            self.deployment = Some(deployment);
            self.stage = GuardStage::Armed;
            self.armed_ms = now_ms;
        }
    }

    /// Another rule, or armed anew. What was acknowledged while it was armed stays so; what it fired for stays written.
    pub(crate) fn rearm(&mut self, rule: GuardRule, now_ms: i64) {
        self.rule = rule;
        if self.stage != GuardStage::Armed {
            self.stage = GuardStage::Armed;
            self.armed_ms = now_ms;
            self.excused = Excused::default();
            self.finished = false;
            self.seen = None;
            self.gap = None;
        } else if let Some(seen) = &mut self.seen {
            // The time without progress is counted under the rule that names it.
            seen.same_since_ms = seen.same_since_ms.max(now_ms);
        }
        self.tally = None;
        self.whys = Whys::default();
    }

    /// By so much the times of two looks are apart without anybody having looked: this computer's clock was set, or Flightdeck was
    /// closed. It is no time in which nothing was seen to move.
    pub(crate) fn unseen(&mut self, by_ms: i64) {
        if let Some(seen) = &mut self.seen {
            seen.same_since_ms = seen.same_since_ms.saturating_add(by_ms);
        }
    }

    /// A look was good, or causes of its failures came in. Answers a firing that is due; the guard itself is as if nothing had
    /// happened until [`Guard::fire`], so that a firing that cannot be written down is due again with the next look.
    /// `oldest_ms`: data from before that is nothing to act on.
    pub(crate) fn saw(&mut self, sighting: &Sighting, oldest_ms: i64) -> Option<(GuardLimit, GuardTally)> {
        if let Some(gap) = self.gap.as_mut().filter(|gap| gap.to_ms.is_none()) {
            gap.to_ms = Some(sighting.at_ms);
            // Between two runs nobody looked, and the clock may have been set.
            let unseen_ms = self.seen.as_ref().map_or(0, |seen| sighting.at_ms.saturating_sub(seen.at_ms));
            self.unseen(unseen_ms);
        }
        self.whys = self.whys_after(sighting);
        self.finished = sighting.finished && !self.whys.open;
        // What goes away (a device the service names no more) takes its place among the excused along: never more than there are.
        self.excused.failed = self.excused.failed.min(sighting.counts.failed);
        let since_ms = self.since_ms(sighting);
        self.seen = Some(Seen {
            at_ms: sighting.at_ms,
            counts: sighting.counts,
            same_since_ms: since_ms,
            causes: by_cause::counted(&sighting.causes),
        });
        if self.stage != GuardStage::Armed {
            return None;
        }
        let tally = self.tally_of(sighting, since_ms);
        self.tally = Some(tally.clone());
        if sighting.at_ms < oldest_ms {
            return None;
        }
        let passed = self.rule.limits.iter().find(|limit| passed(limit, &tally, sighting)).copied()?;
        Some((passed, tally))
    }

    /// Its deployment finished for good and it has nothing to say: there is nothing left to guard.
    pub(crate) fn rest(&mut self, now_ms: i64) {
        if self.finished && self.stage == GuardStage::Armed {
            self.stage = GuardStage::Over { at_ms: now_ms };
        }
    }

    /// It fires. `request_id` is the one under which the abort is asked for, where the rule wants one.
    pub(crate) fn fire(&mut self, limit: GuardLimit, tally: GuardTally, request_id: String, now_ms: i64) {
        let counts = self.seen.as_ref().map(|seen| seen.counts).unwrap_or_default();
        let abort = match (self.rule.abort, counts.moving()) {
            (false, _) => GuardAbort::NotWanted,
            (true, 0) => GuardAbort::NothingLeft,
            (true, _) => GuardAbort::UnderWay { request_id },
        };
        self.firings.insert(0, GuardFiring { at_ms: now_ms, limit, tally, counts, abort, acknowledged_ms: None });
        self.firings.truncate(REMEMBERED);
        self.stage = GuardStage::Fired;
    }

    /// The id under which an abort is still to be asked for.
    pub(crate) fn abort_due(&self) -> Option<String> {
        self.firings.iter().find_map(|firing| match &firing.abort {
            GuardAbort::UnderWay { request_id } => Some(request_id.clone()),
            GuardAbort::NotWanted | GuardAbort::NothingLeft | GuardAbort::Asked { .. } => None,
        })
    }

    /// The abort has an outcome.
    pub(crate) fn aborted(&mut self, asked: &str, outcome: &AbortOutcome, now_ms: i64) {
        for firing in &mut self.firings {
            if let GuardAbort::UnderWay { request_id } = &firing.abort
                && request_id == asked
            {
                let (request_id, outcome) = (request_id.clone(), outcome.clone());
                firing.abort = GuardAbort::Asked { request_id, at_ms: now_ms, outcome };
            }
        }
    }

    /// The user has seen the firing: the failures seen so far count no more, and it may fire again.
    pub(crate) fn acknowledge(&mut self, now_ms: i64) {
        if self.stage != GuardStage::Fired {
            return;
        }
        self.close_firing(now_ms);
        if let Some(seen) = &mut self.seen {
            self.excused = Excused { failed: seen.counts.failed, causes: seen.causes.clone() };
            seen.same_since_ms = seen.same_since_ms.max(now_ms);
        }
        self.tally = None;
        self.stage = if self.finished { GuardStage::Over { at_ms: now_ms } } else { GuardStage::Armed };
    }

    /// It is to watch no more; `why`, where that is not the user's wish.
    pub(crate) fn disarm(&mut self, why: Option<&str>, now_ms: i64) {
        if self.ended_ms().is_none() {
            self.close_firing(now_ms);
            self.stage = GuardStage::Disarmed { at_ms: now_ms, why: why.map(str::to_owned) };
        }
    }

    fn close_firing(&mut self, now_ms: i64) {
        if let Some(firing) = self.firings.first_mut() {
            firing.acknowledged_ms.get_or_insert(now_ms);
        }
    }

    /// What an end leaves open of the causes. A device that cannot be looked at keeps nobody waiting for ever.
    fn whys_after(&self, sighting: &Sighting) -> Whys {
        let Sighting { looked_at, .. } = *sighting;
        let all = by_cause::are_all_told(looked_at, sighting.counts.failed);
        if !sighting.finished || !self.counts_causes() || all {
            return Whys::default();
        }
        let same_look = self.seen.as_ref().is_some_and(|seen| seen.at_ms == sighting.at_ms);
        let in_vain = if looked_at > self.whys.looked_at { 0 } else { self.whys.in_vain + u32::from(!same_look) };
        Whys { looked_at, in_vain, open: in_vain < PATIENCE }
    }

    /// Since when nothing has moved. What an incomplete look leaves unchanged proves nothing, and is not judged.
    fn since_ms(&self, sighting: &Sighting) -> i64 {
        match &self.seen {
            Some(seen) if seen.counts == sighting.counts => seen.same_since_ms,
            _ => sighting.at_ms,
        }
    }

    fn tally_of(&self, sighting: &Sighting, since_ms: i64) -> GuardTally {
        let failed = sighting.counts.failed.saturating_sub(self.excused.failed);
        let counted = sighting.causes.iter().map(|cause| {
            let excused = self.excused.causes.get(&by_cause::key(cause)).copied().unwrap_or_default();
            GuardCause { text: cause.text.clone(), count: cause.count.saturating_sub(excused) }
        });
        GuardTally {
            at_ms: sighting.at_ms,
            finished: sighting.counts.succeeded.saturating_add(failed),
            failed,
            excused: self.excused.failed,
            // The first of equals, which the list names first.
            cause: counted
                .filter(|cause| cause.count > 0)
                .reduce(|most, one| if one.count > most.count { one } else { most }),
            looked_at: sighting.looked_at,
            unchanged_since_ms: since_ms,
            shortfall: sighting.shortfall,
            unreadable: sighting.unreadable,
        }
    }
}

/// What a new guard is of.
pub(crate) struct Of {
    pub(crate) connection: ConnectionId,
    pub(crate) destination: String,
    pub(crate) comment: Option<String>,
    pub(crate) what: What,
}

/// A deployment, or a launch that is to become one.
pub(crate) enum What {
    Deployment(DeploymentId),
    Launch(String),
}

/// Whether a limit is passed.
fn passed(limit: &GuardLimit, tally: &GuardTally, sighting: &Sighting) -> bool {
    match *limit {
        GuardLimit::FailedShare { percent, least } => {
            tally.finished >= least && is_over(tally.failed, percent, tally.finished)
        }
        GuardLimit::OneCause { more_than } => tally.cause.as_ref().is_some_and(|cause| cause.count > more_than),
        GuardLimit::NoProgress { minutes } => {
            sighting.whole()
                && sighting.counts.moving() > 0
                && tally.at_ms.saturating_sub(tally.unchanged_since_ms) >= i64::from(minutes) * 60_000
        }
    }
}

#[cfg(test)]
mod tests;
