//! What is known of why devices failed, as a search sees it: only those looked at, and only while they are failed.

use std::collections::HashSet;

use connect_api::DeviceState;

use crate::live::watch::course::Lens;
use crate::live::watch::triage::{Reason, Triage};

/// The failed devices whose cause fits.
pub(super) struct Failed(HashSet<u32>);

impl Failed {
    pub(super) fn of(lens: Lens<'_>, triage: &Triage, fits: impl Fn(&Reason) -> bool) -> Self {
        let fitting = triage.known().filter(|(reason, _)| fits(reason));
        Self(still_failed(lens, fitting.flat_map(|(_, of)| of).copied()).collect())
    }

    pub(super) fn has(&self, row: u32) -> bool {
        self.0.contains(&row)
    }
}

/// A device tried again since is not one that failed.
fn still_failed(lens: Lens<'_>, of: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    of.filter(move |row| lens.is_in(*row, DeviceState::Failed))
}

/// What a search of causes leaves open: failed devices that were not looked at fit no cause, whatever theirs is.
pub(super) fn open(lens: Lens<'_>, triage: &Triage) -> Option<String> {
    let failed = lens.failed();
    let known = still_failed(lens, triage.known().flat_map(|(_, of)| of).copied()).collect::<HashSet<_>>().len();
    (known < failed).then(|| {
        format!("Causes are known of {known} of {failed} failed devices; the others fit no cause, step or exit code, and every exclusion of one.")
    })
}
