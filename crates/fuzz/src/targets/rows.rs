//! Blobs: rows of a deployment, and parts of what is known of a fleet.

use connect_api::{DevicesPage, FleetDevicesPage};
use flightdeck_core::fuzzing::{fleet_parts as parts_of, may_be_named, read_fleet_part, read_rows, rows_of};
use flightdeck_core::wire::Counts;

use super::neighbours::device_len;
use super::{Outcome, law};

const NOW_MS: i64 = 1_795_875_804_000;

/// The blobs of the rows that these answers make.
pub(super) fn made(answers: &[Vec<u8>]) -> Vec<Vec<u8>> {
    answers.iter().filter_map(|answer| DevicesPage::read(answer).ok()).flat_map(|page| rows_of(&page, NOW_MS)).collect()
}

/// A blob of rows, and what is written of it.
pub(super) fn blobs(body: &[u8]) -> Outcome {
    let Some(read) = read_rows(&[body], NOW_MS) else { return Ok(false) };
    let here = read.rows.iter().filter(|row| row.gone_ms.is_none()).count();
    let Counts { pending, in_progress, succeeded, failed, aborted, unknown } = read.counts;
    let counted = pending + in_progress + succeeded + failed + aborted + unknown;
    law!(counted as usize == here, "{here} rows are counted as {counted}");
    let written: Vec<&[u8]> = read.written.iter().map(Vec::as_slice).collect();
    let Some(again) = read_rows(&written, NOW_MS) else { return Err("written they cannot be read".to_owned()) };
    law!(again.rows == read.rows && again.counts == read.counts, "{:?} written are {:?}", read.rows, again.rows);
    let ids: Vec<&str> = read.rows.iter().map(|row| row.id.as_str()).collect();
    if let [whole] = written.as_slice() {
        law!(may_be_named(whole, &ids) == Some(vec![true; ids.len()]), "the filter of {ids:?} misses one of them");
    }
    // Read on top of themselves they change nothing, or are refused.
    if let Some(twice) = read_rows(&[body, body], NOW_MS) {
        law!(twice.rows.len() == read.rows.len(), "read twice there are other rows");
    }
    Ok(true)
}

/// The parts of what these answers tell of a fleet.
pub(super) fn fleet_parts(answers: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let pages = answers.iter().filter_map(|answer| FleetDevicesPage::read(answer).ok());
    pages.flat_map(|page| parts_of(page.devices)).collect()
}

/// A part of what is known of a fleet.
pub(super) fn parts(body: &[u8]) -> Outcome {
    let Some(devices) = read_fleet_part(body) else { return Ok(false) };
    let bytes: usize = devices.iter().map(device_len).sum();
    law!(bytes <= 64 * body.len() + 1_024, "{} bytes are read as {bytes}", body.len());
    let mut again = Vec::new();
    for part in parts_of(devices.clone()) {
        again.extend(read_fleet_part(&part).ok_or("written it cannot be read")?);
    }
    law!(again == devices, "{devices:?} written are {again:?}");
    Ok(true)
}
