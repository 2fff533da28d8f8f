//! Why a watch sees nothing just now, in words: one answer for whoever watches while no page looks.

use crate::wire::Phase;

/// Why nothing is seen just now, if so. A look that is under way is no reason.
pub(crate) fn blind(phase: &Phase) -> Option<String> {
    match phase {
        Phase::Stale { error, .. } | Phase::Stopped { error } => Some(error.message.clone()),
        Phase::NotVisible { .. } => Some("The service does not show the deployment yet.".to_owned()),
        Phase::Syncing | Phase::Live | Phase::Settling | Phase::Finished => None,
    }
}
