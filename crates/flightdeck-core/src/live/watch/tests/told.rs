//! What others than a page hear of a watch, and ask of it: the list, aborts, guards and plans.

use super::*;
use crate::wire::AbortScope;

#[tokio::test(start_paused = true)]
async fn what_a_watch_sees_is_told_to_who_else_listens() {
    let desk = Desk::new();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let hears = heard.clone();
    desk.watches.tell(move |connection, deployment, sight| {
        hears.lock().unwrap().push(format!("{connection} {deployment} {}", sight.counts.total()));
    });
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending"), ("b", "Success")])]);
    desk.watch();
    seconds(16).await;
    assert_eq!(*heard.lock().unwrap(), ["c dp 2"; 2], "with each look");
}

#[tokio::test(start_paused = true)]
async fn only_who_was_asked_to_stop_is_said_to_be() {
    let desk = Desk::new();
    let requested =
        |deployment: &str, device: &str| desk.watches.abort_requested(&"c".into(), &deployment.into(), &device.into());
    assert!(!requested("dp", "a"), "nobody was");
    desk.watches.request_abort(&"c".into(), &"dp".into(), &AbortScope::Device { device: "a".into() });
    assert!(requested("dp", "a"), "whether it is watched or not");
    assert!(!requested("dp", "b") && !requested("other", "a"), "and nobody else");
}

#[tokio::test(start_paused = true)]
async fn who_holds_a_watch_may_have_it_look_at_once() {
    let desk = Desk::new();
    desk.fleet.looks(&"dp".into(), [look(&[("a", "Pending")])]);
    let hold = desk.watches.hold(&"c".into(), &"dp".into(), Duration::from_secs(300));
    seconds(10).await;
    assert_eq!(desk.fleet.seconds("devices"), [0]);
    hold.poke();
    seconds(1).await;
    assert_eq!(desk.fleet.seconds("devices"), [0, 10], "long before it would be due");
}

#[tokio::test(start_paused = true)]
async fn causes_that_no_longer_change_are_looked_into_when_a_page_or_a_guard_asks() {
    for by_page in [true, false] {
        let desk = Desk::new();
        desk.computer.settings.send_modify(|settings| settings.settle_causes = true);
        let failed = many(150, "Failed");
        desk.fleet.details.lock().unwrap().extend(failed.iter().map(|(id, _)| (id.clone(), detail("no network"))));
        desk.fleet.looks(&"dp".into(), [look_of(&failed)]);
        let id = desk.watch();
        let hold = desk.watches.hold(&"c".into(), &"dp".into(), Duration::from_secs(60));
        seconds(5).await;
        let causes = || desk.watches.causes(id).unwrap();
        assert!(causes().settled && causes().looked_at < 110, "it stops by itself: {:?}", causes());
        match by_page {
            true => desk.watches.causes_go_on(id).unwrap(),
            false => drop(hold.count_causes()),
        }
        seconds(1).await;
        assert_eq!(
            (causes().looked_at, hold.count_causes().looked_at),
            (150, 150),
            "to the last one, before the next look"
        );
    }
}
