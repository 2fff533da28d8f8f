//! The neighbouring reads: devices of the fleet, one of them, update flows.

use std::collections::HashSet;

use connect_api::{FleetDevice, FleetDevicesPage, UpdateFlow};

use super::answers::time_len;
use super::{Law, Outcome, law};

pub(super) fn device_len(one: &FleetDevice) -> usize {
    let lists = one.groups.iter().chain(one.tags.iter().flatten()).map(String::len);
    let texts = [
        &one.name,
        &one.group,
        &one.agent_version,
        &one.ip,
        &one.address,
        &one.description,
        &one.cpu,
        &one.ram,
        &one.disk,
    ];
    let texts = texts.into_iter().flatten().map(String::len);
    one.uuid.len() + time_len(&one.last_keepalive) + time_len(&one.registered) + lists.chain(texts).sum::<usize>()
}

fn once_each(names: &[String]) -> bool {
    names.iter().collect::<HashSet<_>>().len() == names.len()
}

fn laws_of(one: &FleetDevice) -> Law {
    law!(!one.uuid.trim().is_empty() && one.uuid.len() <= 512, "an id of {} bytes", one.uuid.len());
    law!(once_each(&one.groups), "a group is told twice: {:?}", one.groups);
    law!(one.tags.as_deref().is_none_or(once_each), "a tag is told twice: {:?}", one.tags);
    law!(one.group.is_some() == (one.groups.len() == 1), "one group of {:?} is {:?}", one.groups, one.group);
    Ok(())
}

/// A page of the fleet's devices.
pub(super) fn devices(body: &[u8]) -> Outcome {
    let Ok(page) = FleetDevicesPage::read(body) else { return Ok(false) };
    page.devices.iter().try_for_each(laws_of)?;
    law!(page.next.as_deref() != Some(""), "an empty token leads nowhere");
    let bytes: usize = page.devices.iter().map(device_len).sum();
    law!(bytes <= 6 * body.len(), "{bytes} bytes are kept of {}", body.len());
    Ok(true)
}

/// One device of the fleet.
pub(super) fn device(body: &[u8]) -> Outcome {
    let Ok(one) = FleetDevice::read(body, "d-1") else { return Ok(false) };
    law!(one.uuid == "d-1", "asked for d-1, told {}", one.uuid);
    laws_of(&one)?;
    Ok(true)
}

/// A page of the update flows.
pub(super) fn flows(body: &[u8]) -> Outcome {
    let Ok((flows, after)) = UpdateFlow::read_page(body) else { return Ok(false) };
    law!(after.as_deref() != Some(""), "an empty token leads nowhere");
    for flow in &flows {
        law!(!flow.uuid.trim().is_empty(), "a flow has no id");
        law!(flow.inputs.len() <= 1000 && flow.steps.len() <= 1000, "more than a thousand inputs or steps");
        let names: Vec<String> = flow.inputs.iter().map(|input| input.name.clone()).collect();
        law!(once_each(&names), "an input is told twice: {names:?}");
    }
    Ok(true)
}
