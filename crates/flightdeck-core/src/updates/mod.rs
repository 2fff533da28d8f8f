//! Newer versions of Flightdeck itself: looked for once a day, told of, and installed when the user presses for it and nothing keeps Flightdeck from
//! beginning anew.
//!
//! What decides is `state`, which is synchronous. A build that was given no place to look at has no updater, and does none of it.

mod state;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::closing::Closing;
use crate::desk::Desktop;
use crate::outside::{Clock, Preferences, Updater};
use crate::wire::{AppError, ErrorCode, Settings, UpdateStage, UpdatesView};
use state::{Press, State};

/// Under which name the time of the last look is kept.
const NAME: &str = "updates";
/// A start has enough to do.
const FIRST: Duration = Duration::from_secs(30);
/// Whether it is time is asked this often: a computer sleeps, and a clock is set.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// What updates need of the rest.
pub(crate) struct UpdatesOutside {
    pub(crate) updater: Option<Arc<dyn Updater>>,
    pub(crate) preferences: Arc<dyn Preferences>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: watch::Receiver<Settings>,
    pub(crate) closing: Arc<Closing>,
    pub(crate) desktop: Arc<Desktop>,
}

/// Newer versions of Flightdeck itself.
pub struct Updates {
    outside: UpdatesOutside,
    state: Mutex<State>,
    task: Mutex<Option<AbortHandle>>,
    this: Weak<Updates>,
}

impl Drop for Updates {
    fn drop(&mut self) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}

async fn drive(updates: Weak<Updates>) {
    tokio::time::sleep(FIRST).await;
    while let Some(this) = updates.upgrade() {
        this.look_if_due().await;
        drop(this);
        tokio::time::sleep(AGAIN).await;
    }
}

impl Updates {
    pub(crate) fn new(outside: UpdatesOutside) -> Arc<Self> {
        let looked_ms = outside.preferences.get(NAME).and_then(|kept| kept.get("lookedMs")?.as_i64());
        Arc::new_cyclic(|this| Self {
            outside,
            state: Mutex::new(State::new(looked_ms)),
            task: Mutex::default(),
            this: this.clone(),
        })
    }

    /// Begins, once, where this build updates itself. Must be called inside a tokio runtime.
    pub(crate) fn begin(&self) {
        if self.outside.updater.is_none() {
            return;
        }
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.is_none() {
            *task = Some(tokio::spawn(drive(self.this.clone())).abort_handle());
        }
        drop(task);
        self.tell();
    }

    /// All that is known now.
    pub fn view(&self) -> UpdatesView {
        if self.outside.updater.is_none() {
            return UpdatesView { stage: UpdateStage::Off, looked_ms: None, failed: None, not_now: None };
        }
        let not_now = self.outside.closing.why_not_now();
        self.state().view(not_now)
    }

    /// Looks for a newer version, because the user wants to know.
    ///
    /// # Errors
    /// `InvalidInput` where this build does not update itself, and while something else is done about it.
    pub async fn look(&self) -> Result<UpdatesView, AppError> {
        let updater = self.updater()?;
        let now_ms = self.outside.clock.now_ms();
        if !self.state().looks(now_ms) {
            return Err(refused("This is going on already."));
        }
        // Where it cannot be kept, the next run looks once more: the user wanted this one.
        let _ = self.keep(now_ms);
        self.look_now(updater.as_ref()).await;
        Ok(self.view())
    }

    /// Fetches and installs the version that the user pressed for, and begins anew; or does the last of it, where it is installed already.
    ///
    /// # Errors
    /// `InvalidInput` with the reason why not.
    pub async fn install(&self, version: &str) -> Result<UpdatesView, AppError> {
        let updater = self.updater()?;
        let not_now = self.outside.closing.why_not_now();
        let press = self.state().press(version, not_now).map_err(refused)?;
        match press {
            Press::Restart => updater.restart(),
            Press::Fetch => self.fetch_and_install(updater.as_ref(), version).await,
        }
        Ok(self.view())
    }

    async fn fetch_and_install(&self, updater: &dyn Updater, version: &str) {
        self.tell();
        let mut so_far = |bytes: u64, of: Option<u64>| {
            if self.state().so_far(bytes, of) {
                self.tell();
            }
        };
        let fetched = updater.fetch(version, &mut so_far).await;
        let held = self.outside.closing.begin_to_install();
        let goes_on = self.state().fetched(fetched, held.as_ref().err().copied());
        let held = held.ok().filter(|_| goes_on);
        self.tell();
        if held.is_none() {
            return;
        }
        let installed = updater.install().await;
        drop(held);
        let not_now = self.outside.closing.why_not_now();
        let begins_anew = self.state().installed(installed, not_now);
        self.tell();
        if begins_anew {
            updater.restart();
        }
    }

    async fn look_if_due(&self) {
        let Some(updater) = &self.outside.updater else { return };
        let (now_ms, wanted) = (self.outside.clock.now_ms(), self.outside.settings.borrow().look_for_updates);
        if !self.state().is_due(now_ms, wanted) {
            return;
        }
        // Written down first: what cannot be written would look again with each start.
        if let Err(error) = self.keep(now_ms) {
            tracing::warn!(%error, "newer versions are not looked for: when it was done could not be kept");
            return;
        }
        if self.state().looks(now_ms) {
            self.look_now(updater.as_ref()).await;
        }
    }

    async fn look_now(&self, updater: &dyn Updater) {
        self.tell();
        let found = updater.look().await;
        if let Err(why) = &found {
            tracing::info!("newer versions could not be looked for: {why}");
        }
        self.state().looked(found);
        self.tell();
    }

    fn keep(&self, looked_ms: i64) -> Result<(), crate::outside::StorageError> {
        self.outside.preferences.set(NAME, serde_json::json!({ "lookedMs": looked_ms }))
    }

    fn tell(&self) {
        self.outside.desktop.updates(self.view());
    }

    fn updater(&self) -> Result<&Arc<dyn Updater>, AppError> {
        self.outside.updater.as_ref().ok_or_else(|| refused("This build does not update itself."))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(why: &str) -> AppError {
    AppError::new(ErrorCode::InvalidInput, why)
}
