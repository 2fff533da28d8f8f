//! What Flightdeck does: connections, target, launch, monitor, triage, journal. It knows no window and no webview.
//!
//! The outside world comes in through the traits of [`outside`]; what crosses to the page is in [`wire`].
#![warn(missing_docs)]

pub mod outside;
pub mod wire;
