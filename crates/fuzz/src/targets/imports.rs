//! Lists of devices, and pasted parameters.

use std::collections::HashSet;

use flightdeck_core::fleet::import::{Field, Imported, ListFile};
use flightdeck_core::parameters::paste;
use flightdeck_core::wire::PastedParameters;
use serde_json::{Map, Value};

use super::{Outcome, law};

/// Lists of devices.
pub(super) fn lists(body: &[u8]) -> Outcome {
    let Ok(list) = ListFile::read(body) else { return Ok(false) };
    let mapping = list.guess();
    law!(mapping.len() == list.columns().len() && mapping.len() <= 64, "{} columns", mapping.len());
    let chosen: Vec<&Field> = mapping.iter().filter(|field| **field != Field::Ignore).collect();
    law!(chosen.iter().collect::<HashSet<_>>().len() == chosen.len(), "a field is guessed twice: {mapping:?}");
    law!(list.first_rows(5).iter().all(|row| row.len() == mapping.len()), "a row has another number of cells");
    let Imported { devices, rejected, rejected_count } = list.devices(&mapping);
    law!(devices.len() + rejected_count == list.total(), "{} rows, and not all are taken or told", list.total());
    law!(rejected.len() <= 1_000 && rejected.len() <= rejected_count, "{} rejected rows are told", rejected.len());
    law!(rejected.windows(2).all(|pair| pair[0].line <= pair[1].line), "rejected rows are not told in their order");
    let ids: HashSet<&str> = devices.iter().map(|device| device.id.as_str()).collect();
    law!(ids.len() == devices.len(), "an id is taken twice");
    for device in &devices {
        let id = &device.id;
        let word =
            !id.is_empty() && id.chars().count() <= 200 && !id.contains(|c: char| c.is_whitespace() || c.is_control());
        law!(word, "{id:?} is taken for an id");
    }
    let rows: String = devices.iter().map(|device| format!("{}\r\n", cell(&device.id))).collect();
    let Ok(again) = ListFile::read(format!("device_uuid,name\r\n{rows}").as_bytes()) else {
        return Err("what was read does not read as CSV".to_owned());
    };
    let again = again.devices(&[Field::Id, Field::Ignore]);
    let back: Vec<&str> = again.devices.iter().map(|device| device.id.as_str()).collect();
    let told: Vec<&str> = devices.iter().map(|device| device.id.as_str()).collect();
    law!(back == told, "written as CSV {told:?} reads {back:?}");
    Ok(true)
}

/// A cell as our own exports write it: in quotes, and never such that a spreadsheet would run it.
fn cell(text: &str) -> String {
    let runs = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '|', '＝', '＋', '－', '＠']);
    let quoted = text.replace('"', "\"\"");
    format!("\"{}{quoted}\",\"x\"", if runs { "'" } else { "" })
}

fn pairs(read: &PastedParameters) -> Vec<(&str, &str)> {
    read.parameters.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect()
}

/// Pasted parameters.
pub(super) fn parameters(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    let Ok(read) = paste::read(&text) else { return Ok(false) };
    let names: HashSet<&str> = read.parameters.iter().map(|one| one.name.as_str()).collect();
    law!(names.len() == read.parameters.len(), "a name is told twice");
    law!(read.parameters.len() <= 2_000, "{} parameters are taken", read.parameters.len());
    // A line may end in a return alone, where columns are read.
    let lines = 1 + text.matches(['\n', '\r']).count() as u32;
    let told = read.parameters.iter().map(|one| one.line).chain(read.refused.iter().map(|row| row.line));
    law!(told.clone().all(|line| (1..=lines).contains(&line)), "a line of {lines} is told that is not there: {read:?}");
    law!(read.refused.windows(2).all(|pair| pair[0].line <= pair[1].line), "refused rows are not told in their order");
    let in_name = |name: &str, value: &str| name.to_lowercase().contains(&value.to_lowercase());
    for one in read.parameters.iter().filter(|one| one.value.len() > 12 && !in_name(&one.name, &one.value)) {
        let quoted = one.findings.iter().any(|finding| finding.message.contains(&one.value));
        law!(!quoted, "a finding quotes a value: {:?}", one.findings);
    }
    if read.parameters.is_empty() {
        return Ok(true);
    }
    let list: Vec<Value> = pairs(&read)
        .into_iter()
        .map(|(name, value)| {
            Value::Object(Map::from_iter([("name".into(), name.into()), ("value".into(), value.into())]))
        })
        .collect();
    let json = Value::from(list).to_string();
    let back = paste::read(&json).map_err(|error| format!("{}: {json}", error.message))?;
    law!(pairs(&back) == pairs(&read), "written as JSON it reads {:?}", pairs(&back));
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let envs: Vec<(&str, &str)> = pairs(&read).into_iter().filter(|(name, _)| plain(name)).collect();
    let env: String = envs.iter().map(|(name, value)| format!("{name}={}\n", quoted(value))).collect();
    if !env.is_empty() {
        let back = paste::read(&env).map_err(|error| format!("{}: {env}", error.message))?;
        law!(pairs(&back) == envs, "written as .env it reads {:?}: {env}", pairs(&back));
    }
    Ok(true)
}

/// A value in double quotes, as `.env` files escape it.
fn quoted(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out + "\""
}
