//! B7: which deployments of the list are finished for good, and what a watch corrects.

use super::*;
use crate::live::schedule::Progress;
use crate::live::sight::Sight;

impl Desk {
    /// A deployment made so long before the test clock begins.
    fn made(&self, uuid: &str, ago_ms: i64) {
        let made = deployment(uuid, Some("made"), Some(START_MS - ago_ms));
        self.page(None, vec![made], None, 1);
    }

    fn settled(&self, uuid: &str) -> bool {
        match self.status(uuid) {
            RowStatus::Known { settled, .. } => settled,
            other => panic!("nothing is known yet: {other:?}"),
        }
    }
}

fn ended() -> Look {
    look(&[("a", "Success"), ("b", "Failed")])
}

#[tokio::test(start_paused = true)]
async fn a_young_deployment_is_not_finished_by_one_look() {
    let desk = Desk::new();
    desk.made("young", 5_000);
    desk.fleet.looks(&"young".into(), [look(&[("a", "Success")]), look(&[("a", "Success"), ("b", "Pending")])]);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 10);
    seconds(1).await;
    assert!(!desk.settled("young"), "B7: its only device so far has ended, five seconds after it was made");
    assert!(desk.seen.0.lock().unwrap().is_empty(), "so nothing is remembered as final");
    seconds(15).await;
    let RowStatus::Known { counts, .. } = desk.status("young") else { panic!("it was counted") };
    assert_eq!(counts.pending, 1, "B7: the device that came later is seen");
}

#[tokio::test(start_paused = true)]
async fn an_old_one_is_finished_by_two_looks_that_agree() {
    let desk = Desk::new();
    desk.made("old", 3_600_000);
    desk.fleet.looks(&"old".into(), [ended(), ended(), look(&[("never", "Pending")])]);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 10);
    seconds(3_600).await;
    assert_eq!(desk.fleet.count("devices old"), 2, "B7: two looks, then no more");
    assert!(desk.settled("old") && desk.seen.0.lock().unwrap().contains_key("old"), "and it is remembered");
}

#[tokio::test(start_paused = true)]
async fn what_a_watch_sees_corrects_a_row_that_was_taken_for_finished() {
    let desk = Desk::new();
    desk.made("back", 3_600_000);
    let old = Counts { failed: 3, ..Counts::default() };
    desk.seen.0.lock().unwrap().insert("back".into(), (old, 77));
    desk.fleet.looks(&"back".into(), [look(&[("a", "Pending")])]);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 10);
    seconds(60).await;
    assert!(desk.settled("back") && desk.fleet.count("devices") == 0, "remembered as final, so nobody asks");
    let counts = Counts { in_progress: 1, failed: 2, ..Counts::default() };
    let at_ms = START_MS + 60_000;
    let agrees = Sight { counts: old, shortfall: None, unreadable: 0, progress: Progress::Settling, at_ms };
    desk.lists.saw(&"c".into(), &"back".into(), &agrees);
    assert!(desk.settled("back"), "a first look that agrees contradicts nothing");
    let sight = Sight { counts, progress: Progress::Moving, ..agrees };
    desk.lists.saw(&"c".into(), &"back".into(), &sight);
    let RowStatus::Known { counts: shown, settled, seen_ms, .. } = desk.status("back") else { panic!("it is known") };
    assert_eq!((shown, settled, seen_ms), (counts, false, START_MS + 60_000), "B7: the watch knows better");
    seconds(60).await;
    assert!(desk.fleet.count("devices back") > 0, "B7: and from now on it is counted again");
}
