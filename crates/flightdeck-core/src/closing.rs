//! Whether the window may be closed: not in the middle of sending a launch, of asking devices to stop or of writing a file without a word,
//! nor while a plan runs or a guard is armed, and never twice asked.

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::abort::Aborts;
use crate::batch::Batches;
use crate::export::Exports;
use crate::guard::Guards;
use crate::launch::Launches;
use crate::numbers::grouped;
use crate::plan::Plans;

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
    /// Something is going on that ends: it closes then.
    Busy,
    /// Only what goes on without an end of its own keeps it open: it closes when the user says so.
    Standing,
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
    /// Files being written.
    writing: usize,
    /// What is guarded, in words.
    armed: Vec<String>,
    /// Plans that advance, by name.
    running: Vec<String>,
}

/// Closing while something is going on, while a plan runs or a guard is armed.
pub struct Closing {
    launches: Arc<Launches>,
    aborts: Arc<Aborts>,
    exports: Arc<Exports>,
    guards: Arc<Guards>,
    batches: Arc<Batches>,
    plans: Arc<Plans>,
    asked: Mutex<Option<Asked>>,
}

impl Closing {
    pub(crate) fn new(
        launches: Arc<Launches>,
        aborts: Arc<Aborts>,
        exports: Arc<Exports>,
        guards: Arc<Guards>,
        batches: Arc<Batches>,
        plans: Arc<Plans>,
    ) -> Self {
        Self { launches, aborts, exports, guards, batches, plans, asked: Mutex::default() }
    }

    /// The window is to be closed.
    pub fn requested(&self) -> OnClose {
        let going = Going {
            sending: self.launches.sending(),
            unsent: self.batches.left(),
            stopping: self.aborts.still_to_ask(),
            writing: self.exports.writing(),
            armed: self.guards.armed(),
            running: self.plans.running(),
        };
        let mut asked = self.asked();
        let Some((why, question)) = question(&going) else { return OnClose::Close };
        if asked.is_some() {
            return OnClose::Wait;
        }
        *asked = Some(why);
        OnClose::Ask(question)
    }

    /// The user chose to wait. Who presses again after that is asked again: a service can hang for minutes. Ends when it may close
    /// by itself, once nothing is going on any more; at once, with false, where it stays open because of a plan or a guard.
    pub async fn chose_to_wait(&self) -> bool {
        let asked = self.asked().take();
        match asked {
            Some(Asked::Standing) => false,
            Some(Asked::Busy) | None => {
                self.ended().await;
                true
            }
        }
    }

    /// Waits until the window may close although its question has no answer: once everything that is going on has ended.
    /// A question about plans and guards alone waits for its answer.
    pub async fn settled(&self) {
        let asked = *self.asked();
        match asked {
            Some(Asked::Standing) => pending().await,
            Some(Asked::Busy) | None => self.ended().await,
        }
    }

    async fn ended(&self) {
        // The rest of a batch is resumed when the user says so, in whatever run.
        self.batches.stop_all();
        self.launches.sent().await;
        self.aborts.asked().await;
        self.exports.written().await;
    }

    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is asked, if anything: about what would be hurt most, with a word on the rest.
fn question(going: &Going) -> Option<(Asked, Question)> {
    let Going { sending, unsent, stopping, writing, armed, running } = going;
    let mut rest = Vec::new();
    let (title, mut message) = if *sending > 0 || *unsent > 0 {
        rest.extend(unsent_aside(*unsent));
        rest.extend(stopping_aside(*stopping));
        rest.extend(writing_aside(*writing));
        being_sent((*sending).max(1))
    } else if *stopping > 0 {
        rest.extend(writing_aside(*writing));
        being_stopped(*stopping)
    } else if *writing > 0 {
        being_written(*writing)
    } else {
        return match (running.as_slice(), armed.as_slice()) {
            ([], []) => None,
            ([], armed) => Some((Asked::Standing, guarded(armed))),
            (running, armed) => Some((Asked::Standing, planned(running, armed))),
        };
    };
    rest.extend(running_aside(running));
    rest.extend(armed_aside(armed));
    for sentence in rest {
        message.push(' ');
        message.push_str(&sentence);
    }
    Some((Asked::Busy, Question { title, message, wait: "Wait and close".to_owned(), quit: "Quit now".to_owned() }))
}

fn being_sent(sending: usize) -> (String, String) {
    let (title, these, they) = match sending {
        1 => ("A deployment is being sent".to_owned(), "its outcome is", "it"),
        many => (format!("{many} deployments are being sent"), "their outcomes are", "them"),
    };
    let message = format!(
        "Flightdeck closes by itself as soon as {these} written down, usually within seconds. If you quit now, nothing is sent \
         twice: Flightdeck looks for {they} at its next start."
    );
    (title, message)
}

fn being_stopped(stopping: u32) -> (String, String) {
    let (still, they) = match stopping {
        1 => ("1 device is still to be asked".to_owned(), "it goes"),
        many => (format!("{} devices are still to be asked", grouped(many)), "those not asked by then go"),
    };
    let message = format!(
        "{still}. Flightdeck closes by itself once that is done. If you quit now, {they} on: nothing asks later."
    );
    ("Devices are being asked to stop".to_owned(), message)
}

fn being_written(writing: usize) -> (String, String) {
    let (title, these) = match writing {
        1 => ("A file is being written".to_owned(), "it is"),
        many => (format!("{many} files are being written"), "they are"),
    };
    let message = format!(
        "Flightdeck closes by itself as soon as {these} whole. If you quit now, nothing is left of what was not, and what stood in \
         its place before stays."
    );
    (title, message)
}

fn unsent_aside(unsent: u32) -> Option<String> {
    let (still, they) = match unsent {
        0 => return None,
        1 => ("1 device of a batch is".to_owned(), "it is"),
        many => (format!("{} devices of a batch are", grouped(many)), "they are"),
    };
    Some(format!("{still} not sent to: {they} when you resume it, in the next run as well."))
}

fn stopping_aside(stopping: u32) -> Option<String> {
    (stopping > 0).then(|| match stopping {
        1 => "1 device is still to be asked to stop: if you quit now, it goes on.".to_owned(),
        many => format!("{} devices are still to be asked to stop: if you quit now, they go on.", grouped(many)),
    })
}

fn writing_aside(writing: usize) -> Option<String> {
    (writing > 0).then(|| match writing {
        1 => "A file is being written: if you quit now, nothing is left of it.".to_owned(),
        many => format!("{many} files are being written: if you quit now, nothing is left of them."),
    })
}

fn armed_aside(armed: &[String]) -> Option<String> {
    match armed {
        [] => None,
        [one] => Some(format!("The guard of “{one}” does nothing while Flightdeck is closed.")),
        many => Some(format!("{} armed guards do nothing while Flightdeck is closed.", many.len())),
    }
}

fn running_aside(running: &[String]) -> Option<String> {
    match running {
        [] => None,
        [one] => Some(format!("The plan “{one}” sends no wave while Flightdeck is closed.")),
        many => Some(format!("{} plans send no wave while Flightdeck is closed.", many.len())),
    }
}

fn planned(running: &[String], armed: &[String]) -> Question {
    let (title, these) = match running {
        [one] => ("A plan is running".to_owned(), format!("“{one}” is run from here.")),
        many => (format!("{} plans are running", many.len()), format!("{} plans are run from here.", many.len())),
    };
    let mut message = format!(
        "{these} A plan advances only while Flightdeck runs: if you quit, no further wave is sent until it runs again, and it goes on where \
         it was. What was sent goes on."
    );
    if let Some(aside) = armed_aside(armed) {
        message.push(' ');
        message.push_str(&aside);
    }
    Question { title, message, wait: "Keep it open".to_owned(), quit: "Quit".to_owned() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_runs_keeps_it_open_and_is_named_beside_the_rest() {
        let going = Going { running: vec!["Firmware".into()], armed: vec!["lab".into()], ..Going::default() };
        let (why, asked) = question(&going).expect("it asks");
        assert_eq!((why, asked.title.as_str()), (Asked::Standing, "A plan is running"));
        assert!(asked.message.contains("“Firmware” is run from here") && asked.message.contains("guard of “lab”"));
        let busy = Going { sending: 1, ..going };
        let (why, asked) = question(&busy).expect("it asks");
        assert_eq!(why, Asked::Busy, "what ends by itself is waited for");
        assert!(asked.message.contains("The plan “Firmware” sends no wave"), "{}", asked.message);
    }

    #[test]
    fn what_would_be_hurt_most_is_asked_about_with_a_word_on_the_rest() {
        let armed = |many: usize| (0..many).map(|n| format!("dp {n}")).collect::<Vec<_>>();
        for (sending, unsent, stopping, writing, armed, title, parts) in [
            (0, 0, 0, 0, armed(0), "", [""; 3]),
            (1, 0, 0, 0, armed(0), "A deployment is being sent", ["its outcome is", "", ""]),
            (1, 36, 0, 0, armed(0), "A deployment is being sent", ["36 devices of a batch", "when you resume it", ""]),
            (0, 1, 0, 0, armed(0), "A deployment is being sent", ["1 device of a batch is not sent", "", ""]),
            (
                2,
                0,
                5,
                1,
                armed(2),
                "2 deployments are being sent",
                ["5 devices are still", "A file is", "2 armed guards"],
            ),
            (
                0,
                0,
                1,
                0,
                armed(0),
                "Devices are being asked to stop",
                ["1 device is still to be asked", "it goes on", ""],
            ),
            (
                0,
                0,
                12_000,
                2,
                armed(1),
                "Devices are being asked to stop",
                ["12,000 devices", "2 files", "guard of “dp 0”"],
            ),
            (0, 0, 0, 1, armed(0), "A file is being written", ["as soon as it is whole", "nothing is left", "stays"]),
            (0, 0, 0, 3, armed(0), "3 files are being written", ["they are whole", "", ""]),
            (0, 0, 0, 0, armed(1), "A guard is armed", ["“dp 0”", "only while Flightdeck runs", ""]),
        ] {
            let going = Going { sending, unsent, stopping, writing, armed, running: Vec::new() };
            let busy = sending + writing > 0 || stopping + unsent > 0;
            match question(&going) {
                None => assert_eq!(title, "", "{going:?} keeps it open"),
                Some((why, question)) => {
                    assert_eq!(question.title, title);
                    assert_eq!(why == Asked::Busy, busy, "it closes by itself only where something ends: {going:?}");
                    for part in parts {
                        assert!(question.message.contains(part), "{} should say {part}", question.message);
                    }
                }
            }
        }
    }
}
