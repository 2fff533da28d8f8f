//! The page: its packages and its build.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::steps::{Outcome, root, step};
use crate::toolchain;

/// An npm command in the page's folder.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    toolchain::npm(&root().join("ui"), arguments)
}

/// Installs the page's packages exactly as locked, where they are not there already.
pub(crate) fn packages() -> Outcome {
    let ui = root().join("ui");
    let (locked, installed) =
        (modified(&ui.join("package-lock.json")), modified(&ui.join("node_modules/.package-lock.json")));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    step("install the page's packages", &mut npm(&toolchain::AS_LOCKED))
}

/// Builds the page, unless its build is newer than all of its sources: a new build makes the shell compile again.
pub(crate) fn build() -> Outcome {
    packages()?;
    let ui = root().join("ui");
    let sources = [
        "src",
        "public",
        "index.html",
        "package-lock.json",
        "vite.config.ts",
        "svelte.config.js",
        "guide",
        // The help is in the page.
        "../docs/guide/src",
        // So are the notices.
        "../THIRD-PARTY.txt",
    ];
    let newest = sources.iter().filter_map(|name| newest(&ui.join(name))).max();
    let built = modified(&ui.join("dist/index.html"));
    if built.is_some() && built >= newest {
        return Ok(());
    }
    step("build the page", &mut npm(&["run", "build"]))
}

/// Builds the design-time page and the gallery, which no program holds, for tests that open them in the window's engine.
pub(crate) fn design() -> Outcome {
    packages()?;
    step("build the design-time page", &mut npm(&["run", "design"]))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    if !path.is_dir() {
        return modified(path);
    }
    let below = fs::read_dir(path).ok()?.filter_map(|entry| newest(&entry.ok()?.path())).max();
    below.max(modified(path))
}
