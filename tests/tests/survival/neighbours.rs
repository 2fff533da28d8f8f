//! Rows 28 to 33: the neighbouring reads, which a token may be refused and whose shape is not public.

use std::collections::BTreeMap;

use connect_api::{FleetDevice, FleetDevicesQuery, NotOffered, Shortfall};
use connect_simulator::{
    AfterEnd, DevicesPaging, ErrorShape, Fault, FleetCursor, FleetFlows, FleetGroup, FleetReads, FleetShape, FleetTags,
    OddFields, Operation, TimeFormat,
};
use flightdeck_tests::ground::{FLEET, Ground};

struct Read {
    devices: Vec<FleetDevice>,
    unreadable: u32,
    known: bool,
    shortfall: Option<Shortfall>,
}

/// The whole fleet, a hundred a page.
async fn read(ground: &Ground) -> Read {
    let mut pages = ground.client.all_fleet_devices(FleetDevicesQuery { limit: 100, ..FleetDevicesQuery::default() });
    let mut read = Read { devices: Vec::new(), unreadable: 0, known: true, shortfall: None };
    while let Some(page) = pages.next().await {
        let page = page.expect("the fleet is readable");
        read.devices.extend(page.devices);
        read.unreadable += page.unreadable;
        read.known &= page.shape_known;
    }
    read.shortfall = pages.shortfall();
    read
}

#[tokio::test]
async fn row_28_the_fleet_is_found_in_every_shape() {
    let ground = Ground::start(250).await;
    let truth = read(&ground).await.devices;
    assert_eq!(truth.len(), 250, "the whole fleet");
    assert!(truth.iter().all(|d| d.name.is_some() && d.group.is_some() && d.tags.is_some()), "each with all it has");
    for shape in [
        FleetShape::Devices,
        FleetShape::Array,
        FleetShape::Data,
        FleetShape::Nested,
        FleetShape::Elsewhere,
        FleetShape::Map,
        FleetShape::BareMap,
    ] {
        for cursor in [FleetCursor::Answer, FleetCursor::PaginationInfo, FleetCursor::LastElement] {
            // A map has no last element.
            if cursor == FleetCursor::LastElement && matches!(shape, FleetShape::Map | FleetShape::BareMap) {
                continue;
            }
            for unknown_fields in [false, true] {
                ground.vary(|variants| {
                    (variants.fleet_shape, variants.fleet_cursor) = (shape, cursor);
                    variants.unknown_fields = unknown_fields;
                });
                let mut read = read(&ground).await;
                let case = format!("{shape:?} {cursor:?}, other fields: {unknown_fields}");
                let (mut sorted, by_id) = (truth.clone(), |a: &FleetDevice, b: &FleetDevice| a.uuid.cmp(&b.uuid));
                sorted.sort_by(by_id);
                read.devices.sort_by(by_id);
                assert!(read.devices == sorted, "{case}: the same fleet, and nothing that is no device");
                assert_eq!((read.unreadable, read.shortfall), (0, None), "{case}");
                let guessed = matches!(shape, FleetShape::Elsewhere | FleetShape::BareMap);
                assert_eq!(read.known, !guessed, "{case}: what was guessed is said to be");
            }
        }
    }
}

#[tokio::test]
async fn row_29_odd_fields_lose_no_device_and_untold_is_not_none() {
    let ground = Ground::start(120).await;
    for odd in [OddFields::Null, OddFields::Absent, OddFields::Neighbours, OddFields::All] {
        for shape in [FleetShape::Devices, FleetShape::Map, FleetShape::BareMap] {
            ground.vary(|variants| (variants.odd_fields, variants.fleet_shape) = (odd, shape));
            let read = read(&ground).await;
            assert_eq!(
                (read.devices.len(), read.unreadable),
                (120, 0),
                "{odd:?} {shape:?}: a field is lost, never a device"
            );
        }
    }
    for (times, told) in [
        (TimeFormat::Offset, true),
        (TimeFormat::Zoneless, true),
        (TimeFormat::Rfc1123, true),
        (TimeFormat::EpochSeconds, true),
        (TimeFormat::Null, false),
        (TimeFormat::Nonsense, false),
    ] {
        ground.vary(|variants| variants.times = times);
        let devices = read(&ground).await.devices;
        assert!(devices.iter().all(|device| device.last_keepalive.unix_ms().is_some() == told), "{times:?}");
    }
    for tags in [FleetTags::Null, FleetTags::Absent] {
        ground.vary(|variants| variants.fleet_tags = tags);
        let devices = read(&ground).await.devices;
        assert!(devices.iter().all(|device| device.tags.is_none()), "{tags:?}: nothing was said of tags");
    }
}

#[tokio::test]
async fn row_30_groups_and_tags_are_told_in_many_ways() {
    let ground = Ground::start(120).await;
    let truth = read(&ground).await.devices;
    for group in [FleetGroup::GroupName, FleetGroup::Record, FleetGroup::Groups] {
        ground.vary(|variants| variants.fleet_group = group);
        assert!(read(&ground).await.devices == truth, "{group:?}: the same groups");
    }
    for group in [FleetGroup::Absent, FleetGroup::Null] {
        ground.vary(|variants| variants.fleet_group = group);
        assert!(read(&ground).await.devices.iter().all(|device| device.group.is_none()), "{group:?}: none is told");
        let query = FleetDevicesQuery { group_name: Some("Production".into()), ..FleetDevicesQuery::default() };
        let asked = ground.client.fleet_devices(&query).await.unwrap().devices;
        let expected = truth.iter().filter(|device| device.group.as_deref() == Some("Production"));
        assert!(
            asked.iter().map(|d| &d.uuid).eq(expected.map(|d| &d.uuid)),
            "{group:?}: asking by group tells who is in it"
        );
    }
    ground.vary(|variants| variants.fleet_tags = FleetTags::Plain);
    assert!(read(&ground).await.devices == truth, "a plain list tells the same tags");
    ground.vary(|variants| variants.fleet_tags = FleetTags::Cut);
    let cut = read(&ground).await.devices;
    let (more, all): (Vec<_>, Vec<_>) = cut.iter().partition(|device| device.tags_cut);
    assert_eq!((more.len(), all.len()), (40, 80), "those with more tags than are told are known");
    let by_id: BTreeMap<&str, &FleetDevice> = truth.iter().map(|device| (device.uuid.as_str(), device)).collect();
    assert!(all.iter().all(|device| by_id[device.uuid.as_str()] == *device), "the others tell all of theirs");
}

#[tokio::test]
async fn row_31_the_pages_of_the_fleet_end_whatever_the_token_does() {
    let ground = Ground::start(250).await;
    let missing = Some(Shortfall { loaded: 100, expected: 101 });
    for (paging, loaded, shortfall) in [
        (DevicesPaging::Honour, 250, None),
        (DevicesPaging::Whole, 250, None),
        (DevicesPaging::IgnoreAfter, 100, missing),
        (DevicesPaging::RejectAfter, 100, missing),
        (DevicesPaging::RejectAfter422, 100, missing),
        (DevicesPaging::RepeatToken, 200, Some(Shortfall { loaded: 200, expected: 201 })),
    ] {
        ground.vary(|variants| variants.fleet_paging = paging);
        let read = read(&ground).await;
        assert_eq!((read.devices.len(), read.shortfall), (loaded, shortfall), "{paging:?}: a part is never the whole");
    }
    for after_end in [AfterEnd::EmptyText, AfterEnd::Null, AfterEnd::Zero, AfterEnd::Absent, AfterEnd::NoPaginationInfo]
    {
        ground.vary(|variants| {
            (variants.after_end, variants.fleet_cursor) = (after_end, FleetCursor::PaginationInfo);
        });
        let read = read(&ground).await;
        assert_eq!((read.devices.len(), read.shortfall), (250, None), "{after_end:?} is an end");
    }
    ground.vary(|variants| variants.fleet_refuses_enrich = true);
    let read = read(&ground).await;
    assert_eq!((read.devices.len(), read.shortfall), (250, None), "without enrichment the fleet is the same");
    assert!(read.devices.iter().all(|device| device.tags.is_none()), "but for what was not told");
}

#[tokio::test]
async fn row_32_refused_absent_and_odd_are_told_apart_and_the_rest_goes_on() {
    let ground = Ground::start(40).await;
    let id = read(&ground).await.devices[0].uuid.clone();
    for errors in [ErrorShape::Documented, ErrorShape::Html, ErrorShape::Empty] {
        for (reads, said) in [
            (FleetReads::Unauthorized, NotOffered::Refused),
            (FleetReads::Refused, NotOffered::Refused),
            (FleetReads::Absent, NotOffered::Absent),
            (FleetReads::NotAllowed, NotOffered::Absent),
            (FleetReads::NotImplemented, NotOffered::Absent),
            (FleetReads::Html, NotOffered::Absent),
            (FleetReads::Odd, NotOffered::Odd),
        ] {
            ground.vary(|variants| (variants.fleet_reads, variants.errors) = (reads, errors));
            let fleet = ground.client.fleet_devices(&FleetDevicesQuery::default()).await.unwrap_err();
            let one = ground.client.fleet_device(&id).await.unwrap_err();
            let flows = ground.client.update_flows().await.unwrap_err();
            for error in [fleet, one, flows] {
                assert_eq!(error.not_offered(), Some(said), "{reads:?} {errors:?}: {error}");
            }
            let list = ground.client.deployments_page(None, 10).await;
            assert!(!list.unwrap().deployments.is_empty(), "{reads:?}: the seven operations need none of it");
        }
    }
    ground.vary(|_| {});
    for fault in [Fault::Cut, Fault::Truncate, Fault::CommitThenStatus(503)] {
        ground.simulator.faults().on(Operation::FleetDevices, fault.clone(), 1);
        let error = ground.client.fleet_devices(&FleetDevicesQuery::default()).await.unwrap_err();
        assert_eq!(error.not_offered(), None, "{fault:?} is trouble, and no refusal: {error}");
    }
}

#[tokio::test]
async fn row_33_one_device_and_the_flows_in_every_shape() {
    let ground = Ground::start(40).await;
    let truth = read(&ground).await.devices;
    for shape in [FleetShape::Devices, FleetShape::Array, FleetShape::Data, FleetShape::Nested] {
        ground.vary(|variants| variants.fleet_shape = shape);
        let device = ground.client.fleet_device(&truth[7].uuid).await.unwrap();
        assert!(device == truth[7], "{shape:?}: as in the list");
    }
    let error = ground.client.fleet_device("d-0000-0000").await.unwrap_err();
    assert_eq!(error.status(), Some(404), "a device that is not there");
    let about = ground.simulator.about(FLEET).unwrap();
    for flows in [FleetFlows::Defined, FleetFlows::Text, FleetFlows::Array, FleetFlows::NamesOnly] {
        ground.vary(|variants| variants.fleet_flows = flows);
        let told = ground.client.update_flows().await.unwrap();
        assert_eq!(told.len(), about.flows.len(), "{flows:?}");
        for (flow, known) in told.iter().zip(&about.flows) {
            assert_eq!((&flow.uuid, flow.name.as_ref()), (&known.uuid, Some(&known.name)), "{flows:?}");
            if flows == FleetFlows::NamesOnly {
                assert!(flow.inputs.is_empty() && flow.steps.is_empty(), "nothing is made up");
                continue;
            }
            assert_eq!(flow.steps, known.steps, "{flows:?}");
            let inputs: BTreeMap<_, _> = flow.inputs.iter().map(|i| (i.name.as_str(), i.default.as_deref())).collect();
            let expected: BTreeMap<_, _> =
                known.parameters.iter().map(|p| (p.name.as_str(), Some(p.default.as_str()))).collect();
            assert_eq!(inputs, expected, "{flows:?}: the keys of a deploy request's parameters");
        }
    }
}
