//! What a deployment can be compared with.

use super::*;
use crate::wire::{Comparable, LaunchOutcome};

impl Desk {
    /// Deployments launched here, each with its flow, a second apart.
    fn launched(&self, launches: &[(&str, &str)]) {
        let mut journal = self.journal.0.lock().unwrap();
        for (at, (uuid, flow)) in (0i64..).zip(launches) {
            let mut entry = launch();
            entry.sent_ms = START_MS + at * 1_000;
            entry.request.deployment_configuration.flow_uuid = (*flow).to_owned();
            entry.outcome = Some(LaunchOutcome::Created { deployment: (*uuid).into() });
            journal.insert((*uuid).to_owned(), entry);
        }
    }

    async fn comparable(&self, deployment: &str) -> (Option<String>, Vec<String>, bool) {
        let Comparable { previous, recent, more, .. } =
            self.lists.comparable(&"c".into(), &deployment.into()).await.unwrap();
        (previous.map(|row| row.uuid.to_string()), recent.into_iter().map(|row| row.uuid.to_string()).collect(), more)
    }
}

fn texts(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_one_before_with_the_same_flow_comes_first_then_the_newest() {
    let desk = Desk::new();
    desk.launched(&[("dp-1", "f"), ("dp-2", "g"), ("dp-3", "f"), ("dp-4", "f")]);
    desk.page(None, (1..=5).rev().map(numbered).collect(), None, 5);
    assert_eq!(
        desk.comparable("dp-4").await,
        (Some("dp-3".into()), texts(&["dp-5", "dp-2", "dp-1"]), false),
        "itself is not among them, and none is there twice"
    );
    assert_eq!(
        desk.comparable("dp-3").await.0.as_deref(),
        Some("dp-1"),
        "the flow decides, and what came later is not before"
    );
    assert_eq!(desk.comparable("dp-1").await.0, None, "there was none before it");
    assert_eq!(desk.comparable("dp-5").await.0, None, "nobody tells with which flow it was launched elsewhere");
    assert_eq!(desk.fleet.count("list"), 4, "one question each, while no list is open");
    desk.watch();
    seconds(1).await;
    desk.comparable("dp-4").await;
    assert_eq!(desk.fleet.count("list"), 5, "an open list knows");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_too_old_to_be_listed_is_asked_for_alone() {
    let desk = Desk::new();
    desk.launched(&[("dp-old", "f"), ("dp-9", "f")]);
    desk.page(None, vec![numbered(9), numbered(8)], Some("deeper"), 400);
    assert_eq!(desk.comparable("dp-9").await, (Some("dp-old".into()), texts(&["dp-8"]), true), "and there are more");
    desk.fleet.alone.lock().unwrap().replace(status(404));
    assert_eq!(desk.comparable("dp-9").await.0, None, "one that is no more leaves the others standing");
}

#[tokio::test(start_paused = true)]
async fn without_a_network_those_last_seen_are_offered_with_their_age() {
    let desk = Desk::new();
    desk.see_three().await;
    let good_ms = desk.last().last_good_ms;
    desk.lists.list_unwatch(&"c".into());
    desk.offline();
    let offered = desk.lists.comparable(&"c".into(), &"a".into()).await.unwrap();
    assert_eq!((offered.recent.len(), offered.seen_ms), (2, good_ms));
}
