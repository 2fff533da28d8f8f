//! What is known of the fleet besides: it is wanted when a page looks, names what its pages show, and a change of it is told once.

use std::sync::atomic::Ordering;

use super::past::timed;
use super::*;
use crate::live::fakes::known::{FakeKnown, KnownDevice, TOLD_MS, known};
use crate::wire::{Choose, ComparedView};

const DAY_MS: i64 = 86_400_000;

fn names(desk: &Desk, id: u32, text: &str) -> Vec<String> {
    let view = RowsView { text: text.into(), ..all() };
    let rows = desk.watches.rows(id, &view, 0, 99).unwrap().rows;
    rows.into_iter().map(|row| format!("{} {}", row.id, row.name.unwrap_or_default())).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_known_names_the_rows_and_a_change_of_it_is_told_once() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success"), ("b", "Failed"), ("p", "Pending")])]);
    desk.fleet.details.lock().unwrap().insert("b".into(), detail("no space"));
    let fleet = FakeKnown::of([known("b", Some("Gate"), Some("Lab"))]);
    desk.watches.know(fleet.clone());
    let hold = desk.watches.hold(&"c".into(), &"dp".into(), Duration::from_secs(60));
    assert_eq!(fleet.wanted.load(Ordering::SeqCst), 0, "who watches for nobody's eyes wants no names");
    let id = desk.watch();
    assert_eq!(fleet.wanted.load(Ordering::SeqCst), 1, "a page does");
    seconds(1).await;
    assert_eq!(names(&desk, id, ""), ["a ", "b Gate", "p "], "and only who is known has one");
    assert_eq!(names(&desk, id, "gate"), ["b Gate"], "it is found by it");
    let row = desk.watches.row_of(id, &"b".into()).unwrap().unwrap();
    assert_eq!((row.group.as_deref(), row.known.unwrap().name_ms), (Some("Lab"), Some(TOLD_MS)), "in the drawer, too");
    let chosen = desk.watches.choose(id, Choose::All { view: RowsView { text: "group:lab".into(), ..all() } }).unwrap();
    assert_eq!(chosen.total, 1, "what is found can be chosen");
    let cause = &desk.watches.causes(id).unwrap().causes;
    assert_eq!(cause.first().and_then(|cause| cause.example_name.as_deref()), Some("Gate"), "and a cause's example");
    let name = |device: &str| desk.watches.name_of(&"c".into(), &"dp".into(), &device.into());
    assert_eq!((name("b").as_deref(), name("a")), (Some("Gate"), None));

    let before = desk.last();
    let told = desk.notices.lock().unwrap().len();
    fleet.joined_by(known("a", Some("Pump"), None));
    desk.watches.known_changed(&"other".into());
    desk.watches.known_changed(&"c".into());
    seconds(1).await;
    assert_eq!(desk.notices.lock().unwrap().len(), told + 1, "one notice");
    let last = desk.last();
    assert!(last.revision > before.revision && last.changed == 0, "so that rows are asked for; none moved");
    assert_ne!(last.causes_revision, before.causes_revision, "and causes: they name devices");
    assert_eq!(names(&desk, id, ""), ["a Pump", "b Gate", "p "]);
    assert_eq!(desk.watches.choose(id, Choose::Nobody).unwrap().total, 0);
    let snapshot = desk.watches.snapshot(id, &all(), false).unwrap();
    let written: Vec<_> = snapshot.devices().map(|device| device.row.name.unwrap_or_default()).collect();
    assert_eq!(written, ["Pump", "Gate", ""], "and files have them");
    drop(hold);
}

#[tokio::test(start_paused = true)]
async fn a_fleet_that_is_not_known_changes_nothing() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Success")])]);
    desk.watches.know(FakeKnown::of([]));
    let id = desk.watch();
    seconds(1).await;
    let row = desk.watches.rows(id, &all(), 0, 9).unwrap().rows.remove(0);
    assert_eq!((row.name, row.group, row.known), (None, None, None));
    assert_eq!(names(&desk, id, "-name:gate"), ["a "], "it has no name that would hold it");
}

#[tokio::test(start_paused = true)]
async fn of_those_not_reached_it_is_counted_what_keeps_them() {
    let desk = Desk::new();
    let ended: Vec<String> = (0..20).map(|n| format!("e{n}")).collect();
    let mut devices: Vec<_> = ended.iter().map(|id| (id.as_str(), "Success", Some(-300), Some(-240))).collect();
    devices.extend(["p", "q", "r"].map(|id| (id, "Pending", None, None)));
    desk.fleet.looks(&"dp".into(), [timed(&devices)]);
    let fleet = FakeKnown::of([
        KnownDevice { seen_ago_ms: Some(3 * DAY_MS), ..known("p", None, None) },
        KnownDevice { seen_ago_ms: Some(DAY_MS / 2), trigger: true, ..known("q", None, None) },
        // It has ended: what is known of it explains nothing.
        KnownDevice { seen_ago_ms: Some(9 * DAY_MS), ..known("e3", None, None) },
    ]);
    desk.watches.know(fleet.clone());
    let id = desk.watch();
    seconds(1_300).await;
    let judged = desk.last().judged.unwrap();
    assert_eq!((judged.unreached, judged.unseen, judged.triggered), (3, 1, 1), "of the third nothing is known");
    fleet.joined_by(KnownDevice { seen_ago_ms: Some(2 * DAY_MS), ..known("r", None, None) });
    desk.watches.known_changed(&"c".into());
    seconds(1).await;
    assert_eq!(desk.last().judged.unwrap().unseen, 2, "what is known later counts as soon as it is");
    let row = desk.watches.row_of(id, &"r".into()).unwrap().unwrap();
    assert_eq!(row.known.unwrap().seen.map(|seen| seen.is_long()), Some(true));
}

#[tokio::test(start_paused = true)]
async fn of_two_that_are_compared_the_answer_of_either_goes_before_what_is_known() {
    let desk = Desk::new();
    let of = |name: Option<&str>| {
        let name = name.map_or(String::new(), |name| format!(r#","name":"{name}""#));
        let page = format!(r#"{{"deployment_by_device_uuid":[{{"uuid":"a","status":"Success"{name}}}]}}"#);
        let page = connect_api::DevicesPage::read(page.as_bytes()).unwrap();
        Look::Pages(vec![page], None)
    };
    desk.fleet.looks(&"dp".into(), [of(Some("own"))]);
    desk.fleet.looks(&"dq".into(), [of(None)]);
    desk.watches.know(FakeKnown::of([known("a", Some("known"), Some("Lab"))]));
    let a = desk.watch();
    let b = desk.watches.watch(0, &"c".into(), &"dq".into(), |_| true).unwrap();
    seconds(1).await;
    let rows = desk.watches.comparison_rows(a, b, &ComparedView::default(), 0, 9).unwrap().rows;
    let (in_a, in_b) = (rows[0].a.clone().unwrap(), rows[0].b.clone().unwrap());
    assert_eq!((in_a.name.as_deref(), in_b.name), (Some("own"), None), "A's own answer names it");
    assert_eq!((in_a.group.as_deref(), in_b.group.as_deref()), (Some("Lab"), Some("Lab")), "nobody else groups it");
    let shown = |text: &str| {
        let view = ComparedView { text: text.into(), ..ComparedView::default() };
        desk.watches.comparison_rows(a, b, &view, 0, 9).unwrap().total
    };
    assert_eq!((shown("own"), shown("group:lab")), (1, 1), "and it is found by both");
}

#[tokio::test(start_paused = true)]
async fn many_rows_are_found_once_and_said_once_they_are() {
    const MANY: usize = 20_001;
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look_of(&many(MANY, "Pending"))]);
    let devices = || (0..MANY).map(|n| known(&format!("d-{n}"), Some("Gate"), None));
    let fleet = FakeKnown::of(devices());
    desk.watches.know(fleet.clone());
    let id = desk.watch();
    seconds(1).await;
    let before = desk.notices.lock().unwrap().len();
    let ask = || async {
        desk.watches.rows(id, &all(), 0, 1).unwrap();
        seconds(1).await;
        desk.notices.lock().unwrap().len() - before
    };
    assert_eq!(ask().await, 1, "once all are found, the page is told");
    assert_eq!(ask().await, 1, "then there is nothing to find");
    fleet.becomes(devices());
    assert_eq!(ask().await, 2, "with other numbers, they are found anew");
    fleet.becomes(devices());
    desk.watches.known_changed(&"c".into());
    seconds(1).await;
    assert_eq!(ask().await, 3, "and where it is said that something changed, nobody needs to ask for rows");
}

#[tokio::test(start_paused = true)]
async fn a_deployment_without_devices_shows_nothing_otherwise() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[])]);
    desk.watches.know(FakeKnown::of([known("a", Some("Gate"), None)]));
    desk.watch();
    seconds(1).await;
    let before = desk.last();
    desk.watches.known_changed(&"c".into());
    seconds(1).await;
    assert_eq!(desk.last().revision, before.revision, "whatever becomes known");
}
