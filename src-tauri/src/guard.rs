//! What must hold at the edge: no automation in a user's build, no panic as a hanging promise, no window placed off screen.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use flightdeck_core::wire::{AppError, ErrorCode};
use futures::FutureExt;
use tauri::Url;
use tauri_plugin_window_state::StateFlags;

use crate::start::Failure;

/// Whether this build may be driven by WebDriver: development builds, and builds made for tests.
const AUTOMATION_ALLOWED: bool = cfg!(any(debug_assertions, feature = "automation"));

/// Refuses to start where the environment asks for automation that this build does not allow.
///
/// The webview honours the variable in any build; whoever can set it could then drive a window that can launch.
pub(crate) fn automation() -> Result<(), Failure> {
    let asked = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    if refused(asked, AUTOMATION_ALLOWED) { Err(Failure::Driven) } else { Ok(()) }
}

fn refused(asked: bool, allowed: bool) -> bool {
    asked && !allowed
}

/// The name that a driven build goes by, if it was given another: its folders, its keyring entries and its one instance are then
/// apart from those of the person at this computer.
pub(crate) fn identifier() -> Option<String> {
    another(std::env::var("FLIGHTDECK_IDENTIFIER").ok(), AUTOMATION_ALLOWED)
}

fn another(given: Option<String>, allowed: bool) -> Option<String> {
    given.filter(|name| allowed && !name.is_empty())
}

/// Whether an address may be opened in the window: Flightdeck's own page, and nothing else in the world.
///
/// Another page could call no command, but it could look like this one and ask for a token.
pub(crate) fn stays_here(url: &Url) -> bool {
    let driven = AUTOMATION_ALLOWED && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    is_own(url) || (driven && is_of_a_test(url))
}

fn is_own(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        // How Windows calls the same.
        ("http" | "https", Some("tauri.localhost")) => url.port().is_none(),
        _ => url.as_str() == "about:blank",
    }
}

/// The gallery is opened in the window's own engine, from this computer.
fn is_of_a_test(url: &Url) -> bool {
    url.scheme() == "http" && url.host_str() == Some("127.0.0.1")
}

/// Size, place and maximised: not visibility, or a window closed while minimised would come back unseen.
pub(crate) fn window_state_flags() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Runs a command's one core call; a panic in it becomes an error, or the page would wait for ever.
pub(crate) async fn guarded<T>(call: impl Future<Output = Result<T, AppError>>) -> Result<T, AppError> {
    AssertUnwindSafe(call).catch_unwind().await.unwrap_or_else(|_| {
        Err(AppError::new(
            ErrorCode::Internal,
            "Flightdeck failed inside. What it did before stands; look before you try again.",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn automation_needs_a_build_made_for_it() {
        for (asked, allowed, expected) in
            [(false, false, false), (false, true, false), (true, true, false), (true, false, true)]
        {
            assert_eq!(
                refused(asked, allowed),
                expected,
                "asked {asked}, allowed {allowed}: only an unallowed wish is refused"
            );
        }
    }

    #[test]
    fn only_a_driven_build_goes_by_another_name() {
        for (given, allowed, expected) in [
            (None, true, None),
            (Some("org.test"), true, Some("org.test")),
            (Some(""), true, None),
            (Some("org.test"), false, None),
        ] {
            assert_eq!(
                another(given.map(str::to_owned), allowed).as_deref(),
                expected,
                "given {given:?}, allowed {allowed}: a user's build keeps its tokens under its own name"
            );
        }
    }

    #[test]
    fn the_window_opens_no_page_but_its_own() {
        let own = |text: &str| is_own(&Url::parse(text).expect("an address"));
        for page in
            ["tauri://localhost", "tauri://localhost/index.html#/deployments", "http://tauri.localhost/", "about:blank"]
        {
            assert!(own(page), "{page} is Flightdeck's own page on one system or another");
        }
        for page in [
            "https://connect.jfrog.io/login",
            "http://127.0.0.1:4010/",
            "http://tauri.localhost.evil.test/",
            "http://tauri.localhost:8080/",
            "tauri://evil.test/",
            "data:text/html,<h1>Token?</h1>",
            "blob:null/1",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "about:srcdoc",
        ] {
            assert!(!own(page), "{page} could look like Flightdeck and ask for a token");
        }
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let outcome = futures::executor::block_on(guarded::<()>(async { panic!("on purpose") }));
        assert_eq!(
            outcome.map_err(|error| error.code),
            Err(ErrorCode::Internal),
            "a hanging promise would freeze the page"
        );
    }
}
