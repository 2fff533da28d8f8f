//! Rollout plans: waves with gates between them, which the service does not have \[S\]. One deployment is launched after another, each only
//! when the gate before it is open.

pub mod check;
pub mod file;
pub(crate) mod waves;
pub mod words;
pub mod workflow;
