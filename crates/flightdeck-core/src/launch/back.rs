//! The way back: the launch before one, of the same flow to the same target, that ended well and did something else.

use super::Launches;
use super::history::{diff, earlier};
use crate::outside::JournalEntry;
use crate::wire::{AppError, DeploymentId};

/// What to go back to, or why there is nothing.
pub(crate) type Back = Result<JournalEntry, NoWayBack>;

/// Why there is nothing to go back to; the later ones tell of launches that came nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NoWayBack {
    NoEarlier,
    OtherTarget,
    TheSame,
    NotWell,
}

impl NoWayBack {
    /// In a sentence.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NoEarlier => "No earlier launch of this flow from here is known.",
            Self::OtherTarget => "No earlier launch of this flow went to the same target.",
            Self::TheSame => "The earlier launches to this target did the same.",
            Self::NotWell => "None of the earlier launches to this target is known to have ended well.",
        }
    }
}

impl Launches {
    /// What to go back to from a launch; `well` says of a deployment whether it is known to have ended well.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) fn back(&self, from: &JournalEntry, well: impl Fn(&DeploymentId) -> bool) -> Result<Back, AppError> {
        let (entries, _) = self.past.entries(self.journal.as_ref(), &from.connection)?;
        Ok(back(&entries, from, well))
    }
}

/// `entries` are newest first.
fn back(entries: &[JournalEntry], from: &JournalEntry, well: impl Fn(&DeploymentId) -> bool) -> Back {
    let mut why = NoWayBack::NoEarlier;
    for entry in earlier(entries, from) {
        let Some(deployment) = entry.outcome.as_ref().and_then(|outcome| outcome.deployment()) else { continue };
        why = why.max(if !diff::same_target(&entry.request, &from.request) {
            NoWayBack::OtherTarget
        } else if diff::same(&entry.request, &from.request) {
            NoWayBack::TheSame
        } else if !well(deployment) {
            NoWayBack::NotWell
        } else {
            return Ok(entry.clone());
        });
    }
    Err(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch::history::tests::{entry, request};
    use crate::wire::LaunchOutcome;

    fn launched(id: &str, minutes: i64, flow: &str, parameter: &str) -> JournalEntry {
        let outcome = LaunchOutcome::Created { deployment: format!("dp-{id}").as_str().into() };
        entry(id, minutes, request(flow, id, &[("version", parameter)]), Some(outcome))
    }

    #[test]
    fn the_way_back_is_the_last_that_ended_well_and_did_something_else() {
        let elsewhere = JournalEntry {
            request: {
                let mut other = request("f-1", "e", &[("version", "0")]);
                other.device_filter.groups.clear();
                other
            },
            ..launched("e", 9, "f-1", "0")
        };
        let refused = JournalEntry { outcome: None, ..launched("r", 2, "f-1", "3") };
        let from = launched("now", 1, "f-1", "4");
        let again = launched("again", 3, "f-1", "4");
        let failed = launched("failed", 4, "f-1", "3");
        let good = launched("good", 5, "f-1", "2");
        let older = launched("older", 6, "f-1", "1");
        let other = launched("other", 7, "f-2", "1");
        let well = |deployment: &DeploymentId| *deployment != "dp-failed";
        let all = [&from, &refused, &again, &failed, &good, &older, &other, &elsewhere].map(Clone::clone);
        assert_eq!(back(&all, &from, well).map(|entry| entry.request_id), Ok("good".to_owned()), "not merely the last");
        assert_eq!(
            back(&all, &good, well).map(|entry| entry.request_id),
            Ok("older".to_owned()),
            "from there it goes further back, never forth"
        );
        let none = "No earlier launch of this flow from here is known.";
        let not_well = "None of the earlier launches to this target is known to have ended well.";
        for (entries, expected, words) in [
            (vec![&from, &other], NoWayBack::NoEarlier, none),
            (vec![&from, &refused], NoWayBack::NoEarlier, none),
            (
                vec![&from, &elsewhere],
                NoWayBack::OtherTarget,
                "No earlier launch of this flow went to the same target.",
            ),
            (vec![&from, &again, &elsewhere], NoWayBack::TheSame, "The earlier launches to this target did the same."),
            (vec![&from, &again, &failed], NoWayBack::NotWell, not_well),
        ] {
            let entries: Vec<JournalEntry> = entries.into_iter().cloned().collect();
            let why = back(&entries, &from, well).err();
            assert_eq!(why, Some(expected), "what came nearest says why: {words}");
            assert_eq!(why.map(NoWayBack::words), Some(words), "the user reads why there is no way back");
        }
    }
}
