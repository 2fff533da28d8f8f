//! The fleets the user is connected to: several, one in use. Tokens are asked for when they are needed, never at start.

mod authorities;
mod book;
mod check;
mod demo;
mod ruled;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use connect_api::{Authority, Token};

use crate::outside::{Api, Apis, Clock, Demo, DemoFleet, Dial, Preferences, SecretStore};
use crate::repeats::Repeats;
use crate::target::Destination;
use crate::wire::{AppError, ConnectionDraft, ConnectionId, ConnectionsView, ErrorCode, Suggestions, TokenState};
use book::{Book, Filed, Stored};
pub use tokens::account_of;
use tokens::{Account, Tokens, missing};

/// Called when the demo fleet starts afresh: what was remembered of an earlier one is true no more.
pub type DemoBegins = Box<dyn Fn(&ConnectionId) + Send + Sync>;

/// Where a connection leads.
pub trait Destinations: Send + Sync {
    /// Address and fleet key.
    ///
    /// # Errors
    /// `NotFound` for an unknown connection.
    fn destination(&self, connection: &ConnectionId) -> Result<Destination, AppError>;

    /// Why nothing may go on by a connection that led to `line` when `begun` (“the guard was armed”): it would reach another fleet.
    fn elsewhere(&self, connection: &ConnectionId, line: &str, begun: &str) -> Option<String> {
        match self.destination(connection) {
            Ok(now) if now.line() == line => None,
            Ok(_) => Some(format!("The connection leads elsewhere now than when {begun}.")),
            Err(_) => Some("Its connection does not exist any more.".to_owned()),
        }
    }
}

/// All connections.
pub struct Connections {
    dial: Arc<dyn Dial>,
    tokens: Tokens,
    demo: Option<Arc<dyn Demo>>,
    demo_begins: DemoBegins,
    book: Mutex<Book>,
    apis: Mutex<HashMap<ConnectionId, Arc<dyn Api>>>,
    running_demo: tokio::sync::Mutex<Option<DemoFleet>>,
    /// What the running demo calls its flows, by their uuids.
    demo_flows: Mutex<HashMap<String, String>>,
    picked: authorities::Picked,
    /// One change of the book at a time: each checks against what the one before it kept.
    changing: tokio::sync::Mutex<()>,
    repeats: Repeats<ConnectionsView>,
}

impl Connections {
    /// Reads the connections kept before. Asks no keyring and no network.
    pub fn load(
        dial: Arc<dyn Dial>,
        secrets: Arc<dyn SecretStore>,
        preferences: Arc<dyn Preferences>,
        demo: Option<Arc<dyn Demo>>,
        demo_begins: DemoBegins,
    ) -> Arc<Self> {
        Arc::new(Self {
            dial,
            tokens: Tokens::new(secrets),
            demo,
            demo_begins,
            book: Mutex::new(Book::load(preferences)),
            apis: Mutex::default(),
            running_demo: tokio::sync::Mutex::default(),
            demo_flows: Mutex::default(),
            picked: authorities::Picked::default(),
            changing: tokio::sync::Mutex::default(),
            repeats: Repeats::new(),
        })
    }

    /// How many of those kept before cannot be read.
    pub fn unread(&self) -> usize {
        self.book().unread()
    }

    /// All connections as the page sees them.
    pub fn views(&self) -> ConnectionsView {
        let book = self.book();
        ConnectionsView {
            connections: book.all().iter().map(|stored| stored.view(self.state_of(stored))).collect(),
            active: book.active().cloned(),
        }
    }

    /// Makes a connection, or changes the one with the id `connection`. The token is checked against the API before
    /// anything is stored; a repeated request id gets the first answer.
    ///
    /// # Errors
    /// With the field of the form they belong to; the keyring's codes when the token could not be kept.
    pub async fn connect(
        self: &Arc<Self>,
        request_id: &str,
        connection: Option<ConnectionId>,
        draft: ConnectionDraft,
    ) -> Result<ConnectionsView, AppError> {
        let this = self.clone();
        self.repeats.once(request_id, || async move { this.connect_once(connection, draft).await }).await
    }

    async fn connect_once(
        &self,
        connection: Option<ConnectionId>,
        draft: ConnectionDraft,
    ) -> Result<ConnectionsView, AppError> {
        let typed = check::Typed::read(draft)?;
        let earlier = connection.map(|id| self.stored(&id)).transpose()?;
        if earlier.as_ref().is_some_and(|stored| stored.demo) {
            return Err(AppError::new(ErrorCode::InvalidInput, "The demo fleet cannot be changed."));
        }
        self.book().refuse_twin(earlier.as_ref().map(|stored| stored.id.as_str()), &typed)?;
        let authorities = self.named(&typed.authorities, earlier.as_ref())?;
        let account = typed.account();
        let kept = match (&typed.token, &earlier) {
            (Some(token), _) => (token.clone(), true),
            // The old token belongs to the old address and fleet; anywhere else it would be given away.
            (None, Some(stored)) if stored.account().as_ref() == Some(&account) => {
                (self.token_of(stored).await?, stored.keep != typed.keep)
            }
            (None, Some(_)) => {
                return Err(AppError::invalid(
                    "token",
                    "Enter a token: the one kept belongs to the earlier address and fleet, and is not sent elsewhere.",
                ));
            }
            (None, None) => return Err(AppError::invalid("token", connect_api::TokenError::Empty.to_string())),
        };
        let (token, changed) = kept;
        let api = check::against_api(self.dial.as_ref(), &typed, &token, &authorities).await?;

        let _one_at_a_time = self.changing.lock().await;
        self.book().refuse_twin(earlier.as_ref().map(|stored| stored.id.as_str()), &typed)?;
        let filed = match &earlier {
            Some(earlier) if !changed => self.stored(&earlier.id)?.filed,
            _ => Filed::Whole,
        };
        if changed {
            self.make_room(&account).await;
            self.tokens.keep(&account, token, typed.keep).await?;
        }
        let stored = Stored {
            id: earlier
                .as_ref()
                .map_or_else(|| ConnectionId::from(uuid::Uuid::new_v4().to_string()), |stored| stored.id.clone()),
            name: typed.name,
            base_url: typed.base_url.as_str().to_owned(),
            fleet_key: typed.fleet_key,
            demo: false,
            keep: typed.keep,
            filed,
            authorities: authorities.iter().map(Authority::pem).collect(),
            // As they are now: they may have been changed while the address was checked.
            rules: earlier
                .as_ref()
                .and_then(|earlier| self.stored(&earlier.id).ok())
                .map(|stored| stored.rules)
                .unwrap_or_default(),
        };
        let id = stored.id.clone();
        let put = self.book().put(stored);
        if let Err(error) = put {
            // A token without a connection would lie in the keyring with nobody to remove it.
            if earlier.as_ref().and_then(Stored::account).as_ref() != Some(&account) {
                self.tokens.forget(&account, typed.keep).await.ok();
            }
            return Err(error);
        }
        self.lock_apis().insert(id, api);
        if let Some(old) = earlier {
            self.forget_unused(&old, &account).await;
        }
        Ok(self.views())
    }

    /// The tokens of an address that no connection has any more.
    async fn forget_unused(&self, old: &Stored, now: &Account) {
        for account in [old.account(), old.earlier()].into_iter().flatten().filter(|account| account != now) {
            let used = self.book().files(&account);
            if !used && let Err(error) = self.tokens.forget(&account, old.keep).await {
                tracing::warn!(%error, "the token of the earlier address is still in the keyring");
            }
        }
    }

    /// The token of a connection. One that an earlier version filed by its origin alone is filed anew; one that may be
    /// another connection's is not used, since it would be sent to an address it was not kept for.
    async fn token_of(&self, stored: &Stored) -> Result<Token, AppError> {
        let (_, account) = stored.address()?;
        match (stored.filed, stored.earlier()) {
            (Filed::Shared, _) => Err(missing(
                "Two connections of this host had one entry in the keyring, and whose token it holds is not known. Enter \
                 the token of this one again.",
            )),
            (Filed::Origin, Some(earlier)) => {
                let (token, filed) = self.tokens.moved(&earlier, &account, stored.keep).await?;
                if filed && self.stored(&stored.id).ok().as_ref() == Some(stored) {
                    self.book().put_quietly(Stored { filed: Filed::Whole, ..stored.clone() })?;
                }
                Ok(token)
            }
            _ => self.tokens.of(&account, stored.keep).await,
        }
    }

    /// Before a token is kept under an account: another one's, filed there by an earlier version, is filed anew. Where that
    /// fails its owner is asked for it again.
    async fn make_room(&self, account: &Account) {
        let there: Vec<Stored> = self
            .book()
            .all()
            .iter()
            .filter(|stored| stored.filed == Filed::Origin && stored.earlier().as_ref() == Some(account))
            .filter(|stored| stored.account().as_ref() != Some(account))
            .cloned()
            .collect();
        for stored in there {
            self.token_of(&stored).await.ok();
            if self.stored(&stored.id).ok().as_ref() == Some(&stored)
                && let Err(error) = self.book().put_quietly(Stored { filed: Filed::Shared, ..stored })
            {
                tracing::warn!(%error, "that a connection has lost its token could not be written down");
            }
        }
    }

    /// Puts a connection into use.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn select(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        let _one_at_a_time = self.changing.lock().await;
        self.stored(connection)?;
        self.book().select(connection)?;
        Ok(self.views())
    }

    /// Removes a connection and forgets its token.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `KeyringLocked` and `KeyringTimeout`, where trying again can still remove the token (then the
    /// connection stays). A keyring that cannot be reached at all does not keep a connection from being removed.
    pub async fn remove(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        let _one_at_a_time = self.changing.lock().await;
        let stored = self.stored(connection)?;
        for account in self.own_accounts(&stored) {
            if let Err(error) = self.tokens.forget(&account, stored.keep).await {
                if matches!(error.code, ErrorCode::KeyringLocked | ErrorCode::KeyringTimeout) {
                    return Err(error);
                }
                tracing::warn!(%error, "a removed connection's token may still be in the keyring");
            }
        }
        self.book().remove(connection)?;
        self.lock_apis().remove(connection);
        Ok(self.views())
    }

    /// The accounts under which a token of this connection can be, and of no other.
    fn own_accounts(&self, stored: &Stored) -> Vec<Account> {
        let mut accounts: Vec<Account> = [stored.account(), stored.earlier()].into_iter().flatten().collect();
        accounts.dedup();
        accounts.retain(|account| !self.book().files_beside(account, &stored.id));
        accounts
    }

    /// What is known of a token, without asking for it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn token_state(&self, connection: &ConnectionId) -> Result<TokenState, AppError> {
        Ok(self.state_of(&self.stored(connection)?))
    }

    /// Forgets a connection's token; the connection stays.
    ///
    /// # Errors
    /// `NotFound`, the keyring codes.
    pub async fn token_clear(&self, connection: &ConnectionId) -> Result<ConnectionsView, AppError> {
        let stored = self.stored(connection)?;
        if stored.demo {
            return Err(AppError::new(ErrorCode::InvalidInput, "The demo fleet's token is made at every start."));
        }
        self.lock_apis().remove(connection);
        for account in self.own_accounts(&stored) {
            self.tokens.forget(&account, stored.keep).await?;
        }
        Ok(self.views())
    }

    /// What the demo fleet offers to the wizard; none for other connections. Starts it where it does not run yet.
    ///
    /// # Errors
    /// `NotFound`; `Internal` if the demo cannot be started.
    pub async fn demo_suggestions(&self, connection: &ConnectionId) -> Result<Option<Suggestions>, AppError> {
        if !self.stored(connection)?.demo {
            return Ok(None);
        }
        self.demo_api().await?;
        Ok(self.running_demo.lock().await.as_ref().map(|fleet| fleet.suggestions.clone()))
    }

    /// What the demo fleet calls one of its flows; none for other connections, and before it runs.
    pub fn demo_flow_name(&self, connection: &ConnectionId, flow: &str) -> Option<String> {
        let demo = self.stored(connection).is_ok_and(|stored| stored.demo);
        demo.then(|| self.demo_flows.lock().unwrap_or_else(PoisonError::into_inner).get(flow).cloned()).flatten()
    }

    /// Whether there is such a connection.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn known(&self, connection: &ConnectionId) -> Result<(), AppError> {
        self.stored(connection).map(drop)
    }

    fn stored(&self, connection: &ConnectionId) -> Result<Stored, AppError> {
        self.book()
            .find(connection)
            .cloned()
            .ok_or_else(|| AppError::new(ErrorCode::NotFound, "This connection does not exist any more."))
    }

    fn state_of(&self, stored: &Stored) -> TokenState {
        if stored.demo {
            return TokenState::Session;
        }
        match stored.account().filter(|_| stored.filed != Filed::Shared) {
            Some(account) => self.tokens.state(&account, stored.keep),
            None => TokenState::Missing,
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_apis(&self) -> MutexGuard<'_, HashMap<ConnectionId, Arc<dyn Api>>> {
        self.apis.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Apis for Connections {
    fn may_act(&self, connection: &ConnectionId) -> Result<(), AppError> {
        self.acting(connection)
    }

    fn may_launch(&self, connection: &ConnectionId, clock: &dyn Clock) -> Result<(), AppError> {
        self.launching(connection, clock)
    }

    async fn api(&self, connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        if let Some(api) = self.lock_apis().get(connection) {
            return Ok(api.clone());
        }
        let stored = self.stored(connection)?;
        if stored.demo {
            return self.demo_api().await;
        }
        let (base_url, _) = stored.address()?;
        let token = self.token_of(&stored).await?;
        let api = self
            .dial
            .open(&base_url, &stored.fleet_key, &token, &stored.trusted())
            .map_err(|error| crate::error::explain(&error, &crate::error::Context::List))?;
        // The connection may have been changed while the keyring was asked; then this API is the old one's.
        let leads_there = |now: &Stored| now.base_url == stored.base_url && now.fleet_key == stored.fleet_key;
        let trusts_alike = |now: &Stored| now.keep == stored.keep && now.authorities == stored.authorities;
        if self.stored(connection).is_ok_and(|now| leads_there(&now) && trusts_alike(&now)) {
            self.lock_apis().insert(connection.to_owned(), api.clone());
        }
        Ok(api)
    }
}

impl Destinations for Connections {
    fn destination(&self, connection: &ConnectionId) -> Result<Destination, AppError> {
        let stored = self.stored(connection)?;
        Ok(Destination { base_url: stored.base_url, fleet_key: stored.fleet_key })
    }
}
