//! The operating system's keyring, on a thread of its own with a time limit.
//!
//! A keyring may show a prompt that nobody answers, and its calls block for as long. So they run on one dedicated thread;
//! who waits gives up after the limit, the stuck thread is abandoned and the next call starts another. `keyring` opens the
//! platform's store once and remembers a failure until the program ends; from the second time on it is opened here.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use connect_api::Token;
use keyring::Entry as Keyring;
use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;

use crate::outside::{SecretError, SecretStore};

/// How long to wait for the keyring.
#[derive(Clone, Copy, Debug)]
pub struct KeyringLimits {
    /// For calls that may prompt: set, get, clear.
    pub call: Duration,
    /// For the probe, which never prompts.
    pub probe: Duration,
}

impl Default for KeyringLimits {
    fn default() -> Self {
        Self { call: Duration::from_secs(20), probe: Duration::from_secs(2) }
    }
}

type Opener = dyn Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync;
type Job = Box<dyn FnOnce(&mut Worker) + Send>;

/// Tokens in the operating system's keyring.
pub struct OsSecrets {
    service: Arc<str>,
    limits: KeyringLimits,
    open: Arc<Opener>,
    desk: Mutex<Desk>,
}

/// The way to the present thread. The number tells a stuck thread from the one that replaced it.
#[derive(Default)]
struct Desk {
    jobs: Option<Sender<Job>>,
    number: u64,
}

impl OsSecrets {
    /// The platform's keyring; `service` is the application's identifier, under which its entries are filed.
    pub fn new(service: &str, limits: KeyringLimits) -> Self {
        let first = AtomicBool::new(true);
        Self::with_store(service, limits, move || {
            if first.swap(false, Ordering::SeqCst) && Keyring::store_status().is_ok() {
                return keyring_core::get_default_store().ok_or(Error::NoDefaultStore);
            }
            platform_store()
        })
    }

    /// Any store of `keyring-core`.
    pub fn with_store(
        service: &str,
        limits: KeyringLimits,
        open: impl Fn() -> keyring_core::Result<Arc<CredentialStore>> + Send + Sync + 'static,
    ) -> Self {
        Self { service: service.into(), limits, open: Arc::new(open), desk: Mutex::default() }
    }

    /// Asks for `job` on the keyring's thread. Who gives up meanwhile gets it undone where it is done afterwards.
    async fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        job: impl FnOnce(&mut Worker) -> Result<T, SecretError> + Send + 'static,
        undo: impl FnOnce(&mut Worker) + Send + 'static,
    ) -> Result<T, SecretError> {
        let (answer, wait) = oneshot::channel();
        let number = self.hand_over(Box::new(move |worker| {
            // Who gave up while this was waiting behind a prompt must not find it done later; nor who gave up while it had its own.
            if !answer.is_closed() && matches!(answer.send(job(worker)), Err(Ok(_))) {
                undo(worker);
            }
        }))?;
        match tokio::time::timeout(limit, wait).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => {
                self.abandon(number);
                Err(SecretError::Failed("its thread ended".to_owned()))
            }
            Err(_) => {
                self.abandon(number);
                Err(SecretError::TimedOut)
            }
        }
    }

    fn hand_over(&self, job: Job) -> Result<u64, SecretError> {
        let mut desk = self.lock();
        let job = match &desk.jobs {
            Some(jobs) => match jobs.send(job) {
                Ok(()) => return Ok(desk.number),
                Err(unsent) => unsent.0,
            },
            None => job,
        };
        let (jobs, incoming) = channel();
        let worker = Worker { service: self.service.clone(), open: self.open.clone(), store: None };
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || worker.run(incoming))
            .map_err(|error| SecretError::Failed(error.to_string()))?;
        jobs.send(job).map_err(|_| SecretError::Failed("its thread ended".to_owned()))?;
        desk.jobs = Some(jobs);
        desk.number += 1;
        Ok(desk.number)
    }

    fn abandon(&self, number: u64) {
        let mut desk = self.lock();
        if desk.number == number {
            desk.jobs = None;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SecretStore for OsSecrets {
    async fn probe(&self) -> Result<(), SecretError> {
        self.ask(self.limits.probe, |worker| worker.store().map(drop), |_| ()).await
    }

    async fn set(&self, account: &str, token: &Token) -> Result<(), SecretError> {
        let token = token.clone();
        let (account, given_up) = (account.to_owned(), account.to_owned());
        self.ask(
            self.limits.call,
            move |worker| worker.with(&account, |entry| entry.set_password(token.expose())),
            // A token that is asked for once more is better than one that is kept although it was said not to be.
            move |worker| {
                if let Err(error) = worker.forget(&given_up) {
                    tracing::warn!(%error, "a token came into the keyring after it was given up, and cannot be taken out again");
                }
            },
        )
        .await
    }

    async fn get(&self, account: &str) -> Result<Option<Token>, SecretError> {
        let account = account.to_owned();
        let found = self
            .ask(
                self.limits.call,
                move |worker| {
                    let text = worker.with(&account, |entry| match entry.get_password() {
                        Ok(text) => Ok(Some(text)),
                        Err(Error::NoEntry) => Ok(None),
                        Err(error) => Err(error),
                    })?;
                    // Becomes a token on this thread, so that no plain copy crosses to another.
                    text.map(Token::new).transpose().map_err(|error| SecretError::Failed(error.to_string()))
                },
                |_| (),
            )
            .await?;
        Ok(found)
    }

    async fn clear(&self, account: &str) -> Result<(), SecretError> {
        let account = account.to_owned();
        self.ask(self.limits.call, move |worker| worker.forget(&account), |_| ()).await
    }
}

/// What lives on the keyring's thread.
struct Worker {
    service: Arc<str>,
    open: Arc<Opener>,
    store: Option<Arc<CredentialStore>>,
}

impl Worker {
    fn run(mut self, jobs: Receiver<Job>) {
        for job in jobs {
            job(&mut self);
        }
    }

    fn store(&mut self) -> Result<Arc<CredentialStore>, SecretError> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        let store = (self.open)().map_err(|error| SecretError::Unavailable(error.to_string()))?;
        self.store = Some(store.clone());
        Ok(store)
    }

    fn with<T>(&mut self, account: &str, call: impl Fn(&Entry) -> keyring_core::Result<T>) -> Result<T, SecretError> {
        match self.attempt(account, &call)? {
            // A keyring daemon that was restarted leaves a dead session behind; every call may be made twice.
            Err(Error::PlatformFailure(_)) => {
                self.store = None;
                self.attempt(account, &call)?.map_err(|error| {
                    self.store = None;
                    told(&error)
                })
            }
            other => other.map_err(|error| told(&error)),
        }
    }

    fn forget(&mut self, account: &str) -> Result<(), SecretError> {
        self.with(account, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }

    fn attempt<T>(
        &mut self,
        account: &str,
        call: &impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<keyring_core::Result<T>, SecretError> {
        let store = self.store()?;
        Ok(store.build(&self.service, account, None).and_then(|entry| call(&entry)))
    }
}

/// Never formats the error's data: some variants carry the secret they stumbled over.
fn told(error: &Error) -> SecretError {
    match error {
        Error::NoStorageAccess(why) => SecretError::Locked(why.to_string()),
        Error::PlatformFailure(why) => {
            let why = why.to_string();
            let lower = why.to_lowercase();
            if lower.contains("locked") {
                SecretError::Locked(why)
            } else if lower.contains("serviceunknown")
                || lower.contains("unavailable")
                || lower.contains("no such file")
            {
                SecretError::Unavailable(why)
            } else {
                SecretError::Failed(why)
            }
        }
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => SecretError::Unavailable(error.to_string()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            SecretError::Failed("the entry is not a readable token".to_owned())
        }
        Error::Ambiguous(_) => SecretError::Failed("there are several entries for this connection".to_owned()),
        Error::TooLong(_, limit) => SecretError::Failed(format!("it takes at most {limit} characters")),
        Error::BadStoreFormat(_) | Error::Invalid(..) => SecretError::Failed(error.to_string()),
        _ => SecretError::Failed("an unexpected answer".to_owned()),
    }
}

#[cfg(target_os = "macos")]
fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "windows")]
fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(test)]
mod tests;
