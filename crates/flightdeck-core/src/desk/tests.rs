//! The desktop in the whole application: a deployment lands while nobody looks, and what is chosen leads there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use connect_api::{Authority, BaseUrl, Error, Token};
use tokio::time::sleep;

use super::*;
use crate::app::{Flightdeck, Outside};
use crate::closing::OnClose;
use crate::fakes::{FakePreferences, FakeSecrets, page};
use crate::live::fakes::{FakeFleet, TokioClock, look_of, many};
use crate::outside::{Api, Dial, Notification};
use crate::store::Store;
use crate::wire::{ConnectionDraft, ConnectionId, Keep, LandingView, MenuAction, NotificationSettings, WhenClosed};

/// Opens the same fleet for everyone.
struct ToFleet(Arc<FakeFleet>);

impl Dial for ToFleet {
    fn open(&self, _: &BaseUrl, _: &str, _: &Token, _: &[Authority]) -> Result<Arc<dyn Api>, Error> {
        Ok(self.0.clone())
    }
}

/// A desktop that writes down what it was asked for.
#[derive(Default)]
struct FakeDesk {
    told: Mutex<Vec<Notification>>,
    shown: Mutex<Vec<Moving>>,
    tray: AtomicBool,
    bar: AtomicBool,
    menus: Mutex<Vec<MenuBar>>,
    at_login: Mutex<Option<bool>>,
    refuses: AtomicBool,
}

impl Desk for FakeDesk {
    fn notify(&self, notification: &Notification) {
        self.told.lock().unwrap().push(notification.clone());
    }

    fn show(&self, moving: &Moving) {
        self.shown.lock().unwrap().push(moving.clone());
    }

    fn has_tray(&self) -> bool {
        self.tray.load(Ordering::SeqCst)
    }

    fn has_menu_bar(&self) -> bool {
        self.bar.load(Ordering::SeqCst)
    }

    fn show_menu(&self, menu: &MenuBar) {
        self.menus.lock().unwrap().push(menu.clone());
    }

    fn starts_at_login(&self) -> Option<bool> {
        *self.at_login.lock().unwrap()
    }

    fn start_at_login(&self, on: bool) -> Result<(), String> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err("no such folder".into());
        }
        *self.at_login.lock().unwrap() = Some(on);
        Ok(())
    }
}

struct World {
    fleet: Arc<FakeFleet>,
    desk: Arc<FakeDesk>,
    flightdeck: Flightdeck,
    connection: ConnectionId,
}

async fn world() -> World {
    let (fleet, desk) = (Arc::new(FakeFleet::default()), Arc::new(FakeDesk::default()));
    fleet.pages.lock().unwrap().insert(None, Ok(page(Vec::new())));
    let flightdeck = Flightdeck::new(Outside {
        dial: Arc::new(ToFleet(fleet.clone())),
        clock: TokioClock::start(),
        secrets: Arc::new(FakeSecrets::default()),
        preferences: Arc::new(FakePreferences::default()),
        store: Arc::new(Store::in_memory().unwrap()),
        notes: Vec::new(),
        demo: None,
        desk: Some(desk.clone()),
        updater: None,
    });
    let form = ConnectionDraft {
        name: "Turbines".into(),
        base_url: "https://api.test".into(),
        fleet_key: "wturb".into(),
        token: "tok".into(),
        keep: Keep::Session,
        authorities: Vec::new(),
    };
    let connection = flightdeck.connections.connect("c-1", None, form).await.unwrap().active.unwrap();
    flightdeck.boot("0", 1);
    World { fleet, desk, flightdeck, connection }
}

impl World {
    /// Is watched, at first on its way and then ended.
    fn watches(&self, deployment: &str) {
        let ended = look_of(&many(40, "Success"));
        self.fleet.looks(&deployment.into(), [look_of(&many(40, "Pending")), ended]);
        self.flightdeck.landings.hold(&self.connection, &deployment.into(), Some(deployment)).unwrap();
    }

    fn titles(&self) -> Vec<String> {
        self.desk.told.lock().unwrap().iter().map(|one| one.title.clone()).collect()
    }

    fn place(&self, deployment: &str) -> Place {
        Place::Deployment { connection: self.connection.clone(), deployment: deployment.into() }
    }
}

#[tokio::test(start_paused = true)]
async fn what_lands_while_nobody_looks_is_told_once_and_together() {
    let world = world().await;
    world.watches("a");
    sleep(Duration::from_secs(5)).await;
    let moving = world.desk.shown.lock().unwrap().last().cloned().expect("the tray says what moves");
    assert_eq!((moving.items[0].text.as_str(), moving.percent), ("a: 0 of 40 ended", Some(0)));
    sleep(Duration::from_secs(600)).await;
    assert_eq!(world.titles(), ["“a” has finished"]);
    let told = world.desk.told.lock().unwrap()[0].clone();
    assert_eq!((told.body.as_str(), told.place), ("All 40 devices succeeded.", world.place("a")));
    let moving = world.desk.shown.lock().unwrap().last().cloned().unwrap();
    assert_eq!((moving.items.len(), moving.percent, moving.unseen), (0, None, 1), "and nothing moves any more");

    world.watches("b");
    world.watches("c");
    sleep(Duration::from_secs(600)).await;
    assert_eq!(world.titles()[1..], ["2 things happened"], "both in one");
}

#[tokio::test(start_paused = true)]
async fn in_front_and_in_quiet_hours_nothing_is_told() {
    let world = world().await;
    world.flightdeck.desktop.front(true);
    world.watches("a");
    sleep(Duration::from_secs(600)).await;
    assert_eq!(world.titles(), [""; 0], "the page shows it");
    assert!(world.flightdeck.landings.views().is_empty(), "it was told by the page, and has ended");

    world.flightdeck.desktop.front(false);
    let always = crate::wire::WeekHours { days: (1..=7).collect(), from: 0, to: 1440 };
    let quiet = NotificationSettings { quiet: vec![always], ..NotificationSettings::default() };
    let set = |notifications: NotificationSettings| {
        world.flightdeck.settings_set(Settings { notifications, ..world.flightdeck.settings() }).unwrap();
    };
    set(quiet);
    world.watches("b");
    sleep(Duration::from_secs(3_600)).await;
    assert_eq!(world.titles(), [""; 0], "it is quiet");
    set(NotificationSettings::default());
    sleep(Duration::from_secs(30)).await;
    assert_eq!(world.titles(), ["“b” has finished"], "and then it is not");
}

#[tokio::test(start_paused = true)]
async fn what_is_chosen_leads_there_as_soon_as_there_is_a_page() {
    let world = world().await;
    world.watches("a");
    world.flightdeck.desktop.lead(world.place("a"));
    let (page, heard) = channel();
    world.flightdeck.desktop.watch(1, move |notice| page.send(notice).is_ok()).unwrap();
    let first: Vec<DeskNotice> = heard.try_iter().collect();
    let [DeskNotice::Landings { landings, tray: false }, DeskNotice::Lead { place }] = first.as_slice() else {
        panic!("what is watched, and then where to go: {first:?}");
    };
    assert_eq!((landings.len(), place), (1, &world.place("a")));
    world.flightdeck.desktop.lead(Place::Window);
    assert_eq!(heard.try_iter().last(), Some(DeskNotice::Lead { place: Place::Window }), "at once, where there is one");

    let (again, heard) = channel();
    world.flightdeck.boot("0", 2);
    world.flightdeck.desktop.watch(2, move |notice| again.send(notice).is_ok()).unwrap();
    let second: Vec<DeskNotice> = heard.try_iter().collect();
    assert!(
        matches!(second.as_slice(), [DeskNotice::Landings { .. }]),
        "a page that loads again is led nowhere: {second:?}"
    );
    assert!(world.flightdeck.desktop.watch(1, |_| true).is_err(), "an earlier page is gone");
    sleep(Duration::from_secs(20)).await;
    let seen =
        |landings: &[LandingView]| landings.iter().any(|one| one.counts.is_some_and(|counts| counts.total() == 40));
    let told =
        heard.try_iter().any(|notice| matches!(notice, DeskNotice::Landings { landings, .. } if seen(&landings)));
    assert!(told, "it hears how far it is");
}

#[tokio::test(start_paused = true)]
async fn a_link_that_the_program_was_started_with_waits_for_its_page() {
    let world = world().await;
    let uuid = "4f6c6b1e-3f0a-4b1c-9d57-0a5c8e1f2b3d";
    world.flightdeck.desktop.follow(&format!("flightdeck://deployment/{uuid}?fleet=wturb"));
    let (page, heard) = channel();
    world.flightdeck.desktop.watch(1, move |notice| page.send(notice).is_ok()).unwrap();
    assert_eq!(
        heard.try_iter().last(),
        Some(DeskNotice::Lead { place: world.place(uuid) }),
        "it was why it was started"
    );
    world.flightdeck.desktop.follow("flightdeck://abort/all");
    let told = heard.try_iter().last();
    assert!(matches!(told, Some(DeskNotice::Unfollowed { .. })), "a click that does nothing says why: {told:?}");
    let link = world.flightdeck.desktop.link_to(&world.place(uuid));
    assert_eq!(link.as_deref(), Some(&*format!("flightdeck://deployment/{uuid}?fleet=wturb")));
}

#[tokio::test(start_paused = true)]
async fn closing_asks_once_about_what_is_watched_and_remembers_the_answer() {
    let world = world().await;
    let closing = &world.flightdeck.closing;
    assert_eq!(closing.requested(), OnClose::Close, "nothing is watched");
    world.watches("a");
    world.desk.tray.store(true, Ordering::SeqCst);
    let OnClose::Ask(question) = closing.requested() else { panic!("it asks") };
    assert!(question.keep.is_some() && question.message.contains("“a”"), "{question:?}");
    assert_eq!(closing.requested(), OnClose::Wait, "once");
    let (page, heard) = channel();
    world.flightdeck.desktop.watch(1, move |notice| page.send(notice).is_ok()).unwrap();
    closing.chose_to_keep();
    assert_eq!(world.flightdeck.settings().when_closed, WhenClosed::Tray);
    let set = heard.try_iter().last();
    assert!(
        matches!(set, Some(DeskNotice::Set { settings }) if settings.when_closed == WhenClosed::Tray),
        "the page knows"
    );
    assert_eq!(closing.requested(), OnClose::Keep, "and is not asked again");
    assert_eq!(closing.quit_requested(), OnClose::Close, "who says to quit means it");
    world.desk.tray.store(false, Ordering::SeqCst);
    assert!(matches!(closing.requested(), OnClose::Ask(question) if question.keep.is_none()), "a tray can go away");
    closing.chose_to_quit();
    assert_eq!(world.flightdeck.settings().when_closed, WhenClosed::Tray, "what was set by then stays");
}

#[tokio::test(start_paused = true)]
async fn whether_it_starts_at_login_is_the_systems_word() {
    let world = world().await;
    let wanted = Settings { start_at_login: true, ..world.flightdeck.settings() };
    world.desk.refuses.store(true, Ordering::SeqCst);
    let refused = world.flightdeck.settings_set(wanted.clone()).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("startAtLogin"));
    assert!(!world.flightdeck.settings().start_at_login, "what the system refused is not so");
    world.desk.refuses.store(false, Ordering::SeqCst);
    assert!(world.flightdeck.settings_set(wanted).unwrap().start_at_login);
    assert_eq!(*world.desk.at_login.lock().unwrap(), Some(true));
    *world.desk.at_login.lock().unwrap() = Some(false);
    assert!(!world.flightdeck.settings().start_at_login, "the user took it away in the system's own settings");
    let boot = world.flightdeck.boot("0", 3);
    assert!(!boot.settings.start_at_login, "and the page is told so");
}

#[tokio::test(start_paused = true)]
async fn the_menu_bar_is_the_pages_where_there_is_one() {
    let world = world().await;
    let action = MenuAction {
        id: "go.fleet".into(),
        label: "Go to Fleet".into(),
        accelerator: Some("CmdOrCtrl+2".into()),
        enabled: true,
    };
    let menu = MenuBar { help: vec![action.clone()], ..MenuBar::default() };
    assert!(!world.flightdeck.boot("0", 1).menu_bar, "this system has none");
    let refused = world.flightdeck.desktop.show_menu(menu.clone()).unwrap_err();
    assert_eq!(refused.message, "This system has no menu bar.");
    assert!(world.desk.menus.lock().unwrap().is_empty(), "and none is made");

    world.desk.bar.store(true, Ordering::SeqCst);
    assert!(world.flightdeck.boot("0", 2).menu_bar, "the page is told that there is one");
    world.flightdeck.desktop.show_menu(menu.clone()).unwrap();
    assert_eq!(world.desk.menus.lock().unwrap().last(), Some(&menu));
    let twice = MenuBar { application: vec![action], ..menu };
    assert!(world.flightdeck.desktop.show_menu(twice).is_err(), "what fits into no menu is not shown");
    assert_eq!(world.desk.menus.lock().unwrap().len(), 1);

    world.flightdeck.desktop.act("go.plans".into());
    let (page, heard) = channel();
    world.flightdeck.desktop.watch(2, move |notice| page.send(notice).is_ok()).unwrap();
    world.flightdeck.desktop.act("go.fleet".into());
    let acts: Vec<DeskNotice> = heard.try_iter().filter(|one| matches!(one, DeskNotice::Act { .. })).collect();
    let expected = DeskNotice::Act { action: "go.fleet".into() };
    assert_eq!(acts, [expected], "once; what was chosen before the page was there means nothing on it");
}
