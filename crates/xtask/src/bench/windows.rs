//! The part that needs a display: this window against an empty one, and the page with many devices shown.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::Extent;
use super::looks::measured;
use super::table::{Table, figure};
use crate::measure::{Running, cpu_percent, median, pss, until_window};
use crate::steps::{Outcome, command, target};

/// Prints its rows of the table.
pub(crate) fn windows(extent: Extent) -> Outcome {
    let release = target().join("release");
    let (mut ours, mut empty) = (Figures::default(), Figures::default());
    for _ in 0..if extent == Extent::Whole { 5 } else { 2 } {
        empty.take(&release.join("examples/empty_window"), "Empty")?;
        ours.take(&release.join("flightdeck"), "Flightdeck")?;
    }
    let mut table = Table::default();
    let (visible, bare) = (median(ours.visible), median(empty.pss));
    table.most("window visible, against an empty Tauri window", 1.3, visible / median(empty.visible), " ×");
    table.told("PSS of an empty Tauri window", bare, " MiB");
    table.most("PSS above it, welcome screen", 60.0, median(ours.pss) - bare, " MiB");
    table.most("CPU, welcome screen, of a core", 0.5, median(ours.idle), " %");
    page(100_000, false, extent, bare, &mut table)?;
    if extent == Extent::Whole {
        page(1_000_000, true, extent, bare, &mut table)?;
    }
    println!("{}", table.rows());
    Ok(())
}

/// The page with so many devices shown; `brief` without what does not depend on their number.
fn page(devices: u32, brief: bool, extent: Extent, bare: f64, table: &mut Table) -> Outcome {
    eprintln!("── the page with {devices} devices");
    let program = target().join("release/measure_page");
    let number = devices.to_string();
    let one = |brief: bool| {
        let words = [number.as_str(), "brief"];
        measured(&program, if brief { &words } else { &words[..1] })
    };
    let mut windows = vec![one(brief)?];
    // A window opens a deployment for the first time once.
    for _ in 1..extent.turns() {
        windows.push(one(true)?);
    }
    let found = |name: &str| figure(&windows[0], name);
    let middle = |name: &str| median(windows.iter().map(|window| figure(window, name)).collect());
    let of = |what: &str| format!("{devices} devices shown: {what}");
    table.told(&of("first rows painted after opening"), middle("opening_seconds") * 1000.0, " ms");
    table.most(&of("first rows painted after data"), 100.0, middle("rows_seconds") * 1000.0, " ms");
    let most = if brief { 150.0 } else { 90.0 };
    table.most(&of("PSS above an empty window"), most, middle("pss_mib") - bare, " MiB");
    table.told(&of("the same right after scrolling all of it"), middle("scrolled_pss_mib") - bare, " MiB");
    for (name, what) in [
        ("scroll", "scrolling 400 px a frame"),
        ("jumps", "jumping a fortieth of the table a frame"),
        ("updates", "looks that change 1 %"),
    ] {
        let longest = found(&format!("{name}.longest"));
        // A million are scrolled for the record; they look once, while opening.
        if brief {
            if longest.is_finite() {
                table.told(&of(&format!("{what}, longest frame")), longest, " ms");
            }
            continue;
        }
        table.most(&of(&format!("{what}, longest frame")), 50.0, longest, " ms");
        table.told(&of(&format!("{what}, frames over 50 ms")), found(&format!("{name}.over_50")), "");
        table.told(&of(&format!("{what}, middle frame")), found(&format!("{name}.median")), " ms");
    }
    if brief {
        return Ok(());
    }
    table.told(&of("changed in a look"), found("changed_per_mille"), " ‰");
    table.most(&of("the page's CPU while they change, of a core"), 3.0, found("watching_percent"), " %");
    table.most(&of("the same, rows in progress in sight"), 3.0, found("at_work_percent"), " %");
    for (name, what) in [
        ("list_percent", "the list"),
        ("finished_percent", "a finished deployment"),
        ("settings_percent", "settings"),
        ("wizard_percent", "the wizard"),
    ] {
        table.most(&format!("the page's CPU when nothing changes: {what}, of a core"), 0.5, found(name), " %");
    }
    Ok(())
}

#[derive(Default)]
struct Figures {
    visible: Vec<f64>,
    pss: Vec<f64>,
    idle: Vec<f64>,
}

impl Figures {
    fn take(&mut self, program: &Path, title: &str) -> Outcome {
        let begun = Instant::now();
        let child = command(&program.display().to_string()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let running = Running(child.map_err(|error| format!("{}: {error}", program.display()))?);
        self.visible.push(until_window(title, begun)?);
        std::thread::sleep(Duration::from_secs(4));
        self.pss.push(pss(running.0.id()));
        self.idle.push(cpu_percent(running.0.id(), Duration::from_secs(4)));
        Ok(())
    }
}
