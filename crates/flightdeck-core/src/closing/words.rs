//! What is asked when the window is closed, in words. Pure.

use super::{Asked, Going, Question};
use crate::numbers::grouped;

/// What is asked, if anything: about what would be hurt most, with a word on the rest. Where there is a `tray`, it can be kept there.
pub(super) fn question(going: &Going, tray: bool) -> Option<(Asked, Question)> {
    let (why, mut question) = asked(going)?;
    if tray {
        question.keep = Some("Keep in the tray".to_owned());
        question.message.push_str(" In the tray it goes on without its window.");
    }
    if why == Asked::Watched {
        question.message.push_str(" Your answer is remembered; Settings, under Notifications, can change it.");
    }
    Some((why, question))
}

fn asked(going: &Going) -> Option<(Asked, Question)> {
    let Going { sending, unsent, stopping, aborting, writing, armed, running, watched, installing } = going;
    let mut rest = Vec::new();
    let (title, mut message) = if *sending > 0 || *unsent > 0 {
        rest.extend(unsent_aside(*unsent));
        rest.extend(aborting_aside(*aborting));
        rest.extend(stopping_aside(*stopping));
        rest.extend(writing_aside(*writing));
        being_sent((*sending).max(1))
    } else if *aborting > 0 {
        rest.extend(stopping_aside(*stopping));
        rest.extend(writing_aside(*writing));
        being_aborted(*aborting)
    } else if *stopping > 0 {
        rest.extend(writing_aside(*writing));
        being_stopped(*stopping)
    } else if *writing > 0 {
        being_written(*writing)
    } else if *installing {
        being_installed()
    } else {
        let (why, mut question) = match (running.as_slice(), armed.as_slice(), watched.as_slice()) {
            ([], [], []) => return None,
            ([], [], watched) => return Some((Asked::Watched, landing(watched))),
            ([], armed, _) => (Asked::Standing, guarded(armed)),
            (running, armed, _) => (Asked::Standing, planned(running, armed)),
        };
        if let Some(aside) = watched_aside(watched) {
            question.message.push(' ');
            question.message.push_str(&aside);
        }
        return Some((why, question));
    };
    rest.extend(running_aside(running));
    rest.extend(armed_aside(armed));
    rest.extend(watched_aside(watched));
    for sentence in rest {
        message.push(' ');
        message.push_str(&sentence);
    }
    let (wait, quit) = ("Wait and close".to_owned(), "Quit now".to_owned());
    Some((Asked::Busy, Question { title, message, wait, keep: None, quit }))
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

fn being_aborted(aborting: usize) -> (String, String) {
    let (title, they) = match aborting {
        1 => ("A deployment is being aborted".to_owned(), "it was asked to stop: it may go on"),
        many => (format!("{many} deployments are being aborted"), "they were asked to stop: they may go on"),
    };
    let message = format!(
        "Flightdeck closes by itself as soon as the service has answered. If you quit now, nobody knows whether {they}, and nothing asks later."
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

fn being_installed() -> (String, String) {
    let message = "Flightdeck closes by itself as soon as that is done, usually within seconds. If you quit now, it may have to be installed \
                   again by hand.";
    ("A newer version is being installed".to_owned(), message.to_owned())
}

/// Why Flightdeck may not begin anew now: of what quitting would ask about the first.
pub(super) fn why_not_now(going: &Going) -> Option<&'static str> {
    let Going { sending, unsent, stopping, aborting, writing, armed, running, watched: _, installing } = going;
    if *sending > 0 {
        Some("A deployment is being sent: Flightdeck must not end before its outcome is written down.")
    } else if *unsent > 0 {
        Some("A batch is being sent: stop it first, or wait until it is done.")
    } else if *aborting > 0 {
        Some("A deployment is being aborted: wait until the service has answered.")
    } else if *stopping > 0 {
        Some("Devices are being asked to stop: wait until each of them was asked.")
    } else if *writing > 0 {
        Some("A file is being written: wait until it is whole.")
    } else if *installing {
        Some("A newer version is being installed already.")
    } else if !running.is_empty() {
        Some("A plan is running: pause it first, or wait until it is done.")
    } else if !armed.is_empty() {
        Some(
            "A guard is armed, and does nothing while Flightdeck begins anew: disarm it first, or wait until it has ended.",
        )
    } else {
        None
    }
}

fn unsent_aside(unsent: u32) -> Option<String> {
    let (still, they) = match unsent {
        0 => return None,
        1 => ("1 device of a batch is".to_owned(), "it is"),
        many => (format!("{} devices of a batch are", grouped(many)), "they are"),
    };
    Some(format!("{still} not sent to: {they} when you resume it, in the next run as well."))
}

fn aborting_aside(aborting: usize) -> Option<String> {
    (aborting > 0).then(|| match aborting {
        1 => "1 deployment is being aborted: if you quit now, it may go on.".to_owned(),
        many => format!("{many} deployments are being aborted: if you quit now, they may go on."),
    })
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
    stays(title, message)
}

fn guarded(armed: &[String]) -> Question {
    let (title, these) = match armed {
        [one] => ("A guard is armed".to_owned(), format!("“{one}” is guarded from here.")),
        many => {
            (format!("{} guards are armed", many.len()), format!("{} deployments are guarded from here.", many.len()))
        }
    };
    let message = format!(
        "{these} A guard works only while Flightdeck runs: if you quit, nothing is told and nothing is aborted until it runs again. The \
         deployments themselves go on."
    );
    stays(title, message)
}

fn landing(watched: &[String]) -> Question {
    let (title, these, them) = match watched {
        [one] => ("A deployment is watched".to_owned(), format!("“{one}” is watched in the background."), "it"),
        many => {
            let these = format!("{} deployments are watched in the background.", many.len());
            (format!("{} deployments are watched", many.len()), these, "them")
        }
    };
    let message = format!(
        "{these} If you quit, nothing is told of {them} until Flightdeck runs again. What was launched goes on."
    );
    stays(title, message)
}

fn watched_aside(watched: &[String]) -> Option<String> {
    match watched {
        [] => None,
        [one] => Some(format!("Nothing is told of “{one}” while Flightdeck is closed.")),
        many => Some(format!("Nothing is told of {} watched deployments while Flightdeck is closed.", many.len())),
    }
}

fn stays(title: String, message: String) -> Question {
    Question { title, message, wait: "Keep it open".to_owned(), keep: None, quit: "Quit".to_owned() }
}
