//! Request ids: a command repeated by a reloaded page gets the first one's answer instead of being done twice.

use std::collections::{HashSet, VecDeque};
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use tokio::sync::watch;

use crate::wire::{AppError, ErrorCode};

/// How many finished ids are remembered. A page repeats at once or never.
const REMEMBERED: usize = 256;

type Answer<T> = Shared<BoxFuture<'static, Result<T, AppError>>>;

/// Recent request ids and their answers, running ones included.
pub(crate) struct Repeats<T: Clone> {
    known: Mutex<VecDeque<(String, Answer<T>)>>,
    /// Ids whose work has not ended. An answer does not tell: nobody may be there any more to ask it.
    running: Arc<watch::Sender<HashSet<String>>>,
}

/// One running piece of work; says that it ended, however it ends.
struct Running {
    id: String,
    all: Arc<watch::Sender<HashSet<String>>>,
}

impl Running {
    fn begin(id: &str, all: &Arc<watch::Sender<HashSet<String>>>) -> Self {
        all.send_modify(|running| {
            running.insert(id.to_owned());
        });
        Self { id: id.to_owned(), all: all.clone() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.all.send_modify(|running| {
            running.remove(&self.id);
        });
    }
}

impl<T: Clone + Send + Sync + 'static> Repeats<T> {
    pub(crate) fn new() -> Self {
        Self { known: Mutex::default(), running: Arc::new(watch::Sender::new(HashSet::new())) }
    }

    /// The answer of `work`, or of what ran first under the same id.
    ///
    /// The work runs on its own: a page that goes away cannot cut it in the middle. A failure is not remembered, since
    /// a failed command did nothing and may be tried again; outcomes that must stay are values, not errors.
    pub(crate) async fn once<F>(&self, id: &str, work: impl FnOnce() -> F) -> Result<T, AppError>
    where
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let answer = {
            let mut known = self.lock();
            known.retain(|(_, answer)| !matches!(answer.peek(), Some(Err(_))));
            match known.iter().find(|(known, _)| known == id) {
                Some((_, answer)) => answer.clone(),
                None => {
                    let (begun, work) = (Running::begin(id, &self.running), work());
                    let ended = tokio::spawn(async move {
                        let _until_the_end = begun;
                        work.await
                    });
                    let answer = async move {
                        ended.await.unwrap_or_else(|error| {
                            tracing::error!(%error, "a command ended without an answer");
                            Err(AppError::new(
                                ErrorCode::Internal,
                                "Flightdeck failed inside. Nothing is known of the outcome.",
                            ))
                        })
                    }
                    .boxed()
                    .shared();
                    known.push_back((id.to_owned(), answer.clone()));
                    if known.len() > REMEMBERED
                        && let Some(oldest) = known.iter().position(|(_, answer)| answer.peek().is_some())
                    {
                        known.remove(oldest);
                    }
                    answer
                }
            }
        };
        answer.await
    }

    /// Whether something runs under this id.
    pub(crate) fn running(&self, id: &str) -> bool {
        self.running.borrow().contains(id)
    }

    /// The ids of all that are running.
    pub(crate) fn all_running(&self) -> HashSet<String> {
        self.running.borrow().clone()
    }

    /// How many are running.
    pub(crate) fn count(&self) -> usize {
        self.running.borrow().len()
    }

    /// Waits until nothing is running.
    pub(crate) async fn ended(&self) {
        // The sender is here, so it cannot be gone.
        let _ = self.running.subscribe().wait_for(HashSet::is_empty).await;
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, Answer<T>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn the_same_id_is_done_once_even_at_the_same_time() {
        let repeats = Repeats::<u32>::new();
        let runs = Arc::new(AtomicU32::new(0));
        let work = || {
            let runs = runs.clone();
            async move {
                tokio::task::yield_now().await;
                Ok(runs.fetch_add(1, Ordering::SeqCst))
            }
        };
        let (a, b) = tokio::join!(repeats.once("x", work), repeats.once("x", work));
        assert_eq!((a, b), (Ok(0), Ok(0)), "both callers get the first run's answer");
        assert_eq!(repeats.once("x", work).await, Ok(0), "a later repeat too");
        assert_eq!(repeats.once("y", work).await, Ok(1), "another id is another command");
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_does_not_stop_the_work() {
        let repeats = Repeats::<u32>::new();
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        {
            let mut first = Box::pin(repeats.once("x", || async {
                wait.await.ok();
                Ok(7)
            }));
            assert!(futures::poll!(&mut first).is_pending(), "it waits");
        }
        assert!(repeats.running("x"), "dropping the caller must not drop the work");
        assert_eq!(repeats.count(), 1, "and it is counted");
        go.send(()).unwrap();
        repeats.ended().await;
        assert!(!repeats.running("x"), "what ended has ended, though nobody came for its answer");
        let again = repeats.once("x", || async { Ok(8) }).await;
        assert_eq!(again, Ok(7), "the repeat joins the running work");
    }

    #[tokio::test]
    async fn a_failure_may_be_tried_again() {
        let repeats = Repeats::<u32>::new();
        let failed = repeats.once("x", || async { Err(AppError::invalid("token", "no")) }).await;
        assert!(failed.is_err(), "the failure is told");
        assert_eq!(repeats.once("x", || async { Ok(1) }).await, Ok(1), "nothing was done, so it may run again");
    }
}
