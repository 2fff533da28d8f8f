//! What is asked of the program besides what passes by: rows, guards, gates, the journal, and how everything ends.

use std::collections::BTreeMap;

use flightdeck_core::wire::{GuardLimit, GuardStage, GuardView, LaunchState, LaunchesView, RowsView};
use flightdeck_tests::ground::{FLEET, TOKEN};
use flightdeck_tests::rows::{counts, documented};
use serde_json::Value;

use crate::book::check_guard;
use crate::person;
use crate::world::{DEVICES, OUTSIDE, STEPS_A_MINUTE, World};

impl World {
    /// However often it was tried, a wave is there once at most.
    pub(crate) fn is_made_once(&self, comment: &str) {
        let listed = self.ask("?limit=100");
        let listed = listed["deployments"].as_array().expect("a list");
        let same = listed.iter().filter(|one| one["comment"] == comment).count();
        assert!(same <= 1, "“{comment}” was made {same} times");
    }

    /// A wave was sent: of the one before, as much has ended as its gate asks for.
    pub(crate) fn gate_was_open(&mut self, comment: &str) {
        let Some(id) = self.plan.clone() else { return };
        let view = self.run_of().program.app.plans.view(&id).expect("a plan that was started stays");
        if !comment.starts_with(&format!("{} (", view.plan.name)) {
            return;
        }
        let Some(wave) = view.waves.iter().rposition(|wave| wave.sent_ms.is_some()).filter(|wave| *wave > 0) else {
            return;
        };
        let Some(before) = &view.waves[wave - 1].deployment else { return };
        let [pending, moving, succeeded, failed, aborted, ..] = self.truth(before);
        let (ended, all) = (succeeded + failed + aborted, pending + moving + succeeded + failed + aborted);
        assert!(
            ended * 100 >= all * person::FINISHED_PERCENT as usize,
            "{comment} was sent while {ended} of {all} of the wave before had ended"
        );
    }

    /// How a deployment stands, by the service's own word; no fault stands in the way of that.
    fn truth(&self, uuid: &str) -> [usize; 6] {
        counts(&documented(&self.ask(&format!("/{uuid}/devices"))))
    }

    /// What the service says at a path behind its deployments; faults that wait are over then.
    fn ask(&self, path: &str) -> Value {
        self.simulator.faults().clear();
        let url = format!("{}/api/v2/{FLEET}/deployments{path}", self.simulator.url());
        let (runtime, line) = &self.stand;
        runtime.block_on(async {
            let answer = line.get(url).bearer_auth(TOKEN).header(OUTSIDE, "1").send().await.expect("an answer");
            answer.json().await.expect("it is JSON")
        })
    }

    pub(crate) fn look_at_rows(&mut self) {
        for (uuid, watched) in &self.watched {
            let Some(last) = &watched.last else { continue };
            let window = self.run_of().program.app.watches.rows(watched.watch, &RowsView::default(), 0, DEVICES);
            let window = window.expect("it is watched");
            assert_eq!(window.total, last.total + last.gone, "{uuid}: as many rows as devices");
            assert_eq!(window.rows.len() as u32, window.total, "{uuid}: and all of them are there");
            self.found.rows_looked_at += 1;
        }
    }

    pub(crate) fn guards_hold(&self) {
        for guard in self.guards() {
            check_guard(&guard);
        }
    }

    fn guards(&self) -> Vec<GuardView> {
        let (sender, heard) = std::sync::mpsc::channel();
        self.run_of().inside(|program| {
            program.app.guards.watch(1, move |notice| sender.send(notice).is_ok()).expect("guards tell");
        });
        heard.try_iter().last().map(|notice| notice.guards).unwrap_or_default()
    }

    /// Whatever the service received stands in the journal.
    pub(crate) fn nothing_is_missing(&self) {
        let journal = self.journal();
        for press in self.book.presses.iter().filter(|press| self.book.was_sent(&press.comment)) {
            assert!(journal.contains_key(&press.id), "“{}” was sent, and the journal does not know it", press.comment);
        }
    }

    /// Each launch by its request id: how it stands, and the deployment that it is known to be.
    fn journal(&self) -> BTreeMap<String, (LaunchState, Option<String>)> {
        let mut all = BTreeMap::new();
        loop {
            let start = u32::try_from(all.len()).expect("few");
            let app = &self.run_of().program.app;
            let window =
                app.launches.rows(&self.connection, &LaunchesView::default(), start, 500).expect("the journal");
            all.extend(window.rows.iter().map(|row| {
                let deployment = row.deployment.as_ref().map(ToString::to_string);
                (row.request_id.clone(), (row.state, deployment))
            }));
            if window.rows.is_empty() || all.len() as u32 >= window.total {
                return all;
            }
        }
    }

    /// Without faults everything comes to what it is.
    pub(crate) fn settle(&mut self) {
        for _ in 0..40 {
            self.simulator.faults().clear();
            for _ in 0..STEPS_A_MINUTE {
                self.step(true);
            }
        }
        self.nothing_is_missing();
        let journal = self.journal();
        for press in &self.book.presses {
            let kept = journal.get(&press.id);
            match (kept.map(|(_, deployment)| deployment), &press.deployment) {
                (Some(Some(kept)), Some(told)) => {
                    assert_eq!(kept, told, "“{}” is what it was said to be", press.comment)
                }
                (Some(Some(kept)), None) => {
                    assert!(!self.book.strangers.contains(kept), "“{}” is a stranger's", press.comment)
                }
                (Some(None), Some(told)) => panic!("“{}” was said to be {told}, and that was forgotten", press.comment),
                (Some(None), None) | (None, None) => {}
                (None, Some(told)) => panic!("“{}” is {told}, and is not in the journal", press.comment),
            }
            *match kept.map(|(state, _)| state) {
                Some(LaunchState::Created) => &mut self.found.created,
                Some(LaunchState::Adopted) => &mut self.found.adopted,
                Some(LaunchState::Refused) => &mut self.found.refused,
                Some(LaunchState::Unresolved | LaunchState::Sending | LaunchState::Dismissed) => {
                    &mut self.found.unresolved
                }
                None => &mut self.found.never_sent,
            } += 1;
        }
        self.guards_fired_where_they_had_to();
    }

    fn guards_fired_where_they_had_to(&mut self) {
        for guard in self.guards() {
            check_guard(&guard);
            self.found.fired += usize::from(!guard.firings.is_empty());
            let Some(deployment) = guard.deployment.as_ref().map(ToString::to_string) else { continue };
            let stands = matches!(guard.stage, GuardStage::Armed) && guard.blind.is_none();
            if !stands || self.stopped.contains(&deployment) {
                continue;
            }
            let [_, _, succeeded, failed, ..] = self.truth(&deployment);
            for limit in &guard.rule.limits {
                if let GuardLimit::FailedShare { percent, least } = limit {
                    let above = succeeded + failed >= *least as usize
                        && failed * 100 > (succeeded + failed) * *percent as usize;
                    assert!(!above, "{failed} of {} failed, and the guard stands armed: {guard:?}", succeeded + failed);
                }
            }
        }
    }
}
