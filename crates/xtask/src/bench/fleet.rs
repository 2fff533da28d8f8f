//! What is known of a fleet: how much room a million devices take, how soon they are shown, found and evaluated, and how soon a list is
//! imported.

use super::Extent;
use super::looks::measured;
use super::table::{Table, figure};
use crate::steps::target;

/// Rows of the imported list.
const ROWS: &str = "100000";

/// One size, the largest that is measured at all.
pub(super) fn compare(extent: Extent, table: &mut Table) -> Result<(), String> {
    let devices = extent.sizes().iter().max().copied().unwrap_or_default();
    eprintln!("── a fleet of {devices} known devices");
    let figures = measured(&target().join("release/measure_fleet"), &[&devices.to_string(), ROWS])?;
    let of = |what: &str| format!("a fleet of {devices} known devices: {what}");
    let ms = |name: &str| figure(&figures, name) * 1000.0;
    table.most(&of("kept on disk"), 200.0, figure(&figures, "disk_mb"), " MB");
    table.most(&of("first window in the next run"), 1.0, figure(&figures, "first_window_seconds"), " s");
    table.told(&of("all of them taken in, in the next run"), figure(&figures, "opened_seconds"), " s");
    table.told(&of("read from a service that answers at once"), figure(&figures, "read_seconds"), " s");
    table.told(&of("memory"), figure(&figures, "mib"), " MiB");
    table.most(&of("evaluating a target"), 100.0, ms("evaluate_seconds"), " ms");
    table.most(&of("another facet, with all counts"), 150.0, ms("facet_seconds"), " ms");
    table.most(&of("another search, with all counts"), 150.0, ms("search_seconds"), " ms");
    table.told(&of("finding a device in the palette, the first time"), ms("find_first_seconds"), " ms");
    table.most(&of("finding a device in the palette"), 100.0, ms("find_seconds"), " ms");
    table.told(&of("another order"), ms("sort_seconds"), " ms");
    table.most(&of("a window while scrolling, all that match chosen"), 5.0, ms("scroll_seconds"), " ms");
    table.told(&of("naming the problems of a draft, the first time"), ms("names_first_seconds"), " ms");
    table.most(&of("naming the problems of a draft, again"), 50.0, ms("names_seconds"), " ms");
    table.most(&format!("importing a list of {ROWS} rows into it"), 1.0, figure(&figures, "import_seconds"), " s");
    Ok(())
}
