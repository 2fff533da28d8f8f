//! Nothing shifts when data arrives: every screen of the design-time page is opened over answers that take their time, each kind its own, in
//! both orders; what was seen stands where it stood until everything is there.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Pages, Window};
use serde_json::Value;

/// The screens that wait for data, and the marks of theirs that must have come for the look to count.
const SCREENS: [(&str, &str, &str); 11] = [
    ("deployments", "screen=deployments", "[role=row][aria-rowindex='3']"),
    ("all fleets", "screen=fleets", "[role=row][aria-rowindex='3']"),
    ("deployment", "screen=deployment&named=1", "canvas"),
    ("deployment, finished", "screen=deployment&mood=finished", "canvas"),
    ("fleet", "screen=fleet", "[role=row][aria-rowindex='3']"),
    ("comparison", "screen=comparison", "[role=row][aria-rowindex='3']"),
    ("launches", "screen=launches", "[role=row][aria-rowindex='3']"),
    ("plans", "screen=plans&plan=twelve", "main li, main tr, main [role=row]"),
    ("plan, written", "screen=plan&plan=written", "main input"),
    ("plan, running", "screen=plan&plan=running", "main h2"),
    ("review", "screen=new&step=4", "main pre, main code"),
];
const SIZES: [(u32, u32); 2] = [(1280, 800), (900, 600)];
/// Milliseconds from one kind of answer to the next, from the first kind to the last and the other way round.
const STEPS: [i32; 2] = [130, -130];

/// The screens, or those alone whose name has a word that is in the environment.
fn screens() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let only = std::env::var("FLIGHTDECK_LOOK_AT").unwrap_or_default();
    SCREENS.into_iter().filter(move |(name, ..)| name.contains(&only))
}

async fn answered(window: &Window, name: &str) {
    let quiet = async || window.script("return window.moves?.quiet === true").await == Value::Bool(true);
    window.until(&format!("{name} has all its answers"), Duration::from_secs(30), quiet).await;
}

#[tokio::test]
async fn what_is_seen_stays_in_its_place_while_data_arrives() {
    let pages = Pages::built();
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let mut wrong = Vec::new();
    for (width, height) in SIZES {
        window.size(width, height).await;
        for (name, query, whole) in screens() {
            for step in STEPS {
                let theme = if step > 0 { "light" } else { "dark" };
                window.go(&pages.at(&format!("dev.html?devices=2000&theme={theme}&slow={step}&{query}"))).await;
                window.keep_look(&format!("{name} {width} slow {step} first")).await;
                answered(&window, name).await;
                window.keep_look(&format!("{name} {width} slow {step} whole")).await;
                let there = window.script(&format!("return document.querySelector({whole:?}) !== null")).await;
                assert_eq!(
                    there,
                    Value::Bool(true),
                    "{name} shows what it waited for: else nothing had a reason to move"
                );
                let seen = window.script("return [window.moves.frames, window.moves.most]").await;
                let enough = |at: usize, least: u64| seen[at].as_u64().is_some_and(|count| count >= least);
                assert!(enough(0, 10) && enough(1, 20), "{name} was looked at, frame by frame: {seen}");
                let moved = window.texts("return window.moves.found").await;
                wrong.extend(moved.into_iter().map(|one| format!("{name}, {width} × {height}, {step}: {one}")));
            }
        }
    }
    window.close().await;
    assert!(wrong.is_empty(), "{} things moved under the eyes of who reads:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn the_look_at_every_frame_finds_what_moves() {
    let pages = Pages::built();
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    window.go(&pages.at("dev.html?devices=300&slow=60&screen=deployments")).await;
    answered(&window, "the list").await;
    let before = window.texts("return window.moves.found").await.len();
    window.script("document.querySelector('main').style.paddingTop = '4px'").await;
    let found = async || window.texts("return window.moves.found").await.len() > before;
    window.until("four pixels are noticed", Duration::from_secs(5), found).await;
    let moved = window.texts("return window.moves.found").await;
    for landmark in ["title", "search", "first row"] {
        assert!(moved.iter().any(|one| one.starts_with(landmark)), "the {landmark} moved with its screen: {moved:?}");
    }
    window.close().await;
}
