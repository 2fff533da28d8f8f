//! What is kept as JSON: settings and their neighbours, launches, lists of deployments.

use std::sync::Arc;

use connect_api::DeployRequest;
use flightdeck_core::fuzzing::{layouts, read_list, remembered};
use flightdeck_core::outside::{Before, LastCounts, Preferences, Recovery, StorageError};
use flightdeck_core::settings::KeptSettings;
use flightdeck_core::wire::{
    COLUMN_PIXELS, GuardRule, KEEP_DAYS, KEEP_MEGABYTES, LaunchOutcome, POLL_SECONDS, Plan, TEXT_PERCENT, Template,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Outcome, law};

/// What the store plugin holds.
struct Kept(Value);

impl Preferences for Kept {
    fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }

    fn set(&self, _name: &str, _value: Value) -> Result<(), StorageError> {
        Ok(())
    }

    fn path(&self) -> String {
        String::new()
    }

    fn recovery(&self) -> Option<Recovery> {
        None
    }
}

/// Settings, layouts and what is remembered.
pub(super) fn settings(body: &[u8]) -> Outcome {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return Ok(false) };
    let kept = Arc::new(Kept(value));
    let settings = KeptSettings::load(kept.clone()).get();
    let ranges = [
        (POLL_SECONDS, settings.poll_seconds),
        (TEXT_PERCENT, settings.text_percent),
        (KEEP_DAYS, settings.keep_days),
        (KEEP_MEGABYTES, settings.keep_megabytes),
    ];
    law!(ranges.iter().all(|(range, value)| range.contains(value)), "out of range: {settings:?}");
    law!(settings.shortcuts.len() <= 300, "{} shortcuts are read", settings.shortcuts.len());
    let tables = layouts(kept.clone());
    for table in &tables {
        let columns = &table.layout.columns;
        let width = |width: u32| COLUMN_PIXELS.contains(&width);
        law!(columns.len() <= 40, "a table of {} columns", columns.len());
        law!(columns.iter().all(|one| one.width.is_none_or(width)), "a width that nobody sees: {columns:?}");
    }
    let was = remembered(kept);
    law!(was.place.as_ref().is_none_or(|place| place.starts_with("#/")), "{:?} is gone to", was.place);
    law!(was.recent.len() <= 30, "{} actions are remembered", was.recent.len());
    let again = Arc::new(Kept(json!({ "settings": settings, "tables": tables, "remembered": was })));
    law!(KeptSettings::load(again.clone()).get() == settings, "kept again the settings are others");
    law!(layouts(again.clone()) == tables, "kept again the tables are others");
    law!(remembered(again) == was, "kept again something else is remembered");
    Ok(true)
}

/// What the database has as JSON, each under its own name.
pub(super) fn journal(body: &[u8]) -> Outcome {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return Ok(false) };
    let mut read = same::<DeployRequest>(&value["request"])?;
    read |= same::<LaunchOutcome>(&value["outcome"])?;
    read |= same::<Before>(&value["before"])?;
    read |= same::<Template>(&value["template"])?;
    read |= same::<Plan>(&value["plan"])?;
    read |= same::<GuardRule>(&value["guard"])?;
    Ok(read | same::<LastCounts>(&value["counts"])?)
}

/// Whether there is such a thing, and it is the same when it is written.
fn same<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(value: &Value) -> Outcome {
    let Ok(read) = serde_json::from_str::<T>(&value.to_string()) else { return Ok(false) };
    let written = serde_json::to_string(&read).map_err(|error| error.to_string())?;
    let again = serde_json::from_str::<T>(&written).map_err(|error| format!("{error}: {written}"))?;
    law!(again == read, "{read:?} written is {again:?}");
    Ok(true)
}

/// Lists as they are kept, of lists as they come.
pub(super) fn lists(answers: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let kept = |answer: &Vec<u8>| {
        let records = String::from_utf8_lossy(answer);
        json!({ "version": 1, "more": true, "records": records, "counts": {} }).to_string().into_bytes()
    };
    answers.iter().map(kept).filter_map(|kept| Some([kept.clone(), read_list(&kept)?.1])).flatten().collect()
}

/// A list of deployments that was kept.
pub(super) fn list(body: &[u8]) -> Outcome {
    let Some((ids, written)) = read_list(body) else { return Ok(false) };
    let Some((again, rewritten)) = read_list(&written) else {
        return Err(format!("written it is no list: {}", String::from_utf8_lossy(&written)));
    };
    let most = ids.len().min(200);
    law!(ids[..most].starts_with(&again), "{ids:?} written is {again:?}");
    law!(again.len() == most || written.len() > 1 << 19, "{} of {most} are written", again.len());
    law!(read_list(&rewritten).map(|(ids, _)| ids) == Some(again), "written twice it is another list");
    Ok(true)
}
