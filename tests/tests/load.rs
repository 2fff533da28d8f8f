//! Large fleets through the client: nothing is lost, nothing is counted twice, and every step of a deployment is seen as it is.

use std::collections::HashSet;

use connect_api::DeviceState;
use connect_simulator::Operation;
use flightdeck_tests::ground::Ground;
use flightdeck_tests::rows::{Rows, counts, load, load_all};

const MANY: u32 = 100_000;

fn first_difference(left: &Rows, right: &Rows) -> String {
    let differs = left.iter().find(|(uuid, row)| right.get(*uuid) != Some(row));
    let missing = right.keys().find(|uuid| !left.contains_key(*uuid));
    format!("{} and {} devices; {differs:?}; missing {missing:?}", left.len(), right.len())
}

#[tokio::test]
async fn a_hundred_thousand_devices_are_counted_right() {
    let ground = Ground::start(MANY).await;
    let uuid = ground.deploy().await;
    ground.advance(75);
    let truth = ground.truth(&uuid).await;
    assert_eq!(truth.len(), MANY as usize, "the simulator deploys to the whole fleet");
    let moving = counts(&truth);
    for state in [DeviceState::Pending, DeviceState::InProgress, DeviceState::Succeeded, DeviceState::Failed] {
        assert!(moving[state as usize] > 500, "in the middle of the way there are many of each state: {moving:?}");
    }

    ground.listen();
    let whole = load(&ground.client, &uuid).await;
    assert_eq!((whole.error, whole.shortfall, whole.pages), (None, None, 1), "one answer holds them all");
    assert_eq!(counts(&whole.rows), moving, "the client counts what the simulator says");
    assert!(whole.rows == truth, "device by device: {}", first_difference(&whole.rows, &truth));

    ground.vary(|variants| variants.devices_page_size = Some(1000));
    ground.listen();
    let paged = load(&ground.client, &uuid).await;
    assert_eq!((paged.error, paged.shortfall), (None, None), "pages are followed to their end");
    assert_eq!((paged.pages, paged.received), (100, MANY as usize), "a hundred pages of a thousand, each device once");
    assert!(paged.rows == truth, "and nothing is lost between pages: {}", first_difference(&paged.rows, &truth));
    let requests = ground.heard();
    assert_eq!(requests.len(), 100, "one request per page, and none after the last");
    let queries: HashSet<&str> = requests.iter().map(|request| request.query.as_str()).collect();
    assert_eq!(queries.len(), 100, "no page is asked for twice");
}

#[tokio::test]
async fn paging_while_devices_move_loses_nobody() {
    let ground = Ground::start(20_000).await;
    let uuid = ground.deploy().await;
    ground.vary(|variants| variants.devices_page_size = Some(1000));
    let mut pages = ground.client.devices(&uuid);
    let (mut seen, mut received) = (HashSet::new(), 0);
    let mut words = HashSet::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        received += page.batch.len();
        words.extend(page.batch.iter().map(|device| device.state));
        seen.extend(page.batch.iter().map(|device| device.uuid.to_owned()));
        ground.advance(6);
    }
    assert_eq!((seen.len(), received), (20_000, 20_000), "a device that changes its state keeps its place");
    assert_eq!(pages.shortfall(), None, "all of them came");
    assert!(words.len() >= 4, "the fleet did move while it was read: {words:?}");
}

#[tokio::test]
async fn every_step_of_a_deployment_is_seen_as_it_is() {
    let ground = Ground::start(5_000).await;
    let uuid = ground.deploy().await;
    let mut before = ground.truth(&uuid).await;
    assert_eq!(counts(&before)[DeviceState::Pending as usize], 5_000, "at first every device waits");
    let mut steps = 0;
    loop {
        ground.advance(15);
        steps += 1;
        let truth = ground.truth(&uuid).await;
        let rows = load_all(&ground.client, &uuid).await;
        assert_eq!(counts(&rows), counts(&truth), "step {steps}: the counts are those of the simulator");
        assert!(rows == truth, "step {steps}: {}", first_difference(&rows, &truth));
        let changed_back = rows.iter().find(|(device, row)| {
            let earlier = &before[*device];
            earlier.state.is_terminal() && earlier != *row
        });
        assert_eq!(changed_back, None, "step {steps}: a device that has ended does not change any more");
        before = rows;
        if before.values().all(|row| row.state.is_terminal()) {
            break;
        }
        assert!(
            steps < 100,
            "every device of this fleet comes online within a minute, so it must end: {:?}",
            counts(&before)
        );
    }
    assert!(steps > 5, "a deployment takes some minutes, which {steps} steps of 15 s are not");
    let end = counts(&before);
    assert!(
        end[DeviceState::Succeeded as usize] > 4_000 && end[DeviceState::Failed as usize] > 20,
        "most succeed: {end:?}"
    );
    ground.advance(3600);
    assert!(load_all(&ground.client, &uuid).await == before, "and after the end nothing moves");
}

#[tokio::test]
async fn an_abort_of_many_stops_those_that_wait_and_leaves_those_that_ended() {
    let ground = Ground::start(5_000).await;
    let uuid = ground.deploy().await;
    ground.advance(45);
    let before = load_all(&ground.client, &uuid).await;
    ground.listen();
    ground.client.abort_deployment(&uuid).await.unwrap();
    let aborts = ground.heard().iter().filter(|request| request.operation == Some(Operation::AbortDeployment)).count();
    assert_eq!(aborts, 1, "one request stops them all");
    ground.advance(3600);
    let after = load_all(&ground.client, &uuid).await;
    for (device, row) in &before {
        let now = after[device].state;
        match row.state {
            DeviceState::Pending => assert_eq!(now, DeviceState::Aborted, "{device} waited and was stopped"),
            DeviceState::InProgress => {
                assert!(now.is_terminal(), "{device} ran and was stopped or came to its own end")
            }
            _ => assert_eq!(&after[device], row, "{device} had ended and is left alone"),
        }
    }
    let running: Vec<&String> =
        before.iter().filter(|(_, row)| row.state == DeviceState::InProgress).map(|(device, _)| device).collect();
    let stopped = running.iter().filter(|device| after[**device].state == DeviceState::Aborted).count();
    assert!(
        stopped > 0 && stopped < running.len(),
        "the service only tries to stop running devices: {stopped} of {}",
        running.len()
    );
}
