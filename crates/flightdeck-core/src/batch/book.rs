//! Batches as they are held and kept: how far each is, and its devices, which are read when somebody looks.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::items::Items;
use crate::outside::{Batchbook, KeptBatch};
use crate::wire::{AppError, BatchCounts, BatchStage, ConnectionId, Draft, ErrorCode};

/// What is kept of a batch besides its devices.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) draft: Draft,
    /// Where it leads: a connection that leads elsewhere by now is another fleet.
    pub(super) destination: String,
    pub(super) stage: BatchStage,
    pub(super) why: Option<String>,
    pub(super) at_ms: i64,
    pub(super) ended_ms: Option<i64>,
    pub(super) counts: BatchCounts,
}

pub(super) struct Batch {
    pub(super) connection: ConnectionId,
    pub(super) header: Header,
    /// Its devices; none of one that ended in an earlier run until somebody looks.
    pub(super) items: Option<Items>,
    /// A task sends it.
    pub(super) driven: bool,
    pub(super) waits_until_ms: Option<i64>,
}

/// The batches by id, and the ids in the order in which they were kept.
#[derive(Default)]
pub(super) struct Book {
    pub(super) batches: HashMap<String, Batch>,
    pub(super) order: Vec<String>,
}

/// Why a batch stands still that was being sent when Flightdeck ended.
pub(super) const ENDED: &str = "Flightdeck was closed before all were sent.";

impl Book {
    pub(super) fn put(&mut self, id: String, batch: Batch) {
        self.order.push(id.clone());
        self.batches.insert(id, batch);
    }

    pub(super) fn take_up(&mut self, kept: KeptBatch, book: &dyn Batchbook) {
        let header = match serde_json::from_str::<Header>(&kept.batch) {
            Ok(header) => header,
            Err(error) => {
                tracing::warn!(id = %kept.id, %error, "a batch cannot be read");
                return;
            }
        };
        let mut batch = Batch { connection: kept.connection, header, items: None, driven: false, waits_until_ms: None };
        if batch.header.stage == BatchStage::Sending {
            (batch.header.stage, batch.header.why) = (BatchStage::Stopped, Some(ENDED.to_owned()));
        }
        // Of those that are not done, launches may have been settled since.
        if batch.header.stage != BatchStage::Done {
            match batch.read(&kept.id, book) {
                Ok(items) => batch.items = Some(items),
                Err(error) => tracing::warn!(id = %kept.id, %error, "the devices of a batch cannot be read"),
            }
        }
        self.put(kept.id, batch);
    }
}

impl Batch {
    pub(super) fn read(&self, id: &str, book: &dyn Batchbook) -> Result<Items, AppError> {
        Ok(Items::new(book.batch_devices(id)?, book.batch_launches(id)?, self.header.stage, self.header.why.clone()))
    }

    pub(super) fn counts(&self) -> BatchCounts {
        self.items.as_ref().map_or(self.header.counts, Items::counts)
    }

    /// Takes over where its devices stand. Whether that is to be kept.
    pub(super) fn follow(&mut self, now_ms: i64) -> bool {
        let Some(items) = &self.items else { return false };
        let changed = (self.header.stage, &self.header.why) != (items.stage, &items.why);
        if changed {
            self.header.stage = items.stage;
            self.header.why = items.why.clone();
            self.header.ended_ms = (items.stage != BatchStage::Sending).then_some(now_ms);
        }
        let counts = items.counts();
        let settled = counts != self.header.counts && items.stage != BatchStage::Sending;
        self.header.counts = counts;
        changed || settled
    }

    pub(super) fn kept(&self, id: &str) -> Result<KeptBatch, AppError> {
        let batch = serde_json::to_string(&self.header)
            .map_err(|error| AppError::new(ErrorCode::Internal, format!("A batch could not be written ({error}).")))?;
        Ok(KeptBatch { id: id.to_owned(), connection: self.connection.clone(), batch })
    }
}
