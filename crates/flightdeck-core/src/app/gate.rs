//! The gate before a launch: what the user's rules forbid, what has to be confirmed, and what was sent before it.

use std::sync::Arc;

use async_trait::async_trait;

use super::Flightdeck;
use crate::connections::{Connections, Destinations};
use crate::fleet::Fleets;
use crate::flows::NamedFlows;
use crate::guard::Guards;
use crate::launch::{Launches, Wanted};
use crate::numbers::grouped;
use crate::outside::{Clock, FlowNames};
use crate::plan::Sends;
use crate::rules;
use crate::target;
use crate::wire::{
    AppError, AskKind, Blocked, ConnectionId, ConnectionRules, ConnectionsView, Draft, DraftReading, ErrorCode,
    FilterKind, LaunchAsk, LaunchEntry, LaunchOutcome, LaunchRow, OperandDraft,
};

/// So long the same request sent again is asked about.
pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What every launch passes, whoever asks for it.
pub(crate) struct Gate {
    pub(super) connections: Arc<Connections>,
    pub(super) launches: Arc<Launches>,
    pub(super) guards: Arc<Guards>,
    pub(super) flows: Arc<NamedFlows>,
    pub(super) fleets: Arc<Fleets>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Flightdeck {
    /// Keeps what the user allows in a connection.
    ///
    /// # Errors
    /// `NotFound`, `InvalidInput` for rules that cannot be, `Storage`.
    pub async fn connection_rules_set(
        &self,
        connection: &ConnectionId,
        rules: ConnectionRules,
    ) -> Result<ConnectionsView, AppError> {
        rules::checked(&rules)?;
        self.connections.rules_set(connection, rules).await
    }

    /// Reads a draft back: sentence, problems, exact request; what was sent before it, what has to be confirmed, and what forbids it.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn draft_read(&self, connection: &ConnectionId, draft: &Draft) -> Result<DraftReading, AppError> {
        if let Some(batch) = &draft.batch {
            return self.batch_reading(connection, draft, batch);
        }
        let marks = self.flows.marks(connection, &draft.flow_uuid);
        let mut reading = target::reading_with(draft, &self.connections.destination(connection)?, marks);
        reading.sentence = self.fleets.say_names(connection, reading.sentence);
        self.fleets.name_problems(connection, draft, &mut reading.problems);
        if reading.json.is_some() {
            reading.before = self.launches.before(connection, draft)?;
        }
        let twin = reading.before.as_ref().and_then(|before| before.twin.as_ref());
        reading.asks = self.gate.asks(connection, draft, twin).await?;
        reading.blocked = self.gate.blocked(connection)?;
        Ok(reading)
    }

    /// Launches a draft, once per request id, with its guard: kept before anything is sent, armed with the deployment. `accepted` is what the
    /// user confirmed of what was asked.
    ///
    /// # Errors
    /// As [`Launches::launch`]; `RuleForbids` where the user's own rules do, `ConfirmationNeeded` where something that is asked was not
    /// confirmed; `InvalidInput` and `Storage` for a guard that cannot be kept: then nothing is sent.
    pub async fn launch(
        &self,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
        accepted: &[AskKind],
    ) -> Result<LaunchOutcome, AppError> {
        self.gate.send(request_id, connection, draft, confirmation, accepted, Arc::new(|| true)).await
    }

    /// One launch, whole, with what its devices are called.
    ///
    /// # Errors
    /// As [`crate::launch::Launches::one`].
    pub fn launch_entry(&self, request_id: &str) -> Result<LaunchEntry, AppError> {
        let (connection, entry) = self.launches.one(request_id)?;
        Ok(LaunchEntry { sentence: self.fleets.say_names(&connection, entry.sentence), ..entry })
    }

    /// Whether the user allows to launch there at all.
    pub(super) fn apis_may_act(&self, connection: &ConnectionId) -> Result<(), AppError> {
        self.apis.may_act(connection)
    }
}

#[async_trait]
impl Sends for Gate {
    async fn send(
        &self,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
        accepted: &[AskKind],
        wanted: Wanted,
    ) -> Result<LaunchOutcome, AppError> {
        if draft.batch.is_some() {
            return Err(AppError::invalid("target", "These devices are sent to one by one, as a batch."));
        }
        // A repeated id gets its first outcome, whatever the rules say by now.
        if !self.launches.begun(request_id)? {
            self.allowed(connection, &draft, accepted).await?;
            self.flows.keep_marks(connection, &draft)?;
        }
        if let Some(rule) = draft.guard.clone() {
            let comment = Some(draft.comment.trim().to_owned()).filter(|comment| !comment.is_empty());
            self.guards.expect(request_id, connection, comment, rule)?;
        }
        let launched = self.launches.launch_while(request_id, connection, draft, confirmation, wanted).await;
        match &launched {
            // A repeated request id may bring the outcome of an earlier run, which nobody else tells of.
            Ok(outcome) => self.guards.launch_ended(request_id, outcome),
            Err(_) => self.guards.launch_failed(request_id),
        }
        launched
    }
}

impl Gate {
    async fn allowed(&self, connection: &ConnectionId, draft: &Draft, accepted: &[AskKind]) -> Result<(), AppError> {
        rules::refused(self.blocked(connection)?)?;
        let twin = self.launches.before(connection, draft)?.and_then(|before| before.twin);
        confirmed(self.asks(connection, draft, twin.as_ref()).await?, accepted)
    }

    /// Why nothing can be launched in a connection now.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn blocked(&self, connection: &ConnectionId) -> Result<Option<Blocked>, AppError> {
        let rules = self.connections.rules(connection)?;
        Ok(rules::blocked(&rules, self.clock.now_ms(), &|at_ms| self.clock.zone_minutes(at_ms)))
    }

    /// What has to be confirmed before a draft is launched; `twin` is the launch like it that was sent last.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) async fn asks(
        &self,
        connection: &ConnectionId,
        draft: &Draft,
        twin: Option<&LaunchRow>,
    ) -> Result<Vec<LaunchAsk>, AppError> {
        let rules = self.connections.rules(connection)?;
        // How many devices it reaches or may reach, where the rules ask for that and the whole fleet is known.
        let reached = match rules.ask_above {
            Some(_) => self.fleets.at_most(connection, draft).await,
            None => None,
        };
        let mut asks = Vec::new();
        // A clock that was set makes no launch older than it may be.
        if twin.is_some_and(|twin| self.clock.now_ms().saturating_sub(twin.sent_ms) < DAY_MS) {
            asks.push(LaunchAsk {
                kind: AskKind::Twin,
                why: "The same was sent within a day: the same flow, target, parameters and release.".to_owned(),
                yes: "Send it once more".to_owned(),
            });
        }
        if rules.production {
            asks.push(production());
        }
        if let Some(above) = rules.ask_above
            && let Some(why) = many(draft, above, reached)
        {
            asks.push(LaunchAsk { kind: AskKind::Many, why, yes: "Deploy to all of them".to_owned() });
        }
        Ok(asks)
    }
}

/// Refuses to launch what is asked about and was not said yes to.
pub(super) fn confirmed(asks: Vec<LaunchAsk>, accepted: &[AskKind]) -> Result<(), AppError> {
    match asks.into_iter().find(|ask| !accepted.contains(&ask.kind)) {
        Some(ask) => Err(AppError::new(ErrorCode::ConfirmationNeeded, ask.why).on("confirm")),
        None => Ok(()),
    }
}

/// What is asked of every launch of a connection that is production.
pub(super) fn production() -> LaunchAsk {
    LaunchAsk {
        kind: AskKind::Production,
        why: "This connection is production, by your own rule.".to_owned(),
        yes: "Deploy to production".to_owned(),
    }
}

/// Why so many are asked about; none where they are fewer. `reached` counts every device that is reached or may be, where the whole fleet is
/// known.
fn many(draft: &Draft, above: u32, reached: Option<u32>) -> Option<String> {
    let one = draft
        .filters
        .iter()
        .any(|filter| filter.kind == FilterKind::SpecificDevice && filter.operand == OperandDraft::Is);
    let above_words = grouped(above);
    match reached {
        // A device by its id is one, whatever else has to hold.
        _ if one => None,
        Some(reached) if reached <= above => None,
        Some(reached) => Some(format!(
            "You asked to be asked above {above_words} devices, and this may reach {}, as the fleet was last read.",
            grouped(reached)
        )),
        // The service gives no preview.
        None => Some(format!(
            "You asked to be asked above {above_words} devices, and how many this reaches is certain only once it is sent."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::FilterDraft;

    #[test]
    fn so_many_are_asked_about_as_may_be_reached() {
        let group = Draft { groups: vec!["North".into()], ..Draft::default() };
        let one = FilterDraft {
            kind: FilterKind::SpecificDevice,
            operand: OperandDraft::Is,
            value: "d".into(),
            extra: String::new(),
        };
        let one = Draft { filters: vec![one], ..group.clone() };
        for (draft, reached, asked) in [
            (&group, Some(50), false),
            (&group, Some(51), true),
            (&group, Some(0), false),
            (&group, None, true),
            (&one, None, false),
            (&one, Some(1), false),
        ] {
            assert_eq!(many(draft, 50, reached).is_some(), asked, "above 50, of {reached:?}: {draft:?}");
        }
        assert!(many(&group, 50, Some(1_234)).is_some_and(|why| why.contains("1,234")), "it says how many");
    }
}
