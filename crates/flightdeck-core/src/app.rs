//! The application put together: one method for each command of the page, and no decision of its own.

mod recovery;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::abort::Aborts;
use crate::connections::{Connections, Destinations};
use crate::launch::Launches;
use crate::list::Lists;
use crate::monitor::Watches;
use crate::outside::{Apis, Clock, Demo, Dial, Drafts, Journal, Preferences, SecretStore};
use crate::settings::KeptSettings;
use crate::store::Store;
use crate::wire::{
    AppError, Boot, ConnectionDraft, ConnectionId, ConnectionsView, DeploymentId, Draft, DraftReading, LaunchOutcome,
    LaunchRecord, SavedDraft, Settings, StartNote, StorageView, Suggestions, TokenState,
};
use crate::{suggestions, target};

/// The outside world of one Flightdeck.
pub struct Outside {
    /// Opens APIs.
    pub dial: Arc<dyn Dial>,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Where tokens are kept.
    pub secrets: Arc<dyn SecretStore>,
    /// Where settings and connections are kept.
    pub preferences: Arc<dyn Preferences>,
    /// The database of launches, drafts and last-seen results.
    pub store: Arc<Store>,
    /// What opening it had to report.
    pub notes: Vec<StartNote>,
    /// The demo fleet, where there is one.
    pub demo: Option<Arc<dyn Demo>>,
}

/// What Flightdeck does.
pub struct Flightdeck {
    /// The watched deployments.
    pub watches: Arc<Watches>,
    /// The lists of deployments.
    pub lists: Arc<Lists>,
    /// Aborting.
    pub aborts: Aborts,
    /// The APIs of the connections, for reading one device.
    pub apis: Arc<dyn Apis>,
    connections: Arc<Connections>,
    launches: Arc<Launches>,
    settings: KeptSettings,
    store: Arc<Store>,
    preferences: Arc<dyn Preferences>,
    clock: Arc<dyn Clock>,
    notes: Vec<StartNote>,
}

impl Flightdeck {
    /// Puts the application together. Sends nothing, asks no keyring.
    pub fn new(outside: Outside) -> Self {
        let Outside { dial, clock, secrets, preferences, store, mut notes, demo } = outside;
        notes.extend(preferences.recovery().as_ref().map(recovery::note));
        let settings = KeptSettings::load(preferences.clone());
        let fleets = store.clone();
        let demo_begins = Box::new(move |connection: &ConnectionId| {
            if let Err(error) = fleets.forget_fleet(connection) {
                tracing::warn!(%error, "what was known of an earlier demo fleet could not be forgotten");
            }
        });
        let connections = Connections::load(dial, secrets, preferences.clone(), demo, demo_begins);
        let apis: Arc<dyn Apis> = connections.clone();
        let launches = Launches::new(apis.clone(), connections.clone(), store.clone(), clock.clone());
        let watches = Watches::new(apis.clone(), clock.clone(), settings.follow());
        let lists = Lists::new(apis.clone(), store.clone(), store.clone(), clock.clone(), settings.follow());
        let aborts = Aborts::new(apis.clone(), watches.clone(), clock.clone());
        Self { watches, lists, aborts, apis, connections, launches, settings, store, preferences, clock, notes }
    }

    /// Everything the page needs for its first picture. A page was loaded: watches of earlier ones end.
    pub fn boot(&self, version: &str, epoch: u32) -> Boot {
        self.watches.reset(epoch);
        self.lists.reset(epoch);
        let ConnectionsView { connections, active } = self.connections.views();
        Boot {
            version: version.to_owned(),
            epoch,
            connections,
            active,
            settings: self.settings.get(),
            notes: self.notes.clone(),
        }
    }

    /// See [`Connections::connect`].
    ///
    /// # Errors
    /// As there.
    pub async fn connect(
        &self,
        request_id: &str,
        connection: Option<ConnectionId>,
        draft: ConnectionDraft,
    ) -> Result<ConnectionsView, AppError> {
        self.connections.connect(request_id, connection, draft).await
    }

    /// See [`Connections::select`].
    ///
    /// # Errors
    /// As there.
    pub async fn connection_select(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        self.connections.select(connection).await
    }

    /// Removes a connection, its token and its draft. Its launches stay in the journal.
    ///
    /// # Errors
    /// As [`Connections::remove`].
    pub async fn connection_remove(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        let views = self.connections.remove(connection).await?;
        self.store.discard(connection)?;
        Ok(views)
    }

    /// See [`Connections::token_state`].
    ///
    /// # Errors
    /// As there.
    pub async fn connection_token_state(&self, connection: &ConnectionId) -> Result<TokenState, AppError> {
        self.connections.token_state(connection)
    }

    /// See [`Connections::token_clear`].
    ///
    /// # Errors
    /// As there.
    pub async fn connection_token_clear(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        self.connections.token_clear(connection).await
    }

    /// See [`Connections::demo_start`].
    ///
    /// # Errors
    /// As there.
    pub async fn demo_start(&self) -> Result<ConnectionsView, AppError> {
        self.connections.demo_start().await
    }

    /// See [`KeptSettings::set`].
    ///
    /// # Errors
    /// As there.
    pub async fn settings_set(&self, settings: Settings) -> Result<Settings, AppError> {
        self.settings.set(settings)
    }

    /// What is stored where.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn storage_view(&self) -> Result<StorageView, AppError> {
        let holdings = self.store.holdings()?;
        Ok(StorageView {
            settings_path: self.preferences.path(),
            database_path: self.store.path(),
            database_bytes: holdings.bytes,
            launches: holdings.launches,
            seen: holdings.seen,
            seen_bytes: holdings.seen_bytes,
        })
    }

    /// Forgets all last-seen results.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn storage_forget_seen(&self) -> Result<StorageView, AppError> {
        self.store.forget_seen()?;
        self.storage_view().await
    }

    /// What the wizard can offer: the demo's own, or what was launched from here.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; for the demo, why it could not be started.
    pub async fn suggestions(&self, connection: &ConnectionId) -> Result<Suggestions, AppError> {
        match self.connections.demo_suggestions(connection).await? {
            Some(of_demo) => Ok(of_demo),
            None => Ok(suggestions::from_journal(&self.store.all(connection)?)),
        }
    }

    /// The saved draft, or a new one.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; for the demo, why it could not be started.
    pub async fn draft_load(&self, connection: &ConnectionId) -> Result<SavedDraft, AppError> {
        Ok(match self.store.load(connection)? {
            Some((draft, saved_ms)) => SavedDraft { draft, saved_ms: Some(saved_ms) },
            None => SavedDraft { draft: self.first_draft(connection).await?, saved_ms: None },
        })
    }

    /// What a new draft begins with: nothing, or for the demo fleet a deployment ready to be reviewed.
    async fn first_draft(&self, connection: &ConnectionId) -> Result<Draft, AppError> {
        let of_demo = self.connections.demo_suggestions(connection).await?;
        Ok(of_demo.as_ref().map(suggestions::first_draft).unwrap_or_default())
    }

    /// Saves the draft as typed.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn draft_save(&self, connection: &ConnectionId, draft: Draft) -> Result<SavedDraft, AppError> {
        self.connections.destination(connection)?;
        let saved_ms = self.clock.now_ms();
        self.store.save(connection, &draft, saved_ms)?;
        Ok(SavedDraft { draft, saved_ms: Some(saved_ms) })
    }

    /// Forgets the draft; answers with an empty one.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn draft_discard(&self, connection: &ConnectionId) -> Result<SavedDraft, AppError> {
        self.store.discard(connection)?;
        Ok(SavedDraft { draft: Draft::default(), saved_ms: None })
    }

    /// Reads a draft back: sentence, problems, exact request.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn draft_read(&self, connection: &ConnectionId, draft: &Draft) -> Result<DraftReading, AppError> {
        Ok(target::reading(draft, &self.connections.destination(connection)?))
    }

    /// See [`Launches::launch`].
    ///
    /// # Errors
    /// As there.
    pub async fn launch(
        &self,
        request_id: &str,
        connection: &ConnectionId,
        draft: Draft,
        confirmation: Option<String>,
    ) -> Result<LaunchOutcome, AppError> {
        self.launches.launch(request_id, connection, draft, confirmation).await
    }

    /// See [`Launches::unresolved`].
    ///
    /// # Errors
    /// As there.
    pub async fn launches_unresolved(&self, connection: &ConnectionId) -> Result<Vec<LaunchRecord>, AppError> {
        self.launches.unresolved(connection).await
    }

    /// See [`Launches::look_again`].
    ///
    /// # Errors
    /// As there.
    pub async fn launch_look_again(&self, request_id: &str) -> Result<LaunchOutcome, AppError> {
        self.launches.look_again(request_id).await
    }

    /// See [`Launches::adopt`].
    ///
    /// # Errors
    /// As there.
    pub async fn launch_adopt(&self, request_id: &str, deployment: &DeploymentId) -> Result<LaunchOutcome, AppError> {
        self.launches.adopt(request_id, deployment).await
    }

    /// See [`Launches::dismiss`].
    ///
    /// # Errors
    /// As there.
    pub async fn launch_dismiss(&self, request_id: &str) -> Result<LaunchOutcome, AppError> {
        self.launches.dismiss(request_id).await
    }

    /// Whether the window is seen: unseen, everything looks less often.
    pub fn window_visible(&self, visible: bool) {
        self.watches.set_visible(visible);
        self.lists.set_visible(visible);
    }

    /// The wall clock.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }
}
