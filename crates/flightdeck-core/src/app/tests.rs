//! The application as the shell uses it: from the first start to a launch, on one outside world.

mod again;
mod drafts;
mod secrets;

use std::sync::atomic::Ordering;

use futures::FutureExt;

use super::*;
use crate::closing::OnClose;
use crate::fakes::{FakeClock, FakeDemo, FakeDial, FakePreferences, FakeSecrets};
use crate::outside::{FleetBook, FleetSource, Journal, Seen};
use crate::wire::{
    ConnectionDraft, ConnectionId, Counts, Draft, ErrorCode, GuardLimit, GuardRule, GuardStage, GuardsNotice, Keep,
    LaunchOutcome, Settings,
};

const NOW: i64 = 1_700_000_000_000;

struct World {
    dial: Arc<FakeDial>,
    preferences: Arc<FakePreferences>,
    store: Arc<Store>,
    flightdeck: Flightdeck,
}

fn world() -> World {
    let (dial, preferences) = (Arc::new(FakeDial::default()), Arc::new(FakePreferences::default()));
    let store = Arc::new(Store::in_memory().unwrap());
    let flightdeck = Flightdeck::new(Outside {
        dial: dial.clone(),
        clock: FakeClock::at(NOW),
        secrets: Arc::new(FakeSecrets::default()),
        preferences: preferences.clone(),
        store: store.clone(),
        notes: vec![StartNote { title: "t".into(), message: "m".into() }],
        demo: Some(FakeDemo::on(4010)),
        desk: None,
        updater: None,
    });
    World { dial, preferences, store, flightdeck }
}

async fn connected(world: &World) -> ConnectionId {
    let form = ConnectionDraft {
        name: "Turbines".into(),
        base_url: "https://api.test".into(),
        fleet_key: "wturb".into(),
        token: "tok".into(),
        keep: Keep::Keyring,
        authorities: Vec::new(),
    };
    world.flightdeck.connections.connect("c-1", None, form).await.unwrap().active.unwrap()
}

#[tokio::test]
async fn a_first_start_has_nothing_but_defaults_and_what_happened() {
    let boot = world().flightdeck.boot("0.1.0", 3);
    assert_eq!((boot.version.as_str(), boot.epoch), ("0.1.0", 3), "the page learns its number");
    assert_eq!((boot.connections.len(), boot.active, boot.settings), (0, None, Settings::default()), "nothing yet");
    assert_eq!(boot.notes.len(), 1, "what opening the database reported");
}

#[tokio::test]
async fn a_connection_that_leads_elsewhere_knows_nothing_of_the_fleet_before() {
    let world = world();
    let connection = connected(&world).await;
    world.store.keep_source(&connection, &FleetSource { devices: 1, ..FleetSource::default() }).unwrap();
    let form = |base_url: &str, token: &str| ConnectionDraft {
        name: "Turbines".into(),
        base_url: base_url.into(),
        fleet_key: "wturb".into(),
        token: token.into(),
        keep: Keep::Keyring,
        authorities: Vec::new(),
    };
    let known = || world.store.sources(&connection).len();
    let renewed = form("https://api.test", "tok-2");
    world.flightdeck.connect("c-2", Some(connection.clone()), renewed).await.unwrap();
    assert_eq!(known(), 1, "with another token it is the same fleet");
    world.flightdeck.connect("c-3", Some(connection.clone()), form("https://new.test", "tok-3")).await.unwrap();
    assert_eq!(known(), 0, "devices of another fleet must not be told as reached in this one");
}

#[test]
fn less_to_keep_is_let_go_at_once() {
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let world = world();
    for (deployment, days) in [("old", 40), ("new", 20)] {
        world.store.remember(&"c".into(), &deployment.into(), Counts::default(), NOW - days * DAY_MS);
    }
    world.flightdeck.settings_set(Settings { keep_days: 30, ..Settings::default() }).unwrap();
    let known = |deployment: &str| world.store.counts(&"c".into(), &deployment.into()).is_some();
    assert!(!known("old"), "who shortens the time expects it to hold now, not with the next deployment seen");
    assert!(known("new"), "and no more than that is let go");
}

#[tokio::test]
async fn a_draft_is_kept_read_launched_and_offered_again() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    let draft = Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["Production".into()],
        comment: "Firmware".into(),
        step: 4,
        ..Draft::default()
    };
    let begun = flightdeck.draft_load(&connection, None).await.unwrap();
    assert_eq!(begun.saved_ms, None, "a new draft was never saved");
    flightdeck.draft_save(&connection, Some(begun.id.clone()), draft.clone()).unwrap();
    let saved = flightdeck.draft_load(&connection, Some(&begun.id)).await.unwrap();
    assert_eq!((saved.draft, saved.saved_ms), (draft.clone(), Some(NOW)), "it opens where it was left");
    assert!(flightdeck.draft_read(&connection, &draft).await.unwrap().json.is_some(), "and can be sent");

    let created = connect_api::Created { deployment_uuid: Some("dp-1".into()), status: 201 };
    world.dial.api.on_create(Ok(created));
    let outcome = flightdeck.launches.launch("l-1", &connection, draft, None).await.unwrap();
    assert_eq!(outcome, LaunchOutcome::Created { deployment: "dp-1".into() }, "launched");
    let offered = flightdeck.suggestions(&connection).await.unwrap();
    assert_eq!((offered.flows[0].uuid.as_str(), offered.groups[0].as_str()), ("f-1", "Production"), "offered again");
    assert_eq!(flightdeck.storage_view().unwrap().launches, 1, "and counted");
    assert_eq!(flightdeck.draft_discard(&connection, &begun.id).unwrap().saved_ms, None, "the draft may go");
}

#[tokio::test]
async fn what_the_users_own_rules_forbid_is_not_sent_and_what_they_ask_is_confirmed() {
    use crate::wire::{AbortOutcome, AbortScope, AskKind, ConnectionRules};
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    let draft = |comment: &str| Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["North".into()],
        comment: comment.into(),
        ..Draft::default()
    };
    let created = |id: &str| Ok(connect_api::Created { deployment_uuid: Some(id.into()), status: 201 });
    world.dial.api.on_create(created("dp-1"));
    let first = flightdeck.launch("l-1", &connection, draft("One"), None, &[]).await;
    assert!(first.is_ok(), "without a rule nothing is asked: {first:?}");

    let reading = flightdeck.draft_read(&connection, &draft("Two")).await.unwrap();
    let before = reading.before.unwrap();
    assert_eq!(before.twin.map(|row| row.request_id).as_deref(), Some("l-1"), "the same but for its comment");
    assert!(before.diff.same, "{}", before.diff.words);
    assert_eq!(
        reading.asks.iter().map(|ask| ask.kind).collect::<Vec<_>>(),
        [AskKind::Twin],
        "within a day it is asked"
    );
    let unasked = flightdeck.launch("l-2", &connection, draft("Two"), None, &[]).await.unwrap_err();
    assert_eq!(unasked.code, ErrorCode::ConfirmationNeeded, "and checked here, whatever the page showed");
    world.dial.api.on_create(created("dp-2"));
    let twice = flightdeck.launch("l-2", &connection, draft("Two"), None, &[AskKind::Twin]).await;
    assert!(twice.is_ok(), "confirmed, it goes: {twice:?}");

    let rules = ConnectionRules { production: true, ask_above: Some(5), ..ConnectionRules::default() };
    let views = flightdeck.connection_rules_set(&connection, rules.clone()).await.unwrap();
    assert_eq!(views.connections[0].rules, rules, "the page is told, to mark it");
    let other = Draft { groups: vec!["South".into()], ..draft("Three") };
    let asks = flightdeck.draft_read(&connection, &other).await.unwrap().asks;
    let kinds: Vec<AskKind> = asks.iter().map(|ask| ask.kind).collect();
    assert_eq!(kinds, [AskKind::Production, AskKind::Many], "always, and for what nobody can count");
    for accepted in [&[][..], &[AskKind::Production], &[AskKind::Many], &[AskKind::Twin]] {
        let refused = flightdeck.launch("l-3", &connection, other.clone(), None, accepted).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::ConfirmationNeeded, "{accepted:?} is not all of it");
    }

    let read_only = ConnectionRules { read_only: true, ..ConnectionRules::default() };
    flightdeck.connection_rules_set(&connection, read_only).await.unwrap();
    assert!(flightdeck.draft_read(&connection, &other).await.unwrap().blocked.is_some(), "said before the review");
    let all = [AskKind::Twin, AskKind::Production, AskKind::Many];
    let refused = flightdeck.launch("l-4", &connection, other.clone(), None, &all).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::RuleForbids, "no confirmation helps");
    let straight = flightdeck.launches.launch("l-5", &connection, other.clone(), None).await.unwrap_err();
    assert_eq!(straight.code, ErrorCode::RuleForbids, "whoever launches");
    let abort = flightdeck.aborts.abort("a-1", &connection, &"dp-1".into(), &AbortScope::Deployment).await.unwrap();
    let AbortOutcome::Refused { error } = abort else { panic!("read only aborts nothing: {abort:?}") };
    assert_eq!(error.code, ErrorCode::RuleForbids, "and says why");
    assert_eq!(world.dial.api.sent(), 2, "nothing of all this was sent");
    let again = flightdeck.launch("l-1", &connection, draft("One"), None, &[]).await;
    assert_eq!(again, first, "a repeated press still gets its first outcome");
    let wrong = ConnectionRules { ask_above: Some(0), ..ConnectionRules::default() };
    let refused = flightdeck.connection_rules_set(&connection, wrong).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("askAbove"), "rules that cannot be are not kept");
}

/// B27: a name is given once and used everywhere.
#[tokio::test]
async fn a_flow_is_called_by_its_name_everywhere() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    let offered = flightdeck.flow_name_set(&connection, "f-1", " Gateway firmware ").await.unwrap();
    assert_eq!(offered.flows[0].name.as_deref(), Some("Gateway firmware"), "offered under its name at once");
    world.dial.api.on_create(Err(crate::fakes::cut()));
    let draft = Draft { flow_uuid: "f-1".into(), groups: vec!["A".into()], comment: "c".into(), ..Draft::default() };
    tokio::time::pause();
    flightdeck.launches.launch("l-1", &connection, draft, None).await.unwrap();
    let unresolved = flightdeck.launches.unresolved(&connection).await.unwrap();
    assert_eq!(unresolved[0].flow_name.as_deref(), Some("Gateway firmware"), "an open question names it too");
    let nameless = flightdeck.flow_name_set(&connection, "f-1", " ").await.unwrap();
    assert_eq!(nameless.flows[0].name, None, "an empty name takes it away");
    for (flow, name, field) in
        [(" ", "x", "flowUuid"), ("f-1", "a\nb", "flowName"), ("f-1", &*"x".repeat(81), "flowName")]
    {
        let error = flightdeck.flow_name_set(&connection, flow, name).await.unwrap_err();
        assert_eq!(error.field.as_deref(), Some(field), "{name:?} is no name");
    }
    let nobody = flightdeck.flow_name_set(&"gone".into(), "f-1", "x").await.unwrap_err();
    assert_eq!(nobody.code, ErrorCode::NotFound, "a name of a fleet nobody knows would stay for ever");
}

/// B5: closing in the middle of a send says so, and waits for the outcome to be written down.
#[tokio::test(start_paused = true)]
async fn closing_waits_for_what_is_being_sent() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    assert_eq!(flightdeck.closing.requested(), OnClose::Close, "nothing keeps it open");
    world.dial.api.on_create(Err(crate::fakes::cut()));
    let draft = Draft { flow_uuid: "f-1".into(), groups: vec!["A".into()], comment: "c".into(), ..Draft::default() };
    let (launches, to) = (flightdeck.launches.clone(), connection.clone());
    // The page that asked is gone: nobody waits for the answer.
    drop(tokio::spawn(async move { launches.launch("l-1", &to, draft, None).await }));
    while flightdeck.launches.sending() == 0 {
        tokio::task::yield_now().await;
    }
    let OnClose::Ask(question) = flightdeck.closing.requested() else { panic!("a launch is being sent") };
    assert_eq!(question.title, "A deployment is being sent", "it says why it asks");
    assert_eq!(flightdeck.closing.requested(), OnClose::Wait, "and asks once, however often the button is pressed");
    assert_eq!(flightdeck.closing.chose_to_wait().now_or_never(), None, "it closes later");
    assert!(matches!(flightdeck.closing.requested(), OnClose::Ask(_)), "who waited long enough can still quit");
    assert_eq!(flightdeck.launches.unresolved(&connection).await.unwrap(), [], "B5: what is being sent is not lost");
    flightdeck.closing.settled().await;
    let entry = world.store.find("l-1").unwrap().unwrap();
    assert!(entry.outcome.is_some(), "it closes once the outcome is written down");
    assert_eq!(flightdeck.closing.requested(), OnClose::Close, "then nothing keeps it open");
}

fn guards(flightdeck: &Flightdeck) -> GuardsNotice {
    let heard = Arc::new(std::sync::Mutex::new(GuardsNotice::default()));
    let sink = heard.clone();
    let hear = move |notice| {
        *sink.lock().unwrap() = notice;
        true
    };
    flightdeck.guards.watch(0, hear).unwrap();
    heard.lock().unwrap().clone()
}

fn guarded_draft() -> Draft {
    let limits = vec![GuardLimit::FailedShare { percent: 5, least: 50 }];
    let guard = Some(GuardRule { limits, abort: true });
    Draft { flow_uuid: "f-1".into(), groups: vec!["A".into()], comment: "Firmware".into(), guard, ..Draft::default() }
}

#[tokio::test(start_paused = true)]
async fn a_launch_of_unknown_outcome_is_guarded_from_its_adoption_on() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    world.dial.api.devices_fail.store(true, Ordering::SeqCst);
    world.dial.api.on_create(Err(crate::fakes::cut()));
    let outcome = flightdeck.launch("l-1", &connection, guarded_draft(), None, &[]).await.unwrap();
    assert!(outcome.is_unresolved(), "the answer was cut off");
    let waiting = &guards(flightdeck).guards[0];
    assert_eq!(waiting.stage, GuardStage::Waiting { launch: "l-1".into() }, "which deployment it is nobody knows yet");
    assert_eq!(flightdeck.closing.requested(), OnClose::Close, "and nothing is guarded");
    flightdeck.launches.adopt("l-1", &"dp-9".into()).await.unwrap();
    let armed = &guards(flightdeck).guards[0];
    assert_eq!((armed.stage.clone(), armed.deployment.as_deref()), (GuardStage::Armed, Some("dp-9")), "now it is");
    assert_eq!(armed.comment.as_deref(), Some("Firmware"), "called by its name");

    let unsent = Draft { groups: vec![" ".into()], ..guarded_draft() };
    assert!(flightdeck.launch("l-2", &connection, unsent, None, &[]).await.is_err(), "not a draft that can be sent");
    let wrong = Draft { guard: Some(GuardRule { limits: Vec::new(), abort: true }), ..guarded_draft() };
    let refused = flightdeck.launch("l-3", &connection, wrong, None, &[crate::wire::AskKind::Twin]).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("guard"), "a guard that cannot be armed is said before anything is sent");
    assert_eq!(guards(flightdeck).guards.len(), 1, "and nothing waits for what was never sent");
    flightdeck.connection_remove(&connection).await.unwrap();
    assert!(guards(flightdeck).guards.is_empty(), "a removed connection takes its guards along");
}

#[tokio::test(start_paused = true)]
async fn quitting_with_an_armed_guard_asks_and_stays_open() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    world.dial.api.devices_fail.store(true, Ordering::SeqCst);
    let created = connect_api::Created { deployment_uuid: Some("dp-1".into()), status: 201 };
    world.dial.api.on_create(Ok(created));
    flightdeck.launch("l-1", &connection, guarded_draft(), None, &[]).await.unwrap();
    let OnClose::Ask(question) = flightdeck.closing.requested() else { panic!("a guard is armed") };
    assert!(question.title == "A guard is armed" && question.message.contains("“Firmware”"), "{question:?}");
    assert_eq!(flightdeck.closing.requested(), OnClose::Wait, "it asks once");
    assert_eq!(flightdeck.closing.settled().now_or_never(), None, "it does not close by itself");
    assert!(!flightdeck.closing.chose_to_wait().await, "who keeps the guard keeps the window");

    world.dial.api.on_create(Err(crate::fakes::cut()));
    let (launches, to) = (flightdeck.launches.clone(), connection.clone());
    let draft = Draft { guard: None, comment: "second".into(), ..guarded_draft() };
    drop(tokio::spawn(async move { launches.launch("l-2", &to, draft, None).await }));
    while flightdeck.launches.sending() == 0 {
        tokio::task::yield_now().await;
    }
    let OnClose::Ask(question) = flightdeck.closing.requested() else { panic!("a launch is being sent") };
    assert_eq!(question.title, "A deployment is being sent", "what is being sent is asked about first");
    assert!(
        question.message.contains("guard of “Firmware” does nothing while"),
        "with a word on the guard: {question:?}"
    );
    assert!(flightdeck.closing.chose_to_wait().await, "and it closes once that is written down");
    let id = guards(flightdeck).guards[0].id.clone();
    flightdeck.guards.disarm(&id).unwrap();
    assert_eq!(flightdeck.closing.requested(), OnClose::Close, "without a guard nothing keeps it open");
}

#[tokio::test]
async fn unknown_connections_are_named_and_removed_ones_leave_no_draft_and_no_fleet() {
    let world = world();
    let connection = connected(&world).await;
    let draft = Draft { comment: "Begun".into(), ..Draft::default() };
    world.flightdeck.draft_save(&connection, None, draft.clone()).unwrap();
    for id in ["", "a list"] {
        let kept = FleetSource { id: id.into(), devices: 1, ..FleetSource::default() };
        world.store.keep_source(&connection, &kept).unwrap();
    }
    world.flightdeck.connection_remove(&connection).await.unwrap();
    assert_eq!(world.store.sources(&connection), [], "neither what the service told nor what was imported");
    assert!(world.store.drafts(&connection).unwrap().is_empty(), "nobody could ever open that draft again");
    let error = world.flightdeck.draft_save(&connection, None, draft).unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "a late save must not bring it back");
    let error = world.flightdeck.draft_read(&connection, &Draft::default()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "nor can it be read against nothing");
}

#[tokio::test]
async fn a_new_demo_knows_nothing_of_the_last_one() {
    let world = world();
    world.store.remember(&"demo".into(), &"dp-1".into(), Counts::default(), NOW);
    let views = world.flightdeck.connections.demo_start().await.unwrap();
    assert_eq!(views.active.as_deref(), Some("demo"), "the demo is in use");
    assert_eq!(world.store.holdings().unwrap().seen, 0, "its ids repeat, its devices do not");
    assert!(world.flightdeck.suggestions(&"demo".into()).await.unwrap().demo, "the wizard offers the demo's own");
}

#[tokio::test]
async fn settings_reach_the_disk_and_the_next_boot() {
    let world = world();
    let wanted = Settings { poll_seconds: 60, ..Settings::default() };
    world.flightdeck.settings_set(wanted.clone()).unwrap();
    assert_eq!(world.flightdeck.boot("0", 0).settings, wanted, "in force");
    assert!(world.preferences.text().contains("\"pollSeconds\":60"), "and kept");
}
