//! The desktop as core knows it: the system's notifications, the tray, the dock, and the start of the user's session.

mod dock;
#[cfg(target_os = "linux")]
mod indicator;
#[cfg(target_os = "macos")]
mod menu;
mod notes;
mod tray;

use std::sync::Arc;

use flightdeck_core::app::Flightdeck;
use flightdeck_core::links;
use flightdeck_core::outside::{Desk, Moving, Notification};
use flightdeck_core::wire::{MenuBar, Place};
use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;

use tray::Tray;

/// Given by the system to a Flightdeck that it starts at login.
pub(crate) const AT_LOGIN: &str = "--at-login";

/// This computer's desktop.
pub(crate) struct SystemDesk {
    app: AppHandle,
    tray: Option<Tray>,
}

impl SystemDesk {
    /// With a tray, where the system has one. Must be called on the main thread.
    pub(crate) fn open(app: &AppHandle) -> Self {
        #[cfg(target_os = "macos")]
        menu::open(app);
        Self { app: app.clone(), tray: Tray::open(app) }
    }

    /// Whether the window opens unseen: at login, where the user finds it in the tray.
    pub(crate) fn opens_hidden(&self, arguments: impl IntoIterator<Item = String>) -> bool {
        arguments.into_iter().any(|one| one == AT_LOGIN) && self.has_tray()
    }
}

impl Desk for SystemDesk {
    fn notify(&self, notification: &Notification) {
        let (app, place) = (self.app.clone(), notification.place.clone());
        notes::show(notification, &self.app.config().identifier, move || lead(&app, place.clone()));
    }

    fn show(&self, moving: &Moving) {
        dock::show(&self.app, moving);
        if let Some(tray) = &self.tray {
            tray.show(&self.app, moving);
        }
    }

    fn has_tray(&self) -> bool {
        self.tray.as_ref().is_some_and(Tray::is_seen)
    }

    fn has_menu_bar(&self) -> bool {
        cfg!(target_os = "macos")
    }

    #[cfg(target_os = "macos")]
    fn show_menu(&self, menu: &MenuBar) {
        menu::show(&self.app, menu);
    }

    /// Core tells none to a system without a bar.
    #[cfg(not(target_os = "macos"))]
    fn show_menu(&self, _: &MenuBar) {}

    fn starts_at_login(&self) -> Option<bool> {
        self.app.autolaunch().is_enabled().ok()
    }

    fn start_at_login(&self, on: bool) -> Result<(), String> {
        let autolaunch = self.app.autolaunch();
        if on { autolaunch.enable() } else { autolaunch.disable() }.map_err(|error| error.to_string())
    }
}

/// A second start shows the first one's window instead of a second set of watches; with a link, at what that is about.
pub(crate) fn started_again(app: &AppHandle, arguments: &[String]) {
    match links::among(arguments.iter().map(String::as_str)) {
        Some(link) => follow(app, link),
        None => crate::show_main_window(app),
    }
}

/// Brings the window forward, and has the page follow a link.
pub(crate) fn follow(app: &AppHandle, link: &str) {
    crate::show_main_window(app);
    if let Some(core) = app.try_state::<Arc<Flightdeck>>() {
        core.desktop.follow(link);
    }
}

/// Brings the window forward, and leads the page to a place.
pub(crate) fn lead(app: &AppHandle, place: Place) {
    crate::show_main_window(app);
    if let Some(core) = app.try_state::<Arc<Flightdeck>>() {
        core.desktop.lead(place);
    }
}

#[cfg(test)]
mod tests {
    use muda::accelerator::Accelerator;

    /// Keys as the page writes them, and as it tells them to a menu: its own test holds it to the same table.
    const ACCELERATORS: &str = include_str!("../../../ui/src/lib/actions/accelerators.json");

    #[test]
    fn a_menu_understands_all_keys_that_the_page_tells_it() {
        let table: Vec<(String, Option<String>)> = serde_json::from_str(ACCELERATORS).expect("pairs of texts");
        let told: Vec<&String> = table.iter().filter_map(|(_, told)| told.as_ref()).collect();
        assert!(told.len() > 10, "the page tells some: {table:?}");
        for keys in told {
            assert!(keys.parse::<Accelerator>().is_ok(), "a menu shows no keys where it cannot read them: {keys}");
        }
    }
}
