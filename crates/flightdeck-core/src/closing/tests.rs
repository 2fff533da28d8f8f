//! What is asked when the window is closed, and when nothing is.

use super::words::question;
use super::*;

#[test]
fn a_plan_that_runs_keeps_it_open_and_is_named_beside_the_rest() {
    let going = Going { running: vec!["Firmware".into()], armed: vec!["lab".into()], ..Going::default() };
    let (why, asked) = question(&going, false).expect("it asks");
    assert_eq!((why, asked.title.as_str()), (Asked::Standing, "A plan is running"));
    assert!(asked.message.contains("“Firmware” is run from here") && asked.message.contains("guard of “lab”"));
    let busy = Going { sending: 1, ..going };
    let (why, asked) = question(&busy, false).expect("it asks");
    assert_eq!(why, Asked::Busy, "what ends by itself is waited for");
    assert!(asked.message.contains("The plan “Firmware” sends no wave"), "{}", asked.message);
}

#[test]
fn what_would_be_hurt_most_is_asked_about_with_a_word_on_the_rest() {
    let armed = |many: usize| (0..many).map(|n| format!("dp {n}")).collect::<Vec<_>>();
    for (sending, unsent, stopping, writing, armed, title, parts) in [
        (0, 0, 0, 0, armed(0), "", [""; 3]),
        (1, 0, 0, 0, armed(0), "A deployment is being sent", ["its outcome is", "", ""]),
        (1, 36, 0, 0, armed(0), "A deployment is being sent", ["36 devices of a batch", "when you resume it", ""]),
        (0, 1, 0, 0, armed(0), "A deployment is being sent", ["1 device of a batch is not sent", "", ""]),
        (2, 0, 5, 1, armed(2), "2 deployments are being sent", ["5 devices are still", "A file is", "2 armed guards"]),
        (0, 0, 1, 0, armed(0), "Devices are being asked to stop", ["1 device is still to be asked", "it goes on", ""]),
        (
            0,
            0,
            12_000,
            2,
            armed(1),
            "Devices are being asked to stop",
            ["12,000 devices", "2 files", "guard of “dp 0”"],
        ),
        (0, 0, 0, 1, armed(0), "A file is being written", ["as soon as it is whole", "nothing is left", "stays"]),
        (0, 0, 0, 3, armed(0), "3 files are being written", ["they are whole", "", ""]),
        (0, 0, 0, 0, armed(1), "A guard is armed", ["“dp 0”", "only while Flightdeck runs", ""]),
    ] {
        let going = Going { sending, unsent, stopping, writing, armed, ..Going::default() };
        let busy = sending + writing > 0 || stopping + unsent > 0;
        match question(&going, false) {
            None => assert_eq!(title, "", "{going:?} keeps it open"),
            Some((why, question)) => {
                assert_eq!(question.title, title);
                assert_eq!(why == Asked::Busy, busy, "it closes by itself only where something ends: {going:?}");
                for part in parts {
                    assert!(question.message.contains(part), "{} should say {part}", question.message);
                }
            }
        }
    }
}

#[test]
fn who_only_watches_is_asked_once_and_other_things_always() {
    let watched = Going { watched: vec!["v1".into()], ..Going::default() };
    let armed = Going { armed: vec!["lab".into()], ..watched.clone() };
    let running = Going { running: vec!["Firmware".into()], ..Going::default() };
    let busy = Going { sending: 1, ..watched.clone() };
    let why = |decided: Decided| match decided {
        Decided::Ask(why, _) => Some(why),
        Decided::Close | Decided::Keep => None,
    };
    for (going, asked) in
        [(&watched, Asked::Watched), (&armed, Asked::Standing), (&running, Asked::Standing), (&busy, Asked::Busy)]
    {
        assert_eq!(decide(going, true, WhenClosed::Tray), Decided::Keep, "{going:?} goes on in the tray");
        assert_eq!(why(decide(going, false, WhenClosed::Tray)), Some(asked), "without a tray it is asked: {going:?}");
        assert_eq!(why(decide(going, true, WhenClosed::Ask)), Some(asked), "{going:?}");
        let quits = asked == Asked::Watched;
        let when_quitting = decide(going, true, WhenClosed::Quit);
        assert_eq!(when_quitting == Decided::Close, quits, "a plan, a guard and what is sent ask always: {going:?}");
    }
    for (tray, when) in [(true, WhenClosed::Tray), (false, WhenClosed::Ask), (true, WhenClosed::Quit)] {
        assert_eq!(decide(&Going::default(), tray, when), Decided::Close, "nothing goes on: {when:?}");
    }
}

#[test]
fn a_tray_is_offered_only_where_there_is_one() {
    let watched = Going { watched: vec!["v1".into(), "v2".into()], ..Going::default() };
    for (tray, keep) in [(true, Some("Keep in the tray")), (false, None)] {
        let (_, asked) = question(&watched, tray).expect("it asks");
        assert_eq!(asked.keep.as_deref(), keep);
        assert_eq!(asked.message.contains("In the tray"), tray, "{}", asked.message);
        assert_eq!(asked.title, "2 deployments are watched");
        assert!(asked.message.contains("is remembered"), "the answer holds from now on: {}", asked.message);
    }
    let armed = Going { armed: vec!["lab".into()], ..watched };
    let (_, asked) = question(&armed, false).expect("it asks");
    assert!(asked.message.contains("2 watched deployments") && !asked.message.contains("is remembered"));
}

#[test]
fn it_may_begin_anew_exactly_where_quitting_asks_nothing() {
    for bits in 0..1u32 << 9 {
        let is = |bit: u32| (bits >> bit) & 1 == 1;
        let some = |bit: u32| if is(bit) { vec!["v1".to_owned()] } else { Vec::new() };
        let going = Going {
            sending: usize::from(is(0)),
            unsent: u32::from(is(1)),
            stopping: u32::from(is(2)),
            writing: usize::from(is(3)),
            armed: some(4),
            running: some(5),
            watched: some(6),
            installing: is(7),
            aborting: usize::from(is(8)),
        };
        let asks = decide(&going, false, WhenClosed::Quit) != Decided::Close;
        assert_eq!(words::why_not_now(&going).is_some(), asks, "who says to quit is asked about it: {going:?}");
    }
}

#[test]
fn an_installation_is_waited_for() {
    let going = Going { installing: true, watched: vec!["v1".into()], ..Going::default() };
    let (why, asked) = question(&going, false).expect("it asks");
    assert_eq!((why, asked.title.as_str()), (Asked::Busy, "A newer version is being installed"));
    assert!(asked.message.contains("Nothing is told of “v1”"), "{}", asked.message);
}

#[test]
fn an_abort_without_its_answer_is_waited_for() {
    for (aborting, title) in [(1, "A deployment is being aborted"), (3, "3 deployments are being aborted")] {
        let going = Going { aborting, stopping: 2, running: vec!["Firmware".into()], ..Going::default() };
        let (why, asked) = question(&going, false).expect("it asks");
        assert_eq!((why, asked.title.as_str()), (Asked::Busy, title), "nothing would ask for it later");
        assert!(asked.message.contains("2 devices are still to be asked"), "with the rest: {}", asked.message);
        let sending = Going { sending: 1, ..going };
        let (_, asked) = question(&sending, false).expect("it asks");
        assert!(asked.message.contains("being aborted: if you quit now"), "or beside it: {}", asked.message);
    }
}
