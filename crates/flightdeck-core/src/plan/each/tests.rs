//! A list of devices as its plan sees it: who is looked at when, and all of them together.

use super::*;
use crate::live::sight::Progress;
use crate::wire::Shortfall;

const NOW: i64 = 1_800_000_000_000;

fn counts(succeeded: u32, failed: u32, pending: u32) -> Counts {
    Counts { succeeded, failed, pending, ..Counts::default() }
}

const WISH: Duration = Duration::from_secs(15);

fn ids(numbers: std::ops::Range<usize>) -> Vec<DeploymentId> {
    numbers.map(|number| format!("dp-{number:03}").as_str().into()).collect()
}

#[test]
fn so_many_are_watched_at_once_each_in_its_turn() {
    let mut places = Places(HashMap::new());
    let begun = Instant::now();
    let at = |seconds| (begun + Duration::from_secs(seconds), WISH);
    let seen_all = |_: &DeploymentId, _: &u32| true;
    let held = |places: &Places<u32>| {
        let mut held: Vec<String> = places.0.keys().map(ToString::to_string).collect();
        held.sort();
        held
    };
    places.give(ids(0..33), at(0), seen_all, |_| 1);
    assert_eq!(held(&places).last().map(String::as_str), Some("dp-031"), "so many at once, in their order");
    places.give(ids(32..33), at(14), seen_all, |_| 2);
    assert!(!places.0.contains_key("dp-032"), "whose next look is not due keeps its place");
    places.give(ids(32..33), at(15), seen_all, |_| 2);
    assert!(places.0.contains_key("dp-032"), "one that still moves makes room for who was never seen");
    assert_eq!(places.0.len(), AT_ONCE, "one for one");
    places.give(ids(40..42), at(29), |one, _| one.as_str() == "dp-032", |_| 3);
    assert_eq!(places.0.len(), AT_ONCE, "who was not seen keeps its place,");
    assert!(!places.0.contains_key("dp-040"), "{:?}", held(&places));
    places.give(ids(40..42), at(60), |_, _| false, |_| 3);
    assert!(places.0.contains_key("dp-040") && places.0.contains_key("dp-041"), "but not without end");
    let stays = held(&places);
    places.give(ids(40..42), at(600), seen_all, |_| 4);
    assert_eq!(held(&places), stays, "where nobody waits, nobody leaves");
}

#[test]
fn one_has_ended_where_its_look_was_whole() {
    let ended =
        Sight { counts: counts(1, 0, 0), shortfall: None, unreadable: 0, progress: Progress::Settling, at_ms: NOW };
    assert!(has_ended(&ended), "its one device");
    for (why, sight) in [
        ("it moves", Sight { counts: counts(0, 0, 1), ..ended }),
        ("some were not read", Sight { shortfall: Some(Shortfall { loaded: 1, expected: 2 }), ..ended }),
        ("one could not be read", Sight { unreadable: 1, ..ended }),
    ] {
        assert!(!has_ended(&sight), "{why}");
    }
}

#[test]
fn all_devices_of_a_list_are_counted_together() {
    // All, whether more may follow, what ended, what was looked at; succeeded, failed, pending, unknown, whether that is all for good, and whole.
    let one = counts(1, 0, 0);
    let moving = [(counts(0, 0, 1), NOW - 5), (counts(0, 1, 0), NOW - 9)];
    let old = [(counts(0, 0, 1), NOW - 101)];
    let unnamed = [(Counts::default(), NOW)];
    for (all, more, ended, moving, told) in [
        (3, true, &[][..], &[][..], None),
        (3, false, &[], &[], None),
        (0, true, &[], &[], None),
        (0, false, &[], &[], Some((0, 0, 0, 0, true, true))),
        (3, true, &[one], &[], Some((1, 0, 0, 2, false, false))),
        (3, true, &[one], &moving, Some((1, 1, 1, 0, false, true))),
        (4, true, &[one], &moving, Some((1, 1, 1, 1, false, false))),
        (2, true, &[one], &moving[1..], Some((1, 1, 0, 0, true, true))),
        (2, true, &[one], &old, Some((1, 0, 1, 0, false, false))),
        (2, true, &[one], &unnamed, Some((1, 0, 0, 1, false, false))),
        (1, false, &[one], &[], Some((1, 0, 0, 0, true, true))),
        (2, true, &[one, one], &[], Some((2, 0, 0, 0, true, true))),
        (1, true, &[one, one], &[], Some((2, 0, 0, 0, false, false))),
    ] {
        let of = Of { all, more, ended: ended.to_vec(), moving: moving.to_vec(), oldest_ms: NOW - 100 };
        let seen = of.together(NOW);
        let figures = seen.as_ref().map(|seen| {
            let Counts { succeeded, failed, pending, unknown, .. } = seen.counts;
            (succeeded, failed, pending, unknown, seen.finished, seen.whole)
        });
        assert_eq!(figures, told, "of {all}, {ended:?} and {moving:?}");
        let Some(seen) = seen else { continue };
        let newest_ms = moving.iter().map(|(_, at_ms)| *at_ms).max();
        assert_eq!(seen.at_ms, newest_ms.unwrap_or(NOW), "when it was last looked at");
    }
}

#[test]
fn a_look_says_something_of_now_for_two_rounds() {
    for (watched, rounds) in [(0, 1), (1, 1), (32, 1), (33, 2), (100, 4)] {
        assert_eq!(two_rounds_ms(watched, WISH), rounds * 30_000, "{watched} take {rounds} rounds");
    }
}

#[test]
fn a_device_that_no_deployment_names_for_ten_minutes_is_nobody() {
    let sent = |sent_ms| BatchItem { sent_ms, ..item(BatchItemState::Sent, Some("dp-1")) };
    assert!(!is_nobody(&sent(Some(NOW)), NOW + NOBODY_MS - 1), "the service may still be about to name it");
    assert!(is_nobody(&sent(Some(NOW)), NOW + NOBODY_MS));
    assert!(!is_nobody(&sent(None), NOW + NOBODY_MS), "of one that nobody knows when it was sent that is not said");
}

fn item(state: BatchItemState, deployment: Option<&str>) -> BatchItem {
    BatchItem {
        place: 0,
        device: "d-1".into(),
        name: None,
        state,
        why: None,
        launch: None,
        deployment: deployment.map(Into::into),
        sent_ms: None,
    }
}

#[test]
fn who_may_have_been_sent_to_is_out() {
    use BatchItemState::{Refused, Sending, Sent, SetAside, Unresolved, Waiting};
    for (state, deployment, out) in [
        (Waiting, None, false),
        (Refused, None, false),
        (SetAside, None, false),
        (Sending, None, true),
        (Unresolved, None, true),
        (Sent, Some("dp-1"), true),
    ] {
        assert_eq!(is_out(&item(state, deployment)), out, "{state:?}");
        assert_eq!(counts_in(&item(state, deployment), false), out, "{state:?}: nobody else is sent to any more");
        assert!(counts_in(&item(state, deployment), true), "{state:?}: all may be");
    }
}
