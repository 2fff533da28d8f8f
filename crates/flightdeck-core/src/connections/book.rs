//! The list of connections and which one is in use, kept in the preferences. It holds no secret.

use std::sync::Arc;

use connect_api::BaseUrl;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::Typed;
use super::tokens::Account;
use crate::outside::Preferences;
use crate::wire::{AppError, ConnectionId, ConnectionRules, ConnectionView, ErrorCode, Keep, TokenState};

const CONNECTIONS: &str = "connections";
const ACTIVE: &str = "active";

/// How a connection's token is filed in the keyring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Filed {
    /// By origin and fleet key, as earlier versions did it.
    #[default]
    Origin,
    /// So too, and another connection had the same entry: whose token it holds nobody knows, so it is nobody's.
    Shared,
    /// By its whole address and fleet key.
    Whole,
}

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
    #[serde(default)]
    pub(super) filed: Filed,
    /// What the user allows there.
    #[serde(default)]
    pub(super) rules: ConnectionRules,
    /// Certificates it trusts beside the system's, as PEM: they are no secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) authorities: Vec<String>,
}

impl Stored {
    pub(super) fn view(&self, token: TokenState) -> ConnectionView {
        ConnectionView {
            id: self.id.clone(),
            name: self.name.clone(),
            base_url: self.base_url.clone(),
            fleet_key: self.fleet_key.clone(),
            demo: self.demo,
            rules: self.rules.clone(),
            authorities: self.trusted_views(),
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

    /// Under which account earlier versions kept its token; none where nothing of it can be left there. What is kept for a
    /// session was never in a keyring.
    pub(super) fn earlier(&self) -> Option<Account> {
        if self.demo || self.filed == Filed::Whole || self.keep == Keep::Session {
            return None;
        }
        self.address().ok().map(|(base_url, _)| Account::by_origin(&base_url, &self.fleet_key))
    }

    fn files(&self, account: &Account) -> bool {
        [self.account(), self.earlier()].iter().flatten().any(|one| one == account)
    }

    pub(super) fn address(&self) -> Result<(BaseUrl, Account), AppError> {
        let base_url =
            BaseUrl::parse(&self.base_url).map_err(|error| AppError::invalid("baseUrl", error.to_string()))?;
        let account = Account::of(&base_url, &self.fleet_key);
        Ok((base_url, account))
    }
}

/// Tells connections of which an earlier version filed two tokens under one account from those that had their own. Written
/// down, since it cannot be told any more once one of them is gone. Answers whether anything is news.
fn tell_apart(all: &mut [Stored]) -> bool {
    let accounts: Vec<_> = all.iter().map(|stored| (stored.account(), stored.earlier())).collect();
    let mut news = false;
    for (index, stored) in all.iter_mut().enumerate().filter(|(_, stored)| stored.filed == Filed::Origin) {
        let (account, earlier) = &accounts[index];
        let Some(earlier) = earlier else { continue };
        let shared = accounts.iter().enumerate().any(|(other, (theirs, before))| {
            other != index && [theirs, before].into_iter().flatten().any(|one| one == earlier)
        });
        if shared || account.as_ref() == Some(earlier) {
            stored.filed = if shared { Filed::Shared } else { Filed::Whole };
            news = true;
        }
    }
    news
}

pub(super) struct Book {
    preferences: Arc<dyn Preferences>,
    all: Vec<Stored>,
    /// As they were found: a newer version may read them again.
    unread: Vec<Value>,
    active: Option<ConnectionId>,
}

impl Book {
    pub(super) fn load(preferences: Arc<dyn Preferences>) -> Self {
        let records = match preferences.get(CONNECTIONS) {
            Some(Value::Array(records)) => records,
            other => other.into_iter().collect(),
        };
        // One by one: a record that cannot be read must not take the others with it.
        let (mut all, mut unread) = (Vec::<Stored>::new(), Vec::new());
        for record in records {
            match Stored::deserialize(&record) {
                Ok(stored) => all.push(stored),
                Err(error) => {
                    tracing::warn!(%error, "a connection cannot be read");
                    unread.push(record);
                }
            }
        }
        let active = preferences
            .get(ACTIVE)
            .and_then(|value| value.as_str().map(ConnectionId::from))
            .filter(|id| all.iter().any(|stored| stored.id == *id))
            .or_else(|| all.first().map(|stored| stored.id.clone()));
        let news = tell_apart(&mut all);
        let book = Self { preferences, all, unread, active };
        if news && let Err(error) = book.write(&book.all) {
            tracing::warn!(%error, "which connections shared a token could not be written down");
        }
        book
    }

    /// How many records cannot be read.
    pub(super) fn unread(&self) -> usize {
        self.unread.len()
    }

    /// Whether any connection has, or had in an earlier version, its token under this account.
    pub(super) fn files(&self, account: &Account) -> bool {
        self.all.iter().any(|stored| stored.files(account))
    }

    /// The same, of the connections beside one.
    pub(super) fn files_beside(&self, account: &Account, id: &ConnectionId) -> bool {
        self.all.iter().any(|stored| stored.id != *id && stored.files(account))
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
        if all != self.all {
            self.write(&all)?;
            self.all = all;
        }
        if active != self.active {
            self.preferences.set(ACTIVE, serde_json::to_value(&active).map_err(inside)?)?;
            self.active = active;
        }
        Ok(())
    }

    fn write(&self, all: &[Stored]) -> Result<(), AppError> {
        let mut records = all.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>().map_err(inside)?;
        records.extend(self.unread.iter().cloned());
        Ok(self.preferences.set(CONNECTIONS, Value::Array(records))?)
    }
}

fn inside(error: serde_json::Error) -> AppError {
    AppError::new(ErrorCode::Internal, error.to_string())
}
