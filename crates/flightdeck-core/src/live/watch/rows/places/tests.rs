//! Fingerprints and validators never hide a change: every look against a full decode of the same answers.

use connect_api::{DeviceState, DevicesPage, Replay};
use proptest::prelude::*;

use super::*;
use crate::wire::DeviceRow;

/// Records, by how they read. Some have one length, and some say the same in other bytes.
const RECORDS: [&str; 9] = [
    r#"{"status":"Pending"}"#,
    r#"{"status":"Running"}"#,
    r#"{"status":"Success","started_time":"2020-02-08T16:12:11Z","finished_time":"2020-02-08T16:13:11Z"}"#,
    r#"{"status":"Success","started_time":"2020-02-08T16:12:12Z","finished_time":"2020-02-08T16:13:11Z"}"#,
    r#"{"status": "Success","finished_time":"2020-02-08T16:13:11Z","started_time":"2020-02-08T16:12:11Z"}"#,
    r#"{"status":"Failed","started_time":"soon","device_name":"pump"}"#,
    r#"{"status":"Failed","started_time":"late","device_name":"pump"}"#,
    r#"{}"#,
    r#"7"#,
];

/// A change of the service's answer.
#[derive(Clone, Debug)]
enum Edit {
    Change { at: prop::sample::Index, record: usize },
    Move { from: prop::sample::Index, to: prop::sample::Index },
    Remove { at: prop::sample::Index },
    Insert { at: prop::sample::Index, device: u8, record: usize },
    Again { of: prop::sample::Index, at: prop::sample::Index, record: usize },
    Reverse,
}

/// How a look goes.
#[derive(Clone, Debug)]
struct Look {
    edits: Vec<Edit>,
    page_size: usize,
    /// After so many pages it breaks off.
    breaks_at: Option<usize>,
    whole: bool,
    list: bool,
    /// The service tells validators; else none.
    validators: bool,
    abort: Option<Option<u8>>,
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    let record = || 0..RECORDS.len();
    prop_oneof![
        4 => (at(), record()).prop_map(|(at, record)| Edit::Change { at, record }),
        2 => (at(), at()).prop_map(|(from, to)| Edit::Move { from, to }),
        1 => at().prop_map(|at| Edit::Remove { at }),
        2 => (at(), 0u8..20, record()).prop_map(|(at, device, record)| Edit::Insert { at, device, record }),
        2 => (at(), at(), record()).prop_map(|(of, at, record)| Edit::Again { of, at, record }),
        1 => Just(Edit::Reverse),
    ]
}

fn look() -> impl Strategy<Value = Look> {
    let breaks = prop::option::weighted(0.2, 0usize..3);
    let abort = prop::option::weighted(0.2, prop::option::of(0u8..20));
    let size = prop_oneof![Just(usize::MAX), 1usize..6];
    let switches = (prop::bool::weighted(0.8), prop::bool::weighted(0.1), any::<bool>());
    (prop::collection::vec(edit(), 0..4), size, breaks, switches, abort).prop_map(
        |(edits, page_size, breaks_at, (whole, list, validators), abort)| Look {
            edits,
            page_size,
            breaks_at,
            whole,
            list,
            validators,
            abort,
        },
    )
}

/// The service's records, in its order: device, and how its record reads.
type Answer = Vec<(u8, usize)>;

fn apply(answer: &mut Answer, edit: &Edit) {
    if let Edit::Insert { at, device, record } = edit {
        answer.insert(at.index(answer.len() + 1), (*device, *record));
    }
    if answer.is_empty() {
        return;
    }
    match edit {
        Edit::Change { at, record } => at.get_mut(answer).1 = *record,
        Edit::Move { from, to } => {
            let moved = answer.remove(from.index(answer.len()));
            answer.insert(to.index(answer.len() + 1), moved);
        }
        Edit::Remove { at } => drop(answer.remove(at.index(answer.len()))),
        Edit::Again { of, at, record } => {
            let device = of.get(answer).0;
            answer.insert(at.index(answer.len() + 1), (device, *record));
        }
        Edit::Reverse => answer.reverse(),
        Edit::Insert { .. } => {}
    }
}

fn body(records: &[(u8, usize)], list: bool) -> String {
    let texts = records.iter().map(|(device, record)| {
        let record = RECORDS[*record];
        match (list, record.strip_prefix('{')) {
            (false, _) => format!(r#""d-{device}":{record}"#),
            (true, Some("}")) => format!(r#"{{"id":"d-{device}"}}"#),
            (true, Some(rest)) => format!(r#"{{"id":"d-{device}",{rest}"#),
            (true, None) => record.to_owned(),
        }
    });
    let texts: Vec<String> = texts.collect();
    let (open, close) = if list { ("[", "]") } else { ("{", "}") };
    format!(r#"{{"deployment_by_device_uuid":{open}{}{close}}}"#, texts.join(",\n"))
}

/// A validator as a good service makes it: of the bytes.
fn etag(body: &str) -> String {
    let sum = body.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(0x100_0000_01b3).wrapping_add(u64::from(byte)));
    format!("\"{sum:x}\"")
}

fn all(rows: &Rows) -> Vec<DeviceRow> {
    (0..rows.len()).map(|index| rows.view(index).unwrap()).collect()
}

/// What a record alone decides of a row.
fn told(row: DeviceRow) -> DeviceRow {
    let since_ms = row.since_ms.filter(|_| !row.since_least);
    DeviceRow { index: 0, since_ms, gone_ms: None, abort_requested: false, ..row }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Random edits, moves, removals, insertions and repeats of random records, paged anyhow, with looks that break off.
    #[test]
    fn nothing_is_hidden(looks in prop::collection::vec(look(), 1..8)) {
        let (mut knowing, mut reading) = (Rows::default(), Rows::default());
        let mut answer = Answer::new();
        for (n, look) in looks.iter().enumerate() {
            let now_ms = 1_000 * n as i64;
            look.edits.iter().for_each(|edit| apply(&mut answer, edit));
            for rows in [&mut knowing, &mut reading] {
                match look.abort {
                    Some(None) => rows.request_abort_of_all(),
                    Some(Some(device)) => rows.request_abort(&format!("d-{device}")),
                    None => {}
                }
                rows.begin(now_ms);
            }
            let pages: Vec<String> = answer.chunks(look.page_size).map(|page| body(page, look.list)).collect();
            let mut replay = Replay::new(knowing.known());
            let mut fresh = Rows::default();
            fresh.begin(now_ms);
            for (number, page) in pages.iter().enumerate().take(look.breaks_at.unwrap_or(usize::MAX)) {
                let asked = (number > 0).then(|| number.to_string());
                let etag = look.validators.then(|| etag(page));
                let seen = replay.page(asked.as_deref(), page.as_bytes(), etag.as_deref()).unwrap();
                let read = DevicesPage::read(page.as_bytes()).unwrap();
                prop_assert_eq!(seen.batch.len(), read.batch.len(), "every record is a record");
                prop_assert_eq!(seen.batch.unreadable(), read.batch.unreadable(), "and none is unreadable in secret");
                let brought = knowing.take_page(&seen, now_ms);
                prop_assert_eq!(brought, reading.take_page(&read, now_ms), "look {}, page {}", n, number);
                fresh.take_page(&read, now_ms);
                prop_assert_eq!(knowing.counts(), reading.counts(), "counts are right after each page");
            }
            if look.breaks_at.is_some() {
                knowing.abandon();
                reading.abandon();
            } else {
                prop_assert_eq!(knowing.end(look.whole), reading.end(look.whole), "the same devices are gone");
                for row in all(&fresh) {
                    let shown = knowing.view(knowing.find(&row.id).unwrap()).unwrap();
                    prop_assert_eq!(told(shown), told(row), "every device is what its last record says");
                }
            }
            prop_assert_eq!(all(&knowing), all(&reading), "look {}: {:?}", n, look);
            prop_assert_eq!(knowing.counts(), reading.counts());
            prop_assert_eq!(knowing.abort_requested(), reading.abort_requested(), "what was asked to stop");
            prop_assert_eq!(knowing.changes(), reading.changes(), "and the same is kept");
        }
    }
}

/// Looks once; how many records were read, and how many passed over.
fn look_at(rows: &mut Rows, answer: &[(u8, usize)]) -> (usize, usize) {
    rows.begin(0);
    let page = Replay::new(rows.known()).page(None, body(answer, false).as_bytes(), None).unwrap();
    rows.take_page(&page, 0);
    rows.end(true);
    let read = page.batch.iter().count();
    (read, page.batch.len() - read)
}

#[test]
fn what_is_known_is_not_read_again() {
    let mut rows = Rows::default();
    let mut answer: Answer = (0..200).map(|device| (device, usize::from(device) % 7)).collect();
    assert_eq!(look_at(&mut rows, &answer), (200, 0), "at first all is new");
    assert_eq!(look_at(&mut rows, &answer), (0, 200), "then nothing is");
    (answer[7].1, answer[8].1, answer[150].1) = (3, 2, 0);
    assert_eq!(look_at(&mut rows, &answer), (3, 197), "what changed where it stood is read, and nothing else");
    answer.drain(20..23);
    assert_eq!(look_at(&mut rows, &answer), (0, 197), "some that are gone cost nothing");
    answer.insert(0, (201, 3));
    answer.insert(99, (202, 3));
    assert_eq!(look_at(&mut rows, &answer), (2, 197), "nor do those that come in between");
    for at in [10, 60, 120] {
        let moved = answer.remove(at);
        answer.insert(0, (moved.0, 7));
    }
    assert_eq!(look_at(&mut rows, &answer), (3, 196), "what changed and moved to the front is read alone");
    answer.rotate_left(100);
    let (read, _) = look_at(&mut rows, &answer);
    assert!(read < 199, "another order is read as far as it must be");
    assert_eq!(look_at(&mut rows, &answer), (0, 199), "and known from then on");
}

#[test]
fn a_look_that_breaks_off_forgets_only_what_changed() {
    let mut rows = Rows::default();
    let mut answer: Answer = (0..100).map(|device| (device, 2)).collect();
    look_at(&mut rows, &answer);
    answer[10].1 = 5;
    rows.begin(1);
    let page = Replay::new(rows.known()).page(None, body(&answer, false).as_bytes(), None).unwrap();
    rows.take_page(&page, 1);
    rows.abandon();
    assert_eq!(look_at(&mut rows, &answer), (1, 99), "the others are known still");
    answer.push((3, 1));
    assert_eq!(look_at(&mut rows, &answer), (1, 100), "a device told twice, once as it was");
    assert_eq!(look_at(&mut rows, &answer), (2, 99), "is read both times from then on");
}

/// Begins a look and takes in an answer to it, as what is known of the last one reads it.
fn take(rows: &mut Rows, answer: &[(u8, usize)], now_ms: i64) -> Brought {
    rows.begin(now_ms);
    let page = Replay::new(rows.known()).page(None, body(answer, false).as_bytes(), None).unwrap();
    rows.take_page(&page, now_ms)
}

#[test]
fn what_changed_in_a_look_that_broke_off_is_read_again_though_it_is_as_before() {
    // Whether it was told that the look broke off, or only another began.
    for told in [true, false] {
        let mut rows = Rows::default();
        let mut answer: Answer = (0..10).map(|device| (device, 0)).collect();
        look_at(&mut rows, &answer);
        answer[4].1 = 1;
        assert_eq!(take(&mut rows, &answer, 1), Brought { changed: 1, fresh: 10 }, "all came, and one changed");
        assert_eq!(rows.state(4), DeviceState::InProgress, "what a look brought is shown at once");
        if told {
            rows.abandon();
        }
        answer[4].1 = 0;
        assert_eq!(look_at(&mut rows, &answer), (1, 9), "the row is no longer what the place says");
        assert_eq!(rows.state(4), DeviceState::Pending, "so it is read, and is what it was");
    }
}

#[test]
fn a_device_told_twice_is_what_the_later_record_says_though_that_one_is_known() {
    let mut rows = Rows::default();
    let mut answer: Answer = (0..3).map(|device| (device, 0)).collect();
    look_at(&mut rows, &answer);
    answer.insert(0, (1, 1));
    assert_eq!(take(&mut rows, &answer, 1_000), Brought { changed: 1, fresh: 3 }, "three devices, one of them twice");
    assert_eq!(rows.end(false), 0, "nobody is gone");
    let row = rows.view(1).unwrap();
    assert_eq!((row.state, row.since_ms), (crate::wire::DeviceState::Pending, Some(1_000)), "pending again since now");
    answer.retain(|(device, _)| *device != 1);
    assert_eq!(take(&mut rows, &answer, 2_000), Brought { changed: 0, fresh: 2 }, "the others came as they were");
    assert_eq!(rows.end(true), 1, "and that one did not");
    assert_eq!(rows.view(1).unwrap().gone_ms, Some(1_000), "it was last named by the look that told it twice");
}

#[test]
fn records_that_stand_where_they_stood_are_not_looked_for() {
    let mut rows = Rows::default();
    let mut answer: Answer = (0..20).map(|device| (device, 0)).collect();
    look_at(&mut rows, &answer);
    let before = rows.ids.bytes_held();
    for at in [7, 8, 9] {
        answer[at].1 = 1;
    }
    take(&mut rows, &answer, 1);
    assert_eq!(rows.ids.bytes_held(), before, "each of several in a row is found by its place, without a table");
    assert_eq!(rows.counts().in_progress, 3, "and is what it says");
}

#[test]
fn a_page_tells_what_it_brought_itself() {
    let mut rows = Rows::default();
    rows.begin(0);
    rows.refused = 2;
    let mut page = |answer: &[(u8, usize)]| {
        let page = DevicesPage::read(body(answer, false).as_bytes()).unwrap();
        rows.take_page(&page, 0)
    };
    assert_eq!(page(&[(0, 0), (1, 0), (2, 0)]), Brought { changed: 3, fresh: 3 }, "not those without room before it");
    assert_eq!(page(&[(3, 0), (1, 1), (4, 0)]), Brought { changed: 2, fresh: 2 }, "nor those of the page before");
}

#[test]
fn a_record_that_found_no_room_is_read_again() {
    let mut rows = Rows::default();
    let answer: Answer = (0..3).map(|device| (device, 0)).collect();
    take(&mut rows, &answer, 0);
    rows.refused = 1;
    rows.places.next_rows = Even::default();
    for row in [0, NO_ROW, 2] {
        rows.places.next_rows.push(row);
    }
    assert_eq!(rows.end(true), 0, "who found no room may be anybody: nobody is gone");
    assert_eq!(look_at(&mut rows, &answer), (1, 2), "there may be room now");
}
