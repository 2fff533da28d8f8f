//! The fleet at one moment, device by device.

use super::*;
use crate::live::fakes::known::{FakeKnown, KnownDevice, TOLD_MS, known};
use crate::live::watch::judged::{Asked, Judged};
use crate::wire::{self, Moment};

fn ms(minute: i64) -> i64 {
    BORN + minute * MINUTE
}

/// Looked at in minute 5, and again in minute 8, when the first device was not named any more.
fn fleet() -> (Rows, Looks) {
    use DeviceState::*;
    let (mut rows, mut looks) = (Rows::default(), Looks::default());
    let device = |uuid, state, started: Option<i64>, finished: Option<i64>| {
        record(uuid, state, at(started.map(ms)), at(finished.map(ms)))
    };
    let unknown = DeviceRef { raw_status: "Half-way", ..device("unknown", Unknown, Some(3), None) };
    rows.begin(ms(5));
    rows.apply([device("gone", InProgress, Some(4), None)].into_iter(), ms(5));
    rows.end(true);
    looks.saw(ms(5), rows.counts(), rows.gone());
    rows.begin(ms(8));
    let named = [
        device("succeeded", Succeeded, Some(2), Some(6)),
        device("failed", Failed, Some(1), Some(3)),
        device("runs", InProgress, Some(4), None),
        device("pending", Pending, None, None),
        unknown,
        device("unstarted", Failed, None, Some(6)),
        device("runs-on", InProgress, Some(4), Some(6)),
    ];
    rows.apply(named.into_iter(), ms(8));
    rows.end(true);
    looks.saw(ms(8), rows.counts(), rows.gone());
    (rows, looks)
}

#[test]
fn a_row_is_taken_back_to_what_it_was() {
    let (mut rows, looks) = fleet();
    rows.request_abort("runs");
    let recall = Recall::new(&rows, &looks, Some(BORN));
    let row = |id: &str, minute: i64| recall.row(rows.find(id).unwrap(), ms(minute)).unwrap();
    let begun = |minute: i64| Moment::At { ms: ms(minute), zone_assumed: false };
    use wire::DeviceState::*;
    for (id, minute, state, started, finished, took, since) in [
        ("succeeded", 1, Pending, None, None, None, (None, false)),
        ("succeeded", 2, InProgress, Some(2), None, None, (Some(2), false)),
        ("succeeded", 5, InProgress, Some(2), None, None, (Some(2), false)),
        ("succeeded", 6, Succeeded, Some(2), Some(6), Some(4), (Some(6), false)),
        ("unknown", 5, Unknown, Some(3), None, None, (Some(3), true)),
        ("unstarted", 5, Unknown, None, None, None, (None, true)),
        ("unstarted", 6, Failed, None, Some(6), None, (Some(6), false)),
        ("gone", 3, Pending, None, None, None, (None, false)),
        ("gone", 5, InProgress, Some(4), None, None, (Some(4), false)),
    ] {
        let told = row(id, minute);
        let moment = |minute: Option<i64>| minute.map_or(Moment::Absent, begun);
        assert_eq!(told.state, state, "{id} in minute {minute}");
        assert_eq!(
            (told.started, told.finished),
            (moment(started), moment(finished)),
            "{id}: what had happened by {minute}"
        );
        assert_eq!(told.took_ms, took.map(|minutes: i64| minutes * MINUTE), "{id}: its length, once it had ended");
        assert_eq!((told.since_ms, told.since_least), (since.0.map(ms), since.1), "{id}: since when, by {minute}");
        assert_eq!(
            (told.gone_ms, told.raw_status),
            (None, None),
            "{id}: it was there, and no word of now was said of it"
        );
    }
    assert_eq!(row("gone", 6).gone_ms, Some(ms(5)), "after it was named last");
    assert_eq!(row("unknown", 8).raw_status.as_deref(), Some("Half-way"), "the word that it has now");
    let runs = rows.find("runs").unwrap();
    let asked = |minute: i64| recall.row(runs, ms(minute)).unwrap().abort_requested;
    assert!(rows.view(runs).unwrap().abort_requested, "it was asked to stop");
    assert_eq!((asked(3), asked(8)), (false, false), "now, and at no moment before");
}

#[test]
fn a_lens_sees_the_moment_or_the_present() {
    use DeviceState::*;
    let (rows, looks) = fleet();
    let recall = Recall::new(&rows, &looks, Some(BORN));
    let then = Then::of(recall, 3, ms(5));
    assert_eq!(then.picture(), [1, 1, 3, 1, 0, UNTOLD, UNTOLD, 1], "each row's state then");
    for (revision, at_ms, is) in [(3, ms(5), true), (3, ms(5) + 1, false), (4, ms(5), false), (4, ms(6), false)] {
        assert_eq!(then.is(revision, at_ms), is, "revision {revision} at {at_ms}: this moment of these rows");
    }
    let later = Then::of(recall, 3, ms(7));
    let (now, past, after) = (Lens::now(&rows), Lens::then(recall, &then), Lens::then(recall, &later));
    let of = |id: &str| rows.find(id).unwrap();
    for (id, state, so) in [
        ("succeeded", Succeeded, [true, false, true]),
        ("succeeded", InProgress, [false, true, false]),
        ("failed", Failed, [true, true, true]),
        ("unstarted", Failed, [true, false, true]),
        ("unstarted", Unknown, [false, true, false]),
        ("pending", Pending, [true, true, true]),
        ("gone", InProgress, [false, true, false]),
        ("gone", Unknown, [false, false, false]),
    ] {
        assert_eq!([now, past, after].map(|lens| lens.is_in(of(id), state)), so, "{id} is {state:?}: now, then, later");
    }
    assert_eq!([now, past, after].map(|lens| lens.failed()), [2, 1, 2], "how many had failed");
    let ended = [now, past].map(|lens| (lens.took_ms(of("runs-on")), lens.finished_ms(of("runs-on"))));
    assert_eq!(ended, [(Some(2 * MINUTE), Some(ms(6))), (None, None)], "what the answer tells of it now is told");
    assert_eq!([now, past].map(|lens| lens.took_ms(of("succeeded"))), [Some(4 * MINUTE), None], "it ended later");
    assert_eq!([now, past].map(|lens| lens.is_past()), [false, true]);
    assert_eq!([now, past].map(|lens| lens.knows_statuses()), [true, false], "the service's words are those of now");
}

#[test]
fn the_present_is_judged_and_told_of_and_the_past_is_not() {
    let (rows, looks) = fleet();
    let recall = Recall::new(&rows, &looks, Some(BORN));
    let then = Then::of(recall, 1, ms(5));
    let ended: Vec<String> = (0..20).map(|n| format!("ended-{n}")).collect();
    let mut many = Rows::default();
    many.begin(ms(8));
    let done = |id| record(id, DeviceState::Succeeded, at(Some(ms(1))), at(Some(ms(2))));
    many.apply(ended.iter().map(|id| done(id)), ms(8));
    many.apply([record("runs", DeviceState::InProgress, at(Some(ms(1))), TimeRef::Absent)].into_iter(), ms(8));
    many.end(true);
    let asked = Asked { now_ms: ms(8), ahead_ms: 0, first_look_ms: Some(BORN), least_ms: BORN };
    let judged = Judged::NOBODY.again(&many, asked);
    for (why, lens, judging) in [
        ("nobody is judged", Lens::now(&rows), (false, false)),
        ("too few tell how the others fare", Lens::judging(&rows, &Judged::NOBODY), (true, false)),
        ("enough do", Lens::judging(&many, &judged), (true, true)),
        ("nothing is judged in the past", Lens::then(recall, &then), (false, false)),
    ] {
        assert_eq!((lens.is_judging(), lens.judges()), judging, "{why}");
    }
    let known = FakeKnown::of([KnownDevice { trigger: true, ..known("pending", None, None) }]).rows();
    let pending = rows.find("pending").unwrap();
    let told = |lens: Lens<'_>| {
        let mut row = [rows.view(pending).unwrap()];
        lens.knowing(&known).tell(&mut row);
        row[0].known.and_then(|known| known.trigger_ms)
    };
    assert_eq!(told(Lens::now(&rows)), Some(TOLD_MS), "what it waits for now");
    assert_eq!(told(Lens::then(recall, &then)), None, "says nothing of then");
}
