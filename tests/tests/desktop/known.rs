//! The fleet, known: who points at devices deploys to just these, without typing an id; and all is as before where the service does not tell.

use std::time::Duration;

use connect_simulator::{FleetReads, Simulator};
use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground::creates;
use serde_json::Value;

use crate::fleet::{TOKEN, connect, deploy, service};

/// As many as the table shows now, once it is neither of these.
pub(crate) async fn shown_but(window: &Window, others: &[usize]) -> usize {
    let other = async || window.devices_shown().await.is_some_and(|shown| shown > 0 && !others.contains(&shown));
    window.until("the facet decides what is shown", Duration::from_secs(20), other).await;
    window.devices_shown().await.expect("the table is there")
}

/// Chooses all that are shown, and makes a draft that reaches so many.
pub(crate) async fn deploy_to_all(window: &Window, shown: usize) {
    window.focus_devices().await;
    window.press(thirtyfour::Key::Control + "a").await;
    window.read(&format!("{shown} devices chosen")).await;
    window.click(Role::Button, "Deploy to these").await;
    window.see(Role::Heading, "New deployment").await;
    window.read(&format!("{shown} devices")).await;
}

/// Waits until the deployment on screen has so many devices.
pub(crate) async fn landed(window: &Window, devices: usize, what: &str) {
    let landed = async || window.devices_shown().await == Some(devices);
    window.until(what, Duration::from_secs(60), landed).await;
}

#[tokio::test]
async fn pointed_at_by_two_facets_the_same_number_lands_and_a_cause_is_retried() {
    let simulator = service(1_000, 40.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("2").await;
    window.see(Role::Heading, "Fleet").await;
    window.read("read from the service").await;
    let all = async || window.devices_shown().await == Some(1_000);
    window.until("every device of the fleet is shown", Duration::from_secs(20), all).await;
    window.click(Role::Button, "Production").await;
    let in_group = shown_but(&window, &[1_000]).await;
    window.click(Role::Button, "gateway").await;
    let shown = shown_but(&window, &[1_000, in_group]).await;
    assert!(shown < in_group, "two facets narrow: {shown} of {in_group}");

    deploy_to_all(&window, shown).await;
    window.read("as the fleet was seen").await;

    window.click(Role::Button, "Flow").await;
    window.click(Role::Radio, "").await;
    window.click(Role::Button, "Review").await;
    window.read(&format!("{shown} devices")).await;
    window.click(Role::Button, "Deploy to matching devices in Production").await;
    window.see(Role::Button, "Abort…").await;
    landed(&window, shown, "as many devices land as were pointed at").await;
    retry_a_cause(&window, &simulator, true).await;
    window.close().await;
}

#[tokio::test]
async fn a_token_that_may_not_list_devices_launches_as_before() {
    let simulator = service(1_000, 40.0).await;
    let mut variants = simulator.variants();
    variants.fleet_reads = FleetReads::Refused;
    simulator.set_variants(variants);
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;

    window.press("2").await;
    window.see(Role::Heading, "The service does not list its devices to this token").await;
    window.read("Everything else works without it").await;
    let said = window.text().await.matches("does not list its devices").count();
    assert_eq!(said, 1, "it is said once");
    window.press("1").await;
    window.see(Role::Row, "finished").await;
    deploy(&window, &simulator, "Production", "as before").await;
    let text = window.text().await;
    assert!(
        !text.contains("as the fleet was seen"),
        "nothing is known of the fleet, and nothing is said of it: {text}"
    );
    retry_a_cause(&window, &simulator, false).await;
    assert!(
        !window.text().await.contains("does not list its devices"),
        "it is said where it matters, and nowhere else"
    );
    window.close().await;
}

/// When the deployment on screen has landed: makes a draft for those that failed by one cause, deploys it, and sees as many in it as the
/// cause counts. Where the fleet is known, the review says that number before.
async fn retry_a_cause(window: &Window, simulator: &Simulator, fleet_known: bool) {
    window.read_within("took ", Duration::from_secs(90)).await;
    let numbers = "const number = (text) => Number(text.replace(/[^0-9]/g, ''));
        const failed = [...document.querySelectorAll('button')].find((one) => /^Retry .* failed…$/.test(one.textContent.trim()));
        const causes = [...document.querySelectorAll('button.cause')];
        const counts = causes.map((one) => number(one.querySelector('.count b').textContent));
        return [failed ? number(failed.textContent) : 0, counts.reduce((all, one) => all + one, 0), counts[0] ?? 0]";
    let counted = async || {
        let told = window.script(numbers).await;
        [0, 1, 2].map(|at| told.get(at).and_then(Value::as_u64).unwrap_or_default())
    };
    let looked_at = async || matches!(counted().await, [failed, causes, _] if failed > 0 && failed == causes);
    window.until("every failed device was looked at for its cause", Duration::from_secs(60), looked_at).await;
    let [failed, _, of_cause] = counted().await;
    assert!(of_cause > 0 && of_cause < failed, "a part of those that failed: {of_cause} of {failed}");

    let before = creates(simulator).len();
    let words = "return document.querySelector('button.cause .text').textContent";
    let cause = window.script(words).await.as_str().expect("the cause says what it is").to_owned();
    window.click(Role::Button, &cause).await;
    window.click(Role::Button, "Retry…").await;
    let asked = async || {
        !window.all(Role::Button, "Use this draft").await.is_empty() || window.text().await.contains("New deployment")
    };
    window.until("the draft is there", Duration::from_secs(20), asked).await;
    if !window.all(Role::Button, "Use this draft").await.is_empty() {
        window.click(Role::Button, "Use this draft").await;
    }
    window.see(Role::Heading, "New deployment").await;
    if fleet_known {
        window.read(&format!("{of_cause} device")).await;
    }
    window.click(Role::Button, "Deploy to ").await;
    window.gone(Role::Heading, "New deployment").await;
    window.see(Role::Button, "Abort…").await;
    landed(window, of_cause as usize, "as many devices are in it as failed by that cause").await;
    assert_eq!(creates(simulator).len(), before + 1, "one deployment, sent once");
}
