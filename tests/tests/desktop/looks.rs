//! Every screen and dialog of the design-time page, over hard words: nothing is cut without being told whole, lies over something else or
//! reaches out of its window, in each size of window and text; axe finds nothing, in both themes; and what the system may ask for, its own
//! colours or stillness, is given.

use flightdeck_tests::desk::{Home, Pages, Window};
use serde_json::Value;

const SCREENS: &str = include_str!("../../../ui/src/dev/screens.json");
/// From the smallest window to a whole screen; a display that is smaller shows what it has.
const SIZES: [(u32, u32); 3] = [(900, 600), (1280, 800), (1920, 1080)];

/// The screens by name, with the address of each; of one alone where a word of its name is in the environment.
fn screens() -> Vec<(String, String)> {
    let all: serde_json::Map<String, Value> = serde_json::from_str(SCREENS).expect("screens by name");
    let only = std::env::var("FLIGHTDECK_LOOK_AT").unwrap_or_default();
    let all = all.into_iter().filter(|(name, _)| name.contains(&only));
    all.map(|(name, query)| (name, format!("dev.html?devices=300&{}", query.as_str().unwrap_or_default()))).collect()
}

async fn opened() -> (Window, Pages) {
    let mut home = Home::new();
    (Window::open(&mut home).await, Pages::built())
}

/// Waits until all that the address asks to be pressed was pressed; tells where that opened nothing.
async fn settled(window: &Window, query: &str) -> Option<String> {
    let presses = query.matches("press=").count() + query.matches('|').count();
    let wait = 250 + presses as u64 * 550 + if query.contains("search=") { 700 } else { 0 };
    tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
    let mut opened = presses == 0 || window.script(OPENED).await == Value::Bool(true);
    for _ in 0..50 {
        if opened {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        opened = window.script(OPENED).await == Value::Bool(true);
    }
    (!opened).then(|| format!("{query} opens nothing: another name stands on the button by now"))
}

/// Whether something lies over the page or beside its table.
const OPENED: &str = "return document.querySelector('dialog[open], [role=dialog], [role=menu], aside[aria-label^=Device], form') !== null";

#[tokio::test]
async fn every_screen_fits_with_hard_words_in_every_size_of_window_and_text() {
    let (window, pages) = opened().await;
    let mut wrong = Vec::new();
    for (name, query) in screens() {
        for text in [100, 150] {
            window.go(&pages.at(&format!("{query}&words=hard&text={text}"))).await;
            wrong.extend(settled(&window, &query).await);
            for (width, height) in SIZES {
                window.size(width, height).await;
                let misfits = window.misfits().await;
                window.keep_look(&format!("{name} {width} {text}")).await;
                wrong.extend(misfits.into_iter().map(|one| format!("{name}, {width} × {height}, {text} %: {one}")));
            }
        }
    }
    window.close().await;
    assert!(wrong.is_empty(), "{} things do not fit:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn axe_finds_nothing_on_any_screen_in_either_theme() {
    let (window, pages) = opened().await;
    window.size(1280, 800).await;
    let mut wrong = Vec::new();
    for (name, query) in screens() {
        for theme in ["light", "dark"] {
            window.go(&pages.at(&format!("{query}&theme={theme}"))).await;
            wrong.extend(settled(&window, &query).await);
            wrong.extend(window.found_by_axe().await.into_iter().map(|one| format!("{name}, {theme}: {one}")));
        }
    }
    window.close().await;
    assert!(wrong.is_empty(), "{} violations:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_state_is_told_where_the_system_puts_its_own_colours() {
    let (window, pages) = opened().await;
    window.size(1280, 800).await;
    let mut wrong = Vec::new();
    for (name, query) in screens() {
        window.go(&pages.at(&query)).await;
        wrong.extend(settled(&window, &query).await);
        assert!(window.wish("forced-colors").await > 5, "the page has rules for that, and the engine keeps them");
        wrong.extend(window.lost_without_colours().await.into_iter().map(|one| format!("{name}: {one}")));
    }
    window.close().await;
    assert!(wrong.is_empty(), "{} things are told by colour alone:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn nothing_moves_by_itself_where_the_system_asks_for_stillness() {
    let (window, pages) = opened().await;
    window.size(1280, 800).await;
    let mut wrong = Vec::new();
    let mut moved = 0;
    for (name, query) in screens() {
        window.go(&pages.at(&query)).await;
        wrong.extend(settled(&window, &query).await);
        moved += window.moving().await.len();
        assert!(
            window.wish("prefers-reduced-motion").await > 0,
            "the page has a rule for that, and the engine keeps it"
        );
        wrong.extend(window.moving().await.into_iter().map(|one| format!("{name}: {one}")));
    }
    window.close().await;
    assert!(moved > 0, "without the wish something takes its time: else the look finds nothing anywhere");
    assert!(wrong.is_empty(), "{} things move:\n{}", wrong.len(), wrong.join("\n"));
}
