//! The demo fleet: a connection like the others, whose other side starts inside the application when it is needed.

use std::sync::{Arc, PoisonError};

use super::Connections;
use super::book::{Filed, Stored};
use crate::error::{Context, explain};
use crate::outside::{Api, DemoFleet};
use crate::wire::{AppError, ConnectionId, ConnectionsView, ErrorCode, Keep};

/// Stays the same over restarts, though the address does not.
const DEMO: &str = "demo";

impl Connections {
    /// Starts the demo fleet and puts it into use.
    ///
    /// # Errors
    /// `Internal` if it cannot be started, `Storage`.
    pub async fn demo_start(&self) -> Result<ConnectionsView, AppError> {
        let _one_at_a_time = self.changing.lock().await;
        self.demo_api().await?;
        self.book().select(&DEMO.into())?;
        Ok(self.views())
    }

    /// The demo's API; starts it where it does not run yet.
    pub(super) async fn demo_api(&self) -> Result<Arc<dyn Api>, AppError> {
        let mut running = self.running_demo.lock().await;
        let (fleet, fresh) = match running.as_ref() {
            Some(fleet) => (fleet.clone(), false),
            None => (self.start_demo().await?, true),
        };
        if fresh {
            (self.demo_begins)(&ConnectionId::from(DEMO));
        }
        let known = self.lock_apis().get(DEMO).cloned();
        let api = match known {
            Some(api) => api,
            None => self
                .dial
                .open(&fleet.base_url, &fleet.fleet_key, &fleet.token, &[])
                .map_err(|error| explain(&error, &Context::List))?,
        };
        let rules = self.book().find(DEMO).map(|kept| kept.rules.clone()).unwrap_or_default();
        let stored = Stored {
            id: DEMO.into(),
            name: fleet.name.clone(),
            base_url: fleet.base_url.as_str().to_owned(),
            fleet_key: fleet.fleet_key.clone(),
            demo: true,
            keep: Keep::Session,
            filed: Filed::Whole,
            authorities: Vec::new(),
            rules,
        };
        self.book().put_quietly(stored)?;
        let flows = fleet.suggestions.flows.iter();
        let names = flows.filter_map(|flow| Some((flow.uuid.clone(), flow.name.clone()?))).collect();
        *self.demo_flows.lock().unwrap_or_else(PoisonError::into_inner) = names;
        self.lock_apis().insert(DEMO.into(), api.clone());
        *running = Some(fleet);
        Ok(api)
    }

    async fn start_demo(&self) -> Result<DemoFleet, AppError> {
        let demo = self
            .demo
            .as_ref()
            .ok_or_else(|| AppError::new(ErrorCode::Internal, "This build of Flightdeck has no demo fleet."))?;
        demo.start()
            .await
            .map_err(|why| AppError::new(ErrorCode::Internal, format!("The demo fleet could not be started ({why}).")))
    }
}
