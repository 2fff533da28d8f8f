//! The order of the picture against a plain model.

use connect_api::{DeviceRef, DeviceState, TimeRef};
use proptest::prelude::*;

use super::*;

/// Rows as one look brought them: id, group, state.
pub(crate) fn rows_of(devices: &[(&str, Option<&str>, DeviceState)]) -> Rows {
    let mut rows = Rows::default();
    rows.begin(0);
    add(&mut rows, devices);
    rows
}

fn add(rows: &mut Rows, devices: &[(&str, Option<&str>, DeviceState)]) {
    let none = TimeRef::Absent;
    let records = devices.iter().map(|(uuid, group, state)| DeviceRef {
        uuid,
        state: *state,
        raw_status: "",
        started: none,
        finished: none,
        steps: None,
        name: None,
        group: *group,
    });
    rows.apply(records, 0);
}

fn ids(order: &Order, rows: &Rows) -> Vec<String> {
    order.rows(rows).map(|row| rows.id(row).to_owned()).collect()
}

const PENDING: DeviceState = DeviceState::Pending;

#[test]
fn groups_stand_together_by_name_and_devices_without_one_at_the_end() {
    let rows = rows_of(&[
        ("d-3", Some("Test"), PENDING),
        ("d-9", None, PENDING),
        ("d-2", Some("production"), PENDING),
        ("d-4", Some(""), PENDING),
        ("d-1", Some("Test"), PENDING),
    ]);
    let order = Order::of(&rows);
    assert_eq!(ids(&order, &rows), ["d-2", "d-1", "d-3", "d-4", "d-9"], "whatever the case of a name");
    let group = |name: Option<&str>, devices| PictureGroup { name: name.map(str::to_owned), devices };
    let told = order.told();
    assert_eq!(told.groups, [group(Some("production"), 1), group(Some("Test"), 2), group(None, 2)], "cell by cell");
    assert_eq!((told.ordered, told.group_count), (5, 2), "no name is no group");
}

#[test]
fn groups_without_a_name_or_too_many_are_not_told_one_by_one() {
    let none = rows_of(&[("b", None, PENDING), ("a", None, PENDING)]);
    assert_eq!(Order::of(&none).told(), PictureOrder { ordered: 2, group_count: 0, groups: Vec::new() });
    let names: Vec<String> = (0..101).map(|n| format!("g-{n:03}")).collect();
    let many = rows_of(&names.iter().map(|name| (name.as_str(), Some(name.as_str()), PENDING)).collect::<Vec<_>>());
    assert_eq!(Order::of(&many).told(), PictureOrder { ordered: 101, group_count: 101, groups: Vec::new() });
    let most =
        rows_of(&names[1..].iter().map(|name| (name.as_str(), Some(name.as_str()), PENDING)).collect::<Vec<_>>());
    assert_eq!(Order::of(&most).told().groups.len(), 100, "a hundred are");
    assert_eq!(Order::of(&rows_of(&[])).told(), PictureOrder::default(), "no device is no panic");
}

#[test]
fn who_comes_later_stands_behind_until_they_are_the_most() {
    let mut rows = rows_of(&[("d-5", Some("b"), PENDING), ("d-7", Some("a"), PENDING)]);
    let mut order = Order::default();
    assert!(order.settle(&rows), "the first order moves cells");
    assert!(!order.settle(&rows), "and is not made again");
    add(&mut rows, &[("d-2", Some("a"), PENDING), ("d-1", Some("a"), PENDING)]);
    assert!(!order.settle(&rows), "no cell moves for two that came");
    assert_eq!(ids(&order, &rows), ["d-7", "d-5", "d-2", "d-1"], "they stand behind, as they came");
    assert_eq!(order.told().ordered, 2, "and are told apart");
    add(&mut rows, &[("d-5", Some("a"), PENDING)]);
    assert!(!order.settle(&rows), "a device whose group changes stays where it is");
    add(&mut rows, &[("d-3", None, PENDING)]);
    assert!(order.settle(&rows), "more came than were ordered");
    assert_eq!(ids(&order, &rows), ["d-1", "d-2", "d-5", "d-7", "d-3"], "so all are ordered anew");
    assert_eq!(order.told().ordered, 5);
}

#[test]
fn an_order_that_moves_no_cell_says_so() {
    let rows = rows_of(&[("a", None, PENDING), ("b", None, PENDING)]);
    assert!(!Order::default().settle(&rows), "they came as they are ordered");
}

proptest! {
    /// Ids of any beginnings and lengths, which is what the comparison by eight bytes has to survive.
    #[test]
    fn it_is_by_group_then_by_id(
        devices in prop::collection::hash_map("(dev-)?[ab0]{0,12}", prop::option::of("[aBc]?"), 0..60),
    ) {
        let rows = rows_of(&devices.iter().map(|(id, group)| (id.as_str(), group.as_deref(), PENDING)).collect::<Vec<_>>());
        let order = Order::of(&rows);
        let mut expected: Vec<(bool, String, &str)> = devices
            .iter()
            .map(|(id, group)| {
                let group = group.clone().unwrap_or_default();
                (group.is_empty(), group.to_lowercase(), id.as_str())
            })
            .collect();
        expected.sort();
        let expected: Vec<String> = expected.into_iter().map(|(.., id)| id.to_owned()).collect();
        prop_assert_eq!(ids(&order, &rows), expected);
        let told: u32 = order.told().groups.iter().map(|group| group.devices).sum();
        prop_assert!(told == 0 || told == rows.len(), "every cell is in one group");
    }
}
