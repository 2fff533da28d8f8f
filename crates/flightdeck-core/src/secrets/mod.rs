//! Where tokens are kept: the operating system's keyring, or this process's memory.

mod dump;
mod keyring;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use connect_api::Token;

use crate::outside::{SecretError, SecretStore};

pub use dump::no_core_is_written;
pub use keyring::{KeyringLimits, OsSecrets};

/// Tokens in memory only, wiped when dropped.
#[derive(Default)]
pub struct MemorySecrets(Mutex<HashMap<String, Token>>);

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn probe(&self) -> Result<(), SecretError> {
        Ok(())
    }

    async fn set(&self, account: &str, token: &Token) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account.to_owned(), token.clone());
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<Token>, SecretError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned())
    }

    async fn clear(&self, account: &str) -> Result<(), SecretError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        Ok(())
    }
}
