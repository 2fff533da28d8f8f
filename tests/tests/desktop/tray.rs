//! Where there is a tray: who closes the window while a launch is watched is asked once, and finds Flightdeck there; a second start brings the
//! window back. Run where the library that draws into a tray is installed, which Flightdeck does without.

use std::time::Duration;

use flightdeck_tests::desk::{Display, Home, Panel, Window, can_draw_a_tray};

use crate::fleet::{TOKEN, connect, deploy, service};

const QUESTION: &str = "A deployment is watched";
const A_MOMENT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_closed_window_goes_on_in_the_tray() {
    if !can_draw_a_tray() {
        eprintln!("NOT RUN: libayatana-appindicator3 is not installed");
        return;
    }
    let panel = Panel::serve().await;
    let simulator = service(60, 1.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    let display = Display::open();
    let shown = || display.shown("Flightdeck");
    window.until("its item is in the tray", A_MOMENT, async || !panel.items().is_empty()).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Test", "watched from the tray").await;

    display.ask_to_close(shown().expect("the window is open"));
    window.until("it asks", A_MOMENT, async || display.shown(QUESTION).is_some()).await;
    display.keep_picture("kept-in-the-tray");
    display.press_return(display.shown(QUESTION).unwrap());
    window.until("the window is hidden", A_MOMENT, async || shown().is_none()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(window.is_open(), "it goes on without its window");

    let mut second = home.start(&[]);
    window.until("a second start brings the window back", A_MOMENT, async || shown().is_some()).await;
    let ended = second.wait().expect("the second start ends");
    assert!(ended.success(), "one Flightdeck is enough");
    display.ask_to_close(shown().unwrap());
    window.until("the answer was remembered", A_MOMENT, async || shown().is_none()).await;
    assert!(display.shown(QUESTION).is_none() && window.is_open(), "it is not asked again");
    window.close().await;
}
