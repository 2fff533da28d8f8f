//! A keyring that is not there, locked, dismissed, silent, odd, or emptied by somebody else: said in words, and nothing lost.

use super::*;

/// Every way in which a keyring does not serve, with its code and what is said of it.
fn failures() -> [(SecretError, ErrorCode, &'static str); 6] {
    [
        (SecretError::Unavailable("no bus".into()), ErrorCode::KeyringUnavailable, "No keyring can be reached"),
        (SecretError::Locked("locked".into()), ErrorCode::KeyringLocked, "locked, or its prompt was refused"),
        (SecretError::Locked("dismissed".into()), ErrorCode::KeyringLocked, "Unlock it and try again"),
        (SecretError::TimedOut, ErrorCode::KeyringTimeout, "did not answer in time"),
        (
            SecretError::Failed("the entry is not a readable token".into()),
            ErrorCode::KeyringUnavailable,
            "not a readable token",
        ),
        (
            SecretError::Failed("it takes at most 2560 characters".into()),
            ErrorCode::KeyringUnavailable,
            "at most 2560 characters",
        ),
    ]
}

#[tokio::test]
async fn whatever_a_keyring_does_it_is_said_and_nothing_is_lost() {
    for (failure, code, words) in failures() {
        let bench = bench();
        let id = bench.connect("r-1", None, form()).await.unwrap();
        let next = bench.restart();
        next.secrets.failing(Some(failure.clone()));
        let said = |error: AppError, what: &str| {
            assert_eq!(error.code, code, "{failure:?}, {what}: the page offers what helps");
            assert!(error.message.contains(words), "{failure:?}, {what}: in words: {}", error.message);
            assert!(!error.message.contains("s3cret"), "and never with the token: {}", error.message);
        };
        said(next.connections.api(&id).await.err().expect("no token, no API"), "used");
        let another = ConnectionDraft { token: "tok-another".into(), ..form() };
        said(next.connect("r-2", Some(&id), another.clone()).await.unwrap_err(), "given another token");
        let renamed = ConnectionDraft { name: "Turbines".into(), token: String::new(), ..form() };
        said(next.connect("r-3", Some(&id), renamed).await.unwrap_err(), "renamed");
        let views = next.connections.views();
        assert_eq!(views.connections[0].name, "wturb", "{failure:?}: nothing of it was changed by halves");
        assert!(
            matches!(&views.connections[0].token, TokenState::Unavailable { error } if error.code == code),
            "{failure:?}: the settings say why"
        );
        let session = ConnectionDraft { keep: Keep::Session, ..another };
        assert!(next.connect("r-4", Some(&id), session).await.is_ok(), "{failure:?}: there is a way on without it");

        let later = bench.restart();
        later.secrets.failing(None);
        // What was typed for the session is gone with it, as it says; what the keyring had it still has.
        assert_eq!(
            later.secrets.tokens.lock().unwrap().get("https://api.test/wturb").map(Token::expose),
            Some(SECRET),
            "{failure:?}: a keyring that did not serve was not written to"
        );
    }
}

#[tokio::test]
async fn a_token_that_somebody_else_removed_is_asked_for_again() {
    let bench = bench();
    let id = bench.connect("r-1", None, form()).await.unwrap();
    bench.secrets.tokens.lock().unwrap().clear();
    assert!(bench.connections.api(&id).await.is_ok(), "this run has it, and goes on");
    let next = bench.restart();
    let error = next.connections.api(&id).await.err().expect("it is gone");
    assert_eq!(error.code, ErrorCode::TokenMissing, "the page asks for it: {}", error.message);
    assert!(!error.message.is_empty() && next.calls() == 0, "nothing is sent without it");
    let view = next.connections.views().connections.remove(0);
    assert_eq!((view.token, view.fleet_key.as_str()), (TokenState::Missing, "wturb"), "the connection itself is there");
    next.connect("r-2", Some(&id), form()).await.unwrap();
    assert_eq!(next.secrets.accounts().len(), 1, "typed again it is kept again");
    assert!(next.restart().connections.api(&id).await.is_ok(), "for the runs to come");
}

/// One that was put into its place by another program: it is sent to its own address and nowhere else, as any token is.
#[tokio::test]
async fn a_token_that_somebody_else_changed_goes_where_the_other_went() {
    let bench = bench();
    let id = bench.connect("r-1", None, form()).await.unwrap();
    let other = Token::new("tok-other".into()).unwrap();
    bench.secrets.tokens.lock().unwrap().insert("https://api.test/wturb".into(), other);
    let next = bench.restart();
    next.connections.api(&id).await.unwrap();
    let (url, key, token) = next.last_call();
    assert_eq!(
        (url.as_str(), key.as_str(), token.as_str()),
        ("https://api.test", "wturb", "tok-other"),
        "it is used as kept"
    );
}
