//! How long devices took: median, the slow end, a small histogram, and the slowest by name.

use connect_api::DeviceState;

use super::recall::Recall;
use crate::wire::{Durations, Slow};

/// Bars of the histogram.
const BARS: usize = 24;
/// Slowest devices that are named.
const NAMED: usize = 5;

/// Of those that succeeded or failed with both times known; an abort tells nothing of how long the work takes. `now_ms`: those that run
/// have run until then. None where nothing is known of any.
pub(super) fn durations(recall: Recall<'_>, now_ms: i64) -> Option<Durations> {
    let rows = recall.rows;
    let mut took: Vec<i64> = Vec::new();
    let mut slowest: Vec<(i64, u32)> = Vec::new();
    for (index, told) in (0..).zip(rows.all_told()).filter(|(_, told)| told.gone_ms.is_none()) {
        let ms = match told.state {
            DeviceState::Succeeded | DeviceState::Failed => {
                let Some(ms) = rows.took_ms(index) else { continue };
                took.push(ms);
                ms
            }
            DeviceState::InProgress => match told.started_ms {
                Some(start) if start <= now_ms => now_ms - start,
                _ => continue,
            },
            _ => continue,
        };
        if slowest.len() < NAMED || slowest.last().is_some_and(|(least, _)| ms > *least) {
            let place = slowest.partition_point(|(longer, _)| *longer >= ms);
            slowest.insert(place, (ms, index));
            slowest.truncate(NAMED);
        }
    }
    let Took { counted, median_ms, p95_ms } = Took::of(&mut took)?;
    let most_ms = took.iter().copied().max().unwrap_or(p95_ms);
    // One device that took a day would press all others into one bar.
    let up_to_ms = most_ms.min(p95_ms.saturating_mul(2)).max(1);
    let mut bars = vec![0u32; BARS];
    for ms in &took {
        let bar = (i128::from(*ms) * BARS as i128 / i128::from(up_to_ms)) as usize;
        bars[bar.min(BARS - 1)] += 1;
    }
    let slowest = slowest.into_iter().filter_map(|(took_ms, index)| {
        let row = rows.view(index)?;
        Some(Slow { device: row.id, name: row.name, state: row.state, took_ms })
    });
    Some(Durations { counted, median_ms, p95_ms, most_ms, up_to_ms, bars, slowest: slowest.collect() })
}

/// How long devices took that succeeded or failed, in three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Took {
    pub(crate) counted: u32,
    pub(crate) median_ms: i64,
    pub(crate) p95_ms: i64,
}

impl Took {
    /// None of none.
    fn of(took: &mut [i64]) -> Option<Self> {
        let count = took.len();
        let median = count.div_ceil(2).checked_sub(1)?;
        let (median_ms, p95_ms) = (nth(took, median), nth(took, (count * 95).div_ceil(100) - 1));
        Some(Self { counted: u32::try_from(count).unwrap_or(u32::MAX), median_ms, p95_ms })
    }
}

impl Recall<'_> {
    /// How long the devices took that succeeded or failed and whose both times are known; none where there is none.
    pub(crate) fn took(self) -> Option<Took> {
        let ended =
            |row: &u32| [DeviceState::Succeeded, DeviceState::Failed].iter().any(|end| self.rows.is_in(*row, *end));
        let mut took: Vec<i64> = (0..self.rows.len()).filter(ended).filter_map(|row| self.rows.took_ms(row)).collect();
        Took::of(&mut took)
    }
}

/// The value that so many are not above.
fn nth(of: &mut [i64], place: usize) -> i64 {
    *of.select_nth_unstable(place).1
}
