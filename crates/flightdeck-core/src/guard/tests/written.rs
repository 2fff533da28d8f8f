//! What is written down and when, how long it is kept, and what a changed guard goes on with.

use super::*;
use crate::guard::book::ENDED;

const DAY: u64 = 24 * 60 * 60;

#[tokio::test(start_paused = true)]
async fn news_are_written_at_once_and_that_it_looked_once_a_minute() {
    let desk = desk();
    desk.fails([0]);
    desk.arm(false);
    seconds(1).await;
    assert_eq!(desk.writes(), 2, "armed, and its first look");
    seconds(45).await;
    assert_eq!(desk.writes(), 2, "three looks that saw nothing new");
    seconds(15).await;
    assert_eq!(desk.writes(), 3, "with a look a minute later it is written that it looked");
    desk.fails([1, 2]);
    seconds(15).await;
    assert_eq!(desk.writes(), 4, "what is new is written at once");
    seconds(15).await;
    assert_eq!(desk.writes(), 5, "and at once again");
    seconds(45).await;
    assert_eq!(desk.writes(), 5, "and then it is quiet");
}

#[tokio::test(start_paused = true)]
async fn another_rule_is_that_of_the_same_guard() {
    let desk = desk();
    desk.fails([0]);
    let first = desk.arm(true);
    seconds(1).await;
    let rule = GuardRule { limits: vec![GuardLimit::NoProgress { minutes: 30 }], abort: false };
    let second = desk.guards.arm(&"c".into(), &"dp".into(), None, rule.clone()).unwrap();
    assert_eq!((second.id, second.rule), (first.id, rule), "the guard of this deployment has another rule");
    assert_eq!(second.comment.as_deref(), Some("Camera models"), "what was not said anew is as it was");
    seconds(1).await;
    desk.guards.forget_connection(&"c".into());
    let looked = desk.fleet.count("devices");
    seconds(300).await;
    assert_eq!(desk.fleet.count("devices"), looked, "it was watched once, and with it nobody watches any more");
}

#[tokio::test(start_paused = true)]
async fn an_acknowledged_guard_counts_from_its_next_look() {
    let desk = desk();
    desk.fails([8]);
    let id = desk.arm(false).id;
    assert_eq!(desk.guards.fired(&id), None, "it has nothing to say yet");
    seconds(1).await;
    let firing = desk.guards.fired(&id).expect("8 of 90");
    assert_eq!(firing.counts.failed, 8, "what a plan halts for");
    desk.guards.acknowledge(&id).unwrap();
    assert_eq!(desk.guards.fired(&id), None, "which somebody has seen now");
    assert_eq!(desk.guards.fired("another"), None, "and of another guard nothing is said");
}

#[tokio::test(start_paused = true)]
async fn what_ended_is_kept_for_as_long_as_the_settings_say_to_the_millisecond() {
    let desk = desk();
    let fire_and_end = async |desk: &Desk, deployment: &str| {
        desk.fleet.looks(&deployment.into(), [of_hundred(8)]);
        let id = desk.guards.arm(&"c".into(), &deployment.into(), None, Desk::rule(false)).unwrap().id;
        seconds(1).await;
        desk.guards.disarm(&id).unwrap();
    };
    fire_and_end(&desk, "first").await;
    let days = u64::from(Settings::default().keep_days);
    seconds(days * DAY - 1).await;
    fire_and_end(&desk, "second").await;
    assert_eq!(desk.guards.book().views().len(), 2, "it ended so many days ago, and no longer");
    let desk = desk.restart();
    assert_eq!(desk.guards.book().views().len(), 2, "which the next run finds too");
    sleep(Duration::from_millis(1)).await;
    let desk = desk.restart();
    let left: Vec<_> = desk.guards.book().views().into_iter().filter_map(|view| view.deployment).collect();
    assert_eq!(left, ["second"], "a millisecond later it is forgotten");
    assert_eq!(desk.disk.guards().unwrap().len(), 1, "on disk too");
}

#[tokio::test(start_paused = true)]
async fn those_that_end_by_themselves_are_as_few() {
    let desk = desk();
    for number in 0..ENDED + 1 {
        let deployment = format!("dp-{number}").as_str().into();
        desk.fleet.looks(&deployment, [look_of(&many(3, "Success"))]);
        desk.guards.arm(&"c".into(), &deployment, None, Desk::rule(false)).unwrap();
    }
    seconds(600).await;
    let stages: Vec<GuardStage> = desk.guards.book().views().into_iter().map(|view| view.stage).collect();
    assert!(stages.iter().all(|stage| matches!(stage, GuardStage::Over { .. })), "all finished: {stages:?}");
    assert_eq!(stages.len(), ENDED, "the first has gone");
}

#[tokio::test(start_paused = true)]
async fn what_became_of_one_launch_is_no_news_of_another() {
    let desk = desk();
    for launch in ["l-1", "l-2"] {
        desk.guards.expect(launch, &"c".into(), Some(launch.to_owned()), Desk::rule(false)).unwrap();
    }
    desk.guards.expect("l-1", &"c".into(), Some("another".into()), Desk::rule(true)).unwrap();
    let comments = |desk: &Desk| -> Vec<String> {
        desk.guards.book().views().into_iter().filter_map(|view| view.comment).collect()
    };
    assert_eq!(comments(&desk), ["l-1", "l-2"], "a repeated command changes nothing");
    desk.guards.launch_failed("l-1");
    assert_eq!(comments(&desk), ["l-2"], "the other launch is still under way");
}

#[tokio::test(start_paused = true)]
async fn a_clock_counts_as_set_from_ten_seconds_on() {
    for (set_by, moved) in [(10_000, 0), (10_001, 10_001), (-10_000, 0), (-10_001, -10_001)] {
        let desk = desk();
        desk.fails([0]);
        desk.arm(false);
        seconds(1).await;
        let unchanged_since = |desk: &Desk| desk.view().tally.unwrap().unchanged_since_ms;
        let before = unchanged_since(&desk);
        desk.computer.clock.set_by(set_by);
        seconds(15).await;
        assert_eq!(unchanged_since(&desk) - before, moved, "set by {set_by} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn it_acts_on_what_is_no_older_than_two_looks() {
    let desk = seen_nine_minutes_ago([8, 8]).await;
    *desk.fleet.slowness.lock().unwrap() = Duration::from_secs(5);
    desk.computer.settings.send_modify(|settings| settings.poll_seconds = 300);
    desk.abort_answers(accepted());
    desk.arm(true);
    sleep(Duration::from_millis(1)).await;
    let firings = desk.view().firings;
    let ages: Vec<i64> = firings.iter().map(|firing| firing.at_ms - firing.tally.at_ms).collect();
    assert_eq!(ages, [540_000], "nine minutes are less than two looks of five, and it waits for no other");
}

#[tokio::test(start_paused = true)]
async fn before_the_first_look_it_sees_nothing_and_says_so() {
    let desk = desk();
    *desk.fleet.slowness.lock().unwrap() = Duration::from_secs(5);
    desk.fails([0]);
    desk.arm(true);
    seconds(1).await;
    let blind = desk.view().blind.expect("the first look takes five seconds");
    assert_eq!((blind.why.as_str(), blind.needs_user), ("The first look is under way.", false), "and needs nobody");
    seconds(5).await;
    assert_eq!(desk.view().blind, None, "it has looked");
    seconds(16).await;
    assert_eq!(desk.fleet.count("devices"), 2, "the second look is under way");
    assert_eq!(desk.view().blind, None, "and what the first one saw still counts");
}

#[tokio::test(start_paused = true)]
async fn causes_are_counted_where_a_limit_is_of_them() {
    let many_alike = GuardRule { limits: vec![GuardLimit::OneCause { more_than: 3 }], abort: false };
    for (rule, counted) in [(many_alike, true), (Desk::rule(false), false)] {
        let desk = desk();
        desk.fleet.failed_of("no space left");
        desk.fails([4]);
        desk.guards.arm(&"c".into(), &"dp".into(), None, rule).unwrap();
        seconds(60).await;
        let tally = desk.view().tally.expect("it has looked");
        assert_eq!(tally.looked_at, if counted { 4 } else { 0 }, "failed devices are asked why where that counts");
        assert_eq!(tally.cause.map(|cause| cause.count), counted.then_some(4), "four failed of one cause");
    }
}

#[tokio::test(start_paused = true)]
async fn with_another_token_it_looks_again() {
    let desk = desk();
    let refused = crate::fakes::status(401);
    desk.fleet.looks(&"dp".into(), [Look::Fail(refused), of_hundred(0)]);
    desk.arm(true);
    seconds(600).await;
    assert!(desk.view().blind.is_some_and(|blind| blind.needs_user), "a token that is refused is not tried again");
    let looked = desk.fleet.count("devices");
    desk.guards.look_again(&"another".into());
    seconds(1).await;
    assert_eq!(desk.fleet.count("devices"), looked, "another connection has another token");
    desk.guards.look_again(&"c".into());
    seconds(1).await;
    assert_eq!(desk.view().blind, None, "with a new one it sees");
}

/// What failed last may not have been looked at when all has ended: that is no reason to let go of it.
#[tokio::test(start_paused = true)]
async fn it_does_not_rest_before_the_failed_ones_were_asked_why() {
    let desk = desk();
    desk.fleet.failed_of("no space left");
    *desk.fleet.details_fail.lock().unwrap() = Some(crate::fakes::status(500));
    desk.fleet.looks(&"dp".into(), [look_of(&many(5, "Failed"))]);
    let alike = GuardRule { limits: vec![GuardLimit::OneCause { more_than: 3 }], abort: false };
    desk.guards.arm(&"c".into(), &"dp".into(), None, alike.clone()).unwrap();
    seconds(35).await;
    assert_eq!(desk.view().stage, GuardStage::Armed, "all have ended, and nobody knows why");
    *desk.fleet.details_fail.lock().unwrap() = None;
    seconds(35).await;
    assert_eq!(desk.view().stage, GuardStage::Fired, "five failed of one cause: {:?}", desk.view().tally);

    let desk = super::desk();
    desk.fleet.looks(&"dp".into(), [look_of(&many(5, "Failed"))]);
    desk.guards.arm(&"c".into(), &"dp".into(), None, alike).unwrap();
    seconds(300).await;
    assert!(matches!(desk.view().stage, GuardStage::Over { .. }), "what the service has no more keeps nobody waiting");
    let looks = desk.fleet.count("devices");
    seconds(600).await;
    assert_eq!(desk.fleet.count("devices"), looks, "and it looks no more");
}
