//! How each history ends: it is stopped, and nothing that is out is left.

use std::collections::BTreeSet;

use super::*;

impl History {
    /// Whatever came before: once every outcome is known, a plan that was stopped so that what is out is aborted has aborted all of it.
    pub(super) fn ends_well(&mut self) {
        let zone = |_: i64| 0;
        let ms = self.local_ms();
        let now = Now { ms, oldest_ms: ms - 2 * LOOK_MS, zone: &zone };
        let stopped = self.run.act(&PlanAct::Stop { abort: true }, &now).is_ok();
        if !stopped {
            return;
        }
        self.disk = self.run.clone();
        if self.chance(0.3) {
            self.kill();
        }
        for (id, known) in self.world.journal.clone() {
            let outcome = match known {
                Some(known) if !known.is_unresolved() => known,
                _ if self.world.created.contains_key(&id) => created(id),
                _ => LaunchOutcome::Dismissed,
            };
            self.run.launched(id.0, id.1, &outcome, ms);
        }
        let mut asked = BTreeSet::new();
        while let Some(due) = self.run.due() {
            let Due::Abort { wave } = due else { panic!("seed {}: nothing more is sent: {due:?}", self.seed) };
            assert!(self.run.aborting(wave) && asked.insert(wave), "seed {}: wave {wave} is aborted once", self.seed);
            self.run.aborted(wave, &Ok(AbortOutcome::Accepted { message: None }), ms);
        }
        for (wave, _) in self.world.created.keys() {
            let one = &self.run.waves[*wave];
            let seen_ended = one.seen.as_ref().is_some_and(|seen| seen.finished);
            // That one a person let go without knowing.
            let set_aside = one.stage == WaveStage::SetAside;
            assert!(
                asked.contains(wave) || seen_ended || set_aside,
                "seed {}: wave {wave} is out, and nobody aborts it: {:?}",
                self.seed,
                one.stage
            );
        }
    }
}
