//! Whatever happens to a batch, no device is sent to twice, and what is resumed is what was not sent.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::batch::items::{Answer, Items, Next};
use crate::batched::{launch_of, of_launch};
use crate::outside::{BatchLaunch, NamedDevice};
use crate::wire::{AppError, BatchItemState, BatchStage, ErrorCode, LaunchOutcome};

fn devices(count: usize) -> Vec<NamedDevice> {
    (0..count).map(|n| (format!("d-{n}").as_str().into(), None)).collect()
}

fn begun(count: usize) -> Items {
    let mut items = Items::new(devices(count), Vec::new(), BatchStage::Prepared, None);
    items.begin();
    items
}

fn created(n: usize) -> LaunchOutcome {
    LaunchOutcome::Created { deployment: format!("dp-{n}").as_str().into() }
}

fn refused(code: ErrorCode) -> LaunchOutcome {
    LaunchOutcome::Refused { error: AppError::new(code, "No.") }
}

fn unknown() -> LaunchOutcome {
    LaunchOutcome::Unknown { why: "cut".into(), trouble: None, created: false, searched: None, candidates: Vec::new() }
}

/// Sends to the next and answers; whether there was one.
fn answer(items: &mut Items, outcome: LaunchOutcome) -> bool {
    let Some(next) = items.next(0) else { return false };
    items.answered(next.place, &Answer::of_launch(Ok(outcome)));
    true
}

#[test]
fn one_at_a_time_in_order_and_then_it_is_done() {
    let mut items = begun(3);
    for place in 0..3 {
        let next = items.next(0).unwrap();
        assert_eq!((next.place, items.next(0)), (place, None), "nobody else while one is under way");
        items.answered(place, &Answer::of_entry(Some(created(place))));
    }
    assert_eq!((items.next(0), items.stage), (None, BatchStage::Done), "nothing is left");
    assert_eq!(items.counts().sent, 3);
}

#[test]
fn one_that_is_refused_stops_nothing_and_three_in_a_row_do() {
    let mut items = begun(9);
    for outcome in [refused(ErrorCode::InvalidInput), refused(ErrorCode::NotFound), created(2)] {
        assert!(answer(&mut items, outcome), "two refusals are two devices' own matter");
    }
    for _ in 0..3 {
        assert!(answer(&mut items, refused(ErrorCode::InvalidInput)), "the count began anew");
    }
    assert_eq!((items.next(0), items.stage), (None, BatchStage::Trouble), "a fourth would be one more");
    assert!(items.why.as_deref().is_some_and(|why| why.contains("3 in a row") && why.contains("No.")), "it says why");
    items.begin();
    assert_eq!(items.next(0).map(|next| next.place), Some(6), "the user may go on, with those not sent");
}

#[test]
fn what_is_not_the_devices_matter_leaves_it_unsent() {
    for (code, tries) in [
        (ErrorCode::TokenRejected, 1),
        (ErrorCode::Forbidden, 1),
        (ErrorCode::Certificate, 1),
        (ErrorCode::Unreachable, 3),
        (ErrorCode::RateLimited, 3),
    ] {
        let mut items = begun(2);
        for tried in 0..tries {
            assert_eq!(items.stage, BatchStage::Sending, "{code:?}: try {tried}");
            assert!(answer(&mut items, refused(code)), "{code:?}: the same device is tried");
            assert_eq!(items.pause().is_some(), tried + 1 < tries, "{code:?}: with a pause, where another try follows");
            items.go_on();
        }
        assert_eq!(
            (items.stage, items.counts().waiting),
            (BatchStage::Trouble, 2),
            "{code:?}: both are still to be sent"
        );
        items.begin();
        let expected = Next { place: 0, tries, device: "d-0".into() };
        assert_eq!(items.next(0), Some(expected), "{code:?}: by a launch of its own, not that of a try before");
    }
}

#[test]
fn one_nobody_knows_of_stops_it_until_it_is_settled() {
    for (settled, state) in [(created(0), BatchItemState::Sent), (LaunchOutcome::Dismissed, BatchItemState::SetAside)] {
        let mut items = begun(2);
        assert!(answer(&mut items, unknown()));
        assert_eq!(
            (items.next(0), items.stage),
            (None, BatchStage::Trouble),
            "a second with the same comment could be lost too"
        );
        items.begin();
        assert_eq!((items.next(0), items.stage), (None, BatchStage::Trouble), "whoever resumes it");
        items.settled(0, 0, &Answer::of_entry(Some(settled)));
        items.begin();
        assert_eq!(items.next(0).map(|next| next.place), Some(1), "then it goes on with the next, never with this one");
        assert_eq!(items.rows(None, |place, tries| launch_of("b", place, tries))[0].state, state);
    }
    let mut last = begun(1);
    assert!(answer(&mut last, unknown()));
    last.settled(0, 0, &Answer::of_entry(Some(created(0))));
    assert_eq!(last.stage, BatchStage::Done, "nothing is left to be resumed");
}

/// The world around a batch: the journal that outlives every kill, and what the service really made.
#[derive(Default)]
struct World {
    journal: BTreeMap<String, Option<LaunchOutcome>>,
    made: BTreeMap<usize, u32>,
}

impl World {
    fn launches(&self) -> Vec<BatchLaunch> {
        let entries = self.journal.iter();
        let launch = |(id, outcome): (&String, &Option<LaunchOutcome>)| BatchLaunch {
            request_id: id.clone(),
            sent_ms: 0,
            outcome: outcome.clone(),
        };
        entries.map(launch).collect()
    }

    /// A launch is written down. What is there already must be of tries that sent nothing.
    fn begin(&mut self, next: &Next) -> Result<String, TestCaseError> {
        for (id, outcome) in &self.journal {
            let Some((_, place, _)) = of_launch(id) else { continue };
            let nothing_sent = matches!(Answer::of_entry(outcome.clone()), Answer::NotSent { .. });
            prop_assert!(place != next.place || nothing_sent, "{id} may have been sent, and {next:?} follows it");
        }
        let id = launch_of("b", next.place, next.tries);
        prop_assert!(self.journal.insert(id.clone(), None).is_none(), "{id} is sent twice");
        Ok(id)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn no_history_sends_to_a_device_twice(events in prop::collection::vec((0u8..12, any::<bool>()), 0..160)) {
        const COUNT: usize = 9;
        let mut world = World::default();
        let mut items = begun(COUNT);
        let mut under_way: Option<(usize, String)> = None;
        for (event, reached) in events {
            match event {
                // Killed: before or after the service heard of the one under way, whose entry has no outcome.
                0 => {
                    if let Some((place, _)) = under_way.take()
                        && reached
                    {
                        *world.made.entry(place).or_default() += 1;
                    }
                    let stage = if items.stage == BatchStage::Sending { BatchStage::Stopped } else { items.stage };
                    items = Items::new(devices(COUNT), world.launches(), stage, None);
                }
                1 => items.stop(None),
                2 if items.stage != BatchStage::Done => items.begin(),
                3 => items.go_on(),
                // The user, or a look, settles one that is unresolved.
                4 => if let Some((place, tries)) = items.unresolved() {
                    let outcome = if world.made.contains_key(&place) { created(place) } else { LaunchOutcome::Dismissed };
                    world.journal.insert(launch_of("b", place, tries), Some(outcome.clone()));
                    items.settled(place, tries, &Answer::of_entry(Some(outcome)));
                },
                _ => match under_way.take() {
                    None => if let Some(next) = items.next(0) {
                        under_way = Some((next.place, world.begin(&next)?));
                    },
                    Some((place, id)) => {
                        let outcome = match event {
                            5 => refused(ErrorCode::InvalidInput),
                            6 => refused(ErrorCode::Unreachable),
                            7 => refused(ErrorCode::TokenRejected),
                            8 => unknown(),
                            _ => created(place),
                        };
                        if matches!(outcome, LaunchOutcome::Created { .. }) || (event == 8 && reached) {
                            *world.made.entry(place).or_default() += 1;
                        }
                        world.journal.insert(id, Some(outcome.clone()));
                        items.answered(place, &Answer::of_launch(Ok(outcome)));
                    }
                },
            }
            let counts = items.counts();
            let settled = counts.waiting + counts.unresolved + counts.refused + counts.set_aside + counts.sent;
            prop_assert_eq!(settled + u32::from(items.now().is_some()), COUNT as u32, "each device is in one place");
            prop_assert!(counts.unresolved <= 1, "no second is sent while nobody knows of one");
        }
        prop_assert!(world.made.values().all(|made| *made == 1), "a device has two deployments: {:?}", world.made);
        // What the items say is what the journal says, so another run tells the same.
        if under_way.is_none() {
            let again = Items::new(devices(COUNT), world.launches(), items.stage, None);
            prop_assert_eq!(again.counts(), items.counts(), "the journal alone tells where each stands");
        }
    }
}
