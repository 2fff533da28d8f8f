//! The order in which the known fleet is shown. Made once for whatever is known, and then taken for every view: what a search or a facet
//! leaves out changes no place of the others. Pure.

use std::cmp::Ordering;

use super::knowledge::{Device, Knowledge};
use crate::wire::{FleetSort, FleetView};

/// What is compared first of two devices, in one piece: most of them are told apart without looking at the devices again.
type Key = [u64; 3];

/// The order of all known devices, as it was made last.
#[derive(Debug, Default)]
pub(crate) struct Order {
    made: Option<(u32, FleetSort, bool)>,
    devices: Vec<u32>,
}

impl Order {
    /// The numbers of all devices in the order of a view, of a fleet of which what is known has this revision.
    pub(crate) fn of(&mut self, known: &Knowledge, revision: u32, view: &FleetView) -> &[u32] {
        let wanted = Some((revision, view.sort, view.descending));
        if self.made != wanted {
            self.devices = sorted(known, view.sort, view.descending);
            self.made = wanted;
        }
        &self.devices
    }
}

/// Those that have not what they are sorted by come last, whichever way round. Equals stand by id.
fn sorted(of: &Knowledge, sort: FleetSort, descending: bool) -> Vec<u32> {
    let ranks = if sort == FleetSort::Group { ranks(of) } else { Vec::new() };
    let turned = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let (mut known, mut rest) = (Vec::with_capacity(of.devices.len()), Vec::new());
    for (number, device) in (0u32..).zip(&of.devices) {
        match key(device, sort, &ranks, descending) {
            Some(key) => known.push((key, number)),
            None => rest.push((id_key(&device.id), number)),
        }
    }
    let device = |number: u32| &of.devices[number as usize];
    known.sort_unstable_by(|(a, x), (b, y)| {
        a.cmp(b).then_with(|| {
            let (x, y) = (device(*x), device(*y));
            match sort {
                FleetSort::Id => turned(x.id.cmp(&y.id)),
                FleetSort::Name => {
                    let (a, b) = (x.name.as_deref().unwrap_or_default(), y.name.as_deref().unwrap_or_default());
                    turned(lower(a).cmp(lower(b))).then_with(|| x.id.cmp(&y.id))
                }
                FleetSort::Group | FleetSort::Seen | FleetSort::Last => x.id.cmp(&y.id),
            }
        })
    });
    rest.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| device(*x).id.cmp(&device(*y).id)));
    known.into_iter().chain(rest).map(|(_, number)| number).collect()
}

fn key(device: &Device, sort: FleetSort, ranks: &[u32], descending: bool) -> Option<Key> {
    // Of what is not text, the id comes right behind it, and is not turned round with it.
    let first = |value: u64| {
        let [first, second, _] = id_key(&device.id);
        Some([if descending { !value } else { value }, first, second])
    };
    let at = |at_ms: i64| first(at_ms.cast_unsigned() ^ (1 << 63));
    let text = |key: Key| Some(if descending { key.map(|part| !part) } else { key });
    match sort {
        FleetSort::Id => text(id_key(&device.id)),
        FleetSort::Name => text(name_key(device.name.as_deref()?)),
        FleetSort::Group => first(u64::from(*ranks.get(*device.groups.first()? as usize)?)),
        FleetSort::Seen => at(device.seen_ms?),
        FleetSort::Last => at(device.last?.at_ms),
    }
}

fn id_key(id: &str) -> Key {
    packed(id.bytes())
}

fn name_key(name: &str) -> Key {
    if name.is_ascii() {
        return packed(name.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
    let lower: String = lower(name).collect();
    packed(lower.bytes())
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// The first bytes, in an order that is theirs.
fn packed(bytes: impl Iterator<Item = u8>) -> Key {
    let mut key = [0u64; 3];
    for (at, byte) in bytes.take(24).enumerate() {
        key[at / 8] |= u64::from(byte) << (56 - 8 * (at % 8));
    }
    key
}

/// The place of each text among all.
fn ranks(of: &Knowledge) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..of.texts.len() as u32).collect();
    numbers.sort_unstable_by_key(|number| of.texts.get(*number));
    let mut ranks = vec![0; numbers.len()];
    for (rank, number) in (0u32..).zip(numbers) {
        ranks[number as usize] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use connect_api::{ApiTime, FleetDevice};
    use proptest::prelude::*;

    use super::*;

    const SORTS: [FleetSort; 5] = [FleetSort::Id, FleetSort::Name, FleetSort::Group, FleetSort::Seen, FleetSort::Last];

    /// The rule, as plainly as it can be said.
    fn naive(of: &Knowledge, sort: FleetSort, descending: bool) -> Vec<u32> {
        let mut order: Vec<u32> = (0..of.devices.len() as u32).collect();
        let device = |number: &u32| &of.devices[*number as usize];
        fn known_first<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) if descending => b.cmp(&a),
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }
        let name = |number: &u32| device(number).name.as_deref().map(|name| lower(name).collect::<String>());
        let group = |number: &u32| device(number).groups.first().map(|group| of.texts.get(*group));
        order.sort_by(|a, b| {
            let first = match sort {
                FleetSort::Id => known_first(Some(&device(a).id), Some(&device(b).id), descending),
                FleetSort::Name => known_first(name(a), name(b), descending),
                FleetSort::Group => known_first(group(a), group(b), descending),
                FleetSort::Seen => known_first(device(a).seen_ms, device(b).seen_ms, descending),
                FleetSort::Last => {
                    known_first(device(a).last.map(|one| one.at_ms), device(b).last.map(|one| one.at_ms), descending)
                }
            };
            first.then_with(|| device(a).id.cmp(&device(b).id))
        });
        order
    }

    fn device() -> impl Strategy<Value = FleetDevice> {
        // Long beginnings in common, and texts that differ in case alone.
        let id = "(a-common-beginning-of-many-)?[a-c]{1,3}";
        let name = prop::option::of("(Turbine of the northern park )?[a-bA-BüÜ]{0,3}");
        let seen = prop::option::of(-2i64..3);
        (id, name, prop::option::of("[a-cB]"), seen).prop_map(|(uuid, name, group, seen)| FleetDevice {
            uuid,
            name,
            groups: group.into_iter().collect(),
            last_keepalive: seen.map_or(ApiTime::Absent, |unix_ms| ApiTime::At { unix_ms, zone_assumed: false }),
            ..FleetDevice::default()
        })
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_the_rule(devices in prop::collection::vec(device(), 0..40)) {
            let mut known = Knowledge::default();
            for device in &devices {
                known.told(device, 1, 1);
            }
            for sort in SORTS {
                for descending in [false, true] {
                    prop_assert_eq!(sorted(&known, sort, descending), naive(&known, sort, descending), "{:?}", sort);
                }
            }
        }
    }
}
