//! What of guards and plans is news: what is so now and was not when it was last asked. Pure.
//!
//! Both act only while Flightdeck runs, so what an earlier run left behind is no news: what is so at the first asking is known.

use std::collections::HashSet;

use super::news::{News, PlanNow};
use crate::wire::{GateHolds, GateKind, GuardStage, GuardView, Place, PlanStage, PlanView};

/// What was so already.
#[derive(Default)]
pub(crate) struct Standing {
    /// Guards that fired, by id and time.
    fired: HashSet<(String, i64)>,
    /// Where plans stood, by id and since when.
    plans: HashSet<(String, PlanNow, i64)>,
}

impl Standing {
    /// What guards do now; what of it is new.
    pub(crate) fn guards(&mut self, guards: &[GuardView]) -> Vec<News> {
        let fired = guards.iter().filter(|guard| guard.stage == GuardStage::Fired);
        let mut news = Vec::new();
        for guard in fired {
            let (Some(firing), Some(deployment)) = (guard.firings.first(), &guard.deployment) else { continue };
            if self.fired.insert((guard.id.clone(), firing.at_ms)) {
                let place = Place::Deployment { connection: guard.connection.clone(), deployment: deployment.clone() };
                news.push(News::of_guard(place, guard.comment.as_deref(), firing));
            }
        }
        news
    }

    /// Where plans stand now; what of it is new.
    pub(crate) fn plans(&mut self, plans: &[PlanView]) -> Vec<News> {
        let mut news = Vec::new();
        for plan in plans {
            let Some((now, since_ms)) = now(plan) else { continue };
            if self.plans.insert((plan.id.clone(), now, since_ms)) {
                let place = Place::Plan { connection: plan.connection.clone(), id: plan.id.clone() };
                news.push(News::of_plan(place, &plan.plan.name, now));
            }
        }
        news
    }
}

/// Where a plan stands that is news, and since when.
fn now(plan: &PlanView) -> Option<(PlanNow, i64)> {
    match &plan.stage {
        PlanStage::Written | PlanStage::Paused { .. } => None,
        PlanStage::Halted { at_ms, why } => Some((PlanNow::Halted { wave: why.wave, reason: why.reason }, *at_ms)),
        PlanStage::Stopped { at_ms } => Some((PlanNow::Stopped, *at_ms)),
        PlanStage::Done { at_ms } => Some((PlanNow::Done, *at_ms)),
        PlanStage::Running => {
            let waits = plan.waves.iter().position(|wave| {
                wave.gate.iter().any(|line| line.kind == GateKind::Word && line.holds == GateHolds::No)
            });
            // A wave's gate asks for a word once: it is waited for since the wave was sent.
            waits.map(|wave| (PlanNow::Waits { wave }, plan.waves[wave].sent_ms.unwrap_or_default()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::news::Kind;
    use crate::wire::{GateLine, HaltReason, Plan, PlanHalt, WaveStage, WaveView};

    fn plan(stage: PlanStage, word: GateHolds) -> PlanView {
        let line =
            GateLine { kind: GateKind::Word, holds: word, asks: String::new(), figure: String::new(), until_ms: None };
        let wave = WaveView {
            stage: WaveStage::Out,
            launch: None,
            deployment: None,
            batch: None,
            counts: None,
            seen_ms: None,
            sent_ms: Some(7),
            passed_ms: None,
            blind: None,
            abortable: true,
            gate: vec![line],
        };
        PlanView {
            id: "p".into(),
            connection: "c".into(),
            plan: Plan { name: "Firmware".into(), ..Plan::default() },
            flow_name: None,
            at_ms: 0,
            stage,
            waves: vec![wave],
            happened: Vec::new(),
            back: Vec::new(),
            held: None,
            unwritten: None,
        }
    }

    fn kinds(standing: &mut Standing, plan: PlanView) -> Vec<Kind> {
        standing.plans(&[plan]).into_iter().map(|news| news.kind).collect()
    }

    #[test]
    fn each_turn_of_a_plan_is_news_once() {
        let mut standing = Standing::default();
        let halted = |at_ms| PlanStage::Halted {
            at_ms,
            why: PlanHalt { wave: 0, reason: HaltReason::Failed, text: "token=secret".into() },
        };
        for (stage, word, expected) in [
            (PlanStage::Written, GateHolds::Later, vec![]),
            (PlanStage::Running, GateHolds::Later, vec![]),
            (halted(10), GateHolds::Later, vec![Kind::Halted]),
            (halted(10), GateHolds::Later, vec![]),
            (PlanStage::Running, GateHolds::Later, vec![]),
            (halted(20), GateHolds::Later, vec![Kind::Halted]),
            (PlanStage::Running, GateHolds::No, vec![Kind::Waits]),
            (PlanStage::Running, GateHolds::No, vec![]),
            (PlanStage::Running, GateHolds::Yes, vec![]),
            (PlanStage::Paused { at_ms: 25 }, GateHolds::Yes, vec![]),
            (PlanStage::Done { at_ms: 30 }, GateHolds::Yes, vec![Kind::Done]),
            (PlanStage::Done { at_ms: 30 }, GateHolds::Yes, vec![]),
        ] {
            assert_eq!(kinds(&mut standing, plan(stage.clone(), word)), expected, "{stage:?}, the word {word:?}");
        }
        let told = Standing::default().plans(&[plan(halted(1), GateHolds::Later)]);
        assert!(!told[0].body.contains("secret"), "what a plan wrote down may hold what a device printed");
    }
}
