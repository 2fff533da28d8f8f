//! A keyring that answers late, never, or not at all.

use std::sync::atomic::AtomicU32;

use super::*;

const ACCOUNT: &str = "https://api.test/key";

fn token(text: &str) -> Token {
    Token::new(text.to_owned()).unwrap()
}

fn limits(call: u64) -> KeyringLimits {
    KeyringLimits { call: Duration::from_millis(call), probe: Duration::from_millis(call) }
}

fn mock() -> Arc<CredentialStore> {
    keyring_core::mock::Store::new().unwrap()
}

#[tokio::test]
async fn a_token_is_kept_found_and_forgotten() {
    let store = mock();
    let secrets = OsSecrets::with_store("test", limits(10_000), move || Ok(store.clone()));
    assert_eq!(secrets.probe().await, Ok(()), "the keyring is there");
    assert!(secrets.get(ACCOUNT).await.unwrap().is_none(), "nothing is kept yet, which is no error");
    secrets.set(ACCOUNT, &token("t-1")).await.unwrap();
    assert_eq!(secrets.get(ACCOUNT).await.unwrap().unwrap().expose(), "t-1", "what was kept comes back");
    assert!(secrets.get("https://evil.test/key").await.unwrap().is_none(), "another origin finds nothing");
    secrets.clear(ACCOUNT).await.unwrap();
    secrets.clear(ACCOUNT).await.unwrap();
    assert!(secrets.get(ACCOUNT).await.unwrap().is_none(), "forgotten, and forgetting twice is fine");
}

#[tokio::test]
async fn a_failed_start_is_tried_again() {
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = attempts.clone();
    let secrets = OsSecrets::with_store("test", limits(10_000), move || {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            return Err(Error::PlatformFailure("no bus".into()));
        }
        Ok(mock())
    });
    assert!(matches!(secrets.probe().await, Err(SecretError::Unavailable(_))), "the first start fails");
    assert_eq!(secrets.probe().await, Ok(()), "a keyring started later is found without a restart");
}

#[tokio::test]
async fn an_unanswered_prompt_ends_in_time_and_the_next_call_gets_a_fresh_thread() {
    let (release, prompt) = channel::<()>();
    let prompt = Mutex::new(Some(prompt));
    let store = mock();
    let patience = KeyringLimits { probe: Duration::from_secs(20), ..limits(1_000) };
    let secrets = OsSecrets::with_store("test", patience, move || {
        let shown = prompt.lock().unwrap().take();
        if let Some(prompt) = shown {
            prompt.recv().ok();
        }
        Ok(store.clone())
    });
    let late = token("late");
    let (first, queued) = tokio::join!(secrets.get(ACCOUNT), secrets.set(ACCOUNT, &late));
    assert_eq!(first.err(), Some(SecretError::TimedOut), "a prompt nobody answers must not hang the page");
    assert_eq!(queued, Err(SecretError::TimedOut), "nor who waits behind it");
    assert_eq!(secrets.probe().await, Ok(()), "the stuck thread is replaced");
    release.send(()).unwrap();
    // Its replacement goes on.
    until_only(&secrets, 1).await;
    assert!(secrets.get(ACCOUNT).await.unwrap().is_none(), "what was given up must not be stored afterwards");
}

#[tokio::test]
async fn what_the_keyring_does_after_it_was_given_up_is_undone() {
    let store = keyring_core::mock::Store::new().unwrap();
    let prompted = store.clone();
    let secrets = OsSecrets::with_store("test", limits(300), move || Ok(prompted.clone()));
    assert!(secrets.get(ACCOUNT).await.unwrap().is_none(), "the entry is known, and empty");
    let entry = store.inner.lock().unwrap().borrow()[0].clone();
    let ((shown, is_shown), (answered, answer)) = (channel(), channel::<()>());
    // The entry waits for whoever holds it, as the system's does for the user.
    let prompt = std::thread::spawn(move || {
        let held = entry.inner.lock().unwrap();
        shown.send(()).unwrap();
        answer.recv().ok();
        drop(held);
    });
    is_shown.recv().unwrap();
    assert_eq!(secrets.set(ACCOUNT, &token("late")).await, Err(SecretError::TimedOut), "nobody answers in time");
    answered.send(()).unwrap();
    prompt.join().unwrap();
    until_only(&secrets, 0).await;
    assert!(secrets.get(ACCOUNT).await.unwrap().is_none(), "a token that was said not to be kept is not kept later");
}

/// Until so many threads of the keyring's are left.
async fn until_only(secrets: &OsSecrets, threads: usize) {
    // Each holds the opener, as this side does.
    let ended = async {
        while Arc::strong_count(&secrets.open) > threads + 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), ended).await.expect("an abandoned thread ends once it is answered");
}

#[test]
fn failures_are_told_apart() {
    for (error, expected) in [
        (Error::NoStorageAccess("dismissed".into()), SecretError::Locked("dismissed".into())),
        (Error::PlatformFailure("item is locked".into()), SecretError::Locked("item is locked".into())),
        (
            Error::PlatformFailure("org.freedesktop.DBus.Error.ServiceUnknown".into()),
            SecretError::Unavailable("org.freedesktop.DBus.Error.ServiceUnknown".into()),
        ),
        (Error::PlatformFailure("odd".into()), SecretError::Failed("odd".into())),
        (Error::BadEncoding(b"s3cret".to_vec()), SecretError::Failed("the entry is not a readable token".into())),
        (
            Error::BadDataFormat(b"s3cret".to_vec(), "odd".into()),
            SecretError::Failed("the entry is not a readable token".into()),
        ),
        (Error::TooLong("password".into(), 2560), SecretError::Failed("it takes at most 2560 characters".into())),
        (Error::Ambiguous(Vec::new()), SecretError::Failed("there are several entries for this connection".into())),
        (
            Error::PlatformFailure("no such file or directory".into()),
            SecretError::Unavailable("no such file or directory".into()),
        ),
    ] {
        let (told, shown) = (told(&error), format!("{:?}", told(&error)));
        assert_eq!(told, expected, "the page offers something different for each");
        assert!(!shown.contains("s3cret"), "what lies there may be a token: {shown}");
    }
}
