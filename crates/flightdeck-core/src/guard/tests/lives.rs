//! Where guards come from, whom they tell, and when they are forgotten.

use super::*;
use crate::guard::book::ENDED;

#[tokio::test(start_paused = true)]
async fn a_guard_of_a_launch_is_armed_by_its_outcome() {
    let created = |deployment: &str| LaunchOutcome::Created { deployment: deployment.into() };
    let unknown =
        LaunchOutcome::Unknown { why: "w".into(), trouble: None, created: false, searched: None, candidates: vec![] };
    let desk = desk();
    desk.fails([8]);
    let expect =
        |launch: &str| desk.guards.expect(launch, &"c".into(), Some("Firmware".into()), Desk::rule(false)).unwrap();
    expect("l-1");
    expect("l-1");
    assert!(matches!(desk.view().stage, GuardStage::Waiting { .. }), "kept before anything is sent");
    assert_eq!(desk.guards.book().views().len(), 1, "a repeated command brings no second one");
    desk.guards.launch_ended("l-1", &unknown);
    assert!(matches!(desk.view().stage, GuardStage::Waiting { .. }), "nobody knows the deployment yet");
    let desk = desk.restart();
    assert!(desk.guards.book().views().is_empty(), "the journal knows of no such launch: nothing was sent");

    let expect =
        |launch: &str| desk.guards.expect(launch, &"c".into(), Some("Firmware".into()), Desk::rule(false)).unwrap();
    expect("l-2");
    desk.guards.launch_ended("l-2", &LaunchOutcome::Dismissed);
    assert!(desk.guards.book().views().is_empty(), "nothing to guard");
    expect("l-3");
    desk.guards.launch_failed("l-3");
    assert!(desk.guards.book().views().is_empty(), "nothing was sent");
    expect("l-4");
    desk.guards.launch_ended("l-4", &created("dp"));
    desk.guards.launch_ended("l-4", &created("dp"));
    assert_eq!(desk.view().stage, GuardStage::Armed, "armed with the deployment");
    seconds(1).await;
    assert_eq!(desk.view().stage, GuardStage::Fired, "and at work");
    assert!(
        desk.guards.arm(&"c".into(), &"dp".into(), None, Desk::rule(true)).is_err(),
        "it is that deployment's guard"
    );
}

#[tokio::test(start_paused = true)]
async fn guards_of_fleets_that_are_gone_are_forgotten() {
    let desk = desk();
    for connection in ["demo", "removed", "c"] {
        desk.fleet.looks(&"dp".into(), [of_hundred(0)]);
        desk.guards.arm(&connection.into(), &"dp".into(), None, Desk::rule(true)).unwrap();
    }
    let desk = desk.restart();
    let left: Vec<String> = desk.guards.book().views().iter().map(|view| view.connection.to_string()).collect();
    assert_eq!(left, ["c"], "another demo has the same ids and other devices");
    assert_eq!(desk.disk.guards().unwrap().len(), 1, "on disk too");
    desk.guards.forget_connection(&"c".into());
    assert!(desk.disk.guards().unwrap().is_empty(), "a removed connection takes its guards along");
}

#[tokio::test(start_paused = true)]
async fn of_those_that_have_ended_the_last_are_kept_while_it_runs() {
    const DAY: u64 = 24 * 60 * 60;
    let desk = desk();
    let fire_and_end = async |number: usize| {
        let deployment = format!("dp-{number}").as_str().into();
        desk.fleet.looks(&deployment, [of_hundred(8)]);
        let id = desk.guards.arm(&"c".into(), &deployment, None, Desk::rule(false)).unwrap().id;
        seconds(1).await;
        desk.guards.disarm(&id).unwrap();
    };
    let kept = || -> Vec<String> {
        let views = desk.guards.book().views();
        views.iter().filter_map(|view| view.deployment.as_ref().map(ToString::to_string)).collect()
    };
    for number in 0..ENDED + 3 {
        fire_and_end(number).await;
    }
    let names = kept();
    assert_eq!(names.len(), ENDED, "each notice tells all of them: their number must not grow while it runs");
    assert_eq!(names.first().map(String::as_str), Some("dp-3"), "those that ended first have gone");
    assert_eq!(desk.disk.guards().unwrap().len(), ENDED, "on disk too");
    desk.fleet.looks(&"moving".into(), [of_hundred(0)]);
    desk.guards.arm(&"c".into(), &"moving".into(), None, Desk::rule(false)).unwrap();
    for number in 0..3 {
        fire_and_end(1_000 + number).await;
    }
    assert!(kept().contains(&"moving".to_owned()), "one that is armed is no history, however old it is");
    let armed = desk.guards.book().of(&"c".into(), &"moving".into()).unwrap().id.clone();
    desk.guards.disarm(&armed).unwrap();
    seconds(91 * DAY).await;
    fire_and_end(2_000).await;
    assert_eq!(
        kept(),
        ["dp-2000"],
        "and nothing is kept longer than the settings say, in a run that lasts as long too"
    );
}

#[tokio::test(start_paused = true)]
async fn pages_are_told_whole_and_only_of_news() {
    let desk = desk();
    desk.fails([1, 1, 2]);
    let told = Arc::new(StdMutex::new(Vec::new()));
    let hear = |told: &Arc<StdMutex<Vec<GuardsNotice>>>| {
        let told = told.clone();
        move |notice| {
            told.lock().unwrap().push(notice);
            true
        }
    };
    desk.guards.watch(1, hear(&told)).unwrap();
    assert_eq!(told.lock().unwrap().len(), 1, "the first notice comes at once");
    desk.arm(true);
    seconds(50).await;
    let notices = told.lock().unwrap().clone();
    assert!(notices.windows(2).all(|two| two[0] != two[1]), "never the same twice");
    let last = notices.last().unwrap();
    assert_eq!(last.guards[0].tally.as_ref().map(|tally| tally.failed), Some(2), "the state as it counts");
    desk.guards.reset(2);
    assert!(desk.guards.watch(1, hear(&told)).is_err(), "an earlier page is refused");
    let before = told.lock().unwrap().len();
    desk.fails([3]);
    seconds(60).await;
    assert_eq!(told.lock().unwrap().len(), before, "and not told any more");
}

/// The time without progress is what went by while it looked, whatever a clock that anybody can set says of it.
#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_is_no_time_without_progress() {
    const HOUR: i64 = 60 * 60 * 1_000;
    for set_by in [0, HOUR, -HOUR, 40 * 24 * HOUR] {
        let desk = desk();
        desk.fails([0]);
        desk.abort_answers(accepted());
        let rule = GuardRule { limits: vec![GuardLimit::NoProgress { minutes: 15 }], abort: true };
        desk.guards.arm(&"c".into(), &"dp".into(), None, rule).unwrap();
        seconds(5 * 60).await;
        desk.computer.clock.set_by(set_by);
        seconds(9 * 60).await;
        assert_eq!(desk.view().stage, GuardStage::Armed, "14 minutes, with the clock set by {set_by} ms");
        seconds(2 * 60).await;
        let aborts = desk.fleet.count("abort dp");
        assert_eq!(
            (desk.view().stage, aborts),
            (GuardStage::Fired, 1),
            "16 minutes, with the clock set by {set_by} ms"
        );
    }
}

/// Nobody knows how old it is what was seen before the clock was set back.
#[tokio::test(start_paused = true)]
async fn what_was_seen_before_the_clock_was_set_back_is_nothing_to_act_on() {
    let desk = seen_nine_minutes_ago([8, 8]).await;
    desk.computer.clock.set_by(-60 * 60 * 1_000);
    desk.abort_answers(accepted());
    desk.arm(true);
    sleep(Duration::from_millis(1)).await;
    assert_eq!(desk.view().firings.len(), 0, "it was seen nine minutes ago, in a moment that is yet to come");
    seconds(100).await;
    assert_eq!(desk.fleet.count("abort dp"), 1, "with a look of its own it acts");
}

/// A look that was made long before it is judged is no clock that was set.
#[tokio::test(start_paused = true)]
async fn what_a_page_saw_before_does_not_put_off_a_standstill() {
    let desk = seen_nine_minutes_ago([0]).await;
    let rule = GuardRule { limits: vec![GuardLimit::NoProgress { minutes: 15 }], abort: false };
    desk.guards.arm(&"c".into(), &"dp".into(), None, rule).unwrap();
    seconds(1_260).await;
    assert_eq!(
        desk.view().stage,
        GuardStage::Fired,
        "half an hour in which nothing moved, and every ten minutes a look"
    );
}
