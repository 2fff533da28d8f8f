//! Two deployments as a whole: what became of the devices, how long each took, and which causes are gone, new or in both.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::pairs::Pairs;
use super::{Side, Sides};
use crate::live::watch::triage::Reason;
use crate::wire::{ComparedCause, ComparedSide, Comparison};

/// Causes told at most: each crosses to the page with its text.
const CAUSES: usize = 200;

/// Both as a whole. `numbers` gives each cause a number that it keeps.
pub(super) fn of(sides: Sides<'_>, pairs: &Pairs, numbers: &mut HashMap<Reason, u32>) -> Comparison {
    let mut counted: HashMap<&Reason, [u32; 2]> = HashMap::new();
    for (place, side) in [sides.a, sides.b].into_iter().enumerate() {
        for (reason, rows) in side.reasons() {
            counted.entry(reason).or_default()[place] += rows.count() as u32;
        }
    }
    let known = |place: usize| counted.values().map(|counts| counts[place]).sum();
    let (a, b) = (side(sides.a, known(0)), side(sides.b, known(1)));
    let mut causes: Vec<ComparedCause> = counted
        .into_iter()
        .filter(|(_, counts)| *counts != [0, 0])
        .map(|(reason, [a, b])| {
            let next = numbers.len() as u32;
            let id = *numbers.entry(reason.clone()).or_insert(next);
            ComparedCause {
                id,
                text: reason.text.clone(),
                step: reason.step.clone(),
                exit_code: reason.exit_code,
                a,
                b,
            }
        })
        .collect();
    causes.sort_by(|one, other| {
        let key = |cause: &ComparedCause| Reverse(cause.a.max(cause.b));
        key(one).cmp(&key(other)).then_with(|| one.text.cmp(&other.text)).then_with(|| one.id.cmp(&other.id))
    });
    let more_causes = causes.len().saturating_sub(CAUSES) as u32;
    causes.truncate(CAUSES);
    Comparison { devices: pairs.len(), changes: pairs.counts, a, b, causes, more_causes }
}

fn side(of: Side<'_>, causes_known: u32) -> ComparedSide {
    let counts = of.rows.counts();
    let took = of.recall().took();
    ComparedSide {
        devices: counts.total(),
        gone: of.rows.gone(),
        moving: counts.moving(),
        failed: counts.failed,
        causes_known,
        timed: took.map_or(0, |took| took.counted),
        median_ms: took.map(|took| took.median_ms),
        p95_ms: took.map(|took| took.p95_ms),
        whole_ms: of.recall().length_ms(),
    }
}
