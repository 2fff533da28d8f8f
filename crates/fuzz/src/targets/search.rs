//! Search expressions, as every search box reads them.

use connect_api::{ApiTime, FleetDevice};
use flightdeck_core::fuzzing::{found_in_fleet, is_held, same_search, search_readings, search_terms};

use super::shown::clean_line;
use super::{Outcome, law};
use crate::random::Random;

/// 2026-11-28 14:23:24 UTC.
pub(super) const NOW_MS: i64 = 1_795_875_804_000;

/// A fleet in which something is of every kind, and something untold.
pub(super) fn fleet() -> Vec<FleetDevice> {
    let text = |text: &str| Some(text.to_owned());
    let seen = |unix_ms| ApiTime::At { unix_ms, zone_assumed: false };
    let device = |uuid: &str| FleetDevice { uuid: uuid.to_owned(), ..FleetDevice::default() };
    let grouped = |uuid: &str, group: &str| FleetDevice {
        group: text(group),
        groups: vec![group.to_owned()],
        tags: Some(vec!["gateway".to_owned(), "Großer Tag".to_owned()]),
        ..device(uuid)
    };
    vec![
        device("d-1"),
        FleetDevice { name: text("pump-1"), last_keepalive: seen(NOW_MS - 9_000), ..grouped("d-2", "Test") },
        FleetDevice {
            last_keepalive: seen(NOW_MS - 90_000_000),
            agent_version: text("7.4"),
            ..grouped("d-3", "Production")
        },
        FleetDevice { name: text("İSTANBUL Σ"), tags: Some(Vec::new()), address: text("Hall 2"), ..device("4CFE") },
        FleetDevice { tags: Some(vec!["a".to_owned()]), tags_cut: true, update_trigger: Some(true), ..device("d-5") },
    ]
}

pub(super) fn searches(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let (terms, beyond) = search_terms(&text);
    law!(terms.len() <= 32, "{} terms are searched", terms.len());
    if beyond == 0 {
        let written = terms.join(" ");
        law!(same_search(&text, &written), "{text:?} written is {written:?}, which is another search");
    }
    let zone = [0, 60, -570, 840, i32::MAX, i32::MIN][Random::of_bytes(body).below(6)];
    // A long text once: it is the time of one search that is measured.
    let moments: &[i64] = if text.len() < 4_096 { &[NOW_MS, i64::MAX, i64::MIN, 0] } else { &[NOW_MS] };
    for &now_ms in moments {
        for reading in search_readings(&text, now_ms, zone) {
            law!(reading.terms.len() == terms.len(), "{} of {} terms are told", reading.terms.len(), terms.len());
            for term in &reading.terms {
                law!(term.words.is_some() || term.problem.is_some(), "nothing is said of {term:?}");
                let said = [Some(&term.text), term.words.as_ref(), term.problem.as_ref()];
                for said in said.into_iter().flatten() {
                    clean_line(said)?;
                    law!(said.len() <= 600, "{} bytes are said of a term", said.len());
                }
            }
        }
    }
    let devices = fleet();
    for term in terms.iter().filter(|term| term.len() < 1_024).take(4) {
        let excluded = term.strip_prefix('-').map_or_else(|| format!("-{term}"), str::to_owned);
        let (with, without) = (found_in_fleet(&devices, term, NOW_MS), found_in_fleet(&devices, &excluded, NOW_MS));
        let left_out = search_readings(term, NOW_MS, 0)[2].terms.iter().all(|term| term.words.is_none());
        let shared = with.iter().zip(&without).all(|(with, without)| with != without);
        law!(left_out || shared, "{term:?} and {excluded:?} do not share out the devices: {with:?}, {without:?}");
    }
    let (hay, needle) = text.split_once('\n').unwrap_or((&text, "-D"));
    let wanted = hay.to_lowercase().contains(&needle.to_lowercase());
    law!(is_held(hay, needle) == wanted, "{needle:?} in {hay:?} is {wanted}");
    Ok(true)
}
