//! One deployment for each of several devices: whom it is for, what is asked before it, and how it reads.

use std::collections::HashSet;

use super::Flightdeck;
use super::gate::confirmed;
use crate::batch::draft_for;
use crate::connections::Destinations;
use crate::numbers::grouped;
use crate::outside::FlowNames;
use crate::rules;
use crate::target;
use crate::wire::{
    AppError, AskKind, BatchStage, BatchView, Breadth, ConnectionId, DeviceId, Draft, DraftReading, ErrorCode,
    LaunchAsk, Problem, Segment, Severity, step,
};

/// Above so many devices their number is typed before they are sent to.
const TYPED_ABOVE: u32 = 20;

impl Flightdeck {
    /// Notes those chosen in the known fleet for one deployment each, once per request id. Nothing is sent.
    ///
    /// # Errors
    /// `InvalidInput` for nobody and for too many; `NotFound`, `Storage`.
    pub fn batch_prepare(&self, request_id: &str, connection: &ConnectionId) -> Result<BatchView, AppError> {
        let chosen = self.fleets.chosen_ids(connection);
        self.batches.prepare(request_id, connection, self.fleets.named(connection, chosen.lines()))
    }

    /// A draft for devices of a deployment that no one target names: what it sends is the draft's, one deployment for each.
    pub(super) fn draft_for_each(
        &self,
        connection: &ConnectionId,
        devices: &[DeviceId],
        draft: Draft,
    ) -> Result<Draft, AppError> {
        let named = self.fleets.named(connection, devices.iter().map(DeviceId::as_str));
        let batch = self.batches.prepare(&uuid::Uuid::new_v4().to_string(), connection, named)?;
        Ok(Draft { groups: Vec::new(), filters: Vec::new(), batch: Some(batch.id), step: step::DEVICES, ..draft })
    }

    /// Begins to send a prepared batch with a draft, each device its own deployment; a batch that was begun is left as it is.
    ///
    /// # Errors
    /// `InvalidInput` for a draft that cannot be sent; `RuleForbids`, `ConfirmationNeeded`, `NotFound`, `Storage`. Nothing is sent then.
    pub fn batch_start(
        &self,
        batch: &str,
        draft: Draft,
        confirmation: Option<&str>,
        accepted: &[AskKind],
    ) -> Result<BatchView, AppError> {
        let view = self.batches.view(batch)?;
        if view.stage != BatchStage::Prepared {
            return Ok(view);
        }
        let connection = &view.connection;
        let destination = self.connections.destination(connection)?;
        for device in self.batches.devices(batch)? {
            target::checked(&draft_for(&draft, &device), &destination, None)?;
        }
        self.apis_may_act(connection)?;
        let reading = self.batch_reading(connection, &draft, batch)?;
        if let Some(problem) = reading.problems.iter().find(|problem| problem.severity == Severity::Error) {
            return Err(AppError::invalid(problem.field.clone(), problem.message.clone()));
        }
        rules::refused(reading.blocked)?;
        confirmed(reading.asks, accepted)?;
        if let Some(phrase) = reading.confirm_phrase
            && confirmation != Some(phrase.as_str())
        {
            let message = format!("This sends {phrase} deployments. Type {phrase} to confirm.");
            return Err(AppError::new(ErrorCode::ConfirmationNeeded, message).on("confirm"));
        }
        self.flows.keep_marks(connection, &draft)?;
        self.batches.begin(batch, draft)
    }

    /// Goes on with what of a batch was not sent. The user's rules hold for each device as it is sent.
    ///
    /// # Errors
    /// `InvalidInput` while nobody knows what became of one of its launches; `RuleForbids`, `NotFound`, `Storage`.
    pub async fn batch_resume(&self, batch: &str) -> Result<BatchView, AppError> {
        self.batches.resume(batch).await
    }

    /// Notes those whose deployment was refused for another try, once per request id, and tells the draft to review. Nothing is sent.
    ///
    /// # Errors
    /// `InvalidInput` where nobody was refused; `NotFound`, `Storage`.
    pub fn batch_retry(&self, request_id: &str, batch: &str) -> Result<Draft, AppError> {
        let connection = self.batches.view(batch)?.connection;
        let (draft, refused) = self.batches.refused(batch)?;
        let again = self.batches.prepare(request_id, &connection, refused)?;
        Ok(Draft { batch: Some(again.id), step: step::REVIEW, ..draft })
    }

    /// Reads a draft whose target is a batch: the request is the one to its first device.
    pub(super) fn batch_reading(
        &self,
        connection: &ConnectionId,
        draft: &Draft,
        batch: &str,
    ) -> Result<DraftReading, AppError> {
        let destination = self.connections.destination(connection)?;
        let marks = self.flows.marks(connection, &draft.flow_uuid);
        let prepared = |view: &BatchView| view.connection == *connection && view.stage == BatchStage::Prepared;
        let Some(view) = self.batches.view(batch).ok().filter(prepared) else {
            let mut reading = target::reading_with(&Draft { batch: None, ..draft.clone() }, &destination, marks);
            reading.problems.push(gone());
            (reading.json, reading.curl, reading.script, reading.action, reading.masked) =
                (None, None, None, None, None);
            return Ok(reading);
        };
        let devices = self.batches.devices(batch)?;
        let count = view.counts.devices;
        let Some(first) = devices.first() else { return Err(AppError::new(ErrorCode::NotFound, "It has no devices.")) };
        let mut reading = target::reading_with(&draft_for(draft, first), &destination, marks);
        reading.sentence = sentence(count);
        reading.breadth = Breadth::Restricted;
        reading.confirm_phrase = (count > TYPED_ABOVE).then(|| count.to_string());
        let rules = self.connections.rules(connection)?;
        let sent =
            self.launches.sent_alone(connection, draft, self.clock.now_ms().saturating_sub(super::gate::DAY_MS))?;
        reading.asks = batch_asks(&devices, &sent, rules.production, rules.ask_above);
        reading.blocked = self.gate.blocked(connection)?;
        reading.batch = Some(view);
        Ok(reading)
    }
}

fn batch_asks(
    devices: &[DeviceId],
    sent: &HashSet<String>,
    production: bool,
    ask_above: Option<u32>,
) -> Vec<LaunchAsk> {
    let count = devices.len() as u32;
    let again = devices.iter().filter(|device| sent.contains(device.as_str())).count() as u32;
    let mut asks = Vec::new();
    if again > 0 {
        asks.push(LaunchAsk {
            kind: AskKind::Twin,
            why: format!(
                "The same was sent within a day to {} of these {}: the same flow, parameters and release.",
                grouped(again),
                grouped(count)
            ),
            yes: "Send it to them once more".to_owned(),
        });
    }
    if production {
        asks.push(super::gate::production());
    }
    if let Some(above) = ask_above.filter(|above| count > *above) {
        let why = format!("You asked to be asked above {} devices, and these are {}.", grouped(above), grouped(count));
        asks.push(LaunchAsk { kind: AskKind::Many, why, yes: "Deploy to all of them".to_owned() });
    }
    asks
}

/// Whom a batch is for, in words.
pub(super) fn sentence(count: u32) -> Vec<Segment> {
    let plain = |text: &str| Segment { text: text.to_owned(), value: false, mono: false };
    let devices = if count == 1 { "1 device".to_owned() } else { format!("{} devices", grouped(count)) };
    vec![Segment { value: true, ..plain(&devices) }, plain(" by id, one deployment for each")]
}

fn gone() -> Problem {
    Problem {
        field: "target".to_owned(),
        step: step::DEVICES,
        severity: Severity::Error,
        title: "These devices were sent to, or are not known any more".to_owned(),
        message: "The devices that were chosen for this draft were sent to already, or are not kept any more. Choose them again \
                  in the fleet, or say whom it is for by groups and filters."
            .to_owned(),
        instead: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_before_a_batch_counts_its_devices() {
        let devices: Vec<DeviceId> = ["a", "b", "c"].map(DeviceId::from).into();
        let sent: HashSet<String> = ["b".to_owned(), "elsewhere".to_owned()].into();
        let kinds = |sent: &HashSet<String>, production, above| -> Vec<AskKind> {
            batch_asks(&devices, sent, production, above).into_iter().map(|ask| ask.kind).collect()
        };
        let none = HashSet::new();
        for (production, above, expected) in [
            (false, None, vec![]),
            (false, Some(3), vec![]),
            (false, Some(2), vec![AskKind::Many]),
            (true, Some(1), vec![AskKind::Production, AskKind::Many]),
        ] {
            assert_eq!(kinds(&none, production, above), expected, "{production} {above:?}");
        }
        let asks = batch_asks(&devices, &sent, false, None);
        assert!(asks[0].why.contains("to 1 of these 3"), "only those among them count: {}", asks[0].why);
    }
}
