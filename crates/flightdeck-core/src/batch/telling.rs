//! Telling the page of batches: whole, and whenever something about one changes.

use super::book::{Batch, Header};
use super::items::Items;
use super::{Batches, TOLD};
use crate::wire::{AppError, BatchStage, BatchView, BatchesNotice};

impl Batches {
    /// A page was loaded: earlier ones are not told any more.
    pub(crate) fn reset(&self, epoch: u32) {
        self.page().reset(epoch);
    }

    /// Tells a page of all batches that were begun, now and whenever something changes; `sink` says whether it still listens.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`] for a call of an earlier page.
    pub fn watch(&self, epoch: u32, sink: impl Fn(BatchesNotice) -> bool + Send + 'static) -> Result<(), AppError> {
        self.page().listens(epoch, sink)?;
        self.tell();
        Ok(())
    }

    pub(super) fn tell(&self) {
        self.page().say(|revision| BatchesNotice { revision, batches: self.begun() });
    }

    fn begun(&self) -> Vec<BatchView> {
        let book = self.book();
        let all = book.order.iter().rev().filter_map(|id| Some((id, book.batches.get(id)?)));
        let begun = all.filter(|(_, batch)| batch.header.stage != BatchStage::Prepared);
        begun.take(TOLD).map(|(id, batch)| self.told_of(id, batch)).collect()
    }

    pub(super) fn told_of(&self, id: &str, batch: &Batch) -> BatchView {
        let Header { draft, stage, why, at_ms, ended_ms, .. } = batch.header.clone();
        let waits = batch.items.as_ref().and_then(Items::pause).and(batch.waits_until_ms);
        BatchView {
            id: id.to_owned(),
            connection: batch.connection.clone(),
            comment: Some(draft.comment.trim().to_owned()).filter(|comment| !comment.is_empty()),
            flow_name: self.outside.names.flow_name(&batch.connection, &draft.flow_uuid),
            flow_uuid: draft.flow_uuid,
            stage,
            why,
            counts: batch.counts(),
            now: batch.items.as_ref().and_then(Items::now),
            at_ms,
            ended_ms,
            waits_until_ms: waits,
        }
    }
}
