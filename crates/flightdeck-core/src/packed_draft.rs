//! The parts of a draft as files write and read them, in the API's words: those of templates, and of plans.

use serde::{Deserialize, Serialize};

use crate::wire::{Draft, FilterDraft, FilterKind, OperandDraft};

/// A filter.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackedFilter {
    #[serde(rename = "type")]
    pub(crate) kind: PackedKind,
    pub(crate) operand: PackedOperand,
    pub(crate) value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) app_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) deployment_id: Option<String>,
}

/// Its type, in the API's word.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PackedKind {
    SpecificDevice,
    Tag,
    App,
    DeviceState,
    Deployment,
}

/// Its operand, in the API's word.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PackedOperand {
    Is,
    IsNot,
}

/// A parameter of the flow.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackedParameter {
    pub(crate) name: String,
    /// None where it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<String>,
    /// What the user says of it; none where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<bool>,
}

/// The app (deployment tag) that is set.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackedApp {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) version: String,
}

impl PackedFilter {
    /// A filter as a file writes it.
    pub(crate) fn of(filter: &FilterDraft) -> Self {
        let kind = match filter.kind {
            FilterKind::SpecificDevice => PackedKind::SpecificDevice,
            FilterKind::Tag => PackedKind::Tag,
            FilterKind::App => PackedKind::App,
            FilterKind::DeviceState => PackedKind::DeviceState,
            FilterKind::Deployment => PackedKind::Deployment,
        };
        let operand = match filter.operand {
            OperandDraft::Is => PackedOperand::Is,
            OperandDraft::IsNot => PackedOperand::IsNot,
        };
        // In the other kinds it is a leftover of the form, and never sent.
        let extra = |of: PackedKind| (kind == of && !filter.extra.is_empty()).then(|| filter.extra.clone());
        Self {
            app_version: extra(PackedKind::App),
            deployment_id: extra(PackedKind::Deployment),
            kind,
            operand,
            value: filter.value.clone(),
        }
    }

    /// The filter that was written.
    ///
    /// # Errors
    /// The field that belongs to another type of filter.
    pub(crate) fn draft(self) -> Result<FilterDraft, &'static str> {
        let extra = match (self.kind, self.app_version, self.deployment_id) {
            (PackedKind::App, version, None) => version,
            (PackedKind::Deployment, None, id) => id,
            (PackedKind::SpecificDevice | PackedKind::Tag | PackedKind::DeviceState, None, None) => None,
            (PackedKind::App, ..) | (_, None, _) => return Err("deployment_id"),
            (_, Some(_), _) => return Err("app_version"),
        };
        let kind = match self.kind {
            PackedKind::SpecificDevice => FilterKind::SpecificDevice,
            PackedKind::Tag => FilterKind::Tag,
            PackedKind::App => FilterKind::App,
            PackedKind::DeviceState => FilterKind::DeviceState,
            PackedKind::Deployment => FilterKind::Deployment,
        };
        let operand = match self.operand {
            PackedOperand::Is => OperandDraft::Is,
            PackedOperand::IsNot => OperandDraft::IsNot,
        };
        Ok(FilterDraft { kind, operand, value: self.value, extra: extra.unwrap_or_default() })
    }
}

impl PackedApp {
    /// The app of a draft; none where it names neither an app nor a version.
    pub(crate) fn of(draft: &Draft) -> Option<Self> {
        (!(draft.app_name.is_empty() && draft.app_version.is_empty()))
            .then(|| Self { name: draft.app_name.clone(), version: draft.app_version.clone() })
    }
}
