//! Why devices of a watched deployment failed, as far as they were looked at.

use super::Watched;
use crate::wire::{Causes, DeviceId};

impl Watched {
    /// Why devices failed, as far as looked at.
    pub(crate) fn causes(&self) -> Causes {
        let mut causes = self.triage.causes(self.rows.counts().failed, |row| self.rows.id(row).into());
        for cause in &mut causes.causes {
            cause.example_name = self.name_of(&cause.example);
        }
        causes
    }

    /// What a device is called: by its own answer, else as the fleet is known.
    pub(crate) fn name_of(&self, device: &str) -> Option<String> {
        let [_, own, _] = self.rows.find(device).map(|row| self.rows.text_numbers(row))?;
        let own = Some(self.rows.text_of(own)).filter(|name| !name.is_empty()).map(str::to_owned);
        own.or_else(|| self.known.name_of(device))
    }

    /// All failed devices are to be looked at, whether their causes change or not. Whether that is news.
    pub(crate) fn go_on_with_causes(&mut self) -> bool {
        self.fetch_more = true;
        self.triage.go_on()
    }

    /// The devices known to have failed for a cause.
    pub(crate) fn cause_devices(&self, cause: u32) -> Vec<DeviceId> {
        self.triage.rows_of(cause).iter().map(|row| self.rows.id(*row).into()).collect()
    }
}
