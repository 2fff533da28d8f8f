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

#[tokio::test(start_paused = true)]
async fn the_newest_come_first_however_the_service_sorts_them_and_a_hundred_at_most() {
    let desk = Desk::new();
    let undated = deployment("dp-x", None, None);
    desk.page(None, [undated].into_iter().chain((1..=3).map(numbered)).collect(), None, 4);
    let expected = texts(&["dp-3", "dp-2", "dp-1", "dp-x"]);
    assert_eq!(desk.comparable("dp-9").await.1, expected, "one that nobody can date comes last");
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.comparable("dp-9").await.1, expected, "an open list tells the same");
    for (others, offered, more) in [(100, 100, false), (101, 100, true), (102, 100, true)] {
        let desk = Desk::new();
        desk.page(None, (1..=others).map(numbered).collect(), None, others as u64);
        let (_, recent, told) = desk.comparable("dp-0").await;
        assert_eq!((recent.len(), told), (offered, more), "of {others}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_list_that_only_remembers_is_no_answer_of_now() {
    let mut desk = Desk::new();
    desk.see_three().await;
    desk = desk.restart();
    desk.offline();
    desk.watch();
    seconds(1).await;
    let offered = desk.lists.comparable(&"c".into(), &"a".into()).await.unwrap();
    assert!(desk.last().remembered, "no page has come");
    assert_eq!((offered.recent.len(), offered.seen_ms), (2, desk.last().last_good_ms), "so its age is told");
    desk.lists.list_unwatch(&"c".into());
    desk.fleet.pages.lock().unwrap().insert(None, Err(status(404)));
    let gone = desk.lists.comparable(&"c".into(), &"a".into()).await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound, "a fleet that is no more has nothing to compare with");
}
