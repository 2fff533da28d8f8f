//! Who keeps a deployment watched: pages and others, one stream of requests for all, an end with the last.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::live::watch::Hold;
use crate::live::watch::snapshot::Snapshot;
use crate::wire::{Choose, DeviceState};

#[tokio::test(start_paused = true)]
async fn two_views_and_a_guard_cost_one_stream_of_requests() {
    let desk = Desk::new();
    let busy = (0..100).map(|n| look(&[("a", if n % 2 == 0 { "Pending" } else { "Running" })]));
    desk.fleet.looks(&"dp".into(), busy);
    let one = desk.watch();
    seconds(1).await;
    let other = desk.watch();
    assert_ne!(one, other, "each view has its own hold");
    assert_eq!((desk.last().watch, desk.last().total), (other, 1), "and is told at once what is known");
    let hold = desk.watches.hold(&"c".into(), &"dp".into(), Duration::from_secs(60));
    seconds(60).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 15, 30, 45, 60], "one stream, at the pace of the most demanding");
    desk.watches.unwatch(one);
    desk.watches.reset(7);
    seconds(180).await;
    assert_eq!(
        desk.fleet.seconds("devices")[5..],
        [120, 180, 240],
        "the pages are gone; the guard looks on as it wishes"
    );
    assert_eq!(hold.notice().total, 1, "and sees what is there");
    drop(hold);
    seconds(600).await;
    assert_eq!(desk.fleet.count("devices"), 8, "with the last holder it ends");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_goes_leaves_others_alone_and_one_that_comes_finds_what_is_known() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")]), Look::Fail(status(500))]);
    let _hold = desk.watches.hold(&"c".into(), &"dp".into(), Duration::from_secs(300));
    seconds(1).await;
    desk.watches.reset(2);
    let notices = desk.notices.clone();
    let heard = move |notice| {
        notices.lock().unwrap().push(notice);
        true
    };
    let id = desk.watches.watch(2, &"c".into(), &"dp".into(), heard).unwrap();
    assert_eq!((desk.last().phase, desk.last().total), (Phase::Live, 1), "the page begins with what the guard saw");
    assert_eq!(desk.watches.rows(id, &all(), 0, 9).unwrap().rows.len(), 1, "rows and all");
    assert_eq!(desk.fleet.count("devices"), 1, "without asking anybody");
    seconds(15).await;
    assert_eq!(desk.fleet.count("devices"), 2, "from now on at the page's pace");
}

#[tokio::test(start_paused = true)]
async fn views_of_two_windows_do_not_disturb_each_other() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look_of(&many(50, "Pending"))]);
    let (one, other) = (desk.watch(), desk.watch());
    seconds(1).await;
    let reversed = RowsView { descending: true, ..all() };
    for _ in 0..3 {
        assert_eq!(desk.watches.rows(one, &all(), 0, 1).unwrap().rows[0].id, "d-0", "its own order");
        assert_eq!(desk.watches.rows(other, &reversed, 0, 1).unwrap().rows[0].id, "d-9", "and the other's");
    }
}

#[derive(Clone, Debug)]
enum Step {
    Page(u8),
    Hold(u8, u64),
    LetGo(usize),
    Reload,
    Visible(bool),
    Pass(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0u8..3).prop_map(Step::Page),
        (0u8..3, 5u64..200).prop_map(|(of, wish)| Step::Hold(of, wish)),
        (0usize..8).prop_map(Step::LetGo),
        Just(Step::Reload),
        any::<bool>().prop_map(Step::Visible),
        (1u64..90).prop_map(Step::Pass),
    ];
    prop::collection::vec(step, 1..30)
}

enum Held {
    Page(u32),
    Other(u64, #[expect(dead_code, reason = "held, not asked")] Hold),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// A deployment is watched exactly while somebody holds it, and never asked for more often than the most demanding of them needs.
    #[test]
    fn it_is_watched_while_held_and_no_more_than_needed(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let desk = Desk::new();
            for of in 0..3u8 {
                let busy = (0..4_000).map(|n| look(&[("a", if n % 2 == 0 { "Pending" } else { "Running" })]));
                desk.fleet.looks(&format!("dp{of}").into(), busy);
            }
            let mut held: Vec<(u8, Held)> = Vec::new();
            let (mut epoch, mut visible) = (1, true);
            for step in steps {
                let mut passed = 0;
                match step {
                    Step::Page(of) => {
                        let id = desk.watches.watch(epoch, &"c".into(), &format!("dp{of}").into(), |_| true).unwrap();
                        held.push((of, Held::Page(id)));
                    }
                    Step::Hold(of, wish) => {
                        let hold = desk.watches.hold(&"c".into(), &format!("dp{of}").into(), Duration::from_secs(wish));
                        held.push((of, Held::Other(wish, hold)));
                    }
                    Step::LetGo(n) if n < held.len() => {
                        if let (_, Held::Page(id)) = held.swap_remove(n) {
                            desk.watches.unwatch(id);
                        }
                    }
                    Step::LetGo(_) => {}
                    Step::Reload => {
                        epoch += 1;
                        desk.watches.reset(epoch);
                        held.retain(|(_, held)| matches!(held, Held::Other(..)));
                    }
                    Step::Visible(shown) => {
                        visible = shown;
                        desk.watches.set_visible(shown);
                    }
                    Step::Pass(seconds) => passed = seconds,
                }
                // What is due because somebody came is asked for now.
                sleep(Duration::from_millis(10)).await;
                let before: HashMap<u8, usize> =
                    (0..3).map(|of| (of, desk.fleet.count(&format!("devices dp{of}")))).collect();
                seconds(passed).await;
                for of in 0..3u8 {
                    let needs = held.iter().filter(|(which, _)| *which == of).map(|(_, held)| match held {
                        Held::Page(_) if visible => 15,
                        Held::Page(_) => 60,
                        Held::Other(wish, _) => *wish,
                    });
                    let shortest = needs.min();
                    let watched = desk.watches.of(&"c".into(), &format!("dp{of}").into()).is_some();
                    assert_eq!(watched, shortest.is_some(), "watched exactly while held");
                    let asked = desk.fleet.count(&format!("devices dp{of}")) - before[&of];
                    // One more than fits: the wait may have begun long before.
                    let most = shortest.map_or(0, |shortest| passed as usize / shortest as usize + 1);
                    assert!(asked <= most, "{asked} looks in {passed} s, where one in {shortest:?} s is needed");
                    if let Some(shortest) = shortest {
                        let least = (passed as usize / shortest as usize).saturating_sub(1);
                        assert!(asked >= least, "{asked} looks in {passed} s, where one in {shortest} s is needed");
                    }
                }
            }
        });
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_written_of_those_chosen_is_who_was_chosen_then() {
    let desk = Desk::new();
    desk.fleet.looks(
        &"dp".into(),
        [
            look(&[("a", "Failed"), ("b", "Pending"), ("c", "Failed")]),
            look(&[("a", "Failed"), ("b", "Failed"), ("c", "Failed")]),
        ],
    );
    let id = desk.watch();
    seconds(1).await;
    let failed = RowsView { states: vec![DeviceState::Failed], ..RowsView::default() };
    desk.watches.choose(id, Choose::All { view: failed }).unwrap();
    desk.watches.choose(id, Choose::Toggle { device: "a".into() }).unwrap();
    let ids = |snapshot: &Snapshot| snapshot.devices().map(|device| device.row.id.to_string()).collect::<Vec<_>>();
    let by_id = RowsView { sort: DeviceSort::Device, ..RowsView::default() };
    let then = desk.watches.snapshot(id, &by_id, true).unwrap();
    seconds(20).await;
    assert_eq!(ids(&then), ["c"], "as it was, whoever comes to be chosen meanwhile");
    assert_eq!(ids(&desk.watches.snapshot(id, &by_id, true).unwrap()), ["b", "c"], "now there is one more");
    assert_eq!(ids(&desk.watches.snapshot(id, &by_id, false).unwrap()), ["a", "b", "c"], "and all are all");
    let none = desk.watches.choose(id, Choose::Nobody).map(|_| desk.watches.snapshot(id, &by_id, true).unwrap());
    assert_eq!(none.unwrap().chosen(), 0, "nobody chosen is nobody written");
}
