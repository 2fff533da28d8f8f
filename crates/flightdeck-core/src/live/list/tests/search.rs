//! Which deployments a search of the list finds, and what it says of itself.

use super::*;
use crate::live::list::entry::Entry;
use crate::live::list::search::search;
use crate::live::search::span::Here;
use crate::wire::{Cve, CveLevel, DEPLOYMENT_SEARCH, LaunchedHere};

const DAY: i64 = 86_400_000;
const HERE: Here = Here { now_ms: START_MS, zone_minutes: 0 };

fn entry(uuid: &str, comment: Option<&str>, days_ago: i64) -> Entry {
    Entry::new(deployment(uuid, comment, Some(START_MS - days_ago * DAY)))
}

/// `a` to `d`: launched here and failing, finished elsewhere, not looked at, without a comment.
fn entries() -> Vec<Entry> {
    let mut failing = entry("dp-a", Some("Gateway firmware"), 1);
    failing.kind = Some("api".into());
    failing.launched = Some(LaunchedHere {
        flow_uuid: "f-1".into(),
        flow_name: Some("Nightly build".into()),
        target: "Devices in Production".into(),
        app: Some("gateway → 4.12".into()),
        sent_ms: START_MS,
        json: "{}".into(),
    });
    failing.cve = Cve::Found { levels: vec![CveLevel { level: "Critical".into(), count: 1 }] };
    failing.remembered(Counts { succeeded: 10, failed: 10, ..Counts::default() }, 0);
    let mut finished = entry("dp-b", Some("Hotfix"), 3);
    finished.cve = Cve::NoneFound;
    finished.remembered(Counts { succeeded: 2_000, ..Counts::default() }, 0);
    vec![failing, finished, entry("dp-c", Some("hotfix gateway"), 5), entry("dp-d", None, 9)]
}

fn found(text: &str) -> String {
    let (entries, search) = (entries(), search(text, HERE));
    entries.iter().filter(|entry| search.fits(entry)).filter_map(|entry| entry.uuid.chars().last()).collect()
}

#[test]
fn each_field_finds_what_its_name_says() {
    for (text, expected) in [
        ("", "abcd"),
        ("gateway", "ac"),
        ("gateway -hotfix", "a"),
        ("dp-b", "b"),
        ("api", "a"),
        ("nightly", "a"),
        ("f-1", "a"),
        ("-flow:nightly", "bcd"),
        ("flow:f-1", "a"),
        ("comment:=hotfix", "b"),
        ("created:<2d", "a"),
        ("created:>4d", "cd"),
        ("-created:>4d", "ab"),
        ("created:>=2023-11-13", "a"),
        ("state:attention", "a"),
        ("state:at", "a"),
        ("-state:finished", "acd"),
        ("standing:finished", "b"),
        ("failed:>0", "a"),
        ("devices:>1000", "b"),
        ("target:production app:4.12 type:api launched:here", "a"),
        ("launched:elsewhere", "bcd"),
        ("cve:critical", "a"),
        ("cve:none", "b"),
        ("cve:not-scanned", "cd"),
        ("-id:dp-a", "bcd"),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_said() {
    for (text, said) in [
        ("flw:x", "“flw” is no field: searched as a text."),
        ("state:a", "begins more than one"),
        ("state:nope", "state takes moving"),
        ("state:>moving", "cannot be compared"),
        ("launched:there", "here or elsewhere"),
        ("created:2d", "how long ago or a day"),
        ("devices:many", "a whole number"),
    ] {
        let problem = search(text, HERE).reading.terms.remove(0).problem;
        assert!(problem.as_ref().is_some_and(|problem| problem.contains(said)), "{text}: {problem:?}");
    }
    for field in DEPLOYMENT_SEARCH.fields.iter().chain(DEPLOYMENT_SEARCH.forms) {
        let told = search(field.example, HERE).reading;
        assert!(told.terms.iter().all(|term| term.problem.is_none()), "{} is offered", field.example);
    }
    let notes = search("-state:moving", HERE).told(entries().iter()).unwrap().notes;
    assert!(notes[0].starts_with("The devices of 2 of 4 deployments were not looked at yet"), "{notes:?}");
    for text in ["-flow:nightly", "target:production", "app:gateway"] {
        let notes = search(text, HERE).told(entries().iter()).unwrap().notes;
        assert!(notes[0].starts_with("3 of 4 deployments were launched outside this computer"), "{text}: {notes:?}");
    }
    let notes = search("comment:gateway -cve:critical", HERE).told(entries().iter()).unwrap().notes;
    assert!(notes.is_empty(), "these are told of every deployment: {notes:?}");
    for text in ["failed:>0", "flow:nightly"] {
        let notes = search(text, HERE).told(entries().iter().take(1)).unwrap().notes;
        assert!(notes.is_empty(), "nothing is missing of one that was looked at and launched here: {notes:?}");
    }
}

#[test]
fn a_search_moves_with_the_clock_where_one_of_its_terms_does() {
    for (text, moves) in [
        ("created:<2h", true),
        ("created:<2h launched:here", true),
        ("launched:here created:<2h", true),
        ("created:>=2023-11-13", false),
        ("launched:here", false),
    ] {
        assert_eq!(search(text, HERE).moves, moves, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_window_brings_the_reading_and_ages_move_on() {
    let desk = Desk::new();
    let young = deployment("dp-1", Some("young"), Some(START_MS));
    desk.page(None, vec![young], None, 1);
    desk.watch();
    seconds(1).await;
    let ask = |text: &str| {
        let view = ListView { text: text.into(), ..newest() };
        desk.lists.list_rows(&"c".into(), &view, 0, 9).unwrap()
    };
    let window = ask("created:<1h");
    assert_eq!(window.total, 1, "made a second ago");
    assert_eq!(
        window.search.unwrap().terms[0].words.as_deref(),
        Some("created less than 1 h ago"),
        "it says how it was read"
    );
    seconds(3_600).await;
    assert_eq!(ask("created:<1h").total, 0, "an hour later it is not");
    assert_eq!(ask("").search, None, "no text, nothing to read");
}
