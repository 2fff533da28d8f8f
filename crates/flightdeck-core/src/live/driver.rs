//! The loop around one watched thing: it waits, does what the state asks for, brings the news back and tells the pages.
//! It decides nothing.

use std::sync::Arc;

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::schedule::Demand;
use super::subject::{Live, Subject};
use crate::waiting::changed;
use crate::wire::Settings;

/// Runs until nobody holds it, or the task is ended from outside. `ended` ends what nobody holds any more, and says whether it did.
pub(super) async fn drive<S: Subject>(
    live: Arc<Live<S>>,
    ended: impl Fn(&Arc<Live<S>>) -> bool,
    outside: S::Outside,
    mut settings: watch::Receiver<Settings>,
    mut visible: watch::Receiver<bool>,
) {
    let mut rested = Instant::now();
    let mut running: FuturesUnordered<BoxFuture<'static, S::News>> = FuturesUnordered::new();
    loop {
        let wishes = live.holders().wishes();
        let demand = Demand::new(settings.borrow_and_update().poll_seconds, *visible.borrow_and_update(), wishes);
        live.state().schedule().set_demand(demand);
        // First: what is to be kept of a look is made as a job, and nobody who waits for the rows waits for that.
        if !live.tell() && ended(&live) {
            return;
        }
        let jobs = live.state().jobs();
        for job in jobs {
            running.push(S::run(job, live.clone(), outside.clone()));
        }
        let due = live.state().wait().map(|wait| rested + wait);
        tokio::select! {
            Some(news) = running.next() => {
                if live.state().take(news, &live.key, &outside) {
                    rested = Instant::now();
                }
            }
            () = sleep_until(due.unwrap_or(rested)), if due.is_some() => live.state().due(),
            () = live.bell.notified() => {}
            () = changed(&mut settings) => {}
            () = changed(&mut visible) => {}
        }
    }
}
