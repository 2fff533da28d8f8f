//! Two watched deployments side by side.

use super::*;
use crate::wire::ComparedView;

impl Desk {
    fn watch_other(&self) -> u32 {
        self.watches.watch(0, &"c".into(), &"dq".into(), |_| true).unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn two_that_a_page_holds_are_compared_and_move_on() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("x", "Failed"), ("y", "Success")])]);
    let (running, done) =
        (look(&[("x", "In Progress"), ("z", "Success")]), look(&[("x", "Success"), ("z", "Success")]));
    desk.fleet.looks(&"dq".into(), [running, done]);
    let (a, b) = (desk.watch(), desk.watch_other());
    seconds(1).await;
    let changes = desk.watches.comparison(a, b).unwrap().changes;
    assert_eq!(
        (changes.open, changes.only_a, changes.only_b, changes.fixed),
        (1, 1, 1, 0),
        "what becomes of x is open"
    );
    let before = desk.watches.comparison_rows(a, b, &ComparedView::default(), 0, 9).unwrap();
    assert_eq!(before.total, 3);
    seconds(15).await;
    assert_eq!(desk.watches.comparison(a, b).unwrap().changes.fixed, 1, "the next look tells");
    assert_eq!(desk.watches.comparison(b, a).unwrap().changes.broke, 1, "from the other side it broke");
    let after = desk.watches.comparison_rows(a, b, &ComparedView::default(), 0, 1).unwrap();
    assert!(after.revision != before.revision && after.rows[0].id == "x", "and the page's rows are others");
    let same = desk.watches.comparison(a, desk.watch()).map_err(|error| error.code);
    assert_eq!(same.map(|told| told.devices), Err(ErrorCode::InvalidInput), "one is not two, however often it is held");
    desk.watches.unwatch(b);
    let gone = desk.watches.comparison(a, b).map_err(|error| error.code);
    assert_eq!(gone.map(|told| told.devices), Err(ErrorCode::WatchGone), "a comparison lasts as long as both are held");
}

#[tokio::test(start_paused = true)]
async fn those_seen_by_an_earlier_run_are_compared_without_a_network() {
    let mut desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("x", "Failed")])]);
    desk.fleet.looks(&"dq".into(), [look(&[("x", "Success")])]);
    let both = (desk.watch(), desk.watch_other());
    seconds(1).await;
    assert_eq!(desk.watches.comparison(both.0, both.1).unwrap().changes.fixed, 1);
    desk = desk.restart();
    for deployment in ["dp", "dq"] {
        desk.fleet.looks(&deployment.into(), [Look::Fail(status(503))]);
    }
    let (a, b) = (desk.watch(), desk.watch_other());
    seconds(1).await;
    assert_eq!(desk.watches.comparison(a, b).unwrap().changes.fixed, 1, "what was last seen of both");
    assert!(matches!(desk.last().phase, Phase::Stale { .. }), "and each watch says how old that is");
}

#[tokio::test(start_paused = true)]
async fn two_pages_compare_the_same_two_from_either_side_and_neither_waits_forever() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("x", "Failed")])]);
    desk.fleet.looks(&"dq".into(), [look(&[("x", "Success")])]);
    let (a, b) = (desk.watch(), desk.watch_other());
    seconds(1).await;
    let (done, ends) = std::sync::mpsc::channel();
    for (one, other) in [(a, b), (b, a)] {
        let (watches, done) = (desk.watches.clone(), done.clone());
        std::thread::spawn(move || {
            let devices: u32 = (0..2_000).map(|_| watches.comparison(one, other).unwrap().devices).sum();
            done.send(devices).unwrap();
        });
    }
    for _ in 0..2 {
        let devices = ends.recv_timeout(Duration::from_secs(60));
        assert_eq!(devices, Ok(2_000), "both are held in one order, whichever is asked for first");
    }
}
