//! Whether the window may be closed: not in the middle of sending a launch without a word, nor while a guard is armed, and never
//! twice asked.

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::guard::Guards;
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
    /// The choice that does not close now.
    pub wait: String,
    /// The choice that closes now.
    pub quit: String,
}

/// Why there is a question on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Something is being sent: it closes once that is written down.
    Sending,
    /// Only guards keep it open: it closes when the user says so.
    Guards,
}

/// Closing while something is being sent, or while a guard is armed.
pub struct Closing {
    launches: Arc<Launches>,
    guards: Arc<Guards>,
    asked: Mutex<Option<Asked>>,
}

impl Closing {
    pub(crate) fn new(launches: Arc<Launches>, guards: Arc<Guards>) -> Self {
        Self { launches, guards, asked: Mutex::default() }
    }

    /// The window is to be closed.
    pub fn requested(&self) -> OnClose {
        let (sending, armed) = (self.launches.sending(), self.guards.armed());
        let mut asked = self.asked();
        let (why, question) = match (sending, armed.as_slice()) {
            (0, []) => return OnClose::Close,
            (0, armed) => (Asked::Guards, guarded(armed)),
            (sending, armed) => (Asked::Sending, being_sent(sending, armed)),
        };
        if asked.is_some() {
            return OnClose::Wait;
        }
        *asked = Some(why);
        OnClose::Ask(question)
    }

    /// The user chose to wait. Who presses again after that is asked again: a service can hang for minutes. Ends when it may close
    /// by itself, once what is being sent is written down; at once, with false, where it stays open because of its guards.
    pub async fn chose_to_wait(&self) -> bool {
        let asked = self.asked().take();
        match asked {
            Some(Asked::Guards) => false,
            Some(Asked::Sending) | None => {
                self.launches.sent().await;
                true
            }
        }
    }

    /// Waits until the window may close although its question has no answer: once everything that is being sent is written down.
    /// A question about guards alone waits for its answer.
    pub async fn settled(&self) {
        let asked = *self.asked();
        match asked {
            Some(Asked::Guards) => pending().await,
            Some(Asked::Sending) | None => self.launches.sent().await,
        }
    }

    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn being_sent(sending: usize, armed: &[String]) -> Question {
    let (title, these, they) = match sending {
        1 => ("A deployment is being sent".to_owned(), "its outcome is", "it"),
        many => (format!("{many} deployments are being sent"), "their outcomes are", "them"),
    };
    let guards = match armed {
        [] => String::new(),
        [one] => format!(" The guard of “{one}” does nothing while Flightdeck is closed."),
        many => format!(" {} armed guards do nothing while Flightdeck is closed.", many.len()),
    };
    Question {
        title,
        message: format!(
            "Flightdeck closes by itself as soon as {these} written down, usually within seconds. If you quit now, nothing \
             is sent twice: Flightdeck looks for {they} at its next start.{guards}"
        ),
        wait: "Wait and close".to_owned(),
        quit: "Quit now".to_owned(),
    }
}

fn guarded(armed: &[String]) -> Question {
    let (title, these) = match armed {
        [one] => ("A guard is armed".to_owned(), format!("“{one}” is guarded from here.")),
        many => {
            (format!("{} guards are armed", many.len()), format!("{} deployments are guarded from here.", many.len()))
        }
    };
    Question {
        title,
        message: format!(
            "{these} A guard works only while Flightdeck runs: if you quit, nothing is told and nothing is aborted until it \
             runs again. The deployments themselves go on."
        ),
        wait: "Keep it open".to_owned(),
        quit: "Quit".to_owned(),
    }
}
