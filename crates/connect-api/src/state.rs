//! The state of one device in one deployment, and how the service's many spellings map onto it.

/// Where a device stands. Ordered by the way an update runs.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DeviceState {
    /// Not begun: waiting, offline, or waiting for its update trigger. \[F\]
    Pending = 0,
    /// Running on the device.
    InProgress = 1,
    /// Finished well.
    Succeeded = 2,
    /// Finished badly.
    Failed = 3,
    /// Stopped by an abort.
    Aborted = 4,
    /// A status this version does not know; shown verbatim and never taken for the end.
    Unknown = 5,
}

impl DeviceState {
    /// Every state, in order.
    pub const ALL: [DeviceState; 6] = [
        DeviceState::Pending,
        DeviceState::InProgress,
        DeviceState::Succeeded,
        DeviceState::Failed,
        DeviceState::Aborted,
        DeviceState::Unknown,
    ];

    /// Whether the device will not change any more in this deployment.
    pub fn is_terminal(self) -> bool {
        matches!(self, DeviceState::Succeeded | DeviceState::Failed | DeviceState::Aborted)
    }

    /// Reads a status as the service spells it; case, blanks, underscores and hyphens do not count.
    ///
    /// The documents list only `Success` and `Failed` \[S\]; the other spellings are inferred \[I\].
    pub fn parse(raw: &str) -> DeviceState {
        // No known word is longer; a longer text is unknown without looking at all of it.
        let mut word = [0u8; 16];
        let mut len = 0;
        for byte in raw.bytes().filter(|b| !matches!(b, b'_' | b'-') && !b.is_ascii_whitespace()) {
            if len == word.len() {
                return DeviceState::Unknown;
            }
            word[len] = byte.to_ascii_lowercase();
            len += 1;
        }
        match &word[..len] {
            b"pending" | b"queued" => DeviceState::Pending,
            b"inprogress" | b"running" => DeviceState::InProgress,
            b"success" | b"succeeded" | b"successful" => DeviceState::Succeeded,
            b"failed" | b"failure" | b"error" => DeviceState::Failed,
            b"aborted" | b"canceled" | b"cancelled" => DeviceState::Aborted,
            _ => DeviceState::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeviceState::{self, *};

    #[test]
    fn every_spelling_has_its_state() {
        for (raw, state) in [
            ("Success", Succeeded),
            ("Succeeded", Succeeded),
            ("success", Succeeded),
            ("SUCCESSFUL", Succeeded),
            ("Failed", Failed),
            ("failure", Failed),
            ("error", Failed),
            ("In Progress", InProgress),
            ("in_progress", InProgress),
            ("IN-PROGRESS", InProgress),
            ("InProgress", InProgress),
            ("running", InProgress),
            ("Pending", Pending),
            ("queued", Pending),
            ("Aborted", Aborted),
            ("canceled", Aborted),
            (" Cancelled\n", Aborted),
            ("", Unknown),
            ("rolled_back", Unknown),
            ("success-with-warnings", Unknown),
            ("successsuccesssuccess", Unknown),
            ("erfolg ✓", Unknown),
        ] {
            assert_eq!(DeviceState::parse(raw), state, "status {raw:?}");
        }
    }

    #[test]
    fn only_three_states_are_final() {
        let terminal: Vec<_> = DeviceState::ALL.into_iter().filter(|s| s.is_terminal()).collect();
        assert_eq!(terminal, [Succeeded, Failed, Aborted], "polling stops on these and on nothing else");
        for (index, state) in DeviceState::ALL.into_iter().enumerate() {
            assert_eq!(state as usize, index, "counts are kept in arrays indexed by the state");
        }
    }
}
