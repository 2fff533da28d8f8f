//! The gate before a launch: what the user's rules forbid, what has to be confirmed, and what was sent before it.

use super::Flightdeck;
use crate::connections::Destinations;
use crate::rules;
use crate::target;
use crate::wire::{
    AppError, AskKind, Blocked, ConnectionId, ConnectionRules, ConnectionsView, Draft, DraftReading, ErrorCode,
    FilterKind, LaunchAsk, LaunchOutcome, LaunchRow, OperandDraft,
};

/// So long the same request sent again is asked about.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

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
    pub fn draft_read(&self, connection: &ConnectionId, draft: &Draft) -> Result<DraftReading, AppError> {
        let mut reading = target::reading(draft, &self.connections.destination(connection)?);
        self.fleets.name_problems(connection, draft, &mut reading.problems);
        let rules = self.connections.rules(connection)?;
        if reading.json.is_some() {
            reading.before = self.launches.before(connection, draft)?;
        }
        reading.asks = self.asks(&rules, draft, reading.before.as_ref().and_then(|before| before.twin.as_ref()));
        reading.blocked = self.blocked(&rules);
        Ok(reading)
    }

    /// Launches a draft, once per request id, with its guard: kept before anything is sent, armed with the deployment. `accepted` is what the
    /// user confirmed of what was asked.
    ///
    /// # Errors
    /// As [`crate::launch::Launches::launch`]; `RuleForbids` where the user's own rules do, `ConfirmationNeeded` where something that is asked
    /// was not confirmed; `InvalidInput` and `Storage` for a guard that cannot be kept: then nothing is sent.
    pub async fn launch(
        &self,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
        accepted: &[AskKind],
    ) -> Result<LaunchOutcome, AppError> {
        // A repeated id gets its first outcome, whatever the rules say by now.
        if !self.launches.begun(request_id)? {
            self.allowed(connection, &draft, accepted)?;
        }
        if let Some(rule) = draft.guard.clone() {
            let comment = Some(draft.comment.trim().to_owned()).filter(|comment| !comment.is_empty());
            self.guards.expect(request_id, connection, comment, rule)?;
        }
        let launched = self.launches.launch(request_id, connection, draft, confirmation).await;
        match &launched {
            // A repeated request id may bring the outcome of an earlier run, which nobody else tells of.
            Ok(outcome) => self.guards.launch_ended(request_id, outcome),
            Err(_) => self.guards.launch_failed(request_id),
        }
        launched
    }

    fn allowed(&self, connection: &ConnectionId, draft: &Draft, accepted: &[AskKind]) -> Result<(), AppError> {
        let rules = self.connections.rules(connection)?;
        if let Some(Blocked { why, .. }) = self.blocked(&rules) {
            return Err(AppError::new(ErrorCode::RuleForbids, why));
        }
        let twin = self.launches.before(connection, draft)?.and_then(|before| before.twin);
        let asks = self.asks(&rules, draft, twin.as_ref());
        match asks.into_iter().find(|ask| !accepted.contains(&ask.kind)) {
            Some(ask) => Err(AppError::new(ErrorCode::ConfirmationNeeded, ask.why).on("confirm")),
            None => Ok(()),
        }
    }

    fn blocked(&self, rules: &ConnectionRules) -> Option<Blocked> {
        rules::blocked(rules, self.clock.now_ms(), &|at_ms| self.clock.zone_minutes(at_ms))
    }

    fn asks(&self, rules: &ConnectionRules, draft: &Draft, twin: Option<&LaunchRow>) -> Vec<LaunchAsk> {
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
            asks.push(LaunchAsk {
                kind: AskKind::Production,
                why: "This connection is production, by your own rule.".to_owned(),
                yes: "Deploy to production".to_owned(),
            });
        }
        if let Some(above) = rules.ask_above
            && let Some(why) = many(draft, above)
        {
            asks.push(LaunchAsk { kind: AskKind::Many, why, yes: "Deploy to all of them".to_owned() });
        }
        asks
    }
}

/// Why so many are asked about; none where it is certain that they are fewer.
fn many(draft: &Draft, above: u32) -> Option<String> {
    let one = draft
        .filters
        .iter()
        .any(|filter| filter.kind == FilterKind::SpecificDevice && filter.operand == OperandDraft::Is);
    // A device by its id is one, whatever else has to hold; of everything else the service gives no preview.
    (!one || above == 0).then(|| {
        format!(
            "You asked to be asked above {above} devices, and how many this reaches is certain only once it is sent."
        )
    })
}
