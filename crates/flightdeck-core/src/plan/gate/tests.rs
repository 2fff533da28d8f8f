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
    let excused = Excused::all_of(&bad);
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
    assert!(judge(before(&gate, &stopped, &Excused::all_of(&stopped)), &always).open, "acknowledged, it goes on");
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
