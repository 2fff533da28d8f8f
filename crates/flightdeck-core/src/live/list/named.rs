//! What deployments of a list are called, for who looks for them by name: the loaded ones, else those last seen.

use super::Lists;
use super::entry::{Entry, standing};
use crate::wire::{ConnectionId, Counts, DeploymentId, Moment, Standing};

/// A deployment by its name.
pub(crate) struct NamedDeployment<'a> {
    pub(crate) id: &'a DeploymentId,
    pub(crate) comment: Option<&'a str>,
    pub(crate) created: &'a Moment,
    /// As far as its devices were counted.
    pub(crate) counts: Option<Counts>,
}

impl NamedDeployment<'_> {
    fn of(entry: &Entry) -> NamedDeployment<'_> {
        NamedDeployment {
            id: &entry.uuid,
            comment: entry.comment.as_deref(),
            created: &entry.created,
            counts: entry.counts(),
        }
    }

    /// Where it stands, as far as its devices were counted.
    pub(crate) fn standing(&self) -> Option<Standing> {
        self.counts.as_ref().map(standing)
    }
}

impl Lists {
    /// Tells all deployments of a fleet's list, as far as it is loaded or was last seen; nothing is asked of the service.
    pub(crate) fn each_named(&self, connection: &ConnectionId, tell: &mut dyn FnMut(NamedDeployment<'_>)) {
        let mut loaded = false;
        if let Some(live) = self.room.find(connection) {
            for entry in live.state().entries() {
                loaded = true;
                tell(NamedDeployment::of(entry));
            }
        }
        if !loaded {
            let kept = self.room.outside.kept(connection).map(|kept| kept.entries).unwrap_or_default();
            kept.iter().for_each(|entry| tell(NamedDeployment::of(entry)));
        }
    }
}
