//! `bench`: the budgets, measured as ratios against peers that run in the same call, since machines differ and are noisy.
//!
//! Whole, it takes some twenty minutes after the build and writes its table to `docs/performance.md`; `--quick` leaves a million devices and
//! most repetitions out, and only prints.

mod fleet;
mod looks;
mod table;
mod windows;

use crate::steps::{EVERYTHING, Outcome, cargo, output, step};
use crate::system::Need;
use crate::{desk, machine, page, system, test};

use table::Table;
pub(crate) use windows::windows;

/// How much is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything, each figure the middle of several.
    Whole,
    /// What changes most often, for a first impression.
    Quick,
}

impl Extent {
    fn sizes(self) -> &'static [u32] {
        match self {
            Extent::Whole => &[10_000, 100_000, 1_000_000],
            Extent::Quick => &[10_000, 100_000],
        }
    }

    fn runs(self) -> usize {
        if self == Extent::Whole { 7 } else { 3 }
    }

    /// How often what takes a process of its own is measured.
    fn turns(self) -> usize {
        if self == Extent::Whole { 3 } else { 1 }
    }
}

/// Builds in release, measures, prints the table.
pub(crate) fn bench(extent: Extent) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("The measurements read what Linux tells about processes, and run there only.".to_owned());
    }
    system::ensure(Need::Drive)?;
    page::build()?;
    // Driven, the page is measured from inside. Installers are built by a command of their own, without this feature.
    step(
        "release build",
        cargo().args(["build", "--release"]).args(EVERYTHING).args([
            "--bin",
            "flightdeck",
            "--bin",
            "connect-simulator",
            "--bin",
            "measure",
            "--bin",
            "measure_fleet",
            "--bin",
            "measure_page",
            "--example",
            "empty_window",
            "--features",
            "flightdeck/automation",
        ]),
    )?;
    let begun = machine::load();
    let mut table = Table::default();
    looks::compare(extent, &mut table)?;
    fleet::compare(extent, &mut table)?;
    let home = test::fresh_home("bench")?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let quick: &[&str] = if extent == Extent::Quick { &["--quick"] } else { &[] };
    let rows = output("windows", desk::on_desk(&home, &this).args(["bench", "--windows"]).args(quick))?;
    table.append(&rows);
    println!("\n{table}");
    if extent == Extent::Whole { table::write(&table, &begun) } else { Ok(()) }
}
