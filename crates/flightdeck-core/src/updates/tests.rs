//! Newer versions in the whole application: looked for, installed on a press, and never while something must not end. And the law of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use async_trait::async_trait;
use proptest::prelude::*;
use tokio::time::sleep;

use super::state::DAY_MS;
use super::*;
use crate::app::{Flightdeck, Outside};
use crate::closing::OnClose;
use crate::fakes::{FakeDial, FakePreferences, FakeSecrets};
use crate::live::fakes::TokioClock;
use crate::store::Store;
use crate::wire::{ConnectionDraft, ConnectionId, DeskNotice, GuardLimit, GuardRule, Keep, NewVersion, WhenClosed};

type Meanwhile = Box<dyn FnOnce() + Send>;

/// Makers of newer versions, scripted; what was asked of them is written down.
struct FakeUpdater {
    found: Mutex<Result<Option<NewVersion>, String>>,
    signed: AtomicBool,
    done: Mutex<Vec<String>>,
    while_fetching: Mutex<Option<Meanwhile>>,
    while_installing: Mutex<Option<Meanwhile>>,
}

impl FakeUpdater {
    fn with(version: &str) -> Arc<Self> {
        Arc::new(Self {
            found: Mutex::new(Ok(Some(NewVersion { version: version.into(), notes: Some("Mends.".into()) }))),
            signed: AtomicBool::new(true),
            done: Mutex::default(),
            while_fetching: Mutex::default(),
            while_installing: Mutex::default(),
        })
    }

    fn does(&self, what: impl Into<String>) {
        self.done.lock().unwrap().push(what.into());
    }

    fn done(&self) -> Vec<String> {
        std::mem::take(&mut *self.done.lock().unwrap())
    }
}

#[async_trait]
impl Updater for FakeUpdater {
    async fn look(&self) -> Result<Option<NewVersion>, String> {
        self.does("look");
        self.found.lock().unwrap().clone()
    }

    async fn fetch(&self, version: &str, so_far: &mut (dyn FnMut(u64, Option<u64>) + Send)) -> Result<(), String> {
        self.does(format!("fetch {version}"));
        so_far(400_000, Some(800_000));
        if let Some(meanwhile) = self.while_fetching.lock().unwrap().take() {
            meanwhile();
        }
        if self.signed.load(Ordering::SeqCst) { Ok(()) } else { Err("the signature is another's".into()) }
    }

    async fn install(&self) -> Result<(), String> {
        self.does("install");
        if let Some(meanwhile) = self.while_installing.lock().unwrap().take() {
            meanwhile();
        }
        Ok(())
    }

    fn restart(&self) {
        self.does("restart");
    }
}

struct World {
    flightdeck: Arc<Flightdeck>,
    connection: ConnectionId,
}

async fn world(updater: Option<Arc<FakeUpdater>>, preferences: &Arc<FakePreferences>) -> World {
    let flightdeck = Flightdeck::new(Outside {
        dial: Arc::new(FakeDial::default()),
        clock: TokioClock::start(),
        secrets: Arc::new(FakeSecrets::default()),
        preferences: preferences.clone(),
        store: Arc::new(Store::in_memory().unwrap()),
        notes: Vec::new(),
        demo: None,
        desk: None,
        updater: updater.map(|updater| updater as Arc<dyn Updater>),
    });
    let form = ConnectionDraft {
        name: "Turbines".into(),
        base_url: "https://api.test".into(),
        fleet_key: "wturb".into(),
        token: "tok".into(),
        keep: Keep::Session,
        authorities: Vec::new(),
    };
    // A later run has it already.
    let connection = match flightdeck.connections.views().active {
        Some(active) => active,
        None => flightdeck.connections.connect("c-1", None, form).await.unwrap().active.unwrap(),
    };
    flightdeck.boot("0", 1);
    World { flightdeck: Arc::new(flightdeck), connection }
}

/// Arms a guard, which keeps Flightdeck from beginning anew.
fn arm(flightdeck: &Flightdeck, connection: &ConnectionId) {
    let rule = GuardRule { limits: vec![GuardLimit::NoProgress { minutes: 60 }], abort: false };
    flightdeck.guards.arm(connection, &"dp-1".into(), None, rule).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_build_without_a_place_to_look_at_does_none_of_it() {
    let World { flightdeck, .. } = world(None, &Arc::default()).await;
    let updates = &flightdeck.updates;
    assert_eq!(updates.view().stage, UpdateStage::Off);
    assert_eq!(updates.look().await.unwrap_err().code, ErrorCode::InvalidInput);
    assert_eq!(updates.install("1.1.0").await.unwrap_err().message, "This build does not update itself.");
}

#[tokio::test(start_paused = true)]
async fn it_looks_once_a_day_whatever_is_restarted_and_not_where_the_user_does_not_want_it() {
    let (preferences, updater) = (Arc::<FakePreferences>::default(), FakeUpdater::with("1.1.0"));
    let first = world(Some(updater.clone()), &preferences).await;
    sleep(FIRST + Duration::from_secs(1)).await;
    assert_eq!(updater.done(), ["look"], "some time after the start");
    let (page, heard) = channel();
    first.flightdeck.desktop.watch(1, move |notice| page.send(notice).is_ok()).unwrap();
    let found = |notice: DeskNotice| match notice {
        DeskNotice::Updates { updates } => matches!(updates.stage, UpdateStage::Found { .. }),
        _ => false,
    };
    assert!(heard.try_iter().any(found), "a page that comes later is told what is known");
    sleep(Duration::from_secs(20 * 3_600)).await;
    assert_eq!(updater.done(), [""; 0], "not again that day");
    sleep(Duration::from_secs(5 * 3_600)).await;
    assert_eq!(updater.done(), ["look"]);
    let off = Settings { look_for_updates: false, ..first.flightdeck.settings() };
    first.flightdeck.settings_set(off).unwrap();
    sleep(Duration::from_secs(3 * 24 * 3_600)).await;
    assert_eq!(updater.done(), [""; 0], "the user does not want it");
    first.flightdeck.updates.look().await.unwrap();
    assert_eq!(updater.done(), ["look"], "but may look");
    let on = Settings { look_for_updates: true, ..first.flightdeck.settings() };
    first.flightdeck.settings_set(on).unwrap();
    drop(first);

    let looked_ms = preferences.get(NAME).and_then(|kept| kept["lookedMs"].as_i64()).expect("it is kept");
    preferences.put(NAME, serde_json::json!({ "lookedMs": crate::live::fakes::START_MS }));
    let second = world(Some(updater.clone()), &preferences).await;
    sleep(Duration::from_secs(3_600)).await;
    assert!(looked_ms > crate::live::fakes::START_MS);
    assert_eq!(updater.done(), [""; 0], "a start within the day is no reason");
    preferences.fail(true);
    sleep(Duration::from_secs(48 * 3_600)).await;
    assert_eq!(updater.done(), [""; 0], "what cannot be written down would be done with each start");
    drop(second);
}

#[tokio::test(start_paused = true)]
async fn a_press_fetches_installs_and_begins_anew() {
    let updater = FakeUpdater::with("1.1.0");
    let World { flightdeck, .. } = world(Some(updater.clone()), &Arc::default()).await;
    let found = flightdeck.updates.look().await.unwrap();
    let new = NewVersion { version: "1.1.0".into(), notes: Some("Mends.".into()) };
    assert_eq!(found.stage, UpdateStage::Found { new: new.clone() });
    assert!(flightdeck.updates.install("1.2.0").await.is_err(), "another than was read about");
    assert_eq!(updater.done(), ["look"]);
    let (page, heard) = channel();
    flightdeck.desktop.watch(1, move |notice| page.send(notice).is_ok()).unwrap();
    let closing = flightdeck.closing.clone();
    let asked = Arc::new(Mutex::new(None));
    let answer = asked.clone();
    *updater.while_installing.lock().unwrap() =
        Some(Box::new(move || *answer.lock().unwrap() = Some(closing.quit_requested())));
    let installed = flightdeck.updates.install("1.1.0").await.unwrap();
    assert_eq!(updater.done(), ["fetch 1.1.0", "install", "restart"]);
    assert_eq!(installed.stage, UpdateStage::Installed { new: new.clone() });
    let Some(OnClose::Ask(question)) = asked.lock().unwrap().take() else { panic!("quitting in the middle asks") };
    assert_eq!(question.title, "A newer version is being installed");
    let told: Vec<UpdateStage> = heard
        .try_iter()
        .filter_map(|notice| match notice {
            DeskNotice::Updates { updates } => Some(updates.stage),
            _ => None,
        })
        .collect();
    let half = UpdateStage::Fetching { new: new.clone(), bytes: 400_000, of: Some(800_000) };
    assert!(
        told.contains(&half) && told.contains(&UpdateStage::Installing { new }),
        "the page shows how far: {told:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_installed_while_quitting_would_be_asked_about() {
    let updater = FakeUpdater::with("1.1.0");
    let World { flightdeck, connection } = world(Some(updater.clone()), &Arc::default()).await;
    flightdeck.updates.look().await.unwrap();
    let (meanwhile, of) = (flightdeck.clone(), connection.clone());
    *updater.while_fetching.lock().unwrap() = Some(Box::new(move || arm(&meanwhile, &of)));
    let view = flightdeck.updates.install("1.1.0").await.unwrap();
    assert_eq!(updater.done(), ["look", "fetch 1.1.0"], "a guard was armed while it was fetched");
    assert!(view.failed.is_some_and(|why| why.contains("not installed. A guard is armed")));
    let not_now = view.not_now.expect("the page says why");
    assert!(matches!(flightdeck.closing.quit_requested(), OnClose::Ask(_)), "quitting asks just the same");
    let refused = flightdeck.updates.install("1.1.0").await.unwrap_err();
    assert_eq!(refused.message, not_now);
    assert_eq!(updater.done(), [""; 0]);

    let guard = flightdeck.guards.follow().borrow().guards[0].id.clone();
    flightdeck.guards.disarm(&guard).unwrap();
    let (meanwhile, of) = (flightdeck.clone(), connection.clone());
    *updater.while_installing.lock().unwrap() = Some(Box::new(move || arm(&meanwhile, &of)));
    flightdeck.updates.install("1.1.0").await.unwrap();
    assert_eq!(updater.done(), ["fetch 1.1.0", "install"], "armed at the last moment: it does not end under the guard");
    assert!(flightdeck.updates.install("1.1.0").await.is_err(), "nor on a press");
    let guard = flightdeck.guards.follow().borrow().guards[0].id.clone();
    flightdeck.guards.disarm(&guard).unwrap();
    flightdeck.updates.install("1.1.0").await.unwrap();
    assert_eq!(updater.done(), ["restart"], "the new version begins when the user says so");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_signed_is_not_installed_and_watching_is_no_reason() {
    let updater = FakeUpdater::with("1.1.0");
    let World { flightdeck, connection } = world(Some(updater.clone()), &Arc::default()).await;
    flightdeck.settings_set(Settings { when_closed: WhenClosed::Ask, ..flightdeck.settings() }).unwrap();
    flightdeck.landings.hold(&connection, &"dp-1".into(), Some("v1")).unwrap();
    flightdeck.updates.look().await.unwrap();
    updater.signed.store(false, Ordering::SeqCst);
    let view = flightdeck.updates.install("1.1.0").await.unwrap();
    assert!(view.failed.is_some_and(|why| why.contains("the signature is another's")));
    assert_eq!(view.not_now, None, "the next run goes on watching");
    updater.signed.store(true, Ordering::SeqCst);
    flightdeck.updates.install("1.1.0").await.unwrap();
    assert_eq!(updater.done(), ["look", "fetch 1.1.0", "fetch 1.1.0", "install", "restart"]);
}

/// What may happen, in any order.
#[derive(Clone, Debug)]
enum Event {
    Later(i64),
    Wanted(bool),
    Busy(bool),
    UserLooks,
    Answer(Result<Option<u8>, ()>),
    Press(u8),
    Fetched(bool),
    Installed(bool),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let one = prop_oneof![
        (0..40 * 3_600_000_i64).prop_map(Event::Later),
        any::<bool>().prop_map(Event::Wanted),
        any::<bool>().prop_map(Event::Busy),
        Just(Event::UserLooks),
        prop_oneof![Just(Ok(None)), Just(Err(())), (0..3_u8).prop_map(|one| Ok(Some(one)))].prop_map(Event::Answer),
        (0..3_u8).prop_map(Event::Press),
        any::<bool>().prop_map(Event::Fetched),
        any::<bool>().prop_map(Event::Installed),
    ];
    prop::collection::vec(one, 0..80)
}

fn failed(ok: bool) -> Result<(), String> {
    if ok { Ok(()) } else { Err("no".into()) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever happens: one look a day by itself and none that is not wanted; nothing installed that was not pressed for, each press for once; and
    /// neither an installation nor a new beginning while something must not end.
    #[test]
    fn the_law(events in events()) {
        let (mut state, mut now_ms, mut wanted, mut busy) = (State::default(), 0_i64, true, false);
        let mut looked_ms: Option<i64> = None;
        let (mut pressed, mut installing, mut installed): (Option<u8>, Option<u8>, Option<u8>) = (None, None, None);
        let name = |one: u8| format!("1.{one}.0");
        for event in events {
            let not_now = busy.then_some("A guard is armed.");
            match event {
                Event::Later(ms) => {
                    now_ms += ms;
                    if state.is_due(now_ms, wanted) {
                        prop_assert!(wanted, "the user does not want it");
                        prop_assert!(looked_ms.is_none_or(|before| now_ms - before >= DAY_MS), "once a day");
                        prop_assert!(state.looks(now_ms), "what is due can be done");
                        looked_ms = Some(now_ms);
                    }
                }
                Event::Wanted(is) => wanted = is,
                Event::Busy(is) => busy = is,
                Event::UserLooks => {
                    state.looks(now_ms);
                }
                Event::Answer(found) => {
                    let found = found.map(|one| one.map(|one| NewVersion { version: name(one), notes: None }));
                    state.looked(found.map_err(|()| "no".into()));
                }
                Event::Press(one) => {
                    let before = state.view(not_now);
                    let shown = match &before.stage {
                        UpdateStage::Found { new } | UpdateStage::Installed { new } => Some(new.version.clone()),
                        _ => None,
                    };
                    match state.press(&name(one), not_now) {
                        Ok(press) => {
                            prop_assert!(!busy, "a press is refused with the reason");
                            prop_assert_eq!(shown, Some(name(one)), "it is what the user sees");
                            match press {
                                Press::Fetch => pressed = Some(one),
                                Press::Restart => prop_assert_eq!(installed, Some(one), "there is something to begin anew with"),
                            }
                        }
                        Err(_) => prop_assert_eq!(state.view(not_now), before, "what is refused changes nothing"),
                    }
                }
                Event::Fetched(ok) => {
                    if state.fetched(failed(ok), not_now) {
                        prop_assert!(ok && !busy, "what must not end does not");
                        prop_assert!(pressed.is_some(), "nothing is installed unasked");
                        installing = pressed.take();
                    }
                }
                Event::Installed(ok) => {
                    let begins_anew = state.installed(failed(ok), not_now);
                    if begins_anew {
                        prop_assert!(ok && !busy && installing.is_some(), "it begins anew with what the press was for");
                    }
                    if matches!(state.view(None).stage, UpdateStage::Installed { .. }) && installing.is_some() {
                        installed = installing.take();
                    }
                }
            }
        }
    }
}
