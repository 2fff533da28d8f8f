//! What a list may cost.

use super::*;

/// B12: one old pending device made the list fetch a whole fleet again every round.
#[tokio::test(start_paused = true)]
async fn a_deployment_in_which_nothing_changes_is_counted_less_and_less_often() {
    let desk = Desk::new();
    desk.pages(199, 1);
    for n in 100..200 {
        desk.fleet.looks(&format!("dp-{n}").into(), [look(&[("a", "Success")])]);
    }
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
