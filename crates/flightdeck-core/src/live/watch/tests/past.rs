//! The past of a watched deployment: what looks saw is remembered, and any moment can be read like the present.

use connect_api::DevicesPage;

use super::*;
use crate::wire::{Choose, DeviceState};

/// One page of devices with their states and times, in seconds after the first look; none where none is given.
pub(super) fn timed(devices: &[(&str, &str, Option<i64>, Option<i64>)]) -> Look {
    let time = |name: &str, second: &Option<i64>| {
        let at = second.map(|second| time::OffsetDateTime::from_unix_timestamp(START_MS / 1_000 + second).unwrap());
        let text = at.map(|at| at.format(&time::format_description::well_known::Rfc3339).unwrap());
        text.map_or(String::new(), |text| format!(r#","{name}":"{text}""#))
    };
    let records: Vec<String> = devices
        .iter()
        .map(|(id, status, started, finished)| {
            let times = time("started_time", started) + &time("finished_time", finished);
            format!(r#"{{"uuid":"{id}","status":"{status}"{times}}}"#)
        })
        .collect();
    let page = format!(r#"{{"deployment_by_device_uuid":[{}]}}"#, records.join(","));
    Look::Pages(vec![DevicesPage::read(page.as_bytes()).unwrap()], None)
}

#[tokio::test(start_paused = true)]
async fn any_moment_is_read_like_the_present() {
    let desk = Desk::new();
    let ended = ("a", "Success", Some(-300), Some(-200));
    desk.fleet.looks(
        &"dp".into(),
        [timed(&[
            ended,
            ("b", "Failed", Some(-250), Some(-100)),
            ("c", "In Progress", Some(-50), None),
            ("d", "Pending", None, None),
        ])],
    );
    let id = desk.watch();
    seconds(1).await;
    let moment = |second: i64| START_MS + second * 1_000;
    for (second, picture) in [
        (-301, [0, 0, 0, 0]),
        (-300, [1, 0, 0, 0]),
        (-201, [1, 1, 0, 0]),
        (-100, [2, 3, 0, 0]),
        (-50, [2, 3, 1, 0]),
        (0, [2, 3, 1, 0]),
    ] {
        assert_eq!(desk.watches.picture_at(id, moment(second)).unwrap(), picture, "second {second}");
        let view = RowsView { at_ms: Some(moment(second)), ..all() };
        let window = desk.watches.rows(id, &view, 0, 9).unwrap();
        let states: Vec<u8> = window.rows.iter().map(|row| row.state as u8).collect();
        assert_eq!(states, picture, "the table shows the same");
        let counts = desk.watches.counts_at(id, moment(second)).unwrap();
        let succeeded = picture.iter().filter(|state| **state == 2).count() as u32;
        assert_eq!((counts.counts.succeeded, counts.counts.total()), (succeeded, 4), "and so do the counts");
    }
    let view = RowsView { states: vec![DeviceState::InProgress], at_ms: Some(moment(-150)), ..all() };
    let running = desk.watches.rows(id, &view, 0, 9).unwrap();
    assert_eq!((running.total, running.rows[0].id.as_str()), (1, "b"), "states choose by what was");
    for (second, text, found) in [
        (-150, "state:running", "b"),
        (-201, "took:>1s", ""),
        (-200, "took:>1s", "a"),
        (-201, "finished:>2001-01-01", ""),
        (-201, "started:<1m", "b"),
        (-201, "in-state:>1m -state:pending", "a"),
        (-201, "status:success", ""),
        (-201, "-status:success", "abcd"),
        (-150, "state:running d", ""),
    ] {
        let view = RowsView { text: text.into(), at_ms: Some(moment(second)), ..all() };
        let window = desk.watches.rows(id, &view, 0, 9).unwrap();
        let ids: String = window.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, found, "{text}: a search asks what was, and counts from then");
        let notes = window.search.unwrap().notes;
        assert_eq!(
            notes.len(),
            usize::from(text.contains("status")),
            "{text}: says what is not known of then: {notes:?}"
        );
    }
    let row = &running.rows[0];
    assert_eq!((row.since_ms, row.took_ms), (Some(moment(-250)), None), "as it was: begun and not ended");
    assert_eq!(desk.watches.row_then(id, 1, moment(-150)).unwrap(), *row, "by its number as well");
    assert_eq!(desk.watches.row_at(id, 1, Some(moment(-150))).unwrap(), *row, "and by its cell");
    assert_eq!(desk.watches.rows(id, &all(), 0, 9).unwrap().rows[1].state, DeviceState::Failed, "the present is there");
    assert_eq!(desk.watches.row_then(id, 9, 0).unwrap_err().code, ErrorCode::NotFound, "there is no such device");
    let course = desk.watches.course(id).unwrap().unwrap();
    assert_eq!((course.from_ms, course.to_ms), (moment(-300), START_MS), "known though nobody looked here before");
    assert_eq!(course.looked.iter().filter(|looked| **looked).count(), 1, "which it says");
    assert_eq!(course.durations.unwrap().slowest[0].device, "b", "150 s");
}

#[tokio::test(start_paused = true)]
async fn what_looks_saw_is_known_in_the_next_run() {
    let mut desk = Desk::new();
    let states = |n: usize| [("a", if n < 4 { "Pending" } else { "Aborted" }), ("b", "Pending")];
    desk.fleet.looks(&"dp".into(), (0..8).map(|n| look(&states(n))));
    desk.watch();
    seconds(7 * 15 + 1).await;
    desk = desk.restart();
    desk.fleet.looks(&"dp".into(), [Look::Fail(status(503))]);
    let id = desk.watch();
    seconds(1).await;
    assert!(matches!(desk.last().phase, Phase::Stale { .. }), "nothing was looked at in this run");
    let picture = |second: i64| desk.watches.picture_at(id, START_MS + second * 1_000).unwrap();
    let aborted = desk.watches.row_at(id, 0, None).unwrap().since_ms.unwrap();
    assert!((START_MS + 45_000..=START_MS + 90_000).contains(&aborted), "between two looks: {aborted}");
    assert_eq!(picture(1), [0, 0], "it was seen waiting, as long as it was");
    assert_eq!(desk.watches.picture_at(id, aborted).unwrap(), [4, 0], "then aborted, though the service told no time");
    let course = desk.watches.course(id).unwrap().unwrap();
    assert!(course.looked.iter().all(|looked| *looked), "somebody looked all along");
    assert!(course.untold.iter().all(|untold| *untold == 0), "so nothing is untold");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_chosen_or_taken_away_of_the_past() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [timed(&[("a", "Failed", Some(-300), Some(-200)), ("b", "Pending", None, None)])]);
    let id = desk.watch();
    seconds(1).await;
    let pending = RowsView { states: vec![DeviceState::Pending], ..all() };
    let chosen = desk.watches.choose(id, Choose::All { view: pending.clone() }).unwrap();
    assert_eq!((chosen.total, chosen.counts.pending), (1, 1), "b alone is pending now");
    let then = RowsView { at_ms: Some(START_MS - 400_000), ..pending };
    let shown = desk.watches.rows(id, &then, 0, 9).unwrap();
    assert_eq!(shown.total, 2, "both were pending then");
    assert_eq!(shown.chosen, chosen, "looking at the past changes nothing of who is chosen");
    let range = Choose::Range { view: then.clone(), from: "a".into(), to: "b".into() };
    for change in [Choose::All { view: then.clone() }, range] {
        let refused = desk.watches.choose(id, change).unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidInput, "a has ended since: it is not what was shown");
    }
    assert_eq!(desk.watches.chosen_ids(id).unwrap(), "b", "a refusal leaves the choice as it was");
    let refused = desk.watches.snapshot(id, &then, false).err().map(|error| error.code);
    assert_eq!(refused, Some(ErrorCode::InvalidInput), "a file would tell the present as if it were then");
}
