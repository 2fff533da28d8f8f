//! The focus comes back to where it came from: to the row that was opened, to the button that opened a dialog. By keys, on the design-time
//! page in the window's own engine.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Pages, Window};
use serde_json::{Value, json};
use thirtyfour::Key;

/// What opens a dialog or a menu that leads to one: the screen, the control's name, and the item of its menu.
const OPENERS: [(&str, &str, Option<&str>); 22] = [
    ("deployments", "Export…", None),
    ("deployments&unresolved=1", "See what is known", None),
    ("deployments", "Keys", None),
    ("deployments", "Find", None),
    ("deployment", "Abort…", None),
    ("deployment", "Guard", None),
    ("deployment", "Retry", None),
    ("deployment", "median", None),
    ("deployment", "More to do", Some("Request…")),
    ("deployment", "More to do", Some("Deploy again…")),
    ("deployment", "More to do", Some("Compare with…")),
    ("deployment", "More to do", Some("Export…")),
    ("fleet", "Import a list…", None),
    ("fleet", "Export…", None),
    ("new&step=0", "Drafts", None),
    ("new&step=0", "Templates", None),
    ("new&step=2", "Paste many…", None),
    ("plan&plan=written", "Dry run…", None),
    ("plan&plan=running", "Stop the plan…", None),
    ("plans&plan=twelve", "Remove ", None),
    ("settings", "Rules of", None),
    ("settings", "Third-party notices…", None),
];
const PATIENCE: Duration = Duration::from_secs(10);
/// Gives the focus to the control of this name, as Tab would in the end.
const TAKE: &str = "const all = [...document.querySelectorAll('button:enabled')];
const one = all.find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim().includes(arguments[0]));
window.opener_ = one;
one?.focus();
return one !== undefined && document.activeElement === one";
const OPEN: &str = "return document.querySelector('dialog[open]') !== null";
const BACK: &str = "return document.activeElement === window.opener_ ? null : (document.activeElement?.outerHTML ?? 'nothing').slice(0, 160)";

#[tokio::test]
async fn a_closed_dialog_gives_the_focus_back_to_what_opened_it() {
    let (window, pages) = opened().await;
    let mut wrong = Vec::new();
    for (screen, name, item) in OPENERS {
        window.go(&pages.at(&format!("dev.html?devices=300&screen={screen}"))).await;
        window.until(&format!("{name} is there"), PATIENCE, async || holds(&window, TAKE, name).await).await;
        window.press(Key::Enter + "").await;
        if let Some(item) = item {
            window.until("the menu is open", PATIENCE, async || holds(&window, MENU, item).await).await;
            // Letters lead to an item, as in any menu of the system.
            window.press(&item[..3]).await;
            let highlighted = async || holds(&window, HIGHLIGHTED, item).await;
            window.until(&format!("{item} is reached by its letters"), PATIENCE, highlighted).await;
            window.press(Key::Enter + "").await;
        }
        let open = async || window.script(OPEN).await == Value::Bool(true);
        window.until(&format!("{name} opens a dialog"), PATIENCE, open).await;
        window.focus_is_seen(&format!("{screen}: {name}")).await;
        window.press(Key::Escape + "").await;
        window.until(&format!("{name} is closed by Escape"), PATIENCE, async || !open().await).await;
        let elsewhere = window.script(BACK).await;
        if !elsewhere.is_null() {
            wrong.push(format!("{screen}, {name} {}: the focus is at {elsewhere}", item.unwrap_or_default()));
        }
    }
    window.close().await;
    assert!(wrong.is_empty(), "{} dialogs lose the focus:\n{}", wrong.len(), wrong.join("\n"));
}

const MENU: &str =
    "return [...document.querySelectorAll('[role=menuitem]')].some((one) => one.textContent.includes(arguments[0]))";
const HIGHLIGHTED: &str = "return document.activeElement?.textContent.trim().startsWith(arguments[0]) === true";

/// Tables whose rows open something: the screen, the table, and the ways back.
const TABLES: [(&str, &str); 4] =
    [("deployments", "Deployments"), ("deployment&named=1", "Devices"), ("fleet", "Devices"), ("launches", "Launches")];
const GRID: &str = "const grid = document.querySelector(`[role=grid][aria-label='${arguments[0]}']`);
if (grid === null || grid.querySelector('[role=row][aria-rowindex=\"4\"]:not(.waiting)') === null) return false;
grid.focus();
return document.activeElement === grid";
/// The words of the row that the keys move; null where that is in no table.
const ROW: &str = "const id = document.activeElement?.getAttribute('aria-activedescendant');
return id ? (document.getElementById(id)?.querySelector('.cut, .mono')?.textContent.trim() ?? null) : null";

#[tokio::test]
async fn the_row_that_was_opened_has_the_focus_again() {
    let (window, pages) = opened().await;
    for (screen, table) in TABLES {
        for back in ["Escape", "back"] {
            // A device of a deployment is no place of its own.
            if back == "back" && screen.starts_with("deployment&") {
                continue;
            }
            window.go(&pages.at("dev.html?screen=settings")).await;
            window.go(&pages.at(&format!("dev.html?devices=300&screen={screen}"))).await;
            window.until(&format!("{table} has rows"), PATIENCE, async || holds(&window, GRID, table).await).await;
            for _ in 0..3 {
                window.press(Key::Down + "").await;
            }
            let row = window.script(ROW).await;
            assert!(row.is_string(), "{screen}: the keys have a row to move");
            window.press(Key::Enter + "").await;
            let left = async || window.script(ROW).await != row;
            window.until(&format!("{screen}: the row is opened"), PATIENCE, left).await;
            window.focus_is_seen(&format!("{screen}: a row was opened")).await;
            match back {
                "back" => window.press(Key::Alt + Key::Left).await,
                _ => window.press(Key::Escape + "").await,
            }
            let again = async || window.script(ROW).await == row;
            window.until(&format!("{screen}, {back}: {row} has the focus again"), PATIENCE, again).await;
            window.focus_is_seen(&format!("{screen}: back by {back}")).await;
        }
    }
    window.close().await;
}

#[tokio::test]
async fn the_plan_that_was_opened_has_the_focus_again() {
    let (window, pages) = opened().await;
    window.go(&pages.at("dev.html?screen=plans&plan=running")).await;
    let row = "const row = document.querySelector('[data-opens]'); row?.focus(); return row !== null && document.activeElement === row";
    window.until("a plan is there", PATIENCE, async || holds(&window, row, "").await).await;
    window.press(Key::Enter + "").await;
    let gone = "return document.querySelector('[data-opens]') === null";
    window.until("it is opened", PATIENCE, async || holds(&window, gone, "").await).await;
    window.press(Key::Alt + Key::Left).await;
    let back = "return document.activeElement?.matches('[data-opens]') === true";
    window.until("its row has the focus again", PATIENCE, async || holds(&window, back, "").await).await;
    window.focus_is_seen("back among the plans").await;
    window.close().await;
}

async fn opened() -> (Window, Pages) {
    let mut home = Home::new();
    (Window::open(&mut home).await, Pages::built())
}

async fn holds(window: &Window, script: &str, word: &str) -> bool {
    window.ask(script, vec![json!(word)]).await == Value::Bool(true)
}
