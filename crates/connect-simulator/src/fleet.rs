//! One simulated fleet: its devices, and its deployments in order of creation.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::catalog::Flow;
use crate::config::FleetSpec;
use crate::deployment::{Cve, Deployment, Draft, salt, sequence_of};
use crate::filter::{Standing, Target};
use crate::history;
use crate::mix::{mix, pick};
use crate::model::Model;
use crate::timeline::{Aborts, Plan};

/// A checked deploy request.
pub(crate) struct Order {
    pub(crate) target: Target,
    pub(crate) flow: &'static Flow,
    pub(crate) comment: Option<String>,
    pub(crate) app: Option<(String, String)>,
    pub(crate) parameters: BTreeMap<String, String>,
}

pub(crate) struct Fleet {
    pub(crate) spec: FleetSpec,
    deployments: RwLock<Vec<Arc<Deployment>>>,
}

impl Fleet {
    pub(crate) fn new(spec: FleetSpec, now: i64) -> Self {
        let count = spec.history;
        let fleet = Self { spec, deployments: RwLock::default() };
        history::fill(&fleet, count, now);
        fleet
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

    /// Takes over deployments whose numbers continue the ones that are there.
    pub(crate) fn adopt(&self, more: Vec<Deployment>) {
        self.deployments.write().unwrap_or_else(PoisonError::into_inner).extend(more.into_iter().map(Arc::new));
    }

    /// Carries out a deploy request: selects its devices as they stand now, and begins.
    pub(crate) fn deploy(&self, order: Order, now: i64) -> Arc<Deployment> {
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
        };
        let deployment = Arc::new(Deployment::new(model.seed, sequence, draft));
        all.push(deployment.clone());
        deployment
    }
}
