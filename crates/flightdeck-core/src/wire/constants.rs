//! What Rust and the page must agree on besides types: orders, ranges, the shapes of filters, what fields are called and which step
//! owns them. Said once here, used by the checks of this crate, and printed for the page beside the types.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Serialize;
use serde_json::{Map, Value, json};
use ts_rs::TS;

use super::{
    ATTENTION_RULE, DEPLOYMENT_SEARCH, DEVICE_SEARCH, DeviceState, FAILING_RULE, FLEET_SEARCH, FilterKind,
    LANDING_END_RULE, LAUNCH_SEARCH, OperandDraft, row_flag,
};

/// Device states by their byte in the fleet picture.
pub const STATE_ORDER: [DeviceState; 6] = [
    DeviceState::Pending,
    DeviceState::InProgress,
    DeviceState::Succeeded,
    DeviceState::Failed,
    DeviceState::Aborted,
    DeviceState::Unknown,
];

/// The picture's byte of a device that is gone.
pub const GONE_BYTE: u8 = 6;
/// The byte of a device in the picture of a moment, where nothing tells what it was then.
pub const UNTOLD_BYTE: u8 = 7;

/// So many failed devices looked at without a new cause, and the causes are taken not to change any more.
pub const CAUSES_STEADY: u32 = 100;

/// Seconds between two looks. Faster than 5 s buys nothing (devices report every 15 s \[F\]); slower than 10 minutes is no watching.
pub const POLL_SECONDS: RangeInclusive<u32> = 5..=600;
/// Text size in per cent.
pub const TEXT_PERCENT: RangeInclusive<u32> = 80..=200;
/// Days for which what was last seen is kept.
pub const KEEP_DAYS: RangeInclusive<u32> = 1..=3650;
/// Megabytes that what was last seen may take.
pub const KEEP_MEGABYTES: RangeInclusive<u32> = 50..=100_000;
/// How wide a column can be made, in pixels at 100 % text.
pub const COLUMN_PIXELS: RangeInclusive<u32> = 48..=1_000;
/// The share of failures a guard can be set to, in per cent: above 100 nothing ever is.
pub const GUARD_PERCENT: RangeInclusive<u32> = 0..=99;
/// How many devices must have finished before a guard judges their share.
pub const GUARD_LEAST: RangeInclusive<u32> = 1..=1_000_000;
/// Failures alike that a guard can let pass: fewer than are ever looked at.
pub const GUARD_ONE_CAUSE: RangeInclusive<u32> = 1..=1_000;
/// Minutes without progress that a guard can let pass.
pub const GUARD_MINUTES: RangeInclusive<u32> = 1..=1_440;
/// How much of a wave must have ended for its gate to open, in per cent.
pub const GATE_FINISHED_PERCENT: RangeInclusive<u32> = 0..=100;
/// The share of failures a gate lets pass, in per cent of those that succeeded or failed.
pub const GATE_FAILED_PERCENT: RangeInclusive<u32> = GUARD_PERCENT;
/// How many devices must have succeeded or failed before a gate judges their share.
pub const GATE_LEAST: RangeInclusive<u32> = GUARD_LEAST;
/// Failures alike that a gate lets pass.
pub const GATE_ONE_CAUSE: RangeInclusive<u32> = GUARD_ONE_CAUSE;
/// Minutes that a gate waits: 30 days at most.
pub const GATE_WAIT_MINUTES: RangeInclusive<u32> = 0..=43_200;
/// Characters of the word that a person types at a gate.
pub const GATE_WORD_CHARS: RangeInclusive<u32> = 1..=40;
/// Characters of a plan's name.
pub const PLAN_NAME_CHARS: RangeInclusive<u32> = 1..=80;
/// Waves of a plan.
pub const PLAN_WAVES: RangeInclusive<u32> = 1..=50;
/// Devices of a wave that is a list: one deployment for each.
pub const PLAN_DEVICES: RangeInclusive<u32> = 1..=1_000;

/// The wizard's steps, by name.
pub const STEPS: [&str; 5] = ["Flow", "Devices", "Parameters", "Release", "Review"];
/// The numbers of the wizard's steps.
pub mod step {
    /// Which flow.
    pub const FLOW: u32 = 0;
    /// Which devices.
    pub const DEVICES: u32 = 1;
    /// With which parameters.
    pub const PARAMETERS: u32 = 2;
    /// What the devices carry afterwards, and the comment.
    pub const RELEASE: u32 = 3;
    /// Everything once more.
    pub const REVIEW: u32 = 4;
}

/// A field that an error can name: as it crosses, as it is called, and the wizard's step that owns it.
pub const FIELDS: &[(&str, &str, Option<u32>)] = &[
    ("flowUuid", "Update flow", Some(step::FLOW)),
    ("groups", "Groups", Some(step::DEVICES)),
    ("filters", "Filters", Some(step::DEVICES)),
    ("target", "Target", Some(step::DEVICES)),
    ("parameters", "Parameters", Some(step::PARAMETERS)),
    ("appName", "App (deployment tag)", Some(step::RELEASE)),
    ("appVersion", "Version", Some(step::RELEASE)),
    ("comment", "Comment", Some(step::RELEASE)),
    ("confirm", "Confirmation", Some(step::REVIEW)),
    ("guard", "Guard", Some(step::REVIEW)),
    ("name", "Name", None),
    ("fleetKey", "Fleet key", None),
    ("token", "Token", None),
    ("baseUrl", "Address of the API", None),
    ("keep", "Keep the token", None),
    ("authorities", "Certificates of your own", None),
    ("pollSeconds", "Look at moving deployments every", None),
    ("textPercent", "Text size", None),
    ("keepDays", "Keep what was last seen for", None),
    ("keepMegabytes", "Let it take up to", None),
    ("notifications", "Quiet hours", None),
    ("startAtLogin", "Start at login", None),
];

/// A value a filter offers: as the API spells it and as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// As the API spells it.
    pub value: &'static str,
    /// As it is read.
    pub name: &'static str,
}

/// What a type of filter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilterShape {
    /// The type.
    pub kind: FilterKind,
    /// What it is called.
    pub name: &'static str,
    /// What its value is called.
    pub value: &'static str,
    /// The operands the service documents for it.
    pub operands: &'static [OperandDraft],
    /// The values it can have; none where it takes any text.
    pub choices: Option<&'static [Choice]>,
    /// What its extra field is called; none where it has none.
    pub extra: Option<&'static str>,
}

const BOTH: &[OperandDraft] = &[OperandDraft::Is, OperandDraft::IsNot];
const IS: &[OperandDraft] = &[OperandDraft::Is];

/// The five types of filter, in the order they are offered.
pub const FILTER_SHAPES: &[FilterShape] = &[
    FilterShape { kind: FilterKind::Tag, name: "Tag", value: "tag", operands: BOTH, choices: None, extra: None },
    FilterShape {
        kind: FilterKind::DeviceState,
        name: "Device state",
        value: "state",
        operands: IS,
        choices: Some(&[choice("online", "online"), choice("offline", "offline")]),
        extra: None,
    },
    FilterShape {
        kind: FilterKind::App,
        name: "App (deployment tag)",
        value: "app name",
        operands: BOTH,
        choices: None,
        extra: Some("version"),
    },
    FilterShape {
        kind: FilterKind::Deployment,
        name: "Deployment",
        value: "outcome",
        operands: IS,
        choices: Some(&[
            choice("failed", "failed"),
            choice("success", "succeeded"),
            choice("pending", "pending"),
            choice("in_progress", "in progress"),
            choice("aborted", "aborted"),
            choice("any", "any outcome"),
        ]),
        extra: Some("deployment id"),
    },
    FilterShape {
        kind: FilterKind::SpecificDevice,
        name: "Specific device",
        value: "device id",
        operands: BOTH,
        choices: None,
        extra: None,
    },
];

const fn choice(value: &'static str, name: &'static str) -> Choice {
    Choice { value, name }
}

/// The wizard's step that owns a field. Rows carry their number (`filters.2.value`).
pub fn step_of(field: &str) -> Option<u32> {
    let head = field.split('.').next().unwrap_or(field);
    FIELDS.iter().find(|(name, ..)| *name == head).and_then(|(.., step)| *step)
}

fn ranges(all: &[(&str, RangeInclusive<u32>)]) -> Value {
    let each =
        all.iter().map(|(name, range)| ((*name).to_owned(), json!({ "least": range.start(), "most": range.end() })));
    Value::Object(each.collect::<Map<String, Value>>())
}

/// All of it as TypeScript.
pub fn constants() -> String {
    let settings = ranges(&[
        ("pollSeconds", POLL_SECONDS),
        ("textPercent", TEXT_PERCENT),
        ("keepDays", KEEP_DAYS),
        ("keepMegabytes", KEEP_MEGABYTES),
    ]);
    let guards = ranges(&[
        ("percent", GUARD_PERCENT),
        ("least", GUARD_LEAST),
        ("moreThan", GUARD_ONE_CAUSE),
        ("minutes", GUARD_MINUTES),
    ]);
    let plans = ranges(&[
        ("finishedPercent", GATE_FINISHED_PERCENT),
        ("failedPercent", GATE_FAILED_PERCENT),
        ("failedLeast", GATE_LEAST),
        ("oneCause", GATE_ONE_CAUSE),
        ("waitMinutes", GATE_WAIT_MINUTES),
        ("wordChars", GATE_WORD_CHARS),
        ("nameChars", PLAN_NAME_CHARS),
        ("waves", PLAN_WAVES),
        ("devices", PLAN_DEVICES),
    ]);
    let fields: Map<String, Value> = FIELDS
        .iter()
        .map(|(name, label, step)| ((*name).to_owned(), json!({ "label": label, "step": step })))
        .collect();
    [
        ("Device states by their byte in the fleet picture.", "STATE_ORDER: readonly DeviceState[]", json!(STATE_ORDER), ""),
        ("The picture's byte of a device that is gone.", "GONE_BYTE", json!(GONE_BYTE), ""),
        ("The byte of a device in the picture of a moment, where nothing tells what it was then.", "UNTOLD_BYTE", json!(UNTOLD_BYTE), ""),
        (
            "So many failed devices looked at without a new cause, and the causes are taken not to change any more.",
            "CAUSES_STEADY",
            json!(CAUSES_STEADY),
            "",
        ),
        ("When a deployment needs attention, in a sentence.", "ATTENTION_RULE", json!(ATTENTION_RULE), ""),
        ("When a deployment begins to fail, in a sentence.", "FAILING_RULE", json!(FAILING_RULE), ""),
        ("When watching in the background ends, in a sentence.", "LANDING_END_RULE", json!(LANDING_END_RULE), ""),
        ("What is so of a row of `PackedRows`, as numbers added up.", "ROW_FLAGS", json!(row_flag::NAMED.iter().copied().collect::<BTreeMap<_, _>>()), " as const"),
        ("What each number of the settings may be.", "SETTINGS_RANGES", settings, " as const"),
        (
            "How wide a column can be made, in pixels at 100 % text.",
            "COLUMN_PIXELS",
            json!({ "least": COLUMN_PIXELS.start(), "most": COLUMN_PIXELS.end() }),
            " as const",
        ),
        ("What each number of a guard's limits may be.", "GUARD_RANGES", guards, " as const"),
        ("What each number of a plan and its gates may be, and how long its words and lists.", "PLAN_RANGES", plans, " as const"),
        ("The wizard's steps.", "STEPS", json!(STEPS), " as const"),
        (
            "The fields an error can name: what they are called, and the wizard's step that owns them. Rows carry their number (`filters.2.value`).",
            "FIELDS",
            Value::Object(fields),
            " as const",
        ),
        ("What each type of filter takes, in the order they are offered.", "FILTER_SHAPES: readonly FilterShape[]", json!(FILTER_SHAPES), ""),
        (
            "What a search of devices can write: the fields it can name, and what goes around them.",
            "DEVICE_SEARCH: SearchGuide",
            json!(DEVICE_SEARCH),
            "",
        ),
        (
            "What a search of deployments can write: the fields it can name, and what goes around them.",
            "DEPLOYMENT_SEARCH: SearchGuide",
            json!(DEPLOYMENT_SEARCH),
            "",
        ),
        (
            "What a search of the known fleet can write: the fields it can name, and what goes around them.",
            "FLEET_SEARCH: SearchGuide",
            json!(FLEET_SEARCH),
            "",
        ),
        (
            "What a search of launches can write: the fields it can name, and what goes around them.",
            "LAUNCH_SEARCH: SearchGuide",
            json!(LAUNCH_SEARCH),
            "",
        ),
    ]
    .map(|(told, name, value, end)| format!("/** {told} */\nexport const {name} = {value}{end};\n"))
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{self, Destination};
    use crate::wire::{Draft, FilterDraft, GuardRule, ParameterDraft};

    #[test]
    fn the_order_of_states_is_the_order_of_the_pictures_bytes() {
        use connect_api::DeviceState as Read;
        for read in [Read::Pending, Read::InProgress, Read::Succeeded, Read::Failed, Read::Aborted, Read::Unknown] {
            let told: DeviceState = read.into();
            assert_eq!(STATE_ORDER[read as usize], told, "the page colours a cell by this number");
        }
        assert_eq!(usize::from(GONE_BYTE), STATE_ORDER.len(), "the first number that is no state");
    }

    #[test]
    fn every_problem_belongs_to_the_step_that_owns_its_field() {
        let filters = FILTER_SHAPES
            .iter()
            .flat_map(|shape| BOTH.iter().map(|operand| (shape.kind, *operand)))
            .map(|(kind, operand)| FilterDraft { kind, operand, value: " ".to_owned(), extra: String::new() })
            .collect();
        let parameter = |name: &str| ParameterDraft { name: name.to_owned(), value: "v".to_owned(), secret: None };
        let wrong = Draft {
            groups: vec![String::new(), "a ".to_owned()],
            filters,
            parameters: vec![parameter(""), parameter("twice"), parameter("twice")],
            app_version: "1".to_owned(),
            guard: Some(GuardRule { limits: Vec::new(), abort: true }),
            ..Draft::default()
        };
        let destination = Destination { base_url: "https://api.example.test".to_owned(), fleet_key: "f".to_owned() };
        let app = Draft { app_name: "a".to_owned(), app_version: String::new(), ..Draft::default() };
        let mut steps = Vec::new();
        for problem in [&wrong, &app].iter().flat_map(|draft| target::reading(draft, &destination).problems) {
            assert_eq!(
                step_of(&problem.field),
                Some(problem.step),
                "{} must be shown where it can be mended",
                problem.field
            );
            steps.push(problem.step);
        }
        steps.sort_unstable();
        steps.dedup();
        assert_eq!(
            steps,
            [step::FLOW, step::DEVICES, step::PARAMETERS, step::RELEASE, step::REVIEW],
            "every step was tried"
        );
    }

    #[test]
    fn what_the_page_offers_in_a_filter_is_taken() {
        let destination = Destination { base_url: "https://api.example.test".to_owned(), fleet_key: "f".to_owned() };
        for shape in FILTER_SHAPES {
            for operand in shape.operands {
                let values: Vec<&str> =
                    shape.choices.map_or(vec!["x"], |all| all.iter().map(|one| one.value).collect());
                for value in values {
                    let extra = shape.extra.map_or(String::new(), |_| "y".to_owned());
                    let filter = FilterDraft { kind: shape.kind, operand: *operand, value: value.to_owned(), extra };
                    let draft = Draft { flow_uuid: "f-1".to_owned(), filters: vec![filter], ..Draft::default() };
                    let reading = target::reading(&draft, &destination);
                    assert!(reading.json.is_some(), "{} {operand:?} {value}: {:?}", shape.name, reading.problems);
                }
            }
        }
    }
}
