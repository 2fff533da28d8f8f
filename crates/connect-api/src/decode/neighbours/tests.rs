//! The shapes an answer may have, and the fields of its records, as tables; and the law that oddness loses no record.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::model::FlowInput;
use crate::time::ApiTime;

fn page(answer: &Value) -> FleetDevicesPage {
    fleet_devices(answer.to_string().as_bytes()).unwrap_or_else(|misfit| panic!("{answer} is an answer: {misfit:?}"))
}

fn only(record: Value) -> FleetDevice {
    let page = page(&json!({ "devices": [record] }));
    assert_eq!(page.unreadable, 0, "the record has its uuid");
    page.devices.into_iter().next().unwrap()
}

#[test]
fn the_records_are_found_wherever_they_stand() {
    let records = || json!([{"device_uuid": "d-1", "device_name": "a"}, {"device_uuid": "d-2", "device_name": "b"}]);
    let map = || json!({"d-1": {"device_name": "a"}, "d-2": {"device_name": "b"}});
    for (what, known, answer) in [
        ("an array at the top", true, records()),
        ("under devices", true, json!({"devices": records()})),
        ("under data", true, json!({"status": "ok", "data": records()})),
        ("under items", true, json!({"items": records()})),
        ("under results", true, json!({"results": records()})),
        ("two levels deep", true, json!({"data": {"devices": records(), "total": 2}})),
        ("under a name nobody knows", false, json!({"machines": records()})),
        ("behind other arrays", false, json!({"columns": [{"title": "x"}], "tags": ["a"], "machines": records()})),
        ("as a map by uuid", true, json!({"devices": map()})),
        ("as a map under data", true, json!({"data": map()})),
        ("as a map alone", false, map()),
        ("beside an empty list", true, json!({"devices": [], "data": records()})),
        ("with a count under the likely name", true, json!({"devices": 2, "items": records()})),
        ("told twice: the last one holds", true, Value::Null),
    ] {
        let text = match answer {
            Value::Null => format!(r#"{{"devices":[{{"device_uuid":"d-9"}}],"devices":{}}}"#, records()),
            answer => answer.to_string(),
        };
        let page = fleet_devices(text.as_bytes()).unwrap_or_else(|misfit| panic!("{what}: {misfit:?}"));
        let told: Vec<_> = page.devices.iter().map(|d| (d.uuid.as_str(), d.name.as_deref())).collect();
        assert_eq!(told, [("d-1", Some("a")), ("d-2", Some("b"))], "{what}");
        assert_eq!((page.unreadable, page.shape_known), (0, known), "{what}: {text}");
    }
}

#[test]
fn what_has_no_devices_is_told_from_no_answer() {
    for empty in
        [json!([]), json!({}), json!({"devices": []}), json!({"devices": null, "after": ""}), json!({"devices": {}})]
    {
        assert_eq!(page(&empty).devices, [], "{empty} is a fleet without devices");
    }
    for other in [
        json!({"status": "ok"}),
        json!({"error": "no"}),
        json!({"deployments": [{"deployment_uuid": "dp-1"}]}),
        json!({"data": 7}),
        json!({"device_uuid": "d-1", "device_name": "one device is no list"}),
        json!("text"),
    ] {
        let misfit = fleet_devices(other.to_string().as_bytes()).unwrap_err();
        assert_eq!(misfit.missed, DEVICES.missed, "{other} tells nothing of devices");
    }
    for broken in ["", "{", "[{\"device_uuid\":\"d-1\"", "[1,]", "nonsense", "[] []"] {
        assert!(fleet_devices(broken.as_bytes()).is_err(), "{broken:?} is not JSON");
    }
}

#[test]
fn one_bad_record_never_loses_the_list() {
    let answer = json!({"devices": [
        {"device_uuid": "d-1"}, null, 7, "d-2", [], {}, {"device_uuid": ""}, {"device_uuid": null, "uuid": " d-3 "},
        {"device_uuid": {"odd": 1}, "id": 44}, {"name": "without an id"}, {"device_uuid": "x".repeat(600)},
    ]});
    let page = page(&answer);
    let told: Vec<_> = page.devices.iter().map(|device| device.uuid.as_str()).collect();
    assert_eq!(told, ["d-1", "d-3", "44"], "whatever has an id is a device");
    assert_eq!(page.unreadable, 8, "and whatever has none is counted");
    let map = json!({"devices": {"d-1": {}, "d-2": null, "d-3": {"device_name": null}}});
    let page = self::page(&map);
    assert_eq!((page.devices.len(), page.unreadable), (2, 1), "a map names its devices by its keys");
    let beside = json!({"d-1": {"device_name": "a"}, "d-2": {}, "links": {"self": null}, "release": "7"});
    assert_eq!(self::page(&beside).devices.len(), 2, "what stands beside the records of a bare map is no device");
}

#[test]
fn the_token_of_the_next_page_is_found_at_the_end() {
    let devices = || json!([{"device_uuid": "d-1"}]);
    for (answer, next) in [
        (json!({"devices": devices(), "after": "n1"}), Some("n1")),
        (json!({"devices": devices(), "after": 17}), Some("17")),
        (json!({"devices": devices(), "after": ""}), None),
        (json!({"devices": devices(), "after": null}), None),
        (json!({"devices": devices(), "after": 0}), None),
        (json!({"devices": devices(), "pagination_info": {"after": "n2", "total": "5"}}), Some("n2")),
        (json!({"devices": devices(), "pagination_info": null}), None),
        (json!({"data": {"devices": devices(), "after": "n3"}}), Some("n3")),
        (json!({"data": devices(), "meta": {"after": "n4"}}), Some("n4")),
        (json!({"devices": [{"device_uuid": "d-1"}, {"after": "n5"}]}), Some("n5")),
        (json!([{"device_uuid": "d-1"}, {"pagination_info": {"after": "n6"}}]), Some("n6")),
        (json!([{"device_uuid": "d-1"}, {"after": null}]), None),
        (json!({"d-1": {"device_name": "a"}, "after": "n7"}), Some("n7")),
    ] {
        let page = page(&answer);
        assert_eq!(page.next.as_deref(), next, "{answer}");
        assert_eq!((page.devices.len(), page.unreadable), (1, 0), "a token is no device: {answer}");
    }
    assert_eq!(page(&json!({"devices": [], "pagination_info": {"total": "5"}})).total, Some(5));
}

#[test]
fn a_whole_record_is_read_whole() {
    let device = only(json!({
        "device_uuid": "d-1", "device_name": "pump", "group": "Test", "tags": {"names": ["a", "b"]},
        "last_keepalive": "2026-02-08T16:12:11Z", "agent_version": "6.5", "device_ip": "10.0.0.1", "cpu_usage": 12.5,
        "ram_usage": "40%", "current_disk_usage": 7, "address": "Oslo", "description": " as typed ", "is_update_trigger_set": true,
        "registered_date": "2020-02-08", "lat": 1, "lng": 2,
    }));
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        device,
        FleetDevice {
            uuid: "d-1".into(),
            name: text("pump"),
            group: text("Test"),
            groups: vec!["Test".into()],
            tags: Some(vec!["a".into(), "b".into()]),
            tags_cut: false,
            last_keepalive: ApiTime::At { unix_ms: 1_770_567_131_000, zone_assumed: false },
            agent_version: text("6.5"),
            ip: text("10.0.0.1"),
            address: text("Oslo"),
            description: text(" as typed "),
            update_trigger: Some(true),
            registered: ApiTime::At { unix_ms: 1_581_120_000_000, zone_assumed: true },
            cpu: text("12.5"),
            ram: text("40%"),
            disk: text("7"),
        }
    );
}

#[test]
fn groups_come_in_many_ways_and_two_are_not_one() {
    for (told, one, all) in [
        (json!({"group": "Test"}), Some("Test"), &["Test"][..]),
        (json!({"group_name": "Test"}), Some("Test"), &["Test"]),
        (json!({"group": null, "group_name": "Test"}), Some("Test"), &["Test"]),
        (json!({"group": {"id": 1, "name": "Test"}}), Some("Test"), &["Test"]),
        (json!({"groups": ["Test"]}), Some("Test"), &["Test"]),
        (json!({"groups": [{"name": "Test"}, {"group_name": "Lab"}]}), None, &["Test", "Lab"]),
        (json!({"group": "Test", "groups": ["Test"]}), Some("Test"), &["Test"]),
        (json!({"group": "Test", "groups": ["Lab"]}), None, &["Test", "Lab"]),
        (json!({"group": " Test "}), Some(" Test "), &[" Test "]),
        (json!({"group": ""}), None, &[]),
        (json!({"group": null}), None, &[]),
        (json!({"groups": [null, 7, {}, "7"]}), Some("7"), &["7"]),
        (json!({"group": 7}), None, &[]),
        (json!({"group": {"id": 7, "name": 7}, "groups": [7]}), None, &[]),
        (json!({}), None, &[]),
    ] {
        let mut record = told.clone();
        record["device_uuid"] = json!("d-1");
        let device = only(record);
        assert_eq!(
            (device.group.as_deref(), device.groups.as_slice()),
            (one, &all.iter().map(|g| (*g).to_owned()).collect::<Vec<_>>()[..]),
            "{told}"
        );
    }
}

#[test]
fn a_hundred_thousand_names_are_told_apart_in_time() {
    let names: Vec<String> = (0..100_000).map(|name| format!("name-{}", name % 90_000)).collect();
    let begun = std::time::Instant::now();
    let device = only(json!({"device_uuid": "d-1", "groups": names, "tags": names}));
    assert_eq!(device.groups.len(), 90_000, "each once");
    assert_eq!(device.tags.map(|tags| tags.len()), Some(90_000), "tags likewise");
    assert!(begun.elapsed().as_secs() < 10, "each is compared with few others: {:?}", begun.elapsed());
}

#[test]
fn tags_not_told_are_not_no_tags() {
    let hundred: Vec<String> = (0..100).map(|tag| format!("t{tag}")).collect();
    for (told, tags, cut) in [
        (json!({"names": ["a", "b"]}), Some(2), false),
        (json!({"names": []}), Some(0), false),
        (json!({"names": hundred, "message": "and more"}), Some(100), true),
        (json!({"names": ["a"], "message": null}), Some(1), false),
        (json!({"names": ["a"], "message": ""}), Some(1), false),
        (json!({"names": null, "message": "too many"}), None, true),
        (json!({"names": ["a", null]}), Some(1), true),
        (json!({"names": [{"name": "a"}, {"tag_name": "b"}, "a"]}), Some(2), false),
        (json!(["a", "b"]), Some(2), false),
        (json!([]), Some(0), false),
        (json!(null), None, false),
        (json!("a,b"), None, false),
        (json!(7), None, false),
        (json!({}), None, false),
    ] {
        let device = only(json!({"device_uuid": "d-1", "tags": told}));
        assert_eq!((device.tags.map(|tags| tags.len()), device.tags_cut), (tags, cut), "{told}");
    }
    assert_eq!(only(json!({"device_uuid": "d-1"})).tags, None, "absent is not told");
}

#[test]
fn the_update_trigger_is_true_false_or_not_told() {
    for (told, truth) in [
        (json!(true), Some(true)),
        (json!(false), Some(false)),
        (json!(1), Some(true)),
        (json!("False"), Some(false)),
        (json!("0"), Some(false)),
        (json!(null), None),
        (json!("perhaps"), None),
        (json!([]), None),
    ] {
        let device = only(json!({"device_uuid": "d-1", "is_update_trigger_set": told}));
        assert_eq!(device.update_trigger, truth, "{told}");
    }
}

#[test]
fn one_device_is_found_in_its_wrappings() {
    let record = || json!({"device_uuid": "d-1", "device_name": "pump"});
    for answer in [
        record(),
        json!({ "device": record() }),
        json!({ "data": record() }),
        json!([record()]),
        json!({"devices": [record()]}),
        json!({"data": {"device": record()}}),
        json!({"device_name": "pump"}),
        json!({"device_uuid": "D-1", "device_name": "pump"}),
    ] {
        let device = fleet_device(answer.to_string().as_bytes(), "d-1").unwrap_or_else(|m| panic!("{answer}: {m:?}"));
        assert_eq!((device.uuid.as_str(), device.name.as_deref()), ("d-1", Some("pump")), "{answer}");
    }
    for other in [
        json!({}),
        json!([]),
        json!({"status": "ok"}),
        json!([record(), record()]),
        json!({"device_uuid": "d-2"}),
        json!(7),
    ] {
        assert!(
            fleet_device(other.to_string().as_bytes(), "d-1").is_err(),
            "{other} is not the device that was asked for"
        );
    }
}

#[test]
fn flows_tell_their_inputs_and_steps_where_they_do() {
    let definition = json!({
        "on": {"workflow-dispatch": {"inputs": {
            "VERSION": {"description": "Which", "default": "1.0", "required": true},
            "COUNT": {"default": 3}, "EMPTY": {"default": ""}, "BARE": null, "SHORT": "x",
        }}},
        "jobs": {"deploy": {"steps": [
            {"name": "preflight", "run": "a"}, {"uses": "actions/download"}, {"run": "\n first line\nsecond"}, {}, "restart",
        ]}},
    });
    let input = |name: &str, default: Option<&str>| FlowInput {
        name: name.into(),
        default: default.map(str::to_owned),
        ..FlowInput::default()
    };
    let whole = FlowInput { description: Some("Which".into()), required: true, ..input("VERSION", Some("1.0")) };
    let mut inputs = vec![
        whole,
        input("COUNT", Some("3")),
        input("EMPTY", Some("")),
        input("BARE", None),
        input("SHORT", Some("x")),
    ];
    // Whether a map of serde_json keeps its order is a feature that any crate of the build may ask for.
    let by_name = |a: &FlowInput, b: &FlowInput| a.name.cmp(&b.name);
    inputs.sort_by(by_name);
    let steps = ["preflight", "actions/download", "first line", "step 4", "restart"];
    let mut yaml_true = definition.clone();
    yaml_true["true"] = yaml_true["on"].take();
    for told in [
        json!({"definition": definition}),
        json!({"definition": definition.to_string()}),
        json!({"definition": yaml_true}),
        json!({"flow": {"content": definition}}),
        definition.clone(),
    ] {
        let mut record = told.clone();
        record["uuid"] = json!("f-1");
        record["name"] = json!("Firmware");
        let (mut flows, _) = update_flows(json!({ "update_flows": [record] }).to_string().as_bytes()).unwrap();
        assert_eq!(flows[0].name.as_deref(), Some("Firmware"), "{told}");
        flows[0].inputs.sort_by(by_name);
        assert_eq!(flows[0].inputs, inputs, "{told}");
        assert_eq!(flows[0].steps, steps, "{told}");
    }
}

#[test]
fn flows_are_found_in_every_shape() {
    for answer in [
        json!({"update_flows": [{"name": "A", "uuid": "f-1"}]}),
        json!([{"name": "A", "uuid": "f-1"}]),
        json!({"flows": [{"flow_name": "A", "flow_uuid": "f-1"}]}),
        json!({"data": [{"name": "A", "uuid": "f-1"}]}),
        json!({"update_flows": {"f-1": {"name": "A"}}}),
        json!({"pipelines": [{"name": "A", "uuid": "f-1"}]}),
    ] {
        let (flows, after) = update_flows(answer.to_string().as_bytes()).unwrap();
        let expected = UpdateFlow { uuid: "f-1".into(), name: Some("A".into()), ..UpdateFlow::default() };
        assert_eq!((flows, after), (vec![expected], None), "{answer}");
    }
    for other in [json!({"status": "ok"}), json!({"devices": 3})] {
        assert!(update_flows(other.to_string().as_bytes()).is_err(), "{other} tells nothing of flows");
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~äé\u{202e}]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

const FIELDS: [&str; 14] = [
    "device_name",
    "name",
    "group",
    "group_name",
    "groups",
    "tags",
    "last_keepalive",
    "agent_version",
    "cpu_usage",
    "address",
    "description",
    "is_update_trigger_set",
    "registered_date",
    "surprise",
];

proptest! {
    #[test]
    fn whatever_stands_in_its_fields_a_record_with_an_id_is_a_device(
        odd in prop::collection::vec(prop::collection::vec((prop::sample::select(&FIELDS[..]), anything()), 0..8), 0..6),
    ) {
        let records: Vec<Value> = odd.iter().enumerate().map(|(index, fields)| {
            let mut record: Map<String, Value> = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            record.insert("device_uuid".into(), json!(format!("d-{index}")));
            Value::Object(record)
        }).collect();
        let page = page(&json!({ "devices": records }));
        let told: Vec<String> = page.devices.iter().map(|device| device.uuid.clone()).collect();
        let sent: Vec<String> = (0..odd.len()).map(|index| format!("d-{index}")).collect();
        prop_assert_eq!(told, sent, "each record is a device, in its order");
        prop_assert_eq!(page.unreadable, 0);
    }

    #[test]
    fn no_json_and_no_bytes_end_in_a_panic(answer in anything(), bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let text = answer.to_string();
        for body in [text.as_bytes(), &bytes] {
            let _ = fleet_devices(body);
            let _ = fleet_device(body, "d-1");
            let _ = update_flows(body);
        }
    }
}
