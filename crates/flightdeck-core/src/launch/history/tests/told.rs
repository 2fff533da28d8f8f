//! What is told of launches beyond their rows: where each stands now, what its flow is called, and who had the same already.

use super::*;
use crate::launch::tests::knowing;
use crate::outside::FlowNames;
use crate::wire::{FilterDraft, FilterKind, OperandDraft, ParameterDraft};

/// What some of the flows are called.
struct Named;

impl FlowNames for Named {
    fn flow_name(&self, _: &ConnectionId, flow: &str) -> Option<String> {
        let name = match flow {
            "f-1" => "Gateway firmware",
            "f-3" => "Alarm",
            _ => return None,
        };
        Some(name.to_owned())
    }
}

#[test]
fn each_launch_is_told_with_what_became_of_it() {
    let bench = with(every_outcome());
    let mut told = Vec::new();
    bench.launches.each(&"c".into(), &mut |entry, state| told.push((entry.request_id.clone(), state))).unwrap();
    use LaunchState::{Created, Dismissed, Refused, Unresolved};
    let expected = [("r-1", Created), ("r-2", Unresolved), ("r-3", Refused), ("r-4", Created), ("r-5", Dismissed)];
    assert_eq!(told, expected.map(|(id, state)| (id.to_owned(), state)), "newest first");
}

#[tokio::test(start_paused = true)]
async fn only_what_is_on_its_way_now_is_being_sent() {
    let mut fleet = every_outcome();
    fleet.push(entry("r-6", 60 * 24 * 4, request("f-3", "Older", &[]), None));
    let bench = with(fleet);
    let state = |id: &str| {
        let window = bench.launches.rows(&"c".into(), &newest(""), 0, 100).unwrap();
        window.rows.iter().find(|row| row.request_id == id).unwrap().state
    };
    assert_eq!(["r-2", "r-6"].map(state), [LaunchState::Unresolved; 2], "nobody knows what became of them");
    for id in ["r-1", "r-2", "r-6"] {
        let mut sent = Box::pin(bench.launches.repeats.once(id, std::future::pending));
        assert!(futures::poll!(&mut sent).is_pending(), "its answer does not come");
    }
    assert_eq!(["r-2", "r-6"].map(state), [LaunchState::Sending; 2], "their answer may still come");
    assert_eq!(state("r-1"), LaunchState::Created, "what is known stays known");
}

#[test]
fn a_flow_is_called_by_its_name_wherever_it_has_one() {
    let bench = knowing(with(every_outcome()).store, "https://api.test", Arc::new(Named));
    let by_flow = LaunchesView { sort: LaunchSort::Flow, ..LaunchesView::default() };
    let window = bench.launches.rows(&"c".into(), &by_flow, 0, 100).unwrap();
    let rows: Vec<_> = window.rows.iter().map(|row| (row.request_id.as_str(), row.flow_name.as_deref())).collect();
    let gateway = Some("Gateway firmware");
    assert_eq!(
        rows,
        [("r-5", Some("Alarm")), ("r-2", None), ("r-1", gateway), ("r-3", gateway), ("r-4", gateway)],
        "sorted by what is read: the name, or the uuid where there is none"
    );
    let diff = bench.launches.diff("r-1", Some("r-2")).unwrap();
    let flow = &diff.changes[0];
    assert_eq!((flow.part, flow.name.as_str()), (LaunchPart::Flow, "Update flow"), "what differs most comes first");
    assert_eq!(
        (flow.before.as_deref(), flow.now.as_deref()),
        (Some("f-2"), Some("Gateway firmware (f-1)")),
        "a name tells less than its uuid, so both are there"
    );
}

#[test]
fn devices_that_alone_were_sent_the_same_are_known() {
    let device = |operand, id: &str| Filter::SpecificDevice { operand, value: id.into() };
    let to = |filters: Vec<Filter>| {
        let mut request = request("f-1", "Gateway", &[("channel", "beta")]);
        request.device_filter = DeviceFilter { groups: Vec::new(), filters };
        request
    };
    let alone = |id: &str| to(vec![device(Operand::Is, id)]);
    let refused = LaunchOutcome::Refused { error: AppError::new(ErrorCode::Forbidden, "no") };
    let created = |id: &str| Some(LaunchOutcome::Created { deployment: id.into() });
    let mut in_a_group = alone("grouped");
    in_a_group.device_filter.groups = vec![Group { name: "North".into() }];
    let mut of_another_flow = alone("flow");
    of_another_flow.deployment_configuration.flow_uuid = "f-2".into();
    let mut with_other_parameters = alone("parameters");
    with_other_parameters.deployment_configuration.parameters_mapping = None;
    let mut told_otherwise = alone("commented");
    told_otherwise.deployment_configuration.comment = Some("Another word".into());
    let bench = with(vec![
        entry("r-1", 1, alone("created"), created("dp-1")),
        entry("r-2", 2, told_otherwise, created("dp-2")),
        entry("r-3", 3, alone("refused"), Some(refused)),
        entry("r-4", 4, to(vec![device(Operand::IsNot, "left out")]), created("dp-4")),
        entry("r-5", 5, to(vec![device(Operand::Is, "a"), device(Operand::Is, "b")]), created("dp-5")),
        entry("r-6", 6, in_a_group, created("dp-6")),
        entry("r-7", 7, of_another_flow, created("dp-7")),
        entry("r-8", 8, with_other_parameters, created("dp-8")),
        entry("r-9", 9, alone("unanswered"), None),
        entry("r-10", 10, alone("just in time"), created("dp-10")),
        entry("r-11", 11, alone("too old"), created("dp-11")),
    ]);
    // A target of its own does not matter, not even one that could not be sent.
    let draft = Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["South".into()],
        filters: vec![FilterDraft {
            kind: FilterKind::DeviceState,
            operand: OperandDraft::Is,
            value: "sleeping".into(),
            extra: String::new(),
        }],
        parameters: vec![ParameterDraft { name: "channel".into(), value: "beta".into(), secret: None }],
        comment: "Gateway".into(),
        ..Draft::default()
    };
    let sent = bench.launches.sent_alone(&"c".into(), &draft, SENT - 10 * MINUTE).unwrap();
    let expected = ["created", "commented", "unanswered", "just in time"].map(str::to_owned);
    assert_eq!(sent, HashSet::from(expected), "whoever may have it already, and nobody else");
    let others = bench.launches.sent_alone(&"other".into(), &draft, 0).unwrap();
    assert_eq!(others, HashSet::new(), "each connection has its own");
}
