//! The list, with a scripted fleet and paused time.

mod budget;
mod called;
mod comparable;
mod fleets;
mod kept;
mod listed;
mod names;
mod orders;
mod room;
mod search;
mod settled;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_api::{Deployment, DeploymentsPage};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::fakes::{deployment, status};
use crate::live::fakes::{FakeFleet, FakeJournal, FakeLastSeen, FakeSeen, Look, OneFleet, START_MS, TokioClock, look};
use crate::live::list::{ListOutside, Lists};
use crate::outside::{Apis, JournalEntry};
use crate::wire::{
    AppError, Counts, ErrorCode, ListNotice, ListSort, ListView, Phase, RowStatus, Settings, Standing, StandingCounts,
};

use names::Names;

struct Desk {
    fleet: Arc<FakeFleet>,
    seen: Arc<FakeSeen>,
    last_seen: Arc<FakeLastSeen>,
    journal: Arc<FakeJournal>,
    names: Arc<Names>,
    lists: Arc<Lists>,
    notices: Arc<Mutex<Vec<ListNotice>>>,
    clock: Arc<TokioClock>,
    _settings: watch::Sender<Settings>,
}

impl Desk {
    fn new() -> Self {
        Self::run(Arc::default(), Arc::default(), Arc::default(), TokioClock::start())
    }

    /// A new run of the application on the same computer, with another fleet behind it.
    fn restart(self) -> Self {
        Self::run(self.seen, self.last_seen, self.journal, self.clock)
    }

    fn run(
        seen: Arc<FakeSeen>,
        last_seen: Arc<FakeLastSeen>,
        journal: Arc<FakeJournal>,
        clock: Arc<TokioClock>,
    ) -> Self {
        let fleet = Arc::new(FakeFleet::default());
        Self::over(fleet.clone(), Arc::new(OneFleet(fleet)), (seen, last_seen, journal), clock)
    }

    /// The same over these APIs; the fleet is the one that the desk scripts.
    fn over(
        fleet: Arc<FakeFleet>,
        apis: Arc<dyn Apis>,
        (seen, last_seen, journal): (Arc<FakeSeen>, Arc<FakeLastSeen>, Arc<FakeJournal>),
        clock: Arc<TokioClock>,
    ) -> Self {
        let settings = watch::Sender::new(Settings::default());
        let names = Arc::new(Names::default());
        let lists = Lists::new(ListOutside {
            apis,
            journal: journal.clone(),
            seen: seen.clone(),
            last_seen: last_seen.clone(),
            names: names.clone(),
            clock: clock.clone(),
            settings: settings.subscribe(),
        });
        Self { fleet, seen, last_seen, journal, names, lists, notices: Arc::default(), clock, _settings: settings }
    }

    fn watch(&self) {
        let notices = self.notices.clone();
        let keep = move |notice| {
            notices.lock().unwrap().push(notice);
            true
        };
        self.lists.list_watch(0, &"c".into(), keep).unwrap();
    }

    fn last(&self) -> ListNotice {
        self.notices.lock().unwrap().last().unwrap().clone()
    }

    /// The page asked for after `after`.
    fn page(&self, after: Option<&str>, deployments: Vec<Deployment>, next: Option<&str>, total: u64) {
        let page = DeploymentsPage { deployments, after: next.map(Into::into), total: Some(total), unreadable: 0 };
        self.fleet.pages.lock().unwrap().insert(after.map(Into::into), Ok(page));
    }

    /// Numbers from `from` down to `to`, newest first, 100 a page, behind the tokens `p1`, `p2`, …
    fn pages(&self, from: usize, pages: usize) {
        for page in 0..pages {
            let top = from - page * 100;
            let rows: Vec<Deployment> = (0..100).map(|n| numbered(top - n)).collect();
            for row in &rows {
                self.fleet.looks(&row.uuid.as_str().into(), [look(&[("a", "Success")])]);
            }
            let after = (page > 0).then(|| format!("p{page}"));
            let next = (page + 1 < pages).then(|| format!("p{}", page + 1));
            self.page(after.as_deref(), rows, next.as_deref(), (pages * 100) as u64);
        }
    }

    fn ids(&self, view: &ListView, start: u32, len: u32) -> Vec<String> {
        self.lists
            .list_rows(&"c".into(), view, start, len)
            .unwrap()
            .rows
            .into_iter()
            .map(|row| row.uuid.to_string())
            .collect()
    }

    fn status(&self, uuid: &str) -> RowStatus {
        let rows = self.lists.list_rows(&"c".into(), &newest(), 0, 500).unwrap().rows;
        rows.into_iter().find(|row| row.uuid == uuid).unwrap().status
    }
}

fn numbered(n: usize) -> Deployment {
    let mut deployment = deployment(&format!("dp-{n}"), Some(&format!("release {n}")), Some(n as i64 * 1_000));
    deployment.raw = format!(r#"{{"n":{n}}}"#).into();
    deployment
}

fn newest() -> ListView {
    ListView { descending: true, ..ListView::default() }
}

async fn seconds(n: u64) {
    sleep(Duration::from_secs(n)).await;
}

#[tokio::test(start_paused = true)]
async fn pages_come_when_the_window_nears_the_end() {
    let desk = Desk::new();
    desk.pages(999, 3);
    desk.watch();
    assert_eq!(desk.last().phase, Phase::Syncing, "the first notice comes before anything was asked");
    seconds(1).await;
    assert_eq!(
        (desk.last().loaded, desk.last().more, desk.last().announced),
        (100, true, Some(300)),
        "one page is enough"
    );
    assert_eq!(desk.last().phase, Phase::Live, "and it is live");
    // Looks at devices are not the subject here: a window of no row is a place without one.
    desk.ids(&newest(), 50, 0);
    seconds(1).await;
    assert_eq!(desk.fleet.count("list"), 1, "far from the end nothing more is loaded");
    desk.ids(&newest(), 51, 0);
    seconds(1).await;
    assert_eq!((desk.last().loaded, desk.fleet.count("list p1")), (200, 1), "near the end the next page comes");
    desk.ids(&newest(), 199, 0);
    seconds(1).await;
    assert_eq!((desk.last().loaded, desk.last().more), (300, false), "until there is no more");
}

#[tokio::test(start_paused = true)]
async fn a_search_loads_everything_one_page_after_the_other() {
    let desk = Desk::new();
    desk.pages(999, 5);
    desk.watch();
    seconds(1).await;
    let search = ListView { text: "RELEASE 500".into(), ..newest() };
    assert_eq!(desk.ids(&search, 0, 10), Vec::<String>::new(), "not loaded yet");
    seconds(1).await;
    assert_eq!(desk.last().loaded, 500, "a search is only right over all of it");
    assert_eq!(desk.ids(&search, 0, 10), ["dp-500"], "and so the last of all is found");
}

#[tokio::test(start_paused = true)]
async fn what_is_on_screen_is_counted_three_at_a_time_and_the_end_is_remembered() {
    let desk = Desk::new();
    desk.pages(199, 1);
    for n in 100..200 {
        let state = if n % 2 == 0 { "Success" } else { "Running" };
        desk.fleet.looks(&format!("dp-{n}").into(), [look(&[("a", state)])]);
    }
    *desk.fleet.slowness.lock().unwrap() = Duration::from_secs(1);
    let old = Counts { failed: 3, ..Counts::default() };
    desk.seen.0.lock().unwrap().insert("dp-198".into(), (old, 77));
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.fleet.count("devices"), 0, "nothing on screen, nothing asked");
    desk.ids(&newest(), 0, 10);
    sleep(Duration::from_millis(500)).await;
    assert!(matches!(desk.status("dp-199"), RowStatus::Looking), "the page shows that it is being looked at");
    assert!(matches!(desk.status("dp-180"), RowStatus::NotLooked), "what is not on screen waits");
    desk.ids(&newest(), 0, 10);
    seconds(5).await;
    assert_eq!(desk.fleet.most_at_once.load(Ordering::SeqCst), 3, "the rest of the rate is for others");
    let RowStatus::Known { standing, counts, .. } = desk.status("dp-198") else { panic!("it was seen before") };
    assert_eq!((standing, counts), (Standing::Attention, old), "what ended is remembered");
    assert_eq!(desk.fleet.count("devices dp-198"), 0, "and never costs a second look");
    assert_eq!(desk.fleet.count("devices dp-180"), 0, "what is not on screen costs none");
    desk.ids(&newest(), 0, 4);
    seconds(60).await;
    assert!(desk.seen.0.lock().unwrap().contains_key("dp-196"), "a deployment whose devices all ended is remembered");
    assert!(!desk.seen.0.lock().unwrap().contains_key("dp-199"), "a moving one is not");
    assert!(desk.fleet.count("devices dp-199") >= 3, "a moving one on screen is looked at again and again");
    assert_eq!(desk.fleet.count("devices dp-196"), 2, "an ended one until two looks agree");
    assert_eq!(desk.fleet.count("devices dp-191"), 1, "nor is a moving one that left the screen");
    let notice = desk.last();
    let StandingCounts { attention, finished, moving, .. } = notice.standings;
    assert!(attention == 1 && finished >= 4, "each deployment that was looked at stands in one word");
    assert_eq!(attention + finished + moving + notice.not_looked, notice.loaded, "and none is left out");
}

#[tokio::test(start_paused = true)]
async fn rows_that_scrolled_away_before_their_turn_are_dropped() {
    let desk = Desk::new();
    desk.pages(199, 1);
    *desk.fleet.slowness.lock().unwrap() = Duration::from_secs(1);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 20);
    sleep(Duration::from_millis(500)).await;
    desk.ids(&newest(), 50, 2);
    seconds(1).await;
    assert_eq!(
        desk.fleet.count("devices"),
        5,
        "three were under way, two are on screen, seventeen were never asked for"
    );
}

#[tokio::test(start_paused = true)]
async fn new_deployments_appear_even_more_than_a_page_of_them() {
    let desk = Desk::new();
    desk.pages(299, 2);
    desk.watch();
    seconds(1).await;
    desk.page(None, (0..100).map(|n| numbered(450 - n)).collect(), Some("n1"), 600);
    desk.page(Some("n1"), (0..100).map(|n| numbered(350 - n)).collect(), Some("p1"), 600);
    seconds(15).await;
    assert_eq!(desk.last().loaded, 251, "the gap between the first page and what was known is closed");
    assert_eq!(desk.fleet.count("list p1"), 0, "and no further");
    let none = desk.lists.list_rows(&"c".into(), &newest(), 0, 0).unwrap();
    assert_eq!(none.total, 251, "each of them once");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_not_newest_first_is_read_again_when_it_grew() {
    let desk = Desk::new();
    desk.page(None, (0..100).map(numbered).collect(), Some("p1"), 150);
    desk.page(Some("p1"), (100..150).map(numbered).collect(), None, 150);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 99, 0);
    seconds(1).await;
    assert_eq!((desk.last().loaded, desk.last().more), (150, false), "all of it");
    desk.page(None, (0..100).map(numbered).collect(), Some("p1"), 151);
    desk.page(Some("p1"), (100..151).map(numbered).collect(), None, 151);
    seconds(30).await;
    assert_eq!(desk.last().loaded, 151, "the new one stood at the end");
    assert_eq!(desk.fleet.count("list p1"), 2, "the end was read again, once");
}

#[tokio::test(start_paused = true)]
async fn tokens_that_lead_nowhere_end_the_paging() {
    let desk = Desk::new();
    desk.page(None, (0..100).map(numbered).collect(), Some("p1"), 1_000);
    desk.page(Some("p1"), (0..100).map(numbered).collect(), Some("p1"), 1_000);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 99, 0);
    seconds(10).await;
    assert_eq!(desk.fleet.count("list p1"), 1, "a token that names itself is not followed for ever");
    assert!(!desk.last().more, "and the page does not promise more");
}

#[tokio::test(start_paused = true)]
async fn trouble_is_told_and_passes() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.watch();
    seconds(1).await;
    let good = desk.fleet.pages.lock().unwrap().insert(None, Err(status(500))).unwrap();
    seconds(20).await;
    let stale = desk.last();
    assert!(matches!(stale.phase, Phase::Stale { .. }), "a failed look is told: {:?}", stale.phase);
    assert_eq!((stale.loaded, stale.last_good_ms), (100, Some(START_MS)), "the rows stay, with their age");
    desk.fleet.pages.lock().unwrap().insert(None, good);
    seconds(60).await;
    assert_eq!(desk.last().phase, Phase::Live, "it recovered by itself");
    desk.fleet.pages.lock().unwrap().insert(None, Err(status(401)));
    desk.lists.list_refresh(&"c".into()).unwrap();
    seconds(1).await;
    assert!(
        matches!(&desk.last().phase, Phase::Stopped { error } if error.code == ErrorCode::TokenRejected),
        "a rejected token stops it"
    );
    let asked = desk.fleet.count("list");
    seconds(900).await;
    assert_eq!(desk.fleet.count("list"), asked, "until somebody gives another");
}

#[tokio::test(start_paused = true)]
async fn a_count_that_failed_is_told_at_its_row_and_tried_again() {
    let desk = Desk::new();
    desk.page(None, vec![numbered(1)], None, 1);
    desk.fleet.looks(&"dp-1".into(), [Look::Fail(status(500)), look(&[])]);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 10);
    seconds(1).await;
    let RowStatus::Failed { message } = desk.status("dp-1") else { panic!("the row says that looking failed") };
    assert!(message.contains("500"), "and why: {message}");
    assert_eq!(desk.last().phase, Phase::Live, "the list itself is well");
    seconds(45).await;
    let RowStatus::Known { standing, .. } = desk.status("dp-1") else { panic!("it was tried again") };
    assert_eq!(standing, Standing::NoDevice, "an empty answer is no success");
}

#[tokio::test(start_paused = true)]
async fn a_head_comes_from_the_list_or_the_service_with_what_was_launched() {
    let desk = Desk::new();
    desk.page(None, vec![numbered(1)], None, 1);
    desk.watch();
    seconds(1).await;
    let head = desk.lists.head(&"c".into(), &"dp-1".into()).await.unwrap();
    assert_eq!((head.row.launched, head.raw.as_str()), (None, "{\n  \"n\": 1\n}"), "its record as received");
    desk.journal.0.lock().unwrap().insert("dp-1".into(), launch());
    let launched = desk.lists.head(&"c".into(), &"dp-1".into()).await.unwrap().row.launched.unwrap();
    assert_eq!(
        (launched.flow_uuid.as_str(), launched.app.as_deref()),
        ("fl-1", Some("agent → 2.0")),
        "known from now on"
    );
    assert!(launched.json.contains("\"filters\": []"), "the exact request, empty arrays too: {}", launched.json);
    assert_eq!(desk.fleet.count("deployment"), 0, "the service was not asked for what was there");
    let alone = desk.lists.head(&"c".into(), &"dp-9".into()).await.unwrap();
    assert_eq!(alone.row.comment.as_deref(), Some("asked for alone"), "what is not in the list is asked for");
    assert_eq!(
        desk.lists.head(&"none".into(), &"dp-9".into()).await.unwrap_err().code,
        ErrorCode::TokenMissing,
        "if it can be"
    );
}

fn launch() -> JournalEntry {
    let request = serde_json::json!({
        "device_filter": {"groups": [], "filters": []},
        "deployment_configuration": {"flow_uuid": "fl-1", "app": {"name": "agent", "version": "2.0"}},
    });
    JournalEntry {
        request_id: "r".into(),
        connection: "c".into(),
        destination: "x".into(),
        sent_ms: 5,
        clock_offset_ms: None,
        before: None,
        request: serde_json::from_value(request).unwrap(),
        target: "The whole fleet".into(),
        outcome: None,
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_is_gone() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.watch();
    seconds(1).await;
    desk.lists.list_unwatch(&"c".into());
    seconds(60).await;
    assert_eq!(desk.fleet.count("list"), 1, "unwatched, it asks for nothing");
    let code = |result: Result<(), AppError>| result.unwrap_err().code;
    assert_eq!(code(desk.lists.list_refresh(&"c".into())), ErrorCode::WatchGone, "and is gone");
    desk.lists.reset(3);
    assert_eq!(code(desk.lists.list_watch(2, &"c".into(), |_| true)), ErrorCode::WatchGone, "an older page is refused");
    desk.lists.list_watch(3, &"c".into(), |_| true).unwrap();
    desk.lists.list_watch(3, &"c".into(), |_| true).unwrap();
    seconds(1).await;
    assert_eq!(desk.fleet.count("list"), 2, "a second watch of a connection takes the place of the first");
}
