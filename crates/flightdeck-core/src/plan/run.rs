//! A plan that is run: which wave is sent next, and when it is not. Pure: looks, answers and a person's acts in, what is due out.
//!
//! Everything here is kept before anything that is due is done, and what became of a launch is what the journal says of its id: a run that
//! ended in the middle resumes exactly where it was, and no wave is sent twice.

use serde::{Deserialize, Serialize};

use super::gate::{Before, Excused, Judged, Seen, judge};
use crate::wire::{
    AbortOutcome, AppError, AskKind, Counts, DeploymentId, GateHours, HaltReason, Plan, PlanAct, PlanEvent, PlanHalt,
    PlanStage, WaveStage, WaveTarget,
};

mod acts;
mod answers;
mod back;
mod until;
mod wave;
mod whys;

pub(crate) use back::Back;
use wave::Aborted;
pub(crate) use wave::Wave;

/// Tries of one wave in vain after which the plan halts.
const PATIENCE: u32 = 3;
/// Events remembered of one plan.
const REMEMBERED: usize = 500;
/// So much of a wait may be lost with a run that is killed.
const WAIT_LOST_MS: i64 = 30_000;
/// An end of a wait that moved by less is the same.
const SAME_END_MS: i64 = 3_000;
/// How the event of a gate that was passed begins.
const PASSED: &str = "Gate passed";
/// A wave that named nobody for so long reaches nobody.
pub(super) const NOBODY_MS: i64 = 10 * 60_000;

/// What is to be done now. It was written down before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Send a wave, under the id of this try: once, whoever asks again under it.
    Launch { wave: usize, tries: u32 },
    /// Begin, or go on with, the batch of a wave.
    Batch { wave: usize },
    /// Abort what is out of a wave, once.
    Abort { wave: usize },
    /// Send what goes back, by its place.
    Back { place: usize },
}

/// The clocks, as a gate needs them.
pub(crate) struct Now<'a> {
    /// Milliseconds since 1970.
    pub(crate) ms: i64,
    /// What was seen before is too old to be judged.
    pub(crate) oldest_ms: i64,
    /// By how many minutes this computer's time zone is ahead of UTC at a moment.
    pub(crate) zone: &'a dyn Fn(i64) -> i32,
}

impl Now<'_> {
    /// Whether a gate may open by it. One from the future was seen before the clock was set back: nobody knows how old it is.
    fn is_young(&self, seen: &Seen) -> bool {
        (self.oldest_ms..=self.ms).contains(&seen.at_ms)
    }
}

/// A plan that was started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) plan: Plan,
    /// Where the connection led when it was started: it is sent nowhere else.
    pub(crate) destination: String,
    pub(crate) accepted: Vec<AskKind>,
    pub(crate) confirmation: Option<String>,
    pub(crate) stage: PlanStage,
    pub(crate) started_ms: i64,
    pub(crate) waves: Vec<Wave>,
    /// Newest first.
    pub(crate) happened: Vec<PlanEvent>,
    pub(crate) back: Vec<Back>,
    /// It was stopped so that what is out is aborted.
    aborts: bool,
    /// What keeps a wave that is due from being sent, besides its gate.
    #[serde(skip)]
    pub(crate) held: Option<String>,
    /// Whoever runs it in this run goes no further than this wave, from 0.
    #[serde(skip)]
    until: Option<usize>,
    /// It came as far: what is counted after that wave, and its wait, hold.
    #[serde(skip)]
    arrived: bool,
}

impl Run {
    /// A plan is started. Its first wave is due.
    pub(crate) fn new(
        plan: Plan,
        destination: String,
        accepted: Vec<AskKind>,
        confirmation: Option<String>,
        now_ms: i64,
    ) -> Self {
        let waves = plan.waves.iter().map(|_| Wave::new()).collect();
        let mut run = Self {
            plan,
            destination,
            accepted,
            confirmation,
            stage: PlanStage::Running,
            started_ms: now_ms,
            waves,
            happened: Vec::new(),
            back: Vec::new(),
            aborts: false,
            held: None,
            until: None,
            arrived: false,
        };
        run.happened(now_ms, None, "Started.".to_owned());
        run.send_next(now_ms);
        run
    }

    /// Whether anything of it can still happen by itself or has to be seen.
    pub(crate) fn goes_on(&self) -> bool {
        // Of an ended one: what was sent and not answered, is still to be aborted, or has not ended.
        self.may_go_on() || self.due().is_some() || self.open()
    }

    /// Whether something of a plan that goes no further is still to be done, or may come to be: an abort, a launch that goes back.
    pub(crate) fn has_work(&self) -> bool {
        let found = self.aborts && self.waves.iter().any(Wave::is_unanswered);
        self.due().is_some() || found || self.aborting_waves() > 0
    }

    /// Waves of a stopped plan whose abort is still to be asked for, or has no answer.
    pub(crate) fn aborting_waves(&self) -> usize {
        let asked = |wave: &Wave| wave.aborted == Some(Aborted::UnderWay);
        self.waves.iter().filter(|wave| asked(wave) || self.is_to_be_aborted(wave)).count()
    }

    /// Whether an abort of it is still to be asked for.
    fn is_to_be_aborted(&self, wave: &Wave) -> bool {
        self.aborts && wave.aborted.is_none() && wave.may_be_aborted()
    }

    /// Whether something was sent whose outcome is to come.
    fn open(&self) -> bool {
        self.waves.iter().any(|wave| wave.is_unanswered() || (wave.is_out() && !wave.ended()))
    }

    /// The waves and tries whose launch has no known outcome.
    pub(crate) fn unanswered(&self) -> Vec<(usize, u32)> {
        let all = self.waves.iter().enumerate().filter(|(_, wave)| wave.is_unanswered());
        all.map(|(at, wave)| (at, wave.tries)).collect()
    }

    /// Whether closing Flightdeck would keep it from going on.
    pub(crate) fn is_running(&self) -> bool {
        self.stage == PlanStage::Running
    }

    /// Whether gates are judged: it neither halted nor ended.
    pub(crate) fn is_judged(&self) -> bool {
        matches!(self.stage, PlanStage::Running | PlanStage::Paused { .. })
    }

    /// Whether it may still send a wave, sooner or later.
    pub(crate) fn may_go_on(&self) -> bool {
        self.is_judged() || matches!(self.stage, PlanStage::Halted { .. })
    }

    /// Whether a wave is one deployment for each of several devices.
    pub(crate) fn is_batch(&self, wave: usize) -> bool {
        matches!(self.plan.waves.get(wave).map(|wave| &wave.target), Some(WaveTarget::Devices { .. }))
    }

    /// The next thing to do.
    pub(crate) fn due(&self) -> Option<Due> {
        if let Some(wave) = self.waves.iter().position(|wave| wave.stage == WaveStage::Sending)
            && self.stage == PlanStage::Running
        {
            let one = &self.waves[wave];
            let launch = Due::Launch { wave, tries: one.tries };
            return if self.is_batch(wave) { Some(Due::Batch { wave }) } else { (!one.performed).then_some(launch) };
        }
        if let Some(wave) = self.waves.iter().position(|wave| self.is_to_be_aborted(wave)) {
            return Some(Due::Abort { wave });
        }
        self.back.iter().position(Back::is_due).map(|place| Due::Back { place })
    }

    /// Brings what a good look at a wave saw.
    pub(crate) fn saw(&mut self, wave: usize, seen: Seen) {
        let Some(one) = self.waves.get_mut(wave).filter(|wave| wave.is_out()) else { return };
        one.looked = true;
        // The same look with more causes is no second look.
        let before = one.seen.as_ref().filter(|before| before.at_ms != seen.at_ms);
        if one.seen.is_none() || before.is_some() {
            one.steady = before.is_some_and(|before| before.total() == seen.total());
        }
        // What goes away takes its place among the acknowledged along: never more than there are.
        one.excused.failed = one.excused.failed.min(seen.counts.failed);
        one.excused.aborted = one.excused.aborted.min(seen.counts.aborted);
        one.seen = Some(seen);
    }

    /// Time went by, on a clock that nobody can set and in this run alone: it is waited where everything that is counted held all the while.
    pub(crate) fn waited(&mut self, passed_ms: i64, now: &Now<'_>) {
        for wave in 0..self.waves.len() {
            let Some(judged) = self.judged(wave, now) else { continue };
            let left_ms = i64::from(self.plan.waves[wave].gate.wait_minutes).saturating_mul(60_000);
            let one = &mut self.waves[wave];
            if one.stage != WaveStage::Out {
                one.counting = false;
                continue;
            }
            // What is not known just now stops the wait; what does not hold any more begins it anew.
            if judged.counted && one.counting {
                one.waited_ms = one.waited_ms.saturating_add(passed_ms.max(0));
            } else if judged.failing {
                one.waited_ms = 0;
            }
            one.counting = judged.counted;
            let end_ms = judged.counted.then(|| now.ms.saturating_add(left_ms.saturating_sub(one.waited_ms)));
            let same = one.until_ms.zip(end_ms).is_some_and(|(a, b)| a.abs_diff(b) < SAME_END_MS as u64);
            if !same {
                one.until_ms = end_ms;
            }
        }
    }

    /// Goes on as far as the gates allow. Answers with a wave that has to be looked at first: its gate is open by what was seen last, and
    /// that is too old.
    pub(crate) fn step(&mut self, now: &Now<'_>) -> Option<usize> {
        if !self.is_judged() {
            return None;
        }
        if let Some((wave, reason, text)) = self.broken(now) {
            self.halt(wave, reason, text, now.ms);
            return None;
        }
        if !self.is_running() {
            return None;
        }
        let Some(before) = self.waves.iter().rposition(|wave| wave.stage != WaveStage::Waiting) else {
            self.send_next(now.ms);
            return None;
        };
        if self.until.is_some_and(|until| before >= until) {
            return self.arrive(before, now);
        }
        match self.waves[before].stage {
            _ if self.waves[before].passed_over => {}
            WaveStage::Out if self.judged(before, now).is_some_and(|judged| judged.open) => {
                if !self.waves[before].seen.as_ref().is_some_and(|seen| now.is_young(seen)) {
                    return Some(before);
                }
                self.pass(before, PASSED, now.ms);
            }
            _ => return None,
        }
        self.send_next(now.ms);
        None
    }

    /// What was to be sent and of which nothing was written down is not sent: its gate is judged once more before it is.
    fn unsend(&mut self) {
        let Some(wave) = self.waves.iter().position(|wave| wave.stage == WaveStage::Sending && !wave.in_flight) else {
            return;
        };
        self.waves[wave].stage = WaveStage::Waiting;
        let Some(before) = wave.checked_sub(1).filter(|before| !self.waves[*before].passed_over) else { return };
        let one = &mut self.waves[before];
        (one.stage, one.passed_ms) = (WaveStage::Out, None);
        let told =
            self.happened.iter().position(|event| event.wave == Some(before as u32) && event.text.starts_with(PASSED));
        if let Some(told) = told {
            self.happened.remove(told);
        }
    }

    /// The gate of a wave as it stands; none where nothing is out.
    pub(super) fn judged(&self, wave: usize, now: &Now<'_>) -> Option<Judged> {
        let (one, of) = (self.waves.get(wave)?, self.plan.waves.get(wave)?);
        let seen = one.seen.as_ref();
        let before = Before {
            gate: &of.gate,
            seen,
            // What has ended for good is not looked at any more, and is once more before its gate opens.
            fresh: one.looked && seen.is_some_and(|seen| seen.finished || now.is_young(seen)),
            steady: one.steady,
            excused: &one.excused,
            waited_ms: one.waited_ms,
            skipped: one.skipped,
            said_ms: one.said_ms,
            until_ms: one.until_ms,
            last: wave + 1 == self.waves.len(),
        };
        // Both clocks have to agree: one that was set opens nothing. What the service's said long ago says nothing of now: it is asked once more
        // before the gate opens.
        let service_ms = seen.filter(|seen| now.is_young(seen)).and_then(|seen| seen.service_ms);
        let inside = |hours: &GateHours| {
            let at = |ms: i64| crate::rules::inside((&hours.days, hours.from, hours.to), ms, now.zone);
            let open = at(now.ms) && service_ms.is_none_or(at);
            (open, if open { None } else { crate::rules::next(now.ms, &at) })
        };
        Some(judge(before, &inside))
    }

    /// A wave that has too much failed, or reached nobody.
    fn broken(&self, now: &Now<'_>) -> Option<(usize, HaltReason, String)> {
        let judged = |wave: usize| !self.waves[wave].passed_over && self.waves[wave].is_out();
        (0..self.waves.len()).filter(|wave| judged(*wave)).find_map(|wave| {
            let one = &self.waves[wave];
            let nobody = one.seen.as_ref().is_some_and(|seen| {
                seen.total() == 0
                    && one.sent_ms.is_some_and(|sent_ms| seen.at_ms.saturating_sub(sent_ms) >= NOBODY_MS)
                    && !one.excused.few
            });
            if nobody {
                let text = "The service names no device of it, ten minutes after it was sent.".to_owned();
                return Some((wave, HaltReason::Nobody, text));
            }
            let (reason, text) = self.judged(wave, now)?.broken?;
            Some((wave, reason, text))
        })
    }

    fn pass(&mut self, wave: usize, how: &str, now_ms: i64) {
        let one = &mut self.waves[wave];
        one.stage = WaveStage::Passed;
        one.passed_ms = Some(now_ms);
        let seen = one.seen.as_ref().map(|seen| seen.counts);
        let figures = seen.map(figures).unwrap_or_default();
        self.happened(now_ms, Some(wave), format!("{how}{figures}."));
    }

    /// The next wave is being sent from now on; after the last the plan is done.
    fn send_next(&mut self, now_ms: i64) {
        match self.waves.iter().position(|wave| wave.stage == WaveStage::Waiting) {
            Some(next) => self.waves[next].stage = WaveStage::Sending,
            None => {
                self.stage = PlanStage::Done { at_ms: now_ms };
                self.happened(now_ms, None, "Done: the last wave has ended and passed.".to_owned());
            }
        }
    }

    fn halt(&mut self, wave: usize, reason: HaltReason, text: String, now_ms: i64) {
        if !self.is_judged() {
            return self.bad(now_ms, Some(wave), text);
        }
        self.bad(now_ms, Some(wave), format!("Halted. {text}"));
        self.stage = PlanStage::Halted { at_ms: now_ms, why: PlanHalt { wave: wave as u32, reason, text } };
        self.held = None;
        self.unsend();
    }

    fn happened(&mut self, at_ms: i64, wave: Option<usize>, text: String) {
        self.note(at_ms, wave, text, None, false);
    }

    fn bad(&mut self, at_ms: i64, wave: Option<usize>, text: String) {
        self.note(at_ms, wave, text, None, true);
    }

    /// Something was sent, as this deployment.
    fn sent(&mut self, at_ms: i64, wave: usize, text: &str, deployment: &DeploymentId) {
        self.note(at_ms, Some(wave), format!("{text} as {deployment}."), Some(deployment.clone()), false);
    }

    fn note(&mut self, at_ms: i64, wave: Option<usize>, text: String, deployment: Option<DeploymentId>, bad: bool) {
        self.happened.insert(0, PlanEvent { at_ms, wave: wave.map(|wave| wave as u32), text, deployment, bad });
        self.happened.truncate(REMEMBERED);
    }
}

fn figures(counts: Counts) -> String {
    let one = |count: u32, of: &str| (count > 0).then(|| format!("{} {of}", crate::numbers::grouped(count)));
    let all: Vec<String> = [
        one(counts.succeeded, "succeeded"),
        one(counts.failed, "failed"),
        one(counts.aborted, "aborted"),
        one(counts.moving(), "not ended"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if all.is_empty() { String::new() } else { format!(": {}", all.join(", ")) }
}

#[cfg(test)]
mod law;
#[cfg(test)]
mod tests;
