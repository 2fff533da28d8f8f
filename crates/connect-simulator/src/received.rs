//! What the simulator was sent, kept for tests to read back.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::faults::Operation;

/// One request that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as it was sent, still percent-encoded.
    pub path: String,
    /// The query without its `?`; empty if there was none.
    pub query: String,
    /// The body as text.
    pub body: String,
    /// The headers with lower-case names. The value of `authorization` is replaced by `matched` or `unmatched`: whether its
    /// token is one the simulator knows.
    pub headers: Vec<(String, String)>,
    /// Which operation it was; none for a path that is no operation.
    pub operation: Option<Operation>,
    /// When, in milliseconds since 1970 on the simulator's clock.
    pub at: i64,
}

impl Received {
    /// The value of a header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// More than any test looks at, few enough that a long load test does not eat the memory.
const KEPT: usize = 20_000;

#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<VecDeque<Received>>);

impl Log {
    pub(crate) fn add(&self, received: Received) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() == KEPT {
            log.pop_front();
        }
        log.push_back(received);
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
