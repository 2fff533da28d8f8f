//! `gallery`: every part in every state, in the window's own engine, held against the pictures that were accepted.

use crate::steps::{Outcome, build, has};
use crate::system::{self, Need};
use crate::{page, window};

/// Compares; what differs is told, and drawn in `target/gallery/differs`.
pub(crate) fn compare() -> Outcome {
    take(false)
}

/// Takes the pictures anew, in `tests/gallery`: what changed there is accepted by committing it.
pub(crate) fn accept() -> Outcome {
    take(true)
}

fn take(accepting: bool) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("the pictures are those of WebKitGTK, which draws the window on Linux only".to_owned());
    }
    system::ensure(Need::Drive)?;
    if let Some(why) = window::no_driver(std::env::consts::OS, has) {
        return Err(format!("the gallery cannot be opened here: {why}"));
    }
    page::build()?;
    build()?;
    let accept: &[_] = if accepting { &[("FLIGHTDECK_GALLERY_ACCEPT", "1")] } else { &[] };
    window::run(&["gallery::"], accept)
}
