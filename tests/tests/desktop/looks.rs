//! Every screen and dialog of the design-time page, over hard words: nothing is cut without being told whole, lies over something else or
//! reaches out of its window, in each size of window and text; axe finds nothing, in both themes; and what the system may ask for, its own
//! colours or stillness, is given.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Pages, Window};
use serde_json::Value;

const SCREENS: &str = include_str!("../../../ui/src/dev/screens.json");
/// From the smallest window to a whole screen; a display that is smaller shows what it has.
const SIZES: [(u32, u32); 3] = [(900, 600), (1280, 800), (1920, 1080)];

/// The screens by name, with the address of each; those alone whose names hold one of the words in the environment, where some are, with | between.
fn screens() -> Vec<(String, String)> {
    let all: serde_json::Map<String, Value> = serde_json::from_str(SCREENS).expect("screens by name");
    let only = std::env::var("FLIGHTDECK_LOOK_AT").unwrap_or_default();
    let all = all.into_iter().filter(|(name, _)| only.split('|').any(|word| name.contains(word)));
    all.map(|(name, query)| (name, format!("dev.html?devices=300&{}", query.as_str().unwrap_or_default()))).collect()
}

async fn opened() -> (Window, Pages) {
    let mut home = Home::new();
    (Window::open(&mut home).await, Pages::built())
}

/// Waits until the page did all that its address asks for; tells where that opened nothing.
async fn settled(window: &Window, query: &str) -> Option<String> {
    let arranged = async || window.script(ARRANGED).await == Value::Bool(true);
    window.until(&format!("{query} is arranged"), Duration::from_secs(20), arranged).await;
    let presses = query.contains("press=");
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if !presses || window.script(OPENED).await == Value::Bool(true) {
            // What comes into view may take a moment for it.
            tokio::time::sleep(Duration::from_millis(150)).await;
            return None;
        }
    }
    Some(format!("{query} opens nothing: another name stands on the button by now"))
}

/// Whether the page has done what its address asks for.
const ARRANGED: &str = "return document.documentElement.dataset.arranged === 'yes'";

/// Whether something lies over the page or beside its table, or is said in its corner.
const OPENED: &str = "return document.querySelector('dialog[open], [role=dialog], [role=menu], aside[aria-label^=Device], form, .note') !== null";

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
async fn every_screen_holds_in_both_themes_and_under_the_wishes_of_the_system() {
    let (window, pages) = opened().await;
    window.size(1280, 800).await;
    let mut wrong = Vec::new();
    let mut moved = 0;
    for (name, query) in screens() {
        window.go(&pages.at(&format!("{query}&theme=light"))).await;
        wrong.extend(settled(&window, &query).await);
        let mut finds =
            |of: &str, found: Vec<String>| wrong.extend(found.iter().map(|one| format!("{name}, {of}: {one}")));

        finds("light", window.found_by_axe().await);
        window.turn_dark().await;
        finds("dark", window.found_by_axe().await);

        moved += window.moving().await.len();
        assert!(
            window.wish("prefers-reduced-motion").await > 0,
            "the page has a rule for that, and the engine keeps it"
        );
        finds("still", window.moving().await);

        assert!(window.wish("forced-colors").await > 5, "the page has rules for that, and the engine keeps them");
        finds("without colours", window.lost_without_colours().await);
    }
    window.close().await;
    assert!(moved > 0, "without the wish something takes its time: else the look for it finds nothing anywhere");
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
