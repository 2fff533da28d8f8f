//! The list of connections and which one is in use, kept in the preferences. It holds no secret.

use std::sync::Arc;

use connect_api::BaseUrl;
use serde::{Deserialize, Serialize};

use super::check::Typed;
use super::tokens::Account;
use crate::outside::Preferences;
use crate::wire::{AppError, ConnectionId, ConnectionView, ErrorCode, Keep, TokenState};

const CONNECTIONS: &str = "connections";
const ACTIVE: &str = "active";

/// A connection as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stored {
    pub(super) id: ConnectionId,
    pub(super) name: String,
    pub(super) base_url: String,
    pub(super) fleet_key: String,
    #[serde(default)]
    pub(super) demo: bool,
    /// Where its token is kept, so that a keyring is asked only where it can know something.
    pub(super) keep: Keep,
}

impl Stored {
    pub(super) fn view(&self, token: TokenState) -> ConnectionView {
        ConnectionView {
            id: self.id.clone(),
            name: self.name.clone(),
            base_url: self.base_url.clone(),
            fleet_key: self.fleet_key.clone(),
            demo: self.demo,
            token,
        }
    }

    /// Under which account its token is kept; none for the demo and for an address edited by hand into nonsense.
    pub(super) fn account(&self) -> Option<Account> {
        if self.demo {
            return None;
        }
        self.address().ok().map(|(_, account)| account)
    }

    pub(super) fn address(&self) -> Result<(BaseUrl, Account), AppError> {
        let base_url =
            BaseUrl::parse(&self.base_url).map_err(|error| AppError::invalid("baseUrl", error.to_string()))?;
        let account = Account::of(&base_url, &self.fleet_key);
        Ok((base_url, account))
    }
}

pub(super) struct Book {
    preferences: Arc<dyn Preferences>,
    all: Vec<Stored>,
    active: Option<ConnectionId>,
}

impl Book {
    pub(super) fn load(preferences: Arc<dyn Preferences>) -> Self {
        // One by one: a record that cannot be read must not take the others with it.
        let all: Vec<Stored> = preferences
            .get(CONNECTIONS)
            .and_then(|value| serde_json::from_value::<Vec<serde_json::Value>>(value).ok())
            .unwrap_or_default()
            .into_iter()
            .filter_map(|value| serde_json::from_value(value).ok())
            .collect();
        let active = preferences
            .get(ACTIVE)
            .and_then(|value| value.as_str().map(ConnectionId::from))
            .filter(|id| all.iter().any(|stored| stored.id == *id))
            .or_else(|| all.first().map(|stored| stored.id.clone()));
        Self { preferences, all, active }
    }

    pub(super) fn all(&self) -> &[Stored] {
        &self.all
    }

    pub(super) fn active(&self) -> Option<&ConnectionId> {
        self.active.as_ref()
    }

    pub(super) fn find(&self, id: &str) -> Option<&Stored> {
        self.all.iter().find(|stored| stored.id == id)
    }

    pub(super) fn uses(&self, account: &Account) -> bool {
        self.all.iter().any(|stored| stored.account().as_ref() == Some(account))
    }

    pub(super) fn uses_beside(&self, account: &Account, id: &str) -> bool {
        self.all.iter().any(|stored| stored.id != id && stored.account().as_ref() == Some(account))
    }

    /// The same fleet twice would share one token and show every deployment twice.
    pub(super) fn refuse_twin(&self, id: Option<&str>, typed: &Typed) -> Result<(), AppError> {
        let twin = self.all.iter().find(|stored| {
            Some(stored.id.as_str()) != id
                && !stored.demo
                && stored.base_url == typed.base_url.as_str()
                && stored.fleet_key == typed.fleet_key
        });
        match twin {
            Some(twin) => Err(AppError::invalid(
                "fleetKey",
                format!("This fleet is already connected as “{}”. Select it, or change that connection.", twin.name),
            )),
            None => Ok(()),
        }
    }

    /// Adds or replaces a connection and puts it into use.
    pub(super) fn put(&mut self, stored: Stored) -> Result<(), AppError> {
        let active = Some(stored.id.clone());
        self.keep(self.with(stored), active)
    }

    /// Adds or replaces a connection; the one in use stays in use.
    pub(super) fn put_quietly(&mut self, stored: Stored) -> Result<(), AppError> {
        self.keep(self.with(stored), self.active.clone())
    }

    fn with(&self, stored: Stored) -> Vec<Stored> {
        let mut all = self.all.clone();
        match all.iter_mut().find(|known| known.id == stored.id) {
            Some(known) => *known = stored,
            None => all.push(stored),
        }
        all
    }

    pub(super) fn select(&mut self, id: &ConnectionId) -> Result<(), AppError> {
        self.keep(self.all.clone(), Some(id.to_owned()))
    }

    pub(super) fn remove(&mut self, id: &ConnectionId) -> Result<(), AppError> {
        let mut all = self.all.clone();
        all.retain(|stored| stored.id != *id);
        let active =
            self.active.clone().filter(|active| *active != *id).or_else(|| all.first().map(|stored| stored.id.clone()));
        self.keep(all, active)
    }

    /// What is on disk and what is shown never differ: nothing changes here unless it could be kept.
    fn keep(&mut self, all: Vec<Stored>, active: Option<ConnectionId>) -> Result<(), AppError> {
        let inside = |error: serde_json::Error| AppError::new(ErrorCode::Internal, error.to_string());
        if all != self.all {
            self.preferences.set(CONNECTIONS, serde_json::to_value(&all).map_err(inside)?)?;
            self.all = all;
        }
        if active != self.active {
            self.preferences.set(ACTIVE, serde_json::to_value(&active).map_err(inside)?)?;
            self.active = active;
        }
        Ok(())
    }
}
