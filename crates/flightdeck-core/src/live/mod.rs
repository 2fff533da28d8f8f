//! The live room: what is looked at again and again, kept up to date while somebody holds it.
//!
//! [`watch`] keeps the devices of a deployment, [`list`] a fleet's deployments. Registry, holders, schedule and loop are one for
//! both; what decides is in the subject's state, which is synchronous: jobs out, news in. A notice is small; pages ask for the
//! rows they show.

pub(crate) mod births;
pub(crate) mod blind;
mod driver;
mod holders;
pub(crate) mod known;
pub mod list;
mod room;
mod schedule;
pub(crate) mod search;
mod settling;
pub(crate) mod sight;
pub(crate) mod subject;
pub(crate) mod tally;
pub mod watch;
pub(crate) mod window;

pub(crate) use room::gone;

#[cfg(test)]
pub(crate) mod fakes;
