//! When a fleet is read without anybody wishing it: at the first need, and again while a page shows what rests on it and the window is
//! seen, once it is ten minutes old. After a failure it is tried again after a minute, and then twice as long after each further one, up to
//! half an hour; where it is not offered, never. It goes behind everything else that is sent.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{Fleets, Known};
use crate::wire::ConnectionId;

/// How often it is seen to what is due.
const EVERY: Duration = Duration::from_secs(20);

impl Fleets {
    /// Whether the window is seen.
    pub(crate) fn set_visible(&self, visible: bool) {
        self.hidden.store(!visible, Ordering::Relaxed);
    }

    /// Reads what is due, for as long as a page looks.
    pub(super) fn stay_fresh(self: &Arc<Self>, connection: &ConnectionId, known: &Arc<Known>) {
        if !known.holders.begin_to_tend() {
            return;
        }
        let (this, connection, known) = (Arc::downgrade(self), connection.clone(), known.clone());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(EVERY).await;
                let Some(this) = this.upgrade().filter(|_| !known.holders.left()) else { return };
                if !this.hidden.load(Ordering::Relaxed) {
                    this.read(&connection, false);
                }
            }
        });
    }
}
