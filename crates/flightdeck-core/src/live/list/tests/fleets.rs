//! Several lists as one.

use super::*;
use crate::live::fakes::Fleets;
use crate::wire::{ConnectionId, FleetsWindow, ListFilter};

/// Two fleets, and a page that watches the lists of both and of one that cannot be had.
struct Two {
    desk: Desk,
    other: Arc<FakeFleet>,
}

impl Two {
    fn new() -> Self {
        let (first, other) = (Arc::<FakeFleet>::default(), Arc::<FakeFleet>::default());
        let apis = Fleets(vec![("c", first.clone()), ("d", other.clone())]);
        let nothing = (Arc::default(), Arc::default(), Arc::default());
        Self { desk: Desk::over(first, Arc::new(apis), nothing, TokioClock::start()), other }
    }

    fn watch(&self) {
        for fleet in Self::all() {
            let notices = self.desk.notices.clone();
            let keep = move |notice| {
                notices.lock().unwrap().push(notice);
                true
            };
            self.desk.lists.list_watch(0, &fleet, keep).unwrap();
        }
    }

    fn all() -> Vec<ConnectionId> {
        vec!["c".into(), "d".into(), "none".into()]
    }

    fn rows(&self, view: &ListView, start: u32, len: u32) -> FleetsWindow {
        self.desk.lists.fleets_rows(&Self::all(), view, start, len).unwrap()
    }

    fn ids(&self, view: &ListView, start: u32, len: u32) -> Vec<String> {
        let rows = self.rows(view, start, len).rows;
        rows.into_iter().map(|row| format!("{} {}", row.connection, row.row.uuid)).collect()
    }
}

fn page(numbers: impl Iterator<Item = usize>, after: Option<&str>) -> DeploymentsPage {
    let deployments = numbers.map(numbered).collect();
    DeploymentsPage { deployments, after: after.map(Into::into), total: None, unreadable: 0 }
}

impl FakeFleet {
    fn lists(&self, token: Option<&str>, page: DeploymentsPage) {
        for deployment in &page.deployments {
            self.looks(&deployment.uuid.as_str().into(), [look(&[("a", "Success")])]);
        }
        self.pages.lock().unwrap().insert(token.map(Into::into), Ok(page));
    }
}

#[tokio::test(start_paused = true)]
async fn rows_of_all_fleets_stand_in_one_order_and_each_names_its_own() {
    let two = Two::new();
    two.desk.fleet.lists(None, page([9, 5, 4].into_iter(), None));
    two.other.lists(None, page([8, 6, 5].into_iter(), None));
    two.watch();
    seconds(1).await;
    let expected = ["c dp-9", "d dp-8", "d dp-6", "c dp-5", "d dp-5", "c dp-4"];
    assert_eq!(
        two.ids(&newest(), 0, 10),
        expected,
        "newest first across the fleets; made at once, in the fleets' order"
    );
    assert_eq!(two.ids(&newest(), 2, 3), expected[2..5], "a window of it");
    let by_comment = ListView { sort: ListSort::Comment, ..ListView::default() };
    assert_eq!(two.ids(&by_comment, 0, 3), ["c dp-4", "c dp-5", "d dp-5"], "in any order");
    let six = ListView { text: "-release".into(), ..newest() };
    assert_eq!(two.rows(&six, 0, 9).total, 0, "searched alike");
    let others = ListView { text: "-6 -9".into(), ..newest() };
    assert_eq!(two.rows(&others, 0, 9).total, 4, "with exclusions");
    let taken = two.desk.lists.snapshot(&Two::all(), &others).unwrap();
    let taken: Vec<String> = taken.iter().map(|row| format!("{} {}", row.connection, row.row.uuid)).collect();
    assert_eq!(taken, two.ids(&others, 0, 9), "taken away, they are those of the view, in its order");
    let flows = ListView { text: "flow:x".into(), ..newest() };
    let notes = two.rows(&flows, 0, 9).search.unwrap().notes;
    assert!(notes[0].starts_with("6 of 6 deployments"), "what is missing is said of all: {notes:?}");
}

#[tokio::test(start_paused = true)]
async fn only_what_is_on_screen_is_counted_first_and_pages_come_as_deep_as_it_is_looked_at() {
    let two = Two::new();
    two.desk.fleet.lists(None, page((901..=1_000).rev(), Some("deep")));
    two.desk.fleet.lists(Some("deep"), page((801..=900).rev(), None));
    two.other.lists(None, page((1..=100).rev(), Some("deep")));
    two.other.lists(Some("deep"), page([0].into_iter(), None));
    two.watch();
    seconds(1).await;
    assert_eq!(two.ids(&newest(), 0, 3), ["c dp-1000", "c dp-999", "c dp-998"]);
    seconds(1).await;
    let counted = |n: usize| two.desk.fleet.count(&format!("devices dp-{n}"));
    assert_eq!((counted(1_000), counted(998)), (1, 1), "those in sight");
    assert_eq!(two.desk.fleet.count("list deep") + two.other.count("list deep"), 0, "nothing deeper is asked for yet");
    two.ids(&newest(), 60, 30);
    seconds(1).await;
    assert_eq!(two.desk.fleet.count("list deep"), 1, "the window nears the end of what this fleet loaded");
    assert_eq!(two.other.count("list deep"), 0, "and is far from the other's, all of which is older");
    assert_eq!(two.rows(&newest(), 0, 0).total, 300);
}

#[tokio::test(start_paused = true)]
async fn a_fleet_that_cannot_be_had_leaves_the_others_standing() {
    let two = Two::new();
    two.desk.fleet.lists(None, page([1].into_iter(), None));
    two.other.pages.lock().unwrap().insert(None, Err(status(500)));
    two.watch();
    seconds(1).await;
    assert_eq!(two.ids(&newest(), 0, 9), ["c dp-1"]);
    let phase = |fleet: &str| {
        let notices = two.desk.notices.lock().unwrap();
        notices.iter().rev().find(|notice| notice.connection == *fleet).unwrap().phase.clone()
    };
    assert_eq!(phase("c"), Phase::Live);
    assert!(matches!(phase("d"), Phase::Stale { .. }), "it is tried again, and says why nothing comes");
    assert!(matches!(phase("none"), Phase::Stopped { .. }), "it waits for its token");
    two.desk.lists.list_unwatch(&"c".into());
    assert_eq!(two.rows(&newest(), 0, 9).total, 0, "one that is let go is not in it any more");
    for fleet in Two::all() {
        two.desk.lists.list_unwatch(&fleet);
    }
    let gone = two.desk.lists.fleets_rows(&Two::all(), &newest(), 0, 9).map_err(|error| error.code);
    assert_eq!(gone.map(|window| window.total), Err(ErrorCode::WatchGone), "nothing is watched: the page begins anew");
}

#[tokio::test(start_paused = true)]
async fn chips_choose_across_fleets() {
    let two = Two::new();
    two.desk.fleet.lists(None, page([3].into_iter(), None));
    two.other.lists(None, page([2].into_iter(), None));
    two.other.looks(&"dp-2".into(), [look(&[("a", "Failed")])]);
    two.watch();
    seconds(1).await;
    two.ids(&newest(), 0, 9);
    seconds(1).await;
    let only = |filter| two.ids(&ListView { filter, ..newest() }, 0, 9);
    assert_eq!(only(ListFilter::Attention), ["d dp-2"]);
    assert_eq!(only(ListFilter::Finished), ["c dp-3"]);
}

#[tokio::test(start_paused = true)]
async fn out_of_sight_is_counted_only_while_rows_are_asked_for_and_the_revision_is_of_all() {
    let two = Two::new();
    two.desk.fleet.lists(None, page([9, 7].into_iter(), None));
    two.other.lists(None, page([8, 6].into_iter(), None));
    two.watch();
    seconds(1).await;
    two.rows(&newest(), 0, 0);
    seconds(120).await;
    assert_eq!(two.desk.fleet.count("devices") + two.other.count("devices"), 0, "nobody shows a row");
    two.rows(&newest(), 0, 1);
    seconds(120).await;
    let counted = |fleet: &FakeFleet, n: usize| fleet.count(&format!("devices dp-{n}")) > 0;
    assert!(counted(&two.other, 8) && counted(&two.other, 6) && counted(&two.desk.fleet, 7), "all are, in time");
    let revision = |fleet: &str| {
        let notices = two.desk.notices.lock().unwrap();
        notices.iter().rev().find(|notice| notice.connection == *fleet).unwrap().revision
    };
    assert_eq!(two.rows(&newest(), 0, 0).revision, revision("c") + revision("d") + revision("none"));
}
