//! What is stored when, where a token may go, and what the form is told.

mod authorities;
mod filing;
mod keyring;

use std::sync::atomic::Ordering;

use connect_api::{NotApi, NotSent, Token};

use super::*;
use crate::fakes::{FakeDemo, FakeDial, FakePreferences, FakeSecrets, refused, status};
use crate::outside::SecretError;
use crate::wire::{ConnectionId, Keep};

const SECRET: &str = "tok-s3cret-0123456789";

struct Bench {
    dial: Arc<FakeDial>,
    secrets: Arc<FakeSecrets>,
    preferences: Arc<FakePreferences>,
    connections: Arc<Connections>,
    demo: Arc<FakeDemo>,
    demo_begun: Arc<Mutex<Vec<ConnectionId>>>,
}

fn bench() -> Bench {
    started(Arc::default(), Arc::default(), 4010)
}

/// The program started on what is kept.
fn started(secrets: Arc<FakeSecrets>, preferences: Arc<FakePreferences>, port: u16) -> Bench {
    let dial = Arc::new(FakeDial::default());
    let demo = FakeDemo::on(port);
    let demo_begun = Arc::new(Mutex::new(Vec::new()));
    let begun = demo_begun.clone();
    let connections = Connections::load(
        dial.clone(),
        secrets.clone(),
        preferences.clone(),
        Some(demo.clone()),
        Box::new(move |id| begun.lock().unwrap().push(id.to_owned())),
    );
    Bench { dial, secrets, preferences, connections, demo, demo_begun }
}

fn form() -> ConnectionDraft {
    ConnectionDraft {
        name: String::new(),
        base_url: "https://api.test/".into(),
        fleet_key: "wturb".into(),
        token: SECRET.into(),
        keep: Keep::Keyring,
        authorities: Vec::new(),
    }
}

impl Bench {
    async fn connect(
        &self,
        id: &str,
        connection: Option<&ConnectionId>,
        draft: ConnectionDraft,
    ) -> Result<ConnectionId, AppError> {
        let views = self.connections.connect(id, connection.cloned(), draft).await?;
        Ok(views.active.unwrap())
    }

    fn calls(&self) -> usize {
        self.dial.calls.lock().unwrap().len()
    }

    fn last_call(&self) -> (String, String, String) {
        self.dial.calls.lock().unwrap().last().unwrap().clone()
    }

    /// The program ended and started again.
    fn restart(&self) -> Bench {
        started(self.secrets.clone(), self.preferences.clone(), 4999)
    }
}

#[tokio::test]
async fn a_checked_connection_is_kept_in_use_and_named() {
    let bench = bench();
    let id = bench.connect("r", None, form()).await.unwrap();
    let views = bench.connections.views();
    let view = &views.connections[0];
    assert_eq!((view.name.as_str(), view.base_url.as_str()), ("wturb", "https://api.test"), "named by its key");
    assert_eq!((views.active.as_deref(), &view.token), (Some(id.as_str()), &TokenState::Keyring), "and in use");
    assert!(bench.secrets.accounts().contains("https://api.test/wturb"), "the token is filed under its address");

    let next = bench.restart();
    assert_eq!(next.connections.token_state(&id), Ok(TokenState::NotAsked), "a start asks no keyring");
    assert_eq!(next.secrets.gets.load(Ordering::SeqCst), 0, "and shows no prompt");
    assert!(next.connections.api(&id).await.is_ok(), "the first use does");
    assert_eq!(next.last_call().2, SECRET, "and finds the token");
    assert_eq!(next.connections.token_state(&id), Ok(TokenState::Keyring), "then it is known");
}

#[tokio::test]
async fn the_form_is_checked_field_by_field() {
    let bench = bench();
    for (field, draft) in [
        ("baseUrl", ConnectionDraft { base_url: "http://api.test".into(), ..form() }),
        ("baseUrl", ConnectionDraft { base_url: String::new(), ..form() }),
        ("fleetKey", ConnectionDraft { fleet_key: " ".into(), ..form() }),
        ("fleetKey", ConnectionDraft { fleet_key: "a/b".into(), ..form() }),
        ("fleetKey", ConnectionDraft { fleet_key: "a b".into(), ..form() }),
        ("token", ConnectionDraft { token: "  ".into(), ..form() }),
        ("token", ConnectionDraft { token: format!("{SECRET} x"), ..form() }),
        ("name", ConnectionDraft { name: "x".repeat(81), ..form() }),
    ] {
        let error = bench.connect("r", None, draft.clone()).await.unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some(field)), "{draft:?}");
    }
    assert_eq!(bench.calls(), 0, "nothing leaves while the form is wrong");
    let unusual = ConnectionDraft { fleet_key: "Fleet_9.X".into(), ..form() };
    assert!(bench.connect("r", None, unusual).await.is_ok(), "the documented shape is a hint, never a gate");
}

#[tokio::test]
async fn a_failed_check_stores_nothing_and_names_the_field() {
    let tls = connect_api::Error::NotSent { reason: NotSent::Tls, detail: String::new() };
    let html = connect_api::Error::NotApi { status: 200, kind: NotApi::Html, text: String::new() };
    for (error, code, field) in [
        (refused(), ErrorCode::Unreachable, Some("baseUrl")),
        (tls, ErrorCode::Certificate, Some("baseUrl")),
        (html, ErrorCode::NotApi, Some("baseUrl")),
        (status(401), ErrorCode::TokenRejected, Some("token")),
        (status(403), ErrorCode::Forbidden, Some("token")),
        (status(404), ErrorCode::NotFound, Some("fleetKey")),
        (status(429), ErrorCode::RateLimited, None),
        (status(503), ErrorCode::Server, None),
    ] {
        let bench = bench();
        bench.dial.api.on_list(Err(error));
        let told = bench.connect("r", None, form()).await.unwrap_err();
        assert_eq!((told.code, told.field.as_deref()), (code, field), "the form shows it where it can be mended");
        assert!(bench.secrets.accounts().is_empty(), "{code:?}: an unchecked token is not kept");
        assert!(bench.connections.views().connections.is_empty(), "{code:?}: nor a connection");
    }
}

#[tokio::test]
async fn a_repeated_request_makes_one_connection() {
    let bench = bench();
    let (a, b) = tokio::join!(bench.connect("r", None, form()), bench.connect("r", None, form()));
    assert_eq!((a.clone(), bench.connect("r", None, form()).await), (b, a), "all get the first answer");
    assert_eq!((bench.connections.views().connections.len(), bench.calls()), (1, 1), "done once");
    let error = bench.connect("another", None, form()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "the same fleet twice would show everything twice");
}

#[tokio::test]
async fn an_old_token_never_goes_to_a_new_address_or_fleet() {
    let bench = bench();
    let id = bench.connect("r-0", None, form()).await.unwrap();
    let calls = bench.calls();
    for (request, base_url, fleet_key) in [
        ("r-1", "https://evil.test", "wturb"),
        ("r-2", "https://api.test:8443", "wturb"),
        ("r-3", "https://api.test", "other"),
    ] {
        let moved =
            ConnectionDraft { base_url: base_url.into(), fleet_key: fleet_key.into(), token: String::new(), ..form() };
        let error = bench.connect(request, Some(&id), moved).await.unwrap_err();
        assert_eq!(error.field.as_deref(), Some("token"), "{base_url} {fleet_key}: a token must be typed");
    }
    assert_eq!(bench.calls(), calls, "nothing was opened there");

    let renamed = ConnectionDraft { name: "Turbines".into(), token: String::new(), ..form() };
    assert_eq!(bench.connect("r-4", Some(&id), renamed).await, Ok(id.clone()), "the same place keeps its token");
    let moved = ConnectionDraft { base_url: "https://new.test".into(), token: "tok-new".into(), ..form() };
    assert_eq!(bench.connect("r-5", Some(&id), moved).await, Ok(id), "with its own token it may move");
    let accounts: Vec<String> = bench.secrets.accounts().into_iter().collect();
    assert_eq!(accounts, ["https://new.test/wturb"], "and the old place's token is forgotten");
}

#[tokio::test]
async fn a_hand_edited_address_finds_no_token() {
    let bench = bench();
    let id = bench.connect("r", None, form()).await.unwrap();
    let text = bench.preferences.text().replace("https://api.test", "https://evil.test");
    let values: serde_json::Value = serde_json::from_str(&text).unwrap();
    bench.preferences.put("connections", values["connections"].clone());
    let next = bench.restart();
    let error = next.connections.api(&id).await.err().expect("the token belongs to another origin");
    assert_eq!(error.code, ErrorCode::TokenMissing, "the page asks for one");
    assert_eq!(next.calls(), 0, "and nothing goes to the new host");
}

#[tokio::test]
async fn a_token_for_the_session_is_gone_with_it() {
    let bench = bench();
    let id = bench.connect("r", None, ConnectionDraft { keep: Keep::Session, ..form() }).await.unwrap();
    assert_eq!(bench.connections.token_state(&id), Ok(TokenState::Session), "in memory");
    assert!(bench.secrets.accounts().is_empty(), "and nowhere else");
    let next = bench.restart();
    assert_eq!(next.connections.token_state(&id), Ok(TokenState::Missing), "so the next start has none");
    let error = next.connections.api(&id).await.err().expect("no token");
    assert_eq!(error.code, ErrorCode::TokenMissing, "the page asks for one");
    assert_eq!(next.secrets.gets.load(Ordering::SeqCst), 0, "a keyring that cannot know is not asked");
}

#[tokio::test]
async fn a_keyring_that_fails_stores_nothing_and_the_session_still_works() {
    for (failure, code) in [
        (SecretError::Unavailable("no bus".into()), ErrorCode::KeyringUnavailable),
        (SecretError::Locked("refused".into()), ErrorCode::KeyringLocked),
        (SecretError::TimedOut, ErrorCode::KeyringTimeout),
        (SecretError::Failed("odd".into()), ErrorCode::KeyringUnavailable),
    ] {
        let bench = bench();
        bench.secrets.failing(Some(failure));
        let error = bench.connect("r-1", None, form()).await.unwrap_err();
        assert_eq!(error.code, code, "the page offers what helps");
        assert!(bench.connections.views().connections.is_empty(), "a connection without its token is no connection");
        let session = ConnectionDraft { keep: Keep::Session, ..form() };
        assert!(bench.connect("r-2", None, session).await.is_ok(), "{code:?}: the way out works");
    }
}

#[tokio::test]
async fn one_prompt_answers_everyone_who_waits() {
    let bench = bench();
    let id = bench.connect("r", None, form()).await.unwrap();
    let next = bench.restart();
    next.secrets.failing(Some(SecretError::Locked("refused".into())));
    let (a, b) = tokio::join!(next.connections.api(&id), next.connections.api(&id));
    let codes = [a, b].map(|answer| answer.err().map(|error| error.code));
    assert_eq!(codes, [Some(ErrorCode::KeyringLocked); 2], "both learn that it is locked");
    assert_eq!(next.secrets.gets.load(Ordering::SeqCst), 1, "from one prompt");
    assert!(
        matches!(next.connections.token_state(&id), Ok(TokenState::Unavailable { .. })),
        "and the page can show why"
    );
    next.secrets.failing(None);
    assert!(next.connections.api(&id).await.is_ok(), "unlocked, it is asked again");
}

#[tokio::test]
async fn removing_forgets_the_token_and_the_next_one_is_used() {
    let bench = bench();
    let first = bench.connect("r-1", None, form()).await.unwrap();
    let other = ConnectionDraft { fleet_key: "other".into(), ..form() };
    let second = bench.connect("r-2", None, other).await.unwrap();
    bench.secrets.failing(Some(SecretError::Locked("refused".into())));
    let error = bench.connections.remove(&second).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::KeyringLocked, "unlocking lets the token be removed, so the connection stays");
    bench.secrets.failing(None);
    let views = bench.connections.remove(&second).await.unwrap();
    assert_eq!(views.active.as_deref(), Some(first.as_str()), "another connection comes into use");
    assert!(!bench.secrets.accounts().contains("https://api.test/other"), "the token is gone");
    assert!(bench.connections.api(&second).await.is_err(), "and so is its API");
    assert_eq!(bench.connections.select(&second).await.unwrap_err().code, ErrorCode::NotFound, "it is unknown");
}

#[tokio::test]
async fn a_cleared_token_is_gone_everywhere() {
    let bench = bench();
    let id = bench.connect("r", None, form()).await.unwrap();
    let views = bench.connections.token_clear(&id).await.unwrap();
    assert_eq!(views.connections[0].token, TokenState::Missing, "the page says so");
    assert!(bench.secrets.accounts().is_empty(), "the keyring has it no more");
    let error = bench.connections.api(&id).await.err().expect("no token, no API");
    assert_eq!(error.code, ErrorCode::TokenMissing, "and the open client is gone too");
}

#[tokio::test]
async fn a_full_disk_leaves_no_token_behind() {
    let bench = bench();
    bench.preferences.fail(true);
    let error = bench.connect("r", None, form()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Storage, "it could not be kept");
    assert!(bench.secrets.accounts().is_empty(), "a token nobody knows of would stay in the keyring for ever");
    assert!(bench.connections.views().connections.is_empty(), "what is shown is what is kept");
}

#[tokio::test]
async fn the_token_shows_nowhere() {
    let bench = bench();
    bench.connect("r", None, form()).await.unwrap();
    let views = serde_json::to_string(&bench.connections.views()).unwrap();
    let draft = format!("{:?}", form());
    let token = format!("{:?}", Token::new(SECRET.into()).unwrap());
    for (place, text) in [
        ("preferences", bench.preferences.text()),
        ("views", views),
        ("the form's Debug", draft),
        ("Token's Debug", token),
    ] {
        assert!(!text.contains("s3cret"), "the token must not show in {place}: {text}");
    }
}

#[tokio::test]
async fn the_demo_starts_once_and_again_after_a_restart() {
    let bench = bench();
    bench.connections.demo_start().await.unwrap();
    let views = bench.connections.demo_start().await.unwrap();
    assert_eq!((views.connections.len(), views.active.as_deref()), (1, Some("demo")), "one demo, in use");
    assert!(views.connections[0].demo, "marked as such");
    assert_eq!(bench.demo_begun.lock().unwrap().len(), 1, "what is known of it is forgotten only when it begins");
    assert!(bench.secrets.accounts().is_empty(), "its token is kept nowhere");

    let next = bench.restart();
    assert_eq!(next.demo.starts.load(Ordering::SeqCst), 0, "a start does not start it");
    assert!(next.connections.api(&"demo".into()).await.is_ok(), "its first use does");
    assert_eq!(next.last_call().0, "http://127.0.0.1:4999", "at its new address");
    assert_eq!(next.connections.views().connections[0].base_url, "http://127.0.0.1:4999", "which is shown");
    assert_eq!(next.demo_begun.lock().unwrap().as_slice(), ["demo"], "the earlier one's results are forgotten");
    let offered = next.connections.demo_suggestions(&"demo".into()).await.unwrap().unwrap();
    assert_eq!(offered.groups, ["Production"], "the wizard offers the demo's own");
    let error = next.connect("r", Some(&"demo".into()), form()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "the demo is not turned into a real connection");
}

#[tokio::test]
async fn a_damaged_record_does_not_take_the_others() {
    let bench = bench();
    let id = bench.connect("r", None, form()).await.unwrap();
    let mut all = serde_json::from_str::<serde_json::Value>(&bench.preferences.text()).unwrap()["connections"].clone();
    all.as_array_mut().unwrap().insert(0, serde_json::json!({"id": 7}));
    bench.preferences.put("connections", all);
    bench.preferences.put("active", serde_json::json!("gone"));
    let next = bench.restart();
    let views = next.connections.views();
    assert_eq!(views.connections.len(), 1, "the readable one is there");
    assert_eq!(views.active, Some(id), "and in use, since the one named is not");
    assert_eq!(next.connections.unread(), 1, "the other is told");
    next.connect("s", None, ConnectionDraft { fleet_key: "other".into(), ..form() }).await.unwrap();
    let kept = next.preferences.get("connections").unwrap();
    assert!(kept.as_array().unwrap().contains(&serde_json::json!({"id": 7})), "and no change erases it: {kept}");
    assert_eq!(kept.as_array().unwrap().len(), 3, "which is kept beside it");
}
