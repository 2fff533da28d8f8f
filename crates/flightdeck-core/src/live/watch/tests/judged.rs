//! Who is judged stuck or not reached is told, shown, found and chosen, look by look.

use super::past::timed;
use super::*;
use crate::wire::{Choose, DeviceRow, DeviceState, Judgement, Why};

/// A device: id, status, start and end in seconds after the first look.
type Device<'a> = (&'a str, &'a str, Option<i64>, Option<i64>);

const ENDED: [&str; 20] =
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "q", "s", "t", "u", "v"];

/// Twenty that took a minute each, and these.
fn with<'a>(others: &[Device<'a>]) -> Vec<Device<'a>> {
    ENDED.iter().map(|id| (*id, "Success", Some(-300), Some(-240))).chain(others.iter().copied()).collect()
}

fn only(judgement: Judgement) -> RowsView {
    RowsView { judged: vec![judgement], ..all() }
}

#[tokio::test(start_paused = true)]
async fn who_takes_too_long_is_told_shown_found_and_chosen() {
    let desk = Desk::new();
    let moving = timed(&with(&[("r", "In Progress", Some(-60), None), ("p", "Pending", None, None)]));
    let landed = timed(&with(&[("r", "Success", Some(-60), Some(130)), ("p", "Pending", None, None)]));
    // Looks are due after 0, 15, 30, 45, 75, 105 and 135 seconds.
    desk.fleet.looks(&"dp".into(), [vec![moving; 6], vec![landed]].concat());
    let id = desk.watch();
    seconds(1).await;
    let first = desk.last();
    let judged = first.judged.unwrap();
    assert_eq!((judged.stuck, judged.stuck_after_ms, judged.ended), (0, Some(120_000), 20), "it runs for one minute");
    let shown = |view: &RowsView| {
        let window = desk.watches.rows(id, view, 0, 99).unwrap();
        window.rows.iter().map(|row| row.id.as_str()).collect::<String>()
    };
    let chosen = desk.watches.choose(id, Choose::All { view: only(Judgement::Stuck) }).unwrap();
    assert_eq!((chosen.total, shown(&only(Judgement::Stuck))), (0, String::new()), "nobody yet");

    seconds(119).await;
    let second = desk.last();
    assert_eq!(second.judged.unwrap().stuck, 1, "for more than two minutes by now");
    assert!(second.revision > first.revision, "the page asks for its rows again, though none has changed");
    assert_eq!(shown(&only(Judgement::Stuck)), "r");
    let row = &desk.watches.rows(id, &only(Judgement::Stuck), 0, 9).unwrap().rows[0];
    assert_eq!((row.why.clone(), row.chosen), (Some(Why::Stuck), true), "it has come to match what was chosen");
    assert_eq!(
        desk.watches.row_of(id, &"r".into()).unwrap().as_ref(),
        Some(&DeviceRow { chosen: false, ..row.clone() })
    );
    let text = |text: &str| RowsView { text: text.into(), ..all() };
    assert_eq!((shown(&text("is:stuck")), shown(&text("-is:stuck")).len()), ("r".to_owned(), 21), "found as well");
    let with_pending = RowsView { states: vec![DeviceState::Pending], ..only(Judgement::Stuck) };
    assert_eq!(shown(&with_pending), "pr", "beside those in a state");

    seconds(20).await;
    assert_eq!(desk.last().judged.unwrap().stuck, 0, "it landed after all");
    assert_eq!(desk.watches.rows(id, &all(), 0, 1).unwrap().chosen.total, 0, "and is not chosen any more");

    seconds(900).await;
    let last = desk.last().judged.unwrap();
    assert_eq!((last.unreached, last.started), (1, 21), "pending for long");
    assert!(last.unreached_after_ms >= Some(600_000), "ten minutes at least: {last:?}");
    assert_eq!((shown(&only(Judgement::Unreached)), shown(&text("is:unreached"))), ("p".to_owned(), "p".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_judged_in_the_past_or_by_too_few() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [timed(&with(&[("r", "In Progress", Some(-200), None)]))]);
    let id = desk.watch();
    seconds(1).await;
    assert_eq!(desk.last().judged.unwrap().stuck, 1);
    let then = Some(START_MS);
    for view in
        [RowsView { at_ms: then, ..only(Judgement::Stuck) }, RowsView { at_ms: then, text: "is:stuck".into(), ..all() }]
    {
        let window = desk.watches.rows(id, &view, 0, 9).unwrap();
        assert_eq!(window.total, 0, "whether it had been stuck then is not judged");
        let notes = window.search.map(|search| search.notes.len());
        assert_eq!(notes, (!view.text.is_empty()).then_some(1), "which a search says");
    }
    assert_eq!(desk.watches.row_then(id, 20, START_MS).unwrap().why, None);

    let few = Desk::new();
    few.fleet.looks(
        &"dp".into(),
        [timed(&[("a", "Success", Some(-300), Some(-240)), ("r", "In Progress", Some(-290), None)])],
    );
    let id = few.watch();
    seconds(1).await;
    assert_eq!(few.last().judged, None, "one device tells nothing of the others");
    let view = RowsView { text: "is:stuck".into(), ..all() };
    let window = few.watches.rows(id, &view, 0, 9).unwrap();
    assert_eq!((window.total, window.search.unwrap().notes.len()), (0, 1), "and it is said why nobody is found");
}
