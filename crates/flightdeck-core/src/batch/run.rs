//! Sending a batch: one launch after another, each only if the user's rules still allow it. The driver is thin.

use std::time::Duration;

use super::book::Batch;
use super::items::{Answer, Next};
use super::{Batches, draft_for};
use crate::batched::launch_of;
use crate::wire::{AppError, ConnectionId, Draft};

/// What its task does next.
enum Step {
    Send(Box<Launching>),
    Wait(Duration),
    End,
}

/// One launch of it.
struct Launching {
    place: usize,
    id: String,
    connection: ConnectionId,
    draft: Draft,
}

impl Batches {
    /// A batch is sent from now on: written down first, then a task begins.
    pub(super) fn sending(&self, id: &str, batch: &mut Batch) -> Result<(), AppError> {
        let Some(items) = &mut batch.items else { return Err(super::unknown()) };
        let before = items.clone();
        items.begin();
        batch.follow(self.outside.clock.now_ms());
        if let Err(error) = batch.kept(id).and_then(|kept| Ok(self.outside.book.keep_batch(&kept)?)) {
            batch.items = Some(before);
            batch.follow(self.outside.clock.now_ms());
            return Err(error);
        }
        // One that was stopped a moment ago may still wait for the answer of its last launch.
        if !std::mem::replace(&mut batch.driven, true)
            && let Some(this) = self.this.upgrade()
        {
            let id = id.to_owned();
            tokio::spawn(async move { this.run(&id).await });
        }
        Ok(())
    }

    async fn run(&self, id: &str) {
        loop {
            let step = self.step(id);
            self.tell();
            match step {
                Step::Send(one) => {
                    let Launching { place, id: launch, connection, draft } = *one;
                    let launched = self.outside.launches.launch(&launch, &connection, draft, None).await;
                    self.answered(id, place, &Answer::of_launch(launched));
                }
                Step::Wait(pause) => {
                    tokio::time::sleep(pause).await;
                    if let Some(items) = self.book().batches.get_mut(id).and_then(|batch| batch.items.as_mut()) {
                        items.go_on();
                    }
                }
                Step::End => return,
            }
        }
    }

    fn step(&self, id: &str) -> Step {
        let mut book = self.book();
        let Some(batch) = book.batches.get_mut(id) else { return Step::End };
        let may = self.may_send(batch);
        let now_ms = self.outside.clock.now_ms();
        let Some(items) = &mut batch.items else { return Step::End };
        if let Err(error) = may {
            items.fail(error.message);
        }
        let step = match (items.pause(), items.next(now_ms)) {
            (Some(pause), _) => {
                batch.waits_until_ms = Some(now_ms + pause.as_millis() as i64);
                Step::Wait(pause)
            }
            (None, Some(Next { place, tries, device })) => Step::Send(Box::new(Launching {
                place,
                id: launch_of(id, place, tries),
                connection: batch.connection.clone(),
                draft: draft_for(&batch.header.draft, &device),
            })),
            (None, None) => {
                batch.driven = false;
                Step::End
            }
        };
        self.keep(id, batch);
        step
    }

    fn answered(&self, id: &str, place: usize, answer: &Answer) {
        let mut book = self.book();
        let Some(batch) = book.batches.get_mut(id) else { return };
        if let Some(items) = &mut batch.items {
            items.answered(place, answer);
        }
        self.keep(id, batch);
    }
}
