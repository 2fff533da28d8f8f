//! The window at its sizes and in its themes: nothing is cut off, everything is reached by keyboard.

use flightdeck_tests::desk::{Home, Role, Window};
use serde_json::Value;

/// Elements that reach out of the window sideways, though nothing scrolls them.
pub(crate) const CUT_OFF: &str = "const wide = document.documentElement.clientWidth;
return [...document.querySelectorAll('button, h1, input, select, [role=row]')]
    .filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0 && (box.right > wide + 1 || box.left < -1); })
    .map((one) => one.outerHTML.slice(0, 160));";

#[tokio::test]
async fn every_screen_fits_its_window_and_is_reached_by_keys() {
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Try the demo fleet").await;
    window.see(Role::Row, "finished").await;
    for (width, height) in [(1280, 800), (900, 600)] {
        window.size(width, height).await;
        for (key, heading) in [("n", "New deployment"), (",", "Settings"), ("4", "Launches"), ("1", "Deployments")] {
            window.press(key).await;
            window.see(Role::Heading, heading).await;
            let cut: Value = window.script(CUT_OFF).await;
            assert_eq!(cut, Value::Array(Vec::new()), "{heading} at {width} px must not reach out of its window");
        }
        let unnamed = window.script(UNNAMED).await;
        assert_eq!(unnamed, Value::Array(Vec::new()), "every control has a name");
    }
    window.close().await;
}

const UNNAMED: &str = "return [...document.querySelectorAll('button, input, select, a[href]')]
    .filter((one) => one.getBoundingClientRect().width > 0)
    .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.textContent.trim() || (one.labels && one.labels.length) || one.title))
    .map((one) => one.outerHTML.slice(0, 160));";
