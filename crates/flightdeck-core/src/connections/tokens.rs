//! Tokens by account: in memory once known, asked of the keyring once, when first needed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connect_api::{BaseUrl, Token};

use crate::outside::SecretStore;
use crate::wire::{AppError, ErrorCode, Keep, TokenState};

/// `{base url}/{fleet key}`: a changed address is another account, and finds no token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Account(String);

/// Under which name the keyring has the token of an address and a fleet.
pub fn account_of(base_url: &BaseUrl, fleet_key: &str) -> String {
    format!("{}/{fleet_key}", base_url.as_str())
}

impl Account {
    pub(super) fn of(base_url: &BaseUrl, fleet_key: &str) -> Self {
        Self(account_of(base_url, fleet_key))
    }

    /// Where earlier versions filed it: all paths of one origin together.
    pub(super) fn by_origin(base_url: &BaseUrl, fleet_key: &str) -> Self {
        Self(format!("{}/{fleet_key}", base_url.origin()))
    }
}

/// What is known of one account.
enum Known {
    Held { token: Token, keep: Keep },
    Missing,
    Failed { error: AppError, asked: u64 },
}

#[derive(Default)]
struct State {
    known: HashMap<Account, Known>,
    /// How often a keyring was asked; tells an answer younger than a question from an older one.
    asked: u64,
}

pub(super) struct Tokens {
    secrets: Arc<dyn SecretStore>,
    state: Mutex<State>,
    /// One question at a time: two would show two prompts for one token.
    asking: tokio::sync::Mutex<()>,
}

impl Tokens {
    pub(super) fn new(secrets: Arc<dyn SecretStore>) -> Self {
        Self { secrets, state: Mutex::default(), asking: tokio::sync::Mutex::default() }
    }

    /// The token of an account, fetched where it is kept.
    ///
    /// # Errors
    /// `TokenMissing`, or the keyring codes.
    pub(super) async fn of(&self, account: &Account, keep: Keep) -> Result<Token, AppError> {
        if let Some(token) = self.held(account) {
            return Ok(token);
        }
        if keep == Keep::Session {
            return Err(missing("The token of this connection was kept for the session only. Enter it again."));
        }
        let before = self.lock().asked;
        let _one_at_a_time = self.asking.lock().await;
        if let Some(known) = self.lock().known.get(account) {
            match known {
                Known::Held { token, .. } => return Ok(token.clone()),
                // Asked while this waited: asking again at once would show the refused prompt again.
                Known::Failed { error, asked } if *asked > before => return Err(error.clone()),
                Known::Failed { .. } | Known::Missing => {}
            }
        }
        let answer = self.secrets.get(&account.0).await;
        let mut state = self.lock();
        state.asked += 1;
        let asked = state.asked;
        let (known, result) = match answer {
            Ok(Some(token)) => (Known::Held { token: token.clone(), keep: Keep::Keyring }, Ok(token)),
            Ok(None) => (Known::Missing, Err(missing("There is no token for this connection. Enter one."))),
            Err(error) => {
                let error = AppError::from(error);
                (Known::Failed { error: error.clone(), asked }, Err(error))
            }
        };
        state.known.insert(account.clone(), known);
        result
    }

    /// The token of an account that may still be filed under another one; says whether it is filed rightly now.
    ///
    /// # Errors
    /// As [`Tokens::of`].
    pub(super) async fn moved(&self, from: &Account, to: &Account, keep: Keep) -> Result<(Token, bool), AppError> {
        match self.of(to, keep).await {
            Err(error) if error.code == ErrorCode::TokenMissing && keep == Keep::Keyring => {}
            answer => return answer.map(|token| (token, true)),
        }
        let token = self.of(from, keep).await?;
        let filed = self.secrets.set(&to.0, &token).await;
        if let Err(error) = &filed {
            tracing::warn!(%error, "a token stays where an earlier version filed it");
        } else if let Err(error) = self.secrets.clear(&from.0).await {
            tracing::warn!(%error, "a token was filed anew, and its earlier entry is still in the keyring");
        }
        let mut state = self.lock();
        state.known.remove(from);
        state.known.insert(to.clone(), Known::Held { token: token.clone(), keep });
        Ok((token, filed.is_ok()))
    }

    /// Keeps a token that was checked.
    ///
    /// # Errors
    /// The keyring codes; then nothing is kept and what was kept before stays.
    pub(super) async fn keep(&self, account: &Account, token: Token, keep: Keep) -> Result<(), AppError> {
        match keep {
            Keep::Keyring => self.secrets.set(&account.0, &token).await?,
            Keep::Session => {
                // An older one in the keyring would come back after a restart. If the keyring is what does not work,
                // it holds nothing that could.
                if let Err(error) = self.secrets.clear(&account.0).await {
                    tracing::debug!(%error, "no earlier token could be cleared");
                }
            }
        }
        self.lock().known.insert(account.clone(), Known::Held { token, keep });
        Ok(())
    }

    /// Forgets a token everywhere.
    ///
    /// # Errors
    /// The keyring codes; it is gone from memory even so.
    pub(super) async fn forget(&self, account: &Account, keep: Keep) -> Result<(), AppError> {
        self.lock().known.insert(account.clone(), Known::Missing);
        if keep == Keep::Keyring {
            self.secrets.clear(&account.0).await?;
        }
        Ok(())
    }

    /// What is known without asking.
    pub(super) fn state(&self, account: &Account, keep: Keep) -> TokenState {
        match self.lock().known.get(account) {
            Some(Known::Held { keep: Keep::Keyring, .. }) => TokenState::Keyring,
            Some(Known::Held { keep: Keep::Session, .. }) => TokenState::Session,
            Some(Known::Missing) => TokenState::Missing,
            Some(Known::Failed { error, .. }) => TokenState::Unavailable { error: error.clone() },
            None if keep == Keep::Session => TokenState::Missing,
            None => TokenState::NotAsked,
        }
    }

    fn held(&self, account: &Account) -> Option<Token> {
        match self.lock().known.get(account) {
            Some(Known::Held { token, .. }) => Some(token.clone()),
            _ => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn missing(message: &str) -> AppError {
    AppError::new(ErrorCode::TokenMissing, message)
}
