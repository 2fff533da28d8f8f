//! Names that nobody known has: said while a draft is made, never as an error, and only as far as the fleet is known.

use connect_api::FleetDevice;

use super::super::knowledge::Knowledge;
use super::super::launching::say_names;
use super::super::state::State;
use super::{NOW, filter, told};
use crate::target;
use crate::target::Destination;
use crate::wire::{Draft, FilterDraft, FilterKind, OperandDraft, Problem, Severity};

fn known() -> State {
    let mut state = State::default();
    let mut devices: Vec<FleetDevice> =
        (0..21).map(|n| told(&format!("d-{n:02}"), "Production", &["gateway"], 5)).collect();
    devices.push(told("d-90", "production", &["Canary"], 5));
    devices.push(told("d-91", "Site 4 ", &["edge"], 5));
    state.page(&devices, NOW, NOW);
    state.read(NOW, true);
    state
}

fn draft(groups: &[&str], filters: Vec<FilterDraft>) -> Draft {
    Draft {
        flow_uuid: "f-1".into(),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        filters,
        comment: "c".into(),
        ..Draft::default()
    }
}

/// What is said of a draft, as the page reads it.
fn problems(state: &mut State, draft: &Draft) -> Vec<Problem> {
    let destination = Destination { base_url: "https://api.test".into(), fleet_key: "wturb".into() };
    let mut problems = target::reading(draft, &destination).problems;
    state.name_problems(draft, &mut problems);
    problems
}

fn only(state: &mut State, draft: &Draft) -> (String, String, Option<String>) {
    let found = problems(state, draft);
    let [one] = found.as_slice() else { panic!("one thing is to be said of {draft:?}: {found:?}") };
    assert_eq!(one.severity, Severity::Warning, "it may be new: nothing is forbidden");
    (one.title.clone(), one.message.clone(), one.instead.clone())
}

#[test]
fn a_name_that_nobody_known_has_is_said_with_the_one_that_is_meant() {
    let not = |filter: FilterDraft| FilterDraft { operand: OperandDraft::IsNot, ..filter };
    for (draft, title, message, instead) in [
        (draft(&["Staging"], vec![]), "A group nobody knows", "No known device is in the group “Staging”.", None),
        (
            draft(&["Prodction"], vec![]),
            "A group nobody knows",
            "No known device is in the group “Prodction”. Did you mean “Production”?",
            Some("Production"),
        ),
        (
            draft(&["PRODUCTION"], vec![]),
            "Spelled otherwise",
            "No known device is in the group “PRODUCTION”, but 21 are in “Production”. Names are compared letter by letter.",
            Some("Production"),
        ),
        (
            draft(&["Production "], vec![]),
            "Spelled otherwise",
            "No known device is in the group “Production ”, but 21 are in “Production”. Names are compared letter by letter.",
            Some("Production"),
        ),
        (
            draft(&["Site 4"], vec![]),
            "Spelled otherwise",
            "No known device is in the group “Site 4”, but 1 is in “Site 4 ”. Names are compared letter by letter.",
            Some("Site 4 "),
        ),
        (
            draft(&["Production"], vec![not(filter(FilterKind::Tag, "canary", ""))]),
            "Spelled otherwise",
            "No known device has the tag “canary”, but 1 has “Canary”. Names are compared letter by letter. As far as is known, the \
             filter leaves nobody out.",
            Some("Canary"),
        ),
        (
            draft(&[], vec![filter(FilterKind::Tag, "gpu", "")]),
            "A tag nobody knows",
            "No known device has the tag “gpu”.",
            None,
        ),
        (
            draft(&[], vec![filter(FilterKind::SpecificDevice, "D-03", "")]),
            "Spelled otherwise",
            "No known device has the id “D-03”, but one has “d-03”. Names are compared letter by letter.",
            Some("d-03"),
        ),
        (
            draft(&[], vec![filter(FilterKind::SpecificDevice, "d-77", "")]),
            "A device nobody knows",
            "No known device has the id “d-77”.",
            None,
        ),
    ] {
        let expected = (title.to_owned(), message.to_owned(), instead.map(str::to_owned));
        assert_eq!(only(&mut known(), &draft), expected);
    }
}

#[test]
fn the_name_of_a_device_is_told_from_its_id() {
    let called = draft(&[], vec![filter(FilterKind::SpecificDevice, "turbine d-05", "")]);
    let found = problems(&mut known(), &called);
    let [blank, name] = found.as_slice() else { panic!("a blank, and a name: {found:?}") };
    assert_eq!((blank.severity, name.severity), (Severity::Error, Severity::Warning), "an id never holds a blank");
    assert_eq!(
        (name.message.as_str(), name.instead.as_deref()),
        ("No known device has the id “turbine d-05”, but d-05 is called so. The service takes ids here.", Some("d-05"))
    );
    let mut twice = known();
    twice.page(&[FleetDevice { name: Some("turbine d-05".into()), ..told("d-99", "Lab", &[], 5) }], NOW, NOW);
    let found = problems(&mut twice, &called);
    assert!(found.iter().all(|one| one.instead.is_none()), "a name that two have means neither: {found:?}");
}

#[test]
fn what_a_known_device_has_exactly_so_is_no_problem_a_blank_at_its_end_neither() {
    let filters = vec![filter(FilterKind::Tag, "gateway", ""), filter(FilterKind::SpecificDevice, "d-91", "")];
    assert_eq!(problems(&mut known(), &draft(&["Production", "production", "Site 4 "], filters)), []);
    let unknown = problems(&mut State::default(), &draft(&["Site 4 "], vec![]));
    assert_eq!(unknown[0].title, "A blank at an end", "where nothing is known, it is most likely a mistake");
    assert_eq!(unknown[0].instead.as_deref(), Some("Site 4"), "which is taken away with one press");
}

#[test]
fn nothing_is_said_that_is_not_known() {
    let asked = draft(&["Staging"], vec![filter(FilterKind::Tag, "gpu", "")]);
    assert_eq!(problems(&mut State::default(), &asked), [], "nothing is known of the fleet");
    let mut nameless = State::default();
    let plain = |id: &str| FleetDevice { uuid: id.into(), ..FleetDevice::default() };
    nameless.page(&[plain("a"), plain("b")], NOW, NOW);
    nameless.read(NOW, true);
    assert_eq!(problems(&mut nameless, &asked), [], "the service tells neither groups nor tags");
    let mut part = known();
    part.page(&[plain("a")], NOW, NOW);
    part.read(NOW, true);
    let said: Vec<String> = problems(&mut part, &asked).into_iter().map(|one| one.message).collect();
    assert_eq!(
        said,
        [
            "Among the 23 known devices of which a group was told, none is in the group “Staging”.",
            "Among the 23 known devices of which the tags were told, none has the tag “gpu”."
        ],
        "one told nothing: it may be there"
    );
    let mut short = known();
    short.read(NOW + 1, false);
    let one = draft(&[], vec![filter(FilterKind::SpecificDevice, "d-77", "")]);
    assert_eq!(
        only(&mut short, &one).1,
        "Among the 23 known devices, none has the id “d-77”.",
        "the service announced more than came"
    );
}

#[test]
fn a_known_device_is_called_by_its_name_beside_its_id() {
    let mut of = Knowledge::default();
    of.told(&told("d-1", "Production", &[], 5), NOW, NOW);
    of.told(&FleetDevice { name: None, ..told("d-2", "Production", &[], 5) }, NOW, NOW);
    let destination = Destination { base_url: "https://api.test".into(), fleet_key: "wturb".into() };
    let said = |kind, value: &str| -> String {
        let sentence = target::sentence_of(&draft(&[], vec![filter(kind, value, "")]), &destination);
        say_names(&of, sentence).iter().map(|segment| segment.text.as_str()).collect()
    };
    assert_eq!(said(FilterKind::SpecificDevice, "d-1"), "Devices with the id d-1 (turbine d-1).");
    let nameless = said(FilterKind::SpecificDevice, "d-2");
    assert_eq!(nameless, "Devices with the id d-2.", "whose name nobody knows, has none");
    assert_eq!(said(FilterKind::Tag, "d-1"), "Devices tagged d-1.", "a tag is no device, whatever it is called");
}
