//! Two deployments side by side, chosen in the list and opened by the keyboard alone: the counts are those of the service.

use std::collections::BTreeSet;
use std::time::Duration;

use connect_api::{DeviceFilter, DeviceState};
use flightdeck_tests::desk::{Home, Role, Window};
use flightdeck_tests::ground;
use flightdeck_tests::rows::Rows;
use thirtyfour::Key;

use crate::fleet::connect;
use crate::standing::{Standing, ids, nothing_found_by_axe, separated, shows};

#[tokio::test]
async fn two_deployments_are_compared_by_keyboard() {
    let mut fleet = Standing::begun(Duration::from_secs(900), 2_000, DeviceFilter::default()).await;
    fleet.go_on(Duration::from_secs(240)).await;
    let (_, other) = fleet.deploy(DeviceFilter::default(), "once more", Duration::from_secs(240)).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &fleet.simulator.url(), ground::FLEET, ground::TOKEN).await;
    window.see(Role::Row, "once more").await;

    window.script("document.querySelector('[role=grid]').focus()").await;
    window.press(Key::Home + "").await;
    window.press(" ").await;
    window.press(Key::Down + "").await;
    window.press(" ").await;
    window.read("2 deployments chosen").await;
    window.tab_to("Compare").await;
    window.press(Key::Enter + "").await;
    window.see(Role::Heading, "Comparison").await;

    let both = |from: DeviceState, to: DeviceState| those(&fleet.truth, from).intersection(&those(&other, to)).count();
    let broke = both(DeviceState::Succeeded, DeviceState::Failed);
    let fixed = both(DeviceState::Failed, DeviceState::Succeeded);
    let fails = both(DeviceState::Failed, DeviceState::Failed);
    let same = both(DeviceState::Succeeded, DeviceState::Succeeded);
    assert!(broke > 20 && fixed > 20 && fails > 0, "there is something to compare: {broke}, {fixed}, {fails}");
    shows(&window, 2_000).await;
    for (label, count) in
        [("All", 2_000), ("Broke in B", broke), ("Failed in both", fails), ("Fixed in B", fixed), ("Same", same)]
    {
        counts(&window, label, count).await;
    }
    window.read(&format!("{fixed} devices fixed, {broke} broke")).await;

    window.click(Role::Button, "Broke in B").await;
    shows(&window, broke).await;
    let shown = ids(&window).await;
    let broken: BTreeSet<String> = those(&fleet.truth, DeviceState::Succeeded)
        .intersection(&those(&other, DeviceState::Failed))
        .cloned()
        .collect();
    assert!(
        !shown.is_empty() && shown.iter().all(|id| broken.contains(id)),
        "those that broke, and nobody else: {shown:?}"
    );

    // What broke on the way from A to B was fixed on the way back.
    window.click(Role::Button, "Swap").await;
    counts(&window, "Fixed in B", broke).await;
    counts(&window, "Broke in B", fixed).await;
    shows(&window, broke).await;
    nothing_found_by_axe(&window, "a comparison").await;
    window.close().await;
}

fn those(rows: &Rows, state: DeviceState) -> BTreeSet<String> {
    rows.iter().filter(|(_, row)| row.state == state).map(|(id, _)| id.clone()).collect()
}

async fn counts(window: &Window, label: &str, count: usize) {
    let words = format!("{label}{}", separated(count)).replace(' ', "");
    let script = "return [...document.querySelectorAll('[aria-label=\"Show devices\"] button')].map((one) => one.textContent.replace(/\\s+/g, ''))";
    let counted = async || window.texts(script).await.contains(&words);
    window.until(&format!("the chip says “{words}”"), Duration::from_secs(20), counted).await;
}
