//! The first minutes of a new user: first start, demo, deploy, watch to the end, look into a device. Five clicks or fewer to a watched deployment.

use std::time::Duration;

use flightdeck_tests::desk::{Home, Role, Window};

#[tokio::test]
async fn from_first_start_to_a_landed_deployment() {
    let mut home = Home::new();
    let window = Window::open(&mut home).await;

    window.click(Role::Button, "Try the demo fleet").await;
    window.see(Role::Row, "finished").await;
    window.click(Role::Button, "New deployment").await;
    window.read("Update flow").await;
    window.click(Role::Button, "Review").await;
    window.click(Role::Button, "Deploy to ").await;

    window.see(Role::Button, "Abort…").await;
    window.see(Role::Button, "In progress").await;
    window.see_within(Role::Row, "In progress", Duration::from_secs(60)).await;
    window.read_within("Finished", Duration::from_secs(360)).await;

    let text = window.text().await;
    assert!(text.contains("Why "), "the causes of failure must be told: {text}");
    let counts = window.script(COUNTS).await;
    assert_eq!(counts["all"], counts["sum"], "every device is counted in exactly one state: {counts}");
    assert_eq!(counts["moving"], 0, "a finished deployment has no device on its way: {counts}");
    assert!(counts["failed"].as_u64() > Some(0), "the demo has failures to look into: {counts}");
    let causes = window.all(Role::Button, "· exit").await.len();
    assert_eq!(causes, 3, "the demo fails for three causes");

    window.click(Role::Button, "Failed").await;
    window.click(Role::Row, "Failed").await;
    window.see(Role::Region, "Device").await;
    window.see(Role::Region, "Steps").await;
    window.read("exit ").await;
    window.close().await;
}

const COUNTS: &str = "const count = (word) => {
    const chip = [...document.querySelectorAll('[aria-label=\"Show devices\"] button')].find((one) => one.textContent.includes(word));
    return Number(chip.textContent.replace(/[^0-9]/g, ''));
};
const [pending, running] = [count('Pending'), count('In progress')];
const failed = count('Failed');
return { all: count('All'), failed, moving: pending + running,
    sum: pending + running + failed + count('Succeeded') + count('Aborted') + count('Unknown') };";
