//! One simulated fleet: its devices, and its deployments in order of creation.

pub(crate) mod catalog;
pub(crate) mod deployment;
pub(crate) mod filter;
mod history;
mod members;
pub(crate) mod mix;
pub(crate) mod model;
pub(crate) mod timeline;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::config::FleetSpec;
use crate::fleet::catalog::{FLOWS, Flow};
use crate::fleet::deployment::{Cve, Deployment, Draft, salt, sequence_of};
use crate::fleet::filter::{Filter, Standing, Target, What};
use crate::fleet::mix::{mix, pick};
use crate::fleet::model::Model;
use crate::fleet::timeline::{Aborts, Plan};

/// A checked deploy request.
pub(crate) struct Order {
    pub(crate) target: Target,
    pub(crate) flow: &'static Flow,
    pub(crate) comment: Option<String>,
    pub(crate) app: Option<(String, String)>,
    pub(crate) parameters: BTreeMap<String, String>,
}

impl Order {
    /// What somebody else deploys: something small, with this comment.
    pub(crate) fn of_a_stranger(comment: &str) -> Self {
        let canary = Filter { negated: false, what: What::Tag("canary".into()) };
        Self {
            target: Target { groups: vec!["Lab".into()], filters: vec![canary] },
            flow: &FLOWS[0],
            comment: Some(comment.to_owned()),
            app: None,
            parameters: BTreeMap::new(),
        }
    }
}

pub(crate) struct Fleet {
    pub(crate) spec: FleetSpec,
    deployments: RwLock<Vec<Arc<Deployment>>>,
}

impl Fleet {
    pub(crate) fn new(spec: FleetSpec, now: i64) -> Self {
        let past = history::before(Model::new(&spec), spec.history, now).map(Arc::new).collect();
        Self { spec, deployments: RwLock::new(past) }
    }

    pub(crate) fn model(&self) -> Model {
        Model::new(&self.spec)
    }

    /// All deployments, oldest first.
    pub(crate) fn deployments(&self) -> Vec<Arc<Deployment>> {
        self.deployments.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn deployment(&self, id: &str) -> Option<Arc<Deployment>> {
        let sequence = sequence_of(self.spec.seed, id)?;
        self.deployments.read().unwrap_or_else(PoisonError::into_inner).get(sequence as usize).cloned()
    }

    /// Carries out a deploy request: selects its devices as they stand now, and begins. Nobody sees it for so many looks.
    pub(crate) fn deploy(&self, order: Order, now: i64, hidden_looks: u32) -> Arc<Deployment> {
        let model = self.model();
        let before = self.deployments();
        let members = Standing { model, deployments: &before, now }.resolve(&order.target);
        let mut parameters = order.parameters;
        for given in order.flow.parameters {
            parameters.entry(given.name.to_owned()).or_insert_with(|| given.default.to_owned());
        }
        // The lock is taken only now: selecting among a million devices must not keep others from reading.
        let mut all = self.deployments.write().unwrap_or_else(PoisonError::into_inner);
        let sequence = all.len() as u32;
        let salt = salt(model.seed, sequence);
        let cve = order.app.as_ref().map(|_| Cve {
            critical: pick(mix(salt, 2, 0), 6).saturating_sub(3) as u32,
            high: pick(mix(salt, 2, 1), 9).saturating_sub(3) as u32,
            medium: pick(mix(salt, 2, 2), 14) as u32,
            low: pick(mix(salt, 2, 3), 8) as u32,
        });
        let plan = Plan {
            model,
            salt,
            created_ms: now,
            flow: order.flow,
            members,
            fail_ppm: 33_000 + pick(mix(salt, 3, 0), 22_000),
            ignore_absence: false,
        };
        let draft = Draft {
            comment: order.comment,
            kind: "api",
            cve,
            scanned_ms: now + 20_000,
            app: order.app,
            parameters,
            plan,
            aborts: Aborts::default(),
            hidden_looks,
        };
        let deployment = Arc::new(Deployment::new(model.seed, sequence, draft));
        all.push(deployment.clone());
        deployment
    }
}
