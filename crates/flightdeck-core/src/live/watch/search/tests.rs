//! Which rows a search finds, what it says of itself, and that a term and its exclusion share out the rows.

use connect_api::{DeviceRef, Step, TimeRef};
use proptest::prelude::*;

use super::*;
use crate::live::watch::rows::Rows;
use crate::wire::DEVICE_SEARCH;

const NOW: i64 = 1_795_875_804_000;
const MINUTE: i64 = 60_000;
const HERE: Here = Here { now_ms: NOW, zone_minutes: 0 };

fn at(minutes_ago: i64) -> TimeRef<'static> {
    TimeRef::At { unix_ms: NOW - minutes_ago * MINUTE, zone_assumed: minutes_ago % 2 == 1 }
}

/// Ten devices, `a` to `j`; `j` is gone.
fn fleet() -> (Rows, Triage) {
    use DeviceState::*;
    let none = TimeRef::Absent;
    let table = [
        ("d-a", Succeeded, at(60), at(50), Some("Gate North"), Some("Production")),
        ("d-b", Failed, at(60), at(58), Some("gate south"), Some("Test")),
        ("d-c", Failed, at(30), at(20), None, Some("Test bench")),
        ("d-d", Failed, at(10), at(9), Some("pümpe"), Some("test")),
        ("d-e", InProgress, at(5), none, Some("00:1a:2b"), Some("Production")),
        ("d-f", Pending, none, none, None, None),
        ("d-g", Unknown, TimeRef::Unreadable("soon"), none, Some("gate"), Some("Lab \"1\"")),
        ("d-h", Aborted, none, at(1), Some("x:y"), Some("Lab")),
        ("d-i", Succeeded, at(70), at(8), None, Some("Production")),
        ("d-j", Failed, at(40), at(39), Some("gate east"), Some("Test")),
    ];
    let mut rows = Rows::default();
    for gone in [false, true] {
        rows.begin(NOW);
        for (uuid, state, started, finished, name, group) in &table[..table.len() - usize::from(gone)] {
            let raw_status = if *state == Unknown { "Rebooting" } else { "known" };
            let (state, started, finished) = (*state, *started, *finished);
            let record =
                DeviceRef { uuid, state, raw_status, started, finished, steps: None, name: *name, group: *group };
            rows.apply([record].into_iter(), NOW - 3 * MINUTE);
        }
        rows.end(true);
    }
    let mut triage = Triage::default();
    let step = |name: &str, code, stderr: &str| Step {
        name: name.into(),
        exit_code: Some(code),
        stdout: String::new(),
        stderr: stderr.into(),
    };
    triage.found(1, &[step("install", 28, "error: No space left on device")]);
    triage.found(2, &[step("download", 3, "Checksum mismatch")]);
    // Known of a device that is gone.
    triage.found(9, &[step("install", 28, "error: No space left on device")]);
    (rows, triage)
}

fn found(text: &str) -> String {
    let (rows, triage) = fleet();
    let kept = search(text, HERE).keep(Lens::now(&rows), &triage, (0..rows.len()).collect());
    kept.into_iter().filter_map(|row| rows.id(row).chars().last()).collect()
}

fn reading(text: &str) -> SearchReading {
    let (rows, triage) = fleet();
    search(text, HERE).told(Lens::now(&rows), &triage).unwrap_or_default()
}

#[test]
fn each_field_finds_what_its_name_says() {
    for (text, expected) in [
        ("", "abcdefghij"),
        ("gate", "abgj"),
        ("gate -east", "abg"),
        ("GATE north", "a"),
        ("\"gate north\"", "a"),
        ("\"north gate\"", ""),
        ("PÜMPE", "d"),
        ("rebooting", "g"),
        ("00:1a:2b", "e"),
        ("group:test", "bcdj"),
        ("-group:test", "aefghi"),
        ("group:=test", "bdj"),
        ("group:\"Lab \\\"1\\\"\"", "g"),
        ("name:gate id:a", "a"),
        ("id:d-1", ""),
        ("state:failed", "bcd"),
        ("-state:failed", "aefghij"),
        ("State:F", "bcd"),
        ("state:in-progress", "e"),
        ("state:\"In Progress\"", "e"),
        ("state:gone", "j"),
        ("state:moving", "efg"),
        ("state:ended", "abcdhi"),
        ("status:boot", "g"),
        ("exit:28", "b"),
        ("-exit:28", "acdefghij"),
        ("exit:>0", "bc"),
        ("exit:<28", "c"),
        ("cause:\"no space\"", "b"),
        ("step:DOWN", "c"),
        ("took:>5m", "aci"),
        ("took:<=2m", "bdj"),
        ("took:10m", "ac"),
        ("-took:>5m", "bdefghj"),
        ("started:<20m", "de"),
        ("started:>=13:53", "cde"),
        ("started:2026-11-27", ""),
        ("finished:today state:ended took:>5m", "aci"),
        ("in-state:>30m", "ab"),
        ("in-state:<=3m", "fgh"),
        ("-in-state:>30m", "cdefghij"),
        ("-group:test exit:28", ""),
        ("group:test exit:28 cause:\"No space\" took:<5m state:failed id:d- name:south", "b"),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_never_narrows_or_widens_in_silence() {
    for (text, expected, said) in [
        ("foo:bar", "", "“foo” is no field: searched as a text."),
        ("x:Y", "h", "“x” is no field: searched as a text."),
        ("-x:y", "abcdefgij", "“x” is no field: searched as a text."),
        ("state:faled", "abcdefghij", "state takes pending"),
        ("state:", "abcdefghij", "Left out."),
        ("state:>failed", "abcdefghij", "cannot be compared"),
        ("group:>b", "abcdefghij", "cannot be compared"),
        ("took:5", "abcdefghij", "a length of time with its unit"),
        ("took:>", "abcdefghij", "Left out."),
        ("-took:>5x", "abcdefghij", "Left out."),
        ("started:2h", "abcdefghij", "how long ago"),
        ("in-state:>14:05", "abcdefghij", "a length of time"),
        ("exit:none", "abcdefghij", "a whole number"),
        ("name:\"\"", "abcdefghij", "Left out."),
        ("-", "abcdefghij", "A minus excludes what follows it"),
        ("\"\"", "abcdefghij", "Nothing is between the quotes"),
        ("\"gate n", "a", "The quote is not closed"),
        ("🔥:x", "", ""),
        (":", "eh", ""),
    ] {
        let told = reading(text);
        assert_eq!(found(text), expected, "{text}");
        let [term] = &told.terms[..] else { panic!("{text} is one term: {told:?}") };
        assert_eq!(term.problem.is_some(), !said.is_empty(), "{term:?}");
        assert!(term.problem.iter().all(|problem| problem.contains(said)), "{term:?} should say {said}");
        let left_out = expected.len() == 10;
        assert_eq!(term.words.is_none(), left_out, "words for what is searched, none for what is left out: {term:?}");
    }
}

#[test]
fn a_search_reads_back_in_words() {
    let told = |text: &str| {
        let terms = reading(text).terms.into_iter();
        terms.map(|term| (term.negated, term.words.unwrap_or_default())).collect::<Vec<_>>()
    };
    assert_eq!(
        told("-group:test exit:28 cause:\"No space\" took:>5m state:f gate"),
        [
            (true, "group holds “test”".to_owned()),
            (false, "exit code is 28".to_owned()),
            (false, "cause holds “No space”".to_owned()),
            (false, "took over 5 min".to_owned()),
            (false, "state is failed".to_owned()),
            (false, "holds “gate”".to_owned()),
        ],
        "the page says exactly what is searched"
    );
    assert_eq!(
        told("in-state:>1h started:<2h"),
        [(false, "in its state for more than 1 h".to_owned()), (false, "started less than 2 h ago".to_owned()),]
    );
}

#[test]
fn what_is_not_known_of_causes_is_said_where_it_matters() {
    assert_eq!(reading("state:failed").notes, [""; 0], "nothing is open here");
    let notes = reading("-exit:28").notes;
    assert!(
        notes[0].starts_with("Causes are known of 2 of 3 failed devices"),
        "the one that is gone is not among them: {notes:?}"
    );
}

#[test]
fn a_search_says_what_its_answer_changes_with_and_what_goes_first() {
    for (text, causes, names, judged) in [
        ("gate", false, true, false),
        ("name:gate", false, true, false),
        ("-group:lab", false, true, false),
        ("id:d", false, false, false),
        ("status:boot", false, false, false),
        ("state:failed took:>5m", false, false, false),
        ("cause:disk", true, false, false),
        ("state:failed step:x", true, false, false),
        ("exit:28 gate", true, true, false),
        ("is:stuck", false, false, true),
        ("", false, false, false),
    ] {
        let search = search(text, HERE);
        assert_eq!(
            (search.asks_causes(), search.asks_names(), search.asks_judged()),
            (causes, names, judged),
            "{text}"
        );
    }
    let costs: Vec<u8> =
        search("state:f is:stuck exit:28 group:a name:b c", HERE).tests.iter().map(|(_, test)| cost(test)).collect();
    assert_eq!(costs, [0, 0, 1, 2, 3, 4], "numbers go before texts, and few texts before many");
}

#[test]
fn too_much_is_bounded_and_said() {
    let many = "gate ".repeat(2_000);
    assert_eq!(found(&many), "abgj", "the first terms are searched");
    let told = reading(&many);
    assert!(told.notes[0].contains("1968 more are left out"), "and the rest is said: {:?}", told.notes);
    let long = "x".repeat(10_000);
    assert_eq!(found(&long), "", "nothing is so long");
    let json = serde_json::to_string(&reading(&format!("name:{long} -{long} {long}:x"))).unwrap();
    assert!(json.len() < 2_000, "what crosses to the page stays small: {} bytes", json.len());
}

#[test]
fn every_field_that_is_offered_is_understood() {
    for field in DEVICE_SEARCH.fields {
        let told = reading(field.example);
        let [term] = &told.terms[..] else { panic!("{} is one term", field.example) };
        assert_eq!(term.problem, None, "{} is offered as an example", field.example);
        assert!(field.example.trim_start_matches('-').starts_with(&format!("{}:", field.name)), "{}", field.example);
    }
    for form in DEVICE_SEARCH.forms {
        assert!(reading(form.example).terms.iter().all(|term| term.problem.is_none()), "{}", form.example);
    }
}

proptest! {
    #[test]
    fn a_term_and_its_exclusion_share_out_the_rows(
        field in prop::sample::select(DEVICE_SEARCH.fields).prop_map(|field| field.name),
        op in prop::sample::select(vec!["", "=", "<", "<=", ">", ">="]),
        value in prop_oneof!["[a-z]{1,3}", "[0-9]{1,2}[smh]", "[0-9]{1,2}", Just("today".to_owned()), "[ -~]{1,5}"],
    ) {
        let term = format!("{field}:{op}\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        let (with, without) = (found(&term), found(&format!("-{term}")));
        if reading(&term).terms[0].words.is_none() {
            prop_assert_eq!((with.len(), without.len()), (10, 10), "left out, {} restricts nothing", term);
        } else {
            let mut both: Vec<char> = with.chars().chain(without.chars()).collect();
            both.sort_unstable();
            prop_assert_eq!(both.into_iter().collect::<String>(), "abcdefghij", "{}: each row in exactly one", term);
        }
    }

    #[test]
    fn plain_words_share_out_the_rows_too(word in "[a-z:]{1,3}|\\PC{1,3}") {
        let quoted = format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
        prop_assert_eq!(found(&quoted).len() + found(&format!("-{quoted}")).len(), 10, "{}", quoted);
    }

    #[test]
    fn the_order_of_terms_does_not_matter(mut terms in prop::collection::vec(prop::sample::select(DEVICE_SEARCH.fields), 1..5)) {
        let text = |terms: &[crate::wire::SearchField]| terms.iter().map(|field| field.example).collect::<Vec<_>>().join(" ");
        let forth = found(&text(&terms));
        terms.reverse();
        prop_assert_eq!(found(&text(&terms)), forth);
    }
}

/// A measurement: `cargo test --release -p flightdeck-core search::tests::measure -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, meant for a release build"]
fn measure_a_million_rows() {
    let mut rows = Rows::default();
    rows.begin(0);
    for n in 0..1_000_000u32 {
        let uuid = format!("{:08x}-9a3b-4c5d-8e6f-{n:012x}", n.wrapping_mul(2_654_435_761));
        let name = format!("turbine-{}-{n}", ["north", "east", "hill"][n as usize % 3]);
        let state = DeviceState::ALL[n as usize % 6];
        let started = TimeRef::At { unix_ms: NOW - i64::from(n % 90_000) * 100, zone_assumed: false };
        let finished = TimeRef::At { unix_ms: NOW, zone_assumed: false };
        let group = Some(["Production", "Test", "Lab"][n as usize / 7 % 3]);
        let record =
            DeviceRef { uuid: &uuid, state, raw_status: "s", started, finished, steps: None, name: Some(&name), group };
        rows.apply([record].into_iter(), NOW);
    }
    rows.end(true);
    let triage = Triage::default();
    for text in [
        "turbine",
        "nowhere",
        "-nowhere",
        "e6f-00",
        "north -hill gate",
        "-group:test took:>5m state:failed",
        "name:9999 -id:00",
        "-a -b -c -d",
        "group:=lab in-state:<1h",
        "started:<2h finished:>=14:05 step:install",
    ] {
        let mut times: Vec<_> = (0..5)
            .map(|_| {
                let begun = std::time::Instant::now();
                let kept = search(text, HERE).keep(Lens::now(&rows), &triage, (0..rows.len()).collect());
                (begun.elapsed().as_secs_f64() * 1_000.0, kept.len())
            })
            .collect();
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!("{:7.1} ms for {:7} rows: {text}", times[2].0, times[2].1);
    }
}
