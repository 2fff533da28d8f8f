//! Rollout plans: waves with gates between them, which the service does not have \[S\]. One deployment is launched after another, each only
//! when the gate before it is open.
//!
//! What decides is `run`, which is synchronous; a task for each plan brings it what was seen and does what is due. Everything is written down
//! before it is done, and waves go through the launch journal under ids made of the plan, the wave and the try: a program that was killed
//! resumes where it was, and never sends a wave twice. A plan advances only while a program runs that has it.

mod book;
pub mod check;
mod closing;
mod doing;
pub(crate) mod dry;
mod each;
pub mod file;
mod gate;
mod ids;
mod run;
mod task;
mod told;
pub(crate) mod waves;
pub mod words;
pub mod workflow;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::abort::Aborts;
use crate::batch::Batches;
use crate::connections::Destinations;
use crate::guard::Guards;
use crate::launch::Wanted;
use crate::live::watch::Watches;
use crate::outside::{Apis, Clock, FlowNames, Journal, Planbook};
use crate::teller::Teller;
use crate::wire::{
    AppError, AskKind, ConnectionId, Draft, ErrorCode, LaunchOutcome, Plan, PlanAct, PlanView, PlansNotice, Settings,
};
use book::{Book, Entry};
use ids::LaunchOf;
pub(crate) use ids::is_of_plan;
use run::{Now, Run};

/// Plans that are kept, at most: of more nobody keeps track.
const MOST: usize = 200;

/// Sends launches through whatever gate stands before all of them.
#[async_trait]
pub(crate) trait Sends: Send + Sync {
    /// Launches a draft, once per request id, if it is still `wanted` when it would be written down; see [`crate::app::Flightdeck::launch`].
    async fn send(
        &self,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
        accepted: &[AskKind],
        wanted: Wanted,
    ) -> Result<LaunchOutcome, AppError>;
}

/// What plans need of the rest.
pub(crate) struct PlanOutside {
    pub(crate) sends: Arc<dyn Sends>,
    pub(crate) batches: Arc<Batches>,
    pub(crate) watches: Arc<Watches>,
    pub(crate) guards: Arc<Guards>,
    pub(crate) aborts: Arc<Aborts>,
    pub(crate) apis: Arc<dyn Apis>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) book: Arc<dyn Planbook>,
    pub(crate) destinations: Arc<dyn Destinations>,
    pub(crate) names: Arc<dyn FlowNames>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: watch::Receiver<Settings>,
}

/// The page that is told of plans, and what it was told last.
#[derive(Default)]
struct Page {
    teller: Teller<PlansNotice>,
    told: Vec<PlanView>,
}

/// All plans.
pub struct Plans {
    outside: PlanOutside,
    book: Mutex<Book>,
    page: Mutex<Page>,
    turned: watch::Sender<u64>,
    /// Nothing more is sent in this run of the program.
    holds: AtomicBool,
    this: Weak<Plans>,
}

impl Plans {
    /// Those of earlier runs. Nothing of them goes on before [`Plans::resume`].
    pub(crate) fn load(outside: PlanOutside) -> Arc<Self> {
        let mut book = Book::default();
        match outside.book.plans() {
            Ok(kept) => kept.into_iter().for_each(|kept| book.take_up(kept)),
            Err(error) => tracing::error!(%error, "plans of earlier runs could not be read"),
        }
        Arc::new_cyclic(|this| Self {
            outside,
            book: Mutex::new(book),
            page: Mutex::default(),
            turned: watch::Sender::new(0),
            holds: AtomicBool::new(false),
            this: this.clone(),
        })
    }

    /// Plans of earlier runs go on. Once; must be called inside a tokio runtime.
    pub(crate) fn resume(&self) {
        {
            let mut book = self.book();
            if std::mem::replace(&mut book.resumed, true) {
                return;
            }
            let now_ms = self.outside.clock.now_ms();
            for (id, entry) in &mut book.entries {
                let Some(run) = &mut entry.run else { continue };
                run.resumed(&|wave, tries| self.may_be_begun(&ids::wave(id, wave, tries)), now_ms);
                for (wave, tries) in run.unanswered() {
                    if let Ok(Some(entry)) = self.outside.journal.find(&ids::wave(id, wave, tries))
                        && let Some(outcome) = entry.outcome
                    {
                        run.launched(wave, tries, &outcome, now_ms);
                    }
                }
                self.keep(id, entry);
            }
            for id in book.order.clone() {
                self.drive(&mut book, &id);
            }
        }
        self.tell();
    }

    /// Keeps a plan that is being written, a new one without an id.
    ///
    /// # Errors
    /// `InvalidInput` for one that was started, and for too many; `NotFound`, `Storage`.
    pub fn save(&self, connection: &ConnectionId, id: Option<&str>, plan: Plan) -> Result<PlanView, AppError> {
        self.outside.destinations.destination(connection)?;
        let now_ms = self.outside.clock.now_ms();
        let id = {
            let mut book = self.book();
            match id {
                Some(id) => {
                    let entry = book.entries.get_mut(id).filter(|one| one.connection == *connection);
                    let entry = entry.ok_or_else(unknown)?;
                    if entry.run.is_some() {
                        return Err(AppError::invalid("plan", "It was started: what it is does not change any more."));
                    }
                    let mut changed = Entry::written(connection.clone(), plan, now_ms);
                    self.write(id, &mut changed)?;
                    *entry = changed;
                    id.to_owned()
                }
                None => {
                    if book.entries.len() >= MOST {
                        let why = format!("At most {MOST} plans are kept; delete one first.");
                        return Err(AppError::invalid("name", why));
                    }
                    let id = uuid::Uuid::new_v4().to_string();
                    let mut entry = Entry::written(connection.clone(), plan, now_ms);
                    self.write(&id, &mut entry)?;
                    book.put(id.clone(), entry);
                    id
                }
            }
        };
        self.tell();
        self.view(&id)
    }

    /// Starts a plan; one that was started is left as it is. What may be started is judged before ([`crate::app::Flightdeck::plan_start`]).
    /// Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `NotFound`, `Storage`: then nothing is sent.
    pub(crate) fn start(
        &self,
        id: &str,
        confirmation: Option<String>,
        accepted: Vec<AskKind>,
    ) -> Result<PlanView, AppError> {
        {
            let mut book = self.book();
            let entry = book.entries.get_mut(id).ok_or_else(unknown)?;
            if entry.run.is_none() {
                let destination = self.outside.destinations.destination(&entry.connection)?.line();
                let now_ms = self.outside.clock.now_ms();
                entry.run = Some(Run::new(entry.plan.clone(), destination, accepted, confirmation, now_ms));
                if let Err(error) = self.write(id, entry) {
                    entry.run = None;
                    return Err(error);
                }
            }
            self.drive(&mut book, id);
        }
        self.tell();
        self.view(id)
    }

    /// A plan that is run from a command line goes no further than a wave, from 0, in this run.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn go_until(&self, id: &str, wave: usize) -> Result<(), AppError> {
        let mut book = self.book();
        let entry = book.entries.get_mut(id).ok_or_else(unknown)?;
        if let Some(run) = &mut entry.run {
            run.go_until(wave);
        }
        Ok(())
    }

    /// Whether a plan came as far as it is to go in this run.
    pub fn has_arrived(&self, id: &str) -> bool {
        self.book().entries.get(id).and_then(|entry| entry.run.as_ref()).is_some_and(Run::has_arrived)
    }

    /// The ids of all plans, in the order in which they were first kept.
    pub fn ids(&self) -> Vec<String> {
        self.book().order.clone()
    }

    /// A person acts. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `InvalidInput` with the reason where it cannot be done now; `NotFound`, `Storage`: then nothing changes.
    pub fn act(&self, id: &str, act: &PlanAct) -> Result<PlanView, AppError> {
        let mut seen = Vec::new();
        {
            let mut book = self.book();
            let entry = book.entries.get_mut(id).ok_or_else(unknown)?;
            let before = entry.run.clone();
            let run = entry.run.as_mut().ok_or_else(|| AppError::invalid("plan", "It was not started."))?;
            let zone = |at_ms: i64| self.outside.clock.zone_minutes(at_ms);
            run.act(act, &self.now(&zone))?;
            if *act == PlanAct::Resume {
                for wave in 0..run.waves.len() {
                    let launch = ids::wave(id, wave, run.waves[wave].tries);
                    if let Some(firing) = self.outside.guards.fired(&launch) {
                        run.guard_seen(wave, firing.at_ms);
                        seen.push(launch);
                    }
                }
            }
            let lists = run.lists_to_stop();
            if let Err(error) = self.write(id, entry) {
                entry.run = before;
                return Err(error);
            }
            for wave in lists {
                self.stop_batch(&ids::batch(id, wave));
            }
            entry.bell.notify_one();
            self.drive(&mut book, id);
        }
        // What a guard fired for was seen along with the rest.
        for launch in seen {
            if let Err(error) = self.outside.guards.acknowledge(&launch) {
                tracing::warn!(%error, "a guard could not be acknowledged with its plan");
            }
        }
        self.tell();
        self.view(id)
    }

    /// Forgets a plan that is written or has ended. What it launched stays in the journal.
    ///
    /// # Errors
    /// `InvalidInput` for one that may go on, and while something is still to be sent back or aborted; `NotFound`, `Storage`.
    pub fn remove(&self, id: &str) -> Result<(), AppError> {
        {
            let mut book = self.book();
            let entry = book.entries.get(id).ok_or_else(unknown)?;
            if entry.run.as_ref().is_some_and(Run::may_go_on) {
                return Err(AppError::invalid("plan", "Stop the plan first."));
            }
            if entry.run.as_ref().is_some_and(Run::has_work) {
                return Err(AppError::invalid(
                    "plan",
                    "Something of it is still to be aborted or sent back. Wait until that is done.",
                ));
            }
            self.outside.book.drop_plan(id)?;
            book.remove(id);
        }
        self.tell();
        Ok(())
    }

    /// What became of a launch, whoever asked: a wave may have waited for it.
    pub(crate) fn launch_ended(&self, launch: &str, outcome: &LaunchOutcome) {
        let Some((id, of)) = ids::of_launch(launch) else { return };
        {
            let mut book = self.book();
            let Some(entry) = book.entries.get_mut(id) else { return };
            let Some(run) = &mut entry.run else { return };
            let now_ms = self.outside.clock.now_ms();
            match of {
                LaunchOf::Wave { wave, tries } => run.launched(wave, tries, outcome, now_ms),
                LaunchOf::Back { place, tries } => run.back_found(place, tries, outcome, now_ms),
            }
            self.keep(id, entry);
            entry.bell.notify_one();
            self.drive(&mut book, id);
        }
        self.tell();
    }

    /// A connection was removed, or its fleet exists no more.
    pub(crate) fn forget_connection(&self, connection: &ConnectionId) {
        {
            let mut book = self.book();
            let of = |entry: &Entry| entry.connection == *connection;
            let gone: Vec<String> = book.entries.iter().filter(|(_, one)| of(one)).map(|(id, _)| id.clone()).collect();
            for id in gone {
                if let Err(error) = self.outside.book.drop_plan(&id) {
                    tracing::warn!(%error, "a plan could not be forgotten");
                }
                book.remove(&id);
            }
        }
        self.tell();
    }

    /// The plan with this id, as it is written, and its connection.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn plan(&self, id: &str) -> Result<(ConnectionId, Plan), AppError> {
        let book = self.book();
        let entry = book.entries.get(id).ok_or_else(unknown)?;
        Ok((entry.connection.clone(), entry.plan.clone()))
    }

    /// The clocks now: data from before two looks is nothing to open a gate by.
    fn now<'a>(&self, zone: &'a dyn Fn(i64) -> i32) -> Now<'a> {
        let ms = self.outside.clock.now_ms();
        let look_ms = i64::from(self.outside.settings.borrow().poll_seconds) * 1_000;
        Now { ms, oldest_ms: ms.saturating_sub(2 * look_ms), zone }
    }

    /// Keeps what changed of a plan. What cannot be written is said, and tried again.
    fn keep(&self, id: &str, entry: &mut Entry) -> bool {
        if let (Some(run), Some(disk)) = (&entry.run, &entry.disk)
            && !run.differs(disk)
        {
            return true;
        }
        match self.write(id, entry) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "a plan could not be written down");
                entry.unwritten = Some(error);
                false
            }
        }
    }

    /// Writes a plan down as it is; when this returns, it is on disk.
    fn write(&self, id: &str, entry: &mut Entry) -> Result<(), AppError> {
        self.outside.book.keep_plan(&entry.kept(id)?)?;
        entry.disk.clone_from(&entry.run);
        entry.unwritten = None;
        Ok(())
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown() -> AppError {
    AppError::new(ErrorCode::NotFound, "There is no such plan any more.")
}

#[cfg(test)]
mod tests;
