//! Who seems to need eyes though no state says so: devices in progress for much longer than others took (*stuck*), and devices that are
//! pending long after the others started (*not reached*). Judgements, not facts of the service, made as of the last good look. Pure.
//!
//! # Stuck
//! In progress for longer than 99 % of the devices took that succeeded or failed, than twice their median, and than a minute, since that
//! something ended is known only with the next report and the next look. Fewer than [`ENOUGH`] ended devices tell nothing: then nobody is
//! stuck. A start that cannot be true (see the course's rules) judges nobody.
//!
//! # Not reached
//! Pending for *long*, and in that time hardly anybody started: at most one in a hundred of those that have, who are at least [`ENOUGH`].
//! Long is the longest of
//! - ten minutes, which is many times the interval in which devices report;
//! - as long as a stuck device: who only waited for another one's place would have had it by then;
//! - half the time since the first start, so that a deployment that begins its devices over hours is given hours.
//!
//! A device that was seen here in another state meanwhile, or that was named later, has been pending only since then.
//!
//! # When
//! What is compared are times of the service, so its clock decides ([`Asked::now_ms`]); what was first seen here goes by this computer's.
//! Between two looks nothing is judged anew: a row that has changed since is in another state, and no longer judged by the old one.

use std::ops::RangeInclusive;

use connect_api::DeviceState;

use super::rows::{Rows, Told};
use crate::wire::{Judgement, Judgements};

/// Fewer than this tell nothing of the others.
pub(crate) const ENOUGH: usize = 20;
/// In progress for less than this, milliseconds, is never stuck.
const LEAST_STUCK_MS: i64 = 60_000;
/// Devices report every 15 s \[F\]; pending for less than this, milliseconds, is no wait.
const LEAST_LONG_MS: i64 = 600_000;

/// From where it is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// Now, by the service's clock.
    pub(crate) now_ms: i64,
    /// How far that is ahead of this computer's clock.
    pub(crate) ahead_ms: i64,
    /// When it was first looked at, by this computer's clock: what was so then was so before.
    pub(crate) first_look_ms: Option<i64>,
    /// Starts before this are not believed.
    pub(crate) least_ms: i64,
}

/// What judges each row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged {
    /// Who is in progress since before this is stuck.
    stuck_before_ms: Option<i64>,
    /// Starts before this are not believed.
    least_ms: i64,
    /// Who is pending since this or earlier is not reached.
    unreached_since_ms: Option<i64>,
    told: Judgements,
    /// Grows with every judging: who depends on it asks again.
    version: u32,
}

impl Judged {
    /// Nobody is judged.
    #[cfg(test)]
    pub(crate) const NOBODY: Self = Self {
        stuck_before_ms: None,
        least_ms: 0,
        unreached_since_ms: None,
        told: Judgements {
            stuck: 0,
            stuck_after_ms: None,
            ended: 0,
            unreached: 0,
            unreached_after_ms: None,
            unseen: 0,
            triggered: 0,
            started: 0,
        },
        version: 0,
    };

    /// Judges all rows anew.
    pub(crate) fn again(&self, rows: &Rows, asked: Asked) -> Self {
        let none = Self { version: self.version.wrapping_add(1), ..Self::default() };
        let counts = rows.counts();
        if counts.in_progress == 0 && counts.pending == 0 {
            return none;
        }
        let Asked { now_ms, ahead_ms, first_look_ms, least_ms } = asked;
        let seen = Seen::of(rows, least_ms..=now_ms);
        let Some(limit_ms) = limit(&seen.took) else { return none };
        let first_start_ms = seen.starts.iter().copied().min().unwrap_or(now_ms);
        let long_ms = LEAST_LONG_MS.max(limit_ms).max(now_ms.saturating_sub(first_start_ms) / 2);
        let lately = seen.starts.iter().filter(|at| **at > now_ms.saturating_sub(long_ms)).count();
        let stuck_before_ms = now_ms.saturating_sub(limit_ms);
        let stuck = seen.running.iter().filter(|at| **at < stuck_before_ms).count();

        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut judged = Self { least_ms, stuck_before_ms: Some(stuck_before_ms), ..none };
        judged.told.stuck = count(stuck);
        judged.told.stuck_after_ms = Some(limit_ms);
        judged.told.ended = count(seen.took.len());
        judged.told.started = count(seen.starts.len());
        if seen.starts.len() >= ENOUGH && lately * 100 <= seen.starts.len() {
            let since_ms = now_ms.saturating_sub(ahead_ms).saturating_sub(long_ms);
            let since_ms = first_look_ms.map_or(since_ms, |first| since_ms.max(first));
            judged.unreached_since_ms = Some(since_ms);
            judged.told.unreached = count(seen.waiting.iter().filter(|at| **at <= since_ms).count());
            judged.told.unreached_after_ms = Some(long_ms);
        }
        judged
    }

    /// What a row is judged to be.
    pub(crate) fn of(&self, rows: &Rows, index: u32) -> Option<Judgement> {
        self.stuck_before_ms?;
        let told = rows.told(index).filter(|told| told.gone_ms.is_none())?;
        match told.state {
            DeviceState::InProgress => self.is_stuck(&told).then_some(Judgement::Stuck),
            DeviceState::Pending => {
                self.unreached_since_ms.is_some_and(|at| told.since_ms <= at).then_some(Judgement::Unreached)
            }
            _ => None,
        }
    }

    fn is_stuck(&self, told: &Told) -> bool {
        let before = self.stuck_before_ms;
        told.started_ms.is_some_and(|at| at >= self.least_ms && before.is_some_and(|before| at < before))
    }

    /// The same, with how many of those not reached had not been seen for a day, and have their update trigger on.
    pub(crate) fn knowing(&self, unseen: u32, triggered: u32) -> Self {
        Self { told: Judgements { unseen, triggered, ..self.told }, ..*self }
    }

    /// How many are judged so, and by what; none where too few devices tell anything.
    pub(crate) fn told(&self) -> Option<Judgements> {
        self.stuck_before_ms.map(|_| self.told)
    }

    /// Grows with every judging.
    pub(crate) fn version(&self) -> u32 {
        self.version
    }
}

/// What the rows tell, gathered in one go: a million of them are 40 MB to read.
#[derive(Default)]
struct Seen {
    /// How long the devices took that succeeded or failed.
    took: Vec<u32>,
    /// When devices started.
    starts: Vec<i64>,
    /// Since when those in progress run.
    running: Vec<i64>,
    /// Since when the pending ones were seen so.
    waiting: Vec<i64>,
}

impl Seen {
    /// Starts outside of `believed` are none.
    fn of(rows: &Rows, believed: RangeInclusive<i64>) -> Self {
        let mut seen = Self::default();
        for told in rows.all_told().filter(|told| told.gone_ms.is_none()) {
            let start = told.started_ms.filter(|at| believed.contains(at));
            seen.starts.extend(start);
            match told.state {
                DeviceState::InProgress => seen.running.extend(start),
                DeviceState::Pending => seen.waiting.push(told.since_ms),
                DeviceState::Succeeded | DeviceState::Failed => {
                    if let (Some(start), Some(end)) = (told.started_ms, told.finished_ms)
                        && let Ok(ms) = u32::try_from(end.saturating_sub(start))
                    {
                        seen.took.push(ms);
                    }
                }
                DeviceState::Aborted | DeviceState::Unknown => {}
            }
        }
        seen
    }
}

/// How long is too long, milliseconds, by how long others took; none where those are too few.
fn limit(took: &[u32]) -> Option<i64> {
    let count = took.len();
    if count < ENOUGH {
        return None;
    }
    // Nothing is sorted: those about as long are counted first, and only among a few of them it matters which is which.
    let mut about = [0usize; ABOUT];
    took.iter().for_each(|ms| about[about_as(*ms)] += 1);
    // 99 of 100, and half of them, took no longer.
    let p99 = nth(took, &about, (count * 99).div_ceil(100) - 1);
    let median = nth(took, &about, count.div_ceil(2) - 1);
    Some(LEAST_STUCK_MS.max(i64::from(p99)).max(i64::from(median) * 2))
}

/// Lengths are about the same within a second, up to more than an hour.
const ABOUT: usize = 4_096;

fn about_as(ms: u32) -> usize {
    (ms as usize >> 10).min(ABOUT - 1)
}

/// The length that stands at this place, the shortest first.
fn nth(took: &[u32], about: &[usize; ABOUT], place: usize) -> u32 {
    let mut below = 0;
    let which = about.iter().position(|count| {
        let here = place < below + count;
        below += if here { 0 } else { *count };
        here
    });
    let mut alike: Vec<u32> = took.iter().copied().filter(|ms| Some(about_as(*ms)) == which).collect();
    match place - below {
        at if at < alike.len() => *alike.select_nth_unstable(at).1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
