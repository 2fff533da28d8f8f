//! Which known devices a target reaches, in three values: yes, no, cannot be told. Pure.
//!
//! The law: what is certain the service selects, if the fleet still is as it was read; what it selects is certain or perhaps.

use std::collections::HashMap;

use super::knowledge::{Device, Knowledge};
use crate::numbers::grouped;
use crate::target::reaches_nothing;
use crate::wire::{DeviceState, Draft, FacetCount, FilterDraft, FilterKind, OperandDraft, SeenWhen, Taken};

/// Whether a device is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    No,
    Perhaps,
    Yes,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Perhaps => Self::Perhaps,
            Self::Yes => Self::No,
        }
    }
}

/// What devices did in the deployments that filters name; none where nothing is known of one.
pub(crate) type States = HashMap<String, Option<There>>;

/// What devices did in a deployment.
#[derive(Debug, Default)]
pub(crate) struct There {
    pub(crate) states: HashMap<String, DeviceState>,
    /// All of its devices are here; else one that is not may be in it all the same.
    pub(crate) whole: bool,
}

/// What came of evaluating a draft.
#[derive(Debug, Default)]
pub(crate) struct Evaluated {
    /// Numbers of the devices reached for certain.
    pub(crate) yes: Vec<u32>,
    /// Of these it cannot be told.
    pub(crate) perhaps: Vec<u32>,
    pub(crate) taken: Vec<Taken>,
    pub(crate) groups: Vec<FacetCount>,
    pub(crate) reasons: Vec<String>,
}

/// Evaluates a draft over the known fleet.
pub(crate) fn evaluate(of: &Knowledge, draft: &Draft, states: &States) -> Evaluated {
    let wanted: Vec<Option<u32>> = draft.groups.iter().map(|group| of.texts.find(group)).collect();
    let all_asked = of.knows_all_of(&wanted);
    let mut in_group = vec![0u32; draft.groups.len()];
    let mut not_grouped = 0u32;
    let parts: Vec<Part<'_>> = draft.filters.iter().map(|filter| Part::new(of, filter, states)).collect();
    let mut taken = vec![0u32; parts.len()];
    let mut why = [0u32; Why::ALL.len()];
    let mut told = Evaluated::default();
    let nothing = reaches_nothing(draft);
    for (number, device) in (0u32..).zip(&of.devices) {
        let mut truth = Truth::of(!nothing);
        let mut doubts = [false; Why::ALL.len()];
        if !draft.groups.is_empty() {
            let mut grouped = false;
            for (at, group) in wanted.iter().enumerate() {
                if group.is_some_and(|group| device.groups.contains(&group)) {
                    in_group[at] += 1;
                    grouped = true;
                }
            }
            let holds = match (grouped, device.groups.is_empty()) {
                (true, _) => Truth::Yes,
                (false, true) if !(all_asked && device.told_ms.is_some()) => Truth::Perhaps,
                (false, _) => Truth::No,
            };
            truth = truth.min(holds);
            not_grouped += u32::from(holds == Truth::No);
            if holds == Truth::Perhaps {
                doubts[Why::Group as usize] = true;
            }
        }
        for (at, part) in parts.iter().enumerate() {
            let (holds, doubt) = part.holds(device);
            taken[at] += u32::from(holds == Truth::No || (doubt.is_some() && doubt == part.unlikely));
            truth = truth.min(holds);
            if let (Truth::Perhaps, Some(doubt)) = (holds, doubt) {
                doubts[doubt as usize] = true;
            }
        }
        match truth {
            Truth::Yes => told.yes.push(number),
            Truth::Perhaps => {
                told.perhaps.push(number);
                for (devices, doubted) in why.iter_mut().zip(doubts) {
                    *devices += u32::from(doubted);
                }
            }
            Truth::No => {}
        }
    }
    if !draft.groups.is_empty() {
        told.taken.push(Taken { field: "groups".to_owned(), devices: not_grouped });
    }
    told.taken
        .extend(taken.into_iter().enumerate().map(|(at, devices)| Taken { field: format!("filters.{at}"), devices }));
    told.groups = draft
        .groups
        .iter()
        .zip(in_group)
        .map(|(group, devices)| FacetCount { value: group.clone(), devices })
        .collect();
    told.reasons = Why::ALL.iter().zip(why).filter(|(_, devices)| *devices > 0).map(|(why, n)| why.words(n)).collect();
    told
}

/// Why it cannot be told of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Group,
    Tags,
    Apps,
    Online,
    Offline,
    Unseen,
    Deployment,
    Value,
    Blank,
}

impl Why {
    const ALL: [Why; 9] = [
        Why::Group,
        Why::Tags,
        Why::Apps,
        Why::Online,
        Why::Offline,
        Why::Unseen,
        Why::Deployment,
        Why::Value,
        Why::Blank,
    ];

    fn words(self, devices: u32) -> String {
        let (of, are, were) = if devices == 1 {
            ("1 device".to_owned(), "is", "was")
        } else {
            (format!("{} devices", grouped(devices)), "are", "were")
        };
        match self {
            Self::Group => format!("No group was told of {of}."),
            Self::Tags => format!("Not all tags of {of} {are} known."),
            Self::Apps => format!("What is installed on {of} {are} not known.").replace("are not", "is not"),
            Self::Online => format!("{of} {were} probably online when read, and may not be by then."),
            Self::Offline => format!("{of} {were} not online when read, and may be by then."),
            Self::Unseen => format!("Nothing tells when {of} {were} last seen."),
            Self::Deployment => format!("What {of} did in that deployment {} not known.", "is"),
            Self::Value => format!("What a filter asks of {of} is not understood."),
            Self::Blank => format!("A filter is not filled in yet: whether {of} would be left out is not known."),
        }
    }
}

/// A filter, made ready to be asked of many devices.
struct Part<'a> {
    filter: &'a FilterDraft,
    tag: Option<u32>,
    there: Option<&'a There>,
    /// The doubt about those that it leaves out as far as is known: it asks who is online, and who was when it was read is known.
    unlikely: Option<Why>,
}

impl<'a> Part<'a> {
    fn new(of: &Knowledge, filter: &'a FilterDraft, states: &'a States) -> Self {
        Self {
            filter,
            tag: of.texts.find(&filter.value),
            there: states.get(&filter.extra).and_then(Option::as_ref),
            unlikely: match (filter.kind, filter.value.as_str()) {
                (FilterKind::DeviceState, "online") => Some(Why::Offline),
                (FilterKind::DeviceState, "offline") => Some(Why::Online),
                _ => None,
            },
        }
    }

    fn holds(&self, device: &Device) -> (Truth, Option<Why>) {
        let (truth, why) = self.is(device);
        match self.filter.operand {
            OperandDraft::Is => (truth, why),
            OperandDraft::IsNot => (truth.not(), why),
        }
    }

    fn is(&self, device: &Device) -> (Truth, Option<Why>) {
        let FilterDraft { kind, value, .. } = self.filter;
        if value.is_empty() {
            // It is still being typed.
            return (Truth::Perhaps, Some(Why::Blank));
        }
        match kind {
            FilterKind::SpecificDevice => (Truth::of(*device.id == **value), None),
            FilterKind::Tag => match &device.tags {
                None => (Truth::Perhaps, Some(Why::Tags)),
                Some(tags) if self.tag.is_some_and(|tag| tags.contains(&tag)) => (Truth::Yes, None),
                Some(_) if device.tags_cut => (Truth::Perhaps, Some(Why::Tags)),
                Some(_) => (Truth::No, None),
            },
            FilterKind::App => (Truth::Perhaps, Some(Why::Apps)),
            FilterKind::DeviceState => match (value.as_str(), device.seen.0) {
                ("online" | "offline", SeenWhen::Unknown) => (Truth::Perhaps, Some(Why::Unseen)),
                // A sign of life of a moment ago may have been the last.
                ("online" | "offline", SeenWhen::Online) => (Truth::Perhaps, Some(Why::Online)),
                ("online" | "offline", _) => (Truth::Perhaps, Some(Why::Offline)),
                _ => (Truth::Perhaps, Some(Why::Value)),
            },
            FilterKind::Deployment => {
                let Some(there) = self.there else { return (Truth::Perhaps, Some(Why::Deployment)) };
                match (there.states.get(device.id.as_str()), value.as_str()) {
                    (None, _) if there.whole => (Truth::No, None),
                    (None, _) => (Truth::Perhaps, Some(Why::Deployment)),
                    (Some(_), "any") => (Truth::Yes, None),
                    // What still moved when it was looked at may be anything by now.
                    (Some(state), _) if !has_ended(*state) => (Truth::Perhaps, Some(Why::Deployment)),
                    (Some(state), word) => match state_of(word) {
                        Some(wanted) => (Truth::of(*state == wanted), None),
                        None => (Truth::Perhaps, Some(Why::Value)),
                    },
                }
            }
        }
    }
}

fn has_ended(state: DeviceState) -> bool {
    matches!(state, DeviceState::Succeeded | DeviceState::Failed | DeviceState::Aborted)
}

/// The state that a `deployment` filter's word means.
fn state_of(word: &str) -> Option<DeviceState> {
    Some(match word {
        "pending" => DeviceState::Pending,
        "in_progress" => DeviceState::InProgress,
        "success" => DeviceState::Succeeded,
        "failed" => DeviceState::Failed,
        "aborted" => DeviceState::Aborted,
        _ => return None,
    })
}

/// The word of a `deployment` filter for a state.
pub(crate) fn word_of(state: DeviceState) -> Option<&'static str> {
    Some(match state {
        DeviceState::Pending => "pending",
        DeviceState::InProgress => "in_progress",
        DeviceState::Succeeded => "success",
        DeviceState::Failed => "failed",
        DeviceState::Aborted => "aborted",
        DeviceState::Unknown => return None,
    })
}

/// The deployments whose outcome a draft asks for.
pub(super) fn asked_of(draft: &Draft) -> Vec<String> {
    let asks = draft.filters.iter().filter(|filter| filter.kind == FilterKind::Deployment && !filter.extra.is_empty());
    let mut all: Vec<String> = asks.map(|filter| filter.extra.clone()).collect();
    all.sort_unstable();
    all.dedup();
    all
}
