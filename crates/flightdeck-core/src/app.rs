//! The application put together: its rooms, which the shell calls, and what takes more than one of them.

mod again;
mod authorities;
mod batches;
pub mod diagnostics;
mod drafts;
mod files;
mod finding;
mod flows;
mod gate;
mod plan_files;
mod plans;
mod recovery;
mod settings;
mod templates;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock, Weak};

use crate::abort::Aborts;
use crate::batch::{BatchOutside, Batches};
use crate::closing::{Closing, ClosingOutside};
use crate::connections::{Connections, Destinations};
use crate::desk::{DeskOutside, Desktop};
use crate::export::Exports;
use crate::fleet::{FleetOutside, Fleets};
use crate::flows::NamedFlows;
use crate::guard::{GuardOutside, Guards};
use crate::landing::{LandingOutside, Landings};
use crate::launch::{Launches, Overheard};
use crate::layouts::Layouts;
use crate::live::list::{ListOutside, Lists};
use crate::live::watch::{WatchOutside, Watches};
use crate::outside::{Apis, Clock, Demo, Desk, Dial, Drafts, Preferences, SecretStore, Templates, Updater};
use crate::plan::{PlanOutside, Plans};
use crate::remembered::KeptRemembered;
use crate::settings::KeptSettings;
use crate::store::Store;
use crate::updates::{Updates, UpdatesOutside};
use crate::wire::{AppError, Boot, ConnectionDraft, ConnectionId, ConnectionsView, StartNote};

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
    /// The desktop around the window, where there is one.
    pub desk: Option<Arc<dyn Desk>>,
    /// Where newer versions come from, where this build was given such a place.
    pub updater: Option<Arc<dyn Updater>>,
}

/// What Flightdeck does.
pub struct Flightdeck {
    /// The watched deployments.
    pub watches: Arc<Watches>,
    /// The lists of deployments.
    pub lists: Arc<Lists>,
    /// What is known of the fleets' devices.
    pub fleets: Arc<Fleets>,
    /// One deployment for each of several devices.
    pub batches: Arc<Batches>,
    /// Rollout plans.
    pub plans: Arc<Plans>,
    /// Aborting.
    pub aborts: Arc<Aborts>,
    /// Guards of deployments.
    pub guards: Arc<Guards>,
    /// Deployments watched in the background.
    pub landings: Arc<Landings>,
    /// The desktop beside the window.
    pub desktop: Arc<Desktop>,
    /// The APIs of the connections, for reading one device.
    pub apis: Arc<dyn Apis>,
    /// The fleets the user is connected to.
    pub connections: Arc<Connections>,
    /// Launches and what became of them.
    pub launches: Arc<Launches>,
    /// Whether the window may be closed.
    pub closing: Arc<Closing>,
    /// Newer versions of Flightdeck itself.
    pub updates: Arc<Updates>,
    /// What is being written to files.
    pub exports: Arc<Exports>,
    settings: Arc<KeptSettings>,
    layouts: Layouts,
    remembered: KeptRemembered,
    gate: Arc<gate::Gate>,
    flows: Arc<NamedFlows>,
    store: Arc<Store>,
    preferences: Arc<dyn Preferences>,
    clock: Arc<dyn Clock>,
    notes: Vec<StartNote>,
    desk: Option<Arc<dyn Desk>>,
}

impl Flightdeck {
    /// Puts the application together. Sends nothing, asks no keyring.
    pub fn new(outside: Outside) -> Self {
        let Outside { dial, clock, secrets, preferences, store, mut notes, demo, desk, updater } = outside;
        notes.extend(preferences.recovery().as_ref().map(recovery::note));
        let settings = Arc::new(KeptSettings::load(preferences.clone()));
        notes.extend(recovery::of_settings(settings.unread()));
        let layouts = Layouts::load(preferences.clone());
        let remembered = KeptRemembered::load(preferences.clone());
        let (kept, known) = (store.clone(), Arc::new(OnceLock::<Weak<Fleets>>::new()));
        let known_fleets = known.clone();
        let begun = Arc::new(OnceLock::<(Weak<Batches>, Weak<Plans>, Weak<Landings>)>::new());
        let known_begun = begun.clone();
        let demo_begins = Box::new(move |connection: &ConnectionId| {
            if let Some((batches, plans, landings)) = known_begun.get() {
                if let Some(landings) = landings.upgrade() {
                    landings.forget_connection(connection);
                }
                if let Some(plans) = plans.upgrade() {
                    plans.forget_connection(connection);
                }
                if let Some(batches) = batches.upgrade() {
                    batches.forget_connection(connection);
                }
            }
            if let Err(error) = kept.forget_fleet(connection) {
                tracing::warn!(%error, "what was known of an earlier demo fleet could not be forgotten");
            }
            if let Some(fleets) = known_fleets.get().and_then(Weak::upgrade) {
                fleets.begin_anew(connection);
            }
        });
        let connections = Connections::load(dial, secrets, preferences.clone(), demo, demo_begins);
        notes.extend(recovery::of_connections(connections.unread(), &preferences.path()));
        let flows = NamedFlows::new(store.clone(), connections.clone());
        let launches =
            Launches::new(connections.clone(), connections.clone(), store.clone(), flows.clone(), clock.clone());
        let apis: Arc<dyn Apis> = Overheard::new(connections.clone(), launches.clone());
        let lists = Lists::new(ListOutside {
            apis: apis.clone(),
            journal: store.clone(),
            seen: store.clone(),
            last_seen: store.clone(),
            names: flows.clone(),
            clock: clock.clone(),
            settings: settings.follow(),
        });
        let outside = WatchOutside {
            apis: apis.clone(),
            clock: clock.clone(),
            journal: store.clone(),
            seen: store.clone(),
            last_seen: store.clone(),
            settings: settings.follow(),
        };
        let watches = Watches::beside(outside, lists.births());
        let fleets = Fleets::new(FleetOutside {
            apis: apis.clone(),
            clock: clock.clone(),
            last_seen: store.clone(),
            book: store.clone(),
            journal: store.clone(),
            lists: lists.clone(),
            watches: watches.clone(),
        });
        // The first of them: it is set nowhere else.
        let _ = known.set(Arc::downgrade(&fleets));
        let list = lists.clone();
        watches.tell(move |connection, deployment, sight| list.saw(connection, deployment, sight));
        let aborts = Arc::new(Aborts::new(apis.clone(), watches.clone(), clock.clone()));
        let guards = Guards::new(GuardOutside {
            watches: watches.clone(),
            aborts: aborts.clone(),
            book: store.clone(),
            journal: store.clone(),
            destinations: connections.clone(),
            clock: clock.clone(),
            settings: settings.follow(),
        });
        let batches = Batches::load(BatchOutside {
            launches: launches.clone(),
            connections: connections.clone(),
            book: store.clone(),
            names: flows.clone(),
            clock: clock.clone(),
        });
        let gate = Arc::new(gate::Gate {
            connections: connections.clone(),
            launches: launches.clone(),
            guards: guards.clone(),
            flows: flows.clone(),
            fleets: fleets.clone(),
            clock: clock.clone(),
        });
        let plans = Plans::load(PlanOutside {
            sends: gate.clone(),
            batches: batches.clone(),
            watches: watches.clone(),
            guards: guards.clone(),
            aborts: aborts.clone(),
            apis: apis.clone(),
            journal: store.clone(),
            book: store.clone(),
            destinations: connections.clone(),
            names: flows.clone(),
            clock: clock.clone(),
            settings: settings.follow(),
        });
        let landings = Landings::new(LandingOutside {
            watches: watches.clone(),
            book: store.clone(),
            journal: store.clone(),
            destinations: connections.clone(),
            clock: clock.clone(),
            settings: settings.follow(),
            told: desk.is_some(),
        });
        let desktop = Desktop::new(DeskOutside {
            desk: desk.clone(),
            landings: landings.clone(),
            guards: guards.clone(),
            plans: plans.clone(),
            connections: connections.clone(),
            clock: clock.clone(),
            settings: settings.follow(),
        });
        // Set only here.
        let _ = begun.set((Arc::downgrade(&batches), Arc::downgrade(&plans), Arc::downgrade(&landings)));
        let (waiting, sent, planned) = (Arc::downgrade(&guards), Arc::downgrade(&batches), Arc::downgrade(&plans));
        let landing = Arc::downgrade(&landings);
        launches.tell(move |launch, outcome| {
            if let Some(batches) = sent.upgrade() {
                batches.launch_ended(launch, outcome);
            }
            if let Some(guards) = waiting.upgrade() {
                guards.launch_ended(launch, outcome);
            }
            if let Some(plans) = planned.upgrade() {
                plans.launch_ended(launch, outcome);
            }
            if let Some(landings) = landing.upgrade() {
                landings.launch_ended(launch, outcome);
            }
        });
        let exports = Arc::new(Exports::default());
        let closing = Arc::new(Closing::new(ClosingOutside {
            launches: launches.clone(),
            aborts: aborts.clone(),
            exports: exports.clone(),
            guards: guards.clone(),
            batches: batches.clone(),
            plans: plans.clone(),
            landings: landings.clone(),
            desktop: desktop.clone(),
            settings: settings.clone(),
        }));
        let updates = Updates::new(UpdatesOutside {
            updater,
            preferences: preferences.clone(),
            clock: clock.clone(),
            settings: settings.follow(),
            closing: closing.clone(),
            desktop: desktop.clone(),
        });
        Self {
            watches,
            lists,
            fleets,
            batches,
            plans,
            aborts,
            guards,
            landings,
            desktop,
            apis,
            connections,
            launches,
            settings,
            layouts,
            remembered,
            closing,
            updates,
            exports,
            gate,
            flows,
            store,
            preferences,
            clock,
            notes,
            desk,
        }
    }

    /// Everything the page needs for its first picture. A page was loaded: watches of earlier ones end. With the first page the
    /// guards of the last run watch again, which takes their tokens. Must be called inside a tokio runtime.
    pub fn boot(&self, version: &str, epoch: u32) -> Boot {
        self.watches.reset(epoch);
        self.lists.reset(epoch);
        self.fleets.reset(epoch);
        self.guards.reset(epoch);
        self.batches.reset(epoch);
        self.plans.reset(epoch);
        self.desktop.reset(epoch);
        let views = self.connections.views();
        self.guards.resume(&views, &self.settings.get());
        self.landings.resume(&views);
        // Before plans go on: what they do from here on is news.
        self.desktop.begin();
        self.plans.resume();
        self.updates.begin();
        let ConnectionsView { connections, active } = views;
        Boot {
            version: version.to_owned(),
            epoch,
            connections,
            active,
            settings: self.settings(),
            layouts: self.layouts.all(),
            remembered: self.remembered.get(),
            notes: self.notes.clone(),
            menu_bar: self.desktop.has_menu_bar(),
        }
    }

    /// Whether the window is seen: unseen, everything looks less often.
    pub fn window_visible(&self, visible: bool) {
        self.watches.set_visible(visible);
        self.lists.set_visible(visible);
        self.fleets.set_visible(visible);
    }

    /// Makes or changes a connection. Guards that waited for its token look again. One that leads elsewhere now is another fleet: what
    /// was seen of the devices of the one before is forgotten, or it would be told as true of this one.
    ///
    /// # Errors
    /// As [`Connections::connect`].
    pub async fn connect(
        &self,
        request_id: &str,
        connection: Option<ConnectionId>,
        draft: ConnectionDraft,
    ) -> Result<ConnectionsView, AppError> {
        let led = |to: &Option<ConnectionId>| self.connections.destination(to.as_ref()?).ok();
        let before = led(&connection);
        let views = self.connections.connect(request_id, connection.clone(), draft).await?;
        if let Some(connection) = &connection {
            if before != led(&Some(connection.clone())) {
                self.forget_devices(connection)?;
            }
            self.guards.look_again(connection);
            self.landings.look_again(connection);
        }
        Ok(views)
    }

    /// Removes a connection, its token, its drafts and its guards. Its launches stay in the journal.
    ///
    /// # Errors
    /// As [`Connections::remove`].
    pub async fn connection_remove(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        let views = self.connections.remove(connection).await?;
        self.guards.forget_connection(connection);
        self.landings.forget_connection(connection);
        self.plans.forget_connection(connection);
        self.batches.forget_connection(connection);
        self.store.drop_draft(connection, None)?;
        self.store.drop_template(connection, None)?;
        self.forget_devices(connection)?;
        // Last: how tables were arranged matters least, and must not keep the rest from being forgotten.
        self.layouts.forget(connection)?;
        Ok(views)
    }

    /// Forgets what is known of a connection's devices.
    fn forget_devices(&self, connection: &ConnectionId) -> Result<(), AppError> {
        self.fleets.forget(connection, || self.store.forget_rows(connection))?;
        Ok(())
    }

    /// The wall clock.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }
}
