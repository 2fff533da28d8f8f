//! Clocks that differ, and deployments of strangers: what is adopted, what is shown, and what can never be ours.

use connect_api::DeploymentsPage;

use super::*;
use crate::rules;
use crate::wire::{ConnectionRules, ErrorCode, WeekHours};

const HOUR: i64 = 60 * MINUTE;

fn candidates(outcome: &LaunchOutcome) -> Vec<(&str, bool)> {
    match outcome {
        LaunchOutcome::Unknown { candidates, .. } => {
            candidates.iter().map(|candidate| (candidate.uuid.as_str(), candidate.perhaps)).collect()
        }
        other => panic!("nobody knows this launch: {other:?}"),
    }
}

fn mine(uuid: &str, at_ms: i64) -> connect_api::Deployment {
    deployment(uuid, Some("Firmware 2"), Some(at_ms))
}

/// B1: a clock that is off hid a created deployment, and a person sent it again.
#[tokio::test(start_paused = true)]
async fn times_are_compared_on_the_services_clock() {
    for offset in [0, 3 * MINUTE, -3 * MINUTE, 3 * HOUR, -3 * HOUR, 40 * 24 * HOUR] {
        let bench = bench();
        *bench.api.clock_offset_ms.lock().unwrap() = Some(offset);
        bench.api.on_create(Err(cut()));
        bench.api.on_list(Ok(page(vec![mine("dp-1", SENT + offset + 900)])));
        let outcome = bench.launch("r").await.unwrap();
        assert_eq!(adopted(&outcome), Some("dp-1"), "a clock {offset} ms off hides nothing: {outcome:?}");
        let entry = bench.store.find("r").unwrap().unwrap();
        assert_eq!(entry.clock_offset_ms, Some(offset), "and a restart, or a clock set right, changes nothing");
    }
}

/// B1: where the service's clock is not known, another time is no proof of another deployment.
#[tokio::test(start_paused = true)]
async fn same_words_at_another_time_are_shown_as_perhaps() {
    for (offset, off, shown) in [
        (None, 3 * MINUTE + 1, true),
        (None, -3 * MINUTE, true),
        (None, 3 * HOUR, true),
        (None, -3 * HOUR, true),
        (None, 900, true),
        (None, -20 * HOUR, true),
        (Some(0), 3 * HOUR, true),
        (Some(0), -3 * HOUR, true),
        (Some(0), -15 * HOUR, false),
        (Some(0), 15 * HOUR, false),
    ] {
        let bench = bench();
        *bench.api.clock_offset_ms.lock().unwrap() = offset;
        bench.api.on_create(Err(cut()));
        bench.api.on_list(Ok(page(vec![mine("dp-1", SENT + off), deployment("dp-2", Some("Other"), Some(SENT))])));
        let outcome = bench.launch("r").await.unwrap();
        let expected: &[(&str, bool)] = if shown { &[("dp-1", true)] } else { &[] };
        assert_eq!(candidates(&outcome), expected, "clock {offset:?}, {off} ms away: {outcome:?}");
    }
}

/// B2: a colleague launched the same a moment before; a gateway said 503, and nothing was created for us.
#[tokio::test(start_paused = true)]
async fn a_strangers_deployment_is_never_adopted() {
    for clock in [None, Some(0), Some(3 * HOUR)] {
        for age in [-MINUTE, -5_000, -500, 0] {
            let bench = bench();
            *bench.api.clock_offset_ms.lock().unwrap() = clock;
            let theirs = mine("dp-theirs", SENT + clock.unwrap_or_default() + age);
            bench.there_before(vec![theirs.clone()]);
            bench.api.on_create(Err(status(503)));
            bench.api.on_list(Ok(page(vec![theirs])));
            let outcome = bench.launch("r").await.unwrap();
            assert_eq!(candidates(&outcome), [], "clock {clock:?}: what was there before is not even shown");
            let by_hand = bench.launches.adopt("r", &"dp-theirs".into()).await;
            assert!(by_hand.is_err(), "nor can it be taken by hand");
            let later = restarted(bench.store.clone(), "https://api.test");
            later.api.on_list(Ok(page(vec![mine("dp-theirs", SENT + age)])));
            let outcome = later.launches.look_again("r").await.unwrap();
            assert_eq!(candidates(&outcome), [], "a restart knows it too: {outcome:?}");
        }
    }
}

/// B2: without a look before, only the clock stands between us and a stranger.
#[tokio::test(start_paused = true)]
async fn where_the_list_could_not_be_read_before_only_a_later_time_counts() {
    for (clock, after, adoptable) in [
        (Some(0), -5_000, false),
        (Some(0), 0, false),
        (Some(0), 900, false),
        (Some(0), 1_500, true),
        (Some(0), 2 * MINUTE, true),
        (Some(0), 4 * MINUTE, false),
        (None, 1_500, false),
    ] {
        let bench = bench();
        *bench.api.clock_offset_ms.lock().unwrap() = clock;
        *bench.api.before.lock().unwrap() = Some(Err(refused()));
        bench.api.on_create(Err(status(503)));
        bench.api.on_list(Ok(page(vec![mine("dp-1", SENT + after)])));
        let outcome = bench.launch("r").await.unwrap();
        assert_eq!(adopted(&outcome).is_some(), adoptable, "clock {clock:?}, {after} ms after the send: {outcome:?}");
        if !adoptable {
            assert_eq!(candidates(&outcome), [("dp-1", true)], "but it is shown: {outcome:?}");
        }
    }
}

/// Found by the law: colleagues launched the same in one second, and the look before the send got a page of two of them.
#[tokio::test(start_paused = true)]
async fn what_a_short_page_did_not_reach_is_not_taken_for_new() {
    for (others, oldest_read, at, adoptable) in [
        (8, -14, -414, false),
        (8, -14, -14, false),
        (8, -1_900, -1_900, false),
        (8, -1_900, -600, true),
        // Two that fall are no order: what is between them may stand further on.
        (1, -HOUR, -600, false),
    ] {
        let bench = bench();
        *bench.api.clock_offset_ms.lock().unwrap() = Some(0);
        let other = |number| deployment(&format!("dp-0-{number}"), Some("Firmware 1"), Some(SENT - number));
        let read: Vec<_> = (0..others).map(other).chain([mine("dp-theirs", SENT + oldest_read)]).collect();
        *bench.api.before.lock().unwrap() =
            Some(Ok(DeploymentsPage { after: Some("next".into()), ..page(read.clone()) }));
        bench.api.on_create(Err(status(503)));
        bench.api.on_list(Ok(page([read, vec![mine("dp-1", SENT + at)]].concat())));
        let outcome = bench.launch("r").await.unwrap();
        assert_eq!(adopted(&outcome).is_some(), adoptable, "created {at} ms from the send, read back to {oldest_read}");
        if !adoptable {
            assert_eq!(candidates(&outcome), [("dp-1", true)], "but it is shown: {outcome:?}");
        }
    }
}

/// B2: a service that is slow with its list does not hold the launch up for long.
#[tokio::test(start_paused = true)]
async fn a_slow_look_before_is_given_up() {
    let bench =
        law::Desk::new(law::Case { before_fails: true, faults: vec![law::Fault::Nothing], ..law::Case::default() });
    let began = tokio::time::Instant::now();
    let outcome = bench.launch("r", "f-1").await.unwrap();
    assert!(matches!(outcome, LaunchOutcome::Created { .. }), "it is sent without: {outcome:?}");
    assert!(began.elapsed() < std::time::Duration::from_secs(3), "after {:?}", began.elapsed());
}

/// A fleet whose answer comes after the computer has slept for so long, and the night in which nothing is launched.
struct Slept {
    fleet: Arc<ScriptedApi>,
    clock: Arc<FakeClock>,
    slept_ms: i64,
}

#[async_trait]
impl Apis for Slept {
    async fn api(&self, _connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        self.clock.advance(self.slept_ms);
        Ok(self.fleet.clone())
    }

    fn may_launch(&self, _connection: &ConnectionId, clock: &dyn Clock) -> Result<(), AppError> {
        let night = WeekHours { days: (1..=7).collect(), from: 22 * 60, to: 6 * 60 };
        let rules = ConnectionRules { forbidden: vec![night], ..ConnectionRules::default() };
        rules::refused(rules::blocked(&rules, clock.now_ms(), &|at_ms| clock.zone_minutes(at_ms)))
    }
}

/// Allowed when it was pressed is not allowed when it is sent: a computer was closed in between, or its clock was set.
#[tokio::test(start_paused = true)]
async fn what_was_pressed_in_time_is_not_sent_in_a_forbidden_hour() {
    for (slept_ms, sent) in [
        (0, true),
        (7 * HOUR, true),
        (-HOUR, true),
        (-2 * HOUR, false),
        (14 * HOUR, true),
        (15 * HOUR, false),
        (22 * HOUR, false),
        (23 * HOUR, true),
        (10 * 365 * 24 * HOUR, true),
        (-10 * 365 * 24 * HOUR - 8 * HOUR, false),
    ] {
        let bench = bench();
        // Half past seven in the morning, UTC.
        let clock = FakeClock::at(SENT - SENT.rem_euclid(24 * HOUR) + 7 * HOUR + 30 * MINUTE);
        let fleet = bench.api.clone();
        fleet.on_create(created(Some("dp-1")));
        let apis = Arc::new(Slept { fleet: fleet.clone(), clock: clock.clone(), slept_ms });
        let destinations = Arc::new(Fleet { api: fleet.clone(), token: Ok(()), base_url: "https://api.test".into() });
        let launches = Launches::new(apis, destinations, bench.store.clone(), Arc::new(Nameless), clock.clone());
        let outcome = launches.launch("r", &"c".into(), draft(), None).await;
        assert_eq!(outcome.is_ok(), sent, "{} hours later: {outcome:?}", slept_ms / HOUR);
        assert_eq!(fleet.sent(), usize::from(sent), "{} hours later", slept_ms / HOUR);
        let entry = bench.store.find("r").unwrap();
        assert_eq!(entry.is_some(), sent, "what was never to be sent is not written down as a launch");
        if let Err(error) = outcome {
            assert_eq!(error.code, ErrorCode::RuleForbids, "by a rule of the user's own: {error:?}");
        }
    }
}
