//! Closing the window while a launch is being sent: it is said, waiting closes by itself, and nothing is sent twice.

use std::time::Duration;

use connect_simulator::{Fault, Operation};
use flightdeck_tests::desk::{Display, Home, Window};

use crate::fleet::{TOKEN, connect, send, service};

const QUESTION: &str = "A deployment is being sent";
/// How long the service takes to answer.
const SLOW: Duration = Duration::from_secs(12);

#[tokio::test]
async fn who_closes_while_sending_is_asked_and_may_wait() {
    let simulator = service(60, 1.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    simulator.faults().on(Operation::Create, Fault::Delay(SLOW), 1);
    send(&window, &simulator, "Test", "sent while closing").await;
    window
        .until("the service has the request", Duration::from_secs(10), async || {
            simulator.requests().iter().any(|request| request.method == "POST")
        })
        .await;

    let display = Display::open();
    let of_the_app = display.shown("Flightdeck").expect("the window is open");
    display.ask_to_close(of_the_app);
    window.until("it asks", Duration::from_secs(8), async || display.shown(QUESTION).is_some()).await;
    assert!(window.is_open(), "nothing closes before the answer");
    let behind = window.text().await;
    assert!(
        !behind.contains("Every device"),
        "what is being sent stands behind the question, not an earlier draft: {behind}"
    );
    display.keep_picture("closing");
    display.press_return(display.shown(QUESTION).unwrap());
    window.until("the question goes away", Duration::from_secs(5), async || display.shown(QUESTION).is_none()).await;
    assert!(window.is_open(), "who waits sees the window until the outcome is known");
    window.closes_by_itself(SLOW * 2).await;

    let sent = simulator.requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!(sent, 1, "one press, one request");
    let journal = rusqlite::Connection::open(home.data().join("flightdeck.db")).unwrap();
    let outcome: String = journal.query_row("SELECT outcome FROM launches", [], |row| row.get(0)).unwrap();
    assert!(outcome.contains("created"), "the outcome was written down before it closed: {outcome}");
}
