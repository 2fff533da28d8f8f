//! Whether a gate is open: what was last seen of the wave against what the gate asks for. Pure.
//!
//! What is unknown never holds. The share of failures is of those that succeeded or failed, as a guard counts it; failures that a person
//! acknowledged count no more. Aborted devices have ended, but a wave of which some were aborted was stopped by somebody: it halts the plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::by_cause;
use crate::numbers::{grouped, is_over};
use crate::plan::words;
use crate::wire::{Counts, Gate, GateHolds, GateHours, GateKind, GateLine, HaltReason};

/// What a good look at a wave's devices saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) counts: Counts,
    /// When the look ended, milliseconds since 1970 on this computer's clock.
    pub(crate) at_ms: i64,
    /// The same on the service's clock, where it tells one.
    pub(crate) service_ms: Option<i64>,
    /// Every device that exists was read.
    pub(crate) whole: bool,
    /// Every device has ended, for good.
    pub(crate) finished: bool,
    /// Failures by cause, as far as looked at.
    pub(crate) causes: BTreeMap<String, u32>,
    /// Failed devices whose cause was looked for.
    pub(crate) looked_at: u32,
}

impl Seen {
    pub(super) fn total(&self) -> u32 {
        self.counts.total()
    }

    fn ended(&self) -> u32 {
        self.counts.succeeded.saturating_add(self.counts.failed).saturating_add(self.counts.aborted)
    }
}

/// What a person has acknowledged of a wave: it counts no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Excused {
    pub(crate) failed: u32,
    pub(crate) aborted: u32,
    pub(crate) causes: BTreeMap<String, u32>,
    /// That there were too few to judge, or none at all.
    pub(crate) few: bool,
}

impl Excused {
    /// Everything that was seen, and whether a person was told that it is `few`.
    pub(super) fn all_of(seen: &Seen, few: bool) -> Self {
        let Counts { failed, aborted, .. } = seen.counts;
        Self { failed, aborted, causes: seen.causes.clone(), few }
    }
}

/// One wave before its gate.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) gate: &'a Gate,
    pub(super) seen: Option<&'a Seen>,
    /// What was seen is young enough to be judged, or has ended for good.
    pub(super) fresh: bool,
    /// The look before saw as many devices.
    pub(super) steady: bool,
    pub(super) excused: &'a Excused,
    /// For so long it has been seen that the first three hold, milliseconds.
    pub(super) waited_ms: i64,
    pub(super) skipped: bool,
    pub(super) said_ms: Option<i64>,
    /// When the wait ends if nothing changes, milliseconds since 1970.
    pub(super) until_ms: Option<i64>,
    /// No wave comes after it: there are no hours in which one may begin.
    pub(super) last: bool,
}

/// What a gate came to.
pub(super) struct Judged {
    /// Why the plan has to halt.
    pub(super) broken: Option<(HaltReason, String)>,
    /// What is counted holds: time is waited from now on.
    pub(super) counted: bool,
    /// Something that is counted does not hold, for certain.
    pub(super) failing: bool,
    /// Everything holds.
    pub(super) open: bool,
    pub(super) lines: Vec<GateLine>,
}

/// Judges a gate. `inside` tells whether a moment lies in hours, and when they begin next.
pub(super) fn judge(of: Before<'_>, inside: &dyn Fn(&GateHours) -> (bool, Option<i64>)) -> Judged {
    let asks = words::asks_of(of.gate);
    let mut lines: Vec<GateLine> = Vec::new();
    let mut broken = None;
    for (kind, asked) in asks {
        if of.last && kind == GateKind::Hours {
            continue;
        }
        let before = lines.iter().all(|line| holds(line.holds));
        let (holds, figure, until_ms) = match kind {
            GateKind::Finished => finished(&of),
            GateKind::Failed => failed(&of),
            GateKind::OneCause => one_cause(&of),
            GateKind::Wait => waited(&of, before),
            GateKind::Hours => hours(&of, before, inside),
            GateKind::Word => word(&of, before),
        };
        lines.push(GateLine { kind, holds, asks: asked, figure, until_ms });
    }
    if of.fresh
        && let Some(seen) = of.seen
    {
        broken = broken_by(&of, seen);
    }
    let is_counted = |kind| matches!(kind, GateKind::Finished | GateKind::Failed | GateKind::OneCause);
    let mut counting = lines.iter().filter(|line| is_counted(line.kind));
    let failing =
        broken.is_some() || counting.clone().any(|line| matches!(line.holds, GateHolds::No | GateHolds::Broken));
    let counted = broken.is_none() && counting.all(|line| holds(line.holds));
    let open = broken.is_none() && lines.iter().all(|line| holds(line.holds));
    Judged { broken, counted, failing, open, lines }
}

fn holds(one: GateHolds) -> bool {
    matches!(one, GateHolds::Yes | GateHolds::Skipped)
}

type Line = (GateHolds, String, Option<i64>);

fn unseen() -> Line {
    (GateHolds::Unknown, String::new(), None)
}

/// What is seen now; none where it cannot be judged.
fn judged<'a>(of: &Before<'a>) -> Option<&'a Seen> {
    of.seen.filter(|_| of.fresh)
}

fn finished(of: &Before<'_>) -> Line {
    let Some(seen) = of.seen else { return unseen() };
    let (total, ended) = (seen.total(), seen.ended());
    let figure = format!("{} of {}", grouped(ended), grouped(total));
    let percent = of.gate.finished_percent;
    let holds = match judged(of) {
        None => GateHolds::Unknown,
        Some(seen) if !seen.whole => GateHolds::Unknown,
        // All is all for good: right after a launch the service may name some only.
        Some(seen) if percent >= 100 && !seen.finished => GateHolds::No,
        Some(_) if total == 0 || !of.steady => GateHolds::No,
        Some(_) if u64::from(ended) * 100 < u64::from(percent) * u64::from(total) => GateHolds::No,
        Some(_) => GateHolds::Yes,
    };
    (holds, figure, None)
}

/// New failures, and those that succeeded or failed without what was acknowledged.
fn tally(of: &Before<'_>, seen: &Seen) -> (u32, u32) {
    let failed = seen.counts.failed.saturating_sub(of.excused.failed);
    (failed, seen.counts.succeeded.saturating_add(failed))
}

fn failed(of: &Before<'_>) -> Line {
    let (Some(limit), Some(seen)) = (of.gate.failed, of.seen) else { return unseen() };
    let (failed, among) = tally(of, seen);
    let mut figure = if among == 0 { "none yet".to_owned() } else { share(failed, among) };
    if of.excused.failed > 0 {
        figure.push_str(&format!(", {} acknowledged", grouped(of.excused.failed)));
    }
    let enough = of.excused.few || seen.counts.succeeded.saturating_add(seen.counts.failed) >= limit.least;
    let holds = match judged(of) {
        None => GateHolds::Unknown,
        Some(_) if among >= limit.least && is_over(failed, limit.percent, among) => GateHolds::Broken,
        Some(_) if !seen.whole => GateHolds::Unknown,
        // Of fewer it is not judged; what would be too much of them is no yes either.
        Some(_) if !enough || is_over(failed, limit.percent, among) => GateHolds::No,
        Some(_) => GateHolds::Yes,
    };
    (holds, figure, None)
}

/// A share in per cent with one digit, never rounded to nothing or to everything.
fn share(part: u32, whole: u32) -> String {
    let tenths = (u64::from(part) * 1_000 + u64::from(whole) / 2) / u64::from(whole.max(1));
    let tenths = match part {
        0 => 0,
        _ if part == whole => 1_000,
        _ => tenths.clamp(1, 999),
    };
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// The most frequent cause, without what was acknowledged.
fn most_frequent(of: &Before<'_>, seen: &Seen) -> Option<(String, u32)> {
    let counted = seen.causes.iter().map(|(cause, count)| {
        let excused = of.excused.causes.get(cause).copied().unwrap_or_default();
        (cause.clone(), count.saturating_sub(excused))
    });
    counted.max_by_key(|(_, count)| *count)
}

fn one_cause(of: &Before<'_>) -> Line {
    let (Some(most), Some(seen)) = (of.gate.one_cause, of.seen) else { return unseen() };
    let count = most_frequent(of, seen).map_or(0, |(_, count)| count);
    let all = seen.looked_at >= seen.counts.failed;
    let figure = match all {
        true => grouped(count),
        false => {
            format!("{}, {} of {} looked at", grouped(count), grouped(seen.looked_at), grouped(seen.counts.failed))
        }
    };
    let holds = match judged(of) {
        None => GateHolds::Unknown,
        Some(_) if count > most => GateHolds::Broken,
        Some(_) if !all || !seen.whole => GateHolds::Unknown,
        Some(_) => GateHolds::Yes,
    };
    (holds, figure, None)
}

fn waited(of: &Before<'_>, before: bool) -> Line {
    if of.skipped {
        return (GateHolds::Skipped, "skipped".to_owned(), None);
    }
    let left_ms = i64::from(of.gate.wait_minutes).saturating_mul(60_000).saturating_sub(of.waited_ms);
    if left_ms <= 0 {
        return (GateHolds::Yes, String::new(), None);
    }
    if !before {
        return (GateHolds::Later, String::new(), None);
    }
    (GateHolds::No, String::new(), of.until_ms)
}

fn hours(of: &Before<'_>, before: bool, inside: &dyn Fn(&GateHours) -> (bool, Option<i64>)) -> Line {
    let Some(hours) = &of.gate.hours else { return unseen() };
    match inside(hours) {
        _ if !before => (GateHolds::Later, String::new(), None),
        (true, _) => (GateHolds::Yes, String::new(), None),
        (false, begins_ms) => (GateHolds::No, String::new(), begins_ms),
    }
}

fn word(of: &Before<'_>, before: bool) -> Line {
    match of.said_ms {
        Some(_) => (GateHolds::Yes, "said yes".to_owned(), None),
        None if before => (GateHolds::No, String::new(), None),
        None => (GateHolds::Later, String::new(), None),
    }
}

/// Why what was seen halts the plan.
fn broken_by(of: &Before<'_>, seen: &Seen) -> Option<(HaltReason, String)> {
    let (failed, among) = tally(of, seen);
    if let Some(limit) = of.gate.failed {
        if among >= limit.least && is_over(failed, limit.percent, among) {
            let text = format!(
                "{} of {} failed, {}; the gate lets {} % pass.",
                grouped(failed),
                grouped(among),
                share(failed, among),
                limit.percent
            );
            return Some((HaltReason::Failed, text));
        }
        let judged = seen.counts.succeeded.saturating_add(seen.counts.failed);
        if seen.finished && seen.whole && seen.total() > 0 && judged < limit.least && !of.excused.few {
            let text = format!(
                "It has ended, and only {} succeeded or failed; the gate asks for {}.",
                grouped(judged),
                grouped(limit.least)
            );
            return Some((HaltReason::TooFew, text));
        }
    }
    if let (Some(most), Some((cause, count))) = (of.gate.one_cause, most_frequent(of, seen))
        && count > most
    {
        let text = format!(
            "{} failed by one cause, “{}”; the gate lets {} pass.",
            grouped(count),
            by_cause::telling(&cause),
            grouped(most)
        );
        return Some((HaltReason::OneCause, text));
    }
    let aborted = seen.counts.aborted.saturating_sub(of.excused.aborted);
    if aborted > 0 {
        let devices =
            if aborted == 1 { "1 device was".to_owned() } else { format!("{} devices were", grouped(aborted)) };
        return Some((HaltReason::Aborted, format!("{devices} aborted: somebody stopped it, here or elsewhere.")));
    }
    None
}

#[cfg(test)]
mod tests;
