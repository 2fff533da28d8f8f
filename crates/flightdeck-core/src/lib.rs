//! What Flightdeck does: connections, target, launch, live (watch, list), triage, abort, guard, journal. It knows no window and no webview.
//!
//! The outside world comes in through the traits of [`outside`]; what crosses to the page is in [`wire`].
#![warn(missing_docs)]

pub mod abort;
mod ansi;
pub mod app;
pub mod batch;
mod batched;
mod by_cause;
mod bytes;
pub mod client;
pub mod closing;
pub mod connections;
mod crossing;
mod delimited;
pub mod desk;
pub mod device;
pub mod error;
pub mod export;
#[cfg(test)]
pub(crate) mod fakes;
pub mod finding;
pub mod fleet;
pub mod flows;
pub mod folder;
#[doc(hidden)]
pub mod fuzzing;
pub mod guard;
mod guard_rule;
mod json_parts;
pub mod landing;
pub mod launch;
mod layouts;
pub mod links;
pub mod live;
mod numbers;
pub mod outside;
mod packed_draft;
pub mod parameters;
pub mod plan;
mod read_device;
mod remembered;
mod repeats;
mod rules;
mod sanitise;
pub mod secrets;
pub mod settings;
pub mod store;
pub mod suggestions;
mod taking_away;
pub mod target;
mod teller;
mod templates;
pub mod updates;
mod waiting;
pub mod wire;
