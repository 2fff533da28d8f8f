//! `guide`: the user guide, built and checked by a program of its own: what mdBook brings is compiled there, and not for this one.

use std::path::Path;

use crate::steps::{Outcome, cargo, step, target};

/// Builds it into `target/guide`, and checks its links, anchors and pictures.
pub(crate) fn build() -> Outcome {
    step("build and check the guide", &mut guide("build", &target().join("guide")))
}

/// Takes the pictures that its pages show from the last tour.
pub(crate) fn pictures() -> Outcome {
    let tour = target().join("tour");
    if !tour.is_dir() {
        return Err(format!(
            "There are no pictures at {}: `cargo xtask run` without a display takes them.",
            tour.display()
        ));
    }
    step("take the guide's pictures", &mut guide("pictures", &tour))?;
    build()
}

fn guide(what: &str, folder: &Path) -> std::process::Command {
    let mut guide = cargo();
    guide.args(["run", "--locked", "--quiet", "--package", "guide", "--", what]).arg(folder);
    guide
}
