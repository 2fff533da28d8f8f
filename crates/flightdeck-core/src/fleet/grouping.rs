//! Who is in which group, where the records of devices do not tell: the service is asked for the devices of each group whose name is
//! known. \[I\]

use std::collections::{BTreeSet, HashMap};

use connect_api::{Error, FleetDevice, FleetDevicesPage};

use super::kept::Parts;
use super::knowledge::{Fact, Knowledge, Source};
use super::{Fleets, Known};
use crate::outside::Api;
use crate::suggestions;
use crate::wire::ConnectionId;

/// Groups that are asked for in one reading, at most.
const MOST: usize = 64;

/// What was found of groups.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The groups of devices, by their ids.
    members: HashMap<String, Vec<String>>,
    /// The groups of which all devices were told.
    whole: Vec<String>,
}

impl Found {
    /// Some devices of a group came; they are given back with all groups they were found in.
    fn page(&mut self, group: &str, mut devices: Vec<FleetDevice>) -> Vec<FleetDevice> {
        for device in &mut devices {
            let groups = self.members.entry(device.uuid.clone()).or_default();
            if !groups.iter().any(|known| known == group) {
                groups.push(group.to_owned());
            }
            device.groups.clone_from(groups);
        }
        devices
    }
}

impl Knowledge {
    /// Takes in what was found of groups, in the place of what was found before.
    pub(crate) fn grouped(&mut self, found: &Found) {
        let numbers: HashMap<&str, u32> = found
            .members
            .values()
            .flatten()
            .chain(&found.whole)
            .map(|name| (name.as_str(), self.texts.number(name)))
            .collect();
        for device in self.devices.iter_mut().filter(|device| device.told_ms.is_some()) {
            match found.members.get(&*device.id) {
                Some(groups) => {
                    device.is_in(groups.iter().filter_map(|group| numbers.get(group.as_str()).copied()).collect())
                }
                None if device.source(Fact::Groups) == Source::Service => device.is_in(Box::default()),
                None => {}
            }
        }
        self.asked_groups = Some(found.whole.iter().filter_map(|name| numbers.get(name.as_str()).copied()).collect());
    }

    /// Whether it is known of each device whether it is in one of these groups, without its record telling any.
    pub(crate) fn knows_all_of(&self, groups: &[Option<u32>]) -> bool {
        let asked = self.asked_groups.as_deref().unwrap_or_default();
        groups.iter().all(|group| group.is_some_and(|group| asked.contains(&group)))
    }

    /// The names of groups that somebody told.
    fn group_names(&self) -> BTreeSet<String> {
        let numbers: BTreeSet<u32> = self.devices.iter().flat_map(|device| device.groups.iter().copied()).collect();
        numbers.into_iter().map(|number| self.texts.get(number).to_owned()).collect()
    }
}

impl Fleets {
    /// Learns who is in which group, where the records do not tell. What is told goes to the parts that are kept.
    pub(super) async fn learn_groups(
        &self,
        connection: &ConnectionId,
        known: &Known,
        api: &dyn Api,
        records_tell: bool,
        parts: &mut Parts,
    ) {
        let found = if records_tell { Ok(None) } else { self.ask_groups(connection, known, api, parts).await };
        match found {
            Ok(found) => known.state().grouped(found.as_ref()),
            Err(error) => tracing::warn!(%error, "who is in which group was not told"),
        }
    }

    /// Asks who is in the groups whose names are known; none where that cannot be told.
    ///
    /// # Errors
    /// Where one of them was not told: then nothing is known anew.
    async fn ask_groups(
        &self,
        connection: &ConnectionId,
        known: &Known,
        api: &dyn Api,
        parts: &mut Parts,
    ) -> Result<Option<Found>, Error> {
        let names = self.group_names(connection, known).await;
        if names.is_empty() || !heeds_groups(api).await? {
            return Ok(None);
        }
        let mut found = Found::default();
        for name in names.into_iter().take(MOST) {
            let mut page = |page: FleetDevicesPage| parts.again(found.page(&name, page.devices));
            if api.fleet_devices(Some(&name), &mut page).await?.is_none() {
                found.whole.push(name);
            }
        }
        Ok(Some(found))
    }

    /// The names of groups that devices were told to be in, and that were launched to from here.
    async fn group_names(&self, connection: &ConnectionId, known: &Known) -> BTreeSet<String> {
        let launched = suggestions::from_journal(&self.journal(connection).await).groups;
        let mut names = known.state().knowledge.group_names();
        names.extend(launched);
        names
    }
}

/// Whether the service tells the devices of a group alone: one that answers for a group that cannot be there tells all devices for each.
async fn heeds_groups(api: &dyn Api) -> Result<bool, Error> {
    let mut devices = 0;
    let nowhere = uuid::Uuid::new_v4().to_string();
    let asked = api.fleet_devices(Some(&nowhere), &mut |page: FleetDevicesPage| devices += page.devices.len()).await;
    match asked {
        Ok(_) => Ok(devices == 0),
        // It says that there is no such group.
        Err(Error::Status { status: 400 | 404 | 422, .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_tells_no_group_takes_none_away_that_was_asked_for() {
        let bare = || FleetDevice { uuid: "a".into(), ..FleetDevice::default() };
        let groups = |of: &Knowledge| of.group(&of.devices[0]).map(str::to_owned);
        let (mut of, mut found) = (Knowledge::default(), Found::default());
        of.told(&bare(), 1, 1);
        found.page("Test", vec![bare()]);
        of.grouped(&found);
        of.told(&bare(), 2, 2);
        assert_eq!(groups(&of).as_deref(), Some("Test"), "it stays while the fleet is read once more");
        of.grouped(&Found::default());
        assert_eq!(groups(&of), None, "until nobody says so any more");
    }
}
