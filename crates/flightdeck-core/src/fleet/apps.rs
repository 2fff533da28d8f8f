//! Which app (deployment tag) a device has is told by no read. What is known is less: that a deployment launched here set one where it
//! succeeded. It may be another by now, so it is said beside the devices of which it cannot be told, and makes none of them certain. Pure.

use std::collections::HashSet;

use super::evaluate::States;
use crate::numbers::grouped;
use crate::outside::JournalEntry;
use crate::wire::{DeviceState, Draft, FilterDraft, FilterKind};

/// Deployments looked at for one filter, the newest.
const MOST: usize = 8;

/// The filters of a draft that ask for an app.
pub(super) fn asked(draft: &Draft) -> impl Iterator<Item = &FilterDraft> {
    draft.filters.iter().filter(|filter| filter.kind == FilterKind::App && !filter.value.is_empty())
}

/// The deployments launched here that set the app of a filter, of a journal told newest first.
pub(super) fn set_by<'a>(filter: &FilterDraft, journal: &'a [JournalEntry]) -> Vec<&'a str> {
    let sets = |entry: &&JournalEntry| {
        let app = entry.request.deployment_configuration.app.as_ref();
        app.is_some_and(|app| app.name == filter.value && (filter.extra.is_empty() || app.version == filter.extra))
    };
    let deployments = journal.iter().filter(sets);
    deployments.filter_map(|entry| Some(entry.outcome.as_ref()?.deployment()?.as_str())).take(MOST).collect()
}

/// What is known of one filter's app: the devices that succeeded in a deployment which set it.
pub(crate) struct Had {
    app: String,
    devices: HashSet<String>,
}

impl Had {
    pub(super) fn of(filter: &FilterDraft, deployments: &[&str], states: &States) -> Self {
        let there = deployments.iter().filter_map(|deployment| states.get(*deployment)?.as_ref());
        let succeeded = there.flat_map(|there| &there.states).filter(|(_, state)| **state == DeviceState::Succeeded);
        let app = format!("{} {}", filter.value, filter.extra).trim_end().to_owned();
        Self { app, devices: succeeded.map(|(id, _)| id.clone()).collect() }
    }

    /// What is to be said of some devices of which it cannot be told.
    pub(super) fn words<'a>(&self, of: impl Iterator<Item = &'a str>) -> Option<String> {
        let had = of.filter(|id| self.devices.contains(*id)).count() as u32;
        let were = match had {
            0 => return None,
            1 => "1 of them was".to_owned(),
            had => format!("{} of them were", grouped(had)),
        };
        Some(format!("{were} given {} by a deployment launched here, and may have another by now.", self.app))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use connect_api::{App, DeployRequest, DeploymentConfiguration, DeviceFilter};

    use super::super::evaluate::There;
    use super::*;
    use crate::wire::{LaunchOutcome, OperandDraft};

    fn entry(app: Option<(&str, &str)>, deployment: Option<&str>) -> JournalEntry {
        let app = app.map(|(name, version)| App { name: name.into(), version: version.into() });
        let request = DeployRequest {
            device_filter: DeviceFilter::default(),
            deployment_configuration: DeploymentConfiguration { app, ..DeploymentConfiguration::default() },
        };
        JournalEntry {
            request_id: "r".into(),
            connection: "c".into(),
            destination: String::new(),
            sent_ms: 0,
            clock_offset_ms: None,
            before: None,
            request,
            target: String::new(),
            outcome: deployment.map(|deployment| LaunchOutcome::Created { deployment: deployment.into() }),
        }
    }

    fn asks(name: &str, version: &str) -> FilterDraft {
        let (kind, operand) = (FilterKind::App, OperandDraft::Is);
        FilterDraft { kind, operand, value: name.into(), extra: version.into() }
    }

    #[test]
    fn deployments_that_set_the_very_app_are_found_and_any_version_where_none_is_asked_for() {
        let journal = [
            entry(Some(("gateway", "2.0")), Some("dp-3")),
            entry(Some(("gateway", "2.0")), None),
            entry(Some(("Gateway", "2.0")), Some("dp-2")),
            entry(None, Some("dp-1")),
            entry(Some(("gateway", "1.9")), Some("dp-0")),
        ];
        assert_eq!(set_by(&asks("gateway", "2.0"), &journal), ["dp-3"], "names are compared letter by letter");
        assert_eq!(set_by(&asks("gateway", ""), &journal), ["dp-3", "dp-0"]);
    }

    #[test]
    fn who_succeeded_was_given_it_and_that_is_no_certainty() {
        let did = [("a", DeviceState::Succeeded), ("b", DeviceState::Failed), ("c", DeviceState::Succeeded)];
        let states = did.iter().map(|(id, state)| ((*id).to_owned(), *state)).collect();
        let states: States = HashMap::from([("dp".to_owned(), Some(There { states, whole: true }))]);
        let had = Had::of(&asks("gateway", "2.0"), &["dp", "never watched"], &states);
        let words = |ids: &[&str]| had.words(ids.iter().copied());
        assert_eq!(
            words(&["a", "b", "c", "d"]).as_deref(),
            Some("2 of them were given gateway 2.0 by a deployment launched here, and may have another by now.")
        );
        assert!(words(&["a"]).is_some_and(|words| words.starts_with("1 of them was given")));
        assert_eq!(words(&["b", "d"]), None, "nothing is known of these");
    }
}
