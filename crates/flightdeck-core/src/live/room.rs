//! What is watched now, once each, and who keeps it so: one room for the list, one for deployments.
//!
//! A thing is watched exactly as long as somebody holds it. A page's holds end with its epoch; the others with whoever has them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::driver::drive;
use super::subject::{Live, Subject};
use crate::wire::{AppError, ErrorCode, Settings};

/// All watched things of one kind.
pub(crate) struct Room<S: Subject> {
    pub(crate) outside: S::Outside,
    settings: watch::Receiver<Settings>,
    visible: watch::Sender<bool>,
    open: Mutex<Open<S>>,
    this: Weak<Room<S>>,
}

struct Open<S: Subject> {
    epoch: u32,
    /// Never given out twice, so that a late call cannot reach another hold.
    last_id: u32,
    live: HashMap<S::Key, Running<S>>,
}

struct Running<S: Subject> {
    live: Arc<Live<S>>,
    task: AbortHandle,
}

impl<S: Subject> Drop for Running<S> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<S: Subject> Room<S> {
    /// Nothing is watched yet. `settings` brings changes of the interval.
    pub(crate) fn new(outside: S::Outside, settings: watch::Receiver<Settings>) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            outside,
            settings,
            visible: watch::Sender::new(true),
            open: Mutex::new(Open { epoch: 0, last_id: 0, live: HashMap::new() }),
            this: this.clone(),
        })
    }

    /// A page's view holds `key`; the hold's number. `sink` is given each notice, in order, and says whether anybody still listens; the
    /// first comes before this returns. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `WatchGone` for a call of an earlier page.
    pub(crate) fn page(
        &self,
        epoch: u32,
        key: S::Key,
        sink: impl Fn(S::Notice) -> bool + Send + Sync + 'static,
    ) -> Result<u32, AppError> {
        let sink = Arc::new(sink);
        let (id, live) = {
            let mut open = self.open();
            if epoch < open.epoch {
                return Err(gone());
            }
            let (id, live) = self.enter(&mut open, key);
            live.holders().add_page(id, sink.clone());
            (id, live)
        };
        let notice = {
            let mut state = live.state();
            state.opened(&self.outside);
            state.notice(id)
        };
        if sink(notice.clone()) && live.holders().told(id, notice) {
            live.bell.notify_one();
            return Ok(id);
        }
        self.let_go(id);
        Err(gone())
    }

    /// Somebody who watches whether a page looks or not holds `key`, and needs a look every `wish`. Must be called inside a tokio
    /// runtime.
    pub(crate) fn hold(&self, key: S::Key, wish: Duration) -> Hold<S> {
        let mut open = self.open();
        let (id, live) = self.enter(&mut open, key);
        live.holders().add_other(id, wish);
        live.bell.notify_one();
        Hold { room: self.this.clone(), live, id }
    }

    /// Ends a hold; no error if it ended already. The last one ends the watching.
    pub(crate) fn let_go(&self, id: u32) {
        let mut open = self.open();
        let Some(live) = open.holding(id) else { return };
        let empty = {
            let mut holders = live.holders();
            holders.remove(id);
            holders.is_empty()
        };
        // What ends is dropped after the lock: rows of a large fleet take a moment to be given back.
        let ended = if empty { open.live.remove(&live.key) } else { None };
        drop(open);
        if ended.is_none() {
            live.state().left(id);
            live.bell.notify_one();
        }
    }

    /// A page was loaded: the holds of earlier pages end, and calls with an older number are refused from now on.
    pub(crate) fn reset(&self, epoch: u32) {
        let mut open = self.open();
        open.epoch = open.epoch.max(epoch);
        let mut ended = Vec::new();
        let mut kept = Vec::new();
        for (key, running) in &open.live {
            let mut holders = running.live.holders();
            let pages = holders.remove_pages();
            if holders.is_empty() {
                ended.push(key.clone());
            } else {
                kept.push((running.live.clone(), pages));
            }
        }
        let ended: Vec<_> = ended.iter().filter_map(|key| open.live.remove(key)).collect();
        drop(open);
        drop(ended);
        for (live, pages) in kept {
            for id in pages {
                live.state().left(id);
            }
            live.bell.notify_one();
        }
    }

    /// The window was shown or hidden: hidden, a page needs less.
    pub(crate) fn set_visible(&self, visible: bool) {
        self.visible.send_if_modified(|was| std::mem::replace(was, visible) != visible);
    }

    /// What a hold holds.
    ///
    /// # Errors
    /// `WatchGone`.
    pub(crate) fn held_by(&self, id: u32) -> Result<Arc<Live<S>>, AppError> {
        self.open().holding(id).ok_or_else(gone)
    }

    /// What is watched under this key, if it is.
    pub(crate) fn find(&self, key: &S::Key) -> Option<Arc<Live<S>>> {
        self.open().live.get(key).map(|running| running.live.clone())
    }

    /// All that is watched under such keys.
    pub(crate) fn all(&self, wanted: impl Fn(&S::Key) -> bool) -> Vec<Arc<Live<S>>> {
        self.open().live.iter().filter(|(key, _)| wanted(key)).map(|(_, running)| running.live.clone()).collect()
    }

    /// Ends the watching of what nobody holds any more; whether it is ended.
    fn sweep(&self, live: &Arc<Live<S>>) -> bool {
        let mut open = self.open();
        let current = open.live.get(&live.key).is_some_and(|running| Arc::ptr_eq(&running.live, live));
        if current && !live.holders().is_empty() {
            return false;
        }
        let ended = if current { open.live.remove(&live.key) } else { None };
        drop(open);
        drop(ended);
        true
    }

    /// A number for a new hold, and what it holds: what is watched already, or a new one.
    fn enter(&self, open: &mut Open<S>, key: S::Key) -> (u32, Arc<Live<S>>) {
        open.last_id += 1;
        let running = open.live.entry(key).or_insert_with_key(|key| {
            let live = Arc::new(Live::new(key.clone(), S::open(key, &self.outside)));
            let (settings, visible) = (self.settings.clone(), self.visible.subscribe());
            let this = self.this.clone();
            let ended = move |live: &Arc<Live<S>>| this.upgrade().is_none_or(|room| room.sweep(live));
            let driven = drive(live.clone(), ended, self.outside.clone(), settings, visible);
            Running { live, task: tokio::spawn(driven).abort_handle() }
        });
        (open.last_id, running.live.clone())
    }

    fn open(&self) -> MutexGuard<'_, Open<S>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Subject> Open<S> {
    fn holding(&self, id: u32) -> Option<Arc<Live<S>>> {
        self.live.values().find(|running| running.live.holders().contains(id)).map(|running| running.live.clone())
    }
}

/// Keeps something watched; dropping it ends the hold.
pub(crate) struct Hold<S: Subject> {
    room: Weak<Room<S>>,
    pub(crate) live: Arc<Live<S>>,
    id: u32,
}

impl<S: Subject> Hold<S> {
    /// What a page would be told now.
    pub(crate) fn notice(&self) -> S::Notice {
        self.live.state().notice(self.id)
    }
}

impl<S: Subject> Drop for Hold<S> {
    fn drop(&mut self) {
        if let Some(room) = self.room.upgrade() {
            room.let_go(self.id);
        }
    }
}

/// A call reached a watch that is no more; the page starts it again.
pub(crate) fn gone() -> AppError {
    AppError::new(ErrorCode::WatchGone, "This watch has ended; it is started again.")
}
