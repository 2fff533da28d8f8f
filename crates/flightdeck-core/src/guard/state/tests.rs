//! When a guard fires, as tables.

mod law;

use super::*;

const MINUTE: i64 = 60_000;
const LONG_AGO: i64 = 0;

fn guard(limits: &[GuardLimit], abort: bool) -> Guard {
    let what = What::Deployment("dp".into());
    let of = Of { connection: "c".into(), destination: "d".into(), comment: None, what };
    Guard::new("g".into(), of, GuardRule { limits: limits.to_vec(), abort }, 0)
}

const SHARE: GuardLimit = GuardLimit::FailedShare { percent: 5, least: 50 };

fn sighting(at_ms: i64, counts: Counts) -> Sighting {
    Sighting { counts, at_ms, shortfall: None, unreadable: 0, causes: Vec::new(), looked_at: 0, finished: false }
}

fn counts(succeeded: u32, failed: u32, pending: u32) -> Counts {
    Counts { succeeded, failed, pending, ..Counts::default() }
}

fn cause(text: &str, count: u32) -> Cause {
    Cause { id: 0, text: text.into(), step: None, exit_code: Some(1), count, example: "d".into(), example_name: None }
}

/// What the application does with a look: a firing that is due is written down and holds.
fn look(guard: &mut Guard, sighting: &Sighting) -> Option<GuardLimit> {
    let (limit, tally) = guard.saw(sighting, LONG_AGO)?;
    guard.fire(limit, tally, "r".into(), sighting.at_ms);
    Some(limit)
}

/// What an earlier run left, as the next one reads it.
fn restarted(guard: &Guard) -> Guard {
    let mut again: Guard = serde_json::from_str(&serde_json::to_string(guard).unwrap()).unwrap();
    again.resumed(1);
    again
}

#[test]
fn the_share_is_judged_above_its_limit_and_from_its_minimum_on() {
    for (succeeded, failed, aborted, fires, why) in [
        (0, 49, 0, false, "everything failed, but 49 are fewer than 50"),
        (0, 50, 0, true, "everything failed"),
        (95, 5, 0, false, "exactly 5 % is not above it"),
        (94, 6, 0, true, "6 %"),
        (47, 2, 1_000, false, "aborted devices have not finished: 49"),
        (4_000_000_000, 200_000_000, 0, false, "large numbers are counted exactly"),
        (3_799_999_999, 200_000_001, 0, true, "to the last device"),
    ] {
        let mut guard = guard(&[SHARE], true);
        let seen = Counts { aborted, ..counts(succeeded, failed, 7) };
        assert_eq!(look(&mut guard, &sighting(1, seen)).is_some(), fires, "{why}");
    }
}

#[test]
fn a_firing_says_what_was_counted_and_happens_once() {
    let mut guard = guard(&[SHARE], true);
    let short = Some(Shortfall { loaded: 107, expected: 200 });
    let seen = Sighting { shortfall: short, unreadable: 3, ..sighting(9, counts(90, 10, 7)) };
    assert_eq!(look(&mut guard, &seen), Some(SHARE), "10 of 100");
    assert_eq!(look(&mut guard, &sighting(10, counts(90, 50, 7))), None, "it has fired and is not acknowledged");
    let [firing] = guard.firings.as_slice() else { panic!("one firing") };
    assert_eq!(
        (firing.at_ms, firing.limit, firing.counts),
        (9, SHARE, counts(90, 10, 7)),
        "the moment, the rule, the counts"
    );
    assert_eq!((firing.tally.finished, firing.tally.failed), (100, 10), "and what it came to");
    assert_eq!((firing.tally.shortfall, firing.tally.unreadable), (short, 3), "incomplete data is said to be so");
    assert_eq!(guard.abort_due().as_deref(), Some("r"), "the abort is due under its own id");
    guard.aborted("other", &AbortOutcome::Accepted { message: None }, 11);
    assert!(guard.abort_due().is_some(), "another request's outcome is not its own");
    guard.aborted("r", &AbortOutcome::Accepted { message: None }, 11);
    assert_eq!(guard.abort_due(), None, "asked for, and never again");
}

#[test]
fn nothing_is_aborted_where_nothing_is_wanted_or_left() {
    for (abort, pending, expected) in [
        (false, 7, GuardAbort::NotWanted),
        (true, 0, GuardAbort::NothingLeft),
        (true, 7, GuardAbort::UnderWay { request_id: "r".into() }),
    ] {
        let mut guard = guard(&[SHARE], abort);
        look(&mut guard, &sighting(1, counts(0, 60, pending)));
        assert_eq!(guard.firings[0].abort, expected, "abort wanted: {abort}, pending: {pending}");
    }
}

#[test]
fn an_abort_that_an_earlier_run_left_open_is_not_asked_for_again() {
    let mut guard = guard(&[SHARE], true);
    look(&mut guard, &sighting(1, counts(0, 60, 7)));
    let again = restarted(&guard);
    assert_eq!(again.abort_due(), None, "it may have been asked for: nobody knows");
    let GuardAbort::Asked { request_id, outcome: AbortOutcome::Unknown { why }, .. } = &again.firings[0].abort else {
        panic!("an outcome nobody knows: {:?}", again.firings[0].abort)
    };
    assert!(request_id == "r" && why.contains("ended before the answer"), "and that is said: {why}");
}

#[test]
fn old_data_is_counted_but_nothing_to_act_on() {
    let mut guard = guard(&[SHARE], true);
    assert!(guard.saw(&sighting(100, counts(0, 60, 7)), 101).is_none(), "seen longer ago than two looks");
    assert_eq!(guard.tally.as_ref().map(|tally| tally.failed), Some(60), "it says what it counted all the same");
    assert!(guard.saw(&sighting(100, counts(0, 60, 7)), 100).is_some(), "the same, fresh enough");
}

#[test]
fn a_firing_that_could_not_be_written_down_is_due_again() {
    let mut guard = guard(&[SHARE], true);
    assert!(guard.saw(&sighting(1, counts(0, 60, 7)), 0).is_some(), "due");
    assert_eq!((guard.stage.clone(), guard.firings.len()), (GuardStage::Armed, 0), "and not yet in force");
    assert!(guard.saw(&sighting(2, counts(0, 60, 7)), 0).is_some(), "due again with the next look");
}

#[test]
fn failures_alike_are_counted_by_cause_and_excused_by_cause() {
    let mut guard = guard(&[GuardLimit::OneCause { more_than: 20 }], false);
    let seen = |full: u32, net: u32| Sighting {
        causes: vec![cause("disk full", full), cause("no network", net)],
        looked_at: full + net,
        ..sighting(1, counts(0, full + net, 9))
    };
    assert_eq!(look(&mut guard, &seen(20, 19)), None, "39 failed, 20 alike");
    assert!(look(&mut guard, &seen(21, 19)).is_some(), "21 alike");
    assert_eq!(guard.firings[0].tally.cause, Some(GuardCause { text: "disk full".into(), count: 21 }), "and which");
    guard.acknowledge(5);
    assert_eq!(look(&mut guard, &seen(21, 19)), None, "nothing new");
    assert_eq!(guard.tally.as_ref().and_then(|tally| tally.cause.clone()), None, "of which no cause is the one");
    assert_eq!(look(&mut guard, &seen(24, 22)), None, "3 new ones of both");
    let most = guard.tally.as_ref().and_then(|tally| tally.cause.clone());
    assert_eq!(most, Some(GuardCause { text: "disk full".into(), count: 3 }), "of equals the first that is listed");
    assert_eq!(look(&mut guard, &seen(30, 39)), None, "9 and 20 new ones");
    let mut guard = restarted(&guard);
    assert!(look(&mut guard, &seen(30, 40)).is_some(), "21 new ones of the other cause, in the next run too");
}

#[test]
fn no_progress_is_judged_by_whole_looks_while_something_moves() {
    let limit = GuardLimit::NoProgress { minutes: 15 };
    let at = |minutes: i64| minutes * MINUTE;
    let still = counts(10, 0, 5);
    let mut one = guard(&[limit], true);
    assert_eq!(look(&mut one, &sighting(at(0), still)), None, "the first look knows nothing of before");
    assert_eq!(look(&mut one, &sighting(at(14), still)), None, "14 minutes");
    let short = Sighting { unreadable: 1, ..sighting(at(16), still) };
    assert_eq!(look(&mut one, &short), None, "who was not read may have moved");
    assert_eq!(look(&mut one, &sighting(at(17), still)), Some(limit), "17 minutes, and all were read");
    one.acknowledge(at(20));
    assert_eq!(look(&mut one, &sighting(at(34), still)), None, "it counts from the acknowledgement");
    let mut later = restarted(&one);
    assert_eq!(look(&mut later, &sighting(at(50), still)), None, "nobody looked while Flightdeck was closed");
    assert!(look(&mut later, &sighting(at(51), still)).is_some(), "the minutes before that are counted, too");
    assert_eq!(look(&mut one, &sighting(at(36), counts(11, 0, 4))), None, "one device moved");
    assert_eq!(look(&mut one, &sighting(at(52), counts(15, 0, 0))), None, "all have ended");
    assert_eq!(look(&mut one, &sighting(at(99), counts(15, 0, 0))), None, "that is no standstill");
}

#[test]
fn it_is_over_with_its_deployment_unless_it_has_something_to_say() {
    let done = Sighting { finished: true, ..sighting(1, counts(60, 0, 0)) };
    let mut quiet = guard(&[SHARE], true);
    assert!(quiet.saw(&done, 0).is_none(), "nothing failed");
    quiet.rest(2);
    assert_eq!(quiet.stage, GuardStage::Over { at_ms: 2 }, "nothing is left to guard");
    let mut fired = guard(&[SHARE], true);
    assert!(look(&mut fired, &Sighting { counts: counts(0, 60, 0), ..done }).is_some(), "the last look counts, too");
    fired.rest(2);
    assert_eq!(fired.stage, GuardStage::Fired, "it stays until it is acknowledged");
    fired.acknowledge(3);
    assert_eq!(fired.stage, GuardStage::Over { at_ms: 3 }, "then it is over");
}

#[test]
fn what_it_did_not_see_is_said() {
    let mut guard = guard(&[SHARE], true);
    look(&mut guard, &sighting(5 * MINUTE, counts(1, 0, 9)));
    let mut again = restarted(&guard);
    assert_eq!(again.gap, Some(GuardGap { from_ms: 5 * MINUTE, to_ms: None }), "closed since the last look");
    look(&mut again, &sighting(9 * MINUTE, counts(1, 0, 9)));
    look(&mut again, &sighting(10 * MINUTE, counts(1, 0, 9)));
    assert_eq!(
        again.gap,
        Some(GuardGap { from_ms: 5 * MINUTE, to_ms: Some(9 * MINUTE) }),
        "until the first look of this run"
    );
}

#[test]
fn a_new_rule_keeps_what_was_acknowledged_and_arming_anew_does_not() {
    let mut guard = guard(&[SHARE], true);
    look(&mut guard, &sighting(1, counts(0, 60, 7)));
    guard.acknowledge(2);
    let rule = |percent| GuardRule { limits: vec![GuardLimit::FailedShare { percent, least: 1 }], abort: false };
    guard.rearm(rule(50), 3);
    assert_eq!(look(&mut guard, &sighting(4, counts(10, 60, 7))), None, "the 60 were acknowledged");
    guard.disarm(None, 5);
    assert_eq!(look(&mut guard, &sighting(6, counts(0, 900, 7))), None, "disarmed, it does nothing");
    guard.rearm(rule(50), 7);
    assert!(look(&mut guard, &sighting(8, counts(10, 60, 7))).is_some(), "armed anew, it counts all of them");
    assert_eq!(guard.firings.len(), 2, "what it fired for before stays written");
}

#[test]
fn a_guard_of_a_launch_waits_for_its_deployment() {
    let of = Of { connection: "c".into(), destination: "d".into(), comment: None, what: What::Launch("l".into()) };
    let mut guard = Guard::new("l".into(), of, GuardRule { limits: vec![SHARE], abort: true }, 0);
    assert!(!guard.watches() && !guard.is_armed(), "there is nothing to watch yet");
    guard.launched("dp".into(), 7);
    assert!(guard.is_armed() && guard.armed_ms == 7, "from this moment on");
    guard.launched("other".into(), 8);
    assert_eq!(guard.deployment.as_deref(), Some("dp"), "it never moves to another deployment");
}

#[test]
fn a_look_that_brings_nothing_is_told_from_one_that_does() {
    let mut guard = guard(&[SHARE], true);
    look(&mut guard, &sighting(1, counts(1, 0, 9)));
    let before = guard.clone();
    look(&mut guard, &sighting(2, counts(1, 0, 9)));
    assert!(!guard.differs(&before), "only the moment is another: that need not be written with every look");
    look(&mut guard, &sighting(3, counts(2, 0, 8)));
    assert!(guard.differs(&before), "a device moved");
}

#[test]
fn an_end_is_none_before_its_failures_were_asked_why() {
    let alike = [GuardLimit::OneCause { more_than: 20 }];
    let ended = |at_ms: i64, looked_at: u32, failed: u32| Sighting {
        looked_at,
        finished: true,
        ..sighting(at_ms, counts(9, failed, 0))
    };
    // Looks at an end: when, how many of the failed were looked at, how many failed; and whether that leaves any open.
    for (why, limits, looks) in [
        ("all were looked at", &alike[..], &[(1, 7, 7, false)][..]),
        ("none has failed", &alike, &[(1, 0, 0, false)]),
        ("no limit is of causes", &[SHARE], &[(1, 0, 7, false)]),
        ("as many as ever are", &alike, &[(1, 4_999, 9_000, true), (2, 5_000, 9_000, false)]),
        (
            "the same look with more causes is no further one",
            &alike,
            &[(1, 0, 7, true), (1, 0, 7, true), (1, 0, 7, true), (1, 0, 7, true)],
        ),
        (
            "three looks more bring nothing",
            &alike,
            &[(1, 5, 7, true), (2, 5, 7, true), (3, 5, 7, true), (4, 5, 7, false)],
        ),
        (
            "one more was told",
            &alike,
            &[(1, 5, 7, true), (2, 5, 7, true), (3, 5, 7, true), (4, 6, 7, true), (5, 6, 7, true), (6, 7, 7, false)],
        ),
    ] {
        let mut guard = guard(limits, false);
        for (at_ms, looked_at, failed, open) in looks {
            assert_eq!(look(&mut guard, &ended(*at_ms, *looked_at, *failed)), None, "{why}");
            assert_eq!(guard.waits_for_causes(), *open, "{why}: look {at_ms}, {looked_at} of {failed}");
            guard.rest(*at_ms);
            assert_eq!(guard.is_armed(), *open, "{why}: it rests when nothing is left to learn");
        }
    }
    let mut guard = guard(&alike, false);
    look(&mut guard, &Sighting { finished: false, ..ended(1, 0, 7) });
    assert!(!guard.waits_for_causes(), "what has not ended is looked at anyway");
    look(&mut guard, &ended(2, 0, 7));
    let before = Guard { whys: Whys::default(), ..guard.clone() };
    assert!(!guard.differs(&before), "of this nothing is written down");
    guard.disarm(None, 3);
    assert!(!guard.waits_for_causes(), "what watches no more waits for nothing");
    for at_ms in 4..8 {
        look(&mut guard, &ended(at_ms, 0, 7));
    }
    guard.rearm(GuardRule { limits: alike.to_vec(), abort: false }, 9);
    look(&mut guard, &ended(10, 0, 7));
    assert!(guard.waits_for_causes(), "armed anew, it waits anew");
}
