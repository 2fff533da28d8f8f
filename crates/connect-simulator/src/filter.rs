//! Which devices a deployment reaches: groups are a union, filters are AND-ed, and both intersect.

use std::sync::Arc;

use crate::catalog::{APPS, GROUPS, TAGS};
use crate::deployment::Deployment;
use crate::members::Members;
use crate::model::Model;
use crate::timeline::{Aborts, State};

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
