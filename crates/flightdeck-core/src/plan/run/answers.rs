//! What became of what was done: the answers of launches and aborts, guards that fired, a program that ended in between.

use super::back::is_held;
use super::*;
use crate::wire::{ErrorCode, LaunchOutcome};

impl Run {
    /// The outcome of a wave's launch under the id of this try, whoever learned it.
    pub(crate) fn launched(&mut self, wave: usize, tries: u32, outcome: &LaunchOutcome, now_ms: i64) {
        let Some(one) = self.waves.get_mut(wave).filter(|wave| wave.tries == tries) else { return };
        // One that was set aside may be found after all, by a person.
        let found = one.stage == WaveStage::SetAside && outcome.deployment().is_some();
        if !one.is_unanswered() && !found {
            return;
        }
        (one.in_flight, one.performed) = (false, false);
        self.held = None;
        match outcome {
            LaunchOutcome::Created { deployment } | LaunchOutcome::Adopted { deployment, .. } => {
                one.stage = WaveStage::Out;
                one.deployment = Some(deployment.clone());
                one.sent_ms = Some(now_ms);
                self.sent(now_ms, wave, "Sent", deployment);
            }
            LaunchOutcome::Unknown { why, .. } => {
                let known = one.stage == WaveStage::Unresolved;
                one.stage = WaveStage::Unresolved;
                if !known {
                    self.halt(wave, HaltReason::Unresolved, format!("Nobody knows whether it was sent. {why}"), now_ms);
                }
            }
            LaunchOutcome::Refused { error } if error.code.is_passing() && tries + 1 < PATIENCE => {
                // Nothing was sent: it is tried again under another id, if its gate is open then.
                (one.stage, one.tries) = (WaveStage::Sending, tries + 1);
                self.held = Some(error.message.clone());
                self.unsend();
            }
            LaunchOutcome::Refused { error } => {
                one.stage = WaveStage::Refused;
                self.halt(wave, HaltReason::Refused, error.message.clone(), now_ms);
            }
            LaunchOutcome::Dismissed => {
                one.stage = WaveStage::SetAside;
                let text = "Its launch was set aside without knowing whether it was sent.".to_owned();
                self.halt(wave, HaltReason::Unresolved, text, now_ms);
            }
        }
    }

    /// A wave could not be sent. Where nothing was `begun` of it, it is due again, unless that cannot help; one that is in the journal may have been
    /// sent, and is looked for.
    pub(crate) fn not_launched(&mut self, wave: usize, error: &AppError, begun: bool, now_ms: i64) {
        let Some(one) = self.waves.get_mut(wave).filter(|wave| wave.stage == WaveStage::Sending) else { return };
        (one.in_flight, one.performed) = (begun, false);
        if !self.is_running() {
            // Nobody wants it any more.
            return self.unsend();
        }
        match error.code {
            _ if begun || is_held(error) => {
                self.held = Some(error.message.clone());
                self.unsend();
            }
            ErrorCode::ConfirmationNeeded => self.refused(wave, HaltReason::NotConfirmed, error, now_ms),
            _ => self.refused(wave, HaltReason::Refused, error, now_ms),
        }
    }

    fn refused(&mut self, wave: usize, reason: HaltReason, error: &AppError, now_ms: i64) {
        self.waves[wave].stage = WaveStage::Refused;
        self.halt(wave, reason, error.message.clone(), now_ms);
    }

    /// The batch of a wave is sent; `why` where it stopped before that. What is kept open of it is looked at all the same.
    pub(crate) fn batched(&mut self, wave: usize, why: Option<String>, now_ms: i64) {
        let Some(one) = self.waves.get_mut(wave).filter(|wave| wave.stage == WaveStage::Sending) else { return };
        match why {
            None => {
                one.stage = WaveStage::Out;
                one.sent_ms = Some(now_ms);
                self.happened(now_ms, Some(wave), "Sent, one deployment for each device.".to_owned());
            }
            // What keeps it from going on is said already; why it stopped before that is past.
            Some(_) if self.held.is_some() => {}
            Some(why) => self.halt(wave, HaltReason::Refused, format!("Its batch stopped. {why}"), now_ms),
        }
    }

    /// The batch of a wave was set going.
    pub(crate) fn goes(&mut self, wave: usize) {
        let Some(one) = self.waves.get_mut(wave) else { return };
        one.going = true;
        self.held = None;
    }

    /// The batch of a wave stands, without a reason of its own. Where this run had set it going, a person stopped it: then that holds.
    pub(crate) fn batch_stands(&mut self, wave: usize, now_ms: i64) {
        let going = self.waves.get_mut(wave).is_some_and(|wave| std::mem::take(&mut wave.going));
        if going && self.is_running() {
            self.pause(
                "Paused: the batch of this wave was stopped. Resuming the plan goes on with it.",
                Some(wave),
                now_ms,
            );
        }
    }

    /// The guard of a wave has fired, at this moment.
    pub(crate) fn guard_fired(&mut self, wave: usize, at_ms: i64, text: &str, now_ms: i64) {
        let judged = self.is_judged();
        let Some(one) = self.waves.get_mut(wave).filter(|wave| wave.guard_ms != Some(at_ms)) else { return };
        if judged {
            one.guard_ms = Some(at_ms);
            self.halt(wave, HaltReason::Guard, format!("Its guard fired: {text}"), now_ms);
        }
    }

    /// A person goes on, and has seen that the guard of a wave fired at this moment.
    pub(crate) fn guard_seen(&mut self, wave: usize, at_ms: i64) {
        if let Some(one) = self.waves.get_mut(wave) {
            one.guard_ms = Some(at_ms);
        }
    }

    /// The connection leads elsewhere, or is gone.
    pub(crate) fn elsewhere(&mut self, why: &str, now_ms: i64) {
        if !self.is_judged() {
            return;
        }
        let wave = self.waves.iter().position(|wave| wave.stage != WaveStage::Passed).unwrap_or_default();
        self.halt(wave, HaltReason::Elsewhere, why.to_owned(), now_ms);
    }

    /// An abort is being asked for.
    pub(crate) fn aborting(&mut self, wave: usize) -> bool {
        let Some(one) = self.waves.get_mut(wave).filter(|wave| wave.aborted.is_none()) else { return false };
        one.aborted = Some(Aborted::UnderWay);
        true
    }

    /// An abort was asked for; what came of it, in words.
    pub(crate) fn aborted(&mut self, wave: usize, outcome: &Result<AbortOutcome, AppError>, now_ms: i64) {
        let Some(one) = self.waves.get_mut(wave) else { return };
        one.aborted = Some(Aborted::Asked);
        match outcome {
            Ok(AbortOutcome::Accepted { .. }) => self.happened(now_ms, Some(wave), "Abort requested.".to_owned()),
            Ok(AbortOutcome::Refused { error }) | Err(error) => {
                self.bad(now_ms, Some(wave), format!("It could not be aborted. {}", error.message));
            }
            Ok(AbortOutcome::Unknown { why }) => {
                self.bad(now_ms, Some(wave), format!("Nobody knows whether it was aborted. {why}"));
            }
        }
    }

    /// There was nothing of a wave to abort.
    pub(crate) fn none_to_abort(&mut self, wave: usize, now_ms: i64) {
        let Some(one) = self.waves.get_mut(wave) else { return };
        one.aborted = Some(Aborted::Asked);
        self.happened(now_ms, Some(wave), "Nothing of it had been sent.".to_owned());
    }

    /// The batch of a wave begins, or goes on, if it is still to.
    pub(crate) fn begins(&mut self, wave: usize) -> bool {
        let wanted = self.wants(wave);
        if let Some(one) = self.waves.get_mut(wave).filter(|_| wanted) {
            one.begun = true;
        }
        wanted
    }

    /// Whether a wave is still to be sent.
    pub(crate) fn wants(&self, wave: usize) -> bool {
        self.is_running() && self.waves.get(wave).is_some_and(|wave| wave.stage == WaveStage::Sending)
    }

    /// A wave is being sent now, in this run.
    pub(crate) fn sending(&mut self, wave: usize) {
        if let Some(one) = self.waves.get_mut(wave) {
            (one.in_flight, one.performed) = (true, true);
        }
    }

    /// Read again by a later run. `begun` tells whether the journal knows the launch of a wave and its try; what became of it is told after
    /// this.
    pub(crate) fn resumed(&mut self, begun: &dyn Fn(usize, u32) -> bool, now_ms: i64) {
        let sending = self.waves.iter().position(|wave| wave.stage == WaveStage::Sending);
        if let Some(wave) = sending.filter(|wave| !self.is_batch(*wave)) {
            // What may have been sent is not taken back, whatever keeps it from being looked for.
            self.waves[wave].in_flight = begun(wave, self.waves[wave].tries);
            self.unsend();
        }
        if self.may_go_on() {
            self.happened(now_ms, None, "Flightdeck was closed, and goes on from here.".to_owned());
        }
        for wave in 0..self.waves.len() {
            if self.waves[wave].aborted == Some(Aborted::UnderWay) {
                self.waves[wave].aborted = Some(Aborted::Asked);
                let text = "Flightdeck ended before the answer to the abort came. It is not asked for again: look at the devices.";
                self.bad(now_ms, Some(wave), text.to_owned());
            }
        }
    }

    /// What a later run could not tell: more than when something was last looked at.
    pub(crate) fn differs(&self, before: &Self) -> bool {
        let mut same = before.clone();
        same.held.clone_from(&self.held);
        (same.until, same.arrived) = (self.until, self.arrived);
        for (one, now) in same.waves.iter_mut().zip(&self.waves) {
            one.blind.clone_from(&now.blind);
            (one.looked, one.counting, one.in_flight) = (now.looked, now.counting, now.in_flight);
            (one.performed, one.going) = (now.performed, now.going);
            one.until_ms = now.until_ms;
            // Time that was waited is lost with a run that is killed: a gate opens later then, never earlier.
            if (0..WAIT_LOST_MS).contains(&now.waited_ms.saturating_sub(one.waited_ms)) {
                one.waited_ms = now.waited_ms;
            }
            if let (Some(seen), Some(at)) = (&mut one.seen, &now.seen) {
                (seen.at_ms, seen.service_ms) = (at.at_ms, at.service_ms);
            }
        }
        same != *self
    }
}
