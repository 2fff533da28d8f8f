//! Where tokens are kept.

use async_trait::async_trait;
use connect_api::Token;

/// Why a keyring did not serve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is none, or it cannot be reached.
    #[error("no keyring can be reached: {0}")]
    Unavailable(String),
    /// It is locked, or its prompt was refused.
    #[error("the keyring is locked: {0}")]
    Locked(String),
    /// It did not answer in time.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// It answered with something unusable.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

/// Keeps tokens. An account is `{base url}/{fleet key}`, so that a changed address can never find an old token.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// Whether it can serve; never prompts.
    async fn probe(&self) -> Result<(), SecretError>;
    /// Keeps a token.
    async fn set(&self, account: &str, token: &Token) -> Result<(), SecretError>;
    /// The token, if there is one.
    async fn get(&self, account: &str) -> Result<Option<Token>, SecretError>;
    /// Forgets a token; no error if there is none.
    async fn clear(&self, account: &str) -> Result<(), SecretError>;
}
