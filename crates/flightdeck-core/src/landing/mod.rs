//! Deployments watched in the background until they have landed, whether a page looks or not, so that their news can be told.
//!
//! What decides is `state`, which is synchronous; a task for each holds the watch and brings it what was seen. What is news is written down
//! before it is handed on: the next run takes the watching up where it was, and tells nothing twice. What cannot be written is news again with the
//! next look.

mod book;
mod state;
mod task;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

use crate::batched;
use crate::connections::Destinations;
use crate::live::watch::Watches;
use crate::outside::{Clock, Journal, Landingbook};
use crate::plan::is_of_plan;
use crate::sanitise;
use crate::wire::{AppError, ConnectionId, DeploymentId, LandingView, LaunchOutcome, Settings};
use book::{Book, Entry, kept};
pub(crate) use state::Happened;
use state::{Landing, Of};

/// So many can be watched at once: each costs looks.
const MOST: usize = 100;
/// Longest comment that is kept, in bytes.
const COMMENT: usize = 200;

/// What watching in the background needs of the rest.
pub(crate) struct LandingOutside {
    pub(crate) watches: Arc<Watches>,
    pub(crate) book: Arc<dyn Landingbook>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) destinations: Arc<dyn Destinations>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: watch::Receiver<Settings>,
    /// There is somebody to tell: without, nothing is watched of itself.
    pub(crate) told: bool,
}

/// Something that happened to a deployment that is watched in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LandingNews {
    pub(crate) connection: ConnectionId,
    pub(crate) deployment: DeploymentId,
    pub(crate) comment: Option<String>,
    pub(crate) happened: Happened,
}

/// All deployments that are watched in the background.
pub struct Landings {
    outside: LandingOutside,
    book: Mutex<Book>,
    news: Mutex<Vec<LandingNews>>,
    turned: watch::Sender<u64>,
    this: Weak<Landings>,
}

impl Landings {
    /// None yet: those of an earlier run come with [`Landings::resume`].
    pub(crate) fn new(outside: LandingOutside) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            outside,
            book: Mutex::default(),
            news: Mutex::default(),
            turned: watch::Sender::new(0),
            this: this.clone(),
        })
    }

    /// The user wants to be told of a deployment. One that is watched already goes on as it is. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `InvalidInput` where so many are watched that no more can be; `NotFound`, `Storage`.
    pub fn hold(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        comment: Option<&str>,
    ) -> Result<(), AppError> {
        self.begin(connection, deployment, comment, false)
    }

    /// The user does not want to be told of a deployment any more; no error if nobody did.
    ///
    /// # Errors
    /// `Storage`: then it goes on.
    pub fn leave(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<(), AppError> {
        self.outside.book.drop_landing(connection, deployment)?;
        let gone = self.book().remove(connection, deployment);
        drop(gone);
        self.tell();
        Ok(())
    }

    /// What became of a launch: where the settings say so, its deployment is watched from now on. Those of a batch or a plan are told of by
    /// their plan, or would be hundreds. Must be called inside a tokio runtime.
    pub(crate) fn launch_ended(&self, launch: &str, outcome: &LaunchOutcome) {
        let wanted = self.outside.told && self.outside.settings.borrow().notifications.launched;
        let alone = batched::of_launch(launch).is_none() && !is_of_plan(launch);
        let Some(deployment) = outcome.deployment().filter(|_| wanted && alone) else { return };
        if !self.book().first(launch) {
            return;
        }
        let begun = match self.outside.journal.find(launch) {
            Ok(Some(entry)) => self.begin(
                &entry.connection,
                deployment,
                entry.request.deployment_configuration.comment.as_deref(),
                true,
            ),
            Ok(None) => return,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = begun {
            tracing::warn!(error = %error.message, "a launch is not watched in the background");
        }
    }

    /// A connection was removed, or its fleet exists no more.
    pub(crate) fn forget_connection(&self, connection: &ConnectionId) {
        let all = self.book().of_connection(connection);
        for deployment in all {
            self.end(connection, &deployment);
        }
        self.tell();
    }

    /// A connection has another token: what waited for one looks again.
    pub(crate) fn look_again(&self, connection: &ConnectionId) {
        let all = self.book().of_connection(connection);
        for deployment in all {
            self.outside.watches.poke(connection, &deployment);
        }
    }

    /// All of them, oldest first.
    pub(crate) fn views(&self) -> Vec<LandingView> {
        self.book().entries.iter().map(Entry::view).collect()
    }

    /// What they are called.
    pub(crate) fn names(&self) -> Vec<String> {
        let named = |view: LandingView| view.comment.unwrap_or_else(|| view.deployment.to_string());
        self.views().into_iter().map(named).collect()
    }

    /// What happened since this was last asked.
    pub(crate) fn take_news(&self) -> Vec<LandingNews> {
        std::mem::take(&mut *self.news())
    }

    /// Turns with whatever changes about any of them, and with news.
    pub(crate) fn follow(&self) -> watch::Receiver<u64> {
        self.turned.subscribe()
    }

    fn begin(
        &self,
        connection: &ConnectionId,
        deployment: &DeploymentId,
        comment: Option<&str>,
        launched: bool,
    ) -> Result<(), AppError> {
        let destination = self.outside.destinations.destination(connection)?.line();
        {
            let mut book = self.book();
            if book.entry(connection, deployment).is_some() {
                return Ok(());
            }
            if book.entries.len() >= MOST {
                let why = format!("{MOST} deployments are watched in the background, and no more can be.");
                return Err(AppError::invalid("deployment", why));
            }
            let comment = comment.map(|text| sanitise::line(text, COMMENT)).filter(|text| !text.is_empty());
            let of = Of { connection: connection.clone(), deployment: deployment.clone(), destination, comment };
            let landing = Landing::new(of, launched, self.outside.clock.now_ms());
            self.outside.book.keep_landing(&kept(&landing)?)?;
            self.run(&mut book, landing);
        }
        self.tell();
        Ok(())
    }

    /// It is watched no more.
    fn end(&self, connection: &ConnectionId, deployment: &DeploymentId) {
        if let Err(error) = self.outside.book.drop_landing(connection, deployment) {
            tracing::warn!(%error, "a deployment that is watched no more could not be forgotten");
        }
        let gone = self.book().remove(connection, deployment);
        drop(gone);
    }

    fn tell(&self) {
        self.turned.send_modify(|turn| *turn = turn.wrapping_add(1));
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self) -> MutexGuard<'_, Vec<LandingNews>> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
