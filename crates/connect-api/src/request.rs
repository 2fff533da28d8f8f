//! What is sent to create a deployment. Serialising gives exactly the API's JSON, reading it back gives the same value.
//!
//! No field is ever left out when it has a value: a filter that lost its `app_version` or `deployment_id` would silently
//! mean more devices.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The body of `POST …/deployments`. \[S\]
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct DeployRequest {
    /// Which devices.
    pub device_filter: DeviceFilter,
    /// What to deploy there.
    pub deployment_configuration: DeploymentConfiguration,
}

/// The target: groups are a union, filters all have to hold \[F\], and both have to hold together \[I\].
/// **Both empty most probably means the whole fleet.** \[I\]
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct DeviceFilter {
    /// Device groups; always sent, also when empty. \[F\]
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Criteria; always sent, also when empty. \[S\]
    #[serde(default)]
    pub filters: Vec<Filter>,
}

/// A device group by name; case matters. \[F\]
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The group's name.
    pub name: String,
}

/// One criterion of the target.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Filter {
    /// One device. \[S\]
    SpecificDevice {
        /// Is, or is not.
        operand: Operand,
        /// The device's uuid.
        value: String,
    },
    /// Devices with a tag. \[S\]
    Tag {
        /// Has, or has not.
        operand: Operand,
        /// The tag's name.
        value: String,
    },
    /// Devices with an app (deployment tag). \[S\]
    App {
        /// Has, or has not.
        operand: Operand,
        /// The app's name.
        value: String,
        /// Only this version of it. \[F\]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        app_version: Option<String>,
    },
    /// Devices by connection. \[S\]
    DeviceState {
        /// The service knows only `is` here. \[F\]
        operand: Operand,
        /// Online or offline. \[F\]
        value: Connectivity,
    },
    /// Devices by their outcome in an earlier deployment. \[S\]
    Deployment {
        /// The service knows only `is` here. \[F\]
        operand: Operand,
        /// Which outcome. \[F\]
        value: DeploymentOutcome,
        /// Which deployment (`dp-…`); required. \[F\]
        deployment_id: String,
    },
}

/// How a criterion compares. \[S\]
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// `is`
    Is,
    /// `is_not`
    IsNot,
}

/// Whether a device is connected. \[F\]
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Connectivity {
    /// `online`
    Online,
    /// `offline`
    Offline,
}

/// How a device came out of an earlier deployment. \[F\]
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentOutcome {
    /// `pending`
    Pending,
    /// `in_progress`
    InProgress,
    /// `success`
    Success,
    /// `failed`
    Failed,
    /// `aborted`
    Aborted,
    /// `any`
    Any,
}

/// What to deploy.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug, Default)]
pub struct DeploymentConfiguration {
    /// The update flow, for example `f-7b56-3336`. \[S\]
    pub flow_uuid: String,
    /// A remark shown in the list. \[S\]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The app (deployment tag) to set on devices where the update succeeds. \[S\]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<App>,
    /// Values of the flow's parameters. \[S\]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters_mapping: Option<BTreeMap<String, String>>,
}

/// An app (deployment tag) and the version to set. It must exist. \[S\]
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct App {
    /// The app's name.
    pub name: String,
    /// The version devices get when they succeed.
    pub version: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_smallest_request_still_sends_both_arrays() {
        let request = DeployRequest {
            device_filter: DeviceFilter::default(),
            deployment_configuration: DeploymentConfiguration { flow_uuid: "f-1".into(), ..Default::default() },
        };
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            json!({"device_filter": {"groups": [], "filters": []}, "deployment_configuration": {"flow_uuid": "f-1"}}),
            "the service demands the arrays, and absent options must not appear as null"
        );
    }

    #[test]
    fn every_filter_has_the_documented_json() {
        let table = [
            (
                Filter::SpecificDevice { operand: Operand::Is, value: "d-1".into() },
                json!({"type": "specific_device", "operand": "is", "value": "d-1"}),
            ),
            (
                Filter::Tag { operand: Operand::IsNot, value: "Gate way".into() },
                json!({"type": "tag", "operand": "is_not", "value": "Gate way"}),
            ),
            (
                Filter::App { operand: Operand::Is, value: "fw".into(), app_version: Some("1.2".into()) },
                json!({"type": "app", "operand": "is", "value": "fw", "app_version": "1.2"}),
            ),
            (
                Filter::App { operand: Operand::Is, value: "fw".into(), app_version: None },
                json!({"type": "app", "operand": "is", "value": "fw"}),
            ),
            (
                Filter::DeviceState { operand: Operand::Is, value: Connectivity::Offline },
                json!({"type": "device_state", "operand": "is", "value": "offline"}),
            ),
            (
                Filter::Deployment {
                    operand: Operand::Is,
                    value: DeploymentOutcome::InProgress,
                    deployment_id: "dp-1".into(),
                },
                json!({"type": "deployment", "operand": "is", "value": "in_progress", "deployment_id": "dp-1"}),
            ),
        ];
        for (filter, wire) in table {
            assert_eq!(serde_json::to_value(&filter).unwrap(), wire, "a wrong word here selects other devices");
            assert_eq!(serde_json::from_value::<Filter>(wire).unwrap(), filter, "a stored request must read back");
        }
    }

    #[test]
    fn a_deployment_filter_without_its_deployment_is_refused() {
        let wire = json!({"type": "deployment", "operand": "is", "value": "failed"});
        assert!(
            serde_json::from_value::<Filter>(wire).is_err(),
            "without deployment_id the filter would mean failed in any deployment"
        );
    }

    fn filter() -> impl Strategy<Value = Filter> {
        let operand = || prop::sample::select(vec![Operand::Is, Operand::IsNot]);
        let outcomes = vec![
            DeploymentOutcome::Pending,
            DeploymentOutcome::InProgress,
            DeploymentOutcome::Success,
            DeploymentOutcome::Failed,
            DeploymentOutcome::Aborted,
            DeploymentOutcome::Any,
        ];
        let connections = vec![Connectivity::Online, Connectivity::Offline];
        prop_oneof![
            (operand(), any::<String>()).prop_map(|(operand, value)| Filter::SpecificDevice { operand, value }),
            (operand(), any::<String>()).prop_map(|(operand, value)| Filter::Tag { operand, value }),
            (operand(), any::<String>(), any::<Option<String>>())
                .prop_map(|(operand, value, app_version)| Filter::App { operand, value, app_version }),
            (operand(), prop::sample::select(connections))
                .prop_map(|(operand, value)| Filter::DeviceState { operand, value }),
            (operand(), prop::sample::select(outcomes), any::<String>())
                .prop_map(|(operand, value, deployment_id)| { Filter::Deployment { operand, value, deployment_id } }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_journaled_reads_back_as_it_was(
            groups in prop::collection::vec(any::<String>().prop_map(|name| Group { name }), 0..4),
            filters in prop::collection::vec(filter(), 0..5),
            flow_uuid in any::<String>(),
            comment in any::<Option<String>>(),
            app in any::<Option<(String, String)>>(),
            parameters_mapping in prop::option::of(prop::collection::btree_map(any::<String>(), any::<String>(), 0..4)),
        ) {
            let app = app.map(|(name, version)| App { name, version });
            let request = DeployRequest {
                device_filter: DeviceFilter { groups, filters },
                deployment_configuration: DeploymentConfiguration { flow_uuid, comment, app, parameters_mapping },
            };
            let json = serde_json::to_string(&request).unwrap();
            prop_assert_eq!(serde_json::from_str::<DeployRequest>(&json).unwrap(), request, "a field was lost in {}", json);
        }
    }
}
