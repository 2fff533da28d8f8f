//! A draft from what was launched: the same once more, the same for others, or the same for some of the devices of a deployment.

use connect_api::DeployRequest;

use super::draft_of;
use crate::wire::{DeploymentId, DeviceId, DeviceState, Draft, FilterDraft, FilterKind, OperandDraft, STEPS, step};

/// What the comment of a retry begins with, so that the list tells it from the first.
const RETRY: &str = "Retry: ";
/// What the comment begins with where only the deployment is known.
const AGAIN: &str = "Again: ";
/// What the comment of a way back begins with.
const BACK: &str = "Roll back: ";

/// The same once more, opened where it is read before it is sent.
pub fn same(launched: &DeployRequest) -> Draft {
    Draft { step: review(), ..draft_of(launched) }
}

/// The same for others: the target is to be chosen.
pub fn others(launched: &DeployRequest) -> Draft {
    Draft { groups: Vec::new(), filters: Vec::new(), step: step::DEVICES, ..draft_of(launched) }
}

/// An earlier request once more, to go back to it.
pub fn back(earlier: &DeployRequest) -> Draft {
    let draft = same(earlier);
    Draft { comment: marked(BACK, &draft.comment, "an earlier launch"), ..draft }
}

/// The devices of one outcome in a deployment (`state`; none is any outcome), without some; `launched` is the request that made it, where it
/// was launched here. Its groups and filters stay: a retry never reaches whom the first did not. The API tells neither flow nor target of
/// a deployment \[S\], so elsewhere only the devices are known.
///
/// None for an outcome that the API has no word for.
pub fn retry(
    launched: Option<&DeployRequest>,
    deployment: &DeploymentId,
    state: Option<DeviceState>,
    without: &[DeviceId],
) -> Option<Draft> {
    let outcome = match state {
        None => "any",
        Some(DeviceState::Pending) => "pending",
        Some(DeviceState::InProgress) => "in_progress",
        Some(DeviceState::Succeeded) => "success",
        Some(DeviceState::Failed) => "failed",
        Some(DeviceState::Aborted) => "aborted",
        Some(DeviceState::Unknown) => return None,
    };
    let draft = begun(launched);
    let mut filters = draft.filters;
    filters.push(FilterDraft {
        kind: FilterKind::Deployment,
        operand: OperandDraft::Is,
        value: outcome.to_owned(),
        extra: deployment.to_string(),
    });
    filters.extend(without.iter().map(|device| one(OperandDraft::IsNot, device)));
    Some(Draft { filters, comment: marked(RETRY, &draft.comment, deployment), ..draft })
}

/// Everybody who took part in a deployment that was launched elsewhere: whom it was for is not told, who was in it is.
pub fn those_of(deployment: &DeploymentId) -> Draft {
    let everybody = FilterDraft {
        kind: FilterKind::Deployment,
        operand: OperandDraft::Is,
        value: "any".to_owned(),
        extra: deployment.to_string(),
    };
    Draft { filters: vec![everybody], ..begun_from(deployment) }
}

/// A draft of a deployment that was launched elsewhere, of which nothing is known but which it was: all else is asked for.
pub fn begun_from(deployment: &DeploymentId) -> Draft {
    Draft { comment: marked(AGAIN, "", deployment), ..Draft::default() }
}

/// One device, by its id alone: that is exact whatever else is true of it.
pub fn only(launched: Option<&DeployRequest>, deployment: &DeploymentId, device: &DeviceId) -> Draft {
    let draft = begun(launched);
    Draft {
        groups: Vec::new(),
        filters: vec![one(OperandDraft::Is, device)],
        comment: marked(RETRY, &draft.comment, deployment),
        ..draft
    }
}

fn one(operand: OperandDraft, device: &DeviceId) -> FilterDraft {
    FilterDraft { kind: FilterKind::SpecificDevice, operand, value: device.to_string(), extra: String::new() }
}

/// Ready to be reviewed where everything is known; else the flow has to be chosen first.
fn begun(launched: Option<&DeployRequest>) -> Draft {
    launched.map(same).unwrap_or_default()
}

fn review() -> u32 {
    STEPS.len() as u32 - 1
}

/// A retry of a retry is still one.
fn marked(mark: &str, comment: &str, otherwise: &str) -> String {
    match comment {
        "" => format!("{mark}{otherwise}"),
        _ if comment.starts_with(mark) => comment.to_owned(),
        _ => format!("{mark}{comment}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{Destination, reading};
    use crate::wire::{Breadth, ParameterDraft};

    fn launched() -> Draft {
        Draft {
            flow_uuid: "f-1".into(),
            groups: vec!["North".into()],
            filters: vec![FilterDraft {
                kind: FilterKind::Tag,
                operand: OperandDraft::Is,
                value: "gateway".into(),
                extra: String::new(),
            }],
            parameters: vec![ParameterDraft { name: "V".into(), value: "2".into(), secret: None }],
            app_name: "fw".into(),
            app_version: "2".into(),
            comment: "Gateway".into(),
            ..Draft::default()
        }
    }

    fn request(draft: &Draft) -> DeployRequest {
        super::super::request::of(draft).unwrap()
    }

    fn failed(launched: Option<&DeployRequest>) -> Draft {
        retry(launched, &"dp-1".into(), Some(DeviceState::Failed), &[]).unwrap()
    }

    #[test]
    fn the_same_once_more_is_the_same_request() {
        let first = request(&launched());
        let draft = same(&first);
        assert_eq!(request(&draft), first, "word for word");
        assert_eq!(draft.step, 4, "everything is known, so it opens where it is read once more");
    }

    #[test]
    fn for_others_everything_stays_but_the_target() {
        let first = request(&launched());
        let draft = others(&first);
        assert_eq!((draft.groups.len(), draft.filters.len(), draft.step), (0, 0, 1), "it opens where they are chosen");
        let sent = request(&draft);
        assert_eq!(sent.deployment_configuration, first.deployment_configuration, "with the same of everything else");
    }

    #[test]
    fn a_retry_is_the_same_for_those_that_failed_and_never_wider() {
        let draft = failed(Some(&request(&launched())));
        let said = reading(&draft, &Destination { base_url: "https://a".into(), fleet_key: "f".into() });
        let sentence: String = said.sentence.iter().map(|segment| segment.text.as_str()).collect();
        assert!(sentence.contains("failed") && sentence.contains("dp-1"), "it says whom it reaches: {sentence}");
        assert_eq!(said.breadth, Breadth::Restricted, "never the whole fleet");
        let sent = request(&draft);
        assert_eq!(
            serde_json::to_value(&sent.device_filter).unwrap(),
            serde_json::json!({"groups": [{"name": "North"}], "filters": [
                {"type": "tag", "operand": "is", "value": "gateway"},
                {"type": "deployment", "operand": "is", "value": "failed", "deployment_id": "dp-1"}
            ]}),
            "the target of the first is kept, and one filter more takes those that failed"
        );
        let first = request(&launched()).deployment_configuration;
        assert_eq!(sent.deployment_configuration.parameters_mapping, first.parameters_mapping, "the same parameters");
        assert_eq!(draft.comment, "Retry: Gateway", "and a comment that tells it from the first");
    }

    #[test]
    fn some_devices_are_retried_by_leaving_the_others_out() {
        let draft = retry(None, &"dp-1".into(), None, &["d-1".into(), "d-2".into()]).unwrap();
        let filters =
            serde_json::to_value(request(&Draft { flow_uuid: "f".into(), ..draft }).device_filter.filters).unwrap();
        assert_eq!(
            filters,
            serde_json::json!([
                {"type": "deployment", "operand": "is", "value": "any", "deployment_id": "dp-1"},
                {"type": "specific_device", "operand": "is_not", "value": "d-1"},
                {"type": "specific_device", "operand": "is_not", "value": "d-2"}
            ]),
            "exactly the rest"
        );
        let alone = only(Some(&request(&launched())), &"dp-1".into(), &"d-9".into());
        assert_eq!(alone.groups, [""; 0], "one device needs no group");
        assert_eq!(alone.filters, [one(OperandDraft::Is, &"d-9".into())], "nothing but its id");
        assert_eq!((alone.flow_uuid.as_str(), alone.comment.as_str()), ("f-1", "Retry: Gateway"), "all else is kept");
        assert!(retry(None, &"dp-1".into(), Some(DeviceState::Unknown), &[]).is_none(), "it has no word in the API");
    }

    #[test]
    fn of_a_deployment_launched_elsewhere_only_the_target_is_known() {
        let draft = failed(None);
        assert_eq!((draft.flow_uuid.as_str(), draft.step), ("", 0), "the flow has to be chosen first");
        assert_eq!((draft.filters.len(), draft.comment.as_str()), (1, "Retry: dp-1"), "whom it is for is known");
        let begun = begun_from(&"dp-1".into());
        let empty = Draft { comment: "Again: dp-1".into(), ..Draft::default() };
        assert_eq!(begun, empty, "nothing is known but which it was");
        let everybody = FilterDraft {
            kind: FilterKind::Deployment,
            operand: OperandDraft::Is,
            value: "any".into(),
            extra: "dp-1".into(),
        };
        assert_eq!(those_of(&"dp-1".into()), Draft { filters: vec![everybody], ..empty }, "or who took part in it");
    }

    #[test]
    fn words_do_not_pile_up() {
        let once = failed(Some(&request(&launched())));
        let twice = retry(Some(&request(&once)), &"dp-2".into(), Some(DeviceState::Failed), &[]).unwrap();
        assert_eq!(twice.comment, once.comment, "one word is enough");
        assert_eq!(twice.filters.last().unwrap().extra, "dp-2", "of the later one's failed devices");
        let back = back(&request(&launched()));
        assert_eq!(back.comment, "Roll back: Gateway", "the list tells a way back from the way there");
        assert_eq!(
            request(&Draft { comment: launched().comment, ..back }),
            request(&launched()),
            "all else is as it was"
        );
    }
}
