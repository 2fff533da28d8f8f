//! Links are hostile until they are a place: tables of those that are read and those that are not, and the law of writing and reading.

use proptest::prelude::*;

use super::*;
use crate::wire::{ConnectionRules, TokenState};

const UUID: &str = "4f6c6b1e-3f0a-4b1c-9d57-0a5c8e1f2b3d";

fn connection(id: &str, name: &str, key: &str) -> ConnectionView {
    ConnectionView {
        id: id.into(),
        name: name.into(),
        base_url: "https://api.test".into(),
        fleet_key: key.into(),
        demo: false,
        rules: ConnectionRules::default(),
        authorities: Vec::new(),
        token: TokenState::Missing,
    }
}

fn known(active: Option<&str>) -> ConnectionsView {
    let connections = vec![
        connection("c-1", "Turbines", "wturb"),
        connection("c-2", "Pumps North", "pumps"),
        connection("c-3", "Mirror", "pumps"),
        connection("c-4", "wturb", "other"),
    ];
    ConnectionsView { connections, active: active.map(Into::into) }
}

#[test]
fn what_a_link_says_is_read() {
    let deployment = || Goal::Deployment(UUID.into());
    for (text, goal, fleet) in [
        (format!("flightdeck://deployment/{UUID}?fleet=wturb"), deployment(), Some("wturb")),
        (format!("FlightDeck://deployment/{UUID}?fleet=wturb"), deployment(), Some("wturb")),
        (format!("flightdeck://deployment/{UUID}"), deployment(), None),
        (format!("flightdeck://deployment/{UUID}?since=1&fleet=Pumps%20North"), deployment(), Some("Pumps North")),
        (format!("flightdeck://deployment/{UUID}?fleet=Pumps+North"), deployment(), Some("Pumps North")),
        ("flightdeck://deployments?fleet=wturb".into(), Goal::Deployments, Some("wturb")),
        ("flightdeck://deployments/?fleet=wturb".into(), Goal::Deployments, Some("wturb")),
        (
            format!("flightdeck://deployment/{UUID}/device/dev-7?fleet=wturb"),
            Goal::Device(UUID.into(), "dev-7".into()),
            Some("wturb"),
        ),
    ] {
        assert_eq!(read(&text), Some(Link { goal, fleet: fleet.map(Into::into) }), "{text} says so");
    }
}

#[test]
fn everything_else_is_no_link() {
    let long = format!("flightdeck://deployment/{}", "a".repeat(200));
    let longer = format!("flightdeck://deployment/{UUID}?fleet={}", "a".repeat(3_000));
    for text in [
        "",
        "flightdeck",
        "flightdeck:",
        "flightdeck://",
        "flightdeck:deployment/a",
        "flightdeck:///deployment/a",
        "https://deployment/a",
        "flightdeck://abort/a?fleet=wturb",
        "flightdeck://deployment",
        "flightdeck://deployment/",
        "flightdeck://deployment/a/",
        "flightdeck://deployment/a/abort",
        "flightdeck://deployment/a/device",
        "flightdeck://deployment/a/device/",
        "flightdeck://deployment/a/device/b/c",
        "flightdeck://deployment/..",
        "flightdeck://deployment/../../settings",
        "flightdeck://deployment/%2e%2e",
        "flightdeck://deployment/a%2fdevice%2fb",
        "flightdeck://deployment/a\\b",
        "flightdeck://deployment/a b",
        "flightdeck://deployment/a\nb",
        "flightdeck://deployment/\u{202e}a",
        "flightdeck://deployment/<script>",
        "flightdeck://deployment/a#fragment",
        "flightdeck://user@deployment/a",
        "flightdeck://user:secret@deployment/a",
        "flightdeck://deployment:80/a",
        "flightdeck://deployment/a?fleet=wturb&fleet=pumps",
        "flightdeck://deployment/a?fleet=",
        long.as_str(),
        longer.as_str(),
    ] {
        assert_eq!(read(text), None, "{text:?} must lead nowhere");
    }
}

#[test]
fn a_fleet_is_found_by_its_key_then_by_its_name_and_never_guessed() {
    for (fleet, active, found) in [
        ("wturb", Some("c-2"), Ok("c-1")),
        ("WTURB", Some("c-2"), Ok("c-4")),
        ("pumps north", Some("c-1"), Ok("c-2")),
        ("pumps", Some("c-3"), Ok("c-3")),
        ("pumps", Some("c-1"), Err("several")),
        ("pump", Some("c-1"), Err("not connected")),
    ] {
        let followed = follow(&format!("flightdeck://deployments?fleet={}", fleet.replace(' ', "+")), &known(active));
        match (followed, found) {
            (Ok(Place::Deployments { connection }), Ok(id)) => {
                assert_eq!(connection, id, "{fleet} with {active:?} in use")
            }
            (Err(why), Err(word)) => assert!(why.title.contains(word), "{fleet}: {why:?} must say so"),
            (followed, found) => panic!("{fleet} with {active:?} in use: {followed:?}, not {found:?}"),
        }
    }
}

#[test]
fn without_a_fleet_the_one_in_use_is_meant_and_without_any_a_sentence_says_what_to_do() {
    let link = format!("flightdeck://deployment/{UUID}");
    let place = Place::Deployment { connection: "c-2".into(), deployment: UUID.into() };
    assert_eq!(follow(&link, &known(Some("c-2"))), Ok(place));
    let nobody = ConnectionsView { connections: Vec::new(), active: None };
    let why = follow(&link, &nobody).expect_err("there is nowhere to go");
    assert!(why.message.contains("Connect"), "what to do is said: {why:?}");
}

#[test]
fn a_name_from_outside_is_repeated_as_text_on_one_short_line() {
    let link = format!("flightdeck://deployments?fleet=%1b%5b31m%e2%80%ae%0aevil{}", "x".repeat(500));
    let why = follow(&link, &known(None)).expect_err("nobody is called so");
    assert!(why.message.len() < 220, "a sentence, whatever the name: {}", why.message);
    assert!(
        !why.message.contains(['\u{1b}', '\u{202e}', '\n']),
        "nothing that paints, turns or breaks: {:?}",
        why.message
    );
}

#[test]
fn links_are_found_among_the_arguments_of_a_start() {
    let link = "flightdeck://deployments";
    assert_eq!(among(["flightdeck", "--at-login", link]), Some(link));
    assert_eq!(
        among(["flightdeck", "Flightdeck:x"]),
        Some("Flightdeck:x"),
        "one that cannot be read is told, not lost"
    );
    assert_eq!(
        among(["/usr/bin/flightdeck", "--at-login", "flightdeckx:", "flightdéck:"]),
        None,
        "none of them is a link"
    );
}

#[test]
fn only_what_a_link_has_words_for_is_written() {
    let known = known(None).connections;
    let of = |place: Place| write(&place, &known);
    let (connection, gone) = (|| "c-2".into(), || "c-9".into());
    assert_eq!(
        of(Place::Deployments { connection: connection() }).as_deref(),
        Some("flightdeck://deployments?fleet=pumps")
    );
    assert_eq!(of(Place::Deployments { connection: gone() }), None, "a fleet that is not here has no key");
    assert_eq!(of(Place::Plan { connection: connection(), id: "1".into() }), None, "plans are of one computer");
    assert_eq!(of(Place::Window), None);
    let odd = Place::Deployment { connection: connection(), deployment: "a/../b".into() };
    assert_eq!(of(odd), None, "an id that a link could not carry is not made into one that leads elsewhere");
}

proptest! {
    #[test]
    fn what_is_written_leads_back(deployment in "[A-Za-z0-9_-]{1,64}", device in proptest::option::of("[A-Za-z0-9_-][A-Za-z0-9._-]{0,40}"), key in "\\PC{1,30}") {
        let fleet = connection("c-1", "Turbines", &key);
        let (connection, deployment): (_, DeploymentId) = (fleet.id.clone(), deployment.into());
        let place = match device {
            Some(device) => Place::Device { connection, deployment, device: device.into() },
            None => Place::Deployment { connection, deployment },
        };
        let known = ConnectionsView { connections: vec![fleet], active: None };
        let link = write(&place, &known.connections).expect("each of these has a link");
        prop_assert_eq!(follow(&link, &known), Ok(place), "{} must lead where it was made", link);
    }

    #[test]
    fn whatever_comes_is_a_place_or_a_sentence(text in "\\PC{0,60}|(flightdeck:/{0,3}[\\PC\\s]{0,80})") {
        match follow(&text, &known(Some("c-1"))) {
            Ok(place) => prop_assert!(write(&place, &known(None).connections).is_some(), "only places that have a link: {place:?}"),
            Err(why) => prop_assert!(!why.title.is_empty() && !why.message.is_empty()),
        }
    }
}
