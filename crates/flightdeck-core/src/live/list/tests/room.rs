//! How long a list is watched, and how often it looks.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_page_that_hears_no_more_ends_the_list_and_the_next_begins_anew() {
    let desk = Desk::new();
    desk.pages(199, 1);
    let heard = Mutex::new(0);
    let once = move |_| {
        let mut heard = heard.lock().unwrap();
        *heard += 1;
        *heard == 1
    };
    desk.lists.list_watch(0, &"c".into(), once).unwrap();
    seconds(1).await;
    assert!(desk.lists.room.find(&"c".into()).is_none(), "nobody listens, so nothing is watched");
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.last().phase, Phase::Live, "a new watch looks for itself");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_let_go_is_given_back_at_once() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.watch();
    seconds(1).await;
    let live = Arc::downgrade(&desk.lists.room.find(&"c".into()).unwrap());
    desk.lists.list_unwatch(&"c".into());
    sleep(Duration::from_millis(1)).await;
    assert!(live.upgrade().is_none(), "its loop does not keep the rows until the next look is due");
}

#[tokio::test(start_paused = true)]
async fn opening_a_list_that_had_stopped_looks_again() {
    let desk = Desk::new();
    desk.fleet.pages.lock().unwrap().insert(None, Err(status(401)));
    desk.watch();
    seconds(60).await;
    assert!(matches!(desk.last().phase, Phase::Stopped { .. }), "the token was rejected");
    assert_eq!(desk.fleet.count("list"), 1, "so it is not tried again");
    desk.pages(199, 1);
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.last().phase, Phase::Live, "whoever opens it gets a look");
    let asked = desk.fleet.count("list");
    desk.watch();
    seconds(1).await;
    assert_eq!(desk.fleet.count("list"), asked, "one that goes on looking keeps its pace");
}

#[tokio::test(start_paused = true)]
async fn hidden_it_looks_less_often() {
    let desk = Desk::new();
    desk.pages(199, 1);
    desk.lists.set_visible(false);
    desk.watch();
    seconds(130).await;
    assert_eq!(desk.fleet.seconds("list top"), [0, 60, 120], "a quarter as often");
    desk.lists.set_visible(true);
    seconds(10).await;
    assert_eq!(desk.fleet.seconds("list top"), [0, 60, 120, 135], "shown, at its usual pace");
}
