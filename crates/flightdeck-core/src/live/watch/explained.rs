//! Telling of failed rows why they failed, where that is known.

use std::collections::HashMap;

use super::triage::Triage;
use crate::wire::{DeviceRow, DeviceState, Why};

/// Gives each of these rows that failed the cause that was found on it.
pub(crate) fn explain(rows: &mut [DeviceRow], triage: &Triage) {
    // A device tried again since is not one that failed.
    let failed = rows.iter_mut().filter(|row| row.state == DeviceState::Failed && row.gone_ms.is_none());
    let mut asked: HashMap<u32, &mut DeviceRow> = failed.map(|row| (row.index, row)).collect();
    if asked.is_empty() {
        return;
    }
    // The causes know their rows, not the other way round; there are a few thousand of those at most.
    for (reason, of) in triage.known() {
        for row in of {
            if let Some(row) = asked.remove(row) {
                row.why = Some(Why::Cause { text: reason.text.clone() });
            }
        }
    }
}
