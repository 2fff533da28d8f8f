//! Records that tell no groups: who is in which is asked group by group, of those whose names are known.

use std::sync::Arc;

use connect_api::{DeployRequest, DeploymentConfiguration, DeviceFilter, FleetDevice, FleetDevicesPage, Group};

use super::room::{Answer, Bench, run_on};
use super::told;
use crate::outside::{Journal, JournalEntry};
use crate::store::Store;
use crate::wire::{Draft, FleetView};

fn bare(id: &str) -> FleetDevice {
    FleetDevice { group: None, groups: Vec::new(), ..told(id, "", &[], 5) }
}

fn fleet() -> Answer {
    Ok(FleetDevicesPage { devices: ["a", "b", "c"].map(bare).to_vec(), ..FleetDevicesPage::default() })
}

/// A store from which these groups were launched to.
fn launched_to(groups: &[&str]) -> Arc<Store> {
    let store = Arc::new(Store::in_memory().unwrap());
    let groups = groups.iter().map(|name| Group { name: (*name).into() }).collect();
    let request = DeployRequest {
        device_filter: DeviceFilter { groups, filters: Vec::new() },
        deployment_configuration: DeploymentConfiguration {
            flow_uuid: "f".into(),
            ..DeploymentConfiguration::default()
        },
    };
    let entry = JournalEntry {
        request_id: "l".into(),
        connection: "c".into(),
        destination: "https://api.test wturb".into(),
        sent_ms: 0,
        clock_offset_ms: None,
        before: None,
        request,
        target: String::new(),
        outcome: None,
    };
    store.begin(&entry).unwrap();
    store
}

fn to(groups: &[&str]) -> Draft {
    Draft { groups: groups.iter().map(|group| (*group).to_owned()).collect(), ..Draft::default() }
}

async fn reached(bench: &Bench, groups: &[&str]) -> (u32, u32) {
    let reach = bench.fleets.reach(&"c".into(), &to(groups)).await;
    (reach.yes, reach.perhaps)
}

#[tokio::test]
async fn groups_that_no_record_tells_are_asked_for_by_name() {
    let store = launched_to(&["Production", "Test"]);
    let bench = run_on(vec![fleet(), fleet()], store.clone());
    bench.group("Production", vec![bare("a"), bare("b")]);
    bench.watch();
    bench.rest().await;
    assert_eq!(bench.asked(), 4, "the fleet, a group that is not there, and the two that are known");
    assert_eq!(reached(&bench, &["Production"]).await, (2, 0), "and it is known of each device");
    assert_eq!(reached(&bench, &["Test"]).await, (0, 0), "also that nobody is in a group");
    assert_eq!(reached(&bench, &["Lab"]).await, (0, 1), "of a group that was not asked for it cannot be told");
    let groups = bench.fleets.rows(&"c".into(), &FleetView::all(), 0, 9).rows;
    let groups: Vec<_> = groups.iter().map(|row| row.group.as_deref()).collect();
    assert_eq!(groups, [Some("Production"), Some("Production"), None], "and it is in the table");

    bench.group("Production", vec![bare("b")]);
    bench.fleets.refresh(&"c".into());
    bench.rest().await;
    assert_eq!(reached(&bench, &["Production"]).await, (1, 0), "who left is in it no more");

    let again = run_on(vec![fleet()], store);
    again.hold_answers();
    again.watch();
    again.rest().await;
    assert_eq!(reached(&again, &["Production"]).await.0, 1, "kept for the next run, before the service answers");
    again.give_answers();
}

#[tokio::test]
async fn a_service_that_heeds_no_group_is_not_believed() {
    let bench = run_on(vec![fleet()], launched_to(&["Production"]));
    bench.heed_no_group(["a", "b", "c"].map(bare).to_vec());
    bench.watch();
    bench.rest().await;
    assert_eq!(bench.asked(), 2, "it answers for a group that cannot be there, and is asked for none besides");
    assert_eq!(reached(&bench, &["Production"]).await, (0, 3), "so nothing is known of groups");
}

#[tokio::test]
async fn records_that_tell_groups_are_asked_for_nothing_besides() {
    let page = FleetDevicesPage { devices: vec![told("a", "Test", &[], 5)], ..FleetDevicesPage::default() };
    let bench = run_on(vec![Ok(page)], launched_to(&["Production"]));
    bench.watch();
    bench.rest().await;
    assert_eq!(bench.asked(), 1);
}
