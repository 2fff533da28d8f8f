//! What is worth a second look in pasted parameters.

use std::collections::HashMap;

use super::{Found, Pair};
use crate::parameters::secrets::is_likely_secret;
use crate::parameters::unseen;
use crate::wire::{
    ParameterFinding, ParameterFindingKind as Kind, PastedFormat, PastedParameter, PastedParameters, RefusedLine,
};

/// Each name once, the last of its values, with what was found.
pub(super) fn judged(format: PastedFormat, found: Found) -> PastedParameters {
    let Found { pairs, mut refused } = found;
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        last.insert(&pair.name, index);
    }
    let mut spelled: HashMap<String, &str> = HashMap::new();
    let mut parameters = Vec::with_capacity(last.len());
    for (index, pair) in pairs.iter().enumerate() {
        let kept = last.get(pair.name.as_str()).copied().unwrap_or(index);
        if kept != index {
            let reason = format!("{} stands in line {} again; that one holds.", pair.name, pairs[kept].line);
            refused.push(RefusedLine { line: pair.line, reason });
            continue;
        }
        let mut findings = Vec::new();
        let earlier: Vec<&Pair> = pairs[..index].iter().filter(|other| other.name == pair.name).collect();
        if let Some(first) = earlier.first() {
            let differs = earlier.iter().any(|other| other.value != pair.value);
            let with = if differs { " with another value" } else { "" };
            find(
                &mut findings,
                Kind::Duplicate,
                format!("Stands in line {} already{with}; the last one holds.", first.line),
                None,
            );
        }
        match spelled.get(&pair.name.to_lowercase()) {
            Some(other) if *other != pair.name => {
                find(
                    &mut findings,
                    Kind::Duplicate,
                    format!("Differs from {other} only in small and large letters."),
                    None,
                );
            }
            _ => drop(spelled.insert(pair.name.to_lowercase(), &pair.name)),
        }
        look_at("name", &pair.name, &mut findings);
        if pair.value.is_empty() {
            find(&mut findings, Kind::Empty, "The value is empty, and is sent so.".into(), None);
        }
        look_at("value", &pair.value, &mut findings);
        let secret = is_likely_secret(&pair.name, &pair.value);
        if secret {
            find(
                &mut findings,
                Kind::Secret,
                "Likely a secret: masked where parameters are listed, sent as it is.".into(),
                None,
            );
        }
        let Pair { name, value, line } = pair.clone();
        parameters.push(PastedParameter { name, value, line, secret, findings });
    }
    refused.sort_by_key(|row| row.line);
    PastedParameters { format, parameters, refused }
}

fn find(findings: &mut Vec<ParameterFinding>, kind: Kind, message: String, place: Option<usize>) {
    let place = place.and_then(|place| u32::try_from(place + 1).ok());
    findings.push(ParameterFinding { kind, message, place });
}

/// Blanks at the ends, and the first character that is not seen.
fn look_at(what: &str, text: &str, findings: &mut Vec<ParameterFinding>) {
    let blank = |c: char| c.is_whitespace();
    let (begins, ends) = (text.starts_with(blank), text.ends_with(blank));
    let count = text.chars().count();
    let said = match (begins, ends) {
        _ if count > 0 && text.trim().is_empty() => Some(("is nothing but blanks", 0)),
        (true, true) => Some(("begins and ends with a blank", 0)),
        (true, false) => Some(("begins with a blank", 0)),
        (false, true) => Some(("ends with a blank", count - 1)),
        (false, false) => None,
    };
    if let Some((said, place)) = said {
        find(findings, Kind::Blanks, format!("The {what} {said}."), Some(place));
    }
    if let Some((place, called)) = unseen::first(text) {
        find(
            findings,
            Kind::Invisible,
            format!("The {what} has {called} at its character {}.", place + 1),
            Some(place),
        );
    }
}
