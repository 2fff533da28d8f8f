//! Which devices a deployment reaches: groups are a union, filters are AND-ed, and both intersect.

use std::sync::Arc;

use crate::fleet::catalog::{APPS, GROUPS, TAGS};
use crate::fleet::deployment::Deployment;
use crate::fleet::members::Members;
use crate::fleet::model::Model;
use crate::fleet::timeline::{Aborts, State};

/// One filter as it was sent, checked for form but not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) negated: bool,
    pub(crate) what: What,
}

/// What a filter asks of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Device(String),
    Tag(String),
    App {
        name: String,
        version: Option<String>,
    },
    Online(bool),
    /// The state in an earlier deployment; none is `any`.
    Deployment {
        id: String,
        state: Option<State>,
    },
}

/// The target of a deployment as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Target {
    pub(crate) groups: Vec<String>,
    pub(crate) filters: Vec<Filter>,
}

/// A deployment with the aborts it had when the target was resolved.
type Past = (Arc<Deployment>, Arc<Aborts>);

/// A filter with its names looked up, so that a million devices can be asked quickly.
enum Test {
    Device(Option<u32>),
    Tag(u32),
    App { base: Option<usize>, version: Option<String>, past: Vec<Past> },
    Online(bool),
    Deployment { past: Option<Past>, state: Option<State> },
}

/// The fleet as it stands when a target is resolved.
pub(crate) struct Standing<'a> {
    pub(crate) model: Model,
    pub(crate) deployments: &'a [Arc<Deployment>],
    pub(crate) now: i64,
}

impl Standing<'_> {
    fn test(&self, what: &What) -> Test {
        match what {
            What::Device(uuid) => Test::Device(self.model.find(uuid)),
            What::Tag(name) => Test::Tag(TAGS.iter().position(|tag| tag == name).map_or(0, |index| 1 << index)),
            What::App { name, version } => Test::App {
                base: APPS.iter().position(|app| app.name == name),
                version: version.clone(),
                past: self.past(|deployment| deployment.app.as_ref().is_some_and(|(app, _)| app == name)),
            },
            What::Online(online) => Test::Online(*online),
            What::Deployment { id, state } => {
                Test::Deployment { past: self.past(|deployment| deployment.uuid == *id).pop(), state: *state }
            }
        }
    }

    fn past(&self, fits: impl Fn(&Deployment) -> bool) -> Vec<Past> {
        self.deployments
            .iter()
            .filter(|deployment| fits(deployment))
            .map(|found| (found.clone(), found.aborts()))
            .collect()
    }

    fn passes(&self, test: &Test, device: u32) -> bool {
        match test {
            Test::Device(wanted) => *wanted == Some(device),
            Test::Tag(bit) => self.model.tags(device) & bit != 0,
            Test::App { base, version, past } => {
                let first = base.and_then(|app| self.model.first_version(device, app));
                let current = current_version(past, device, self.now).or(first);
                current.is_some_and(|current| version.as_deref().is_none_or(|wanted| wanted == current))
            }
            Test::Online(wanted) => self.model.online(device, self.now) == *wanted,
            Test::Deployment { past, state } => past.as_ref().is_some_and(|(deployment, aborts)| {
                deployment.plan.members.contains(device)
                    && state.is_none_or(|wanted| deployment.plan.seen(aborts, device, self.now).state == wanted)
            }),
        }
    }

    /// The devices a target reaches now. Names that nobody knows match nothing, and are no error.
    pub(crate) fn resolve(&self, target: &Target) -> Members {
        let known = |name: &String| GROUPS.iter().position(|(group, _)| group == name).map_or(0, |index| 1u32 << index);
        let groups = target.groups.iter().map(known).fold(0, |all, bit| all | bit);
        let tests: Vec<(bool, Test)> =
            target.filters.iter().map(|filter| (filter.negated, self.test(&filter.what))).collect();
        Members::select(self.model.devices, |device| {
            (target.groups.is_empty() || groups >> self.model.group(device) & 1 == 1)
                && tests.iter().all(|(negated, test)| self.passes(test, device) != *negated)
        })
    }
}

/// The version that the latest successful deployment of an app left on a device.
fn current_version(past: &[Past], device: u32, now: i64) -> Option<&str> {
    let landed = past.iter().filter(|(deployment, _)| deployment.plan.members.contains(device)).filter_map(
        |(deployment, aborts)| {
            let at = deployment.plan.succeeded_at(aborts, device, now)?;
            deployment.app.as_ref().map(|(_, version)| (at, version.as_str()))
        },
    );
    landed.max_by_key(|(at, _)| *at).map(|(_, version)| version)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::config::FleetSpec;
    use crate::fleet::catalog::FLOWS;
    use crate::fleet::{Fleet, Order};

    const NOW: i64 = 1_790_000_000_000;
    const DEVICES: u32 = 600;

    fn order(target: Target, app: Option<(&str, &str)>) -> Order {
        let app = app.map(|(name, version)| (name.to_owned(), version.to_owned()));
        Order { target, flow: &FLOWS[0], comment: None, app, parameters: BTreeMap::new() }
    }

    fn only(what: What) -> Target {
        Target { groups: Vec::new(), filters: vec![Filter { negated: false, what }] }
    }

    /// A fleet with one deployment under way, which sets an app version nobody was delivered with.
    fn fleet() -> (Fleet, String) {
        let fleet = Fleet::new(FleetSpec { devices: DEVICES, history: 0, ..FleetSpec::default() }, NOW);
        let begun = fleet.deploy(order(only(What::Tag("gateway".into())), Some(("gateway", "5.0.0"))), NOW, 0);
        (fleet, begun.uuid.clone())
    }

    fn reached(fleet: &Fleet, target: &Target, now: i64) -> BTreeSet<u32> {
        let deployments = fleet.deployments();
        Standing { model: fleet.model(), deployments: &deployments, now }.resolve(target).after(None).collect()
    }

    /// The same question asked the slow way: one set of devices per clause, told in names.
    fn naive(fleet: &Fleet, target: &Target, now: i64) -> BTreeSet<u32> {
        let model = fleet.model();
        let begun = fleet.deployments().first().cloned().unwrap();
        let seen = |device: u32| begun.plan.seen(&begun.aborts(), device, now).state;
        let version = |device: u32, name: &str| {
            let landed = name == "gateway" && begun.plan.members.contains(device) && seen(device) == State::Success;
            let app = APPS.iter().position(|app| app.name == name)?;
            if landed { Some("5.0.0") } else { model.first_version(device, app) }
        };
        let mut left: BTreeSet<u32> = (0..DEVICES).collect();
        if !target.groups.is_empty() {
            left.retain(|&device| target.groups.iter().any(|name| name == GROUPS[model.group(device)].0));
        }
        for filter in &target.filters {
            left.retain(|&device| {
                let holds = match &filter.what {
                    What::Device(uuid) => model.uuid(device) == *uuid,
                    What::Tag(name) => {
                        (0..TAGS.len()).any(|tag| TAGS[tag] == name && model.tags(device) >> tag & 1 == 1)
                    }
                    What::App { name, version: None } => version(device, name).is_some(),
                    What::App { name, version: Some(wanted) } => version(device, name) == Some(wanted.as_str()),
                    What::Online(online) => model.online(device, now) == *online,
                    What::Deployment { id, .. } if *id != begun.uuid => false,
                    What::Deployment { state: None, .. } => begun.plan.members.contains(device),
                    What::Deployment { state: Some(state), .. } => {
                        begun.plan.members.contains(device) && seen(device) == *state
                    }
                };
                holds != filter.negated
            });
        }
        left
    }

    fn any_what(begun: String) -> impl Strategy<Value = What> {
        let uuids: Vec<String> = (0..4).map(|device| fleet().0.model().uuid(device)).collect();
        let ids = vec![begun, "dp-0000-0000".to_owned()];
        let states = [
            None,
            Some(State::Pending),
            Some(State::InProgress),
            Some(State::Success),
            Some(State::Failed),
            Some(State::Aborted),
        ];
        prop_oneof![
            prop::sample::select(uuids).prop_map(What::Device),
            prop::sample::select(vec!["gateway", "camera", "canary", "lte", "Gateway", "none"])
                .prop_map(|tag| What::Tag(tag.into())),
            (
                prop::sample::select(vec!["gateway", "edge-agent", "nothing"]),
                prop::option::of(prop::sample::select(vec!["5.0.0", "4.10.3", "2.6.0"]))
            )
                .prop_map(|(name, version)| What::App { name: name.into(), version: version.map(str::to_owned) }),
            any::<bool>().prop_map(What::Online),
            (prop::sample::select(ids), prop::sample::select(states.to_vec()))
                .prop_map(|(id, state)| What::Deployment { id, state }),
        ]
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_way(
            groups in prop::collection::vec(prop::sample::select(vec!["Production", "Test", "Lab", "production", "Moon"]), 0..3),
            filters in prop::collection::vec((any::<bool>(), any_what(fleet().1)), 0..4),
            passed in 0i64..200_000,
        ) {
            let (fleet, _) = fleet();
            let target = Target {
                groups: groups.into_iter().map(str::to_owned).collect(),
                filters: filters.into_iter().map(|(negated, what)| Filter { negated, what }).collect(),
            };
            let now = NOW + passed;
            prop_assert_eq!(reached(&fleet, &target, now), naive(&fleet, &target, now));
        }
    }

    #[test]
    fn the_rules_as_a_table() {
        let (fleet, begun) = fleet();
        let (model, later) = (fleet.model(), NOW + 600_000);
        let one = |device: u32| Filter { negated: false, what: What::Device(model.uuid(device)) };
        let tag = |negated, name: &str| Filter { negated, what: What::Tag(name.into()) };
        let app = |version: &str| Filter {
            negated: false,
            what: What::App { name: "gateway".into(), version: Some(version.into()) },
        };
        let past = |state| Filter { negated: false, what: What::Deployment { id: begun.clone(), state } };
        let count = |groups: &[&str], filters: &[Filter]| {
            let groups = groups.iter().map(|&name| name.to_owned()).collect();
            reached(&fleet, &Target { groups, filters: filters.to_vec() }, later).len()
        };
        let all = DEVICES as usize;
        let gateways = count(&[], &[tag(false, "gateway")]);
        assert_eq!(count(&[], &[]), all, "no groups and no filters are the whole fleet");
        assert_eq!(count(&["Test", "Lab"], &[]), count(&["Test"], &[]) + count(&["Lab"], &[]), "groups are a union");
        assert_eq!(count(&["test"], &[]), 0, "names are case sensitive");
        assert_eq!(count(&["Moon"], &[]), 0, "an unknown group matches nothing");
        assert_eq!(count(&[], &[tag(true, "moon")]), all, "nobody carries an unknown tag");
        assert_eq!(count(&[], &[tag(false, "gateway"), tag(true, "gateway")]), 0, "a contradiction matches nothing");
        assert_eq!(count(&[], &[one(1), one(2)]), 0, "two different devices at once are nobody: there is no OR");
        assert_eq!(count(&[], &[one(1), one(1)]), 1, "the same device twice is that device");
        let anywhere = ["Production", "Staging", "Test", "Lab"].map(|group| count(&[group], &[tag(false, "gateway")]));
        assert_eq!(anywhere.iter().sum::<usize>(), gateways, "groups and filters intersect");
        let (failed, succeeded) = (count(&[], &[past(Some(State::Failed))]), count(&[], &[past(Some(State::Success))]));
        assert!(failed > 0, "the retry of the failed ones has somebody to reach");
        assert_eq!(failed + succeeded, count(&[], &[past(None)]), "any is everybody the deployment had");
        assert_eq!(count(&[], &[app("5.0.0")]), succeeded, "where it succeeded, the app has its new version");
        assert_eq!(count(&[], &[app("4.10.3"), past(Some(State::Success))]), 0, "and not the old one any more");
    }
}
