//! What is watched: the trait of its state, and one of it with those who hold it.

use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::{Notify, watch};

use super::holders::Holders;
use super::schedule::Schedule;

/// Something that is watched: its state, and what it asks of the world.
pub(crate) trait Subject: Sized + Send + 'static {
    /// What tells one from another.
    type Key: Clone + Eq + Hash + Send + Sync + 'static;
    /// What its jobs need.
    type Outside: Clone + Send + Sync + 'static;
    /// What pages are told.
    type Notice: Clone + PartialEq + Send + 'static;
    /// Something to be asked of the world.
    type Job;
    /// What came of a job.
    type News: Send + 'static;

    /// A new one; nothing was asked yet.
    fn open(key: &Self::Key, outside: &Self::Outside) -> Self;
    /// A page opened what may be watched already.
    fn opened(&mut self, outside: &Self::Outside);
    /// When it looks.
    fn schedule(&mut self) -> &mut Schedule;
    /// How long after the last look ended the next is due; none while one is under way or when it does not look.
    fn wait(&self) -> Option<Duration>;
    /// The wait is over.
    fn due(&mut self);
    /// What is to be done now; each is handed out once.
    fn jobs(&mut self) -> Vec<Self::Job>;
    /// Does a job. It runs beside the state and may change it on the way, where news come in pieces.
    fn run(job: Self::Job, live: Arc<Live<Self>>, outside: Self::Outside) -> BoxFuture<'static, Self::News>;
    /// Something came of a job. True when a look has ended: the next wait counts from here.
    fn take(&mut self, news: Self::News, key: &Self::Key, outside: &Self::Outside) -> bool;
    /// What the page behind a hold is told.
    fn notice(&self, hold: u32) -> Self::Notice;
    /// A hold has ended.
    fn left(&mut self, hold: u32);
}

/// One watched thing: what it is, its state, who holds it, and a bell for its loop.
pub(crate) struct Live<S: Subject> {
    pub(crate) key: S::Key,
    pub(crate) bell: Notify,
    /// Counts the turns of its loop, for holders that are no page.
    turns: watch::Sender<u64>,
    state: Mutex<S>,
    holders: Mutex<Holders<S::Notice>>,
}

impl<S: Subject> Live<S> {
    pub(crate) fn new(key: S::Key, state: S) -> Self {
        Self {
            key,
            bell: Notify::new(),
            turns: watch::Sender::new(0),
            state: Mutex::new(state),
            holders: Mutex::default(),
        }
    }

    /// The state. A panic elsewhere leaves it readable: rows a moment old are better than none.
    pub(crate) fn state(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who holds it.
    pub(crate) fn holders(&self) -> MutexGuard<'_, Holders<S::Notice>> {
        self.holders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears of every turn from now on.
    pub(crate) fn turns(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    /// Tells every page what it does not know yet. False when nobody holds it any more.
    pub(crate) fn tell(&self) -> bool {
        self.turns.send_modify(|turns| *turns = turns.wrapping_add(1));
        // Sinks belong to others: none is called while something is locked.
        let listeners = self.holders().listeners();
        for (id, sink) in listeners {
            let notice = self.state().notice(id);
            if self.holders().knows(id, &notice) {
                continue;
            }
            let heard = sink(notice.clone());
            let mut holders = self.holders();
            if heard {
                holders.told(id, notice);
            } else {
                holders.remove(id);
                drop(holders);
                self.state().left(id);
            }
        }
        !self.holders().is_empty()
    }
}
