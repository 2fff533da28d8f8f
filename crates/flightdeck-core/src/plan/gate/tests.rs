//! A gate, judged: what holds, what does not, what cannot be told.

use super::*;
use crate::wire::GateFailed;

fn seen(succeeded: u32, failed: u32, moving: u32) -> Seen {
    Seen {
        counts: Counts { succeeded, failed, pending: moving, ..Counts::default() },
        at_ms: 1_000,
        service_ms: None,
        whole: true,
        finished: moving == 0,
        causes: BTreeMap::new(),
        looked_at: failed,
    }
}

fn before<'a>(gate: &'a Gate, seen: &'a Seen, excused: &'a Excused) -> Before<'a> {
    Before {
        gate,
        seen: Some(seen),
        fresh: true,
        steady: true,
        excused,
        waited_ms: 0,
        skipped: false,
        said_ms: None,
        until_ms: None,
        last: false,
    }
}

fn always(_: &GateHours) -> (bool, Option<i64>) {
    (true, None)
}

fn of_share(percent: u32, least: u32) -> Gate {
    Gate { finished_percent: 50, failed: Some(GateFailed { percent, least }), ..Gate::default() }
}

#[test]
fn a_gate_is_open_only_where_everything_it_counts_is_known_to_hold() {
    let none = Excused::default();
    let gate = of_share(10, 5);
    let fine = seen(9, 1, 10);
    assert!(judge(before(&gate, &fine, &none), &always).open, "half has ended, one in ten failed");
    for (why, of) in [
        ("old", Before { fresh: false, ..before(&gate, &fine, &none) }),
        ("not seen", Before { seen: None, ..before(&gate, &fine, &none) }),
        ("the number of devices still grows", Before { steady: false, ..before(&gate, &fine, &none) }),
        ("some could not be read", before(&gate, &Seen { whole: false, ..fine.clone() }, &none)),
        ("too few ended", before(&gate, &seen(9, 1, 11), &none)),
        ("too few to judge", before(&of_share(10, 11), &fine, &none)),
        ("nobody", before(&gate, &seen(0, 0, 0), &none)),
    ] {
        let judged = judge(of, &always);
        assert!(!judged.open && judged.broken.is_none(), "{why}: it is not open, and nothing is broken");
    }
}

#[test]
fn all_means_all_for_good() {
    let (none, gate) = (Excused::default(), Gate::default());
    let ended = Seen { finished: false, ..seen(3, 0, 0) };
    assert!(!judge(before(&gate, &ended, &none), &always).open, "the service may name some only, right after a launch");
    assert!(judge(before(&gate, &seen(3, 0, 0), &none), &always).open);
}

#[test]
fn too_much_that_failed_breaks_it_and_what_was_acknowledged_does_not_count() {
    let none = Excused::default();
    let gate = of_share(10, 5);
    let bad = seen(8, 2, 10);
    let judged = judge(before(&gate, &bad, &none), &always);
    let (reason, text) = judged.broken.expect("two of ten are more than 10 %");
    assert_eq!(reason, HaltReason::Failed);
    assert_eq!(text, "2 of 10 failed, 20.0 %; the gate lets 10 % pass.");
    assert_eq!(judged.lines[1].holds, GateHolds::Broken);
    let excused = Excused::all_of(&bad, true);
    let judged = judge(before(&gate, &bad, &excused), &always);
    assert!(judged.open, "acknowledged failures count no more");
    assert_eq!(judged.lines[1].figure, "0.0 %, 2 acknowledged", "and are not passed over in silence");
    let more = seen(8, 3, 9);
    assert!(judge(before(&gate, &more, &excused), &always).broken.is_some(), "a new one does: 1 of 9");
    let few = seen(1, 3, 0);
    let judged = judge(before(&gate, &few, &none), &always);
    assert_eq!(judged.broken.expect("it has ended").0, HaltReason::TooFew, "fewer than five cannot be judged");
}

#[test]
fn a_cause_is_counted_and_must_be_known_of_every_failure() {
    let none = Excused::default();
    let gate = Gate { finished_percent: 0, one_cause: Some(2), ..Gate::default() };
    let key = "install\u{1f}28\u{1f}No space left";
    let with =
        |count: u32, looked_at| Seen { causes: BTreeMap::from([(key.to_owned(), count)]), looked_at, ..seen(5, 3, 2) };
    let (reason, text) = judge(before(&gate, &with(3, 3), &none), &always).broken.expect("three are more than two");
    assert_eq!(reason, HaltReason::OneCause);
    assert!(text.contains("“No space left”"), "it names the cause: {text}");
    assert!(judge(before(&gate, &with(2, 3), &none), &always).open);
    let judged = judge(before(&gate, &with(2, 2), &none), &always);
    assert!(!judged.open, "a failure that was not looked at may be one more");
    assert_eq!(judged.lines[1].figure, "2, 2 of 3 looked at");
}

#[test]
fn a_wave_that_somebody_stopped_is_no_pass() {
    let none = Excused::default();
    let gate = Gate::default();
    let stopped = Seen { counts: Counts { aborted: 4, succeeded: 1, ..Counts::default() }, ..seen(1, 0, 0) };
    let judged = judge(before(&gate, &stopped, &none), &always);
    assert_eq!(judged.broken.expect("four were aborted").0, HaltReason::Aborted);
    assert!(!judged.open, "all have ended, and still it is not open");
    assert!(
        judge(before(&gate, &stopped, &Excused::all_of(&stopped, false)), &always).open,
        "acknowledged, it goes on"
    );
}

#[test]
fn waiting_hours_and_a_person_come_one_after_the_other() {
    let none = Excused::default();
    let hours = GateHours { days: vec![1], from: 0, to: 60 };
    let gate = Gate { wait_minutes: 1, hours: Some(hours), word: Some("go".into()), ..Gate::default() };
    let fine = seen(3, 0, 0);
    let of = before(&gate, &fine, &none);
    let kinds = |of: Before<'_>, open: bool| {
        let inside = move |_: &GateHours| (open, Some(9_000));
        let judged = judge(of, &inside);
        (judged.open, judged.lines.iter().map(|line| line.holds).collect::<Vec<_>>())
    };
    use GateHolds::{Later, No, Skipped, Yes};
    assert_eq!(kinds(of, false), (false, vec![Yes, No, Later, Later]));
    assert_eq!(kinds(Before { waited_ms: 60_000, ..of }, false), (false, vec![Yes, Yes, No, Later]));
    assert_eq!(kinds(Before { skipped: true, ..of }, true), (false, vec![Yes, Skipped, Yes, No]));
    assert_eq!(kinds(Before { waited_ms: 60_000, said_ms: Some(1), ..of }, true), (true, vec![Yes; 4]));
    assert_eq!(
        kinds(Before { waited_ms: 60_000, last: true, ..of }, false),
        (false, vec![Yes, Yes, No]),
        "the end has no hours"
    );
}

#[test]
fn a_share_is_never_rounded_to_none_or_all() {
    for (part, whole, said) in
        [(0, 10, "0.0 %"), (1, 100_000, "0.1 %"), (1, 3, "33.3 %"), (99_999, 100_000, "99.9 %"), (5, 5, "100.0 %")]
    {
        assert_eq!(share(part, whole), said, "{part} of {whole}");
    }
}

/// The line of a kind: whether it holds, what it says, and until when it waits.
fn line(of: Before<'_>, kind: GateKind) -> (GateHolds, String, Option<i64>) {
    let judged = judge(of, &|_| (false, Some(9_000)));
    let line = judged.lines.into_iter().find(|line| line.kind == kind).expect("the gate asks for it");
    (line.holds, line.figure, line.until_ms)
}

#[test]
fn each_line_tells_what_it_counts_and_whether_that_holds() {
    use GateHolds::{Broken, No, Unknown, Yes};
    let none = Excused::default();
    let one_cause = |count, looked_at| Seen {
        causes: BTreeMap::from([("a".to_owned(), count), ("b".to_owned(), 1)]),
        looked_at,
        ..seen(5, 4, 1)
    };
    let part = |seen: Seen| Seen { whole: false, ..seen };
    let of_cause = Gate { one_cause: Some(2), ..Gate::default() };
    for (gate, seen, kind, holds, figure) in [
        (of_share(10, 1), seen(4, 0, 6), GateKind::Finished, No, "4 of 10"),
        (of_share(10, 1), seen(5, 0, 5), GateKind::Finished, Yes, "5 of 10"),
        (of_share(10, 1), part(seen(5, 0, 5)), GateKind::Finished, Unknown, "5 of 10"),
        (of_share(30, 1), seen(5, 2, 0), GateKind::Failed, Yes, "28.6 %"),
        (of_share(30, 1), part(seen(5, 2, 0)), GateKind::Failed, Unknown, "28.6 %"),
        (of_share(10, 1), seen(5, 2, 0), GateKind::Failed, Broken, "28.6 %"),
        (of_share(10, 8), seen(5, 2, 0), GateKind::Failed, No, "28.6 %"),
        (of_share(10, 7), seen(7, 0, 0), GateKind::Failed, Yes, "0.0 %"),
        (of_share(10, 8), seen(7, 0, 0), GateKind::Failed, No, "0.0 %"),
        (of_share(10, 1), seen(0, 0, 9), GateKind::Failed, No, "none yet"),
        (of_cause.clone(), one_cause(2, 4), GateKind::OneCause, Yes, "2"),
        (of_cause.clone(), one_cause(3, 4), GateKind::OneCause, Broken, "3"),
        (of_cause.clone(), one_cause(2, 3), GateKind::OneCause, Unknown, "2, 3 of 4 looked at"),
        (of_cause.clone(), part(one_cause(2, 4)), GateKind::OneCause, Unknown, "2"),
        (of_cause, seen(5, 0, 5), GateKind::OneCause, Yes, "0"),
    ] {
        let told = line(before(&gate, &seen, &none), kind);
        assert_eq!(told, (holds, figure.to_owned(), None), "{kind:?} of {:?} with {:?}", gate, seen.counts);
    }
}

#[test]
fn time_hours_and_a_word_tell_until_when_they_wait() {
    let none = Excused::default();
    let hours = GateHours { days: vec![1], from: 0, to: 60 };
    let gate = Gate { wait_minutes: 1, hours: Some(hours), word: Some("go".into()), ..Gate::default() };
    let fine = seen(3, 0, 0);
    let of = Before { until_ms: Some(61_000), ..before(&gate, &fine, &none) };
    assert_eq!(line(of, GateKind::Wait), (GateHolds::No, String::new(), Some(61_000)), "the wait ends by itself");
    assert_eq!(line(of, GateKind::Hours), (GateHolds::Later, String::new(), None), "hours are not asked for yet");
    let waited = Before { waited_ms: 60_000, ..of };
    assert_eq!(line(waited, GateKind::Wait), (GateHolds::Yes, String::new(), None), "a minute is over");
    assert_eq!(line(Before { waited_ms: 59_999, ..of }, GateKind::Wait).0, GateHolds::No, "and not before");
    assert_eq!(line(waited, GateKind::Hours), (GateHolds::No, String::new(), Some(9_000)), "until they begin");
    let said = Before { said_ms: Some(1), ..of };
    assert_eq!(line(said, GateKind::Word), (GateHolds::Yes, "said yes".to_owned(), None), "a person said it");
}

#[test]
fn what_fails_and_what_is_counted_are_told_apart() {
    let none = Excused::default();
    let counted = |gate: &Gate, seen: &Seen| {
        let judged = judge(before(gate, seen, &none), &always);
        (judged.broken.map(|(reason, _)| reason), judged.counted, judged.failing, judged.open)
    };
    let gate = of_share(10, 5);
    assert_eq!(counted(&gate, &seen(5, 0, 5)), (None, true, false, true), "everything holds");
    assert_eq!(counted(&gate, &seen(4, 0, 6)), (None, false, true, false), "too few have ended yet");
    assert_eq!(counted(&gate, &seen(5, 5, 0)), (Some(HaltReason::Failed), false, true, false), "too many failed");
    let aborted = Seen { counts: Counts { succeeded: 9, aborted: 1, ..Counts::default() }, ..seen(9, 0, 0) };
    let told = (Some(HaltReason::Aborted), false, true, false);
    assert_eq!(counted(&gate, &aborted), told, "what is counted holds, and no time is waited for what is broken");
    let waits = Gate { word: Some("go".into()), ..gate };
    assert_eq!(counted(&waits, &seen(5, 0, 5)), (None, true, false, false), "a person is waited for");
}

#[test]
fn few_are_enough_where_that_is_what_the_gate_asks_for() {
    let none = Excused::default();
    let broken = |least, seen: &Seen| judge(before(&of_share(10, least), seen, &none), &always).broken;
    assert_eq!(broken(4, &seen(4, 0, 0)), None, "four were asked for");
    let (reason, text) = broken(5, &seen(4, 0, 0)).expect("and not five");
    assert_eq!(reason, HaltReason::TooFew);
    assert_eq!(text, "It has ended, and only 4 succeeded or failed; the gate asks for 5.");
    assert_eq!(broken(5, &seen(4, 0, 1)), None, "one may follow");
    assert_eq!(broken(5, &Seen { whole: false, ..seen(4, 0, 0) }), None, "one may not have been read");
    assert_eq!(broken(5, &seen(0, 0, 0)), None, "of nobody it is not said that they were few");
    for (aborted, words) in [(1, "1 device was aborted"), (2, "2 devices were aborted")] {
        let stopped = Seen { counts: Counts { succeeded: 5, aborted, ..Counts::default() }, ..seen(5, 0, 0) };
        let (_, text) = broken(5, &stopped).expect("somebody stopped it");
        assert!(text.starts_with(words), "{text}");
    }
}

#[test]
fn acknowledged_is_what_was_seen_and_few_where_a_person_was_told_so() {
    let of = Seen { causes: BTreeMap::from([("a".to_owned(), 2)]), ..seen(3, 2, 1) };
    let of = Seen { counts: Counts { aborted: 1, ..of.counts }, ..of };
    for few in [false, true] {
        let all = Excused { failed: 2, aborted: 1, causes: of.causes.clone(), few };
        assert_eq!(Excused::all_of(&of, few), all);
    }
}
