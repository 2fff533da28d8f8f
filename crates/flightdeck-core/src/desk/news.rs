//! News that may be told beside the window, and its words. Nothing in them comes from outputs or parameters; names are the only foreign text, made
//! safe and short, and they stand in the title alone: some systems read markup in the rest.

use crate::landing::Happened;
use crate::numbers::grouped;
use crate::outside::Notification;
use crate::sanitise;
use crate::wire::{ConnectionId, Counts, GuardAbort, GuardFiring, GuardLimit, HaltReason, NotificationSettings, Place};

/// Longest name in a title, in bytes.
const NAME: usize = 80;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Fired,
    Halted,
    Waits,
    Fails,
    Stuck,
    Finished,
    Stopped,
    Done,
}

impl Kind {
    /// Whether the user wants to be told of it.
    pub(crate) fn wanted(self, settings: &NotificationSettings) -> bool {
        match self {
            Self::Finished => settings.finished,
            Self::Fails => settings.failing,
            Self::Stuck => settings.stuck,
            Self::Fired => settings.guards,
            Self::Halted | Self::Waits | Self::Stopped | Self::Done => settings.plans,
        }
    }

    /// So many at once, in a sentence.
    fn counted(self, many: usize) -> String {
        let (one, more) = match self {
            Self::Fired => ("1 guard has fired.", "guards have fired."),
            Self::Halted => ("1 plan has halted.", "plans have halted."),
            Self::Waits => ("1 plan waits for a person’s word.", "plans wait for a person’s word."),
            Self::Fails => ("1 deployment begins to fail.", "deployments begin to fail."),
            Self::Stuck => ("1 deployment has stuck devices.", "deployments have stuck devices."),
            Self::Finished => ("1 deployment has finished.", "deployments have finished."),
            Self::Stopped => ("1 plan was stopped.", "plans were stopped."),
            Self::Done => ("1 plan is done.", "plans are done."),
        };
        if many == 1 { one.to_owned() } else { format!("{many} {more}") }
    }
}

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    pub(crate) title: String,
    pub(crate) body: String,
}

impl News {
    /// Of a deployment that is watched in the background.
    pub(crate) fn of_landing(place: Place, comment: Option<&str>, happened: Happened) -> Self {
        let name = called(comment);
        let (kind, title, body) = match happened {
            Happened::Finished(counts) => (Kind::Finished, format!("{name} has finished"), ended(&counts)),
            Happened::Fails(counts) => (Kind::Fails, format!("{name} begins to fail"), failed(&counts)),
            Happened::Stuck(stuck) => (Kind::Stuck, format!("{name} has stuck devices"), self::stuck(stuck)),
        };
        Self { kind, place, title, body }
    }

    /// A guard fired.
    pub(crate) fn of_guard(place: Place, comment: Option<&str>, firing: &GuardFiring) -> Self {
        let title = match comment.map(named).filter(|name| !name.is_empty()) {
            Some(name) => format!("The guard of “{name}” has fired"),
            None => "A guard has fired".to_owned(),
        };
        let mut body = passed(firing);
        if let Some(abort) = abort(&firing.abort) {
            body.push(' ');
            body.push_str(abort);
        }
        Self { kind: Kind::Fired, place, title, body }
    }

    /// A plan of this name, in this state.
    pub(crate) fn of_plan(place: Place, name: &str, now: PlanNow) -> Self {
        let name = named(name);
        let plan = if name.is_empty() { "A plan".to_owned() } else { format!("The plan “{name}”") };
        let (kind, title, body) = match now {
            PlanNow::Halted { wave, reason } => {
                let body = format!("Wave {}: {} No wave is sent until a person resumes it.", wave + 1, halted(reason));
                (Kind::Halted, format!("{plan} has halted"), body)
            }
            PlanNow::Waits { wave } => {
                let body = format!("Everything else that the gate after wave {} asks for holds.", wave + 1);
                (Kind::Waits, format!("{plan} waits for a person’s word"), body)
            }
            PlanNow::Stopped => (Kind::Stopped, format!("{plan} was stopped"), "No further wave is sent.".to_owned()),
            PlanNow::Done => (Kind::Done, format!("{plan} is done"), "Its last wave has ended and passed.".to_owned()),
        };
        Self { kind, place, title, body }
    }

    /// Of another fleet than the only one: the title says of which.
    pub(crate) fn in_fleet(mut self, fleet: &str) -> Self {
        self.title = format!("{}: {}", named(fleet), self.title);
        self
    }
}

/// Where a plan stands, as far as that is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PlanNow {
    Halted { wave: u32, reason: HaltReason },
    Waits { wave: usize },
    Stopped,
    Done,
}

/// What is told of news that come together: of one itself, of several how many of what.
pub(crate) fn together(mut news: Vec<News>) -> Option<Notification> {
    let place = common(&news)?;
    if news.len() == 1 {
        return news.pop().map(|News { title, body, place, .. }| Notification { title, body, place });
    }
    let title = format!("{} things happened", news.len());
    news.sort_by_key(|one| one.kind);
    let alike = news.chunk_by(|one, other| one.kind == other.kind);
    let body = alike.filter_map(|alike| Some(alike.first()?.kind.counted(alike.len()))).collect::<Vec<_>>().join(" ");
    Some(Notification { title, body, place })
}

/// The nearest place that is of all of them; none without any.
fn common(news: &[News]) -> Option<Place> {
    let first = &news.first()?.place;
    if news.iter().all(|one| one.place == *first) {
        return Some(first.clone());
    }
    let of = |place: &Place| match place {
        Place::Deployment { connection, .. } | Place::Device { connection, .. } | Place::Deployments { connection } => {
            Some((connection.clone(), false))
        }
        Place::Plan { connection, .. } | Place::Plans { connection } => Some((connection.clone(), true)),
        Place::Window => None,
    };
    let places: Vec<(ConnectionId, bool)> = news.iter().filter_map(|one| of(&one.place)).collect();
    let connection = places.first().map(|(connection, _)| connection.clone());
    let same = places.len() == news.len() && places.iter().all(|(one, _)| Some(one) == connection.as_ref());
    Some(match connection.filter(|_| same) {
        Some(connection) if places.iter().all(|(_, plan)| *plan) => Place::Plans { connection },
        Some(connection) => Place::Deployments { connection },
        None => Place::Window,
    })
}

fn named(name: &str) -> String {
    sanitise::line(name, NAME)
}

fn called(comment: Option<&str>) -> String {
    match comment.map(named).filter(|name| !name.is_empty()) {
        Some(name) => format!("“{name}”"),
        None => "A deployment".to_owned(),
    }
}

/// How all devices ended.
fn ended(counts: &Counts) -> String {
    let all = counts.total();
    let devices = |many: u32| match many {
        1 => "1 device".to_owned(),
        many => format!("{} devices", grouped(many)),
    };
    match all {
        0 => return "It reached no device.".to_owned(),
        1 if counts.succeeded == 1 => return "Its only device succeeded.".to_owned(),
        _ if counts.succeeded == all => return format!("All {} succeeded.", devices(all)),
        _ => {}
    }
    let was = |many: u32| if many == 1 { "was" } else { "were" };
    let parts = [
        (counts.succeeded, "succeeded".to_owned()),
        (counts.failed, "failed".to_owned()),
        (counts.aborted, format!("{} aborted", was(counts.aborted))),
    ];
    let mut said = String::new();
    let told: Vec<&(u32, String)> = parts.iter().filter(|(many, _)| *many > 0).collect();
    for (at, (many, what)) in told.iter().copied().enumerate() {
        let joint = match at {
            0 => "",
            at if at + 1 == told.len() => " and ",
            _ => ", ",
        };
        let many = if at == 0 { devices(*many) } else { grouped(*many) };
        said.push_str(&format!("{joint}{many} {what}"));
    }
    format!("{said}.")
}

fn failed(counts: &Counts) -> String {
    let ended = counts.succeeded.saturating_add(counts.failed);
    match ended {
        1 => "The first device that ended has failed.".to_owned(),
        _ => format!("{} of the {} devices that ended so far failed.", grouped(counts.failed), grouped(ended)),
    }
}

fn stuck(many: u32) -> String {
    match many {
        1 => "1 device is in progress for much longer than the others took.".to_owned(),
        many => format!("{} devices are in progress for much longer than the others took.", grouped(many)),
    }
}

fn passed(firing: &GuardFiring) -> String {
    let tally = &firing.tally;
    match firing.limit {
        GuardLimit::FailedShare { .. } => {
            format!("{} of {} finished devices failed.", grouped(tally.failed), grouped(tally.finished))
        }
        GuardLimit::OneCause { .. } => {
            let many = tally.cause.as_ref().map_or(0, |cause| cause.count);
            format!("{} devices failed for the same cause.", grouped(many))
        }
        GuardLimit::NoProgress { minutes: 1 } => "No device has changed its state for a minute.".to_owned(),
        GuardLimit::NoProgress { minutes } => format!("No device has changed its state for {minutes} minutes."),
    }
}

fn abort(abort: &GuardAbort) -> Option<&'static str> {
    match abort {
        GuardAbort::NotWanted => None,
        GuardAbort::NothingLeft => Some("Nothing was left to abort."),
        GuardAbort::UnderWay { .. } | GuardAbort::Asked { .. } => {
            Some("Flightdeck asks the service to abort the rest.")
        }
    }
}

fn halted(reason: HaltReason) -> &'static str {
    match reason {
        HaltReason::Failed => "more devices failed than the gate lets pass.",
        HaltReason::OneCause => "more devices failed for one cause than the gate lets pass.",
        HaltReason::TooFew => "it has ended, and too few devices succeeded or failed to judge it by.",
        HaltReason::Nobody => "it reached nobody.",
        HaltReason::Guard => "its guard fired.",
        HaltReason::Refused => "the service refused it.",
        HaltReason::Unresolved => "nobody knows what became of its launch.",
        HaltReason::NotConfirmed => "something has to be confirmed that was not when the plan was started.",
        HaltReason::Elsewhere => "the connection leads elsewhere than when the plan was started, or is gone.",
        HaltReason::Aborted => "devices of it were aborted.",
    }
}

#[cfg(test)]
mod tests;
