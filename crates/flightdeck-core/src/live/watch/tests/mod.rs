//! Watching, with a scripted fleet and paused time.

mod comparing;
mod gone;
mod held;
mod judged;
mod kept;
mod known;
mod past;
mod picture;
mod settled;
mod told;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_api::{ApiTime, DeviceDetail, Error, Step};
use tokio::time::sleep;

use crate::fakes::status;
use crate::live::fakes::{FakeComputer, FakeFleet, Look, START_MS, devices, look, look_of, many};
use crate::live::watch::Watches;
use crate::wire::{AppError, DeviceSort, ErrorCode, Forecast, Notice, Phase, RowsView};

struct Desk {
    computer: FakeComputer,
    fleet: Arc<FakeFleet>,
    watches: Arc<Watches>,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl Desk {
    fn new() -> Self {
        Self::on(FakeComputer::new())
    }

    /// A new run of the application on a computer.
    fn on(computer: FakeComputer) -> Self {
        let (fleet, watches) = (computer.fleet.clone(), computer.watches());
        Self { computer, fleet, watches, notices: Arc::default() }
    }

    /// The application ends and starts again.
    fn restart(self) -> Self {
        self.watches.reset(u32::MAX);
        Self::on(self.computer)
    }

    fn watch(&self) -> u32 {
        let notices = self.notices.clone();
        let keep = move |notice| {
            notices.lock().unwrap().push(notice);
            true
        };
        self.watches.watch(0, &"c".into(), &"dp".into(), keep).unwrap()
    }

    fn last(&self) -> Notice {
        self.notices.lock().unwrap().last().unwrap().clone()
    }
}

async fn seconds(n: u64) {
    sleep(Duration::from_secs(n)).await;
}

fn all() -> RowsView {
    RowsView { sort: DeviceSort::Device, ..RowsView::default() }
}

#[tokio::test(start_paused = true)]
async fn it_looks_every_15_seconds_then_slower_then_no_more() {
    let desk = Desk::new();
    let moving = look(&[("a", "Success"), ("b", "In Progress")]);
    let mut looks = vec![moving; 5];
    looks.push(look(&[("a", "Success"), ("b", "Success")]));
    desk.fleet.looks(&"dp".into(), looks);
    desk.watch();
    let first = desk.last();
    assert_eq!(
        (first.phase, first.total),
        (Phase::Syncing, 0),
        "the first notice comes whole before anything was asked"
    );
    seconds(1).await;
    let live = desk.last();
    assert_eq!(live.phase, Phase::Live, "two devices, one moving");
    assert_eq!(live.next_look_ms, Some(START_MS + 15_000), "it says when it looks next");
    assert_eq!((live.counts.succeeded, live.counts.in_progress, live.changed), (1, 1, 2), "and what it saw");
    seconds(600).await;
    assert_eq!(
        desk.fleet.seconds("devices"),
        [0, 15, 30, 45, 75, 105, 120, 135, 150, 180],
        "slower after three quiet looks; after the end until it is old enough to be sure, then no more"
    );
    let last = desk.last();
    assert_eq!((last.phase, last.next_look_ms), (Phase::Finished, None), "everything is terminal");
}

#[tokio::test(start_paused = true)]
async fn an_action_is_followed_by_a_look_at_once_even_while_one_is_under_way() {
    let desk = Desk::new();
    *desk.fleet.slowness.lock().unwrap() = Duration::from_secs(4);
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")])]);
    let id = desk.watch();
    seconds(2).await;
    desk.watches.poke(&"c".into(), &"dp".into());
    seconds(3).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 4], "the look under way may have read what was before the action");
    seconds(5).await;
    desk.watches.watch_now(id).unwrap();
    seconds(1).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 4, 10], "the user's own look is at once");
    desk.watches.poke(&"c".into(), &"another".into());
    seconds(1).await;
    assert_eq!(desk.fleet.count("devices"), 3, "another deployment's action is not ours");
}

#[tokio::test(start_paused = true)]
async fn hidden_it_looks_less_often_and_a_setting_takes_effect_at_once() {
    let desk = Desk::new();
    let busy = (0..100).map(|n| look(&[("a", if n % 2 == 0 { "Pending" } else { "Running" })]));
    desk.fleet.looks(&"dp".into(), busy);
    desk.watch();
    seconds(1).await;
    desk.watches.set_visible(false);
    seconds(119).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 60], "a quarter as often while nobody sees it");
    seconds(10).await;
    desk.watches.set_visible(true);
    seconds(6).await;
    assert_eq!(
        desk.fleet.seconds("devices"),
        [0, 60, 120, 135],
        "shown again, the usual pace counts from the last look"
    );
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 5);
    seconds(11).await;
    assert_eq!(desk.fleet.seconds("devices")[3..], [135, 140, 145], "the new interval holds from now on");
}

#[tokio::test(start_paused = true)]
async fn trouble_keeps_the_rows_and_goes_away() {
    let desk = Desk::new();
    let failed = || Look::Fail(status(503));
    let good = || look(&[("a", "Pending"), ("b", "Failed")]);
    desk.fleet.looks(&"dp".into(), [good(), failed(), failed(), failed(), good()]);
    let id = desk.watch();
    seconds(16).await;
    let stale = desk.last();
    let Phase::Stale { since_ms, error } = stale.phase else {
        panic!("one failed look makes it stale: {:?}", stale.phase)
    };
    assert_eq!((since_ms, error.code), (START_MS + 15_000, ErrorCode::Server), "since when and why");
    assert_eq!((stale.total, stale.last_good_ms), (2, Some(START_MS)), "the rows stay, with their age");
    assert_eq!(desk.watches.rows(id, &all(), 0, 10).unwrap().rows.len(), 2, "and can still be read");
    seconds(300).await;
    let at = desk.fleet.seconds("devices");
    let gaps: Vec<u64> = at.windows(2).map(|pair| pair[1] - pair[0]).take(4).collect();
    assert!(gaps[1..4].iter().all(|gap| *gap >= 15), "never faster than the pace: {gaps:?}");
    assert!(gaps[2] > gaps[1] && gaps[3] > gaps[2], "each failure waits longer: {gaps:?}");
    assert_eq!(desk.last().phase, Phase::Live, "a good look ends it");
}

#[tokio::test(start_paused = true)]
async fn it_waits_as_long_as_the_service_asks() {
    let desk = Desk::new();
    let busy = Error::Status {
        status: 429,
        text: String::new(),
        retry_after: Some(Duration::from_secs(100)),
        request_id: None,
    };
    desk.fleet.looks(&"dp".into(), [Look::Fail(busy), look(&[("a", "Pending")])]);
    let id = desk.watch();
    seconds(5).await;
    desk.watches.watch_now(id).unwrap();
    seconds(80).await;
    assert_eq!(desk.fleet.count("devices"), 1, "not even the user makes it ask sooner");
    seconds(20).await;
    assert_eq!(desk.fleet.count("devices"), 2, "then it asks again");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_stops_it_until_asked() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [Look::Fail(status(401)), look(&[("a", "Pending")])]);
    let id = desk.watch();
    seconds(900).await;
    let stopped = desk.last();
    assert_eq!(desk.fleet.count("devices"), 1, "a wrong token is not tried again and again");
    assert!(
        matches!(&stopped.phase, Phase::Stopped { error } if error.code == ErrorCode::TokenRejected),
        "the page asks for a token: {:?}",
        stopped.phase
    );
    assert_eq!(stopped.next_look_ms, None, "no look is due");
    desk.watches.watch_now(id).unwrap();
    seconds(1).await;
    assert_eq!(desk.last().phase, Phase::Live, "with another token it goes on");
    let notices = desk.notices.clone();
    desk.watches
        .watch(0, &"none".into(), &"dp".into(), move |n| {
            notices.lock().unwrap().push(n);
            true
        })
        .unwrap();
    seconds(1).await;
    assert!(
        matches!(&desk.last().phase, Phase::Stopped { error } if error.code == ErrorCode::TokenMissing),
        "without a token nothing is asked"
    );
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_is_no_success() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[]), look(&[]), look(&[("a", "Success")])]);
    desk.watch();
    seconds(1).await;
    assert_eq!((desk.last().phase, desk.last().total), (Phase::Live, 0), "no devices matched (yet)");
    seconds(60).await;
    assert_eq!(desk.last().phase, Phase::Settling, "it kept looking, and then they came");
}

fn detail(stderr: &str) -> DeviceDetail {
    DeviceDetail {
        state: connect_api::DeviceState::Failed,
        raw_status: "Failed".into(),
        started: ApiTime::Absent,
        finished: ApiTime::Absent,
        steps: vec![Step { name: "install".into(), exit_code: Some(1), stdout: String::new(), stderr: stderr.into() }],
        raw: "{}".into(),
    }
}

#[tokio::test(start_paused = true)]
async fn the_causes_of_all_are_found_and_each_fetched_once() {
    let desk = Desk::new();
    let failed = many(100, "Failed");
    for (n, (id, _)) in failed.iter().enumerate() {
        let line = if n % 4 == 0 { "no network".to_owned() } else { format!("disk full: {n} MB free") };
        desk.fleet.details.lock().unwrap().insert(id.clone(), detail(&line));
    }
    let mut rows = failed.clone();
    rows.push(("last".into(), "Pending".into()));
    desk.fleet.looks(&"dp".into(), [look_of(&rows)]);
    let id = desk.watch();
    seconds(100).await;
    let causes = desk.watches.causes(id).unwrap();
    assert_eq!((causes.failed, causes.looked_at), (100, 100), "every one that failed, and it says of how many");
    let told: Vec<_> = causes.causes.iter().map(|c| (c.text.as_str(), c.exit_code)).collect();
    assert_eq!(told, [("disk full: # MB free", Some(1)), ("no network", Some(1))], "most frequent first");
    let alike = desk.watches.cause_devices(id, causes.causes[1].id).unwrap();
    assert_eq!(alike.len(), 25, "and all devices of a cause can be named");
    assert!(alike.contains(&"d-96".into()) && !alike.contains(&"d-97".into()), "those and no others: {alike:?}");
    assert!(desk.watches.cause_devices(id, 99).unwrap().is_empty(), "a cause nobody knows has none");
    assert_eq!(desk.fleet.count("device d-"), 100, "no device is fetched twice, look after look");
    assert!(desk.last().causes_revision > 2, "the page knows that there is something to ask for");
}

#[tokio::test(start_paused = true)]
async fn steps_that_come_along_are_not_fetched_again() {
    let desk = Desk::new();
    let page = br#"{"deployment_by_device_uuid":{"a":{"status":"Failed","steps":[{"name":"s","exit_code":3,"stderr":"boom"}]}}}"#;
    desk.fleet.looks(&"dp".into(), [Look::Pages(vec![connect_api::DevicesPage::read(page).unwrap()], None)]);
    let id = desk.watch();
    seconds(1).await;
    let causes = desk.watches.causes(id).unwrap();
    assert_eq!((causes.looked_at, causes.causes[0].text.as_str()), (1, "boom"), "the map had it all");
    assert_eq!(desk.fleet.count("device a"), 0, "so nothing more was asked for");
}

#[tokio::test(start_paused = true)]
async fn a_notice_is_small_whatever_the_fleet() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look_of(&many(5_000, "Running")), Look::Fail(status(502))]);
    let id = desk.watch();
    seconds(20).await;
    for notice in desk.notices.lock().unwrap().iter() {
        let size = serde_json::to_vec(notice).unwrap().len();
        assert!(size < 8 * 1024, "a notice of {size} bytes carries more than it should");
    }
    let picture = desk.watches.picture(id, 0).unwrap();
    assert_eq!((picture.len(), picture[0]), (9 + 2_500, 0), "the picture takes four bits a device");
    assert!(picture[9..].iter().all(|two| *two == 0x11), "each in progress");
    let revision = u32::from_le_bytes(picture[1..5].try_into().unwrap());
    assert_eq!(desk.watches.picture(id, revision).unwrap().len(), 13, "and a page that has it is told so");
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_is_gone() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")])]);
    let id = desk.watch();
    desk.watches.reset(2);
    let code = |result: Result<(), AppError>| result.unwrap_err().code;
    assert_eq!(code(desk.watches.watch_now(id)), ErrorCode::WatchGone, "a new page has no old watch");
    assert_eq!(
        desk.watches.watch(1, &"c".into(), &"dp".into(), |_| true).unwrap_err().code,
        ErrorCode::WatchGone,
        "a late message of the old page is refused"
    );
    assert_eq!(code(desk.watches.rows(99, &all(), 0, 1).map(|_| ())), ErrorCode::WatchGone, "nor is there a watch 99");
    seconds(100).await;
    assert_eq!(desk.fleet.count("devices"), 0, "an ended watch asks for nothing");
    let new = desk.watches.watch(2, &"c".into(), &"dp".into(), |_| true).unwrap();
    assert!(new > id, "numbers are never given out twice");
    seconds(1).await;
    desk.watches.unwatch(new);
    desk.watches.unwatch(new);
    seconds(100).await;
    assert_eq!(desk.fleet.count("devices"), 1, "unwatched, it stops");
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_nobody_listens() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")])]);
    let heard = Mutex::new(0);
    let id = desk.watches.watch(0, &"c".into(), &"dp".into(), move |_| {
        *heard.lock().unwrap() += 1;
        *heard.lock().unwrap() < 2
    });
    seconds(100).await;
    assert_eq!(desk.fleet.count("devices"), 1, "a closed window costs nothing more");
    assert_eq!(desk.watches.watch_now(id.unwrap()).unwrap_err().code, ErrorCode::WatchGone, "and is forgotten");
}

#[tokio::test(start_paused = true)]
async fn the_first_look_shows_rows_while_it_is_under_way() {
    let desk = Desk::new();
    let pages = vec![devices(&[("a", "Pending"), ("b", "Pending")]), devices(&[("b", "Pending"), ("c", "Success")])];
    desk.fleet.looks(&"dp".into(), [Look::Pages(pages, None)]);
    desk.watch();
    seconds(1).await;
    let told: Vec<_> = desk.notices.lock().unwrap().iter().map(|n| (n.phase.clone(), n.total, n.revision)).collect();
    assert_eq!(
        told,
        [(Phase::Syncing, 0, 0), (Phase::Syncing, 2, 1), (Phase::Live, 3, 3)],
        "the first page is shown at once, the next is too near to be told, the end is always told and orders the picture"
    );
}

#[tokio::test(start_paused = true)]
async fn a_steady_pace_says_how_long_it_takes() {
    let desk = Desk::new();
    let looks = (0..10usize).map(|n| {
        let landed = many(n * 10, "Success").into_iter();
        look_of(&landed.chain(many(200, "Running").split_off(n * 10)).collect::<Vec<_>>())
    });
    desk.fleet.looks(&"dp".into(), looks);
    let id = desk.watch();
    let forecast = |id| desk.watches.course(id).unwrap().unwrap().forecast;
    seconds(46).await;
    assert_eq!(forecast(id), None, "less than a minute is no pace");
    seconds(15).await;
    let steady = Forecast { about_ms: 160 * 1_500, least_ms: 160 * 1_500, most_ms: 160 * 1_500 };
    assert_eq!(forecast(id), Some(steady), "ten devices every fifteen seconds, 160 to go");
}

#[tokio::test(start_paused = true)]
async fn a_device_without_details_does_not_end_the_search_for_causes() {
    let desk = Desk::new();
    desk.fleet.details.lock().unwrap().insert("d-2".into(), detail("no space"));
    desk.fleet.looks(&"dp".into(), [look_of(&many(3, "Failed"))]);
    let id = desk.watch();
    seconds(60).await;
    let causes = desk.watches.causes(id).unwrap();
    assert_eq!((causes.failed, causes.looked_at), (3, 1), "one of three could be looked at");
    assert_eq!(desk.fleet.count("device d-"), 3, "and each was asked for once");
}
