//! The moments at which a course is counted, one device's changes, and how long it all is.

use super::*;

fn of(records: &[DeviceRef<'_>], minute: i64) -> Rows {
    let mut rows = Rows::default();
    rows.begin(BORN + minute * MINUTE);
    rows.apply(records.iter().cloned(), BORN + minute * MINUTE);
    rows.end(true);
    rows
}

#[test]
fn a_change_is_counted_at_the_first_moment_that_is_not_before_it() {
    for (from_ms, to_ms) in
        [(0, 1), (5, 5), (10, 17), (0, 200), (0, 201), (-3, 400), (0, 1_000), (BORN, BORN + 7_919), (0, 20_000)]
    {
        let moments = Moments::new(from_ms, to_ms);
        for at_ms in from_ms - 2..=to_ms + 2 {
            let plain = (0..moments.count()).find(|bucket| moments.at(*bucket) >= at_ms);
            let (found, plain) = (moments.first_from(at_ms), plain.unwrap_or(moments.count()));
            assert_eq!(
                found, plain,
                "{at_ms} in {from_ms} to {to_ms}: as if one moment after the other were looked at"
            );
        }
    }
}

#[test]
fn what_is_untold_counts_as_unknown() {
    let counts = Counts { pending: 1, in_progress: 2, succeeded: 3, failed: 4, aborted: 5, unknown: 6 + 8 };
    assert_eq!(counts_of(&[1, 2, 3, 4, 5, 6, 7, 8]), (counts, 7), "and what is gone by itself");
}

#[test]
fn what_the_times_tell_goes_before_what_a_look_counted() {
    let (mut rows, mut seen) = (Rows::default(), Looks::default());
    let started = at(Some(BORN + MINUTE));
    for (minute, state, started) in [
        (2, DeviceState::Pending, TimeRef::Absent),
        (4, DeviceState::Pending, TimeRef::Absent),
        (6, DeviceState::InProgress, started),
    ] {
        rows.begin(BORN + minute * MINUTE);
        rows.apply([record("d", state, started, TimeRef::Absent)].into_iter(), BORN + minute * MINUTE);
        rows.end(true);
        seen.saw(BORN + minute * MINUTE, rows.counts(), 0);
    }
    let drawn = course(Recall::new(&rows, &seen, Some(BORN)), 7).unwrap();
    assert_eq!((drawn.revision, drawn.devices), (7, 1), "of these rows");
    assert_eq!((drawn.from_ms, drawn.to_ms, drawn.pending.len()), (BORN, BORN + 6 * MINUTE, 200));
    for (bucket, counts) in [(32, (1, 0, false)), (33, (0, 1, false)), (99, (0, 1, true)), (199, (0, 1, true))] {
        let told = (drawn.pending[bucket], drawn.in_progress[bucket], drawn.looked[bucket]);
        assert_eq!(told, counts, "part {bucket}: it runs since its start, though it was seen waiting later");
    }
}

#[test]
fn the_end_is_looked_at_though_nobody_looked_then() {
    let ended = record("d", DeviceState::Failed, TimeRef::Absent, at(Some(BORN + 3 * MINUTE)));
    let rows = of(&[ended], 60);
    let mut seen = Looks::default();
    seen.saw(BORN + 60 * MINUTE, rows.counts(), 0);
    let drawn = course(Recall::new(&rows, &seen, Some(BORN)), 1).unwrap();
    let looked: Vec<usize> = (0..drawn.looked.len()).filter(|bucket| drawn.looked[*bucket]).collect();
    assert_eq!((drawn.to_ms, looked), (BORN + 3 * MINUTE, vec![199]), "it is what is known now");
    assert_eq!((drawn.untold[198], drawn.failed[198], drawn.failed[199]), (1, 0, 1), "before that nothing tells");
}

#[test]
fn what_lasted_no_time_at_all_is_left_out() {
    const EVER: i64 = i64::MIN;
    let [waits, runs, failed] = [DeviceState::Pending, DeviceState::InProgress, DeviceState::Failed].map(|s| s as u8);
    let ms = |minute: i64| BORN + minute * MINUTE;
    let changes = |device: Told| Past::of(&device, &looks(&[11]), least_ms(Some(BORN))).changes().to_vec();
    assert_eq!(
        changes(told(DeviceState::Failed, Some(3), Some(4), 11)),
        [(EVER, waits), (ms(3), runs), (ms(4), failed)],
        "a minute"
    );
    assert_eq!(
        changes(told(DeviceState::Failed, Some(3), Some(3), 11)),
        [(EVER, waits), (ms(3), failed)],
        "it began and ended at once"
    );
    let gone = Told { gone_ms: Some(ms(9)), ..told(DeviceState::Pending, None, None, 5) };
    assert_eq!(changes(gone), [(EVER, waits), (ms(9) + 1, GONE)], "gone from when it was named last");
}

#[test]
fn a_course_is_as_long_as_what_is_known_of_it() {
    use DeviceState::*;
    let ms = |minute: i64| BORN + minute * MINUTE;
    let running = of(&[record("d", InProgress, at(Some(ms(3))), TimeRef::Absent)], 5);
    let waiting = of(&[record("d", Pending, TimeRef::Absent, TimeRef::Absent)], 5);
    let ended = of(&[record("d", Succeeded, at(Some(ms(2))), at(Some(ms(4))))], 5);
    for (why, rows, looked, born, span) in [
        ("its only change", &running, &[][..], None, Some((3, 3))),
        ("from its making to its only change", &running, &[], Some(BORN), Some((0, 3))),
        ("from its first change to the last look", &running, &[5, 8], None, Some((3, 8))),
        ("from the first look, where that was before", &running, &[1, 8], None, Some((1, 8))),
        ("nothing became of it: from look to look", &waiting, &[5, 8], None, Some((5, 8))),
        ("made and looked at", &waiting, &[5, 8], Some(BORN), Some((0, 8))),
        ("nothing became of it, and nobody looked", &waiting, &[], Some(BORN), None),
        ("from the first change to the last, once all ended", &ended, &[5, 8], None, Some((2, 4))),
    ] {
        let seen = looks(looked);
        let recall = Recall::new(rows, &seen, born);
        let span = span.map(|(from, to)| (ms(from), ms(to)));
        assert_eq!(recall.span(), span, "{why}");
        assert_eq!(recall.length_ms(), span.map(|(from_ms, to_ms)| to_ms - from_ms), "{why}: so long");
    }
    let seen = looks(&[8]);
    let courses: Vec<Past> = Recall::new(&running, &seen, None).pasts().collect();
    assert_eq!(courses, [Recall::new(&running, &seen, None).past(0).unwrap()], "each device has its course");
}
