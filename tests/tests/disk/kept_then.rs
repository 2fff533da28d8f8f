//! What the databases of earlier versions were filled with, by a program of each version's own code, through its store: of everything that it
//! kept, in every state that it could have.

use connect_api::{App, DeployRequest, DeploymentConfiguration, DeviceFilter, Filter, Group, Operand};
use flightdeck_core::outside::{Before, FleetSource, JournalEntry, KeptDraft, KeptTemplate, LastCounts, NamedDevice};
use flightdeck_core::wire::{
    AppError, Candidate, Counts, DeviceId, Draft, ErrorCode, FilterDraft, FilterKind, GuardLimit, GuardRule,
    LaunchOutcome, Moment, OperandDraft, ParameterDraft, Searched, Shortfall, TemplateAsk,
};

pub(crate) const HERE: &str = "c-1";
pub(crate) const THERE: &str = "c-2";
/// Where the connection led.
pub(crate) const ADDRESS: &str = "https://api.test";
pub(crate) const FLEET_KEY: &str = "WINDFARM";

/// One launch, as a version wrote it down: before the second nothing was known of the service's clock, and of what was there before.
pub(crate) fn launch(version: usize, request_id: &str, sent_ms: i64, outcome: Option<LaunchOutcome>) -> JournalEntry {
    let parameters = [("SITE", "Straße 7\n\"north\""), ("API_KEY", "made up")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let open = outcome.as_ref().is_none_or(LaunchOutcome::is_unresolved);
    JournalEntry {
        request_id: request_id.into(),
        connection: HERE.into(),
        destination: format!("{ADDRESS} {FLEET_KEY}"),
        sent_ms,
        clock_offset_ms: (version >= 2).then_some(-3_000),
        // Of no more use once its own deployment is known.
        // Before the tenth it was not kept how far back the look before the send reached: nothing is taken to be younger than that.
        before: (version >= 2 && open)
            .then(|| Before { same: vec!["dp-0".into()], read_back_to_ms: (version >= 10).then_some(1) }),
        request: DeployRequest {
            device_filter: DeviceFilter {
                groups: vec![Group { name: "Production".into() }],
                filters: vec![
                    Filter::App { operand: Operand::Is, value: "gateway".into(), app_version: Some("1.2".into()) },
                    Filter::Tag { operand: Operand::IsNot, value: "fragile".into() },
                ],
            },
            deployment_configuration: DeploymentConfiguration {
                flow_uuid: "f-1".into(),
                comment: Some(format!("Turbines of the north 🌬 {request_id}")),
                app: Some(App { name: "gateway".into(), version: "1.3".into() }),
                parameters_mapping: Some(parameters.into()),
            },
        },
        target: "Devices of the group Production running gateway 1.2, without the tag fragile.".into(),
        outcome,
    }
}

/// Every outcome that a launch can have, by the id of the launch; the first is on its way.
pub(crate) fn outcomes() -> Vec<(&'static str, Option<LaunchOutcome>)> {
    let trouble = AppError::new(ErrorCode::Unreachable, "The service cannot be reached.");
    let why = || "The answer was lost.".to_owned();
    let created = Moment::At { ms: 1_790_000_000_000, zone_assumed: false };
    let candidate = Candidate { uuid: "dp-7".into(), comment: Some("Turbines".into()), created, perhaps: true };
    let searched = Some(Searched { deployments: 40, whole: false, back_to_ms: Some(1_789_000_000_000) });
    let candidates = vec![candidate];
    let shown = LaunchOutcome::Unknown { why: why(), trouble: None, created: true, searched, candidates };
    let (trouble_too, candidates) = (Some(trouble.clone()), vec![]);
    let not_yet =
        LaunchOutcome::Unknown { why: why(), trouble: trouble_too, created: false, searched: None, candidates };
    vec![
        ("r-on-its-way", None),
        ("r-created", Some(LaunchOutcome::Created { deployment: "dp-1".into() })),
        ("r-adopted", Some(LaunchOutcome::Adopted { deployment: "dp-2".into(), why: why() })),
        ("r-unknown", Some(shown)),
        ("r-not-looked-for", Some(not_yet)),
        ("r-refused", Some(LaunchOutcome::Refused { error: trouble })),
        ("r-dismissed", Some(LaunchOutcome::Dismissed)),
    ]
}

/// Before the sixth version nothing was said of a parameter, and before the third a draft had no guard.
pub(crate) fn draft(version: usize, comment: &str) -> Draft {
    Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["Production".into()],
        filters: vec![FilterDraft {
            kind: FilterKind::Tag,
            operand: OperandDraft::IsNot,
            value: "fragile".into(),
            extra: String::new(),
        }],
        parameters: vec![ParameterDraft {
            name: "SITE".into(),
            value: "Straße 7".into(),
            secret: (version >= 6).then_some(true),
        }],
        app_name: "gateway".into(),
        app_version: "1.3".into(),
        comment: comment.into(),
        step: 2,
        guard: (version >= 3).then(rule),
        ..Draft::default()
    }
}

/// The drafts of both connections, the newest first. Before the sixth version each had one, and no id.
pub(crate) fn drafts(version: usize) -> [Vec<KeptDraft>; 2] {
    let kept = |id: &str, comment, saved_ms| KeptDraft { id: id.to_owned(), draft: draft(version, comment), saved_ms };
    let mut here = vec![kept("draft-1", "begun", 20)];
    if version >= 6 {
        here.insert(0, kept("draft-3", "a second", 22));
    }
    [here, vec![kept("draft-2", "elsewhere", 21)]]
}

pub(crate) fn rule() -> GuardRule {
    let limits = vec![
        GuardLimit::FailedShare { percent: 5, least: 20 },
        GuardLimit::OneCause { more_than: 9 },
        GuardLimit::NoProgress { minutes: 30 },
    ];
    GuardRule { limits, abort: true }
}

pub(crate) fn template(version: usize) -> KeptTemplate {
    let asks = vec![TemplateAsk::Parameter { name: "SITE".into() }, TemplateAsk::Comment];
    let (id, name) = ("t-1".to_owned(), "Firmware of the north".to_owned());
    KeptTemplate { id, name, draft: draft(version, "template"), asks, saved_ms: 70 }
}

/// What the service told of a fleet, and a list that somebody imported.
pub(crate) fn sources() -> Vec<FleetSource> {
    let source = |id: &str, name: &str, at_ms, whole| FleetSource {
        id: id.into(),
        name: name.into(),
        at_ms,
        devices: 3,
        whole,
        parts: vec![format!("first of {name}").into_bytes(), vec![0, 255, 10, 13]],
    };
    vec![source("list-1", "turbines.csv", 80, true), source("", "", 81, false)]
}

/// The launches of a batch to its first two devices, at their first try.
pub(crate) fn of_batch(version: usize) -> Option<[&'static str; 2]> {
    (version >= 5).then_some(["b-1.0.1", "b-1.1.1"])
}

pub(crate) fn devices() -> Vec<NamedDevice> {
    let named = |id: &str, name: Option<&str>| (DeviceId::from(id), name.map(str::to_owned));
    vec![named("d-1", Some("Mast 1 – Süd")), named("d-2", None), named("d-3", Some(""))]
}

pub(crate) const COUNTS: Counts =
    Counts { pending: 1, in_progress: 2, succeeded: 3, failed: 4, aborted: 5, unknown: 6 };

/// The devices as a whole, as they were last seen.
pub(crate) fn last_counts() -> LastCounts {
    LastCounts { counts: COUNTS, shortfall: Some(Shortfall { loaded: 21, expected: 22 }), at_ms: 9 }
}
