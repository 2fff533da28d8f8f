//! Watching in the background at work: over a scripted fleet, with paused time, through restarts.

use std::sync::Mutex as StdMutex;
use std::time::Duration;

use connect_api::{DeployRequest, DeploymentConfiguration, DeviceFilter};
use tokio::time::sleep;

use super::*;
use crate::fakes::Leads;
use crate::live::fakes::{FakeComputer, FakeFleet, Look, look_of, many};
use crate::outside::{JournalEntry, KeptLanding, StorageError};
use crate::store::Store;
use crate::wire::{ConnectionView, ConnectionsView, Counts, TokenState};

/// A store whose disk can be full.
struct Disk {
    store: Store,
    full: StdMutex<bool>,
}

impl Disk {
    fn room(&self) -> Result<(), StorageError> {
        if *self.full.lock().unwrap() { Err(StorageError("The disk is full.".into())) } else { Ok(()) }
    }
}

impl Landingbook for Disk {
    fn landings(&self) -> Result<Vec<KeptLanding>, StorageError> {
        self.store.landings()
    }

    fn keep_landing(&self, landing: &KeptLanding) -> Result<(), StorageError> {
        self.room()?;
        self.store.keep_landing(landing)
    }

    fn drop_landing(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<(), StorageError> {
        self.room()?;
        self.store.drop_landing(connection, deployment)
    }
}

struct Home {
    computer: FakeComputer,
    fleet: Arc<FakeFleet>,
    disk: Arc<Disk>,
    leads: Arc<Leads>,
    landings: Arc<Landings>,
}

fn home() -> Home {
    let computer = FakeComputer::new();
    let disk = Arc::new(Disk { store: Store::in_memory().unwrap(), full: StdMutex::new(false) });
    let leads = Arc::new(Leads::to("https://here.test"));
    let landings = run(&computer, &disk, &leads);
    Home { fleet: computer.fleet.clone(), computer, disk, leads, landings }
}

/// One run of the application on this computer.
fn run(computer: &FakeComputer, disk: &Arc<Disk>, leads: &Arc<Leads>) -> Arc<Landings> {
    Landings::new(LandingOutside {
        watches: computer.watches(),
        book: disk.clone(),
        journal: Arc::new(Launched),
        destinations: leads.clone(),
        clock: computer.clock.clone(),
        settings: computer.settings.subscribe(),
        told: true,
    })
}

/// Every launch was one of this connection.
struct Launched;

impl Journal for Launched {
    fn begin(&self, _: &JournalEntry) -> Result<(), StorageError> {
        panic!("nobody expected a launch")
    }

    fn settle(&self, _: &str, _: &LaunchOutcome) -> Result<(), StorageError> {
        panic!("nobody expected an outcome")
    }

    fn find(&self, request_id: &str) -> Result<Option<JournalEntry>, StorageError> {
        let comment = Some("v1\u{202e}".to_owned());
        let deployment_configuration =
            DeploymentConfiguration { flow_uuid: "f".into(), comment, app: None, parameters_mapping: None };
        Ok(Some(JournalEntry {
            request_id: request_id.into(),
            connection: "c".into(),
            destination: String::new(),
            sent_ms: 0,
            clock_offset_ms: None,
            before: None,
            request: DeployRequest { device_filter: DeviceFilter::default(), deployment_configuration },
            target: String::new(),
            outcome: None,
        }))
    }

    fn of_deployment(&self, _: &ConnectionId, _: &DeploymentId) -> Result<Option<JournalEntry>, StorageError> {
        Ok(None)
    }

    fn all(&self, _: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        Ok(Vec::new())
    }

    fn whole(&self, connection: &ConnectionId) -> Result<Vec<JournalEntry>, StorageError> {
        self.all(connection)
    }
}

impl Home {
    fn hold(&self) {
        self.landings.hold(&"c".into(), &"dp".into(), Some("Camera models")).unwrap();
    }

    fn looks(&self, looks: impl IntoIterator<Item = (usize, usize, usize)>) {
        self.fleet.looks(&"dp".into(), looks.into_iter().map(|(failed, succeeded, all)| of(failed, succeeded, all)));
    }

    fn told(&self) -> Vec<Happened> {
        self.landings.take_news().into_iter().map(|news| news.happened).collect()
    }

    fn held(&self) -> usize {
        self.landings.views().len()
    }

    fn restart(self) -> Self {
        let Self { computer, fleet, disk, leads, landings } = self;
        drop(landings);
        let landings = run(&computer, &disk, &leads);
        landings.resume(&connections());
        Self { computer, fleet, disk, leads, landings }
    }
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

fn of(failed: usize, succeeded: usize, all: usize) -> Look {
    let mut rows = many(all, "Pending");
    for (at, row) in rows.iter_mut().enumerate().take(failed + succeeded) {
        row.1 = if at < failed { "Failed" } else { "Success" }.to_owned();
    }
    look_of(&rows)
}

async fn seconds(n: u64) {
    sleep(Duration::from_secs(n)).await;
}

#[tokio::test(start_paused = true)]
async fn it_is_watched_without_a_page_until_it_has_landed() {
    let home = home();
    home.looks([(0, 10, 100), (5, 20, 100), (5, 20, 100), (10, 90, 100)]);
    home.hold();
    home.hold();
    seconds(1).await;
    assert_eq!((home.told(), home.held()), (vec![], 1), "what was so before is no news, and asked for twice it is one");
    seconds(16).await;
    let at = Counts { pending: 75, succeeded: 20, failed: 5, ..Counts::default() };
    assert_eq!(home.told(), [Happened::Fails(at)]);
    assert_eq!(home.landings.views()[0].counts, Some(at), "it says how far it is");
    seconds(16).await;
    assert_eq!(home.told(), [], "once");
    seconds(600).await;
    let end = Counts { succeeded: 90, failed: 10, ..Counts::default() };
    assert_eq!(home.told(), [Happened::Finished(end)], "when it is certain");
    assert_eq!((home.held(), home.disk.landings().unwrap().len()), (0, 0), "and that is the end of it");
    let looked = home.fleet.count("devices dp");
    seconds(600).await;
    assert_eq!(home.fleet.count("devices dp"), looked, "nobody looks any more");
}

#[tokio::test(start_paused = true)]
async fn a_restart_tells_what_came_meanwhile_and_nothing_twice() {
    let home = home();
    home.looks([(0, 10, 100), (5, 20, 100)]);
    home.hold();
    seconds(20).await;
    assert_eq!(home.told().len(), 1, "it begins to fail");
    let home = home.restart();
    seconds(20).await;
    assert_eq!((home.told(), home.held()), (vec![], 1), "that was told");
    home.looks([(5, 95, 100)]);
    let home = home.restart();
    seconds(600).await;
    let end = Counts { succeeded: 95, failed: 5, ..Counts::default() };
    assert_eq!(home.told(), [Happened::Finished(end)], "what happened while it was closed is news");
    let home = home.restart();
    seconds(600).await;
    assert_eq!((home.told(), home.held()), (vec![], 0), "and told once");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_is_not_told_and_comes_again() {
    let home = home();
    home.looks([(0, 10, 100), (5, 20, 100), (5, 20, 100), (6, 20, 100)]);
    home.hold();
    seconds(1).await;
    *home.disk.full.lock().unwrap() = true;
    seconds(16).await;
    assert_eq!(home.told(), [], "a run after this one would tell it again");
    *home.disk.full.lock().unwrap() = false;
    seconds(16).await;
    assert_eq!(home.told().len(), 1, "with the next look");
}

#[tokio::test(start_paused = true)]
async fn what_is_launched_here_is_watched_where_the_settings_say_so() {
    let created = |deployment: &str| LaunchOutcome::Created { deployment: deployment.into() };
    let home = home();
    home.looks([(5, 20, 100)]);
    for launch in ["batch.3.1", "plan/p/0/1"] {
        home.landings.launch_ended(launch, &created("dp"));
        assert_eq!(home.held(), 0, "{launch} is told of elsewhere, or one of hundreds");
    }
    home.landings.launch_ended("l-0", &LaunchOutcome::Dismissed);
    home.landings.launch_ended("l-1", &created("dp"));
    let view = home.landings.views().pop().expect("it is watched");
    assert!(view.launched && view.comment.as_deref() == Some("v1⟨U+202E⟩"), "by its comment, made safe: {view:?}");
    seconds(1).await;
    assert_eq!(home.told().len(), 1, "a launch had nothing behind it");
    home.landings.leave(&"c".into(), &"dp".into()).unwrap();
    home.landings.launch_ended("l-1", &created("dp"));
    assert_eq!(home.held(), 0, "what the user ended is not begun again");
    home.computer.settings.send_modify(|settings| settings.notifications.launched = false);
    home.landings.launch_ended("l-2", &created("dp"));
    assert_eq!(home.held(), 0, "the user wants it so");
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_or_leads_elsewhere_ends() {
    let home = home();
    home.fleet.looks(&"dp".into(), [of(0, 1, 2), Look::Fail(crate::fakes::status(404))]);
    home.hold();
    seconds(40).await;
    assert_eq!((home.held(), home.told()), (0, vec![]), "the service does not know it any more");

    home.looks([(0, 1, 2)]);
    home.hold();
    seconds(1).await;
    home.leads.lead_to("https://elsewhere.test");
    seconds(20).await;
    assert_eq!((home.held(), home.told()), (0, vec![]), "the same id may be another deployment there");

    for connection in ["demo", "removed", "c"] {
        home.landings.hold(&connection.into(), &"dp".into(), None).unwrap();
    }
    let home = home.restart();
    let left: Vec<String> = home.landings.views().iter().map(|view| view.connection.to_string()).collect();
    assert_eq!(left, ["c"], "another demo has the same ids");
    home.landings.forget_connection(&"c".into());
    assert!(home.disk.landings().unwrap().is_empty(), "on disk too");
}
