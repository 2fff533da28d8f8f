//! The system's notifications. Each waits for its answer on a thread of its own, which ends with the notification.
//!
//! Whether a click is heard: on Linux where the notification server offers actions (nearly all do); on Windows while Flightdeck runs, for an installed
//! one (a toast belongs to the shortcut that the installer made); on macOS while Flightdeck runs. Where it is not heard, a click does what the
//! system does by itself, and leads nowhere: which activation of the window came from a click cannot be told.

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
    use mac_notification_sys::{Notification, NotificationResponse, set_application};

    pub(super) fn show(title: &str, body: &str, identifier: &str, chosen: impl Fn()) -> Result<(), String> {
        // Set with the first notification; that it is set already is no failure.
        let _ = set_application(identifier);
        let answer = Notification::new().title(title).message(body).wait_for_click(true).send();
        if answer.map_err(|error| error.to_string())? == NotificationResponse::Click {
            chosen();
        }
        Ok(())
    }
}
