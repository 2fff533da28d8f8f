//! Whether the window may be closed: not in the middle of sending a launch, of asking devices to stop or of writing a file without a word,
//! of replacing this version by another, nor while a plan runs, a guard is armed or a deployment is watched in the background, and never twice asked. Where there is a tray,
//! Flightdeck can go on there.

#[cfg(test)]
mod tests;
mod words;

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::abort::Aborts;
use crate::batch::Batches;
use crate::desk::Desktop;
use crate::export::Exports;
use crate::guard::Guards;
use crate::landing::Landings;
use crate::launch::Launches;
use crate::plan::Plans;
use crate::settings::KeptSettings;
use crate::wire::{Settings, WhenClosed};

/// What to do when the window is to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnClose {
    /// Close it.
    Close,
    /// Hide it: Flightdeck goes on in the tray.
    Keep,
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
    /// The choice that hides the window, where there is a tray.
    pub keep: Option<String>,
    /// The choice that closes now.
    pub quit: String,
}

/// Why there is a question on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// Something is going on that ends: it closes then.
    Busy,
    /// Only what goes on without an end of its own keeps it open: it closes when the user says so.
    Standing,
    /// The same, and it is only watched: the answer is remembered.
    Watched,
}

/// What keeps the window open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Going {
    /// Launches whose outcome is not written down yet.
    sending: usize,
    /// Devices of batches still to be sent to.
    unsent: u32,
    /// Devices still to be asked to stop.
    stopping: u32,
    /// Deployments whose abort is to be asked for, or has no answer yet.
    aborting: usize,
    /// Files being written.
    writing: usize,
    /// What is guarded, in words.
    armed: Vec<String>,
    /// Plans that advance, by name.
    running: Vec<String>,
    /// What is watched in the background, in words.
    watched: Vec<String>,
    /// A newer version is being put in this one's place.
    installing: bool,
}

/// What closing needs of the rest.
pub(crate) struct ClosingOutside {
    pub(crate) launches: Arc<Launches>,
    pub(crate) aborts: Arc<Aborts>,
    pub(crate) exports: Arc<Exports>,
    pub(crate) guards: Arc<Guards>,
    pub(crate) batches: Arc<Batches>,
    pub(crate) plans: Arc<Plans>,
    pub(crate) landings: Arc<Landings>,
    pub(crate) desktop: Arc<Desktop>,
    pub(crate) settings: Arc<KeptSettings>,
}

/// Closing while something is going on, while a plan runs, a guard is armed or a deployment is watched.
pub struct Closing {
    outside: ClosingOutside,
    asked: Mutex<Option<Asked>>,
    installing: watch::Sender<bool>,
}

/// While it is held, a newer version is being put in this one's place.
pub(crate) struct Installing<'a>(&'a Closing);

impl Drop for Installing<'_> {
    fn drop(&mut self) {
        self.0.installing.send_replace(false);
    }
}

impl Closing {
    pub(crate) fn new(outside: ClosingOutside) -> Self {
        Self { outside, asked: Mutex::default(), installing: watch::Sender::new(false) }
    }

    /// Why Flightdeck may not begin anew now, in a sentence: exactly where quitting would be asked about. What is only watched is no reason: the
    /// next run goes on with it.
    pub(crate) fn why_not_now(&self) -> Option<&'static str> {
        words::why_not_now(&self.going())
    }

    /// A newer version is put in this one's place from now on, unless there is a reason against that.
    pub(crate) fn begin_to_install(&self) -> Result<Installing<'_>, &'static str> {
        match self.why_not_now() {
            Some(why) => Err(why),
            None => {
                self.installing.send_replace(true);
                Ok(Installing(self))
            }
        }
    }

    /// The window is to be closed.
    pub fn requested(&self) -> OnClose {
        self.ask(self.outside.desktop.has_tray(), self.outside.settings.get().when_closed)
    }

    /// Flightdeck is to end, from wherever: it is not kept in the tray, and asks only about what it may not end without a word.
    pub fn quit_requested(&self) -> OnClose {
        self.ask(false, WhenClosed::Quit)
    }

    fn ask(&self, tray: bool, when: WhenClosed) -> OnClose {
        let going = self.going();
        let mut asked = self.asked();
        match decide(&going, tray, when) {
            Decided::Close => OnClose::Close,
            _ if asked.is_some() => OnClose::Wait,
            Decided::Keep => OnClose::Keep,
            Decided::Ask(why, question) => {
                *asked = Some(why);
                OnClose::Ask(question)
            }
        }
    }

    fn going(&self) -> Going {
        let ClosingOutside { launches, aborts, exports, guards, batches, plans, landings, .. } = &self.outside;
        Going {
            sending: launches.sending(),
            unsent: batches.left(),
            stopping: aborts.still_to_ask(),
            // What a plan has asked for is among both.
            aborting: aborts.unanswered().max(plans.aborting()),
            writing: exports.writing(),
            armed: guards.armed(),
            running: plans.running(),
            watched: landings.names(),
            installing: *self.installing.borrow(),
        }
    }

    /// The user chose to wait. Who presses again after that is asked again: a service can hang for minutes. Ends when it may close
    /// by itself, once nothing is going on any more; at once, with false, where it stays open because of a plan or a guard.
    pub async fn chose_to_wait(&self) -> bool {
        let asked = self.asked().take();
        match asked {
            Some(Asked::Standing | Asked::Watched) => false,
            Some(Asked::Busy) | None => {
                self.ended().await;
                true
            }
        }
    }

    /// The user chose the tray, from now on.
    pub fn chose_to_keep(&self) {
        self.asked().take();
        self.remember(WhenClosed::Tray);
    }

    /// The user chose to quit. That is remembered only where nothing but the watching ends: about plans and guards it is always asked.
    pub fn chose_to_quit(&self) {
        let asked = self.asked().take();
        if asked == Some(Asked::Watched) {
            self.remember(WhenClosed::Quit);
        }
    }

    /// Who set it otherwise wants it so: an answer is remembered only where nothing was.
    fn remember(&self, when_closed: WhenClosed) {
        let before = self.outside.settings.get();
        if before.when_closed != WhenClosed::Ask {
            return;
        }
        match self.outside.settings.set(Settings { when_closed, ..before }) {
            Ok(settings) => self.outside.desktop.set(settings),
            Err(error) => tracing::warn!(error = %error.message, "what closing the window does could not be kept"),
        }
    }

    /// Waits until the window may close although its question has no answer: once everything that is going on has ended.
    /// A question about plans, guards and watching alone waits for its answer.
    pub async fn settled(&self) {
        let asked = *self.asked();
        match asked {
            Some(Asked::Standing | Asked::Watched) => pending().await,
            Some(Asked::Busy) | None => self.ended().await,
        }
    }

    async fn ended(&self) {
        let ClosingOutside { launches, aborts, exports, batches, plans, .. } = &self.outside;
        // The rest of a batch is resumed when the user says so, in whatever run; that of a plan by its plan, in the next.
        plans.hold();
        batches.stop_all();
        launches.sent().await;
        plans.aborted().await;
        aborts.asked().await;
        exports.written().await;
        // Its sender is this room's own.
        let _ = self.installing.subscribe().wait_for(|installing| !installing).await;
    }

    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is done when the window is to be closed and no question is on the screen.
#[derive(Debug, PartialEq, Eq)]
enum Decided {
    Close,
    Keep,
    Ask(Asked, Question),
}

fn decide(going: &Going, tray: bool, when: WhenClosed) -> Decided {
    match (words::question(going, tray), when) {
        (None, _) => Decided::Close,
        (Some(_), WhenClosed::Tray) if tray => Decided::Keep,
        (Some((Asked::Watched, _)), WhenClosed::Quit) => Decided::Close,
        (Some((why, question)), _) => Decided::Ask(why, question),
    }
}
