//! A draft from a deployment: the same once more, or the same for the devices that failed in it.

use connect_api::DeployRequest;

use super::draft_of;
use crate::wire::{Again, DeploymentId, Draft, FilterDraft, FilterKind, OperandDraft, STEPS};

/// What the comment of a retry begins with, so that the list tells it from the first.
const RETRY: &str = "Retry: ";

/// The draft; `launched` is the request that made the deployment, where it was launched here. The API tells neither flow nor parameters
/// of a deployment \[S\], so elsewhere only the target of a retry is known.
///
/// The devices that failed are named by one filter, `deployment is failed` \[I\]: whoever failed by the time of the launch.
pub fn again(launched: Option<&DeployRequest>, deployment: &DeploymentId, again: Again) -> Draft {
    let review = STEPS.len() as u32 - 1;
    let draft = Draft { step: launched.map_or(0, |_| review), ..launched.map(draft_of).unwrap_or_default() };
    match again {
        Again::Same => draft,
        Again::Failed => Draft {
            groups: Vec::new(),
            filters: vec![FilterDraft {
                kind: FilterKind::Deployment,
                operand: OperandDraft::Is,
                value: "failed".to_owned(),
                extra: deployment.to_string(),
            }],
            comment: retry_of(&draft.comment, deployment),
            ..draft
        },
    }
}

/// A retry of a retry is still one.
fn retry_of(comment: &str, deployment: &DeploymentId) -> String {
    match comment {
        "" => format!("{RETRY}{deployment}"),
        _ if comment.starts_with(RETRY) => comment.to_owned(),
        _ => format!("{RETRY}{comment}"),
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
            parameters: vec![ParameterDraft { name: "V".into(), value: "2".into() }],
            app_name: "fw".into(),
            app_version: "2".into(),
            comment: "Gateway".into(),
            ..Draft::default()
        }
    }

    fn request(draft: &Draft) -> DeployRequest {
        super::super::request::of(draft).unwrap()
    }

    #[test]
    fn the_same_once_more_is_the_same_request() {
        let first = request(&launched());
        let draft = again(Some(&first), &"dp-1".into(), Again::Same);
        assert_eq!(request(&draft), first, "word for word");
        assert_eq!(draft.step, 4, "everything is known, so it opens where it is read once more");
    }

    #[test]
    fn a_retry_is_the_same_for_those_that_failed_and_never_wider() {
        let draft = again(Some(&request(&launched())), &"dp-1".into(), Again::Failed);
        let said = reading(&draft, &Destination { base_url: "https://a".into(), fleet_key: "f".into() });
        let sentence: String = said.sentence.iter().map(|segment| segment.text.as_str()).collect();
        assert!(sentence.contains("failed") && sentence.contains("dp-1"), "it says whom it reaches: {sentence}");
        assert_eq!(said.breadth, Breadth::Restricted, "never the whole fleet");
        let sent = request(&draft);
        assert_eq!(
            serde_json::to_value(&sent.device_filter).unwrap(),
            serde_json::json!({"groups": [], "filters": [
                {"type": "deployment", "operand": "is", "value": "failed", "deployment_id": "dp-1"}
            ]}),
            "one filter names them; the groups of the first launch would only take some away"
        );
        assert_eq!(
            sent.deployment_configuration.parameters_mapping,
            request(&launched()).deployment_configuration.parameters_mapping,
            "with the same parameters"
        );
        assert_eq!(draft.comment, "Retry: Gateway", "and a comment that tells it from the first");
    }

    #[test]
    fn of_a_deployment_launched_elsewhere_only_the_target_is_known() {
        let draft = again(None, &"dp-1".into(), Again::Failed);
        assert_eq!((draft.flow_uuid.as_str(), draft.step), ("", 0), "the flow has to be chosen first");
        assert_eq!((draft.filters.len(), draft.comment.as_str()), (1, "Retry: dp-1"), "whom it is for is known");
    }

    #[test]
    fn a_retry_of_a_retry_does_not_pile_up_words() {
        let once = again(Some(&request(&launched())), &"dp-1".into(), Again::Failed);
        let twice = again(Some(&request(&once)), &"dp-2".into(), Again::Failed);
        assert_eq!(twice.comment, once.comment, "one word is enough");
        assert_eq!(twice.filters[0].extra, "dp-2", "of the later one's failed devices");
    }
}
