//! Tokens that an earlier version filed by their origin alone: filed anew where it is certain whose they are.

use super::*;

const HOST: &str = "https://api.test";

/// What an earlier version left: connections by their paths, and one token under the origin.
async fn left(paths: &[&str]) -> Bench {
    let preferences = Arc::new(FakePreferences::default());
    let connections: Vec<_> = paths
        .iter()
        .map(|path| {
            serde_json::json!({
                "id": format!("c{path}"), "name": "n", "baseUrl": format!("{HOST}{path}"), "fleetKey": "wturb",
                "keep": "keyring"
            })
        })
        .collect();
    preferences.put("connections", serde_json::json!(connections));
    let secrets = Arc::new(FakeSecrets::default());
    secrets.set("https://api.test/wturb", &Token::new(SECRET.into()).unwrap()).await.unwrap();
    started(secrets, preferences, 4010)
}

fn sorted(secrets: &FakeSecrets) -> Vec<String> {
    let mut accounts: Vec<String> = secrets.accounts().into_iter().collect();
    accounts.sort();
    accounts
}

/// B13: two connections of one host under different paths shared one entry, and sent each other's tokens.
#[tokio::test]
async fn two_paths_of_one_host_have_a_token_each() {
    let bench = bench();
    let mut ids = Vec::new();
    for path in ["", "/a", "/b"] {
        let draft = ConnectionDraft { base_url: format!("{HOST}{path}"), token: format!("tok{path}"), ..form() };
        ids.push(bench.connect(&format!("r{path}"), None, draft).await.unwrap());
    }
    let next = bench.restart();
    for (id, path) in ids.iter().zip(["", "/a", "/b"]) {
        next.connections.api(id).await.unwrap();
        let (url, _, token) = next.last_call();
        assert_eq!((url, token), (format!("{HOST}{path}"), format!("tok{path}")), "each address gets its own token");
    }
    next.connections.remove(&ids[1]).await.unwrap();
    assert_eq!(sorted(&next.secrets), ["https://api.test/b/wturb", "https://api.test/wturb"], "and one goes alone");
}

/// B13: an earlier entry is filed anew once, where only one connection can have made it.
#[tokio::test]
async fn an_entry_of_one_connection_is_filed_anew() {
    let bench = left(&["/a"]).await;
    assert_eq!(bench.secrets.gets.load(Ordering::SeqCst), 0, "a start still asks no keyring");
    bench.connections.api(&"c/a".into()).await.unwrap();
    assert_eq!(bench.last_call().2, SECRET, "the token it was kept for is used");
    assert_eq!(sorted(&bench.secrets), ["https://api.test/a/wturb"], "it is filed by the whole address");
    let next = bench.restart();
    next.connections.api(&"c/a".into()).await.unwrap();
    assert_eq!(next.secrets.gets.load(Ordering::SeqCst), 2 + 1, "and found there at once the next time");

    let bench = left(&[""]).await;
    bench.connections.api(&"c".into()).await.unwrap();
    assert_eq!(bench.secrets.gets.load(Ordering::SeqCst), 1, "without a path nothing has to be moved");
}

/// B13: whose token a shared entry holds is not known, so it is sent nowhere: not even after one of them is gone.
#[tokio::test]
async fn a_shared_entry_is_nobodys() {
    for paths in [&["", "/a"][..], &["/a", "/b"]] {
        let bench = left(paths).await;
        let ids: Vec<ConnectionId> = paths.iter().map(|path| format!("c{path}").into()).collect();
        for id in &ids {
            let error = bench.connections.api(id).await.err().expect("the token may be the other's");
            assert_eq!(error.code, ErrorCode::TokenMissing, "{paths:?}: the page asks for one");
            assert!(error.message.contains("had one entry"), "{paths:?}: and says why: {}", error.message);
            assert_eq!(bench.connections.token_state(id), Ok(TokenState::Missing), "{paths:?}: so is what is shown");
        }
        assert_eq!(bench.calls(), 0, "{paths:?}: nothing was opened");
        bench.connections.remove(&ids[0]).await.unwrap();
        let next = bench.restart();
        assert!(next.connections.api(&ids[1]).await.is_err(), "{paths:?}: alone now, and still not certain");
        let typed = ConnectionDraft { base_url: format!("{HOST}{}", paths[1]), token: "tok-new".into(), ..form() };
        next.connect("r", Some(&ids[1]), typed).await.unwrap();
        let own = format!("https://api.test{}/wturb", paths[1]);
        assert_eq!(sorted(&next.secrets), [own], "{paths:?}: typed again it has its own, and the shared one is gone");
        assert!(next.restart().connections.api(&ids[1]).await.is_ok(), "{paths:?}: for good");
    }
}

/// B13: a new connection whose account is where an earlier version filed another's token.
#[tokio::test]
async fn a_new_connection_does_not_overwrite_anothers_token() {
    let bench = left(&["/a"]).await;
    bench.connect("r", None, ConnectionDraft { token: "tok-root".into(), ..form() }).await.unwrap();
    bench.connections.api(&"c/a".into()).await.unwrap();
    assert_eq!(bench.last_call().2, SECRET, "it was filed anew before");
    assert_eq!(sorted(&bench.secrets), ["https://api.test/a/wturb", "https://api.test/wturb"], "each its own");

    let bench = left(&["/a"]).await;
    bench.secrets.tokens.lock().unwrap().clear();
    bench.connect("r", None, ConnectionDraft { token: "tok-root".into(), ..form() }).await.unwrap();
    let next = bench.restart();
    assert!(next.connections.api(&"c/a".into()).await.is_err(), "what could not be moved is asked for again");
    assert_eq!(next.calls(), 0, "and the other's token is not sent in its place");
}
