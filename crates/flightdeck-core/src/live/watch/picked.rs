//! Some devices of a watched deployment as the API can name them: those of one outcome in it, without a few. Pure.

use super::rows::Rows;
use crate::live::tally::count;
use crate::wire::{Counts, DeviceId, DeviceState};

/// Left out one by one, at most: each is a filter of its own, and a request that nobody can read is none that anybody reviews.
pub(crate) const MOST_LEFT_OUT: usize = 50;

/// Devices that were picked, and the fewest filters that name exactly them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picked {
    /// How many, without those the service names no more.
    pub(crate) counts: Counts,
    /// Picked, and named by the service no more: no filter reaches them.
    pub(crate) gone: u32,
    /// The device, where it is one.
    pub(crate) only: Option<DeviceId>,
    /// What names exactly them; none where too many would have to be left out.
    pub(crate) named: Option<Named>,
    /// The fewest that would have to be left out.
    pub(crate) left_out: u32,
}

/// All devices of one outcome, without some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Which outcome; none is any.
    pub(crate) state: Option<DeviceState>,
    /// Those left out.
    pub(crate) without: Vec<DeviceId>,
}

/// What names the devices that are `wanted`.
pub(crate) fn picked(rows: &Rows, wanted: impl Fn(u32) -> bool) -> Picked {
    let mut found = Picked::default();
    for row in (0..rows.len()).filter(|row| wanted(*row)) {
        if rows.is_gone(row) {
            found.gone += 1;
        } else {
            found.only = Some(rows.id(row).into());
            count(&mut found.counts, rows.state(row).into());
        }
    }
    let total = found.counts.total();
    found.only = found.only.filter(|_| total == 1);
    if total == 0 {
        return found;
    }
    let all = rows.counts();
    let outcomes = [
        (Some(DeviceState::Pending), found.counts.pending, all.pending),
        (Some(DeviceState::InProgress), found.counts.in_progress, all.in_progress),
        (Some(DeviceState::Succeeded), found.counts.succeeded, all.succeeded),
        (Some(DeviceState::Failed), found.counts.failed, all.failed),
        (Some(DeviceState::Aborted), found.counts.aborted, all.aborted),
        // A status this version does not know has no word in a filter; only "any" takes it in.
        (None, total, all.total()),
    ];
    let fitting = outcomes.into_iter().filter(|(_, picked, _)| *picked == total);
    let Some((state, _, of)) = fitting.min_by_key(|(_, _, of)| *of) else { return found };
    found.left_out = of - total;
    if found.left_out as usize <= MOST_LEFT_OUT {
        let outcome = |row: u32| state.is_none_or(|state| DeviceState::from(rows.state(row)) == state);
        let without = (0..rows.len()).filter(|row| !rows.is_gone(*row) && outcome(*row) && !wanted(*row));
        found.named = Some(Named { state, without: without.map(|row| rows.id(row).into()).collect() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::fakes::devices;

    fn rows(all: &[(&str, &str)]) -> Rows {
        let mut rows = Rows::default();
        rows.begin(0);
        rows.apply(devices(all).batch.iter(), 0);
        rows.end(true);
        rows
    }

    #[test]
    fn devices_are_named_by_their_outcome_without_the_others_of_it() {
        let some = [("a", "failed"), ("b", "failed"), ("c", "failed"), ("d", "success"), ("e", "odd")];
        let rows = rows(&some);
        let at = |ids: &[&str]| {
            let numbers: Vec<u32> = ids.iter().filter_map(|id| rows.find(id)).collect();
            picked(&rows, |row| numbers.contains(&row))
        };
        let named = |state, without: &[&str]| {
            Some(Named { state, without: without.iter().map(|id| DeviceId::from(*id)).collect() })
        };
        let failed = Some(DeviceState::Failed);
        assert_eq!(at(&["a", "b", "c"]).named, named(failed, &[]), "all of one outcome need no exclusion");
        assert_eq!(at(&["a", "c"]).named, named(failed, &["b"]), "some of it leave out the others of it, and no more");
        assert_eq!(at(&["a", "d"]).named, named(None, &["b", "c", "e"]), "of two outcomes: any, without the others");
        assert_eq!(
            at(&["e"]).named,
            named(None, &["a", "b", "c", "d"]),
            "a status nobody knows has no word of its own"
        );
        assert_eq!((at(&["b"]).only, at(&["a", "b"]).only), (Some("b".into()), None), "one alone is told by its id");
        assert_eq!(at(&[]), Picked::default(), "nobody is nobody");
    }

    #[test]
    fn too_many_to_leave_out_have_no_name_and_gone_ones_are_counted_apart() {
        let ids: Vec<(String, &str)> = (0..60).map(|n| (format!("d-{n}"), "failed")).collect();
        let all: Vec<(&str, &str)> = ids.iter().map(|(id, status)| (id.as_str(), *status)).collect();
        let many = rows(&all);
        let few = picked(&many, |row| row < 5);
        assert_eq!((few.named, few.left_out), (None, 55), "55 filters are no request that anybody reviews");
        let mut some = rows(&[("a", "failed"), ("b", "failed")]);
        some.begin(1);
        some.apply(devices(&[("a", "failed")]).batch.iter(), 1);
        some.end(true);
        let both = picked(&some, |_| true);
        assert_eq!((both.gone, both.counts.total()), (1, 1), "no filter reaches who is named no more");
    }
}
