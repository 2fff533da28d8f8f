//! Waiting for what may never come.

use tokio::sync::watch;

/// Waits for a change; for ever where none can come any more.
pub(crate) async fn changed<T>(receiver: &mut watch::Receiver<T>) {
    if receiver.changed().await.is_err() {
        std::future::pending().await
    }
}
