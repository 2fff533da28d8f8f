//! Guards: a deployment watched whether a page looks or not, told of, and aborted where wanted, when too much of it fails.
//!
//! What decides is `state`, which is synchronous; a task per guard holds the watch and brings it what was seen. A guard works
//! only while Flightdeck runs, and sees no more often than it looks. It is written down before it acts, so that a later run
//! knows what was done: an abort is asked for once.

mod book;
mod state;
mod task;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::abort::Aborts;
use crate::connections::Destinations;
use crate::guard_rule;
use crate::live::watch::Watches;
use crate::outside::{Clock, Guardbook, Journal};
use crate::wire::{
    AppError, ConnectionId, DeploymentId, ErrorCode, GuardFiring, GuardRule, GuardStage, GuardView, GuardsNotice,
    LaunchOutcome, Settings,
};
use book::{Book, kept};
use state::{Guard, Of, What};

/// What guards need of the rest.
pub struct GuardOutside {
    /// The watched deployments.
    pub watches: Arc<Watches>,
    /// Asks for the aborts.
    pub aborts: Arc<Aborts>,
    /// Where guards are kept.
    pub book: Arc<dyn Guardbook>,
    /// Says what became of launches.
    pub journal: Arc<dyn Journal>,
    /// Where connections lead.
    pub destinations: Arc<dyn Destinations>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// How often to look.
    pub settings: watch::Receiver<Settings>,
}

/// All guards.
pub struct Guards {
    outside: GuardOutside,
    book: Mutex<Book>,
    told: watch::Sender<GuardsNotice>,
    page: Mutex<Page>,
    this: Weak<Guards>,
}

/// The page that is told of guards.
#[derive(Default)]
struct Page {
    epoch: u32,
    task: Option<AbortHandle>,
}

impl Page {
    fn end(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

impl Guards {
    /// No guards yet: those of an earlier run come with [`Guards::resume`].
    pub fn new(outside: GuardOutside) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            outside,
            book: Mutex::default(),
            told: watch::Sender::new(GuardsNotice::default()),
            page: Mutex::default(),
            this: this.clone(),
        })
    }

    /// Arms a guard of a deployment, or gives the one it has another rule. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `InvalidInput` for a rule that cannot be taken, and for a guard that has fired and is not acknowledged; `NotFound`,
    /// `Storage`.
    pub fn arm(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        comment: Option<String>,
        rule: GuardRule,
    ) -> Result<GuardView, AppError> {
        guard_rule::check(&rule)?;
        let destination = self.outside.destinations.destination(connection)?.line();
        let now_ms = self.outside.clock.now_ms();
        let id = {
            let mut book = self.book();
            let guard = match book.of(connection, deployment) {
                Some(known) if known.stage == GuardStage::Fired => {
                    return Err(AppError::invalid(
                        "guard",
                        "This guard has fired. Acknowledge it before it is changed.",
                    ));
                }
                Some(known) => {
                    let mut guard = known.clone();
                    guard.destination = destination;
                    guard.comment = comment.or(guard.comment);
                    guard.rearm(rule, now_ms);
                    guard
                }
                None => {
                    let what = What::Deployment(deployment.clone());
                    let of = Of { connection: connection.clone(), destination, comment, what };
                    Guard::new(uuid::Uuid::new_v4().to_string(), of, rule, now_ms)
                }
            };
            self.outside.book.keep_guard(&kept(&guard)?)?;
            let id = guard.id.clone();
            book.put(guard);
            self.run(&mut book, &id);
            id
        };
        self.tell();
        self.view(&id)
    }

    /// A launch is to be guarded from its first moment: kept before it is sent, armed when its deployment is known. A repeated
    /// request id changes nothing.
    ///
    /// # Errors
    /// As [`Guards::arm`].
    pub fn expect(
        &self,
        launch: &str,
        connection: &ConnectionId,
        comment: Option<String>,
        rule: GuardRule,
    ) -> Result<(), AppError> {
        guard_rule::check(&rule)?;
        let destination = self.outside.destinations.destination(connection)?.line();
        {
            let mut book = self.book();
            if book.has(launch) {
                return Ok(());
            }
            let of = Of { connection: connection.clone(), destination, comment, what: What::Launch(launch.to_owned()) };
            let guard = Guard::new(launch.to_owned(), of, rule, self.outside.clock.now_ms());
            self.outside.book.keep_guard(&kept(&guard)?)?;
            book.put(guard);
        }
        self.tell();
        Ok(())
    }

    /// What became of a launch: its guard is armed, goes on waiting, or has nothing to guard. Must be called inside a tokio runtime.
    pub fn launch_ended(&self, launch: &str, outcome: &LaunchOutcome) {
        let waits = self.book().find(launch).is_some_and(|guard| matches!(guard.stage, GuardStage::Waiting { .. }));
        match (waits, outcome, outcome.deployment()) {
            (false, ..) | (true, LaunchOutcome::Unknown { .. }, _) => {}
            (true, _, Some(deployment)) => {
                let now_ms = self.outside.clock.now_ms();
                self.note(launch, |guard| guard.launched(deployment.clone(), now_ms));
                self.run(&mut self.book(), launch);
            }
            (true, ..) => self.forget(|guard| guard.id == launch),
        }
    }

    /// A launch ended before anything was sent: there will be nothing to guard. One that is in the journal may have been sent.
    pub fn launch_failed(&self, launch: &str) {
        if matches!(self.outside.journal.find(launch), Ok(None)) {
            self.forget(|guard| guard.id == launch && matches!(guard.stage, GuardStage::Waiting { .. }));
        }
    }

    /// The user has seen what a guard fired for. It is armed again; the failures seen so far count no more.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn acknowledge(&self, id: &str) -> Result<GuardView, AppError> {
        let now_ms = self.outside.clock.now_ms();
        self.change(id, |guard| guard.acknowledge(now_ms))?;
        self.view(id)
    }

    /// Ends a guard; what it did stays written, until a hundred others have ended after it. One that never fired is forgotten.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub fn disarm(&self, id: &str) -> Result<(), AppError> {
        let now_ms = self.outside.clock.now_ms();
        self.change(id, |guard| guard.disarm(None, now_ms))?;
        self.forget(|guard| guard.id == id && guard.firings.is_empty());
        self.forget_outlived();
        Ok(())
    }

    /// What a guard has fired for and nobody has acknowledged yet.
    pub(crate) fn fired(&self, id: &str) -> Option<GuardFiring> {
        let book = self.book();
        let guard = book.find(id).filter(|guard| guard.stage == GuardStage::Fired)?;
        guard.firings.first().cloned()
    }

    /// The names of the deployments that an armed guard watches now.
    pub fn armed(&self) -> Vec<String> {
        let book = self.book();
        let armed = book.guards().filter(|guard| guard.is_armed());
        armed
            .map(|guard| guard.comment.clone().unwrap_or_else(|| guard.deployment.as_deref().unwrap_or("").to_owned()))
            .collect()
    }

    /// A connection was removed: nothing of it can be watched or aborted any more.
    pub fn forget_connection(&self, connection: &ConnectionId) {
        self.forget(|guard| guard.connection == *connection);
    }

    /// A connection has another token: guards that waited for one look again.
    pub fn look_again(&self, connection: &ConnectionId) {
        let waiting = self.book().need_user(connection);
        for deployment in waiting {
            self.outside.watches.poke(connection, &deployment);
        }
    }

    /// Tells a page of all guards, now and whenever something changes; `sink` says whether it still listens. The first notice comes
    /// before this returns. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`] for a call of an earlier page.
    pub fn watch(
        &self,
        epoch: u32,
        sink: impl Fn(GuardsNotice) -> bool + Send + Sync + 'static,
    ) -> Result<(), AppError> {
        let mut page = self.page();
        let mut told = self.told.subscribe();
        let first = told.borrow_and_update().clone();
        if epoch < page.epoch || !sink(first) {
            return Err(AppError::new(ErrorCode::WatchGone, "This page is gone; another one took its place."));
        }
        page.end();
        let telling = async move {
            while told.changed().await.is_ok() {
                let notice = told.borrow_and_update().clone();
                if !sink(notice) {
                    return;
                }
            }
        };
        page.task = Some(tokio::spawn(telling).abort_handle());
        Ok(())
    }

    /// All guards, now and whenever something about one changes.
    pub(crate) fn follow(&self) -> watch::Receiver<GuardsNotice> {
        self.told.subscribe()
    }

    /// A page was loaded: earlier ones are not told any more.
    pub fn reset(&self, epoch: u32) {
        let mut page = self.page();
        page.epoch = page.epoch.max(epoch);
        page.end();
    }

    fn tell(&self) {
        let guards = self.book().views();
        self.told.send_if_modified(|told| {
            let changed = told.guards != guards;
            if changed {
                told.guards = guards;
            }
            changed
        });
    }

    fn view(&self, id: &str) -> Result<GuardView, AppError> {
        self.book().view(id).ok_or_else(unknown)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown() -> AppError {
    AppError::new(ErrorCode::NotFound, "There is no such guard any more.")
}
