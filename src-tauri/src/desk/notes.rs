//! The system's notifications. Each waits for its answer on a thread of its own, which ends with the notification.
//!
//! Whether a click is heard: on Linux where the notification server offers actions (nearly all do); on Windows while Flightdeck runs, for an installed
//! one (a toast belongs to the shortcut that the installer made); on macOS while Flightdeck runs, for a bundle (`UNUserNotificationCenter` tells nothing
//! for a bare program) that the user allows to notify. Where it is not heard, a click does what the system does by itself, and leads nowhere: which
//! activation of the window came from a click cannot be told.

use flightdeck_core::outside::Notification;

/// Shows it; `chosen` is called when the user chooses it. Returns at once.
pub(super) fn show(notification: &Notification, identifier: &str, chosen: impl Fn() + Send + 'static) {
    let Notification { title, body, .. } = notification.clone();
    let identifier = identifier.to_owned();
    std::thread::spawn(move || {
        if let Err(error) = system::show(&title, &body, &identifier, chosen) {
            tracing::warn!("a notification could not be shown: {error}");
        }
    });
}

#[cfg(target_os = "linux")]
mod system {
    use notify_rust::{Hint, Notification};

    /// What a click on a notification itself is called.
    const CLICK: &str = "default";

    pub(super) fn show(title: &str, body: &str, _: &str, chosen: impl Fn()) -> Result<(), String> {
        let handle = Notification::new()
            .appname("Flightdeck")
            .summary(title)
            .body(body)
            .icon("flightdeck")
            .hint(Hint::DesktopEntry("Flightdeck".to_owned()))
            .action(CLICK, "Open")
            .show()
            .map_err(|error| error.to_string())?;
        handle.wait_for_action(|action| {
            if action == CLICK {
                chosen();
            }
        });
        Ok(())
    }
}

#[cfg(target_os = "windows")]
mod system {
    use tauri_winrt_notification::Toast;

    pub(super) fn show(
        title: &str,
        body: &str,
        identifier: &str,
        chosen: impl Fn() + Send + 'static,
    ) -> Result<(), String> {
        let clicked = move |_| {
            chosen();
            Ok(())
        };
        Toast::new(identifier).title(title).text1(body).on_activated(clicked).show().map_err(|error| error.to_string())
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::time::Duration;

    use mac_usernotifications::{Notification, block_on, request_auth};

    /// So long a click is waited for: macOS does not say when the user clears a notification away. One that is older goes from the list of
    /// notifications, where it would lead nowhere.
    const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

    pub(super) fn show(title: &str, body: &str, _: &str, chosen: impl Fn()) -> Result<(), String> {
        let shown = async {
            // The system asks the user with the first of them, and answers by itself from then on.
            if !request_auth().await? {
                tracing::info!("the user allows Flightdeck no notifications");
                return Ok(false);
            }
            let answer =
                Notification::new().title(title).message(body).timeout(PATIENCE).send().await?.response().await?;
            Ok(answer.is_default_action())
        };
        if block_on(shown).map_err(|error: mac_usernotifications::Error| error.to_string())? {
            chosen();
        }
        Ok(())
    }
}
