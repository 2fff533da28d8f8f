//! The menu bar of macOS: what stands in every one, and between that the page's actions. What is chosen of these goes back to the page.

use std::sync::Arc;

use flightdeck_core::app::Flightdeck;
use flightdeck_core::wire::{MenuAction, MenuBar};
use tauri::menu::{
    AboutMetadata, HELP_SUBMENU_ID, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu, WINDOW_SUBMENU_ID,
};
use tauri::{AppHandle, Manager, Wry};

/// The system's own item would end the program without a word on what is going on.
const QUIT: &str = "menu-quit";
/// What stands before the name of an action: the tray's items have names, too, and everybody hears of every choice.
const ACTION: &str = "act-";

/// Shows a bar before there is a page to fill it. Must be called on the main thread, once.
pub(super) fn open(app: &AppHandle) {
    app.on_menu_event(chosen);
    show(app, &MenuBar::default());
}

/// What the page puts into it has changed.
pub(super) fn show(app: &AppHandle, menu: &MenuBar) {
    if let Err(error) = bar(app, menu).and_then(|bar| app.set_menu(bar)) {
        tracing::warn!("the menu bar could not be changed: {error}");
    }
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    let id = event.id().as_ref();
    if id == QUIT {
        crate::closing::quit(app);
    } else if let Some(action) = id.strip_prefix(ACTION) {
        // What it does is seen in the window, which may be hidden while the bar is not.
        crate::show_main_window(app);
        if let Some(core) = app.try_state::<Arc<Flightdeck>>() {
            core.desktop.act(action.to_owned());
        }
    }
}

fn bar(app: &AppHandle, menu: &MenuBar) -> tauri::Result<Menu<Wry>> {
    let bar = Menu::new(app)?;
    bar.append(&application(app, &menu.application)?)?;
    bar.append(&edit(app)?)?;
    for one in &menu.menus {
        let submenu = Submenu::new(app, plain(&one.title), true)?;
        append(app, &submenu, &one.actions)?;
        bar.append(&submenu)?;
    }
    bar.append(&window(app)?)?;
    let help = Submenu::with_id(app, HELP_SUBMENU_ID, "Help", true)?;
    append(app, &help, &menu.help)?;
    bar.append(&help)?;
    Ok(bar)
}

fn application(app: &AppHandle, actions: &[MenuAction]) -> tauri::Result<Submenu<Wry>> {
    let package = app.package_info();
    let about = AboutMetadata {
        name: Some(package.name.clone()),
        version: Some(package.version.to_string()),
        ..AboutMetadata::default()
    };
    let menu = Submenu::new(app, &package.name, true)?;
    menu.append(&PredefinedMenuItem::about(app, None, Some(about))?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    if !actions.is_empty() {
        append(app, &menu, actions)?;
        menu.append(&PredefinedMenuItem::separator(app)?)?;
    }
    menu.append(&PredefinedMenuItem::services(app, None)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&PredefinedMenuItem::hide(app, None)?)?;
    menu.append(&PredefinedMenuItem::hide_others(app, None)?)?;
    menu.append(&PredefinedMenuItem::show_all(app, None)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&MenuItem::with_id(app, QUIT, "Quit Flightdeck", true, Some("Cmd+Q"))?)?;
    Ok(menu)
}

fn edit(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let menu = Submenu::new(app, "Edit", true)?;
    menu.append(&PredefinedMenuItem::undo(app, None)?)?;
    menu.append(&PredefinedMenuItem::redo(app, None)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&PredefinedMenuItem::cut(app, None)?)?;
    menu.append(&PredefinedMenuItem::copy(app, None)?)?;
    menu.append(&PredefinedMenuItem::paste(app, None)?)?;
    menu.append(&PredefinedMenuItem::select_all(app, None)?)?;
    Ok(menu)
}

fn window(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let menu = Submenu::with_id(app, WINDOW_SUBMENU_ID, "Window", true)?;
    menu.append(&PredefinedMenuItem::minimize(app, None)?)?;
    menu.append(&PredefinedMenuItem::maximize(app, None)?)?;
    menu.append(&PredefinedMenuItem::fullscreen(app, None)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&PredefinedMenuItem::close_window(app, None)?)?;
    Ok(menu)
}

fn append(app: &AppHandle, menu: &Submenu<Wry>, actions: &[MenuAction]) -> tauri::Result<()> {
    for MenuAction { id, label, accelerator, enabled } in actions {
        let id = format!("{ACTION}{id}");
        menu.append(&MenuItem::with_id(app, id, plain(label), *enabled, accelerator.as_deref())?)?;
    }
    Ok(())
}

/// An ampersand would underline what follows it.
fn plain(words: &str) -> String {
    words.replace('&', "&&")
}
