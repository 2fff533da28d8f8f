//! The words of news: whole sentences, and nothing foreign but names.

use super::*;
use crate::wire::{GuardCause, GuardTally};

fn place() -> Place {
    Place::Deployment { connection: "c".into(), deployment: "dp".into() }
}

fn counts(succeeded: u32, failed: u32, aborted: u32) -> Counts {
    Counts { succeeded, failed, aborted, ..Counts::default() }
}

#[test]
fn what_has_finished_is_told_in_a_sentence() {
    for (counts, expected) in [
        (counts(0, 0, 0), "It reached no device."),
        (counts(1, 0, 0), "Its only device succeeded."),
        (counts(2_000, 0, 0), "All 2,000 devices succeeded."),
        (counts(1_990, 10, 0), "1,990 devices succeeded and 10 failed."),
        (counts(1, 1, 1), "1 device succeeded, 1 failed and 1 was aborted."),
        (counts(0, 0, 3), "3 devices were aborted."),
        (counts(0, 1, 2), "1 device failed and 2 were aborted."),
    ] {
        assert_eq!(ended(&counts), expected);
    }
    let news = News::of_landing(place(), Some("v1.2"), Happened::Finished(counts(3, 0, 0)));
    assert_eq!(news.title, "“v1.2” has finished");
    let unnamed = News::of_landing(place(), None, Happened::Fails(counts(97, 3, 0)));
    assert_eq!(unnamed.title, "A deployment begins to fail");
    assert_eq!(unnamed.body, "3 of the 100 devices that ended so far failed.");
    let stuck = News::of_landing(place(), Some(" "), Happened::Stuck(1)).in_fleet("Wind farm");
    assert_eq!(stuck.title, "Wind farm: A deployment has stuck devices");
    assert_eq!(stuck.body, "1 device is in progress for much longer than the others took.");
}

#[test]
fn names_cannot_mislead_and_stand_in_the_title_alone() {
    let evil = format!("a\u{202e}b\n\u{1b}[31m<b>{}", "x".repeat(500));
    let counts = counts(0, 5, 0);
    let firing = firing(GuardLimit::FailedShare { percent: 5, least: 5 }, GuardAbort::NotWanted);
    for news in [
        News::of_landing(place(), Some(&evil), Happened::Fails(counts)),
        News::of_guard(place(), Some(&evil), &firing),
        News::of_plan(place(), &evil, PlanNow::Done),
    ] {
        assert!(news.title.contains("a⟨U+202E⟩b <b>xxx"), "made visible, and one line: {}", news.title);
        assert!(news.title.chars().count() < 140, "and short: {}", news.title);
        assert!(!news.body.contains("xxx") && !news.body.contains('<'), "some systems read markup here: {}", news.body);
    }
}

fn firing(limit: GuardLimit, abort: GuardAbort) -> GuardFiring {
    GuardFiring {
        at_ms: 0,
        limit,
        tally: GuardTally {
            at_ms: 0,
            finished: 200,
            failed: 12,
            excused: 0,
            cause: Some(GuardCause { text: "password=hunter2".into(), count: 9 }),
            looked_at: 12,
            unchanged_since_ms: 0,
            shortfall: None,
            unreadable: 0,
        },
        counts: Counts::default(),
        abort,
        acknowledged_ms: None,
    }
}

#[test]
fn a_guard_says_what_it_counted_and_nothing_that_a_device_printed() {
    let asked = GuardAbort::UnderWay { request_id: "r".into() };
    for (limit, abort, expected) in [
        (
            GuardLimit::FailedShare { percent: 5, least: 50 },
            GuardAbort::NotWanted,
            "12 of 200 finished devices failed.",
        ),
        (
            GuardLimit::OneCause { more_than: 8 },
            asked,
            "9 devices failed for the same cause. Flightdeck asks the service to abort the rest.",
        ),
        (
            GuardLimit::NoProgress { minutes: 30 },
            GuardAbort::NothingLeft,
            "No device has changed its state for 30 minutes. Nothing was left to abort.",
        ),
    ] {
        let news = News::of_guard(place(), Some("lab"), &firing(limit, abort));
        assert_eq!((news.title.as_str(), news.body.as_str()), ("The guard of “lab” has fired", expected));
    }
}

#[test]
fn news_of_several_lead_to_where_all_of_them_are() {
    let news = |place: Place| News { kind: Kind::Finished, place, title: String::new(), body: String::new() };
    let deployment = |connection: &str, deployment: &str| Place::Deployment {
        connection: connection.into(),
        deployment: deployment.into(),
    };
    let plan = |connection: &str, id: &str| Place::Plan { connection: connection.into(), id: id.into() };
    for (places, expected) in [
        (vec![deployment("a", "1"), deployment("a", "1")], deployment("a", "1")),
        (vec![deployment("a", "1"), deployment("a", "2")], Place::Deployments { connection: "a".into() }),
        (vec![deployment("a", "1"), plan("a", "p")], Place::Deployments { connection: "a".into() }),
        (vec![plan("a", "p"), plan("a", "q")], Place::Plans { connection: "a".into() }),
        (vec![deployment("a", "1"), deployment("b", "1")], Place::Window),
    ] {
        let all = places.into_iter().map(news).collect();
        assert_eq!(together(all).map(|told| told.place), Some(expected));
    }
    assert_eq!(together(Vec::new()), None);
}
