//! The names and groups of all known devices, laid side by side. Where each lies with its device, looking at a million of them waits for
//! memory a million times.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::texts::Texts;
use crate::live::known::KnownDevices;

/// What was laid side by side last, and of which revision.
#[derive(Default)]
pub(super) struct LaidOut(Mutex<Option<(u32, Laid)>>);

/// Devices by their numbers, in order; only those of whom it is told.
#[derive(Default)]
struct Laid {
    /// All names, one after the other.
    names: String,
    /// Whose name it is, and how many bytes it has.
    named: Vec<(u32, u32)>,
    /// Whose group it is, and its number.
    grouped: Vec<(u32, u32)>,
}

impl LaidOut {
    pub(super) fn is_of(&self, revision: u32) -> bool {
        self.look(revision, |_| ()).is_some()
    }

    /// Lays out what these devices tell.
    pub(super) fn lay(&self, revision: u32, devices: &dyn KnownDevices) {
        // What was laid out before gives its room.
        let before = self.held().take().map(|(_, before)| before);
        let mut laid = before.unwrap_or_default();
        laid.names.clear();
        laid.named.clear();
        laid.grouped.clear();
        let most = devices.len() as usize;
        laid.named.reserve(most);
        laid.grouped.reserve(most);
        devices.each_name(&mut |number, name| {
            // None is that long.
            let Ok(len) = u32::try_from(name.len()) else { return };
            laid.names.push_str(name);
            laid.named.push((number, len));
        });
        devices.each_group(&mut |number, group, _| laid.grouped.push((number, group)));
        laid.names.shrink_to_fit();
        laid.named.shrink_to_fit();
        laid.grouped.shrink_to_fit();
        *self.held() = Some((revision, laid));
    }

    /// Tells all names. Whether they are laid out.
    pub(super) fn each_name(&self, revision: u32, tell: &mut dyn FnMut(u32, &str)) -> bool {
        let tell = |laid: &Laid| {
            let mut from = 0;
            for (number, len) in &laid.named {
                let to = from + *len as usize;
                tell(*number, &laid.names[from..to]);
                from = to;
            }
        };
        self.look(revision, tell).is_some()
    }

    /// Tells all groups. Whether they are laid out.
    pub(super) fn each_group(&self, revision: u32, texts: &Texts, tell: &mut dyn FnMut(u32, u32, &str)) -> bool {
        let tell =
            |laid: &Laid| laid.grouped.iter().for_each(|(number, group)| tell(*number, *group, texts.get(*group)));
        self.look(revision, tell).is_some()
    }

    fn look<T>(&self, revision: u32, make: impl FnOnce(&Laid) -> T) -> Option<T> {
        self.held().as_ref().filter(|(of, _)| *of == revision).map(|(_, laid)| make(laid))
    }

    fn held(&self) -> MutexGuard<'_, Option<(u32, Laid)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use connect_api::FleetDevice;
    use proptest::prelude::*;

    use super::*;
    use crate::fleet::state::State;

    type Told = (Vec<(u32, String)>, Vec<(u32, u32, String)>);

    fn told(state: &State) -> Told {
        let (mut names, mut groups) = (Vec::new(), Vec::new());
        state.each_name(&mut |number, name| names.push((number, name.to_owned())));
        state.each_group(&mut |number, group, text| groups.push((number, group, text.to_owned())));
        (names, groups)
    }

    /// One device after the other, as a row of few asks.
    fn asked(state: &State) -> Told {
        let all = 0..state.len();
        let names = all.clone().filter_map(|number| Some((number, state.told_name(number)?.0.to_owned())));
        let groups = all.filter_map(|number| {
            let (group, text, _) = state.told_group(number)?;
            Some((number, group, text.to_owned()))
        });
        (names.collect(), groups.collect())
    }

    proptest! {
        #[test]
        fn what_is_laid_out_is_what_each_device_tells(
            devices in prop::collection::vec(
                (0..12u8, prop::option::of("[aü]{0,3}"), prop::collection::vec("[xy]", 0..3), any::<bool>()),
                0..20,
            ),
        ) {
            let mut state = State::default();
            for (id, name, groups, lays) in devices {
                let device = FleetDevice { uuid: id.to_string(), name, groups, ..FleetDevice::default() };
                state.page(&[device], 1, 1);
                prop_assert!(!state.are_laid_out(), "something else is known");
                prop_assert_eq!(told(&state), asked(&state));
                if lays {
                    state.lay_out();
                    prop_assert!(state.are_laid_out());
                    prop_assert_eq!(told(&state), asked(&state));
                }
            }
        }
    }
}
