//! After a crash, a restart or a change of mind; and that whatever the list holds, only what fits is adopted.

use connect_api::{ApiTime, DeploymentsPage};
use proptest::prelude::*;

use super::*;
use crate::outside::Before;

/// An earlier run that ended between the journal and the answer.
pub(super) fn crashed() -> Arc<Store> {
    let store = Arc::new(Store::in_memory().unwrap());
    let destination = Destination { base_url: "https://api.test".into(), fleet_key: "key".into() };
    let checked = target::checked(&draft(), &destination, None).unwrap();
    store
        .begin(&JournalEntry {
            request_id: "r".into(),
            connection: "c".into(),
            destination: destination.line(),
            sent_ms: SENT,
            clock_offset_ms: Some(0),
            before: Some(Before { same: vec![], read_back_to_ms: Some(i64::MIN) }),
            request: checked.request,
            target: checked.sentence,
            outcome: None,
        })
        .unwrap();
    store
}

#[tokio::test(start_paused = true)]
async fn a_crash_between_journal_and_answer_is_resolved_at_the_next_use() {
    let bench = restarted(crashed(), "https://api.test");
    bench.clock.advance(60 * MINUTE);
    bench.api.on_list(Ok(page(vec![
        deployment("dp-1", Some("Firmware 2"), Some(SENT + 1000)),
        deployment("dp-next", Some("Firmware 2"), Some(SENT + 40 * MINUTE)),
    ])));
    assert!(bench.launches.unresolved(&"c".into()).await.unwrap().is_empty(), "found, so no question is left");
    let outcome = bench.outcome("r").unwrap();
    assert_eq!(adopted(&outcome), Some("dp-1"), "a later one with the same comment is somebody's next: {outcome:?}");
    assert_eq!(bench.api.sent(), 0, "and never sent again");
}

/// B1: this computer's clock may have been set since; then today's offset says nothing about that send.
#[tokio::test(start_paused = true)]
async fn a_launch_without_the_services_clock_is_shown_its_match() {
    let store = Arc::new(Store::in_memory().unwrap());
    let entry = crashed().find("r").unwrap().unwrap();
    store.begin(&JournalEntry { clock_offset_ms: None, ..entry }).unwrap();
    let bench = restarted(store, "https://api.test");
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT + 1_500))])));
    let outcome = bench.launches.look_again("r").await.unwrap();
    assert!(
        matches!(&outcome, LaunchOutcome::Unknown { candidates, .. } if candidates.len() == 1 && candidates[0].perhaps),
        "shown, and not taken: {outcome:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_page_repeating_a_crashed_launch_gets_it_looked_for() {
    let bench = restarted(crashed(), "https://api.test");
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT))])));
    assert_eq!(adopted(&bench.launch("r").await.unwrap()), Some("dp-1"), "the repeat becomes a look");
    assert_eq!(bench.api.sent(), 0, "and not a second send");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_leads_elsewhere_is_not_searched() {
    let bench = restarted(crashed(), "https://other.test");
    let open = bench.launches.unresolved(&"c".into()).await.unwrap();
    assert_eq!(open.len(), 1, "the question stays");
    assert_eq!(bench.api.looks.load(Ordering::SeqCst), 0, "another fleet's deployments answer nothing");
}

#[tokio::test(start_paused = true)]
async fn a_question_can_be_set_aside_and_a_failed_look_says_so_once() {
    let bench = restarted(crashed(), "https://api.test");
    bench.api.on_list(Err(refused()));
    for _ in 0..2 {
        let outcome = bench.launches.look_again("r").await.unwrap();
        let LaunchOutcome::Unknown { why, trouble: Some(trouble), .. } = &outcome else {
            panic!("still unknown, and it says why nobody could look: {outcome:?}")
        };
        assert_eq!(trouble.code, ErrorCode::Unreachable, "as an error with its code");
        assert_eq!(why, "Flightdeck ended before the answer came.", "what happened stays what happened");
    }
    assert_eq!(bench.launches.dismiss("r"), Ok(LaunchOutcome::Dismissed), "the user lets it rest");
    assert!(bench.launches.unresolved(&"c".into()).await.unwrap().is_empty(), "and is not asked again");
    assert_eq!(bench.launches.look_again("r").await, Ok(LaunchOutcome::Dismissed), "nor is it looked for");
    assert_eq!(bench.launches.dismiss("nobody").unwrap_err().code, ErrorCode::NotFound, "unknown ids are named");
}

proptest! {
    /// Whatever the list holds: adopted is only what carries the comment and was created in the window.
    #[test]
    fn only_what_fits_is_adopted(
        rows in prop::collection::vec((0..3usize, -30i64..30, 0..3usize), 0..6)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let bench = bench();
            bench.api.on_create(Err(cut()));
            let deployments = rows.iter().enumerate().map(|(index, (comment, minutes, time))| {
                let comment = [Some("Firmware 2"), Some("Another"), None][*comment];
                let at = SENT + minutes * MINUTE;
                let mut made = deployment(&format!("dp-{index}"), comment, Some(at));
                made.created = [
                    ApiTime::At { unix_ms: at, zone_assumed: false },
                    ApiTime::At { unix_ms: at, zone_assumed: true },
                    ApiTime::Absent,
                ][*time].clone();
                made
            }).collect::<Vec<_>>();
            bench.api.on_list(Ok(DeploymentsPage { deployments: deployments.clone(), ..DeploymentsPage::default() }));
            let outcome = bench.launch("r").await.unwrap();
            if let Some(uuid) = adopted(&outcome) {
                let taken = deployments.iter().find(|deployment| deployment.uuid == uuid).unwrap();
                assert_eq!(taken.comment.as_deref(), Some("Firmware 2"), "the comment must be ours");
                let ApiTime::At { unix_ms, .. } = taken.created else { panic!("a time must be known: {taken:?}") };
                assert!((-2_000..=3 * MINUTE).contains(&(unix_ms - SENT)), "created in the window: {taken:?}");
            }
            assert_eq!(bench.api.sent(), 1, "sent once in any case");
        });
    }
}
