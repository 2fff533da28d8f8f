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

/// One device that failed, of which so many were asked why.
fn failed(looked_at: u32) -> One {
    let causes = if looked_at > 0 { [("no space".to_owned(), looked_at)].into() } else { BTreeMap::new() };
    One { whys: Whys { causes, looked_at }, ..One::of(&sight(counts(0, 1, 0), NOW), Whys::default()) }
}

#[test]
fn one_has_ended_where_its_look_was_whole() {
    let ended = sight(counts(1, 0, 0), NOW);
    assert!(One::of(&ended, Whys::default()).ended, "its one device");
    for (why, sight) in [
        ("it moves", Sight { counts: counts(0, 0, 1), ..ended }),
        ("some were not read", Sight { shortfall: Some(Shortfall { loaded: 1, expected: 2 }), ..ended }),
        ("one could not be read", Sight { unreadable: 1, ..ended }),
    ] {
        assert!(!One::of(&sight, Whys::default()).ended, "{why}");
    }
}

#[test]
fn one_that_failed_is_asked_why_where_causes_count_before_it_is_over() {
    let moves = One::of(&sight(counts(0, 0, 1), NOW), Whys::default());
    let succeeded = One::of(&sight(counts(1, 0, 0), NOW), Whys::default());
    // Whether it is over, and whether it looks again, where causes count and where they do not.
    for (why, one, over, over_without) in [
        ("it was asked", failed(1), true, true),
        ("it was not", failed(0), false, true),
        ("nothing failed", succeeded, true, true),
        ("it has not ended", moves.clone(), false, false),
    ] {
        assert_eq!((one.is_over(true), one.is_over(false)), (over, over_without), "{why}");
        let asks = one.ended && !over;
        assert_eq!(one.asks_why(true, NOW + 1), asks, "{why}: what has ended looks no more by itself");
        assert!(!one.asks_why(true, NOW), "{why}: it looked just now");
        assert!(!one.asks_why(false, NOW + 1), "{why}: nobody wants to know");
    }
}

#[test]
fn all_devices_of_a_list_are_counted_together() {
    // All, what ended, what was looked at; succeeded, failed, pending, unknown, whether that is all for good, and whole.
    let one = counts(1, 0, 0);
    let moving = [(counts(0, 0, 1), NOW - 5), (counts(0, 1, 0), NOW - 9)];
    let old = [(counts(0, 0, 1), NOW - 101)];
    let unnamed = [(Counts::default(), NOW)];
    for (all, over, moving, told) in [
        (3, &[][..], &[][..], None),
        (0, &[], &[], Some((0, 0, 0, 0, true, true))),
        (3, &[one], &[], Some((1, 0, 0, 2, false, false))),
        (3, &[one], &moving, Some((1, 1, 1, 0, false, true))),
        (4, &[one], &moving, Some((1, 1, 1, 1, false, false))),
        (2, &[one], &moving[1..], Some((1, 1, 0, 0, true, true))),
        (2, &[one], &old, Some((1, 0, 1, 0, false, false))),
        (2, &[one], &unnamed, Some((1, 0, 0, 1, false, false))),
        (1, &[one], &[], Some((1, 0, 0, 0, true, true))),
        (2, &[one, one], &[], Some((2, 0, 0, 0, true, true))),
        (1, &[one, one], &[], Some((2, 0, 0, 0, false, false))),
    ] {
        let whys = Whys { causes: [("no space".to_owned(), 2)].into(), looked_at: 2 };
        let of = Of { all, over: over.to_vec(), moving: moving.to_vec(), whys: whys.clone(), oldest_ms: NOW - 100 };
        let seen = of.together(NOW);
        let figures = seen.as_ref().map(|seen| {
            let Counts { succeeded, failed, pending, unknown, .. } = seen.counts;
            (succeeded, failed, pending, unknown, seen.finished, seen.whole)
        });
        assert_eq!(figures, told, "of {all}, {over:?} and {moving:?}");
        let Some(seen) = seen else { continue };
        let newest_ms = moving.iter().map(|(_, at_ms)| *at_ms).max();
        assert_eq!(seen.at_ms, newest_ms.unwrap_or(NOW), "when it was last looked at");
        assert_eq!((seen.causes, seen.looked_at), (whys.causes, 2), "and why they failed");
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
    }
}

/// What is known of a list after its devices were seen so: all, ended, moving, and who is to be looked at, in this order.
fn brought(each: &mut Each<u32>, items: &[BatchItem], seen: &[(&str, Sight)]) -> (u32, usize, usize, String) {
    let one = |sight: &Sight| One::of(sight, Whys::default());
    let seen = seen.iter().map(|(deployment, sight)| ((*deployment).into(), one(sight))).collect();
    let (of, waiting) = each.bring(items, seen, false);
    let waiting: Vec<&str> = waiting.iter().map(DeploymentId::as_str).collect();
    (of.all, of.over.len(), of.moving.len(), waiting.join(" "))
}

fn sight(counts: Counts, at_ms: i64) -> Sight {
    Sight { counts, shortfall: None, unreadable: 0, progress: Progress::Settling, at_ms }
}

#[test]
fn what_is_seen_of_a_list_is_remembered_and_what_has_ended_is_not_looked_at_again() {
    use BatchItemState::{Refused, Sent, Waiting};
    let items = [
        item(Sent, Some("dp-1")),
        item(Sent, Some("dp-2")),
        item(Sent, Some("dp-3")),
        item(Refused, None),
        item(Waiting, None),
    ];
    let mut each = Each::<u32>::new();
    for one in ["dp-1", "dp-2"] {
        each.places.0.insert(one.into(), Place { watch: 0, since: Instant::now(), poked: None });
    }
    assert_eq!(
        brought(&mut each, &items, &[]),
        (3, 0, 0, "dp-1 dp-2 dp-3".into()),
        "of those that were sent to nothing is known yet"
    );
    let first = [("dp-2", sight(counts(0, 0, 1), NOW - 5)), ("dp-1", sight(counts(1, 0, 0), NOW))];
    assert_eq!(
        brought(&mut each, &items, &first),
        (3, 1, 1, "dp-3 dp-2".into()),
        "who was never seen comes first, and who has ended not any more"
    );
    let left: Vec<&str> = each.places.0.keys().map(DeploymentId::as_str).collect();
    assert_eq!(left, ["dp-2"], "and has given its place away");
    let second = [("dp-3", sight(counts(0, 0, 1), NOW - 9))];
    assert_eq!(
        brought(&mut each, &items, &second),
        (3, 1, 2, "dp-3 dp-2".into()),
        "who was seen longest ago comes first; who has lost its place stays as it was seen"
    );
}

#[test]
fn a_device_of_a_list_that_its_deployment_never_names_is_not_waited_for() {
    let sent = BatchItem { sent_ms: Some(NOW), ..item(BatchItemState::Sent, Some("dp-1")) };
    let items = [sent, item(BatchItemState::Sent, Some("dp-2"))];
    let late = NOW + NOBODY_MS;
    for (why, seen, all, moving) in [
        ("it is named by nobody, for ten minutes", sight(Counts::default(), late), 1, 0),
        ("not yet for so long", sight(Counts::default(), late - 1), 2, 1),
        ("it is named", sight(counts(0, 0, 1), late), 2, 1),
    ] {
        let found = brought(&mut Each::new(), &items, &[("dp-1", seen)]);
        assert_eq!(found, (all, 0, moving, "dp-2 dp-1".into()), "{why}: and it is looked at all the same");
    }
}

#[test]
fn what_a_batch_tells_its_plan_depends_on_whether_it_is_wanted() {
    use BatchStage::{Done, Prepared, Sending, Stopped, Trouble};
    for (stage, runs, ends, told) in [
        (Sending, true, false, None),
        (Sending, false, false, Some(Heard::NotWanted)),
        (Sending, false, true, Some(Heard::NotWanted)),
        (Stopped, true, false, Some(Heard::Stands)),
        (Stopped, false, false, Some(Heard::Stands)),
        (Stopped, true, true, None),
        (Done, true, false, Some(Heard::Sent)),
        (Done, false, true, Some(Heard::Sent)),
        (Trouble, true, false, Some(Heard::Trouble)),
        (Prepared, true, false, None),
    ] {
        assert_eq!(heard(stage, runs, ends), told, "{stage:?}, the plan runs: {runs}, the program ends: {ends}");
    }
}

#[test]
fn causes_of_a_list_are_those_of_all_its_deployments() {
    let items = ["dp-1", "dp-2", "dp-3", "dp-4"].map(|one| item(BatchItemState::Sent, Some(one)));
    let mut each = Each::<u32>::new();
    let of_another = One { whys: Whys { causes: [("no network".to_owned(), 1)].into(), looked_at: 1 }, ..failed(0) };
    let seen = [("dp-1", failed(1)), ("dp-2", failed(1)), ("dp-3", of_another), ("dp-4", failed(0))];
    let seen = seen.map(|(deployment, one)| (deployment.into(), one)).into();
    let (of, waiting) = each.bring(&items, seen, true);
    let causes = BTreeMap::from([("no space".to_owned(), 2), ("no network".to_owned(), 1)]);
    assert_eq!(of.whys, Whys { causes: causes.clone(), looked_at: 3 }, "three of four were asked");
    assert_eq!((of.over.len(), of.moving.len()), (3, 1), "and the fourth has ended, and is to be asked");
    assert_eq!(waiting, ["dp-4"]);
    let (of, _) = each.bring(&items, HashMap::from([("dp-4".into(), failed(1))]), true);
    assert_eq!((of.whys.looked_at, of.over.len()), (4, 4), "what was told is remembered");
}
