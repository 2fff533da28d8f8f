//! B9: devices that a whole answer does not name any more.

use connect_api::Shortfall;

use super::*;
use crate::abort::Aborts;
use crate::live::fakes::OneFleet;
use crate::wire::{AbortScope, Counts, DeviceState};

fn three() -> Look {
    look(&[("a", "Success"), ("b", "Pending"), ("c", "Failed")])
}

#[tokio::test(start_paused = true)]
async fn a_device_that_leaves_the_answer_is_gone_until_it_comes_back() {
    let desk = Desk::new();
    let without = look(&[("a", "Success"), ("c", "Failed")]);
    desk.fleet.looks(&"dp".into(), [three(), without.clone(), without, three()]);
    let id = desk.watch();
    seconds(16).await;
    let notice = desk.last();
    assert_eq!((notice.total, notice.gone, notice.changed), (2, 1, 1), "B9: it has a count of its own");
    let counts = Counts { succeeded: 1, failed: 1, ..Counts::default() };
    assert_eq!((notice.counts, notice.shortfall), (counts, None), "B9: outside the counts, and nothing fell short");
    let row = desk.watches.row_of(id, &"b".into()).unwrap().unwrap();
    assert_eq!((row.gone_ms, row.index), (Some(START_MS), 1), "B9: with when it was last named, at its old place");
    assert_eq!(desk.watches.picture(id, 0).unwrap()[9..], [0x62, 0x03], "the picture shows it as gone");
    seconds(30).await;
    assert_eq!((desk.last().gone, desk.last().total), (0, 3), "come back, it is like any other");
    assert_eq!(desk.watches.row_of(id, &"b".into()).unwrap().unwrap().gone_ms, None, "and nothing says otherwise");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_fell_short_makes_nobody_gone_and_is_never_the_end() {
    let desk = Desk::new();
    let short = Look::Pages(vec![devices(&[("a", "Success")])], Some(Shortfall { loaded: 1, expected: 2 }));
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success"), ("b", "Success")]), short]);
    desk.watch();
    seconds(1_000).await;
    let notice = desk.last();
    assert_eq!((notice.total, notice.gone), (2, 0), "B8: what was promised and not received may be that device");
    assert_eq!(notice.phase, Phase::Live, "B8: it is all terminal, but not all there");
    assert!(notice.shortfall.is_some(), "B8: and it says so");
}

#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_read_may_be_the_one_that_is_missing() {
    let desk = Desk::new();
    let page = br#"{"deployment_by_device_uuid":[{"uuid":"a","status":"Success"},"nonsense"]}"#;
    let odd = Look::Pages(vec![connect_api::DevicesPage::read(page).unwrap()], None);
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success"), ("b", "Success")]), odd]);
    desk.watch();
    seconds(1_000).await;
    let notice = desk.last();
    assert_eq!((notice.total, notice.gone, notice.unreadable), (2, 0, 1), "so nobody is gone");
    assert_eq!(notice.phase, Phase::Live, "and nothing is finished");
}

#[tokio::test(start_paused = true)]
async fn gone_devices_neither_hinder_the_end_nor_stand_in_abort_plans() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [three(), look(&[("a", "Success"), ("c", "Failed")])]);
    desk.watch();
    seconds(20).await;
    let aborts = Aborts::new(Arc::new(OneFleet(desk.fleet.clone())), desk.watches.clone(), desk.computer.clock.clone());
    let plan = aborts.plan(&"c".into(), &"dp".into(), &AbortScope::Deployment).await.unwrap();
    assert_eq!((plan.counts.pending, plan.anything), (0, false), "B9, B18: nothing is left to stop");
    assert!(plan.sentences.iter().any(|said| said.contains("does not name it any more")), "{:?}", plan.sentences);
    seconds(600).await;
    assert_eq!((desk.last().phase, desk.last().gone), (Phase::Finished, 1), "B9: the others have all ended");
}

#[tokio::test(start_paused = true)]
async fn views_choose_gone_ones_states_and_causes() {
    let desk = Desk::new();
    let without = look(&[("a", "Success"), ("c", "Failed"), ("d", "Failed"), ("e", "Pending")]);
    desk.fleet.details.lock().unwrap().insert("c".into(), detail("no space"));
    desk.fleet.details.lock().unwrap().insert("d".into(), detail("no network"));
    desk.fleet.looks(&"dp".into(), [three(), without]);
    let id = desk.watch();
    seconds(20).await;
    let causes = desk.watches.causes(id).unwrap().causes;
    let space = causes.iter().find(|cause| cause.text == "no space").unwrap().id;
    let ids = |view: &RowsView| -> String {
        desk.watches.rows(id, view, 0, 9).unwrap().rows.iter().map(|row| row.id.to_string()).collect()
    };
    use DeviceState::{Failed, Pending};
    for (states, gone, cause, expected) in [
        (vec![], false, None, "abcde"),
        (vec![], true, None, "b"),
        (vec![Pending], false, None, "e"),
        (vec![Pending], true, None, "be"),
        (vec![], false, Some(space), "c"),
        (vec![Failed], false, Some(space), "c"),
        (vec![Pending], false, Some(space), ""),
        (vec![], false, Some(99), ""),
    ] {
        let view = RowsView { states: states.clone(), gone, cause, ..all() };
        assert_eq!(ids(&view), expected, "{states:?}, gone {gone}, cause {cause:?}");
    }
    let urgent = RowsView { sort: DeviceSort::Attention, ..all() };
    assert!(ids(&urgent).ends_with('b'), "what is gone is the least urgent: {}", ids(&urgent));
    let next = |device: &str, step| {
        let row = desk.watches.neighbour(id, &all(), &device.into(), step).unwrap();
        row.map(|row| row.id.to_string())
    };
    assert_eq!(next("b", 1).as_deref(), Some("c"), "B27: the next row of the view");
    assert_eq!(next("b", -1).as_deref(), Some("a"), "and the one before");
    assert_eq!((next("a", -1), next("e", 1)), (None, None), "none past the ends");
    assert_eq!(next("nobody", 1).as_deref(), Some("a"), "from a device outside the view the first");
}

#[tokio::test(start_paused = true)]
async fn since_is_only_at_least_where_nobody_told() {
    let desk = Desk::new();
    let page = br#"{"deployment_by_device_uuid":[{"uuid":"a","status":"Pending"},
        {"uuid":"b","status":"Failed","started_time":1600000000,"finished_time":1600000060}]}"#;
    desk.fleet.looks(&"dp".into(), [Look::Pages(vec![connect_api::DevicesPage::read(page).unwrap()], None)]);
    let id = desk.watch();
    seconds(5).await;
    let row = |device: &str| desk.watches.row_of(id, &device.into()).unwrap().unwrap();
    assert_eq!((row("a").since_ms, row("a").since_least), (Some(START_MS), true), "B23: first seen so here");
    assert_eq!((row("b").since_ms, row("b").since_least), (Some(1_600_000_060_000), false), "the service told it");
    assert_eq!(desk.watches.row_of(id, &"x".into()).unwrap(), None, "B10: no such device is no error");
}
