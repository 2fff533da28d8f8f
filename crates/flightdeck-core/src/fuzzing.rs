//! What `crates/fuzz` reaches, and nobody else: readers of whatever there may be that have no other way in from outside. Each gives what a
//! law can be held against, and decides nothing of its own.

use std::sync::Arc;

use connect_api::{DevicesPage, FleetDevice};

use crate::fleet::{Knowledge, Parts, States, evaluate, read_part, searched};
use crate::live::list::{read_kept, write_kept};
use crate::live::search::needle::Needle;
use crate::live::search::span::Here;
use crate::live::search::{parse, print};
use crate::live::watch::{KeptRows, may_name, names};
use crate::outside::Preferences;
use crate::wire::{
    AppError, Counts, DeviceRow, Draft, FleetView, KeptLayout, Output, Remembered, SearchReading, Template,
};
use crate::{layouts, live, remembered, sanitise, templates};

/// An output as it is shown: its end, `most` bytes of it.
pub fn output(text: &str, most: usize) -> Output {
    sanitise::output(text, most)
}

/// A record as it is shown: its beginning.
pub fn record(text: &str) -> String {
    sanitise::record(text)
}

/// A text on one line, of so many bytes at most.
pub fn line(text: &str, limit: usize) -> String {
    sanitise::line(text, limit)
}

/// JSON laid out on lines.
pub fn lay_out(json: &str) -> String {
    sanitise::lay_out(json)
}

/// A search text as its terms are written, one each; and how many are beyond the most.
pub fn search_terms(text: &str) -> (Vec<String>, usize) {
    let parsed = parse(text);
    (parsed.terms.iter().map(print).collect(), parsed.beyond)
}

/// Whether two search texts have the same terms.
pub fn same_search(one: &str, other: &str) -> bool {
    parse(one).terms == parse(other).terms
}

/// How the searches of devices, deployments and the fleet read a text.
pub fn search_readings(text: &str, now_ms: i64, zone_minutes: i32) -> [SearchReading; 3] {
    let here = Here { now_ms, zone_minutes };
    [
        live::watch::read_search(text, here).reading,
        live::list::read_search(text, here).reading,
        searched(&fleet_view(text, zone_minutes), now_ms).reading,
    ]
}

/// Whether each of these devices is found by a search of the fleet.
pub fn found_in_fleet(devices: &[FleetDevice], text: &str, now_ms: i64) -> Vec<bool> {
    let of = known(devices, now_ms);
    let search = searched(&fleet_view(text, 0), now_ms);
    let ready = search.ready(&of);
    of.devices.iter().map(|device| ready.fits(device)).collect()
}

fn fleet_view(text: &str, zone_minutes: i32) -> FleetView {
    FleetView { text: text.to_owned(), zone_minutes: Some(zone_minutes), ..FleetView::all() }
}

fn known(devices: &[FleetDevice], now_ms: i64) -> Knowledge {
    let mut of = Knowledge::default();
    for device in devices {
        of.told(device, now_ms, now_ms);
    }
    of
}

/// Whether a text is found in another, as searches look for it.
pub fn is_held(text: &str, needle: &str) -> bool {
    Needle::held(needle).is_in(text)
}

/// Whom a draft reaches among these devices: how many there are, and the numbers of those it reaches for certain, and perhaps.
pub fn reached(devices: &[FleetDevice], draft: &Draft, now_ms: i64) -> (usize, Vec<u32>, Vec<u32>) {
    let of = known(devices, now_ms);
    let told = evaluate(&of, draft, &States::default());
    (of.devices.len(), told.yes, told.perhaps)
}

/// Rows that were read back from what is kept of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRows {
    /// Each row as a page sees it.
    pub rows: Vec<DeviceRow>,
    /// How many are in each state.
    pub counts: Counts,
    /// The same, written anew.
    pub written: Vec<Vec<u8>>,
}

/// The blobs of the rows that a devices answer makes.
pub fn rows_of(page: &DevicesPage, now_ms: i64) -> Vec<Vec<u8>> {
    let mut rows = KeptRows::default();
    rows.begin(now_ms);
    rows.take_page(page, now_ms);
    rows.end(true);
    rows.whole()
}

/// Reads blobs of rows; none where one of them cannot be read.
pub fn read_rows(blobs: &[&[u8]], last_good_ms: i64) -> Option<ReadRows> {
    let mut rows = KeptRows::default();
    if !blobs.iter().all(|blob| rows.read(blob)) {
        return None;
    }
    rows.read_whole(last_good_ms);
    let shown = (0..rows.len()).filter_map(|row| rows.view(row)).collect();
    Some(ReadRows { rows: shown, counts: rows.counts(), written: rows.whole() })
}

/// Whether the filter of a blob lets each of these devices through; none where it is no blob.
pub fn may_be_named(blob: &[u8], devices: &[&str]) -> Option<Vec<bool>> {
    let filter = names(blob)?;
    Some(devices.iter().map(|device| may_name(&filter, device)).collect())
}

/// The devices of a part of what a source told of a fleet; none where it is not one.
pub fn read_fleet_part(part: &[u8]) -> Option<Vec<FleetDevice>> {
    read_part(part)
}

/// These devices as they are kept.
pub fn fleet_parts(devices: Vec<FleetDevice>) -> Vec<Vec<u8>> {
    let mut parts = Parts::default();
    parts.add(devices);
    parts.done()
}

/// A list of deployments that was kept: the ids in it, and the same written anew. None where it cannot be read.
pub fn read_list(body: &[u8]) -> Option<(Vec<String>, Vec<u8>)> {
    let kept = read_kept(body, 0)?;
    let ids = kept.entries.iter().map(|entry| entry.uuid.to_string()).collect();
    Some((ids, write_kept(kept.entries.iter(), kept.more)))
}

/// The templates of a file.
///
/// # Errors
/// What is wrong with it.
pub fn read_templates(text: &str) -> Result<Vec<Template>, AppError> {
    let read = templates::file::read(text)?;
    let whole = |one: templates::file::Read| Template {
        id: String::new(),
        name: one.name,
        draft: one.draft,
        asks: one.asks,
        target: String::new(),
        flow_name: None,
        saved_ms: 0,
    };
    Ok(read.into_iter().map(whole).collect())
}

/// The file of these templates.
pub fn written_templates(templates: &[Template]) -> String {
    templates::file::written(templates)
}

/// How tables were arranged.
pub fn layouts(preferences: Arc<dyn Preferences>) -> Vec<KeptLayout> {
    layouts::Layouts::load(preferences).all()
}

/// Where the user was.
pub fn remembered(preferences: Arc<dyn Preferences>) -> Remembered {
    remembered::KeptRemembered::load(preferences).get()
}
