//! What is sent back of a plan that has stopped: to those that succeeded, to those that failed, wave by wave.

use serde::{Deserialize, Serialize};

use super::acts::cannot;
use super::*;
use crate::wire::{BackView, ErrorCode, LaunchOutcome};

/// One deployment that goes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Back {
    pub(crate) wave: usize,
    pub(crate) succeeded: bool,
    /// Launches that certainly sent nothing; the next one has this number.
    #[serde(default)]
    pub(crate) tries: u32,
    sent: Option<Sent>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Sent {
    As(DeploymentId),
    Not(String),
}

impl Back {
    pub(super) fn is_due(&self) -> bool {
        self.sent.is_none()
    }

    fn whom(&self) -> &'static str {
        if self.succeeded { "those that succeeded" } else { "those that failed" }
    }

    pub(crate) fn view(&self) -> BackView {
        BackView {
            wave: self.wave as u32,
            succeeded: self.succeeded,
            deployment: match &self.sent {
                Some(Sent::As(deployment)) => Some(deployment.clone()),
                _ => None,
            },
            why: match &self.sent {
                Some(Sent::Not(why)) => Some(why.clone()),
                _ => None,
            },
        }
    }
}

/// Somebody or something may change what keeps it: hours that are forbidden, a token that is missing, a disk that is full.
pub(super) fn is_held(error: &AppError) -> bool {
    !matches!(error.code, ErrorCode::ConfirmationNeeded | ErrorCode::InvalidInput | ErrorCode::NotFound)
}

impl Run {
    /// What the plan names to be sent back is due, once; a halted plan stops by it.
    pub(super) fn send_back(&mut self, word: &str, now_ms: i64) -> Result<(), AppError> {
        let back = self.plan.back.clone().ok_or_else(|| cannot("This plan names nothing to be sent back."))?;
        if !self.back.is_empty() {
            return Err(cannot("It was sent back already."));
        }
        if !matches!(self.stage, PlanStage::Halted { .. } | PlanStage::Stopped { .. } | PlanStage::Done { .. }) {
            return Err(cannot("Stop the plan first."));
        }
        if word.trim() != self.plan.name.trim() {
            return Err(AppError::invalid("word", format!("Type “{}” to send it back.", self.plan.name.trim())));
        }
        let mut due = Vec::new();
        for (wave, one) in self.waves.iter().enumerate().filter(|(_, one)| one.deployment.is_some()) {
            let counts = one.seen.as_ref().map(|seen| seen.counts).unwrap_or_default();
            for (wanted, succeeded, count) in
                [(back.succeeded, true, counts.succeeded), (back.failed, false, counts.failed)]
            {
                if wanted && count > 0 {
                    due.push(Back { wave, succeeded, tries: 0, sent: None });
                }
            }
        }
        if due.is_empty() {
            return Err(cannot("No wave has devices that it goes back to, as last seen."));
        }
        if matches!(self.stage, PlanStage::Halted { .. }) {
            self.stop_by_back(now_ms);
        }
        self.back = due;
        self.happened(now_ms, None, "A person said yes: it is sent back.".to_owned());
        Ok(())
    }

    fn stop_by_back(&mut self, now_ms: i64) {
        self.stage = PlanStage::Stopped { at_ms: now_ms };
        self.out_in_part(now_ms);
        self.happened(now_ms, None, "Stopped, to be sent back.".to_owned());
    }

    /// What one that goes back sends; none where it does not go.
    pub(crate) fn draft_back(&self, place: usize) -> Option<crate::wire::Draft> {
        let one = self.back.get(place)?;
        let deployment = self.waves.get(one.wave)?.deployment.as_ref()?;
        Some(crate::plan::waves::draft_back(self.plan.back.as_ref()?, deployment, one.succeeded))
    }

    /// What became of one that goes back. What was or may have been sent is never sent again; what certainly was not, for a reason that passes, is
    /// due again. `begun` tells whether its launch is in the journal.
    pub(crate) fn went_back(
        &mut self,
        place: usize,
        launched: &Result<LaunchOutcome, AppError>,
        begun: bool,
        now_ms: i64,
    ) {
        let Some(one) = self.back.get_mut(place).filter(|one| one.is_due()) else { return };
        let again = match launched {
            Ok(LaunchOutcome::Refused { error }) if error.code.is_passing() && one.tries + 1 < PATIENCE => {
                one.tries += 1;
                Some(error)
            }
            Err(error) if begun || is_held(error) => Some(error),
            _ => None,
        };
        self.held = again.map(|error| error.message.clone());
        if again.is_some() {
            return;
        }
        let wave = one.wave;
        let whom = one.whom();
        let not = match launched {
            Ok(LaunchOutcome::Created { deployment } | LaunchOutcome::Adopted { deployment, .. }) => {
                one.sent = Some(Sent::As(deployment.clone()));
                return self.sent(now_ms, wave, &format!("Sent back to {whom}"), deployment);
            }
            Ok(LaunchOutcome::Unknown { why, .. }) => format!("Nobody knows whether it was sent. {why}"),
            Ok(LaunchOutcome::Refused { error }) | Err(error) => error.message.clone(),
            Ok(LaunchOutcome::Dismissed) => "It was set aside without knowing whether it was sent.".to_owned(),
        };
        one.sent = Some(Sent::Not(not.clone()));
        self.bad(now_ms, Some(wave), format!("Not sent back to {whom}: {not}"));
    }

    /// The outcome of one that goes back, whoever learned it: what nobody knew of may be found.
    pub(crate) fn back_found(&mut self, place: usize, tries: u32, outcome: &LaunchOutcome, now_ms: i64) {
        let Some(one) = self.back.get_mut(place).filter(|one| one.tries == tries) else { return };
        if let (Some(Sent::Not(_)), Some(deployment)) = (&one.sent, outcome.deployment()) {
            one.sent = Some(Sent::As(deployment.clone()));
            let (wave, whom) = (one.wave, one.whom());
            self.sent(now_ms, wave, &format!("It was sent back to {whom} after all,"), deployment);
        }
    }
}
