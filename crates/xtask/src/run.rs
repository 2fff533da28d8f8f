//! `run`: from a bare machine to an open window, or to a tour of the demo where there is no screen.

use std::fs;

use crate::steps::{Outcome, build, built, root, step, target};
use crate::system::Need;
use crate::{desk, page, system, test};

/// Opens the app.
pub(crate) fn run() -> Outcome {
    if desk::has_screen() {
        system::ensure(Need::Build)?;
        page::build()?;
        build()?;
        return step("Flightdeck", &mut built("debug/flightdeck"));
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
