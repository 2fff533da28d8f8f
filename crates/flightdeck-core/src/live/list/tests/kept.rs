//! What was last seen of the list is kept: after a restart it opens with its rows and their age, service or not.

use super::*;
use crate::live::watch::{WatchOutside, Watches};
use crate::wire::StandingCounts;

impl Desk {
    pub(super) fn offline(&self) {
        let refused = connect_api::Error::NotSent { reason: connect_api::NotSent::Connect, detail: "no route".into() };
        self.fleet.pages.lock().unwrap().insert(None, Err(refused));
    }

    /// What the rows say; how old their counts are at least, they say for themselves.
    fn rows(&self) -> Vec<(String, Option<String>, Option<Counts>)> {
        let rows = self.lists.list_rows(&"c".into(), &newest(), 0, 9).unwrap().rows;
        let counts = |status| if let RowStatus::Known { counts, .. } = status { Some(counts) } else { None };
        rows.into_iter().map(|row| (row.uuid.to_string(), row.comment, counts(row.status))).collect()
    }

    /// Three deployments, whose devices are counted when this returns.
    pub(super) async fn see_three(&self) {
        self.page(None, vec![record("c"), record("b"), record("a")], None, 3);
        self.fleet.looks(&"a".into(), [look(&[("x", "Failed"), ("y", "Failed")])]);
        self.fleet.looks(&"b".into(), [look(&[("x", "Pending")])]);
        self.fleet.looks(&"c".into(), [look(&[("x", "Running"), ("y", "Success")])]);
        self.watch();
        seconds(1).await;
        self.ids(&newest(), 0, 10);
        seconds(20).await;
    }
}

/// A record as the service sends it: what is kept is what came.
fn record(uuid: &str) -> Deployment {
    let json = format!(r#"[{{"deployment_uuid":"{uuid}","comment":"release {uuid}","extra":"\"{uuid}\""}}]"#);
    DeploymentsPage::read(json.as_bytes()).unwrap().deployments.remove(0)
}

#[tokio::test(start_paused = true)]
async fn what_a_watch_sees_while_no_list_is_open_is_there_when_one_opens() {
    let mut desk = Desk::new();
    desk.see_three().await;
    let before = desk.rows();
    desk.lists.list_unwatch(&"c".into());
    desk.fleet.looks(&"b".into(), [look(&[("x", "Failed"), ("y", "Failed"), ("z", "Failed"), ("u", "Pending")])]);
    let watches = Watches::new(WatchOutside {
        apis: Arc::new(OneFleet(desk.fleet.clone())),
        clock: desk.clock.clone(),
        journal: desk.journal.clone(),
        seen: desk.seen.clone(),
        last_seen: desk.last_seen.clone(),
        settings: desk._settings.subscribe(),
    });
    let guard = watches.hold(&"c".into(), &"b".into(), Duration::from_secs(60));
    seconds(5).await;
    drop(guard);

    desk = desk.restart();
    desk.offline();
    desk.watch();
    seconds(1).await;
    let now = desk.rows();
    let failing = Counts { pending: 1, failed: 3, ..Counts::default() };
    assert_eq!(
        now[1],
        ("b".into(), Some("release b".into()), Some(failing)),
        "the watch's look is newer than the list's"
    );
    assert_eq!((&now[0], &now[2]), (&before[0], &before[2]), "of the others nothing newer is known");
    assert_eq!(desk.last().standings.attention, 2, "so it is where it needs to be seen");
}

#[tokio::test(start_paused = true)]
async fn after_a_restart_without_a_network_the_list_is_there_with_its_age() {
    let mut desk = Desk::new();
    desk.see_three().await;
    let before = desk.rows();
    let head = desk.lists.head(&"c".into(), &"b".into()).await.unwrap();
    let good_ms = desk.last().last_good_ms;
    seconds(3_600).await;

    desk = desk.restart();
    desk.offline();
    desk.watch();
    seconds(1).await;
    let notice = desk.last();
    assert!(matches!(notice.phase, Phase::Stale { .. }), "the service cannot be reached: {:?}", notice.phase);
    assert!(notice.last_good_ms > good_ms, "later looks found nothing new, and it was still so");
    assert_eq!((notice.loaded, notice.more, notice.announced), (3, false, None), "what was seen, and no promise");
    assert!(notice.remembered, "and it is not taken for an answer");
    assert_eq!(desk.rows(), before, "row by row, with their counts");
    assert_eq!(
        notice.standings,
        StandingCounts { moving: 2, attention: 1, ..StandingCounts::default() },
        "and by where they stand"
    );
    desk.lists.list_unwatch(&"c".into());
    desk.fleet.alone.lock().unwrap().replace(status(503));
    let again = desk.lists.head(&"c".into(), &"b".into()).await.unwrap();
    assert_eq!(
        (again.row.comment, again.raw),
        (head.row.comment, head.raw),
        "it is called so though the list is not shown"
    );
    desk.fleet.alone.lock().unwrap().replace(status(404));
    let gone = desk.lists.head(&"c".into(), &"b".into()).await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound, "unless the service says that there is none");
}

#[tokio::test(start_paused = true)]
async fn the_first_page_takes_the_place_of_what_was_last_seen() {
    let mut desk = Desk::new();
    desk.see_three().await;
    desk = desk.restart();
    desk.page(None, vec![record("d"), record("c")], None, 2);
    desk.fleet.looks(&"c".into(), [look(&[("x", "Success"), ("y", "Success")])]);
    desk.fleet.looks(&"d".into(), [look(&[])]);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.ids(&newest(), 0, 0), Vec::<String>::new(), "nothing on screen, so nothing is counted");
    assert_eq!((desk.last().phase, desk.last().loaded), (Phase::Live, 2), "what the service lists, and no more");
    assert!(!desk.last().remembered, "this is the service's own word");
    let RowStatus::Known { counts, .. } = desk.status("c") else { panic!("its devices were counted before") };
    assert_eq!(counts.in_progress, 1, "what was last seen of its devices stands until they are counted again");
    seconds(20).await;
    let RowStatus::Known { counts, .. } = desk.status("c") else { panic!("they are counted") };
    assert_eq!(counts.succeeded, 2, "and is then corrected");
}

#[tokio::test(start_paused = true)]
async fn what_was_finished_for_good_costs_nothing_after_a_restart_either() {
    let mut desk = Desk::new();
    desk.see_three().await;
    let ended = Counts { failed: 2, ..Counts::default() };
    desk.seen.0.lock().unwrap().insert("a".into(), (ended, 77));
    desk = desk.restart();
    desk.page(None, vec![record("a")], None, 1);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 10);
    seconds(60).await;
    assert_eq!(desk.fleet.count("devices"), 0, "what the store knows as final is not asked for again");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_stands_still_is_written_once() {
    let desk = Desk::new();
    desk.see_three().await;
    let (body, at_ms) = desk.last_seen.list.lock().unwrap()["c"].clone();
    seconds(600).await;
    let (later, later_ms) = desk.last_seen.list.lock().unwrap()["c"].clone();
    assert!(later_ms > at_ms, "its age goes on");
    assert_eq!(later, body, "and nothing else");
}

#[tokio::test(start_paused = true)]
async fn the_newest_two_hundred_are_kept_and_it_says_that_there_were_more() {
    let mut desk = Desk::new();
    let named: Vec<Deployment> = (0..250).map(|n| record(&format!("dp-{n}"))).collect();
    desk.page(None, named, None, 250);
    desk.watch();
    seconds(1).await;
    desk = desk.restart();
    desk.offline();
    desk.watch();
    seconds(1).await;
    assert_eq!((desk.last().loaded, desk.last().more), (200, true), "the rest is not pretended away");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_read_is_as_if_never_seen() {
    for body in ["", "{}", r#"{"version":9,"more":false,"records":"[]","counts":{}}"#] {
        let desk = Desk::new();
        desk.last_seen.list.lock().unwrap().insert("c".into(), (body.into(), 1));
        desk.offline();
        desk.watch();
        seconds(1).await;
        assert_eq!((desk.last().loaded, desk.last().last_good_ms), (0, None), "{body}");
    }
}
