//! One deployment for each of several devices, where no one target reaches exactly these: one after another, stoppable and resumable.
//!
//! What decides is `items`, which is synchronous; a task sends one launch after another through [`Launches`], at its pace. The id of each
//! launch is made of the batch's id, the device's place and the try, so the journal alone tells what was sent: nothing is sent that is not
//! written down, and nothing that is written down is sent again, in whatever run. A batch that was being sent when Flightdeck ended is
//! stopped; the user resumes it, and it goes on with those that were not sent.

mod book;
mod items;
mod run;
mod telling;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::batched::{launch_of, of_launch};
use crate::connections::{Connections, Destinations};
use crate::launch::Launches;
use crate::numbers::grouped;
use crate::outside::{Batchbook, Clock, FlowNames, NamedDevice};
use crate::rules;
use crate::teller::Teller;
use crate::wire::{
    AppError, BatchItemState, BatchStage, BatchView, BatchWindow, BatchesNotice, Blocked, ConnectionId, DeviceId,
    Draft, ErrorCode, FilterDraft, FilterKind, LaunchOutcome, OperandDraft,
};
use book::{Batch, Book, ENDED, Header};
use items::{Answer, Items};

/// Devices that a batch may have: more is a matter for a group or a tag.
pub const MOST: usize = 1_000;
/// Batches that the page is told of.
const TOLD: usize = 100;
/// Rows a page may ask for at once.
const ROWS: usize = 500;
/// So long one that was never begun is kept: its draft may still be opened.
const PREPARED_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What batches need of the rest.
pub(crate) struct BatchOutside {
    pub(crate) launches: Arc<Launches>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) book: Arc<dyn Batchbook>,
    pub(crate) names: Arc<dyn FlowNames>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// All batches.
pub struct Batches {
    outside: BatchOutside,
    book: Mutex<Book>,
    page: Mutex<Teller<BatchesNotice>>,
    this: Weak<Batches>,
}

impl Batches {
    /// Those of earlier runs. Sends nothing.
    pub(crate) fn load(outside: BatchOutside) -> Arc<Self> {
        let mut book = Book::default();
        match outside.book.batches() {
            Ok(kept) => kept.into_iter().for_each(|kept| book.take_up(kept, outside.book.as_ref())),
            Err(error) => tracing::error!(%error, "batches of earlier runs could not be read"),
        }
        Arc::new_cyclic(|this| Self { outside, book: Mutex::new(book), page: Mutex::default(), this: this.clone() })
    }

    /// Notes the devices of a batch, once per id. Nothing is sent.
    ///
    /// # Errors
    /// `InvalidInput` for none and for too many, `NotFound`, `Storage`.
    pub(crate) fn prepare(
        &self,
        id: &str,
        connection: &ConnectionId,
        devices: Vec<NamedDevice>,
    ) -> Result<BatchView, AppError> {
        if self.book().batches.contains_key(id) {
            return self.view(id);
        }
        let mut known = HashSet::new();
        let devices: Vec<_> = devices.into_iter().filter(|(device, _)| known.insert(device.clone())).collect();
        if devices.is_empty() {
            return Err(AppError::invalid("target", "Nobody is chosen."));
        }
        if devices.len() > MOST {
            return Err(AppError::invalid(
                "target",
                format!(
                    "{} devices are too many for one deployment each; at most {} are sent so. Give them a tag or a group of their own in \
                     JFrog Connect: then one deployment reaches exactly these.",
                    grouped(devices.len() as u32),
                    grouped(MOST as u32),
                ),
            ));
        }
        // An id with a full stop would not be told from the parts of a launch's.
        if id.is_empty() || id.contains(['.', '/']) {
            return Err(AppError::invalid("requestId", "This id cannot be taken."));
        }
        let now_ms = self.outside.clock.now_ms();
        let items = Items::new(devices.clone(), Vec::new(), BatchStage::Prepared, None);
        let header = Header {
            draft: Draft::default(),
            destination: self.outside.connections.destination(connection)?.line(),
            stage: BatchStage::Prepared,
            why: None,
            at_ms: now_ms,
            ended_ms: None,
            counts: items.counts(),
        };
        let batch =
            Batch { connection: connection.clone(), header, items: Some(items), driven: false, waits_until_ms: None };
        let mut book = self.book();
        self.outside.book.add_batch(&batch.kept(id)?, &devices)?;
        book.put(id.to_owned(), batch);
        self.forget_of(&mut book, |batch| {
            batch.header.stage == BatchStage::Prepared && batch.header.at_ms < now_ms - PREPARED_MS
        });
        drop(book);
        self.view(id)
    }

    /// Begins to send a batch that is prepared; one that was begun is left as it is. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `NotFound`, `Storage`: then nothing is sent.
    pub(crate) fn begin(&self, id: &str, draft: Draft) -> Result<BatchView, AppError> {
        {
            let mut book = self.book();
            let batch = book.batches.get_mut(id).ok_or_else(unknown)?;
            if batch.header.stage == BatchStage::Prepared {
                let before = batch.header.clone();
                batch.header.draft =
                    Draft { groups: Vec::new(), filters: Vec::new(), guard: None, batch: None, ..draft };
                batch.header.at_ms = self.outside.clock.now_ms();
                if let Err(error) = self.sending(id, batch) {
                    batch.header = before;
                    return Err(error);
                }
            }
        }
        self.tell();
        self.view(id)
    }

    /// Nothing more of a batch is sent; the one under way is waited for.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn stop(&self, id: &str) -> Result<BatchView, AppError> {
        self.halt(|found, _| found == id, None);
        self.view(id)
    }

    /// Nothing more of any batch is sent: the window closes.
    pub(crate) fn stop_all(&self) {
        self.halt(|_, _| true, Some(ENDED));
    }

    /// How many devices of batches that are being sent are not sent yet.
    pub(crate) fn left(&self) -> u32 {
        let book = self.book();
        let sending = book.batches.values().filter(|batch| batch.header.stage == BatchStage::Sending);
        sending.map(|batch| batch.counts().waiting).sum()
    }

    /// Goes on with what was not sent. What nobody knows the outcome of is looked for once more first. Must be called inside a tokio
    /// runtime.
    ///
    /// # Errors
    /// `InvalidInput` while the outcome of one is unknown; `NotFound`, `Storage`; whatever kept it from being looked for.
    pub(crate) async fn resume(&self, id: &str) -> Result<BatchView, AppError> {
        self.loaded(id)?;
        let unresolved = |book: &Book| book.batches.get(id)?.items.as_ref()?.unresolved();
        let open = unresolved(&self.book());
        if let Some((place, tries)) = open {
            let launch = launch_of(id, place, tries);
            let outcome = self.outside.launches.look_again(&launch).await?;
            self.launch_ended(&launch, &outcome);
        }
        {
            let mut book = self.book();
            if unresolved(&book).is_some() {
                return Err(AppError::invalid(
                    "batch",
                    "Nobody knows what became of one of its launches. Settle that first, among the launches.",
                ));
            }
            let batch = book.batches.get_mut(id).ok_or_else(unknown)?;
            if matches!(batch.header.stage, BatchStage::Stopped | BatchStage::Trouble) {
                self.may_send(batch)?;
                self.sending(id, batch)?;
            }
        }
        self.tell();
        self.view(id)
    }

    /// One batch.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn view(&self, id: &str) -> Result<BatchView, AppError> {
        let book = self.book();
        book.batches.get(id).map(|batch| self.told_of(id, batch)).ok_or_else(unknown)
    }

    /// The devices of a batch on screen.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn rows(&self, id: &str, only: Option<BatchItemState>, start: u32, len: u32) -> Result<BatchWindow, AppError> {
        self.loaded(id)?;
        let revision = self.page().revision();
        let book = self.book();
        let items = book.batches.get(id).and_then(|batch| batch.items.as_ref()).ok_or_else(unknown)?;
        let rows = items.rows(only, |place, tries| launch_of(id, place, tries));
        let total = rows.len() as u32;
        let rows = rows.into_iter().skip(start as usize).take((len as usize).min(ROWS)).collect();
        Ok(BatchWindow { revision, start, total, rows })
    }

    /// What a batch sends, and the devices whose deployment was refused.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub(crate) fn refused(&self, id: &str) -> Result<(Draft, Vec<NamedDevice>), AppError> {
        self.loaded(id)?;
        let book = self.book();
        let batch = book.batches.get(id).ok_or_else(unknown)?;
        let items = batch.items.as_ref().ok_or_else(unknown)?;
        let rows = items.rows(Some(BatchItemState::Refused), |place, tries| launch_of(id, place, tries));
        let devices = rows.into_iter().map(|item| (item.device, item.name)).collect();
        Ok((batch.header.draft.clone(), devices))
    }

    /// The devices of a batch.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub(crate) fn devices(&self, id: &str) -> Result<Vec<DeviceId>, AppError> {
        self.loaded(id)?;
        let book = self.book();
        let items = book.batches.get(id).and_then(|batch| batch.items.as_ref()).ok_or_else(unknown)?;
        Ok(items.devices().cloned().collect())
    }

    /// What became of a launch, whoever asked: an item may have waited for it.
    pub(crate) fn launch_ended(&self, launch: &str, outcome: &LaunchOutcome) {
        let Some((id, place, tries)) = of_launch(launch) else { return };
        {
            let mut book = self.book();
            let Some(batch) = book.batches.get_mut(id) else { return };
            let Some(items) = &mut batch.items else { return };
            items.settled(place, tries, &Answer::of_entry(Some(outcome.clone())));
            self.keep(id, batch);
        }
        self.tell();
    }

    /// A connection was removed, or its fleet exists no more. What was launched stays in the journal.
    pub(crate) fn forget_connection(&self, connection: &ConnectionId) {
        self.forget_of(&mut self.book(), |batch| batch.connection == *connection);
        self.tell();
    }

    /// Whether anything may be sent there now: the user's rules, and that the connection still leads to the same fleet.
    fn may_send(&self, batch: &Batch) -> Result<(), AppError> {
        let clock = &self.outside.clock;
        let rules = self.outside.connections.rules(&batch.connection)?;
        if let Some(Blocked { why, .. }) = rules::blocked(&rules, clock.now_ms(), &|at_ms| clock.zone_minutes(at_ms)) {
            return Err(AppError::new(ErrorCode::RuleForbids, why));
        }
        if self.outside.connections.destination(&batch.connection)?.line() != batch.header.destination {
            return Err(AppError::invalid(
                "batch",
                "The connection leads elsewhere now than when these devices were chosen: they are another fleet's.",
            ));
        }
        Ok(())
    }

    /// Reads the devices of a batch that ended in an earlier run.
    fn loaded(&self, id: &str) -> Result<(), AppError> {
        let mut book = self.book();
        let batch = book.batches.get_mut(id).ok_or_else(unknown)?;
        if batch.items.is_none() {
            batch.items = Some(batch.read(id, self.outside.book.as_ref())?);
        }
        Ok(())
    }

    fn halt(&self, which: impl Fn(&str, &Batch) -> bool, why: Option<&str>) {
        {
            let mut book = self.book();
            for (id, batch) in &mut book.batches {
                if which(id, batch)
                    && let Some(items) = &mut batch.items
                {
                    items.stop(why.map(str::to_owned));
                    self.keep(id, batch);
                }
            }
        }
        self.tell();
    }

    fn forget_of(&self, book: &mut Book, which: impl Fn(&Batch) -> bool) {
        let gone: Vec<String> =
            book.batches.iter().filter(|(_, batch)| which(batch)).map(|(id, _)| id.clone()).collect();
        for id in gone {
            if let Err(error) = self.outside.book.drop_batch(&id) {
                tracing::warn!(%error, "a batch could not be forgotten");
            }
            book.batches.remove(&id);
            book.order.retain(|known| *known != id);
        }
    }

    /// Keeps what changed of a batch, if anything did. What cannot be written is read from the journal in the next run.
    fn keep(&self, id: &str, batch: &mut Batch) {
        if batch.follow(self.outside.clock.now_ms())
            && let Err(error) = batch.kept(id).and_then(|kept| Ok(self.outside.book.keep_batch(&kept)?))
        {
            tracing::error!(%error, "how far a batch is could not be written down");
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self) -> MutexGuard<'_, Teller<BatchesNotice>> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The draft of one device's deployment.
pub(crate) fn draft_for(draft: &Draft, device: &DeviceId) -> Draft {
    let only = FilterDraft {
        kind: FilterKind::SpecificDevice,
        operand: OperandDraft::Is,
        value: device.to_string(),
        extra: String::new(),
    };
    Draft { groups: Vec::new(), filters: vec![only], guard: None, batch: None, ..draft.clone() }
}

fn unknown() -> AppError {
    AppError::new(ErrorCode::NotFound, "There is no such batch any more.")
}
