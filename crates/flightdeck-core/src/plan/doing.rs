//! Doing what is due of a plan: launches, batches, aborts, and what goes back. What comes of it is noted with the plan.

use std::collections::HashSet;
use std::sync::Arc;

use super::run::{Due, Run};
use super::task::{STARTED, TURN};
use super::{Plans, each, ids, waves};
use crate::wire::{AbortOutcome, AbortScope, AppError, AskKind, ConnectionId, ErrorCode};

/// All that is asked about before a launch.
const EVERYTHING: [AskKind; 3] = [AskKind::Twin, AskKind::Production, AskKind::Many];

impl Plans {
    /// Does what is due. Whether another turn is to follow at once.
    pub(super) async fn perform(&self, id: &str, due: Due) -> bool {
        let Some((connection, run)) = self.of(id) else { return false };
        match due {
            Due::Launch { wave, tries } => {
                let Some(draft) = waves::draft_of(&run.plan, wave) else { return false };
                let launch = ids::wave(id, wave, tries);
                let accepted = if run.waves[wave].confirmed { EVERYTHING.to_vec() } else { run.accepted };
                let sends = self.outside.sends.clone();
                let (id, plans, asked) = (id.to_owned(), self.this.clone(), self.this.clone());
                let of = id.clone();
                let wanted = move || asked.upgrade().is_some_and(|plans| plans.wants(&of, wave));
                // Aside: an answer that takes minutes keeps nobody from looking, nor from aborting.
                tokio::spawn(async move {
                    let sent = sends.send(&launch, &connection, draft, run.confirmation, &accepted, Arc::new(wanted));
                    let launched = sent.await;
                    let Some(plans) = plans.upgrade() else { return };
                    let begun = launched.is_err() && plans.may_be_begun(&launch);
                    plans.note(&id, |run, now_ms| match &launched {
                        Ok(outcome) => run.launched(wave, tries, outcome, now_ms),
                        Err(error) => run.not_launched(wave, error, begun, now_ms),
                    });
                    plans.ring(&id);
                });
                false
            }
            Due::Batch { wave } => {
                if !self.note_first(id, |run| run.begins(wave)) {
                    return false;
                }
                let begun = self.begin_batch(id, &connection, &run, wave).await;
                self.note(id, |run, now_ms| match begun {
                    Ok(()) => run.goes(wave),
                    Err(error) => run.not_launched(wave, &error, false, now_ms),
                });
                false
            }
            Due::Abort { wave } => {
                if !self.note_first(id, |run| run.aborting(wave)) {
                    return false;
                }
                let (id, plans) = (id.to_owned(), self.this.clone());
                tokio::spawn(async move {
                    if let Some(plans) = plans.upgrade() {
                        plans.abort(&id, &connection, &run, wave).await;
                        plans.ring(&id);
                    }
                });
                true
            }
            Due::Back { place } => {
                let Some(draft) = run.draft_back(place) else { return false };
                let launch = ids::back(id, place, run.back[place].tries);
                let elsewhere = self.outside.destinations.elsewhere(&connection, &run.destination, STARTED);
                let launched = match elsewhere {
                    Some(why) => Err(AppError::new(ErrorCode::NotFound, why)),
                    None => {
                        let sends = &self.outside.sends;
                        // Who typed the plan's name has said yes to all of it.
                        sends.send(&launch, &connection, draft, None, &EVERYTHING, Arc::new(|| true)).await
                    }
                };
                let begun = launched.is_err() && self.may_be_begun(&launch);
                self.note(id, |run, now_ms| run.went_back(place, &launched, begun, now_ms));
                true
            }
        }
    }

    /// Whether the journal knows a launch. Where it cannot be read, it may: then it is looked for, and never sent anew.
    pub(super) fn may_be_begun(&self, launch: &str) -> bool {
        !matches!(self.outside.journal.find(launch), Ok(None))
    }

    /// Another turn of a plan follows at once.
    fn ring(&self, id: &str) {
        if let Some(entry) = self.book().entries.get(id) {
            entry.bell.notify_one();
        }
        self.tell();
    }

    /// Aborts what is out of a wave, once: that it is asked for was written down before.
    async fn abort(&self, id: &str, connection: &ConnectionId, run: &Run, wave: usize) {
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
        let (mut told, mut asked) = (None, HashSet::new());
        loop {
            let sent = each::sent(&self.outside, &batch)?;
            for deployment in sent.deployments {
                if !asked.insert(deployment.clone()) {
                    continue;
                }
                let of = format!("{}/{deployment}", ids::abort(id, wave));
                match self.outside.aborts.abort(&of, connection, &deployment, &AbortScope::Deployment).await {
                    Ok(AbortOutcome::Accepted { message }) => {
                        told.get_or_insert(AbortOutcome::Accepted { message });
                    }
                    Ok(other) => told = Some(other),
                    // The others are asked for all the same.
                    Err(error) => told = Some(AbortOutcome::Refused { error }),
                }
            }
            if !sent.under_way {
                if sent.unresolved {
                    let why = "One of its devices may have been sent to: see the launches.".to_owned();
                    told = Some(AbortOutcome::Unknown { why });
                }
                return Ok(told);
            }
            // What is on its way is waited for, and aborted, too.
            tokio::time::sleep(TURN).await;
        }
    }
}
