//! What must hold at the edge: no automation in a user's build, no panic as a hanging promise, no window placed off screen.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use flightdeck_core::wire::{AppError, ErrorCode};
use futures::FutureExt;
use tauri_plugin_window_state::StateFlags;

/// Whether this build may be driven by WebDriver: development builds, and builds made for tests.
const AUTOMATION_ALLOWED: bool = cfg!(any(debug_assertions, feature = "automation"));

/// Refuses to start where the environment asks for automation that this build does not allow.
///
/// The webview honours the variable in any build; whoever can set it could then drive a window that can launch.
pub(crate) fn automation() -> Result<(), String> {
    let asked = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    refusal(asked, AUTOMATION_ALLOWED).map_or(Ok(()), Err)
}

fn refusal(asked: bool, allowed: bool) -> Option<String> {
    (asked && !allowed).then(|| {
        "TAURI_WEBVIEW_AUTOMATION is set, and this build must not be driven from outside. Unset it and start again."
            .to_owned()
    })
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
        for (asked, allowed, refused) in
            [(false, false, false), (false, true, false), (true, true, false), (true, false, true)]
        {
            assert_eq!(
                refusal(asked, allowed).is_some(),
                refused,
                "asked {asked}, allowed {allowed}: only an unallowed wish is refused"
            );
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
