//! Whether what the page tells of its actions fits into a menu bar. Pure.

use std::collections::HashSet;

use crate::sanitise;
use crate::wire::{AppError, MenuAction, MenuBar, MenuOfActions};

/// More than the page has; a bar that is fuller was not made by it.
const MOST_MENUS: usize = 10;
const MOST_ACTIONS: usize = 200;
/// Longest name of an action and longest keys, in bytes.
const LONGEST: usize = 80;
/// Longest words in a menu, in bytes.
const WORDS: usize = 100;

/// The bar with its words made safe: some of them are names that the service told.
///
/// # Errors
/// `InvalidInput` for what no page shows.
pub(super) fn fitting(menu: MenuBar) -> Result<MenuBar, AppError> {
    let MenuBar { application, menus, help } = menu;
    let all: Vec<&MenuAction> =
        application.iter().chain(menus.iter().flat_map(|menu| &menu.actions)).chain(&help).collect();
    let fits = |one: &&MenuAction| {
        !one.id.is_empty()
            && one.id.len() <= LONGEST
            && one.accelerator.as_ref().is_none_or(|keys| keys.len() <= LONGEST)
    };
    let once = all.iter().map(|one| one.id.as_str()).collect::<HashSet<_>>().len() == all.len();
    if menus.len() > MOST_MENUS || all.len() > MOST_ACTIONS || !once || !all.iter().all(fits) {
        return Err(AppError::invalid("menu", "This does not fit into a menu bar."));
    }
    let menus = menus.into_iter().map(|MenuOfActions { title, actions }| MenuOfActions {
        title: sanitise::line(&title, WORDS),
        actions: said(actions),
    });
    Ok(MenuBar { application: said(application), menus: menus.collect(), help: said(help) })
}

fn said(actions: Vec<MenuAction>) -> Vec<MenuAction> {
    actions.into_iter().map(|one| MenuAction { label: sanitise::line(&one.label, WORDS), ..one }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(id: &str, label: &str) -> MenuAction {
        MenuAction { id: id.into(), label: label.into(), accelerator: Some("CmdOrCtrl+K".into()), enabled: true }
    }

    fn bar(actions: Vec<MenuAction>) -> MenuBar {
        MenuBar { menus: vec![MenuOfActions { title: "Go".into(), actions }], ..MenuBar::default() }
    }

    #[test]
    fn words_are_made_safe_and_nothing_else_is_changed() {
        let told = MenuBar {
            application: vec![action("go.settings", "Go to Settings")],
            help: vec![action("app.help", &"long ".repeat(100))],
            ..bar(vec![action("deployment.abort", "Abort “v1\u{202e}\n2”…")])
        };
        let fits = fitting(told.clone()).unwrap();
        assert_eq!(fits.application, told.application, "what is safe stays");
        let abort = &fits.menus[0].actions[0];
        assert_eq!(abort.label, "Abort “v1⟨U+202E⟩ 2”…", "a name must not turn a menu around");
        assert_eq!((abort.id.as_str(), abort.enabled), ("deployment.abort", true));
        assert!(fits.help[0].label.len() <= WORDS + 3, "a menu is not as wide as the screen");
    }

    #[test]
    fn what_no_page_shows_is_refused() {
        let long = || "x".repeat(LONGEST + 1);
        let many = (0..=MOST_ACTIONS).map(|n| action(&n.to_string(), "x")).collect();
        for (wrong, why) in [
            (bar(many), "so many actions there are not"),
            (
                MenuBar { menus: vec![MenuOfActions { title: "x".into(), actions: vec![] }; 11], ..bar(vec![]) },
                "nor menus",
            ),
            (bar(vec![action("", "x")]), "it could not come back"),
            (bar(vec![action(&long(), "x")]), "no action is called that"),
            (bar(vec![MenuAction { accelerator: Some(long()), ..action("a", "x") }]), "no keyboard has it"),
            (MenuBar { help: vec![action("a", "x")], ..bar(vec![action("a", "y")]) }, "one action twice"),
        ] {
            assert_eq!(fitting(wrong).unwrap_err().field.as_deref(), Some("menu"), "{why}");
        }
    }
}
