//! When the last device lands, told only while devices land at a steady rate, with the range that the rate and the durations leave open.

use super::recall::Recall;
use crate::wire::Forecast;

/// The rate is that of the last third of the course, within these bounds, milliseconds.
const WINDOW_MS: std::ops::RangeInclusive<i64> = 60_000..=1_800_000;
/// The parts of it that are compared.
const PARTS: usize = 4;
/// Fewer landings than this are no rate.
const NEEDED: u32 = 8;
/// The fastest part may be this many times the slowest.
const STEADY: u32 = 3;

/// From the course's length and how much longer than most a slow device takes; none where nothing moves or the rate is not steady.
pub(super) fn forecast(recall: Recall<'_>, from_ms: i64, to_ms: i64, tail_ms: i64) -> Option<Forecast> {
    let moving = recall.rows.counts().moving();
    let window = (to_ms.saturating_sub(from_ms) / 3).clamp(*WINDOW_MS.start(), *WINDOW_MS.end());
    let begin = to_ms.saturating_sub(window);
    if moving == 0 || begin < from_ms {
        return None;
    }
    let mut landed = [0u32; PARTS];
    for (index, past) in (0..).zip(recall.pasts()) {
        if !recall.rows.state(index).is_terminal() || recall.rows.is_gone(index) {
            continue;
        }
        // A part holds its end and not its beginning: the last look is in the last part.
        let Some(at) = past.settled_ms().filter(|at| *at > begin && *at <= to_ms) else { continue };
        let part = ((at - begin - 1) * PARTS as i64 / window) as usize;
        landed[part] += 1;
    }
    let all: u32 = landed.iter().sum();
    let (slowest, fastest) = (*landed.iter().min()?, *landed.iter().max()?);
    if all < NEEDED || slowest == 0 || fastest > slowest * STEADY {
        return None;
    }
    let at_rate = |landed: u32, of_ms: i64| i64::from(moving) * of_ms / i64::from(landed);
    let part = window / PARTS as i64;
    Some(Forecast {
        about_ms: at_rate(all, window),
        least_ms: at_rate(fastest, part),
        most_ms: at_rate(slowest, part).saturating_add(tail_ms),
    })
}
