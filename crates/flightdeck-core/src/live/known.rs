//! What is known of a fleet's devices from elsewhere than a deployment's own answer, as watching sees it. Who knows it implements
//! [`KnownFleets`] ([`crate::fleet`]); without one, and of a fleet that is not known, nothing is told and everything is as it came.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::wire::ConnectionId;

/// What is known of each connection's fleet.
pub(crate) trait KnownFleets: Send + Sync {
    /// A page looks at a deployment there: what was kept of the fleet is to be taken in. Nothing is asked of the service. Must be called
    /// inside a tokio runtime.
    fn wanted(&self, connection: &ConnectionId);

    /// Shows what is known of a connection's devices now. It is held still meanwhile: who looks is quick, and asks for nothing else that is
    /// locked.
    fn show(&self, connection: &ConnectionId, look: &mut dyn FnMut(&dyn KnownDevices));
}

/// The known devices of one fleet, by numbers from 0.
pub(crate) trait KnownDevices {
    /// How many there are.
    fn len(&self) -> u32;
    /// Another one where anything may be known otherwise.
    fn mark(&self) -> Mark;
    /// The number of a device.
    fn find(&self, id: &str) -> Option<u32>;
    /// A device's id; empty for a number that none has.
    fn id(&self, number: u32) -> &str;
    /// Its name.
    fn name(&self, number: u32) -> Option<&str>;
    /// Its group by a number that all of that group share, where exactly one was told.
    fn group(&self, number: u32) -> Option<(u32, &str)>;
    /// When its name was told, milliseconds since 1970.
    fn name_told_ms(&self, number: u32) -> Option<i64>;
    /// When its group was told.
    fn group_told_ms(&self, number: u32) -> Option<i64>;
    /// Its last sign of life, and when that was told.
    fn seen_ms(&self, number: u32) -> Option<(i64, i64)>;
    /// When it was told that its update trigger is on; none where it is off or nothing tells.
    fn trigger_on_told_ms(&self, number: u32) -> Option<i64>;

    /// Its name, and when it was told: what nobody can date is not told.
    fn told_name(&self, number: u32) -> Option<(&str, i64)> {
        self.name(number).zip(self.name_told_ms(number))
    }

    /// The same of its group.
    fn told_group(&self, number: u32) -> Option<(u32, &str, i64)> {
        let (group, text) = self.group(number)?;
        Some((group, text, self.group_told_ms(number)?))
    }

    /// Tells the names of all devices in the order of their numbers: where many are wanted, that is quicker than asking for one after the
    /// other.
    fn each_name(&self, tell: &mut dyn FnMut(u32, &str)) {
        each_name(self, tell);
    }

    /// The same of their groups.
    fn each_group(&self, tell: &mut dyn FnMut(u32, u32, &str)) {
        each_group(self, tell);
    }

    /// Whether these are as quick as they can be.
    fn are_laid_out(&self) -> bool {
        true
    }

    /// Makes them so until something else is known.
    fn lay_out(&self) {}
}

/// Asks one device after the other for its name.
pub(crate) fn each_name(devices: &(impl KnownDevices + ?Sized), tell: &mut dyn FnMut(u32, &str)) {
    for number in 0..devices.len() {
        if let Some((name, _)) = devices.told_name(number) {
            tell(number, name);
        }
    }
}

/// Asks one device after the other for its group.
pub(crate) fn each_group(devices: &(impl KnownDevices + ?Sized), tell: &mut dyn FnMut(u32, u32, &str)) {
    for number in 0..devices.len() {
        if let Some((group, text, _)) = devices.told_group(number) {
            tell(number, group, text);
        }
    }
}

/// What was known when something was made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Devices keep their numbers as long as this stays.
    pub(crate) numbering: u64,
    /// Grows with what is known.
    pub(crate) revision: u32,
}

/// One connection's fleet, as it is known whenever it is asked.
#[derive(Clone, Default)]
pub(crate) struct Known {
    fleets: Arc<OnceLock<Arc<dyn KnownFleets>>>,
    connection: ConnectionId,
}

impl Known {
    pub(crate) fn new(fleets: Arc<OnceLock<Arc<dyn KnownFleets>>>, connection: ConnectionId) -> Self {
        Self { fleets, connection }
    }

    /// What is made of what is known; none where nothing is.
    pub(crate) fn look<T>(&self, make: impl FnOnce(&dyn KnownDevices) -> T) -> Option<T> {
        let (mut make, mut made) = (Some(make), None);
        self.fleets.get()?.show(&self.connection, &mut |devices| {
            if devices.len() > 0
                && let Some(make) = make.take()
            {
                made = Some(make(devices));
            }
        });
        made
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Known").field("connection", &self.connection).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::fakes::known::{FakeKnown, known};

    fn of(fleet: Arc<FakeKnown>) -> Known {
        let fleets: Arc<dyn KnownFleets> = fleet;
        Known::new(Arc::new(OnceLock::from(fleets)), "c".into())
    }

    #[test]
    fn nothing_is_made_of_a_fleet_of_which_no_device_is_known() {
        let look = |known: &Known| known.look(|devices| (devices.len(), devices.are_laid_out()));
        assert_eq!(look(&Known::default()), None, "nobody knows anything");
        assert_eq!(look(&of(FakeKnown::of([]))), None, "no device is known");
        let one = of(FakeKnown::of([known("a", None, None)]));
        assert_eq!(look(&one), Some((1, true)), "a table that has no other layout is as quick as it can be");
        assert!(format!("{one:?}").contains("connection"), "it tells whose fleet it is");
    }
}
