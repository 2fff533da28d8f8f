//! B6 and B7: when a deployment is finished for good, and when one that is not there yet is only young.

use super::*;
use crate::outside::JournalEntry;
use crate::wire::Counts;

fn launched(desk: &Desk, sent_ms: i64) {
    let request = serde_json::json!({
        "device_filter": {"groups": [], "filters": []},
        "deployment_configuration": {"flow_uuid": "f"},
    });
    let entry = JournalEntry {
        request_id: "r".into(),
        connection: "c".into(),
        destination: "x".into(),
        sent_ms,
        request: serde_json::from_value(request).unwrap(),
        target: "The whole fleet".into(),
        outcome: None,
        clock_offset_ms: None,
        before: None,
    };
    desk.computer.journal.0.lock().unwrap().insert("dp".into(), entry);
}

fn ended() -> Look {
    look(&[("a", "Success"), ("b", "Failed")])
}

#[tokio::test(start_paused = true)]
async fn one_look_is_no_end() {
    let desk = Desk::new();
    launched(&desk, START_MS - 10_000);
    let growing = look(&[("a", "Success"), ("b", "Failed"), ("late", "Running")]);
    desk.fleet.looks(&"dp".into(), [ended(), ended(), growing]);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.last().phase, Phase::Settling, "B7: everything has ended, by this look alone");
    seconds(31).await;
    let notice = desk.last();
    assert_eq!((notice.phase, notice.counts.in_progress), (Phase::Live, 1), "B7: a device that came later is seen");
    assert!(desk.computer.seen.0.lock().unwrap().is_empty(), "and nothing was remembered as final");
}

#[tokio::test(start_paused = true)]
async fn an_old_one_is_finished_after_two_looks_that_agree_and_looked_at_when_opened() {
    let desk = Desk::new();
    launched(&desk, START_MS - 3_600_000);
    let corrected = look(&[("a", "Success"), ("b", "Running")]);
    desk.fleet.looks(&"dp".into(), [ended(), ended(), ended(), corrected]);
    desk.watch();
    seconds(600).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 15], "B7: two looks, an hour after it was launched");
    assert_eq!(desk.last().phase, Phase::Finished, "for good");
    let counts = Counts { succeeded: 1, failed: 1, ..Counts::default() };
    let seen = || desk.computer.seen.0.lock().unwrap().get("dp").copied();
    assert_eq!(seen().map(|(counts, _)| counts), Some(counts), "B7: the list need not ask");
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.fleet.count("devices"), 3, "B7: opened, it is looked at again");
    assert_eq!(desk.last().phase, Phase::Finished, "and found as it was");
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.fleet.count("devices"), 3, "a second view a moment later costs nothing");
    seconds(60).await;
    desk.watch();
    seconds(1).await;
    assert_eq!((desk.last().phase, seen()), (Phase::Live, None), "B7: what moves again is not remembered as final");
}

#[tokio::test(start_paused = true)]
async fn a_first_look_that_agrees_leaves_what_was_remembered_and_one_that_does_not_corrects_it() {
    let desk = Desk::new();
    launched(&desk, START_MS - 3_600_000);
    let agrees = Counts { succeeded: 1, failed: 1, ..Counts::default() };
    for (remembered, stays) in [(agrees, true), (Counts { succeeded: 2, ..Counts::default() }, false)] {
        desk.computer.seen.0.lock().unwrap().insert("dp".into(), (remembered, 5));
        desk.fleet.looks(&"dp".into(), [ended()]);
        let id = desk.watch();
        seconds(1).await;
        let seen = desk.computer.seen.0.lock().unwrap().get("dp").copied();
        assert_eq!(seen.is_some(), stays, "B7: {remembered:?} was remembered");
        desk.watches.unwatch(id);
        desk.computer.last_seen.kept.lock().unwrap().clear();
    }
}

#[tokio::test(start_paused = true)]
async fn not_found_just_after_a_launch_is_not_visible_yet() {
    let desk = Desk::new();
    launched(&desk, START_MS - 540_000);
    let missing = || Look::Fail(status(404));
    desk.fleet.looks(&"dp".into(), [missing(), missing(), look(&[("a", "Pending")])]);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.last().phase, Phase::NotVisible { since_ms: START_MS }, "B6: it was launched here a moment ago");
    seconds(16).await;
    assert_eq!(desk.last().phase, Phase::NotVisible { since_ms: START_MS }, "since the first look");
    seconds(15).await;
    assert_eq!((desk.last().phase, desk.last().total), (Phase::Live, 1), "B6: it went on looking, and there it is");
}

#[tokio::test(start_paused = true)]
async fn not_found_for_long_or_launched_elsewhere_stops() {
    let desk = Desk::new();
    launched(&desk, START_MS - 540_000);
    desk.fleet.looks(&"dp".into(), [Look::Fail(status(404))]);
    desk.fleet.looks(&"other".into(), [Look::Fail(status(404))]);
    desk.watch();
    seconds(70).await;
    let not_found = |phase| matches!(&phase, Phase::Stopped { error } if error.code == ErrorCode::NotFound);
    assert!(not_found(desk.last().phase), "B6: ten minutes after the launch it is not young any more");
    let hold = desk.watches.hold(&"c".into(), &"other".into(), Duration::from_secs(15));
    seconds(1).await;
    assert!(not_found(hold.notice().phase), "what was not launched here was never there");
}

#[tokio::test(start_paused = true)]
async fn what_was_there_and_is_not_found_any_more_is_no_young_one() {
    let desk = Desk::new();
    launched(&desk, START_MS);
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")]), Look::Fail(status(404))]);
    desk.watch();
    seconds(16).await;
    let stopped = desk.last();
    assert!(matches!(stopped.phase, Phase::Stopped { .. }), "it was visible before: {:?}", stopped.phase);
    assert_eq!(stopped.total, 1, "its rows stay");
}
