//! The tray's item (the menu bar's, on macOS): what moves, each a way to it; to open the window, and to quit.

use std::sync::{Arc, Mutex, PoisonError};

use flightdeck_core::outside::{Moving, MovingItem};
use flightdeck_core::wire::Place;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::lead;

const OPEN: &str = "open";
const QUIT: &str = "quit";
/// What stands before the number of something that moves.
const ITEM: &str = "item-";

/// The item in the tray.
pub(super) struct Tray {
    icon: TrayIcon,
    places: Arc<Mutex<Vec<Place>>>,
}

impl Tray {
    /// None where the system has no tray. Must be called on the main thread.
    pub(super) fn open(app: &AppHandle) -> Option<Self> {
        #[cfg(target_os = "linux")]
        if !super::indicator::is_installed() {
            tracing::info!("there is no tray: libayatana-appindicator is not installed");
            return None;
        }
        let places: Arc<Mutex<Vec<Place>>> = Arc::default();
        let known = places.clone();
        let mut builder = TrayIconBuilder::new().tooltip("Flightdeck").on_menu_event(move |app, event| {
            let id = event.id().as_ref();
            match (id, id.strip_prefix(ITEM).and_then(|number| number.parse::<usize>().ok())) {
                (OPEN, _) => crate::show_main_window(app),
                (QUIT, _) => crate::closing::quit(app),
                (_, Some(number)) => {
                    let place = known.lock().unwrap_or_else(PoisonError::into_inner).get(number).cloned();
                    if let Some(place) = place {
                        lead(app, place);
                    }
                }
                (_, None) => {}
            }
        });
        if let Some(icon) = app.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        let built = menu(app, &Moving::default()).and_then(|menu| builder.menu(&menu).build(app));
        match built {
            Ok(icon) => Some(Self { icon, places }),
            Err(error) => {
                tracing::warn!("there is no tray: {error}");
                None
            }
        }
    }

    /// Whether the user sees it.
    #[cfg(target_os = "linux")]
    pub(super) fn is_seen(&self) -> bool {
        super::indicator::is_shown()
    }

    /// Whether the user sees it: these systems always have one.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn is_seen(&self) -> bool {
        true
    }

    /// What moves has changed.
    pub(super) fn show(&self, app: &AppHandle, moving: &Moving) {
        *self.places.lock().unwrap_or_else(PoisonError::into_inner) =
            moving.items.iter().map(|item| item.place.clone()).collect();
        let summary = format!("Flightdeck: {}", moving.summary);
        for outcome in
            [menu(app, moving).and_then(|menu| self.icon.set_menu(Some(menu))), self.icon.set_tooltip(Some(summary))]
        {
            if let Err(error) = outcome {
                tracing::warn!("the tray could not be changed: {error}");
            }
        }
    }
}

fn menu(app: &AppHandle, moving: &Moving) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for (number, MovingItem { text, .. }) in moving.items.iter().enumerate() {
        // An ampersand would underline what follows it.
        let text = text.replace('&', "&&");
        menu.append(&MenuItem::with_id(app, format!("{ITEM}{number}"), text, true, None::<&str>)?)?;
    }
    if moving.items.is_empty() {
        menu.append(&MenuItem::new(app, "Nothing is moving", false, None::<&str>)?)?;
    }
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&MenuItem::with_id(app, OPEN, "Open Flightdeck", true, None::<&str>)?)?;
    menu.append(&MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?)?;
    Ok(menu)
}
