//! The fleet picture of a report as SVG: a cell a device in the page's order, several devices a cell where there are many.

use std::fmt::Write;

use crate::wire::{Counts, GONE_BYTE};

/// The picture's width, in its own units.
const WIDTH: usize = 720;
/// Cells at most: a page stays small enough for every browser and printer.
const MOST_CELLS: usize = 12_000;
/// The largest side of a cell: a fleet of ten is not ten windows.
const LARGEST: usize = 16;

/// The colours of the states by their byte in the fleet picture, gone being the last.
pub(super) const COLOURS: [&str; 7] = ["#7f8998", "#0a66eb", "#087654", "#cb2b4f", "#855100", "#7747b5", "#d9dde3"];
const FAILED: usize = 3;

/// How many devices a cell of the picture stands for.
pub(super) fn per_cell(devices: usize) -> usize {
    devices.div_ceil(MOST_CELLS).max(1)
}

/// The picture. A cell of several devices is red if any failed, or it would be lost among them; else it shows what most are in.
pub(super) fn fleet(picture: &[u8], label: &str) -> String {
    let per_cell = per_cell(picture.len());
    let cells: Vec<usize> = picture.chunks(per_cell).map(shown).collect();
    let side = (1..=LARGEST).rev().find(|side| (WIDTH / side) * (WIDTH / 3 / side) >= cells.len()).unwrap_or(4);
    let columns = WIDTH / side;
    let height = cells.len().div_ceil(columns).max(1) * side;
    let mut svg = format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{label}\">");
    let gap = usize::from(side > 3);
    let mut paths = [const { String::new() }; COLOURS.len()];
    for (row, line) in cells.chunks(columns).enumerate() {
        let (y, thick) = (row * side, side - gap);
        let mut column = 0;
        while column < line.len() {
            let state = line[column];
            // Cells without a gap between them are drawn as one.
            let alike = line[column..].iter().take_while(|other| **other == state).count();
            let run = if gap == 0 { alike } else { 1 };
            let (x, wide) = (column * side, run * side - gap);
            let _ = write!(paths[state], "M{x} {y}h{wide}v{thick}h-{wide}z");
            column += run;
        }
    }
    for (path, colour) in paths.iter().zip(COLOURS).filter(|(path, _)| !path.is_empty()) {
        let _ = write!(svg, "<path fill=\"{colour}\" d=\"{path}\"/>");
    }
    svg.push_str("</svg>");
    svg
}

fn shown(devices: &[u8]) -> usize {
    let mut counts = [0usize; COLOURS.len()];
    for byte in devices {
        counts[usize::from((*byte).min(GONE_BYTE))] += 1;
    }
    if counts[FAILED] > 0 {
        return FAILED;
    }
    (0..COLOURS.len()).max_by_key(|state| counts[*state]).unwrap_or_default()
}

/// The counts as one bar.
pub(super) fn bar(counts: &Counts, label: &str) -> String {
    let total = u64::from(counts.total()).max(1);
    let mut svg =
        format!("<svg viewBox=\"0 0 {WIDTH} 12\" role=\"img\" aria-label=\"{label}\" preserveAspectRatio=\"none\">");
    let mut from = 0u64;
    let shares = [
        (counts.succeeded, 2),
        (counts.in_progress, 1),
        (counts.pending, 0),
        (counts.failed, FAILED),
        (counts.aborted, 4),
        (counts.unknown, 5),
    ];
    for (count, state) in shares.into_iter().filter(|(count, _)| *count > 0) {
        let at = |devices: u64| devices as f64 * WIDTH as f64 / total as f64;
        let to = from + u64::from(count);
        // One of a million is still seen.
        let wide = (at(to) - at(from)).max(1.5);
        let _ =
            write!(svg, "<rect x=\"{:.2}\" width=\"{wide:.2}\" height=\"12\" fill=\"{}\"/>", at(from), COLOURS[state]);
        from = to;
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(svg: &str, colour: &str) -> usize {
        let path = svg.split("<path ").find(|path| path.starts_with(&format!("fill=\"{colour}\"")));
        path.map_or(0, |path| path.matches('M').count())
    }

    #[test]
    fn every_device_of_a_small_fleet_is_a_cell() {
        let picture: Vec<u8> = (0..70u8).map(|n| n % 7).collect();
        let svg = fleet(&picture, "seventy devices");
        for colour in COLOURS {
            assert_eq!(areas(&svg, colour), 10, "ten devices of each state, {colour}");
        }
        assert!(fleet(&[], "none").ends_with("</svg>"), "no device is no panic");
    }

    #[test]
    fn one_failure_among_a_million_is_seen_and_the_page_stays_small() {
        let mut picture = vec![2u8; 1_000_000];
        picture[777_777] = 3;
        let svg = fleet(&picture, "a million");
        assert_eq!(areas(&svg, COLOURS[FAILED]), 1, "its cell is red");
        let mixed: Vec<u8> = (0..1_000_000u32).map(|n| (n / 90 % 7) as u8).collect();
        assert!(fleet(&mixed, "mixed").len() < 500_000, "{} bytes", fleet(&mixed, "mixed").len());
        let counts = Counts { succeeded: 999_999, failed: 1, ..Counts::default() };
        assert!(bar(&counts, "x").contains(COLOURS[FAILED]), "in the bar, too");
    }
}
