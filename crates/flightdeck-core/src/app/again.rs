//! Deploying again: what can be made of a launch or of a deployment, and the draft that comes of it. Nothing is sent.

use crate::live::list::standing;
use crate::live::watch::picked::{MOST_LEFT_OUT, Picked};
use crate::outside::{Journal, JournalEntry, LastSeen, Seen};
use crate::target::again;
use crate::wire::{
    Again, AgainOf, AgainOffer, AgainState, AppError, ConnectionId, Counts, DeploymentId, DeviceId, DeviceState, Draft,
    DraftAgain, ErrorCode, Standing,
};

use super::Flightdeck;

/// What is known of what is deployed again.
struct Known {
    entry: Option<JournalEntry>,
    deployment: Option<DeploymentId>,
    /// Its devices, as they were last seen.
    counts: Option<Counts>,
}

/// A draft that was made, and what it does not say exactly.
struct Made {
    draft: Draft,
    notes: Vec<String>,
}

impl AgainState {
    fn state(self) -> DeviceState {
        match self {
            Self::Failed => DeviceState::Failed,
            Self::Aborted => DeviceState::Aborted,
            Self::Pending => DeviceState::Pending,
        }
    }

    /// How many of them there are.
    fn of(self, counts: &Counts) -> u32 {
        match self {
            Self::Failed => counts.failed,
            Self::Aborted => counts.aborted,
            Self::Pending => counts.pending,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Aborted => "aborted",
            Self::Pending => "pending",
        }
    }
}

impl Flightdeck {
    /// What can be deployed again of a launch or a deployment, and what cannot and why.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn again_offers(&self, connection: &ConnectionId, of: &AgainOf) -> Result<Vec<AgainOffer>, AppError> {
        let known = self.known(connection, of)?;
        let here = known.entry.is_some();
        let offer = |again, label: &str, detail: String, why_not| AgainOffer {
            again,
            label: label.to_owned(),
            detail,
            why_not,
        };
        let (same, others) = if here {
            ("The same request, word for word.", "The same flow, parameters and release; you choose the devices.")
        } else {
            (
                "To the devices that took part in it. It was launched elsewhere: flow, parameters and release are asked for.",
                "It was launched elsewhere: flow, parameters, release and devices are asked for.",
            )
        };
        let mut offers = vec![
            offer(Again::Same, "Deploy again", same.to_owned(), None),
            offer(Again::Others, "Deploy to others", others.to_owned(), None),
        ];
        for state in [AgainState::Failed, AgainState::Aborted, AgainState::Pending] {
            let word = state.word();
            let seen = known.counts.map(|counts| state.of(&counts));
            let why_not = match (&known.deployment, seen) {
                (None, _) => Some("No deployment of this launch is known.".to_owned()),
                (Some(_), Some(0)) => Some(format!("None was {word} when it was last seen.")),
                (Some(_), _) => None,
            };
            let detail = match seen.filter(|seen| *seen > 0) {
                Some(1) => format!("The device that was {word} in it, when it was last seen."),
                Some(seen) => format!("The {seen} devices that were {word} in it, when it was last seen."),
                None => format!("The devices that are {word} in it."),
            };
            offers.push(offer(Again::Retry { state }, &format!("Retry the {word}"), detail, why_not));
        }
        let (detail, why_not) = match &known.entry {
            Some(entry) => match self.back(entry)? {
                Ok(earlier) => (format!("Sends again what “{}” sent.", called(&earlier)), None),
                Err(why) => ("Sends again what was launched before it.".to_owned(), Some(why.words().to_owned())),
            },
            None => (
                "Sends again what was launched before it.".to_owned(),
                Some("It was launched elsewhere: what was launched before it is not known here.".to_owned()),
            ),
        };
        offers.push(offer(Again::RollBack, "Roll back", detail, why_not));
        Ok(offers)
    }

    /// A draft of what is deployed again, with what it does not say exactly. Saves nothing.
    ///
    /// # Errors
    /// `NotFound`, `Storage`, `WatchGone`; `InvalidInput` where the API cannot name those devices, or there is nothing to go back to.
    pub fn draft_again(&self, connection: &ConnectionId, of: &AgainOf, again: &Again) -> Result<DraftAgain, AppError> {
        let known = self.known(connection, of)?;
        let Made { draft, notes } = self.made(&known, again)?;
        Ok(DraftAgain { draft, known: known.entry.is_some(), notes })
    }

    fn known(&self, connection: &ConnectionId, of: &AgainOf) -> Result<Known, AppError> {
        self.connections.known(connection)?;
        let (entry, deployment) = match of {
            AgainOf::Launch { request_id } => {
                let entry = self.launches.written(request_id)?;
                let deployment = entry.outcome.as_ref().and_then(|outcome| outcome.deployment()).cloned();
                (Some(entry), deployment)
            }
            AgainOf::Deployment { deployment } => {
                (self.store.of_deployment(connection, deployment)?, Some(deployment.clone()))
            }
        };
        let counts = deployment.as_ref().and_then(|deployment| self.last_seen(connection, deployment));
        Ok(Known { entry, deployment, counts })
    }

    fn last_seen(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Option<Counts> {
        let ended = self.store.counts(connection, deployment).map(|(counts, _)| counts);
        ended.or_else(|| self.store.last_counts(connection, deployment).map(|last| last.counts))
    }

    fn made(&self, known: &Known, again: &Again) -> Result<Made, AppError> {
        let request = known.entry.as_ref().map(|entry| &entry.request);
        match (again, request) {
            (Again::Same, Some(request)) => return Ok(Made { draft: again::same(request), notes: Vec::new() }),
            (Again::Others, Some(request)) => return Ok(Made { draft: again::others(request), notes: Vec::new() }),
            _ => {}
        }
        match again {
            Again::Same => {
                let deployment = of(known)?;
                let mut notes = elsewhere(known);
                notes.push(format!(
                    "It reaches every device that took part in {deployment}, whatever became of it there."
                ));
                Ok(Made { draft: again::those_of(deployment), notes })
            }
            Again::Others => Ok(Made { draft: again::begun_from(of(known)?), notes: elsewhere(known) }),
            Again::Retry { state } => {
                let deployment = of(known)?;
                let draft = again::retry(request, deployment, Some(state.state()), &[]).ok_or_else(unnamed)?;
                let mut notes = kept(known);
                notes.push(format!(
                    "The service decides at launch who that is: every device that is {} in {deployment} by then.",
                    state.word()
                ));
                if *state == AgainState::Pending {
                    notes.push(
                        "They still wait in the first deployment, too: unless that is aborted, they will be given both."
                            .to_owned(),
                    );
                }
                Ok(Made { draft, notes })
            }
            Again::Cause { watch, cause } => {
                let (watched, picked) = self.watches.picked(*watch, Some(*cause))?;
                let mut made = match each(&picked) {
                    Some(total) => {
                        let devices = self.watches.cause_devices(*watch, *cause)?;
                        self.made_for_each(known, &watched.connection, &devices, total)?
                    }
                    None => some(known, &watched.deployment, picked)?,
                };
                let causes = self.watches.causes(*watch)?;
                let unseen = causes.failed.saturating_sub(causes.looked_at);
                if unseen > 0 {
                    made.notes.push(format!(
                        "{unseen} failed devices were not looked at yet: whether theirs is the same cause is not known, and they are left out."
                    ));
                }
                Ok(made)
            }
            Again::Chosen { watch } => {
                let (watched, picked) = self.watches.picked(*watch, None)?;
                let Some(total) = each(&picked) else { return some(known, &watched.deployment, picked) };
                let chosen = self.watches.chosen_ids(*watch)?;
                let devices: Vec<DeviceId> = chosen.lines().map(DeviceId::from).collect();
                self.made_for_each(known, &watched.connection, &devices, total)
            }
            Again::RollBack => {
                let entry = known.entry.as_ref().ok_or_else(|| {
                    AppError::new(
                        ErrorCode::InvalidInput,
                        "It was launched elsewhere: what was launched before it is not known here.",
                    )
                })?;
                let earlier = self.back(entry)?.map_err(|why| AppError::new(ErrorCode::InvalidInput, why.words()))?;
                let diff = self.launches.diff(&earlier.request_id, Some(&entry.request_id))?;
                let notes = vec![
                    format!("It sends again what “{}” sent. {}", called(&earlier), diff.words),
                    "Whether the flow can go back to an earlier version is known to the flow, not to Flightdeck."
                        .to_owned(),
                ];
                Ok(Made { draft: again::back(&earlier.request), notes })
            }
        }
    }

    /// One deployment for each: what was launched, to devices that no one target names.
    fn made_for_each(
        &self,
        known: &Known,
        connection: &ConnectionId,
        devices: &[DeviceId],
        total: u32,
    ) -> Result<Made, AppError> {
        let launched = known.entry.as_ref().map(|entry| again::others(&entry.request)).unwrap_or_default();
        let draft = self.draft_for_each(connection, devices, launched)?;
        let mut notes = elsewhere(known);
        notes.push(format!(
            "The API joins filters with “and”: no one target names these {total} devices. It is one deployment for each of them, sent one              after another."
        ));
        Ok(Made { draft, notes })
    }

    fn back(&self, from: &JournalEntry) -> Result<crate::launch::Back, AppError> {
        self.launches.back(from, |deployment| {
            let counts = self.last_seen(&from.connection, deployment);
            counts.is_some_and(|counts| standing(&counts) == Standing::Finished)
        })
    }
}

/// How many devices get a deployment each: no one target names them, and the service still names all of them.
fn each(picked: &Picked) -> Option<u32> {
    let total = picked.counts.total();
    let one_target = picked.only.is_some() || picked.named.is_some();
    (!one_target && picked.gone == 0 && total > 0 && total as usize <= crate::batch::MOST).then_some(total)
}

/// Some devices of a deployment, named exactly or not at all.
fn some(known: &Known, deployment: &DeploymentId, picked: Picked) -> Result<Made, AppError> {
    let request = known.entry.as_ref().map(|entry| &entry.request);
    let total = picked.counts.total();
    let mut made = match (&picked.only, &picked.named) {
        (Some(device), _) => Made { draft: again::only(request, deployment, device), notes: elsewhere(known) },
        (None, Some(named)) => {
            let draft = again::retry(request, deployment, named.state, &named.without).ok_or_else(unnamed)?;
            let mut notes = kept(known);
            let without = named.without.len();
            if without > 0 {
                notes.push(format!(
                    "{without} {} left out by name, so that exactly these {total} are reached as they stand now. A device that comes to the \
                     same outcome before the launch is reached, too.",
                    if without == 1 { "device is" } else { "devices are" }
                ));
            }
            Made { draft, notes }
        }
        (None, None) if total == 0 => {
            return Err(AppError::new(ErrorCode::InvalidInput, "The service names none of these devices any more."));
        }
        (None, None) => {
            let message = format!(
                "The API joins filters with “and”: it cannot name {total} devices, only leave others out. Here that would be {}, and \
                 more than {MOST_LEFT_OUT} make no request that anybody reviews. Retry all of this outcome, or choose one device.",
                picked.left_out
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
    };
    if picked.gone > 0 {
        made.notes
            .push(format!("{} of those chosen are named by the service no more: no filter reaches them.", picked.gone));
    }
    Ok(made)
}

/// What is kept of the first target, and what of it is not known.
fn kept(known: &Known) -> Vec<String> {
    let target = known.entry.as_ref().map(|entry| &entry.request.device_filter);
    match target {
        Some(target) if !target.groups.is_empty() || !target.filters.is_empty() => vec![
            "Groups and filters of the first launch are kept: a device that no longer fits them is not reached."
                .to_owned(),
        ],
        Some(_) => Vec::new(),
        None => elsewhere(known),
    }
}

fn elsewhere(known: &Known) -> Vec<String> {
    let words =
        "It was launched elsewhere, and the API tells neither its flow nor its parameters: they have to be chosen.";
    if known.entry.is_none() { vec![words.to_owned()] } else { Vec::new() }
}

fn of(known: &Known) -> Result<&DeploymentId, AppError> {
    let none = || AppError::new(ErrorCode::InvalidInput, "No deployment of this launch is known.");
    known.deployment.as_ref().ok_or_else(none)
}

fn unnamed() -> AppError {
    AppError::new(ErrorCode::InvalidInput, "The API has no word for this outcome.")
}

/// What a launch is called.
fn called(entry: &JournalEntry) -> &str {
    let configuration = &entry.request.deployment_configuration;
    configuration.comment.as_deref().unwrap_or(&configuration.flow_uuid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::watch::picked::Named;

    #[test]
    fn only_what_no_one_target_names_gets_a_deployment_each() {
        let some = |failed: u32| Picked { counts: Counts { failed, ..Counts::default() }, ..Picked::default() };
        let named = Named { state: Some(DeviceState::Failed), without: Vec::new() };
        for (picked, expected, why) in [
            (some(37), Some(37), "no filter names them"),
            (some(1_000), Some(1_000), "as many as are sent to one by one"),
            (some(1_001), None, "too many"),
            (some(0), None, "nobody"),
            (Picked { only: Some("d".into()), ..some(1) }, None, "one has its own filter"),
            (Picked { named: Some(named), ..some(37) }, None, "one deployment reaches them"),
            (Picked { gone: 1, ..some(37) }, None, "one of them is named by nobody any more"),
        ] {
            assert_eq!(each(&picked), expected, "{why}");
        }
    }
}
