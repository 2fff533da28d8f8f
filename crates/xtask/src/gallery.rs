//! `gallery`: every part in every state, in the window's own engine, held against the pictures that were accepted.

use crate::steps::{Outcome, build, has, step};
use crate::system::{self, Need};
use crate::{page, test};

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
    if let Some(why) = test::no_driver(std::env::consts::OS, has) {
        return Err(format!("the gallery cannot be opened here: {why}"));
    }
    page::build()?;
    page::design()?;
    build()?;
    let mut tests = test::window_tests()?;
    tests.arg("gallery::");
    if accepting {
        tests.env("FLIGHTDECK_GALLERY_ACCEPT", "1");
    }
    step(if accepting { "take the gallery's pictures" } else { "compare the gallery" }, &mut tests)
}
