//! The table of budgets, and the file that keeps it.

use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::machine;
use crate::steps::{Outcome, command, output, root};

/// One line a budget. A budget whose figure is missing does not hold.
#[derive(Default)]
pub(super) struct Table(Vec<String>);

impl Table {
    /// A figure that may not be more than `most`.
    pub(super) fn most(&mut self, what: &str, most: f64, figure: f64, unit: &str) {
        self.row(what, &format!("≤ {most}{unit}"), figure, unit, figure <= most);
    }

    /// A figure that may not be less than `least`.
    pub(super) fn least(&mut self, what: &str, least: f64, figure: f64, unit: &str) {
        self.row(what, &format!("≥ {least}{unit}"), figure, unit, figure >= least);
    }

    /// A figure without a budget, told beside the others.
    pub(super) fn told(&mut self, what: &str, figure: f64, unit: &str) {
        self.0.push(format!("| {what} | | {} | |", shown(figure, unit)));
    }

    fn row(&mut self, what: &str, budget: &str, figure: f64, unit: &str, holds: bool) {
        let holds = if holds { "yes" } else { "**no**" };
        self.0.push(format!("| {what} | {budget} | {} | {holds} |", shown(figure, unit)));
    }

    /// Rows that another process printed.
    pub(super) fn append(&mut self, rows: &str) {
        self.0.extend(rows.lines().filter(|line| line.starts_with('|')).map(str::to_owned));
    }

    /// The rows alone, for the process that appends them.
    pub(super) fn rows(&self) -> String {
        self.0.join("\n")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "| what | budget | measured | holds |\n|---|---|---|---|")?;
        self.0.iter().try_for_each(|row| writeln!(out, "{row}"))
    }
}

/// Three digits that count.
fn shown(figure: f64, unit: &str) -> String {
    if !figure.is_finite() {
        return "not measured".to_owned();
    }
    let digits = if figure.abs() >= 100.0 {
        0
    } else if figure.abs() >= 10.0 {
        1
    } else {
        2
    };
    format!("{figure:.digits$}{unit}")
}

/// A figure by its name, by path where it stands inside another; none is no figure.
pub(super) fn figure(figures: &Value, name: &str) -> f64 {
    name.split('.').fold(figures, |value, part| &value[part]).as_f64().unwrap_or(f64::NAN)
}

/// What stands above the measured part is written by hand, and kept.
const MARK: &str = "<!-- Measured by `cargo xtask bench`; what is below this line is written by it. -->";
const HEAD: &str = "# Performance\n\nEvery budget, measured in one call against peers that run in the same call.\n";

/// Writes the measured part of `docs/performance.md`.
pub(super) fn write(table: &Table, load: &str) -> Outcome {
    let path = root().join("docs/performance.md");
    let before = fs::read_to_string(&path).unwrap_or_default();
    let text = renewed(&before, &format!("{}\n{table}", measured_on(load)?));
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("── written: {}", path.display());
    Ok(())
}

fn renewed(before: &str, measured: &str) -> String {
    let head = before.split_once(MARK).map_or(HEAD, |(head, _)| head);
    format!("{}\n\n{MARK}\n\n{measured}", head.trim_end())
}

/// What it was measured on, and when.
fn measured_on(load: &str) -> Result<String, String> {
    let webkit = output("WebKitGTK's version", command("pkg-config").args(["--modversion", "webkit2gtk-4.1"]))?;
    let card =
        if Path::new("/dev/dri").exists() { "a graphics card" } else { "no graphics card: rendering in software" };
    let told = machine::told(&[&format!("WebKitGTK {}", webkit.trim()), card])?;
    Ok(format!("{told} Load when it began: {load}.\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_holds_at_its_limit_and_never_without_a_figure() {
        let mut table = Table::default();
        table.most("most", 1.25, 1.25, " ×");
        table.most("more", 1.25, 1.26, " ×");
        table.least("less", 20.0, 19.9, " ×");
        table.most("none", 1.0, f64::NAN, " s");
        table.least("none", 1.0, figure(&serde_json::json!({}), "absent"), " s");
        let holds: Vec<bool> = table.0.iter().map(|row| row.ends_with("| yes |")).collect();
        assert_eq!(holds, [true, false, false, false, false], "what was not measured does not hold:\n{table}");
        assert!(table.rows().contains("not measured"), "and says so");
    }

    #[test]
    fn figures_are_found_inside_others() {
        let figures = serde_json::json!({"scroll": {"longest": 12}});
        assert_eq!(figure(&figures, "scroll.longest"), 12.0);
    }

    #[test]
    fn what_was_written_by_hand_stays() {
        let first = renewed("", "| a |\n");
        assert!(first.starts_with("# Performance"), "a new file has a heading");
        let text = first.replace("Every budget", "By hand");
        let second = renewed(&text, "| b |\n");
        assert!(second.contains("By hand") && second.contains("| b |"), "{second}");
        assert!(!second.contains("| a |"), "the old figures are gone: {second}");
    }
}
