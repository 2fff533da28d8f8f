//! One watched deployment by itself: which steps it asks for, when a page is to ask again, and what each page holds.

use connect_api::ApiTime;

use super::*;
use crate::fakes::status;
use crate::live::fakes::{devices, many};
use crate::live::subject::Subject;
use crate::live::watch::compare::Sides;
use crate::wire::{Choose, RowsView};

/// One that has been read, with the devices of a first look.
fn watched(rows: &[(&str, &str)]) -> Watched {
    let mut watched = Watched::new(0);
    watched.restored(Restored::default());
    look(&mut watched, rows, 1_000);
    watched
}

fn look(watched: &mut Watched, rows: &[(&str, &str)], now_ms: i64) {
    watched.due();
    watched.began(now_ms);
    watched.page(&devices(rows), now_ms);
    watched.end(None, None, now_ms);
}

/// The rows whose steps are asked for now.
fn asked(watched: &mut Watched) -> Vec<u32> {
    let row = |job| if let Job::Steps { row, .. } = job { Some(row) } else { None };
    watched.jobs().into_iter().filter_map(row).collect()
}

fn steps(stderr: &str) -> Vec<Step> {
    vec![Step { name: "install".into(), exit_code: Some(1), stdout: String::new(), stderr: stderr.into() }]
}

fn detail(stderr: &str) -> Result<DeviceDetail, connect_api::Error> {
    Ok(DeviceDetail {
        state: DeviceState::Failed,
        raw_status: "Failed".into(),
        started: ApiTime::Absent,
        finished: ApiTime::Absent,
        steps: steps(stderr),
        raw: "{}".into(),
    })
}

#[test]
fn steps_are_asked_for_two_at_a_time() {
    let mut watched = watched(&["a", "b", "c", "d", "e"].map(|id| (id, "Failed")));
    assert_eq!(asked(&mut watched), [4, 3]);
    assert_eq!(asked(&mut watched), [0; 0], "both are under way");
    watched.detail(4, detail("no network"));
    assert_eq!(asked(&mut watched), [2], "one has come, so one more is asked for");
    assert_eq!(asked(&mut watched), [0; 0]);
}

#[test]
fn a_device_without_steps_is_given_up_and_a_service_in_trouble_is_left_alone_until_the_next_look() {
    let rows = ["a", "b", "c"].map(|id| (id, "Failed"));
    let mut watched = watched(&rows);
    assert_eq!(asked(&mut watched), [2, 1]);
    watched.detail(2, Err(status(404)));
    assert_eq!(asked(&mut watched), [0], "the others may tell more");
    watched.detail(1, Err(status(503)));
    watched.detail(0, Err(status(503)));
    assert_eq!(asked(&mut watched), [0; 0], "it is in trouble");
    look(&mut watched, &rows, 2_000);
    assert_eq!(asked(&mut watched), [1, 0], "they are tried again, and the one it does not know is not");
}

#[test]
fn who_has_not_failed_any_more_is_not_asked_for() {
    let mut watched = watched(&["a", "b", "c"].map(|id| (id, "Failed")));
    assert_eq!(asked(&mut watched), [2, 1]);
    look(&mut watched, &["a", "b", "c"].map(|id| (id, "Running")), 2_000);
    watched.detail(2, detail("no network"));
    assert_eq!(asked(&mut watched), [0; 0], "the third was lined up, and is tried again");
}

#[test]
fn it_goes_on_with_causes_once() {
    let failed = many(150, "Failed");
    let mut watched = watched(&failed.iter().map(|(id, status)| (id.as_str(), status.as_str())).collect::<Vec<_>>());
    watched.triage.spare(true);
    let look_at_all = |watched: &mut Watched| {
        loop {
            let rows = asked(watched);
            if rows.is_empty() {
                break watched.causes().looked_at;
            }
            rows.into_iter().for_each(|row| watched.detail(row, detail("no network")));
        }
    };
    assert_eq!(look_at_all(&mut watched), 102, "two at a time, until a hundred told nothing new");
    assert!(watched.go_on_with_causes(), "it had stopped");
    assert_eq!(look_at_all(&mut watched), 150);
    assert!(!watched.go_on_with_causes(), "nothing had stopped");
}

#[test]
fn a_page_asks_again_only_where_something_changed() {
    let rows = [("a", "Pending"), ("b", "Success")];
    let mut watched = watched(&rows);
    let revision = |watched: &Watched| watched.notice(1).revision;
    let before = revision(&watched);
    look(&mut watched, &rows, 2_000);
    assert_eq!(revision(&watched), before, "a look that brings the same changes nothing");
    let a = AbortScope::Device { device: "a".into() };
    watched.request_abort(&a);
    let notice = watched.notice(1);
    assert_eq!((notice.revision, notice.changed, notice.abort_requested), (before + 1, 1, 1), "one is asked to stop");
    watched.request_abort(&a);
    watched.request_abort(&AbortScope::Device { device: "b".into() });
    assert_eq!(revision(&watched), before + 1, "it was already, and the other has ended");
}

#[test]
fn those_chosen_may_be_stopped_unless_they_have_ended_or_are_gone() {
    let mut watched = watched(&[("a", "Success"), ("b", "Pending"), ("c", "Odd"), ("d", "Pending")]);
    look(&mut watched, &[("a", "Success"), ("b", "Pending"), ("c", "Odd")], 2_000);
    let told = |watched: &mut Watched| {
        let Stoppable { devices, gone, others, everything, at_ms, .. } = watched.stoppable(1, 3_000).unwrap();
        (devices.iter().map(DeviceId::as_str).collect::<String>(), gone, others, everything, at_ms)
    };
    watched.choose(1, Choose::All { view: RowsView::default() }, 3_000);
    assert_eq!(told(&mut watched), ("bc".into(), 1, 0, true, 2_000), "one is pending, of one nobody knows");
    watched.choose(1, Choose::Toggle { device: "b".into() }, 3_000);
    assert_eq!(told(&mut watched), ("c".into(), 1, 1, false, 2_000), "without one of them it is not everything");
    assert!(Watched::new(0).stoppable(1, 0).is_none(), "what this run has not seen is not stopped");
}

#[test]
fn picked_by_a_cause_are_those_that_have_failed_for_it_and_still_are() {
    let mut watched = watched(&["a", "b", "c"].map(|id| (id, "Failed")));
    for (row, line) in [(0, "no network"), (1, "no network"), (2, "disk full")] {
        watched.triage.found(row, &steps(line));
    }
    look(&mut watched, &[("a", "Failed"), ("b", "Running"), ("c", "Failed")], 2_000);
    let picked = watched.picked(1, Some(0), 3_000);
    assert_eq!(picked.counts, Counts { failed: 1, ..Counts::default() }, "one was tried again, one failed otherwise");
    assert_eq!(picked.only, Some("a".into()));
}

#[test]
fn what_a_page_holds_goes_with_it() {
    let mut watched = watched(&[("a", "Pending")]);
    for hold in [1, 2, 3] {
        watched.picture(hold, 0);
    }
    watched.left(2);
    Subject::left(&mut watched, 3);
    assert_eq!(watched.lookers.keys().collect::<Vec<_>>(), [&1], "and what others hold stays");
}

#[test]
fn what_was_made_of_two_is_kept_with_the_hold() {
    let (one, mut other) = (watched(&[("a", "Failed")]), watched(&[("a", "Success")]));
    let mut compared = other.take_compared(1);
    compared.summary(Sides { a: one.side(), b: other.side(), hold_a: 9 });
    let made = format!("{compared:?}");
    other.put_compared(1, compared);
    let kept = format!("{:?}", other.take_compared(1));
    assert_eq!(kept, made, "so that it is not made again");
    assert_ne!(format!("{:?}", other.take_compared(1)), made, "who takes it, has it");
}

#[test]
fn the_past_is_remembered_with_when_it_began() {
    let mut watched = watched(&[("a", "Pending")]);
    watched.began(2_000);
    watched.end(None, Some(500), 2_000);
    let (looks, born_ms) = watched.remembered();
    assert_eq!((looks.first_ms(), born_ms), (Some(1_000), Some(500)));
}
