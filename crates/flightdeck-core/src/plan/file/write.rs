//! What a file of a plan says, in the order in which it is read by people.

use serde::Serialize;

use super::secrets::{is_secret, marks_of};
use super::{FORMAT, VERSION};
use crate::packed_draft::{PackedApp, PackedFilter, PackedParameter};
use crate::parameters::secrets::Marks;
use crate::wire::{
    DeviceId, Draft, Gate, GateFailed, GateHours, GuardLimit, GuardRule, ParameterDraft, Plan, PlanWave, WaveTarget,
};

#[derive(Serialize)]
struct Packed<'a> {
    format: &'static str,
    format_version: u32,
    name: &'a str,
    request: PackedRequest<'a>,
    waves: Vec<PackedWave<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back: Option<PackedBack<'a>>,
}

#[derive(Serialize)]
struct PackedRequest<'a> {
    flow_uuid: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<PackedParameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<PackedApp>,
    #[serde(skip_serializing_if = "str::is_empty")]
    comment: &'a str,
}

#[derive(Serialize)]
struct PackedWave<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    target: PackedTarget<'a>,
    gate: PackedGate<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guard: Option<PackedGuard>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PackedTarget<'a> {
    Filters {
        groups: &'a [String],
        filters: Vec<PackedFilter>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        rest: bool,
    },
    Devices {
        devices: &'a [DeviceId],
    },
}

#[derive(Serialize)]
struct PackedGate<'a> {
    finished_percent: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<GateFailed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_cause: Option<u32>,
    wait_minutes: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<&'a GateHours>,
    #[serde(skip_serializing_if = "Option::is_none")]
    word: Option<&'a str>,
}

#[derive(Serialize)]
struct PackedGuard {
    limits: Vec<PackedLimit>,
    abort: bool,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum PackedLimit {
    FailedShare { percent: u32, least: u32 },
    OneCause { more_than: u32 },
    NoProgress { minutes: u32 },
}

#[derive(Serialize)]
struct PackedBack<'a> {
    request: PackedRequest<'a>,
    succeeded: bool,
    failed: bool,
}

/// The file of a plan. No secret value is in it; what of a request a plan does not use is not, either: groups, filters, guard, batch, step.
pub fn written(plan: &Plan) -> String {
    let (marks, of_back) = marks_of(plan);
    let packed = Packed {
        format: FORMAT,
        format_version: VERSION,
        name: &plan.name,
        request: request(&plan.request, &marks),
        waves: plan.waves.iter().map(wave).collect(),
        back: plan.back.as_ref().map(|back| PackedBack {
            request: request(&back.request, &of_back),
            succeeded: back.succeeded,
            failed: back.failed,
        }),
    };
    // Plain texts and numbers have a JSON of their own.
    serde_json::to_string_pretty(&packed).unwrap_or_default() + "\n"
}

fn request<'a>(draft: &'a Draft, marks: &Marks) -> PackedRequest<'a> {
    let parameter = |row: &ParameterDraft| {
        let secret = is_secret(marks, row);
        PackedParameter {
            name: row.name.clone(),
            value: (!secret).then(|| row.value.clone()),
            secret: if secret { Some(true) } else { row.secret },
        }
    };
    PackedRequest {
        flow_uuid: &draft.flow_uuid,
        parameters: draft.parameters.iter().map(parameter).collect(),
        app: PackedApp::of(draft),
        comment: &draft.comment,
    }
}

fn wave(wave: &PlanWave) -> PackedWave<'_> {
    let target = match &wave.target {
        WaveTarget::Filters { groups, filters, rest } => {
            PackedTarget::Filters { groups, filters: filters.iter().map(PackedFilter::of).collect(), rest: *rest }
        }
        WaveTarget::Devices { devices } => PackedTarget::Devices { devices },
    };
    PackedWave { name: &wave.name, target, gate: gate(&wave.gate), guard: wave.guard.as_ref().map(guard) }
}

fn gate(gate: &Gate) -> PackedGate<'_> {
    PackedGate {
        finished_percent: gate.finished_percent,
        failed: gate.failed,
        one_cause: gate.one_cause,
        wait_minutes: gate.wait_minutes,
        hours: gate.hours.as_ref(),
        word: gate.word.as_deref(),
    }
}

fn guard(rule: &GuardRule) -> PackedGuard {
    let limit = |limit: &GuardLimit| match *limit {
        GuardLimit::FailedShare { percent, least } => PackedLimit::FailedShare { percent, least },
        GuardLimit::OneCause { more_than } => PackedLimit::OneCause { more_than },
        GuardLimit::NoProgress { minutes } => PackedLimit::NoProgress { minutes },
    };
    PackedGuard { limits: rule.limits.iter().map(limit).collect(), abort: rule.abort }
}
