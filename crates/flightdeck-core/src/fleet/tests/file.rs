//! The known fleet as a file: what is shown or chosen, defused, the same in both formats, and good to be imported again.

use std::collections::HashMap;

use connect_api::FleetDevice;

use super::super::import::ListFile;
use super::super::state::State;
use super::{NOW, named, there, told};
use crate::export::Origin;
use crate::export::fleet::{About, csv, json};
use crate::export::tests::written;
use crate::wire::{DeviceState, FleetChoose, FleetSort, FleetView};

fn fleet() -> State {
    let mut state = State::default();
    let devices = [
        FleetDevice {
            name: Some("=HYPERLINK(\"x\")".into()),
            description: Some("by the river, left".into()),
            agent_version: Some("7.4".into()),
            groups: vec!["Production".into(), "Lab".into()],
            ..told("a", "Production", &["gateway", "edge"], 5)
        },
        told("b", "Test", &[], 100_000),
        FleetDevice { uuid: "c".into(), ..FleetDevice::default() },
    ];
    state.page(&devices, NOW, NOW);
    state.read(NOW, true);
    state.seen(named(), HashMap::from([("b".to_owned(), there(DeviceState::Failed, NOW, None))]));
    state
}

fn by_id() -> FleetView {
    FleetView { sort: FleetSort::Id, ..FleetView::all() }
}

fn about(chosen: bool) -> About {
    let origin = Origin {
        version: "0.1.0".into(),
        written_ms: NOW,
        fleet: "Turbines".into(),
        fleet_key: "wturb".into(),
        base_url: "https://api.test".into(),
    };
    About { origin, view: by_id(), chosen }
}

#[test]
fn a_table_has_a_line_for_each_device_what_is_not_known_is_empty_and_nothing_runs() {
    let snapshot = fleet().snapshot(&by_id(), false, NOW);
    let text = written(|out, progress| csv(out, &snapshot, progress));
    let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(
        lines[1..],
        [
            "a,\"'=HYPERLINK(\"\"x\"\")\",\"Production; Lab\",\"gateway; edge\",no,2023-11-14T22:13:15Z,probably_online,no,7.4,,,\"by the river, left\",,,,,2023-11-14T22:13:20Z",
            "b,turbine b,Test,,no,2023-11-13T18:26:40Z,longer_ago,no,,,,,dp,staged B,failed,2023-11-14T22:13:20Z,2023-11-14T22:13:20Z",
            "c,,,,,,,,,,,,,,,,2023-11-14T22:13:20Z",
        ]
    );
}

#[test]
fn the_value_says_what_it_is_of_and_has_the_same_devices() {
    let mut state = fleet();
    state.choose(FleetChoose::Toggle { device: "b".into() }, NOW).unwrap();
    let snapshot = state.snapshot(&by_id(), true, NOW);
    // What becomes known meanwhile is not in it.
    state.page(&[told("b", "Elsewhere", &[], 5)], NOW, NOW);
    let text = written(|out, progress| json(out, &snapshot, &about(true), progress));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&read["format"], &read["devices_known"], &read["devices_written"], &read["selected_only"]),
        (&"flightdeck.fleet".into(), &3.into(), &1.into(), &true.into())
    );
    assert_eq!((&read["read_whole"], &read["shown"]), (&true.into(), &serde_json::Value::Null));
    let [device] = read["devices"].as_array().unwrap().as_slice() else { panic!("one is chosen: {text}") };
    assert_eq!(
        (&device["device_id"], &device["group"]),
        (&"b".into(), &"Test".into()),
        "as it was when it was asked for"
    );
    assert_eq!((&device["last_state"], &device["tags"]), (&"failed".into(), &"".into()), "no tags is not untold");
    let shown = FleetView { groups: vec!["Test".into()], ..by_id() };
    let snapshot = fleet().snapshot(&shown, false, NOW);
    let text = written(|out, progress| json(out, &snapshot, &About { view: shown.clone(), ..about(false) }, progress));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&read["devices_written"], &read["shown"]["groups"][0]), (&1.into(), &"Test".into()), "what is shown");
}

#[test]
fn what_was_written_can_be_imported_again() {
    let snapshot = fleet().snapshot(&FleetView { text: "id:=b".into(), ..by_id() }, false, NOW);
    let text = written(|out, progress| csv(out, &snapshot, progress));
    let list = ListFile::read(text.as_bytes()).unwrap();
    let taken = list.devices(&list.guess());
    let [b] = taken.devices.as_slice() else { panic!("one device: {:?}", taken.rejected) };
    assert_eq!((b.id.as_str(), b.name.as_deref(), b.group.as_deref()), ("b", Some("turbine b"), Some("Test")));
    assert_eq!(b.last_seen_ms, Some(NOW - 100_000_000), "its columns are known by their names");
}
