//! The devices of a batch: who is sent to next, what became of the others, when to wait, when to stop. Pure.
//!
//! What became of an item is what the journal says of its launch, so a run that ended in the middle leaves nothing to guess:
//! what is not in the journal was not sent, and what is there without an outcome is unresolved.
//!
//! An unresolved item stops the batch until it is settled. A lost launch is found again by its comment, and all items have the same: with two
//! of them lost, nobody could tell whose is whose. Three refusals in a row stop it, since a fourth would most likely be one more; the user may
//! go on. What has nothing to do with the device (no network, a token that is refused) leaves its item unsent.

use std::time::Duration;

use crate::batched::of_launch;
use crate::outside::{BatchLaunch, NamedDevice};
use crate::wire::{
    AppError, BatchCounts, BatchItem, BatchItemState, BatchStage, DeploymentId, DeviceId, LaunchOutcome,
};

/// Refusals in a row, or tries of one device in vain, after which it stops.
const PATIENCE: u32 = 3;
/// So long until the first try once more; the second waits twice as long.
const PAUSE: Duration = Duration::from_secs(5);

/// What became of a launch.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Sent(DeploymentId),
    Refused(String),
    /// Nobody knows.
    Unresolved(String),
    SetAside,
    /// Nothing was sent, and the reason is not the device's. `entry` says whether the try is in the journal.
    NotSent {
        error: AppError,
        entry: bool,
    },
}

impl Answer {
    /// What an entry of the journal says.
    pub(super) fn of_entry(outcome: Option<LaunchOutcome>) -> Self {
        match outcome {
            None => Self::Unresolved("Flightdeck ended before its outcome was known.".to_owned()),
            Some(LaunchOutcome::Unknown { why, .. }) => Self::Unresolved(why),
            Some(LaunchOutcome::Created { deployment } | LaunchOutcome::Adopted { deployment, .. }) => {
                Self::Sent(deployment)
            }
            Some(LaunchOutcome::Refused { error }) if error.code.is_everyones() => Self::NotSent { error, entry: true },
            Some(LaunchOutcome::Refused { error }) => Self::Refused(error.message),
            Some(LaunchOutcome::Dismissed) => Self::SetAside,
        }
    }

    /// What a launch answered with; an error means that nothing was sent and nothing written down.
    pub(super) fn of_launch(launched: Result<LaunchOutcome, AppError>) -> Self {
        match launched {
            Ok(outcome) => Self::of_entry(Some(outcome)),
            Err(error) => Self::NotSent { error, entry: false },
        }
    }
}

/// One device.
#[derive(Clone, Debug, PartialEq)]
struct Item {
    device: DeviceId,
    name: Option<String>,
    state: BatchItemState,
    /// Tries that are in the journal and sent nothing; the launch of this number is the next, or the one it has.
    tries: u32,
    why: Option<String>,
    deployment: Option<DeploymentId>,
    sent_ms: Option<i64>,
}

/// The next to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) place: usize,
    pub(super) tries: u32,
    pub(super) device: DeviceId,
}

/// The devices of a batch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Items {
    items: Vec<Item>,
    pub(super) stage: BatchStage,
    /// Why it stopped.
    pub(super) why: Option<String>,
    refused_in_a_row: u32,
    in_vain: u32,
    pause: Option<Duration>,
}

impl Items {
    /// The devices as the journal knows them.
    pub(super) fn new(
        devices: Vec<NamedDevice>,
        launches: Vec<BatchLaunch>,
        stage: BatchStage,
        why: Option<String>,
    ) -> Self {
        let item = |(device, name)| Item {
            device,
            name,
            state: BatchItemState::Waiting,
            tries: 0,
            why: None,
            deployment: None,
            sent_ms: None,
        };
        let items = devices.into_iter().map(item).collect();
        let mut all = Self { items, stage, why, refused_in_a_row: 0, in_vain: 0, pause: None };
        let mut launches: Vec<_> = launches
            .into_iter()
            .filter_map(|launch| {
                let (_, place, tries) = of_launch(&launch.request_id)?;
                Some(((place, tries), launch.sent_ms, launch.outcome))
            })
            .collect();
        launches.sort_by_key(|(place, ..)| *place);
        for ((place, tries), sent_ms, outcome) in launches {
            if let Some(item) = all.items.get_mut(place) {
                item.tries = tries;
                item.sent_ms = Some(sent_ms);
                item.settle(&Answer::of_entry(outcome));
            }
        }
        all
    }

    /// It is sent from now on.
    pub(super) fn begin(&mut self) {
        self.stage = BatchStage::Sending;
        self.why = None;
        (self.refused_in_a_row, self.in_vain, self.pause) = (0, 0, None);
    }

    /// The device to send to now, if any; then it is being sent to.
    pub(super) fn next(&mut self, now_ms: i64) -> Option<Next> {
        let under_way = self.items.iter().any(|item| item.state == BatchItemState::Sending);
        if self.stage != BatchStage::Sending || self.pause.is_some() || under_way {
            return None;
        }
        if self.unresolved().is_some() {
            self.fail(UNRESOLVED.to_owned());
            return None;
        }
        let Some(place) = self.items.iter().position(|item| item.state == BatchItemState::Waiting) else {
            self.stage = BatchStage::Done;
            return None;
        };
        let item = &mut self.items[place];
        item.state = BatchItemState::Sending;
        item.why = None;
        item.sent_ms = Some(now_ms);
        Some(Next { place, tries: item.tries, device: item.device.clone() })
    }

    /// What became of the one that was being sent.
    pub(super) fn answered(&mut self, place: usize, answer: &Answer) {
        let Some(item) = self.items.get_mut(place).filter(|item| item.state == BatchItemState::Sending) else { return };
        item.settle(answer);
        match answer {
            Answer::Sent(_) => (self.refused_in_a_row, self.in_vain) = (0, 0),
            Answer::SetAside => {}
            Answer::Unresolved(_) => self.fail(UNRESOLVED.to_owned()),
            Answer::Refused(why) => {
                self.in_vain = 0;
                self.refused_in_a_row += 1;
                if self.refused_in_a_row >= PATIENCE {
                    self.fail(format!("{PATIENCE} in a row were refused. The last one: {why}"));
                }
            }
            Answer::NotSent { error, .. } if error.code.is_passing() => {
                self.in_vain += 1;
                if self.in_vain >= PATIENCE {
                    self.fail(error.message.clone());
                } else if self.stage == BatchStage::Sending {
                    self.pause = Some(PAUSE * self.in_vain);
                }
            }
            Answer::NotSent { error, .. } => self.fail(error.message.clone()),
        }
    }

    /// The journal says something else of a launch than it did: the user settled it, or it was found.
    pub(super) fn settled(&mut self, place: usize, tries: u32, answer: &Answer) {
        let Some(item) = self.items.get_mut(place) else { return };
        // Who is being sent to is answered by its own launch.
        if item.state != BatchItemState::Unresolved || item.tries != tries {
            return;
        }
        item.settle(answer);
        let open = |item: &Item| matches!(item.state, BatchItemState::Waiting | BatchItemState::Unresolved);
        if matches!(self.stage, BatchStage::Stopped | BatchStage::Trouble) && !self.items.iter().any(open) {
            (self.stage, self.why) = (BatchStage::Done, None);
        }
    }

    /// How long nothing may be sent now.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.pause.filter(|_| self.stage == BatchStage::Sending)
    }

    /// The wait is over.
    pub(super) fn go_on(&mut self) {
        self.pause = None;
    }

    /// Nothing more is sent; why, where the user did not say so.
    pub(super) fn stop(&mut self, why: Option<String>) {
        if self.stage == BatchStage::Sending {
            (self.stage, self.why, self.pause) = (BatchStage::Stopped, why, None);
        }
    }

    /// Nothing more is sent, for a reason that somebody has to see.
    pub(super) fn fail(&mut self, why: String) {
        // What the user stopped stays so, with what came of the last one beside it.
        if self.stage == BatchStage::Sending {
            (self.stage, self.why, self.pause) = (BatchStage::Trouble, Some(why), None);
        }
    }

    /// Place and try of one whose launch nobody knows the outcome of.
    pub(super) fn unresolved(&self) -> Option<(usize, u32)> {
        let place = self.items.iter().position(|item| item.state == BatchItemState::Unresolved)?;
        Some((place, self.items[place].tries))
    }

    /// The device that is being sent to, by its name where it has one.
    pub(super) fn now(&self) -> Option<String> {
        let item = self.items.iter().find(|item| item.state == BatchItemState::Sending)?;
        Some(item.name.clone().unwrap_or_else(|| item.device.to_string()))
    }

    pub(super) fn devices(&self) -> impl Iterator<Item = &DeviceId> {
        self.items.iter().map(|item| &item.device)
    }

    pub(super) fn counts(&self) -> BatchCounts {
        let mut counts = BatchCounts { devices: self.items.len() as u32, ..BatchCounts::default() };
        for item in &self.items {
            match item.state {
                BatchItemState::Waiting => counts.waiting += 1,
                BatchItemState::Sending => {}
                BatchItemState::Unresolved => counts.unresolved += 1,
                BatchItemState::Refused => counts.refused += 1,
                BatchItemState::SetAside => counts.set_aside += 1,
                BatchItemState::Sent => counts.sent += 1,
            }
        }
        counts
    }

    /// The devices in one state, or all, as rows; `launch` names a launch by place and try.
    pub(super) fn rows(&self, only: Option<BatchItemState>, launch: impl Fn(usize, u32) -> String) -> Vec<BatchItem> {
        let shown = self.items.iter().enumerate().filter(|(_, item)| only.is_none_or(|only| item.state == only));
        shown
            .map(|(place, item)| BatchItem {
                place: place as u32,
                device: item.device.clone(),
                name: item.name.clone(),
                state: item.state,
                why: item.why.clone(),
                // One that waits has only those of its tries.
                launch: match item.state {
                    BatchItemState::Waiting => item.tries.checked_sub(1),
                    _ => Some(item.tries),
                }
                .map(|tries| launch(place, tries)),
                deployment: item.deployment.clone(),
                sent_ms: item.sent_ms,
            })
            .collect()
    }
}

impl Item {
    fn settle(&mut self, answer: &Answer) {
        (self.state, self.why, self.deployment) = match answer {
            Answer::Sent(deployment) => (BatchItemState::Sent, None, Some(deployment.clone())),
            Answer::Refused(why) => (BatchItemState::Refused, Some(why.clone()), None),
            Answer::Unresolved(why) => (BatchItemState::Unresolved, Some(why.clone()), None),
            Answer::SetAside => (BatchItemState::SetAside, None, None),
            Answer::NotSent { error, entry } => {
                // A launch that is in the journal is never sent again: the next try is a launch of its own.
                self.tries += u32::from(*entry);
                self.sent_ms = None;
                (BatchItemState::Waiting, Some(error.message.clone()), None)
            }
        };
    }
}

const UNRESOLVED: &str = "Nobody knows what became of the last one. Settle it first: all have the same comment, and with two of them lost \
                          nobody could tell whose is whose.";
