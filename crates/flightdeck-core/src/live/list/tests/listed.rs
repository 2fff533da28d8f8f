//! One list by itself, event by event.

use super::*;
use crate::live::list::asks::{Job, PageOf, Sought};
use crate::live::list::entry::{Counted, Entry};
use crate::live::list::listed::Listed;
use crate::live::schedule::Progress;
use crate::live::sight::Sight;
use crate::live::tally::Tally;
use crate::wire::LaunchedHere;

/// A list that has read what is kept: nothing.
fn listed() -> Listed {
    let mut listed = Listed::new("c".into(), START_MS);
    listed.jobs();
    listed.restored(None, &mut |_| {});
    listed
}

fn top() -> PageOf {
    PageOf::Top(None)
}

fn deep(token: &str) -> PageOf {
    PageOf::Deep(token.into())
}

fn error() -> AppError {
    AppError::new(ErrorCode::Server, "why")
}

fn running(n: u32) -> Counts {
    Counts { in_progress: n, ..Counts::default() }
}

impl Listed {
    /// A page comes with these, newest first.
    fn came(&mut self, of: &PageOf, numbers: &[usize], next: Option<&str>, total: Option<u64>) -> bool {
        let deployments = numbers.iter().copied().map(numbered).collect();
        let page = DeploymentsPage { deployments, after: next.map(Into::into), total, unreadable: 0 };
        self.page(of, page, START_MS, &mut |_| {})
    }

    /// What is asked for now, in words.
    fn asks(&mut self) -> Vec<String> {
        let words = |job| match job {
            Job::Restore => "restore".to_owned(),
            Job::Page(PageOf::Top(after)) => format!("top {}", after.unwrap_or_default()).trim_end().to_owned(),
            Job::Page(PageOf::Deep(token)) => format!("deep {token}"),
            Job::Count(uuid, Sought::InSight) => format!("count {uuid}"),
            Job::Count(uuid, Sought::Aside) => format!("aside {uuid}"),
            Job::Remember(uuid, ..) => format!("remember {uuid}"),
            Job::Keep(list, _) => if list.is_some() { "keep" } else { "still so" }.to_owned(),
        };
        self.jobs().into_iter().map(words).collect()
    }

    /// The next look is made, and brings these.
    fn look(&mut self, numbers: &[usize], next: Option<&str>, total: Option<u64>) -> Vec<String> {
        self.due();
        let asked = self.asks();
        assert!(self.came(&top(), numbers, next, total), "the look has ended");
        self.kept(true);
        asked
    }

    fn shows(&mut self, start: u32, len: u32) {
        self.window(&newest(), start, len, START_MS);
    }

    fn has(&mut self, uuid: &str, counts: Counts) {
        let tally = Tally { counts, shortfall: None, unreadable: 0 };
        self.counted(uuid, Ok(Counted { tally, clock_offset_ms: None }), START_MS);
    }
}

#[test]
fn what_is_kept_is_read_once_before_anything_else_and_a_look_that_is_under_way_is_waited_for() {
    let mut listed = Listed::new("c".into(), START_MS);
    assert_eq!(listed.wait(), None, "nothing is due before what is kept was read");
    assert_eq!(listed.asks(), ["restore"]);
    assert_eq!(listed.asks(), [""; 0], "once");
    assert_eq!(listed.wait(), None, "it is being read");
    listed.restored(None, &mut |_| {});
    assert_eq!((listed.wait(), listed.notice().next_look_ms), (Some(Duration::ZERO), None), "the first look is due");
    listed.due();
    assert_eq!(listed.wait(), None, "it is about to be asked for");
    assert_eq!(listed.asks(), ["top"]);
    assert_eq!(listed.wait(), None, "it is on its way");
    assert!(listed.came(&top(), &[1], None, None));
    assert_eq!(listed.wait(), Some(Duration::from_secs(60)), "nobody watches, so it takes its time");
    assert_eq!(listed.notice().next_look_ms, Some(START_MS + 60_000), "and says when");
}

#[test]
fn an_empty_page_is_no_gap_and_ends_the_paging() {
    let mut one = listed();
    one.look(&[3, 2], Some("p1"), None);
    assert!(one.came(&top(), &[], Some("p1"), None), "nothing on it is new");
    let mut other = listed();
    other.look(&[3, 2], Some("p1"), None);
    other.shows(0, 0);
    other.shows(1, 0);
    assert_eq!(other.asks(), ["keep", "deep p1"]);
    other.came(&deep("p1"), &[], Some("p2"), None);
    assert!(!other.notice().more, "a page holds one deployment at least where there are more");
    assert_eq!(other.asks(), [""; 0]);
}

#[test]
fn three_pages_in_a_row_without_news_end_the_paging() {
    let mut listed = listed();
    listed.look(&[3, 2], Some("p1"), None);
    listed.shows(1, 0);
    listed.asks();
    for (token, next, more) in [("p1", "p2", true), ("p2", "p3", true), ("p3", "p4", false)] {
        listed.came(&deep(token), &[3, 2], Some(next), None);
        assert_eq!(listed.notice().more, more, "after {token}");
        listed.asks();
    }
}

#[test]
fn a_list_that_does_not_grow_is_not_read_again() {
    let mut listed = listed();
    listed.look(&[3, 2], Some("p1"), Some(3));
    listed.shows(1, 0);
    listed.asks();
    listed.came(&deep("p1"), &[1], None, Some(3));
    for _ in 0..3 {
        listed.look(&[3, 2], Some("p1"), Some(3));
        assert!(!listed.notice().more, "all of it is known");
    }
    listed.look(&[3, 2], Some("p1"), Some(4));
    assert!(listed.notice().more, "what came is not on top, so it is looked for further down");
    assert!(listed.asks().contains(&"deep p1".to_owned()));
}

#[test]
fn after_a_deeper_page_failed_none_is_asked_for_before_a_good_look_and_then_from_the_top() {
    let mut listed = listed();
    listed.look(&[9, 8], Some("p1"), None);
    listed.shows(1, 0);
    assert!(listed.asks().contains(&"deep p1".to_owned()));
    listed.came(&deep("p1"), &[7, 6], Some("p2"), None);
    listed.shows(3, 0);
    assert_eq!(listed.asks(), ["deep p2"]);
    listed.fail(&deep("p2"), error(), None, START_MS, 0.0);
    assert_eq!(listed.asks(), [""; 0], "what failed is not asked for again and again");
    listed.look(&[9, 8], Some("q1"), None);
    assert_eq!(listed.asks(), ["keep", "deep q1"], "its token may have lost its meaning");
    let mut other = self::listed();
    other.look(&[9, 8], Some("p1"), None);
    other.shows(1, 0);
    other.asks();
    other.came(&deep("p1"), &[7, 6], Some("p2"), None);
    other.due();
    other.asks();
    other.fail(&top(), error(), None, START_MS, 0.0);
    other.look(&[9, 8], Some("q1"), None);
    other.shows(3, 0);
    assert_eq!(other.asks().last().map(String::as_str), Some("deep p2"), "a look from the top leaves the token good");
}

#[test]
fn what_moves_out_of_sight_is_counted_again_after_sixteen_rounds() {
    let mut listed = listed();
    listed.look(&[2, 1], None, None);
    listed.shows(0, 1);
    let mut aside = Vec::new();
    for round in 0..40 {
        loop {
            let asked = listed.asks();
            if asked.is_empty() {
                break;
            }
            for uuid in ["dp-1", "dp-2"] {
                let is_aside = asked.contains(&format!("aside {uuid}"));
                if is_aside && uuid == "dp-1" {
                    aside.push(round);
                }
                if is_aside || asked.contains(&format!("count {uuid}")) {
                    listed.has(uuid, running(round + 1));
                }
            }
        }
        listed.look(&[2, 1], None, None);
    }
    assert_eq!(aside, [0, 16, 32], "now and then");
}

#[test]
fn what_a_watch_saw_otherwise_is_written_and_the_same_again_is_not() {
    let mut listed = listed();
    listed.look(&[1], None, None);
    assert_eq!(listed.asks(), ["keep"]);
    listed.kept(true);
    for (counts, expected) in [(running(1), "keep"), (running(1), "still so"), (running(2), "keep")] {
        listed.saw(
            "dp-1",
            &Sight { counts, shortfall: None, unreadable: 0, progress: Progress::Moving, at_ms: START_MS },
        );
        listed.look(&[1], None, None);
        assert_eq!(listed.asks(), [expected], "{counts:?}");
        listed.kept(true);
    }
}

#[test]
fn the_rows_are_told_anew_where_a_record_or_what_is_known_of_a_launch_differs() {
    let mut listed = listed();
    let mut came = |record: usize, launched: bool| {
        let mut one = numbered(record);
        one.uuid = "dp".into();
        let page = DeploymentsPage { deployments: vec![one], after: None, total: None, unreadable: 0 };
        let before = listed.revision();
        listed.page(&top(), page, START_MS, &mut |entry: &mut Entry| entry.launched = launched.then(here));
        listed.revision() != before
    };
    assert!(came(1, false), "a new row");
    assert!(!came(1, false), "nothing differs");
    assert!(came(2, false), "another record, launched elsewhere");
    assert!(came(2, true), "it was launched here, which nobody knew before");
    assert!(!came(2, true), "known already");
}

fn here() -> LaunchedHere {
    LaunchedHere {
        flow_uuid: "f".into(),
        flow_name: None,
        target: "all".into(),
        app: None,
        sent_ms: START_MS,
        json: "{}".into(),
    }
}
