//! The rooms of core that are measured, with nothing around them.

use std::sync::Arc;

use flightdeck_core::client::SystemClock;
use flightdeck_core::fleet::{FleetOutside, Fleets};
use flightdeck_core::live::list::{ListOutside, Lists};
use flightdeck_core::live::watch::{WatchOutside, Watches};
use flightdeck_core::outside::{Api, FlowNames};
use flightdeck_core::store::Store;
use flightdeck_core::wire::{ConnectionId, Settings};
use tokio::sync::watch::Receiver;

use crate::ground::OneFleet;

/// Watched deployments and the known fleet beside them, of one service, kept in this store.
pub fn rooms(api: Arc<dyn Api>, store: &Arc<Store>, settings: Receiver<Settings>) -> (Arc<Watches>, Arc<Fleets>) {
    let (apis, clock) = (Arc::new(OneFleet(api)), Arc::new(SystemClock));
    let lists = Lists::new(ListOutside {
        apis: apis.clone(),
        journal: store.clone(),
        seen: store.clone(),
        last_seen: store.clone(),
        names: Arc::new(Nameless),
        clock: clock.clone(),
        settings: settings.clone(),
    });
    let watches = Watches::new(WatchOutside {
        apis: apis.clone(),
        clock: clock.clone(),
        journal: store.clone(),
        seen: store.clone(),
        last_seen: store.clone(),
        settings,
    });
    let (last_seen, book, journal) = (store.clone(), store.clone(), store.clone());
    let fleets = Fleets::new(FleetOutside { apis, clock, last_seen, book, journal, lists, watches: watches.clone() });
    (watches, fleets)
}

/// Nobody named a flow.
struct Nameless;

impl FlowNames for Nameless {
    fn flow_name(&self, _: &ConnectionId, _: &str) -> Option<String> {
        None
    }
}
