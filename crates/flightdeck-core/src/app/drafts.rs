//! Drafts of a connection: as many as were begun. Each is kept as it is typed, and none takes the place of another.

use super::Flightdeck;
use crate::connections::Destinations;
use crate::outside::{Drafts, FlowNames, KeptDraft};
use crate::suggestions;
use crate::target;
use crate::wire::{AppError, ConnectionId, Draft, DraftRow, ErrorCode, SavedDraft};

/// Drafts of one connection, at most: more are no longer looked through.
const MOST: usize = 200;

impl Flightdeck {
    /// The drafts that are open, what was saved last in front.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn drafts(&self, connection: &ConnectionId) -> Result<Vec<DraftRow>, AppError> {
        let destination = self.connections.destination(connection)?;
        let all = self.store.drafts(connection)?.into_iter().map(|KeptDraft { id, draft, saved_ms }| DraftRow {
            id,
            flow: self.flows.flow_name(connection, &draft.flow_uuid).unwrap_or_else(|| draft.flow_uuid.clone()),
            target: self.target_words(&draft, &destination),
            comment: draft.comment,
            saved_ms,
        });
        Ok(all.collect())
    }

    /// The target of a draft in words; none where nothing is said of it yet.
    fn target_words(&self, draft: &Draft, destination: &target::Destination) -> Option<String> {
        let sentence = match &draft.batch {
            Some(batch) => super::batches::sentence(self.batches.view(batch).ok()?.counts.devices),
            None if draft.groups.is_empty() && draft.filters.is_empty() => return None,
            None => target::sentence_of(draft, destination),
        };
        Some(sentence.iter().map(|segment| segment.text.as_str()).collect())
    }

    /// A draft that is open, or a new one: nothing, or for the demo fleet a deployment ready to be reviewed. A new one is kept with the
    /// first that is typed.
    ///
    /// # Errors
    /// `NotFound` for a draft that is none any more, `Storage`; for the demo, why it could not be started.
    pub async fn draft_load(&self, connection: &ConnectionId, draft: Option<&str>) -> Result<SavedDraft, AppError> {
        let Some(id) = draft else {
            let of_demo = self.connections.demo_suggestions(connection).await?;
            return Ok(begun(of_demo.as_ref().map(suggestions::first_draft).unwrap_or_default()));
        };
        let found = self.store.draft(connection, id)?;
        let KeptDraft { id, draft, saved_ms } =
            found.ok_or_else(|| AppError::new(ErrorCode::NotFound, "This draft is there no more."))?;
        Ok(SavedDraft { id, draft, saved_ms: Some(saved_ms) })
    }

    /// Saves a draft as typed, in the place of what was saved of it; without an id it is a new one. One in which nothing is typed any more
    /// is not kept.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `InvalidInput` where too many are open.
    pub fn draft_save(
        &self,
        connection: &ConnectionId,
        id: Option<String>,
        draft: Draft,
    ) -> Result<SavedDraft, AppError> {
        self.connections.known(connection)?;
        let one =
            KeptDraft { id: id.unwrap_or_else(|| begun(Draft::default()).id), draft, saved_ms: self.clock.now_ms() };
        if (Draft { step: 0, ..one.draft.clone() }) == Draft::default() {
            self.store.drop_draft(connection, Some(&one.id))?;
        } else {
            let all = self.store.drafts(connection)?;
            if all.len() >= MOST && all.iter().all(|kept| kept.id != one.id) {
                let why = format!("{MOST} drafts are open in this connection. Delete some of them first.");
                return Err(AppError::new(ErrorCode::InvalidInput, why));
            }
            self.store.keep_draft(connection, &one)?;
        }
        Ok(SavedDraft { id: one.id, draft: one.draft, saved_ms: Some(one.saved_ms) })
    }

    /// Forgets a draft; answers with a new one in which nothing is typed.
    ///
    /// # Errors
    /// `Storage`.
    pub fn draft_discard(&self, connection: &ConnectionId, id: &str) -> Result<SavedDraft, AppError> {
        self.store.drop_draft(connection, Some(id))?;
        Ok(begun(Draft::default()))
    }
}

/// A draft that is not kept yet.
fn begun(draft: Draft) -> SavedDraft {
    SavedDraft { id: uuid::Uuid::new_v4().to_string(), draft, saved_ms: None }
}
