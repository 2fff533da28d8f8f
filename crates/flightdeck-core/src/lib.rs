//! What Flightdeck does: connections, target, launch, monitor, triage, journal. It knows no window and no webview.
//!
//! The outside world comes in through the traits of [`outside`]; what crosses to the page is in [`wire`].
#![warn(missing_docs)]

pub mod client;
pub mod error;
#[cfg(test)]
pub(crate) mod fakes;
pub mod outside;
mod repeats;
pub mod secrets;
pub mod settings;
pub mod store;
pub mod wire;
