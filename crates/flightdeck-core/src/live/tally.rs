//! Counts a deployment's devices without keeping them: for the list, and for an abort nobody watches.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use connect_api::DevicesPage;

use crate::outside::Api;
use crate::wire::{Counts, DeploymentId, DeviceState, Shortfall};

/// What a look at a deployment's devices found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) counts: Counts,
    pub(crate) shortfall: Option<Shortfall>,
    /// Records that could not be read: with any of these, nothing is final.
    pub(crate) unreadable: u32,
}

/// Asks for all devices and counts them; a device named twice counts once.
pub(crate) async fn tally(api: &dyn Api, deployment: &DeploymentId) -> Result<Tally, connect_api::Error> {
    let mut counts = Counts::default();
    let hasher = RandomState::new();
    let mut unreadable = 0u32;
    let mut seen: HashSet<u64> = HashSet::new();
    let mut page = |page: DevicesPage| {
        unreadable = unreadable.saturating_add(page.batch.unreadable());
        for device in page.batch.iter() {
            if seen.insert(hasher.hash_one(device.uuid)) {
                count(&mut counts, device.state.into());
            }
        }
    };
    let shortfall = api.devices(deployment, &mut page).await?;
    Ok(Tally { counts, shortfall: shortfall.map(crossing), unreadable })
}

/// Adds one device.
pub(crate) fn count(counts: &mut Counts, state: DeviceState) {
    let one = match state {
        DeviceState::Pending => &mut counts.pending,
        DeviceState::InProgress => &mut counts.in_progress,
        DeviceState::Succeeded => &mut counts.succeeded,
        DeviceState::Failed => &mut counts.failed,
        DeviceState::Aborted => &mut counts.aborted,
        DeviceState::Unknown => &mut counts.unknown,
    };
    *one = one.saturating_add(1);
}

/// A shortfall as the page sees it.
pub(crate) fn crossing(shortfall: connect_api::Shortfall) -> Shortfall {
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Shortfall { loaded: narrow(shortfall.loaded), expected: narrow(shortfall.expected) }
}

impl Counts {
    /// All devices.
    pub fn total(&self) -> u32 {
        self.terminal() + self.moving()
    }

    /// Devices in a terminal state.
    pub fn terminal(&self) -> u32 {
        self.succeeded + self.failed + self.aborted
    }

    /// The devices of two counts together.
    #[must_use]
    pub fn plus(&self, other: Self) -> Self {
        Self {
            pending: self.pending.saturating_add(other.pending),
            in_progress: self.in_progress.saturating_add(other.in_progress),
            succeeded: self.succeeded.saturating_add(other.succeeded),
            failed: self.failed.saturating_add(other.failed),
            aborted: self.aborted.saturating_add(other.aborted),
            unknown: self.unknown.saturating_add(other.unknown),
        }
    }

    /// Devices not in a terminal state; unknown ones are among them.
    pub fn moving(&self) -> u32 {
        self.pending + self.in_progress + self.unknown
    }

    /// Whether there are devices and all have ended.
    pub fn all_terminal(&self) -> bool {
        self.terminal() > 0 && self.moving() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_counts_together_add_up_state_by_state() {
        let one = Counts { pending: 1, in_progress: 2, succeeded: 3, failed: 4, aborted: 5, unknown: 6 };
        let other = Counts { pending: 10, in_progress: 20, succeeded: 30, failed: 40, aborted: 50, unknown: u32::MAX };
        let both = Counts { pending: 11, in_progress: 22, succeeded: 33, failed: 44, aborted: 55, unknown: u32::MAX };
        assert_eq!(one.plus(other), both);
    }
}
