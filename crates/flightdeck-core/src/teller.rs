//! The page that is told of something: whole, whenever it changes, until another page takes its place.

use crate::wire::{AppError, ErrorCode};

/// Who is told now, if anybody. `N` is the notice.
pub(crate) struct Teller<N> {
    epoch: u32,
    revision: u32,
    sink: Option<Box<dyn Fn(N) -> bool + Send>>,
}

impl<N> Default for Teller<N> {
    fn default() -> Self {
        Self { epoch: 0, revision: 0, sink: None }
    }
}

impl<N> Teller<N> {
    /// A page was loaded: earlier ones are not told any more.
    pub(crate) fn reset(&mut self, epoch: u32) {
        self.epoch = self.epoch.max(epoch);
        self.sink = None;
    }

    /// A page wants to be told from now on; `sink` says whether it still listens.
    ///
    /// # Errors
    /// [`ErrorCode::WatchGone`] for a call of an earlier page.
    pub(crate) fn listens(&mut self, epoch: u32, sink: impl Fn(N) -> bool + Send + 'static) -> Result<(), AppError> {
        if epoch < self.epoch {
            return Err(AppError::new(ErrorCode::WatchGone, "This page is gone; another one took its place."));
        }
        self.sink = Some(Box::new(sink));
        Ok(())
    }

    /// Something changed: tells the notice of the next revision.
    pub(crate) fn say(&mut self, notice: impl FnOnce(u32) -> N) {
        self.revision = self.revision.wrapping_add(1);
        if self.sink.as_ref().is_some_and(|sink| !sink(notice(self.revision))) {
            self.sink = None;
        }
    }

    /// Whether anybody is told.
    pub(crate) fn is_heard(&self) -> bool {
        self.sink.is_some()
    }

    /// Goes up with every change.
    pub(crate) fn revision(&self) -> u32 {
        self.revision
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn only_the_last_page_is_told_and_only_while_it_listens() {
        let mut teller = Teller::<u32>::default();
        teller.reset(2);
        let (first, heard) = channel();
        assert_eq!(teller.listens(1, |_| true).unwrap_err().code, ErrorCode::WatchGone, "an earlier page is gone");
        teller.listens(2, move |revision| first.send(revision).is_ok()).unwrap();
        teller.say(|revision| revision);
        assert_eq!(heard.recv(), Ok(1));
        drop(heard);
        teller.say(|revision| revision);
        assert!(!teller.is_heard(), "who does not listen any more is let go");
        assert_eq!(teller.revision(), 2, "and the revision goes on");
    }
}
