//! Stopping several devices, one request each: who is asked next, what became of the rest, when to wait, when to give up. Pure.

use std::collections::VecDeque;
use std::time::Duration;

use crate::wire::{AppError, BatchOutcome, BatchProgress, DeviceId, ErrorCode, NotAccepted};

/// Requests under way at once: the limiter keeps the pace, and an abort of everything must not stand behind many.
const AT_ONCE: u32 = 2;
/// Failures in a row that have nothing to do with the device, after which the rest is not tried.
const PATIENCE: u32 = 5;

/// What the service said to one device's request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Accepted,
    /// Nobody knows whether it arrived.
    Unknown(String),
    Refused(AppError),
    /// It was not carried out; the service asks to wait.
    Later(Duration),
}

/// The devices still to be asked, and what became of the others.
#[derive(Debug)]
pub(super) struct Batch {
    devices: u32,
    waiting: VecDeque<DeviceId>,
    under_way: u32,
    accepted: u32,
    unknown: Vec<NotAccepted>,
    refused: Vec<NotAccepted>,
    /// Failures in a row that another device would meet as well.
    in_vain: u32,
    /// How long nobody is asked.
    pause: Option<Duration>,
    /// Nobody is asked any more, and why where nobody wanted that.
    stopped: Option<Option<String>>,
}

impl Batch {
    pub(super) fn new(devices: Vec<DeviceId>) -> Self {
        Self {
            devices: devices.len() as u32,
            waiting: devices.into(),
            under_way: 0,
            accepted: 0,
            unknown: Vec::new(),
            refused: Vec::new(),
            in_vain: 0,
            pause: None,
            stopped: None,
        }
    }

    /// The device to be asked now, if any.
    pub(super) fn next(&mut self) -> Option<DeviceId> {
        if self.stopped.is_some() || self.pause.is_some() || self.under_way >= AT_ONCE {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.under_way += 1;
        Some(next)
    }

    /// A device was answered.
    pub(super) fn answered(&mut self, device: DeviceId, answer: Answer) {
        self.under_way = self.under_way.saturating_sub(1);
        match answer {
            Answer::Accepted => {
                self.accepted += 1;
                self.in_vain = 0;
            }
            Answer::Unknown(why) => {
                self.in_vain += 1;
                self.give_up_after(&why);
                self.unknown.push(NotAccepted { device, name: None, why });
            }
            Answer::Later(wait) => {
                self.in_vain += 1;
                self.give_up_after("The service keeps asking for fewer requests.");
                self.pause = Some(self.pause.map_or(wait, |pause| pause.max(wait)));
                self.waiting.push_front(device);
            }
            Answer::Refused(error) => {
                let why = error.message;
                match error.code {
                    // What is refused to this token or connection is refused for every device.
                    ErrorCode::Forbidden
                    | ErrorCode::TokenMissing
                    | ErrorCode::TokenRejected
                    | ErrorCode::KeyringLocked
                    | ErrorCode::KeyringTimeout
                    | ErrorCode::KeyringUnavailable => {
                        self.stopped.get_or_insert_with(|| Some(why.clone()));
                    }
                    ErrorCode::Unreachable | ErrorCode::Certificate | ErrorCode::NotApi | ErrorCode::Server => {
                        self.in_vain += 1;
                        self.give_up_after(&why);
                    }
                    // This one's own matter: it is gone, or has ended.
                    _ => self.in_vain = 0,
                }
                self.refused.push(NotAccepted { device, name: None, why });
            }
        }
    }

    fn give_up_after(&mut self, why: &str) {
        if self.in_vain >= PATIENCE {
            self.stopped.get_or_insert_with(|| Some(why.to_owned()));
        }
    }

    /// How long nobody may be asked now.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.pause.filter(|_| self.stopped.is_none())
    }

    /// The wait is over.
    pub(super) fn resume(&mut self) {
        self.pause = None;
    }

    /// The user wants no more to be asked.
    pub(super) fn stop(&mut self) {
        self.stopped.get_or_insert(None);
    }

    /// Nobody is waiting for an answer, and nobody will be asked.
    pub(super) fn is_over(&self) -> bool {
        self.under_way == 0 && (self.waiting.is_empty() || self.stopped.is_some())
    }

    /// Devices that will still be asked, or have not answered.
    pub(super) fn left(&self) -> u32 {
        let waiting = if self.stopped.is_some() { 0 } else { self.waiting.len() as u32 };
        waiting + self.under_way
    }

    pub(super) fn progress(&self, waits_until_ms: Option<i64>) -> BatchProgress {
        BatchProgress {
            devices: self.devices,
            accepted: self.accepted,
            unknown: self.unknown.len() as u32,
            refused: self.refused.len() as u32,
            waits_until_ms,
        }
    }

    /// What became of it, and the devices that were refused or never asked.
    pub(super) fn outcome(mut self) -> (BatchOutcome, Vec<DeviceId>) {
        let (unknown_count, refused_count) = (self.unknown.len() as u32, self.refused.len() as u32);
        let refused = self.refused.iter().map(|one| one.device.clone());
        let left: Vec<DeviceId> = refused.chain(self.waiting.iter().cloned()).collect();
        self.unknown.truncate(BatchOutcome::LISTED);
        self.refused.truncate(BatchOutcome::LISTED);
        let outcome = BatchOutcome {
            accepted: self.accepted,
            unknown: self.unknown,
            unknown_count,
            refused: self.refused,
            refused_count,
            unsent: self.waiting.len() as u32,
            gave_up: self.stopped.flatten(),
            again: None,
        };
        (outcome, left)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn devices(count: usize) -> Vec<DeviceId> {
        (0..count).map(|n| format!("d-{n}").into()).collect()
    }

    fn refused(code: ErrorCode) -> Answer {
        Answer::Refused(AppError::new(code, "No."))
    }

    #[test]
    fn no_more_than_two_are_under_way_and_all_are_asked_once() {
        let mut batch = Batch::new(devices(5));
        let mut asked = Vec::new();
        while !batch.is_over() {
            let now: Vec<DeviceId> = std::iter::from_fn(|| batch.next()).collect();
            assert!(now.len() <= 2, "politely: {now:?}");
            for device in now {
                batch.answered(device.clone(), Answer::Accepted);
                asked.push(device);
            }
        }
        assert_eq!(asked, devices(5), "each once, in order");
        let (outcome, left) = batch.outcome();
        assert_eq!((outcome.accepted, left.len(), outcome.gave_up), (5, 0, None), "and nothing is left");
    }

    #[test]
    fn what_is_refused_to_everyone_is_not_asked_for_everyone() {
        let mut batch = Batch::new(devices(100));
        let one = batch.next().unwrap();
        batch.answered(one, refused(ErrorCode::Forbidden));
        assert!(batch.is_over(), "a token that may not abort may not abort the next one either");
        let (outcome, left) = batch.outcome();
        assert_eq!((outcome.refused_count, outcome.unsent, left.len()), (1, 99, 100), "all can be tried again");
        assert_eq!(outcome.gave_up.as_deref(), Some("No."), "and it says why it stopped");
    }

    #[test]
    fn a_device_that_is_gone_stops_nothing_and_a_service_in_trouble_does() {
        let mut batch = Batch::new(devices(100));
        for _ in 0..20 {
            let one = batch.next().unwrap();
            batch.answered(one, refused(ErrorCode::NotFound));
        }
        assert!(!batch.is_over(), "twenty that are gone say nothing of the others");
        for _ in 0..5 {
            let one = batch.next().unwrap();
            batch.answered(one, refused(ErrorCode::Server));
        }
        assert!(batch.is_over(), "five failures in a row are enough");
    }

    #[test]
    fn a_wait_is_kept_and_the_device_is_asked_again() {
        let mut batch = Batch::new(devices(2));
        let one = batch.next().unwrap();
        batch.answered(one.clone(), Answer::Later(Duration::from_secs(7)));
        assert_eq!((batch.pause(), batch.next()), (Some(Duration::from_secs(7)), None), "nobody is asked meanwhile");
        batch.resume();
        assert_eq!(batch.next(), Some(one), "it was not carried out, so it is asked again, first");
    }

    #[test]
    fn stopped_it_asks_nobody_and_waits_for_those_under_way() {
        let mut batch = Batch::new(devices(9));
        let (one, other) = (batch.next().unwrap(), batch.next().unwrap());
        batch.answered(one, Answer::Accepted);
        batch.stop();
        assert_eq!((batch.next(), batch.is_over()), (None, false), "one has not answered yet");
        batch.answered(other, Answer::Unknown("cut".into()));
        let (outcome, left) = batch.outcome();
        assert_eq!((outcome.accepted, outcome.unknown_count, outcome.unsent), (1, 1, 7), "each is told apart");
        assert_eq!((left.len(), outcome.gave_up), (7, None), "the one of which nobody knows is not among the left");
    }

    proptest! {
        #[test]
        fn every_device_is_in_exactly_one_place(answers in prop::collection::vec(0u8..6, 0..80), stop_at in 0usize..100) {
            let mut batch = Batch::new(devices(30));
            let mut under_way = VecDeque::new();
            for (at, answer) in answers.into_iter().enumerate() {
                if at == stop_at {
                    batch.stop();
                }
                while let Some(device) = batch.next() {
                    under_way.push_back(device);
                }
                let Some(device) = under_way.pop_front() else { batch.resume(); continue };
                batch.answered(device, match answer {
                    0 => Answer::Later(Duration::from_secs(1)),
                    1 => Answer::Unknown("cut".into()),
                    2 => refused(ErrorCode::NotFound),
                    3 => refused(ErrorCode::Server),
                    _ => Answer::Accepted,
                });
                batch.resume();
            }
            let running = under_way.len() as u32;
            let (outcome, left) = batch.outcome();
            let settled = outcome.accepted + outcome.unknown_count + outcome.refused_count;
            prop_assert_eq!(settled + outcome.unsent + running, 30, "none is lost and none is counted twice");
            prop_assert_eq!(left.len() as u32, outcome.refused_count + outcome.unsent, "what can be tried again");
        }
    }
}
