//! What deployments that were watched here tell of the fleet, in this run and in earlier ones.

use std::collections::HashMap;

use super::super::knowledge::{Last, Named, SeenThere};
use super::{NOW, fleet, named, there};
use crate::wire::{DeviceState, FleetSort, FleetView};

#[test]
fn what_no_kept_deployment_tells_any_more_is_let_go_and_what_others_tell_goes_by_the_new_numbers() {
    let mut state = fleet();
    let other = || Named { id: "dp-2".into(), comment: Some("second".into()) };
    let both = named().into_iter().chain([other()]).collect();
    let in_second = SeenThere {
        last: Last { deployment: 1, state: DeviceState::Failed, at_ms: 9 },
        ..there(DeviceState::Failed, 9, Some("Lab"))
    };
    state.seen(
        both,
        HashMap::from([
            ("a".to_owned(), there(DeviceState::Failed, 7, None)),
            ("d".to_owned(), in_second),
            ("e".to_owned(), there(DeviceState::Succeeded, 8, Some("Lab"))),
        ]),
    );
    // The first was let go: the second has its number from now on.
    let left = HashMap::from([("d".to_owned(), SeenThere { name: None, ..there(DeviceState::Failed, 9, None) })]);
    assert!(state.seen(vec![other()], left), "less is known than before");
    let rows = state.window(&FleetView { sort: FleetSort::Id, ..FleetView::all() }, 0, 9, NOW).rows;
    let short: Vec<_> = rows
        .iter()
        .map(|row| (row.id.as_str(), row.last.as_ref().map(|last| last.deployment.as_str()), row.group.as_deref()))
        .collect();
    assert_eq!(
        short,
        [
            ("a", None, Some("Production")),
            ("b", None, Some("Production")),
            ("c", None, Some("Test")),
            ("d", Some("dp-2"), None),
        ],
        "a's is not told of the second, d's group is not told any more, and e was named by the first alone"
    );
}
