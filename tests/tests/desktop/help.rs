//! The help in the real window, under its own content policy: opened by key at the page about the screen, its pictures drawn, each page for everybody.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};
use thirtyfour::Key;

use crate::screens::CUT_OFF;
use crate::standing::nothing_found_by_axe;

/// Pictures of the page on show that were not drawn: one that is refused or missing has no size of its own.
const UNDRAWN: &str = "return [...document.querySelectorAll('article img')].filter((one) => !(one.complete && one.naturalWidth > 0)).map((one) => one.src);";

#[tokio::test]
async fn f1_opens_the_page_about_the_screen_with_its_pictures() {
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Help").await;
    window.see(Role::Heading, "First run").await;
    nothing_found_by_axe(&window, "the help before the first connection").await;
    window.press(Key::Escape + "").await;
    window.click(Role::Button, "Try the demo fleet").await;
    window.see(Role::Row, "finished").await;
    window.press(Key::F1 + "").await;
    window.see(Role::Heading, "The list of deployments").await;
    let pictures = window.script("return document.querySelectorAll('article img').length").await;
    assert_eq!(pictures, 2, "the page shows its pictures");
    for theme in ["light", "dark"] {
        window.script(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
        let drawn = async || window.texts(UNDRAWN).await.is_empty();
        window.until("the pictures of this theme are drawn", Duration::from_secs(10), drawn).await;
        let named = window.texts("return [...document.querySelectorAll('article img')].map((one) => one.src)").await;
        assert!(named.iter().all(|address| address.contains(theme)), "pictures follow the theme: {named:?}");
    }
    nothing_found_by_axe(&window, "the help").await;
    window.size(900, 600).await;
    for page in ["Searching", "Keyboard", "What is kept where"] {
        window
            .script(&format!(
                "[...document.querySelectorAll('nav a')].find((one) => one.textContent === '{page}').click()"
            ))
            .await;
        window.see(Role::Heading, page).await;
        let cut = window.texts(CUT_OFF).await;
        assert_eq!(cut, Vec::<String>::new(), "{page} fits its window");
    }
    window.press(Key::Escape + "").await;
    window.see(Role::Row, "finished").await;
    window.close().await;
}
