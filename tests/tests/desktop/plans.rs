//! A rollout plan from its first word to its last wave: written, played, started, halted by what fails, acknowledged, and gone on with in the
//! next run.

use std::time::Duration;

use flightdeck_tests::desk::{Display, Home, RETURN, Role, TAB, Window};
use flightdeck_tests::ground::{FLOW, comment_of, creates};
use thirtyfour::Key;

use crate::fleet::{TOKEN, connect, service};

/// So long a wave may take here.
const WAVE: Duration = Duration::from_secs(90);

#[tokio::test]
async fn a_plan_is_written_played_started_halted_resumed_and_goes_on_after_a_restart() {
    let simulator = service(300, 60.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    // The known fleet tells whom the waves reach.
    window.press("2").await;
    window.read("read from the service").await;
    window.press(",").await;
    window.fill("Look at moving deployments every", "5").await;
    window.press(Key::Enter).await;

    window.click(Role::Button, "Plans").await;
    window.see(Role::Heading, "Plans").await;
    window.click(Role::Button, "New plan").await;
    window.fill("Name of the plan", "Gateway").await;
    window.fill("flow, by its uuid", FLOW).await;

    wave(&window, 1, "Lab").await;
    window.fill("Per cent finished", "90").await;
    window.click(Role::Button, "Wave 1").await;
    window.click(Role::Button, "Add a wave").await;
    wave(&window, 2, "Production").await;
    window.click(Role::Checkbox, "Limit how many failed").await;
    window.fill("Per cent failed at most", "0").await;
    window.fill("Devices judged at least", "1").await;
    window.click(Role::Button, "Wave 2").await;
    window.click(Role::Button, "Add a wave").await;
    wave(&window, 3, "Test").await;
    window.click(Role::Checkbox, "Limit how many failed").await;
    window.click(Role::Button, "Wave 3").await;
    window.read("Nothing stands against starting it").await;
    window.read("nothing of it was sent").await;

    window.click(Role::Button, "Dry run…").await;
    window.fill("Production: failed, per cent", "40").await;
    window.click(Role::Button, "Play").await;
    window.read("Would halt in wave 2").await;
    window.click(Role::Button, "Close").await;
    assert_eq!(creates(&simulator).len(), 0, "nothing is sent by playing");

    window.click(Role::Button, "Start…").await;
    window.read("It goes on only while Flightdeck runs").await;
    window.click(Role::Button, "Start: send wave 1").await;
    window.read_within("Halted at wave 2 of 3", WAVE * 2).await;
    assert_eq!(
        sent(&simulator),
        ["Gateway (wave 1 of 3, Lab)", "Gateway (wave 2 of 3, Production)"],
        "two waves, once each"
    );

    window.click(Role::Button, "Resume…").await;
    window.read("only new ones").await;
    window.click(Role::Button, "Resume").await;
    window
        .until("the third wave is sent", WAVE * 2, async || {
            let halted = window.all(Role::Button, "Resume…").await;
            // What failed since is a new failure: it halts once more, and is acknowledged once more.
            if !halted.is_empty() {
                window.click(Role::Button, "Resume…").await;
                window.click(Role::Button, "Resume").await;
            }
            sent(&simulator).len() == 3
        })
        .await;

    let display = Display::open();
    let of_the_app = display.shown("Flightdeck").expect("the window is open");
    display.ask_to_close(of_the_app);
    const QUESTION: &str = "A plan is running";
    window.until("it asks", Duration::from_secs(8), async || display.shown(QUESTION).is_some()).await;
    display.keep_picture("plan-running");
    display.press(display.shown(QUESTION).unwrap(), &[TAB, RETURN]);
    window.closes_by_itself(Duration::from_secs(8)).await;

    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Plans").await;
    window.click(Role::Button, "Gateway").await;
    window.read("Wave 3: sent as").await;
    window.read_within("the last wave has ended and passed", WAVE * 2).await;
    assert_eq!(sent(&simulator).len(), 3, "in the next run no wave is sent again");
    window.close().await;
}

/// Says of a wave, which is open, what it is called and which group it reaches.
async fn wave(window: &Window, number: u32, group: &str) {
    window.fill(&format!("Name of wave {number}"), group).await;
    window.fill("Groups", group).await;
    window.press(Key::Enter).await;
    // What an empty target was warned of goes away with the check, and what stands below it moves up.
    window.read(&format!("Devices in {group}.")).await;
}

fn sent(simulator: &connect_simulator::Simulator) -> Vec<String> {
    creates(simulator).iter().filter_map(comment_of).collect()
}
