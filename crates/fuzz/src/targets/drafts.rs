//! Drafts: what is typed, read back as a sentence, problems and a request, and whom it reaches.

use std::collections::HashSet;

use flightdeck_core::fuzzing::reached;
use flightdeck_core::parameters::secrets::MASK;
use flightdeck_core::target::{Destination, checked, draft_of, reading, sentence_of};
use flightdeck_core::wire::{Draft, Severity};
use serde_json::Value;

use super::search::{NOW_MS, fleet};
use super::{Outcome, law};

pub(super) fn readings(body: &[u8]) -> Outcome {
    let Ok(draft) = serde_json::from_slice::<Draft>(body) else { return Ok(false) };
    let written = serde_json::to_vec(&draft).map_err(|error| error.to_string())?;
    law!(serde_json::from_slice::<Draft>(&written).ok().as_ref() == Some(&draft), "written it is another draft");
    let to = Destination { base_url: "https://api.connect.jfrog.io".to_owned(), fleet_key: "fleet-1".to_owned() };
    let told = reading(&draft, &to);
    law!(!told.sentence.is_empty() && told.sentence == sentence_of(&draft, &to), "one draft has two sentences");
    let stops = told.problems.iter().any(|problem| problem.severity == Severity::Error);
    law!(
        stops == told.json.is_none(),
        "a request {} beside what stops it",
        if stops { "stands" } else { "is missing" }
    );
    let bytes: usize = told.problems.iter().map(|problem| problem.message.len() + problem.field.len()).sum();
    let rows = draft.filters.len() + draft.groups.len() + draft.parameters.len();
    law!(bytes <= 8 * body.len() + 600 * rows + 4_000, "{} bytes have {bytes} bytes of problems", body.len());
    // A long one is read once: it is the time of that which is measured.
    if body.len() > 8_192 {
        return Ok(true);
    }
    law!(checked(&draft, &to, None).is_err() || !stops, "it is sent, whatever stops it");
    if let Ok(checked) = checked(&draft, &to, Some("fleet-1")) {
        let again = draft_of(&checked.request);
        let to_again = flightdeck_core::target::checked(&again, &to, Some("fleet-1"));
        let same = to_again.as_ref().is_ok_and(|again| again.request == checked.request);
        law!(same, "the draft of its request makes another: {to_again:?}");
        let json = told.json.as_deref().unwrap_or_default();
        let sent = serde_json::to_value(&checked.request).ok();
        law!(serde_json::from_str::<Value>(json).ok() == sent, "what is shown is not what is sent");
    }
    if let Some(masked) = &told.masked {
        let shown: Value = serde_json::from_str(&masked.json).map_err(|error| error.to_string())?;
        let shown = &shown["deployment_configuration"]["parameters_mapping"];
        for secret in &told.secrets {
            law!(shown[secret] == MASK, "the secret {secret} is shown: {shown}");
        }
    }
    let (known, yes, perhaps) = reached(&fleet(), &draft, NOW_MS);
    let all: HashSet<&u32> = yes.iter().chain(&perhaps).collect();
    law!(all.len() == yes.len() + perhaps.len(), "a device is reached twice: {yes:?}, {perhaps:?}");
    law!(all.iter().all(|number| (**number as usize) < known), "nobody has the number of one that is reached");
    Ok(true)
}
