//! The course against what really happened, and the laws of its numbers.

mod figures;
mod looks;
mod moments;
mod then;

use connect_api::{DeviceRef, DeviceState, TimeRef};
use proptest::prelude::*;

use super::buckets::{BUCKETS, Moments, counted, counts_of};
use super::past::{GONE, Past, UNTOLD, least_ms};
use super::*;
use crate::live::tally::count;
use crate::live::watch::rows::{Rows, Told};
use crate::wire::Counts;

const MINUTE: i64 = 60_000;
/// When the deployments of these tests were made.
const BORN: i64 = 1_700_000_000_000;

fn record<'a>(uuid: &'a str, state: DeviceState, started: TimeRef<'a>, finished: TimeRef<'a>) -> DeviceRef<'a> {
    DeviceRef { uuid, state, raw_status: "", started, finished, steps: None, name: None, group: None }
}

fn at(unix_ms: Option<i64>) -> TimeRef<'static> {
    unix_ms.map_or(TimeRef::Absent, |unix_ms| TimeRef::At { unix_ms, zone_assumed: false })
}

/// Looks at these minutes after the deployment was made.
fn looks(minutes: &[i64]) -> Looks {
    let mut looks = Looks::default();
    for minute in minutes {
        // Each counts something else, so that all are remembered.
        looks.saw(BORN + minute * MINUTE, Counts { pending: *minute as u32, ..Counts::default() }, 0);
    }
    looks
}

/// A device as the answer tells it, in minutes after the deployment was made.
fn told(state: DeviceState, started: Option<i64>, finished: Option<i64>, since: i64) -> Told {
    let ms = |minute: i64| BORN + minute * MINUTE;
    Told {
        state,
        since_ms: ms(since),
        started_ms: started.map(ms),
        unstarted: started.is_none(),
        finished_ms: finished.map(ms),
        gone_ms: None,
    }
}

/// What a device was in each of the first twelve minutes: the letters of its states, `-` where that is not told.
fn letters(told: &Told, looks: &Looks) -> String {
    let past = Past::of(told, looks, least_ms(Some(BORN)));
    (0..12)
        .map(|minute| ['p', 'i', 's', 'f', 'a', 'u', 'g', '-'][usize::from(past.at(BORN + minute * MINUTE).0)])
        .collect()
}

#[test]
fn each_rule_of_the_past() {
    use DeviceState::*;
    let watched: &[i64] = &[1, 3, 5, 8, 11];
    let once: &[i64] = &[11];
    let interrupted: &[i64] = &[2, 10];
    for (why, device, looked, expected) in [
        ("times tell it all, seen or not", told(Succeeded, Some(2), Some(6), 11), once, "ppiiiissssss"),
        ("running since it started", told(InProgress, Some(4), None, 11), once, "ppppiiiiiiii"),
        ("pending since nobody knows when", told(Pending, None, None, 11), once, "pppppppppppp"),
        ("running without a start: since it was seen so", told(InProgress, None, None, 8), watched, "--------iiii"),
        ("stopped while it waited, at a time that is told", told(Aborted, None, Some(5), 11), once, "pppppaaaaaaa"),
        (
            "stopped at no told time: waiting as long as it was seen so",
            told(Aborted, None, None, 8),
            watched,
            "ppppppppaaaa",
        ),
        ("the same, while nobody looked for a while", told(Aborted, None, None, 10), interrupted, "pp--------aa"),
        ("the same, never seen otherwise", told(Aborted, None, None, 11), once, "-----------a"),
        ("stopped while running, at no told time", told(Aborted, Some(4), None, 8), watched, "ppppiiiiaaaa"),
        ("the same, never seen running", told(Aborted, Some(4), None, 11), once, "pppp-------a"),
        ("the same, started after the last look before", told(Failed, Some(4), None, 10), interrupted, "pppp------ff"),
        ("an end without a start", told(Failed, None, Some(6), 11), once, "------ffffff"),
        ("an end and nothing else", told(Succeeded, None, None, 8), watched, "--------ssss"),
        (
            "started after it was seen running: a clock is off",
            told(InProgress, Some(9), None, 8),
            watched,
            "--------iiii",
        ),
        ("finished after it was seen finished", told(Succeeded, Some(3), Some(20), 8), watched, "pppiiiiissss"),
        ("an end before its start", told(Failed, Some(7), Some(4), 11), once, "----ffffffff"),
        ("started long before there was a deployment", told(InProgress, Some(-60), None, 5), watched, "-----iiiiiii"),
        ("a status of tomorrow", told(Unknown, Some(3), None, 8), watched, "ppp-----uuuu"),
    ] {
        assert_eq!(letters(&device, &looks(looked)), expected, "{why}");
    }
    let unreadable = Told { unstarted: false, ..told(Aborted, None, Some(5), 11) };
    assert_eq!(letters(&unreadable, &looks(once)), "-----aaaaaaa", "a start that cannot be read is a start");
    let gone = Told { gone_ms: Some(BORN + 7 * MINUTE), ..told(InProgress, Some(4), None, 5) };
    assert_eq!(letters(&gone, &looks(watched)), "ppppiiiigggg", "until it was last named, then gone");
    let clock = told(Succeeded, Some(-15_000_000), Some(6), 11);
    assert_eq!(Past::of(&clock, &looks(once), least_ms(None)).at(BORN).0, UNTOLD, "no device ran in 1995, made or not");
}

#[test]
fn looks_are_bounded_and_keep_what_changed() {
    let mut all = Looks::default();
    for n in 0..5_000i64 {
        all.saw(BORN + n * 15_000, Counts { pending: 5_000 - n as u32, succeeded: n as u32, ..Counts::default() }, 0);
    }
    assert!(all.len() <= 240, "{} looks of a day", all.len());
    assert_eq!((all.first_ms(), all.last_ms()), (Some(BORN), Some(BORN + 4_999 * 15_000)), "both ends stay");
    let seen = all.at(BORN + 2_500 * 15_000).unwrap();
    assert!((2_350..=2_500).contains(&seen.counts.succeeded), "the rest is spread evenly: {seen:?}");
    assert_eq!(all.otherwise_until(BORN + 2_500 * 15_000), Some(BORN + 2_500 * 15_000), "somebody looked all along");
    let written = serde_json::to_vec(&all).unwrap();
    assert!(written.len() < 12_000, "{} bytes beside the rows", written.len());
    assert_eq!(serde_json::from_slice::<Looks>(&written).unwrap(), all, "and reads as it was written");

    let mut quiet = looks(&[1, 2]);
    for minute in 3..2_000 {
        quiet.saw(BORN + minute * MINUTE, Counts { pending: 2, ..Counts::default() }, 0);
    }
    assert_eq!(quiet.len(), 3, "a night without a change is one stretch");
    assert!(quiet.at(BORN + 1_000 * MINUTE).is_some(), "in which somebody looked");
}

#[test]
fn who_looked_when() {
    let looks = looks(&[1, 3, 30, 31]);
    for (minute, seen) in [
        (0, None),
        (1, Some(1)),
        (2, Some(1)),
        (3, Some(3)),
        (4, None),
        (29, None),
        (30, Some(30)),
        (31, Some(31)),
        (32, None),
    ] {
        let look = looks.at(BORN + minute * MINUTE).map(|look| look.counts.pending);
        assert_eq!(look, seen, "minute {minute}: only between looks that are near each other");
    }
    for (since, until) in [
        (1, None),
        (2, Some(2)),
        (3, Some(3)),
        (20, Some(3)),
        (30, Some(3)),
        (31, Some(31)),
        (33, Some(33)),
        (50, Some(31)),
    ] {
        let seen = looks.otherwise_until(BORN + since * MINUTE).map(|at| (at - BORN) / MINUTE);
        assert_eq!(seen, until, "first seen in minute {since}");
    }
    let mut back = looks;
    back.saw(BORN + 3 * MINUTE, Counts::default(), 0);
    assert_eq!(back.last_ms(), Some(BORN + 3 * MINUTE), "a clock that was set back begins again from there");
}

/// What really happens to a device, in seconds after the deployment was made.
#[derive(Clone, Debug)]
struct Fate {
    starts: i64,
    takes: i64,
    ends: DeviceState,
    /// Whether the service tells its start and its end.
    tells: (bool, bool),
}

impl Fate {
    fn state(&self, second: i64) -> DeviceState {
        match second {
            _ if second < self.starts => DeviceState::Pending,
            _ if second < self.starts + self.takes => DeviceState::InProgress,
            _ => self.ends,
        }
    }

    fn record<'a>(&self, id: &'a str, second: i64) -> DeviceRef<'a> {
        let told = |tells: bool, at: i64| (tells && at <= second).then(|| BORN + at * 1_000);
        record(
            id,
            self.state(second),
            at(told(self.tells.0, self.starts)),
            at(told(self.tells.1, self.starts + self.takes)),
        )
    }
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let ends = prop_oneof![Just(DeviceState::Succeeded), Just(DeviceState::Failed), Just(DeviceState::Aborted)];
    let fate = (1i64..2_000, 1i64..900, ends, prop::bool::weighted(0.8), prop::bool::weighted(0.8));
    prop::collection::vec(
        fate.prop_map(|(starts, takes, ends, start, end)| {
            // An aborted device without a start is one that waited until then.
            let waited = ends == DeviceState::Aborted && !start;
            Fate { starts, takes: if waited { 0 } else { takes }, ends, tells: (start, end) }
        }),
        1..40,
    )
}

fn recount(recall: Recall<'_>, at_ms: i64) -> (Counts, u32) {
    let (mut counts, mut gone) = (Counts::default(), 0);
    for index in 0..recall.rows.len() {
        let row = recall.row(index, at_ms).unwrap();
        if row.gone_ms.is_some() {
            gone += 1;
        } else {
            count(&mut counts, row.state);
        }
    }
    (counts, gone)
}

proptest! {
    /// Fleets of any fate, looked at whenever; some devices leave. Whatever a replay tells of a device is what really was.
    #[test]
    fn a_replay_tells_what_was_or_that_it_does_not_know(
        fates in fates(),
        gaps in prop::collection::vec(1i64..700, 1..12),
        asked in prop::collection::vec(0i64..4_000, 1..12),
        leave in prop::collection::vec(any::<bool>(), 40),
        born in any::<bool>(),
    ) {
        let (mut rows, mut seen, mut second, mut seconds) = (Rows::default(), Looks::default(), 0, Vec::new());
        for (n, gap) in gaps.iter().enumerate() {
            second += gap;
            seconds.push(second);
            let now_ms = BORN + second * 1_000;
            let last = n + 1 == gaps.len();
            rows.begin(now_ms);
            for (id, fate) in fates.iter().enumerate().filter(|(id, _)| !(last && n > 0 && leave[*id])) {
                rows.apply([fate.record(&format!("d-{id}"), second)].into_iter(), now_ms);
            }
            rows.end(true);
            seen.saw(now_ms, rows.counts(), rows.gone());
        }
        let recall = Recall::new(&rows, &seen, born.then_some(BORN));
        for asked in asked.iter().map(|asked| asked % (second + 1)) {
            let at_ms = BORN + asked * 1_000;
            for (index, fate) in fates.iter().enumerate().take(rows.len() as usize) {
                let (what, since_ms) = recall.past(index as u32).unwrap().at(at_ms);
                // Where the service does not tell the end, what was known last holds until a look sees it.
                let end = fate.starts + fate.takes;
                let unseen = !fate.tells.1 && !seconds.iter().any(|look| (end..=asked).contains(look));
                let begun = fate.tells.0 && fate.starts <= asked;
                let held = if begun { DeviceState::InProgress } else { fate.state(asked.min(end - 1)) };
                let right = what == fate.state(asked) as u8 || (unseen && what == held as u8);
                prop_assert!(right || what == UNTOLD || what == GONE, "{:?} in second {}: {}", fate, asked, what);
                if fate.tells == (true, true) {
                    prop_assert_ne!(what, UNTOLD, "the times tell it all: {:?} in second {}", fate, asked);
                }
                prop_assert!(since_ms.is_none_or(|since| since <= at_ms), "nothing is so since later");
            }
            let then = Then::of(recall, 1, at_ms);
            let counts = then.counts();
            prop_assert_eq!((counts.counts, counts.gone), recount(recall, at_ms), "counts are those of the rows then");
            prop_assert_eq!(counts.counts.total() + counts.gone, rows.len(), "and every row is in one of them");
            let lens = Lens::then(recall, &then);
            for index in 0..rows.len() {
                prop_assert_eq!(lens.view(index), recall.row(index, at_ms), "a table's row is the row itself");
                prop_assert_eq!(lens.is_gone(index), lens.view(index).unwrap().gone_ms.is_some());
            }
        }
        let (from_ms, to_ms) = recall.span().unwrap();
        let moments = Moments::new(from_ms, to_ms);
        let buckets = counted(recall, &moments);
        prop_assert!(buckets.len() <= BUCKETS, "it is bounded");
        for (bucket, numbers) in buckets.iter().enumerate() {
            prop_assert_eq!(numbers.iter().sum::<u32>(), rows.len(), "each bucket holds every row once");
            let then = Then::of(recall, 1, moments.at(bucket)).counts();
            prop_assert_eq!(counts_of(numbers), (then.counts, then.gone), "and is the replay of its moment");
        }
        prop_assert_eq!(counts_of(buckets.last().unwrap()), (rows.counts(), rows.gone()), "the last is the present");
        let drawn = course(recall, 1).unwrap();
        let last = drawn.pending.len() - 1;
        let ends = [drawn.pending[last], drawn.in_progress[last], drawn.succeeded[last], drawn.failed[last]];
        let now = rows.counts();
        prop_assert_eq!(ends, [now.pending, now.in_progress, now.succeeded, now.failed], "drawn as well");
        prop_assert!(drawn.looked[last], "and what is true now was looked at");
    }
}

#[test]
fn what_the_times_do_not_tell_is_drawn_as_it_was_counted_here() {
    let (mut rows, mut seen) = (Rows::default(), Looks::default());
    let mut look = |minute: i64, states: &[DeviceState]| {
        let now_ms = BORN + minute * MINUTE;
        rows.begin(now_ms);
        for (n, state) in states.iter().enumerate() {
            rows.apply([record(&format!("d-{n}"), *state, TimeRef::Absent, TimeRef::Absent)].into_iter(), now_ms);
        }
        rows.end(true);
        seen.saw(now_ms, rows.counts(), rows.gone());
    };
    use DeviceState::*;
    look(2, &[Pending, Pending, Pending]);
    look(4, &[InProgress, Pending, Pending]);
    look(6, &[Succeeded, InProgress, Pending]);
    look(60, &[Succeeded, Succeeded, InProgress]);
    let drawn = course(Recall::new(&rows, &seen, Some(BORN)), 1).unwrap();
    let bucket =
        |minute: i64| ((minute * MINUTE - 1) * drawn.pending.len() as i64 / (drawn.to_ms - drawn.from_ms)) as usize;
    let of = |minute: i64| {
        let k = bucket(minute);
        (drawn.pending[k], drawn.in_progress[k], drawn.succeeded[k], drawn.untold[k], drawn.looked[k])
    };
    assert_eq!(of(1), (0, 0, 0, 3, false), "nobody looked, and no time tells");
    assert_eq!(of(3), (3, 0, 0, 0, true), "as the look before counted");
    assert_eq!(of(5), (2, 1, 0, 0, true), "and the next");
    assert_eq!(of(30), (0, 0, 1, 2, false), "one had ended; of the others nobody knows");
    assert_eq!(of(60), (0, 1, 2, 0, true), "now");
}

#[test]
fn an_ended_course_ends_with_its_last_change() {
    let (mut rows, mut seen) = (Rows::default(), Looks::default());
    let day = BORN + 24 * 60 * MINUTE;
    rows.begin(day);
    let ended = record("d", DeviceState::Succeeded, at(Some(BORN + MINUTE)), at(Some(BORN + 3 * MINUTE)));
    rows.apply([ended].into_iter(), day);
    rows.end(true);
    seen.saw(day, rows.counts(), 0);
    let drawn = course(Recall::new(&rows, &seen, Some(BORN)), 1).unwrap();
    assert_eq!((drawn.from_ms, drawn.to_ms), (BORN, BORN + 3 * MINUTE), "a day later it is as long as it was");
    let nothing = Recall::new(&rows, &seen, None).span();
    assert_eq!(nothing, Some((BORN + MINUTE, BORN + 3 * MINUTE)), "its record unread, it begins with the first start");
    assert_eq!(course(Recall::new(&Rows::default(), &Looks::default(), None), 0), None, "nothing seen, nothing drawn");
}
