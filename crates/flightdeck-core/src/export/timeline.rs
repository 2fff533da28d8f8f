//! The timeline of a report as SVG: how many devices were in which state, from the beginning to the last look. What nobody saw and no time
//! tells is striped.

use std::fmt::Write;

use super::picture::COLOURS;
use crate::wire::Course;

/// The timeline's size, in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 96.0;
/// From one stripe to the next.
const STRIPE: f64 = 4.0;
const UNTOLD: &str = "#5f6977";

/// What of it is not known for sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubts {
    /// Devices are taken as pending where nobody looked.
    pub(super) assumed: bool,
    /// Neither times nor looks tell what some devices were.
    pub(super) untold: bool,
}

pub(super) fn doubts(course: &Course) -> Doubts {
    let unlooked = course.looked.iter().zip(&course.pending).any(|(looked, pending)| !looked && *pending > 0);
    Doubts { assumed: unlooked, untold: course.untold.iter().any(|count| *count > 0) }
}

/// Where a band is known for sure.
#[derive(Clone, Copy)]
enum Known {
    Always,
    /// Only at the moments at which somebody looked.
    WhereLooked,
    Never,
}

/// One band between two others: at each moment, from and to which share of the height.
type Band = Vec<(f64, f64)>;

/// The drawing. What ended lies below what still moves, so that both grow towards each other.
pub(super) fn timeline(course: &Course, label: &str) -> String {
    let bands = [
        (&course.failed, COLOURS[3], Known::Always),
        (&course.aborted, COLOURS[4], Known::Always),
        (&course.succeeded, COLOURS[2], Known::Always),
        (&course.in_progress, COLOURS[1], Known::Always),
        (&course.unknown, COLOURS[5], Known::Always),
        (&course.untold, UNTOLD, Known::Never),
        (&course.pending, COLOURS[0], Known::WhereLooked),
        (&course.gone, COLOURS[6], Known::Always),
    ];
    let all = f64::from(course.devices.max(1));
    let mut ground = vec![0.0; course.pending.len()];
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\" preserveAspectRatio=\"none\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#f5f6f8\"/>"
    );
    for (counts, colour, known) in bands {
        let band: Band =
            ground.iter().zip(counts).map(|(from, count)| (*from, from + f64::from(*count) / all)).collect();
        ground = band.iter().map(|(_, to)| *to).collect();
        if counts.iter().all(|count| *count == 0) {
            continue;
        }
        let known = |moment: usize| match known {
            Known::Always => true,
            Known::WhereLooked => course.looked.get(moment).copied().unwrap_or(false),
            Known::Never => false,
        };
        let (mut area, mut stripes) = (String::new(), String::new());
        for moment in 0..band.len() {
            if known(moment) {
                column(&mut area, &band, moment);
            } else {
                striped(&mut stripes, &band, moment);
            }
        }
        if !area.is_empty() {
            let _ = write!(svg, "<path fill=\"{colour}\" d=\"{area}\"/>");
        }
        if !stripes.is_empty() {
            let _ = write!(svg, "<path stroke=\"{colour}\" fill=\"none\" d=\"{stripes}\"/>");
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Where a moment lies: its column is from the moment before it to it.
fn x(band: &Band, moments: usize) -> f64 {
    WIDTH * moments as f64 / band.len() as f64
}

fn y(share: f64) -> f64 {
    HEIGHT * (1.0 - share)
}

/// The heights of the band at both edges of a moment's column.
fn edges(band: &Band, moment: usize) -> ((f64, f64), (f64, f64)) {
    (band[moment.saturating_sub(1)], band[moment])
}

fn column(path: &mut String, band: &Band, moment: usize) {
    let (before, now) = edges(band, moment);
    if before.0 == before.1 && now.0 == now.1 {
        return;
    }
    let (left, right) = (x(band, moment), x(band, moment + 1));
    let _ = write!(
        path,
        "M{left:.1} {:.1}L{right:.1} {:.1}V{:.1}L{left:.1} {:.1}z",
        y(before.0),
        y(now.0),
        y(now.1),
        y(before.1)
    );
}

/// Lines at even distances over the whole drawing, so that neighbouring columns are striped as one.
fn striped(path: &mut String, band: &Band, moment: usize) {
    let (before, now) = edges(band, moment);
    let (left, right) = (x(band, moment), x(band, moment + 1));
    let mut at = (left / STRIPE).ceil() * STRIPE;
    while at < right {
        let share = (at - left) / (right - left);
        let between = |a: f64, b: f64| a + (b - a) * share;
        let (from, to) = (between(before.0, now.0), between(before.1, now.1));
        if to > from {
            let _ = write!(path, "M{at:.1} {:.1}V{:.1}", y(from), y(to));
        }
        at += STRIPE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(moments: usize) -> Course {
        let some = |count: u32| vec![count; moments];
        Course {
            devices: 10,
            pending: some(4),
            succeeded: some(5),
            failed: some(1),
            in_progress: some(0),
            aborted: some(0),
            unknown: some(0),
            gone: some(0),
            untold: some(0),
            looked: vec![true; moments],
            ..Course::default()
        }
    }

    #[test]
    fn bands_lie_on_each_other_and_fill_the_height() {
        let svg = timeline(&course(2), "label");
        assert!(
            svg.contains("<path fill=\"#cb2b4f\" d=\"M0.0 96.0L360.0 96.0V86.4L0.0 86.4z"),
            "failed at the ground: {svg}"
        );
        assert!(
            svg.contains("<path fill=\"#087654\" d=\"M0.0 86.4L360.0 86.4V38.4L0.0 38.4z"),
            "on it what succeeded: {svg}"
        );
        assert!(svg.contains("V0.0L360.0 0.0z"), "pending reaches the top: {svg}");
        assert!(!svg.contains("stroke"), "what is known is not striped");
        assert_eq!(doubts(&course(2)), Doubts::default());
    }

    #[test]
    fn what_nobody_saw_is_striped_and_said() {
        let mut seen = course(200);
        seen.looked[..100].fill(false);
        seen.untold[150] = 2;
        let svg = timeline(&seen, "label");
        let stripes = |colour: &str| {
            let path = svg.split("<path ").find(|path| path.starts_with(&format!("stroke=\"{colour}\"")));
            path.map_or(0, |path| path.matches('M').count())
        };
        assert_eq!(stripes(COLOURS[0]), 90, "half of the pending band, a line every four units");
        assert!(
            (1..=3).contains(&stripes(UNTOLD)),
            "what is untold at one moment, at both edges of it: {}",
            stripes(UNTOLD)
        );
        assert_eq!(doubts(&seen), Doubts { assumed: true, untold: true });
    }

    #[test]
    fn one_moment_or_none_is_no_panic() {
        assert!(timeline(&course(1), "one").ends_with("</svg>"));
        assert!(timeline(&Course::default(), "none").ends_with("</svg>"));
    }
}
