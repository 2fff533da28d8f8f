//! Whether the window may be closed: not in the middle of sending a launch without a word, and never twice asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::launch::Launches;

/// What to do when the window is to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnClose {
    /// Close it.
    Close,
    /// Ask; meanwhile wait for [`Closing::settled`], and close then.
    Ask(Question),
    /// The question is on the screen.
    Wait,
}

/// What to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// One short line.
    pub title: String,
    /// What happens if one waits, and what if not.
    pub message: String,
    /// The choice that closes once it is safe.
    pub wait: String,
    /// The choice that closes now.
    pub quit: String,
}

/// Closing while something is being sent.
pub struct Closing {
    launches: Arc<Launches>,
    asked: AtomicBool,
}

impl Closing {
    pub(crate) fn new(launches: Arc<Launches>) -> Self {
        Self { launches, asked: AtomicBool::new(false) }
    }

    /// The window is to be closed.
    pub fn requested(&self) -> OnClose {
        let sending = self.launches.sending();
        if sending == 0 {
            return OnClose::Close;
        }
        if self.asked.swap(true, Ordering::SeqCst) {
            return OnClose::Wait;
        }
        OnClose::Ask(question(sending))
    }

    /// The user chose to wait. Who presses again after that is asked again: a service can hang for minutes.
    pub fn chose_to_wait(&self) {
        self.asked.store(false, Ordering::SeqCst);
    }

    /// Waits until the outcome of everything that is being sent is written down.
    pub async fn settled(&self) {
        self.launches.sent().await;
    }
}

fn question(sending: usize) -> Question {
    let (title, these, they) = match sending {
        1 => ("A deployment is being sent".to_owned(), "its outcome is", "it"),
        many => (format!("{many} deployments are being sent"), "their outcomes are", "them"),
    };
    Question {
        title,
        message: format!(
            "Flightdeck closes by itself as soon as {these} written down, usually within seconds. If you quit now, nothing \
             is sent twice: Flightdeck looks for {they} at its next start."
        ),
        wait: "Wait and close".to_owned(),
        quit: "Quit now".to_owned(),
    }
}
