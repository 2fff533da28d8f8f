//! What is known of one device, fact by fact, with where it is known from and since when. Pure.

use super::knowledge::{Fact, Knowledge, Named, Source};
use crate::wire::{DeviceId, FactSource, FleetFact};

/// The name of a device, and all that is known of it; none where nothing is.
pub(super) fn of(of: &Knowledge, id: &DeviceId) -> Option<(Option<String>, Vec<FleetFact>)> {
    let device = &of.devices[of.find(id)? as usize];
    let by_service = device.told_ms.map(|at_ms| (FactSource::Service, at_ms));
    let by = |fact: Fact| match device.source(fact) {
        Source::Service => by_service.clone(),
        Source::Deployment => device.by.and_then(|(deployment, at_ms)| {
            let Named { id, comment } = of.deployments.get(deployment as usize)?;
            Some((FactSource::Deployment { deployment: id.clone(), comment: comment.clone() }, at_ms))
        }),
        Source::List(number) => {
            let list = of.lists.get(usize::from(number));
            list.map(|list| (FactSource::List { name: list.name.clone() }, list.at_ms))
        }
    };
    let mut facts = Vec::new();
    let mut tell = |name: &str, value: Option<String>, by: &Option<(FactSource, i64)>| {
        if let (Some(value), Some((source, at_ms))) = (value, by) {
            facts.push(FleetFact { name: name.to_owned(), value, source: source.clone(), at_ms: *at_ms });
        }
    };
    let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    tell("Name", owned(&device.name), &by(Fact::Name));
    let groups = device.groups.iter().map(|group| of.texts.get(*group)).collect::<Vec<_>>().join(", ");
    tell("Group", Some(groups).filter(|groups| !groups.is_empty()), &by(Fact::Groups));
    let tags = device.tags.as_ref().map(|_| of.tags(device).collect::<Vec<_>>().join(", "));
    let tags = tags.map(|tags| match (tags.is_empty(), device.tags_cut) {
        (true, false) => "none".to_owned(),
        (_, true) => format!("{tags}, and more"),
        (false, false) => tags,
    });
    tell("Tags", tags, &by(Fact::Tags));
    let trigger = device.trigger.map(|on| if on { "on: it refuses updates" } else { "off" }.to_owned());
    tell("Update trigger", trigger, &by_service);
    tell("Agent", device.agent.map(|agent| of.texts.get(agent).to_owned()), &by_service);
    tell("Network address", owned(&device.ip), &by_service);
    tell("Address", owned(&device.address), &by_service);
    tell("Description", owned(&device.description), &by(Fact::Description));
    Some((owned(&device.name), facts))
}
