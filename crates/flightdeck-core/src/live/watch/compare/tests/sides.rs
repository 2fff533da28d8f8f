//! The rules of a comparison, each by itself.

use super::*;
use crate::live::fakes::known::{FakeKnown, TOLD_MS, known};

fn ids(window: &ComparedWindow) -> String {
    window.rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn what_became_of_a_device_follows_from_its_two_states() {
    use DeviceState::*;
    for (a, b, expected) in [
        (None, None, None),
        (Some(Failed), None, Some(Change::OnlyA)),
        (None, Some(Pending), Some(Change::OnlyB)),
        (Some(Succeeded), Some(Failed), Some(Change::Broke)),
        (Some(Failed), Some(Succeeded), Some(Change::Fixed)),
        (Some(Failed), Some(Failed), Some(Change::StillFails)),
        (Some(Succeeded), Some(Succeeded), Some(Change::Same)),
        (Some(Aborted), Some(Aborted), Some(Change::Same)),
        (Some(Succeeded), Some(Aborted), Some(Change::Otherwise)),
        (Some(Aborted), Some(Succeeded), Some(Change::Otherwise)),
        (Some(Aborted), Some(Failed), Some(Change::Otherwise)),
        (Some(Failed), Some(Aborted), Some(Change::Otherwise)),
        (Some(Failed), Some(InProgress), Some(Change::Open)),
        (Some(Pending), Some(Succeeded), Some(Change::Open)),
        (Some(Unknown), Some(Unknown), Some(Change::Open)),
    ] {
        assert_eq!(change(a, b), expected, "{a:?} in A, {b:?} in B");
    }
}

#[test]
fn a_device_that_only_b_names_is_none_of_a_whatever_its_id() {
    let of = |ids: &[&str]| held(&deployment(&ids.iter().map(|id| (*id, DeviceState::Failed, 1)).collect::<Vec<_>>()));
    for (a, b) in [(&[][..], &[""][..]), (&["x"], &["x", ""])] {
        let found = classes(&of(a), &of(b));
        let changes: Vec<Change> = b.iter().map(|id| found[*id]).collect();
        let expected = if a.is_empty() { vec![Change::OnlyB] } else { vec![Change::StillFails, Change::OnlyB] };
        assert_eq!(changes, expected, "no row of A comes after its last");
    }
}

#[test]
fn each_order_of_a_comparison_is_what_its_name_says() {
    let (a, b) = two();
    for (sort, ascending, descending) in [
        (ComparedSort::A, "caxdbey", "bedxcay"),
        (ComparedSort::B, "cbeadyx", "adyecbx"),
        (ComparedSort::TookA, "dxabcey", "ecbadxy"),
        (ComparedSort::TookB, "ecadybx", "bydacex"),
        (ComparedSort::Longer, "ecadbyx", "bdaceyx"),
    ] {
        let shown = |descending| ids(&window(&a, &b, &ComparedView { sort, descending, ..ComparedView::default() }));
        assert_eq!((shown(false).as_str(), shown(true).as_str()), (ascending, descending), "{sort:?}, and reversed");
    }
    let left = Deployment { devices: vec![("k".into(), DeviceState::Succeeded, None)], gone: vec!["g".into()] };
    let named = deployment(&[("g", DeviceState::Failed, 1), ("k", DeviceState::Failed, 1)]);
    let view = ComparedView { sort: ComparedSort::A, ..ComparedView::default() };
    assert_eq!(ids(&window(&held(&left), &held(&named), &view)), "kg", "what is gone is not urgent, however it stood");
}

#[test]
fn a_view_is_made_anew_when_what_it_asks_for_is_found_out() {
    for by_number in [true, false] {
        let (a, mut b) = two();
        let mut compared = Compared::default();
        let causes = compared.summary(sides(&a, &b)).causes;
        let id = causes.iter().find(|cause| cause.text == "no network").unwrap().id;
        let view = if by_number {
            ComparedView { cause: Some(id), ..ComparedView::default() }
        } else {
            ComparedView { text: "cause:network".into(), ..ComparedView::default() }
        };
        let mut shown = |b: &Held| ids(&compared.window(sides(&a, b), &view, 0, 9, 0));
        assert_eq!((shown(&b), shown(&b)), ("c".into(), "c".into()), "as long as nothing changes, it stays");
        b.fails("b", "no network");
        assert_eq!(shown(&b), "bc", "one more failed for it, though no row changed; by its number: {by_number}");
    }
}

#[test]
fn a_search_finds_what_is_so_in_either() {
    let (a, b) = two();
    for (text, found) in
        [("state:failed", "bca"), ("-state:failed", "dexy"), ("state:aborted", "d"), ("state:moving", "ex")]
    {
        let view = ComparedView { text: text.into(), ..ComparedView::default() };
        assert_eq!(ids(&window(&a, &b, &view)), found, "{text}");
    }
}

#[test]
fn reasons_are_those_of_devices_that_have_not_been_tried_again() {
    let (a, mut b) = two();
    let told = |held: &Held| {
        let by_row = held.side().by_row().into_iter();
        let mut told: Vec<_> = by_row.map(|(row, why)| (held.rows.id(row).to_owned(), why.text.clone())).collect();
        told.sort();
        told
    };
    assert_eq!(told(&a), [("a".into(), "disk full: # MB".into()), ("c".into(), "no network".to_owned())]);
    b.fails("a", "no network");
    assert_eq!(told(&b), [("c".into(), "no network".to_owned())], "a succeeded since");
}

#[test]
fn a_snapshot_has_the_devices_of_its_view_in_its_order() {
    let (a, b) = two();
    let of = |view: &ComparedView| Compared::default().snapshot(sides(&a, &b), view, 0);
    let all = of(&ComparedView { sort: ComparedSort::Device, ..ComparedView::default() });
    let devices: Vec<_> = all.devices().map(|device| (device.id.to_string(), device.change)).collect();
    let expected = [
        ("a", Change::Fixed),
        ("b", Change::Broke),
        ("c", Change::StillFails),
        ("d", Change::Otherwise),
        ("e", Change::Open),
        ("x", Change::OnlyA),
        ("y", Change::OnlyB),
    ];
    assert_eq!(devices, expected.map(|(id, change)| (id.to_owned(), change)));
    assert_eq!((all.chosen(), of(&only(Change::Fixed)).chosen()), (7, 1), "so many lines are to be written");
    let why = all.devices().next().unwrap().reasons.map(|reason| reason.map(|reason| reason.text.clone()));
    assert_eq!(why, [Some("disk full: # MB".to_owned()), None], "and why each failed, in A and in B");
}

#[test]
fn what_is_known_of_a_device_is_told_only_where_neither_answer_tells_it() {
    let fleet = FakeKnown::of([known("a", Some("Known"), Some("Lab"))]).rows().handle();
    let answered = |(name, group): (Option<&str>, Option<&str>)| {
        let mut rows = Rows::default();
        let (started, finished, steps) = (TimeRef::Absent, TimeRef::Absent, None);
        let state = DeviceState::Succeeded;
        let record = DeviceRef { uuid: "a", state, raw_status: "", started, finished, steps, name, group };
        rows.apply([record].into_iter(), 0);
        rows.view(0)
    };
    let (own, lab, is) = (Some("own"), Some("Lab"), Some("Known"));
    let (name, group) = (Some(TOLD_MS), Some(TOLD_MS - 1));
    for (answers, expected) in [
        ([(None, None), (None, None)], [(is, lab, Some((name, group))); 2]),
        ([(own, None), (None, None)], [(own, lab, Some((None, group))), (None, lab, Some((None, group)))]),
        ([(None, own), (None, None)], [(is, own, Some((name, None))), (is, None, Some((name, None)))]),
        ([(None, None), (own, None)], [(None, lab, Some((None, group))), (own, lab, Some((None, group)))]),
        ([(None, None), (None, own)], [(is, None, Some((name, None))), (is, own, Some((name, None)))]),
        ([(own, own), (None, None)], [(own, own, None), (None, None, None)]),
        ([(own, None), (None, own)], [(own, None, None), (None, own, None)]),
    ] {
        let [mut a, mut b] = answers.map(answered);
        tell_both(&fleet, &mut a, &mut b);
        let told = [&a, &b].map(|row| {
            let row = row.as_ref().unwrap();
            (row.name.as_deref(), row.group.as_deref(), row.known.map(|known| (known.name_ms, known.group_ms)))
        });
        assert_eq!(told, expected, "the answers tell {answers:?}: what one of them tells stands for both");
    }
    let (mut only, mut none) = (answered((None, None)), None);
    tell_both(&fleet, &mut only, &mut none);
    assert_eq!(only.unwrap().name.as_deref(), Some("Known"), "in one of the two alone");
}
