//! `run`: from a bare machine to an open window, or to a tour of the demo where there is no screen. `installer`: for users.

use std::fs;

use crate::steps::{Outcome, build, command, root, step, target};
use crate::system::Need;
use crate::{desk, page, system, test};

/// Opens the app.
pub(crate) fn run() -> Outcome {
    if desk::has_screen() {
        system::ensure(Need::Build)?;
        page::build()?;
        build()?;
        return step("Flightdeck", &mut command(&target().join("debug/flightdeck").display().to_string()));
    }
    system::ensure(Need::Drive)?;
    page::build()?;
    build()?;
    let pictures = root().join("target/tour");
    fs::create_dir_all(&pictures).map_err(|error| format!("{}: {error}", pictures.display()))?;
    let home = test::fresh_home("tour")?;
    let tour = desk::on_desk(&home, &target().join("debug/examples/tour")).env("FLIGHTDECK_TOUR", &pictures).status();
    let outcome = match tour {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("The tour failed ({status}). What it saw so far: {}", pictures.display())),
        Err(error) => Err(format!("The virtual display could not start: {error}")),
    };
    eprintln!("There is no display here, so the demo was toured on a virtual one: {}", pictures.display());
    outcome
}

/// Builds this system's installers. The bundler comes from npm, at the shell's own version line.
pub(crate) fn installer() -> Outcome {
    system::ensure(Need::Build)?;
    page::build()?;
    let bundles = if cfg!(target_os = "linux") {
        // AppImage needs tools downloaded while bundling; it is made on release machines.
        &["--bundles", "deb,rpm"][..]
    } else {
        &[][..]
    };
    let mut bundler = page::npm(&["exec", "--yes", "--package", "@tauri-apps/cli@2", "--", "tauri", "build"]);
    step("build the installers", bundler.current_dir(root().join("src-tauri")).args(bundles))?;
    eprintln!("The installers are under {}", target().join("release/bundle").display());
    Ok(())
}
