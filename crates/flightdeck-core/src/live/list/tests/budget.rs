//! What a list may cost.

use super::*;

/// B12: one old pending device made the list fetch a whole fleet again every round.
#[tokio::test(start_paused = true)]
async fn a_deployment_in_which_nothing_changes_is_counted_less_and_less_often() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.fleet.looks(&"dp-199".into(), [look(&[("a", "Pending"), ("b", "Success")])]);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 4);
    seconds(2 * 3600).await;
    let rounds = desk.fleet.count("list top");
    let counted = desk.fleet.count("devices dp-199");
    assert!(rounds > 100, "the list itself goes on looking: {rounds}");
    assert!(
        counted <= 12,
        "two hours without a change cost a handful of counts, not one a round: {counted} of {rounds}"
    );
    let before = desk.fleet.count("devices dp-199");
    desk.lists.list_refresh(&"c".into()).unwrap();
    seconds(1).await;
    assert_eq!(desk.fleet.count("devices dp-199"), before + 1, "who asks for a look gets one");
}

/// Needs attention is complete, or says what is missing: what is out of sight is counted as well, a little at a time.
#[tokio::test(start_paused = true)]
async fn what_is_out_of_sight_is_counted_in_time_and_without_haste() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.fleet.looks(&"dp-120".into(), [look(&[("a", "Failed"), ("b", "Success")])]);
    desk.fleet.looks(&"dp-110".into(), [look(&[("a", "Running")]), look(&[("a", "Failed")])]);
    desk.watch();
    seconds(1).await;
    desk.ids(&newest(), 0, 10);
    seconds(14).await;
    let first = desk.fleet.count("devices");
    assert!((11..=16).contains(&first), "those in sight, and a few besides: {first}");
    seconds(15 * 20).await;
    assert_eq!(desk.last().not_looked, 0, "after some minutes the counts are complete");
    assert_eq!(desk.last().standings.attention, 1, "a failure far down the list is among them");
    let before = desk.fleet.count("devices dp-110");
    seconds(15 * 60).await;
    assert!(desk.fleet.count("devices dp-110") > before, "what still moved is counted again, now and then");
    assert_eq!(desk.last().standings.attention, 2, "and its failure is noticed");
    let settled = desk.fleet.count("devices");
    seconds(3_600).await;
    assert!(desk.fleet.count("devices") - settled < 60, "what has ended for good costs nothing more");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_counted_aside_while_no_row_is_asked_for() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.watch();
    seconds(120).await;
    assert_eq!(desk.fleet.count("devices"), 0, "a list that nobody shows costs its pages alone");
}
