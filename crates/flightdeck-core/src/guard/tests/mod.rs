//! Guards at work: over a scripted fleet, with paused time, through restarts.

mod book;
mod lives;
mod written;

use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use connect_api::Accepted;
use tokio::time::sleep;

use super::*;
use crate::fakes::Leads;
use crate::live::fakes::{FakeComputer, FakeFleet, Look, OneFleet, START_MS, look_of, many};
use crate::outside::{Guardbook, KeptGuard, StorageError};
use crate::store::Store;
use crate::wire::{AbortOutcome, ConnectionView, ConnectionsView, GuardAbort, GuardLimit, TokenState};

const SHARE: GuardLimit = GuardLimit::FailedShare { percent: 5, least: 50 };

/// A store whose disk can be full.
struct Disk {
    store: Store,
    full: StdMutex<bool>,
    writes: AtomicUsize,
}

impl Guardbook for Disk {
    fn guards(&self) -> Result<Vec<KeptGuard>, StorageError> {
        self.store.guards()
    }

    fn keep_guard(&self, guard: &KeptGuard) -> Result<(), StorageError> {
        if *self.full.lock().unwrap() {
            return Err(StorageError("The disk is full.".into()));
        }
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.store.keep_guard(guard)
    }

    fn drop_guard(&self, id: &str) -> Result<(), StorageError> {
        self.store.drop_guard(id)
    }
}

struct Desk {
    computer: FakeComputer,
    fleet: Arc<FakeFleet>,
    disk: Arc<Disk>,
    journal: Arc<Store>,
    leads: Arc<Leads>,
    guards: Arc<Guards>,
}

fn desk() -> Desk {
    let computer = FakeComputer::new();
    let disk =
        Arc::new(Disk { store: Store::in_memory().unwrap(), full: StdMutex::new(false), writes: AtomicUsize::new(0) });
    let journal = Arc::new(Store::in_memory().unwrap());
    let leads = Arc::new(Leads::to("https://here.test"));
    let guards = run(&computer, &disk, &journal, &leads);
    Desk { fleet: computer.fleet.clone(), computer, disk, journal, leads, guards }
}

/// One run of the application on this computer.
fn run(computer: &FakeComputer, disk: &Arc<Disk>, journal: &Arc<Store>, leads: &Arc<Leads>) -> Arc<Guards> {
    let watches = computer.watches();
    let apis = Arc::new(OneFleet(computer.fleet.clone()));
    Guards::new(GuardOutside {
        aborts: Arc::new(Aborts::new(apis, watches.clone(), computer.clock.clone())),
        watches,
        book: disk.clone(),
        journal: journal.clone(),
        destinations: leads.clone(),
        clock: computer.clock.clone(),
        settings: computer.settings.subscribe(),
    })
}

fn connections() -> ConnectionsView {
    let view = |id: &str, demo| ConnectionView {
        id: id.into(),
        name: id.into(),
        base_url: String::new(),
        fleet_key: String::new(),
        demo,
        rules: Default::default(),
        authorities: Vec::new(),
        token: TokenState::Session,
    };
    ConnectionsView { connections: vec![view("c", false), view("demo", true)], active: None }
}

impl Desk {
    fn rule(abort: bool) -> GuardRule {
        GuardRule { limits: vec![SHARE], abort }
    }

    fn arm(&self, abort: bool) -> GuardView {
        self.guards.arm(&"c".into(), &"dp".into(), Some("Camera models".into()), Self::rule(abort)).unwrap()
    }

    fn view(&self) -> GuardView {
        self.guards.book().views().pop().expect("there is a guard")
    }

    /// So many failed of a hundred, all others but ten succeeded.
    fn fails(&self, failed: impl IntoIterator<Item = usize>) {
        self.fleet.looks(&"dp".into(), failed.into_iter().map(of_hundred));
    }

    /// How often a guard was written down so far.
    fn writes(&self) -> usize {
        self.disk.writes.load(Ordering::SeqCst)
    }

    fn abort_answers(&self, answer: Result<Accepted, connect_api::Error>) {
        self.fleet.aborts.lock().unwrap().push_back(answer);
    }

    fn restart(self) -> Self {
        let Self { computer, fleet, disk, journal, leads, guards } = self;
        drop(guards);
        let guards = run(&computer, &disk, &journal, &leads);
        guards.resume(&connections(), &Settings::default());
        Self { computer, fleet, disk, journal, leads, guards }
    }
}

fn of_hundred(failed: usize) -> Look {
    let mut rows = many(100, "Success");
    for (at, row) in rows.iter_mut().enumerate() {
        row.1 = if at < failed {
            "Failed"
        } else if at < 90 {
            "Success"
        } else {
            "Pending"
        }
        .to_owned();
    }
    look_of(&rows)
}

fn accepted() -> Result<Accepted, connect_api::Error> {
    Ok(Accepted { message: Some("abort accepted".into()), status: 201 })
}

async fn seconds(n: u64) {
    sleep(Duration::from_secs(n)).await;
}

/// A page watches it every ten minutes, and the next look is one minute away. So many failed at each.
async fn seen_nine_minutes_ago(failed: impl IntoIterator<Item = usize>) -> Desk {
    let desk = desk();
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 600);
    desk.fails(failed);
    desk.guards.outside.watches.watch(0, &"c".into(), &"dp".into(), |_| true).unwrap();
    seconds(540).await;
    desk
}

#[tokio::test(start_paused = true)]
async fn it_works_while_no_page_looks_fires_once_and_aborts_once() {
    let desk = desk();
    desk.fails([0, 3, 3, 8, 20]);
    desk.abort_answers(accepted());
    let armed = desk.arm(true);
    assert_eq!((armed.stage, armed.tally), (GuardStage::Armed, None), "armed, and nothing seen yet");
    seconds(20).await;
    let counting = desk.view();
    assert_eq!(counting.stage, GuardStage::Armed, "3 of 90 are not above 5 %");
    assert_eq!(counting.tally.map(|tally| (tally.failed, tally.finished)), Some((3, 90)), "it shows what it counts");
    seconds(30).await;
    let fired = desk.view();
    assert_eq!(fired.stage, GuardStage::Fired, "8 of 90");
    let firing = &fired.firings[0];
    assert_eq!((firing.counts.failed, firing.counts.pending), (8, 10), "with what it saw");
    assert!(firing.at_ms - firing.tally.at_ms < 1_000, "at once");
    let GuardAbort::Asked { outcome: AbortOutcome::Accepted { message }, .. } = &firing.abort else {
        panic!("what it did is written: {:?}", firing.abort)
    };
    assert_eq!(message.as_deref(), Some("abort accepted"), "in the service's words");
    seconds(120).await;
    assert_eq!(desk.fleet.count("abort dp"), 1, "a guard aborts once, however bad it gets");
    assert_eq!(desk.view().firings.len(), 1, "and fires once");
}

#[tokio::test(start_paused = true)]
async fn acknowledged_it_counts_only_what_is_new() {
    let desk = desk();
    desk.fails([8, 8, 8, 11, 13, 14]);
    let id = desk.arm(false).id;
    seconds(1).await;
    assert_eq!(desk.view().stage, GuardStage::Fired, "8 of 90");
    assert_eq!(desk.view().firings[0].abort, GuardAbort::NotWanted, "it only tells");
    let again = desk.guards.acknowledge(&id).unwrap();
    assert!(again.stage == GuardStage::Armed && again.firings[0].acknowledged_ms.is_some(), "armed again");
    seconds(46).await;
    assert_eq!(desk.view().stage, GuardStage::Armed, "3 new ones of 82 are not above 5 %");
    assert_eq!(
        desk.view().tally.map(|tally| (tally.failed, tally.finished, tally.excused)),
        Some((3, 82, 8)),
        "as it says"
    );
    seconds(15).await;
    assert_eq!((desk.view().stage, desk.view().firings.len()), (GuardStage::Fired, 2), "5 new ones of 82 are");
    assert_eq!(desk.fleet.count("abort"), 0, "nobody asked for an abort");
}

#[tokio::test(start_paused = true)]
async fn it_goes_on_after_a_restart_and_says_what_it_did_not_see() {
    let desk = desk();
    desk.fails([3]);
    desk.arm(true);
    seconds(61).await;
    let desk = desk.restart();
    let resumed = desk.view();
    assert_eq!(resumed.gap.map(|gap| gap.to_ms), Some(None), "closed since its last look");
    desk.fails([8]);
    desk.abort_answers(accepted());
    seconds(2).await;
    let fired = desk.view();
    let gap = fired.gap.expect("it was closed meanwhile");
    assert!(gap.from_ms >= START_MS && gap.to_ms.is_some_and(|to| to > gap.from_ms), "and says when: {gap:?}");
    assert_eq!((fired.stage, desk.fleet.count("abort dp")), (GuardStage::Fired, 1), "the next run does its work");
    let desk = desk.restart();
    seconds(60).await;
    assert_eq!(desk.view().firings, fired.firings, "what it did is still written");
    assert_eq!(desk.fleet.count("abort dp"), 1, "and is not done again");
}

#[tokio::test(start_paused = true)]
async fn an_abort_cut_off_by_the_end_of_the_program_is_never_asked_for_twice() {
    let desk = desk();
    desk.fails([8]);
    desk.abort_answers(accepted());
    desk.arm(true);
    while desk.fleet.count("abort dp") == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    let desk = desk.restart();
    let GuardAbort::Asked { outcome: AbortOutcome::Unknown { why }, .. } = &desk.view().firings[0].abort else {
        panic!("nobody knows what came of it: {:?}", desk.view().firings[0].abort)
    };
    assert!(why.contains("not asked for again"), "and that is said: {why}");
    seconds(120).await;
    assert_eq!(desk.fleet.count("abort dp"), 1, "once, whatever happened to the answer");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_down_is_not_done_and_is_tried_again() {
    let desk = desk();
    desk.fails([3, 8]);
    desk.abort_answers(accepted());
    desk.arm(true);
    seconds(1).await;
    *desk.disk.full.lock().unwrap() = true;
    seconds(30).await;
    let waiting = desk.view();
    assert_eq!(
        (waiting.stage, desk.fleet.count("abort")),
        (GuardStage::Armed, 0),
        "else the next run would abort again"
    );
    assert_eq!(waiting.unwritten.map(|error| error.code), Some(ErrorCode::Storage), "and says why it did nothing");
    *desk.disk.full.lock().unwrap() = false;
    seconds(16).await;
    assert_eq!((desk.view().stage, desk.fleet.count("abort dp")), (GuardStage::Fired, 1), "with the next look");
    assert_eq!(desk.view().unwritten, None, "and nothing is amiss any more");
}

#[tokio::test(start_paused = true)]
async fn a_guard_that_sees_nothing_says_so() {
    let desk = desk();
    desk.fleet.looks(&"dp".into(), [of_hundred(1), Look::Fail(crate::fakes::status(500))]);
    desk.arm(true);
    seconds(1).await;
    assert_eq!(desk.view().blind, None, "it sees");
    seconds(30).await;
    let blind = desk.view().blind.expect("the service fails");
    assert!(blind.since_ms.is_some() && !blind.needs_user, "since its last good look: {blind:?}");
    let refused = desk.guards.arm(&"none".into(), &"dp-2".into(), None, Desk::rule(false)).unwrap();
    seconds(1).await;
    let views = desk.guards.book().views();
    let view = views.iter().find(|view| view.id == refused.id).unwrap();
    assert!(view.blind.as_ref().is_some_and(|blind| blind.needs_user), "without a token it needs the user: {view:?}");
    assert_eq!(desk.guards.book().need_user(&"none".into()), ["dp-2"], "and looks again when there is one");
}

#[tokio::test(start_paused = true)]
async fn it_acts_nowhere_but_where_it_was_armed() {
    let desk = desk();
    desk.fails([3, 90]);
    desk.arm(true);
    seconds(1).await;
    desk.leads.lead_to("https://elsewhere.test");
    seconds(60).await;
    let GuardStage::Disarmed { why: Some(why), .. } = desk.view().stage else { panic!("{:?}", desk.view().stage) };
    assert!(why.contains("leads elsewhere"), "it says why: {why}");
    assert_eq!(desk.fleet.count("abort"), 0, "a deployment of another fleet is not its own");
}

#[tokio::test(start_paused = true)]
async fn disarmed_it_costs_nothing_and_armed_anew_it_watches() {
    let desk = desk();
    desk.fails([3]);
    let id = desk.arm(true).id;
    seconds(1).await;
    desk.guards.disarm(&id).unwrap();
    seconds(1).await;
    let looked = desk.fleet.count("devices");
    seconds(300).await;
    assert_eq!(desk.fleet.count("devices"), looked, "nobody watches any more");
    assert!(
        desk.guards.book().views().is_empty() && desk.disk.guards().unwrap().is_empty(),
        "it never fired: forgotten"
    );
    assert_eq!(desk.guards.disarm(&id).unwrap_err().code, ErrorCode::NotFound, "a late second press does no harm");
    desk.fails([8]);
    desk.arm(false);
    seconds(1).await;
    assert_eq!(desk.view().stage, GuardStage::Fired, "armed anew");
    let refused = desk.guards.arm(&"c".into(), &"dp".into(), None, Desk::rule(true)).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("guard"), "a firing is acknowledged before it can be overwritten");
    let id = desk.view().id;
    desk.guards.disarm(&id).unwrap();
    assert!(matches!(desk.view().stage, GuardStage::Disarmed { why: None, .. }), "what it did stays to be read");
}

#[tokio::test(start_paused = true)]
async fn it_looks_as_often_as_the_setting_says() {
    let desk = desk();
    desk.fails([0]);
    desk.arm(true);
    seconds(31).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 15, 30], "every 15 s, though nothing changes");
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 60);
    seconds(120).await;
    assert_eq!(desk.fleet.seconds("devices")[3..], [90, 150], "a new setting holds at once, and costs no look");
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_failures_outdate_is_nothing_to_act_on() {
    let desk = seen_nine_minutes_ago([8, 8]).await;
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 15);
    desk.abort_answers(accepted());
    desk.arm(true);
    sleep(Duration::from_millis(1)).await;
    let view = desk.view();
    let age_ms = view.firings.first().map(|firing| firing.at_ms - firing.tally.at_ms);
    assert!(age_ms.is_none_or(|age| age <= 30_000), "it acts on nothing older than two looks: {age_ms:?}");
    seconds(20).await;
    assert_eq!((desk.view().stage, desk.fleet.count("abort dp")), (GuardStage::Fired, 1), "with a fresh look it does");
}
