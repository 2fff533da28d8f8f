//! Finding known devices and deployments by name, among a million in a tenth of a second: first what holds the typed text, then, if that
//! is not enough, what is abbreviated by it, then ids.

use super::Fleets;
use super::state::State;
use crate::finding::Typed;
use crate::live::known::KnownDevices;
use crate::wire::{ConnectionId, FleetReads, FoundDevice, Marked};

/// Devices told at most.
const MOST: usize = 6;
/// Fewer devices are looked through where they are.
const FEW: u32 = 20_000;
/// So many that fit in any way are enough to choose the best of: who abbreviates what all are called means none of them.
const ENOUGH: usize = 10_000;

/// The best few of what is looked through: the lowest key first.
struct Best<K> {
    most: usize,
    all: Vec<(K, u32)>,
}

impl<K: Ord> Best<K> {
    fn new(most: usize) -> Self {
        Self { most, all: Vec::with_capacity(most + 1) }
    }

    fn offer(&mut self, key: K, number: u32) {
        if self.all.len() == self.most && self.all.last().is_some_and(|(worst, _)| *worst <= key) {
            return;
        }
        let at = self.all.partition_point(|(other, _)| *other <= key);
        self.all.insert(at, (key, number));
        self.all.truncate(self.most);
    }
}

impl State {
    /// Known devices that what was typed may mean, the best first.
    pub(crate) fn find(&self, typed: &mut Typed, most: usize) -> Vec<FoundDevice> {
        let settled = !matches!(self.service, FleetReads::Reading { .. } | FleetReads::Opening { .. });
        if self.len() > FEW && settled && !self.are_laid_out() {
            self.lay_out();
        }
        let mut numbers = self.holding(typed, most);
        if numbers.len() < most {
            self.abbreviated(typed, most, &mut numbers);
        }
        if numbers.len() < most && typed.may_be_of_id() {
            let devices = (0_u32..).zip(&self.knowledge.devices);
            let ids = devices.filter(|(_, device)| typed.is_of_id(device.id.as_str())).map(|(number, _)| number);
            for number in ids.take(most) {
                add(&mut numbers, number, most);
            }
        }
        numbers.into_iter().map(|number| self.found(number, typed)).collect()
    }

    /// Whose name holds the text: at its beginning, at that of a word, inside; the shorter name first.
    fn holding(&self, typed: &Typed, most: usize) -> Vec<u32> {
        let mut best = Best::new(most);
        self.each_name(&mut |number, name| {
            if let Some(place) = typed.place_in(name) {
                best.offer((place, name.len(), number), number);
            }
        });
        best.all.into_iter().map(|(_, number)| number).collect()
    }

    fn abbreviated(&self, typed: &mut Typed, most: usize, numbers: &mut Vec<u32>) {
        let mut best = Best::new(most);
        let mut fitting = 0;
        self.each_name(&mut |number, name| {
            if fitting < ENOUGH
                && let Some(score) = typed.fits(name)
            {
                fitting += 1;
                best.offer((std::cmp::Reverse(score), number), number);
            }
        });
        for (_, number) in best.all {
            add(numbers, number, most);
        }
    }

    fn found(&self, number: u32, typed: &mut Typed) -> FoundDevice {
        let Some(device) = self.knowledge.devices.get(number as usize) else {
            return FoundDevice { id: "".into(), name: None, id_marks: Vec::new(), state: None };
        };
        FoundDevice {
            name: device.name.as_deref().map(|name| Marked { text: name.to_owned(), marks: typed.marks(name) }),
            id_marks: typed.id_marks(device.id.as_str()),
            id: device.id.clone(),
            state: device.last.map(|last| last.state),
        }
    }
}

fn add(numbers: &mut Vec<u32>, number: u32, most: usize) {
    if numbers.len() < most && !numbers.contains(&number) {
        numbers.push(number);
    }
}

impl Fleets {
    /// Known devices that what was typed may mean, the best few; none where nothing was typed. Looks through all of them: off the async
    /// threads.
    #[must_use]
    pub fn find(&self, connection: &ConnectionId, text: &str) -> Vec<FoundDevice> {
        let Some(mut typed) = Typed::new(text) else { return Vec::new() };
        self.of(connection).state().find(&mut typed, MOST)
    }

    /// Tells the deployments that were watched here, and what they are called.
    pub(crate) fn each_deployment(&self, connection: &ConnectionId, tell: &mut dyn FnMut(&str, Option<&str>)) {
        let known = self.of(connection);
        for named in &known.state().knowledge.deployments {
            tell(named.id.as_str(), named.comment.as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use connect_api::FleetDevice;
    use proptest::prelude::*;

    use super::*;

    fn state(devices: &[(&str, Option<&str>)]) -> State {
        let mut state = State::default();
        let devices: Vec<_> = devices
            .iter()
            .map(|(id, name)| FleetDevice {
                uuid: (*id).to_owned(),
                name: name.map(str::to_owned),
                ..FleetDevice::default()
            })
            .collect();
        state.page(&devices, 1, 1);
        state
    }

    fn found(state: &State, text: &str) -> Vec<String> {
        let mut typed = Typed::new(text).unwrap();
        state.find(&mut typed, 3).into_iter().map(|one| one.id.as_str().to_owned()).collect()
    }

    #[test]
    fn names_come_before_abbreviations_and_these_before_ids() {
        let state = state(&[
            ("aa-0014", Some("spare retrofit")),
            ("retro-id", None),
            ("bb", Some("wind turbine retro east")),
            ("cc", Some("retro-014")),
            ("dd", Some("x-retro-014")),
        ]);
        assert_eq!(
            found(&state, "retro"),
            ["cc", "dd", "aa-0014"],
            "at the beginning, then of a word and short, then longer"
        );
        assert_eq!(found(&state, "wtre"), ["bb"], "the beginnings of its words");
        assert_eq!(found(&state, "0014"), ["aa-0014"], "a part of an id, where no name holds it");
        assert_eq!(found(&state, "retro-id"), ["retro-id"], "a device without a name has its id");
        assert_eq!(found(&state, "nobody here"), Vec::<String>::new(), "nobody");
    }

    proptest! {
        #[test]
        fn whoever_is_named_as_typed_is_found(names in prop::collection::vec("[abc]{1,4}", 1..30), at in any::<prop::sample::Index>()) {
            let ids: Vec<String> = (0..names.len()).map(|n| format!("id-{n}")).collect();
            let devices: Vec<_> = ids.iter().map(String::as_str).zip(names.iter().map(|name| Some(name.as_str()))).collect();
            let wanted = at.get(&names);
            let state = state(&devices);
            let mut typed = Typed::new(wanted).unwrap();
            let found = state.find(&mut typed, 3);
            prop_assert_eq!(found[0].name.as_ref().map(|name| name.text.as_str()), Some(wanted.as_str()), "its whole name comes first");
        }
    }
}
