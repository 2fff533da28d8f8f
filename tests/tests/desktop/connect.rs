//! Connecting: the right token, a wrong one, an old one, one that may only read; wrong addresses and keys told apart; two fleets at once.

use flightdeck_tests::desk::{Home, Role, Window};

use crate::fleet::{OLD, READER, TOKEN, connect, deploy, fill_connection, service};

#[tokio::test]
async fn what_is_wrong_is_told_apart_in_words_and_nothing_typed_is_lost() {
    let simulator = service(60, 50.0).await;
    let url = simulator.url();
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Connect a fleet").await;

    fill_connection(&window, "http://example.com", "windfarm", TOKEN).await;
    window.read("The address must begin with https://").await;
    fill_connection(&window, "http://127.0.0.1:9", "windfarm", TOKEN).await;
    window.read("refused the connection").await;
    let value = window.value("Token").await;
    assert_eq!(value, "", "the token field is cleared once sent, whatever came of it");
    assert_eq!(window.value("Fleet key").await, "windfarm", "nothing else typed is lost by an error");
    fill_connection(&window, &url, "nosuchfleet", TOKEN).await;
    window.read("There is no fleet with the key “nosuchfleet”").await;
    fill_connection(&window, &url, "windfarm", "not-a-token-anybody-gave").await;
    window.read("The service did not accept the token").await;
    fill_connection(&window, &url, "cameras", OLD).await;
    window.read("v1 tokens do not work for this API").await;

    fill_connection(&window, &url, "windfarm", TOKEN).await;
    window.see(Role::Row, "finished").await;
    let page = window.everything().await;
    assert!(!page.contains(TOKEN), "the page must not hold a token that was accepted");
    window.close().await;
}

#[tokio::test]
async fn a_read_only_token_may_watch_and_is_told_calmly_that_it_may_not_deploy() {
    let simulator = service(60, 50.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", READER).await;
    let flow = simulator.about("windfarm").expect("the fleet is there").flows[0].uuid.clone();
    window.click(Role::Button, "New deployment").await;
    window.fill("flow", &flow).await;
    window.click(Role::Button, "Devices").await;
    window.fill("Groups", "Test").await;
    window.press(thirtyfour::Key::Enter + "").await;
    window.click(Role::Button, "Review").await;
    window.click(Role::Button, "Deploy to ").await;
    window.read("This token may look, but not deploy in this fleet. Nothing was launched.").await;
    assert!(window.text().await.contains(&flow), "what was typed stands after a refusal");
    assert!(
        simulator.requests().iter().filter(|request| request.method == "POST").count() == 1,
        "a refused create is sent once and never again"
    );
    window.close().await;
}

#[tokio::test]
async fn two_fleets_are_connected_at_once_and_switched_without_a_restart() {
    let simulator = service(60, 50.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Test", "only in the windfarm").await;
    window.click(Role::Button, "Switch fleet").await;
    window.click(Role::Menuitem, "Connect another fleet").await;
    connect(&window, &simulator.url(), "cameras", TOKEN).await;
    assert!(!window.text().await.contains("only in the windfarm"), "a fleet shows its own deployments only");
    window.click(Role::Button, "Switch fleet").await;
    window.click(Role::Menuitem, "windfarm").await;
    window.see(Role::Row, "only in the windfarm").await;
    window.close().await;
}

// Windows has its keyring always.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_a_keyring_the_token_can_be_kept_for_the_session() {
    let simulator = service(60, 50.0).await;
    let mut home = Home::new().with("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Connect a fleet").await;
    fill_connection(&window, &simulator.url(), "windfarm", TOKEN).await;
    window.see(Role::Button, "Keep it for this session").await;
    window.fill("Token", TOKEN).await;
    window.click(Role::Button, "Keep it for this session").await;
    window.see(Role::Row, "finished").await;
    window.close().await;
    assert_eq!(home.files_with(TOKEN), Vec::<std::path::PathBuf>::new(), "for this session means in memory only");
}
