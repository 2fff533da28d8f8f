//! What a person does to a plan that is run.

use super::*;
use crate::wire::{ErrorCode, GateHolds, GateKind};

impl Run {
    /// A person acts.
    ///
    /// # Errors
    /// `InvalidInput` with the reason where it cannot be done now.
    pub(crate) fn act(&mut self, act: &PlanAct, now: &Now<'_>) -> Result<(), AppError> {
        match act {
            PlanAct::Pause => match self.stage {
                PlanStage::Paused { .. } => Ok(()),
                PlanStage::Running => {
                    self.pause("Paused: no wave is sent until it is resumed.", None, now.ms);
                    Ok(())
                }
                _ => Err(cannot("Only a plan that runs can be paused.")),
            },
            PlanAct::Resume => self.resume(now.ms),
            PlanAct::SkipWait => self.skip_wait(now),
            PlanAct::SendNext { wave } => self.send_over(*wave as usize, now.ms),
            PlanAct::SayYes { word } => self.say_yes(word, now),
            PlanAct::Stop { abort } => self.stop(*abort, now.ms),
            PlanAct::Back { word } => self.send_back(word, now.ms),
        }
    }

    pub(super) fn pause(&mut self, said: &str, wave: Option<usize>, now_ms: i64) {
        self.stage = PlanStage::Paused { at_ms: now_ms };
        self.held = None;
        self.unsend();
        self.happened(now_ms, wave, said.to_owned());
    }

    /// It goes on; what was seen to fail counts no more.
    fn resume(&mut self, now_ms: i64) -> Result<(), AppError> {
        match self.stage {
            PlanStage::Running => return Ok(()),
            PlanStage::Paused { .. } | PlanStage::Halted { .. } => {}
            _ => return Err(cannot("Only a plan that is paused or halted can be resumed.")),
        }
        if self.waves.iter().any(|wave| wave.stage == WaveStage::Unresolved) {
            return Err(cannot("Nobody knows what became of a wave's launch. Settle that first, among the launches."));
        }
        if self.waves.iter().any(|wave| wave.stage == WaveStage::SetAside && !wave.passed_over) {
            return Err(cannot(
                "A wave's launch was set aside without knowing: it may have been sent, and is not sent again. Send the next wave, or stop \
                 the plan.",
            ));
        }
        let halt = match &self.stage {
            PlanStage::Halted { why, .. } => Some((why.wave as usize, why.reason)),
            _ => None,
        };
        if let Some((wave, HaltReason::NotConfirmed)) = halt {
            // The person was told what was asked of this wave, and goes on. Of a later one it is asked anew.
            self.waves[wave].confirmed = true;
        }
        let before: u32 = self.waves.iter().map(|wave| wave.excused.failed).sum();
        for (at, wave) in self.waves.iter_mut().enumerate() {
            if let Some(seen) = &wave.seen {
                let told =
                    halt.is_some_and(|(of, why)| of == at && matches!(why, HaltReason::TooFew | HaltReason::Nobody));
                wave.excused = Excused::all_of(seen, told || wave.excused.few);
            }
            if wave.stage == WaveStage::Refused && !wave.passed_over {
                (wave.stage, wave.tries) = (WaveStage::Sending, wave.tries + 1);
            }
        }
        self.unsend();
        let failed: u32 = self.waves.iter().map(|wave| wave.excused.failed).sum::<u32>().saturating_sub(before);
        let text = match failed {
            0 => "Resumed.".to_owned(),
            1 => "Resumed. The failure seen so far counts no more.".to_owned(),
            _ => format!("Resumed. {} failures seen so far count no more.", crate::numbers::grouped(failed)),
        };
        self.stage = PlanStage::Running;
        self.happened(now_ms, None, text);
        Ok(())
    }

    fn skip_wait(&mut self, now: &Now<'_>) -> Result<(), AppError> {
        let wave = self.at_line(GateKind::Wait, now).ok_or_else(|| cannot("No wave waits just now."))?;
        self.waves[wave].skipped = true;
        self.happened(now.ms, Some(wave), "The wait was skipped by hand.".to_owned());
        Ok(())
    }

    fn say_yes(&mut self, word: &str, now: &Now<'_>) -> Result<(), AppError> {
        let wave = self.at_line(GateKind::Word, now).ok_or_else(|| cannot("No gate asks for a yes just now."))?;
        let asked = self.plan.waves[wave].gate.word.as_deref().unwrap_or_default();
        if word.trim() != asked.trim() {
            return Err(AppError::invalid("word", format!("Type “{asked}” to say yes.")));
        }
        self.waves[wave].said_ms = Some(now.ms);
        self.happened(now.ms, Some(wave), "A person said yes here.".to_owned());
        Ok(())
    }

    /// The wave that is out, where its gate asks for this now.
    fn at_line(&self, kind: GateKind, now: &Now<'_>) -> Option<usize> {
        if !self.is_judged() {
            return None;
        }
        let wave = self.waves.iter().position(|wave| wave.stage == WaveStage::Out)?;
        let lines = self.judged(wave, now)?.lines;
        lines.iter().any(|line| line.kind == kind && line.holds == GateHolds::No).then_some(wave)
    }

    /// The next wave is sent, whatever the gate before it says: the one that a person was asked about.
    fn send_over(&mut self, wave: usize, now_ms: i64) -> Result<(), AppError> {
        if !self.may_go_on() {
            return Err(cannot("Nothing more is sent of a plan that has ended."));
        }
        let next = self.waves.iter().position(|wave| wave.stage == WaveStage::Waiting);
        let next = next.ok_or_else(|| cannot("There is no further wave."))?;
        if next != wave {
            return Err(cannot("Another wave is the next by now. Nothing was sent by this."));
        }
        let before = next.checked_sub(1).ok_or_else(|| cannot("The first wave is being sent."))?;
        match self.waves[before].stage {
            WaveStage::Out => {
                self.pass(before, "Passed over by hand", now_ms);
            }
            WaveStage::Refused | WaveStage::SetAside => {
                self.happened(now_ms, Some(before), "Left out by hand.".to_owned());
            }
            WaveStage::Waiting | WaveStage::Sending | WaveStage::Unresolved | WaveStage::Passed => {
                return Err(cannot("The wave before it is being sent. Wait until it is known what became of it."));
            }
        }
        self.waves[before].passed_over = true;
        self.stage = PlanStage::Running;
        self.send_next(now_ms);
        Ok(())
    }

    /// What was sent of a list is out, and no more of it is sent: it is seen, and aborted, like any other wave.
    pub(super) fn out_in_part(&mut self, now_ms: i64) {
        for wave in self.waves.iter_mut().filter(|wave| wave.begun && !wave.is_out()) {
            (wave.stage, wave.sent_ms) = (WaveStage::Out, Some(now_ms));
        }
    }

    /// The lists of a plan that sends nothing now: nothing more of them is sent either.
    pub(crate) fn lists_to_stop(&self) -> Vec<usize> {
        if self.is_running() {
            return Vec::new();
        }
        (0..self.waves.len()).filter(|wave| self.waves[*wave].begun).collect()
    }

    fn stop(&mut self, abort: bool, now_ms: i64) -> Result<(), AppError> {
        if !self.may_go_on() {
            return Err(cannot("It has ended already."));
        }
        self.stage = PlanStage::Stopped { at_ms: now_ms };
        self.aborts = abort;
        self.held = None;
        self.unsend();
        self.out_in_part(now_ms);
        let out = if abort { "What is out is aborted." } else { "What is out goes on." };
        self.happened(now_ms, None, format!("Stopped by hand: no further wave is sent. {out}"));
        Ok(())
    }
}

pub(super) fn cannot(why: &str) -> AppError {
    AppError::new(ErrorCode::InvalidInput, why).on("plan")
}
