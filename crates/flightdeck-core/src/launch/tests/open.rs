//! Looking that fails, looking that reaches far, and what is said meanwhile.

use connect_api::{DeploymentsPage, UpdateFlow};

use super::*;
use crate::launch::Overheard;
use crate::wire::Searched;

fn searched(outcome: &LaunchOutcome) -> Option<Searched> {
    match outcome {
        LaunchOutcome::Unknown { searched, .. } => *searched,
        _ => None,
    }
}

/// B4: offline at start, a launch was settled as unknown and never looked for again by itself.
#[tokio::test(start_paused = true)]
async fn a_look_that_failed_is_repeated_at_the_next_good_answer() {
    let bench = restarted(later::crashed(), "https://api.test");
    bench.api.on_list(Err(refused()));
    let shown = bench.launches.unresolved(&"c".into()).await.unwrap();
    let Some(LaunchOutcome::Unknown { trouble: Some(trouble), searched: None, .. }) = &shown[0].outcome else {
        panic!("the user sees why nobody could look: {shown:?}")
    };
    assert_eq!(trouble.code, ErrorCode::Unreachable, "offline");
    assert_eq!(bench.outcome("r"), None, "a look that failed settles nothing");

    let fleet: Arc<Fleet> =
        Arc::new(Fleet { api: bench.api.clone(), token: Ok(()), base_url: "https://api.test".into() });
    let api = Overheard::new(fleet, bench.launches.clone()).api(&"c".into()).await.unwrap();
    let asked = bench.api.looks.load(Ordering::SeqCst);
    assert!(api.deployments_page(None, 1).await.is_err(), "still offline");
    settled().await;
    assert_eq!(bench.api.looks.load(Ordering::SeqCst), asked + 1, "a failed answer is no reason to look");

    tokio::time::advance(std::time::Duration::from_secs(20)).await;
    bench.api.lists.lock().unwrap().clear();
    bench.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT + 900))])));
    api.deployments_page(None, 1).await.unwrap();
    settled().await;
    assert_eq!(bench.outcome("r").as_ref().and_then(adopted), Some("dp-1"), "back online it is found by itself");

    let asked = bench.api.looks.load(Ordering::SeqCst);
    api.deployments_page(None, 1).await.unwrap();
    settled().await;
    assert_eq!(bench.api.looks.load(Ordering::SeqCst), asked + 1, "and then nothing is left to look for");
}

/// B4: the same where the network went away in the middle of a send.
#[tokio::test(start_paused = true)]
async fn a_send_that_was_cut_with_the_network_stays_open() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Err(refused()));
    let outcome = bench.launch("r").await.unwrap();
    assert!(outcome.is_open(), "it says that nobody could look: {outcome:?}");
    assert_eq!(bench.outcome("r"), Some(outcome), "what happened is written down");

    let later = restarted(bench.store.clone(), "https://api.test");
    later.api.on_list(Ok(page(vec![deployment("dp-1", Some("Firmware 2"), Some(SENT + 900))])));
    later.launches.answered(&"c".into());
    settled().await;
    assert_eq!(later.outcome("r").as_ref().and_then(adopted), Some("dp-1"), "a restart looks by itself, too");
}

/// What was found by an earlier look is not forgotten because a later one failed.
#[tokio::test(start_paused = true)]
async fn a_failed_look_takes_nothing_away() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    let two = ["dp-1", "dp-2"].map(|uuid| deployment(uuid, Some("Firmware 2"), Some(SENT + 1)));
    bench.api.on_list(Ok(page(two.to_vec())));
    let before = bench.launch("r").await.unwrap();
    bench.api.lists.lock().unwrap().clear();
    bench.api.on_list(Err(refused()));
    let after = bench.launches.look_again("r").await.unwrap();
    let LaunchOutcome::Unknown { candidates, trouble: Some(_), .. } = &after else { panic!("open again: {after:?}") };
    assert_eq!(candidates.len(), 2, "both can still be chosen");
    assert_eq!(searched(&after), searched(&before), "and it is still said how far it was looked");
}

/// B3: five pages of a hundred in an order nobody promised were taken for the list.
#[tokio::test(start_paused = true)]
async fn the_list_is_read_as_far_as_it_may_matter() {
    let day = 24 * 60 * MINUTE;
    let pages = |times: &[&[i64]]| -> Vec<DeploymentsPage> {
        let last = times.len() - 1;
        times
            .iter()
            .enumerate()
            .map(|(number, times)| DeploymentsPage {
                after: (number < last).then(|| format!("p{number}")),
                ..page(
                    times
                        .iter()
                        .enumerate()
                        .map(|(at, ms)| deployment(&format!("dp-{number}-{at}"), Some("Other"), Some(SENT + ms)))
                        .collect(),
                )
            })
            .collect()
    };
    for (times, deployments, whole, back) in [
        // Newest first: read until everything further is older.
        (&[&[9, 8, 7, 6, 5, 4][..], &[3, 2, -2 * day], &[-3 * day], &[-4 * day]][..], 9, false, -2 * day),
        // Some that fall are no order yet.
        (&[&[9, -2 * day][..], &[-3 * day], &[5]], 4, true, -3 * day),
        // Oldest first, or without an order: read to the end.
        (&[&[-4 * day, -3 * day][..], &[-2 * day], &[4]], 4, true, -4 * day),
        (&[&[-2 * day, 4][..], &[-3 * day], &[5]], 4, true, -3 * day),
    ] {
        let bench = bench();
        bench.api.on_create(Err(cut()));
        bench.api.on_list(Err(refused()));
        let outcome = bench.launch("r").await.unwrap();
        assert!(outcome.is_open(), "nobody looked yet");
        bench.api.lists.lock().unwrap().clear();
        for page in pages(times) {
            bench.api.on_list(Ok(page));
        }
        let outcome = bench.launches.look_again("r").await.unwrap();
        let expected = Searched { deployments, whole, back_to_ms: Some(SENT + back) };
        assert_eq!(searched(&outcome), Some(expected), "{times:?}");
    }
}

/// B3: a list that leads in a circle, or announces more than it has, is not called whole.
#[tokio::test(start_paused = true)]
async fn what_was_not_read_is_not_called_whole() {
    let one = || page(vec![deployment("dp-1", Some("Other"), Some(SENT))]);
    for answer in
        [DeploymentsPage { after: Some("again".into()), ..one() }, DeploymentsPage { total: Some(7), ..one() }]
    {
        let bench = restarted(later::crashed(), "https://api.test");
        bench.api.on_list(Ok(answer.clone()));
        let outcome = bench.launches.look_again("r").await.unwrap();
        assert_eq!(searched(&outcome).map(|searched| searched.whole), Some(false), "{answer:?}");
    }
}

/// Lets everything that was started run as far as it goes.
pub(super) async fn settled() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
}

/// A fleet whose rules forbid.
struct ByRule(Arc<ScriptedApi>);

fn forbids(what: &str) -> AppError {
    AppError::new(ErrorCode::RuleForbids, what)
}

#[async_trait]
impl Apis for ByRule {
    async fn api(&self, _connection: &ConnectionId) -> Result<Arc<dyn Api>, AppError> {
        Ok(self.0.clone())
    }

    fn may_act(&self, _connection: &ConnectionId) -> Result<(), AppError> {
        Err(forbids("read-only"))
    }

    fn may_launch(&self, _connection: &ConnectionId, _clock: &dyn Clock) -> Result<(), AppError> {
        Err(forbids("not at this hour"))
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_heard_is_answered_as_it_came() {
    let bench = bench();
    let fleet = Overheard::new(Arc::new(ByRule(bench.api.clone())), bench.launches.clone());
    let (here, clock) = ("c".into(), FakeClock::at(SENT));
    assert_eq!(fleet.may_act(&here), Err(forbids("read-only")), "a rule holds");
    assert_eq!(fleet.may_launch(&here, &*clock), Err(forbids("not at this hour")), "each as it is");

    let api = fleet.api(&here).await.unwrap();
    for offset in [None, Some(4_321), Some(0)] {
        *bench.api.clock_offset_ms.lock().unwrap() = offset;
        assert_eq!(api.clock_offset_ms(), offset, "the service's clock is where it is");
    }
    let flow = UpdateFlow { uuid: "f-1".into(), ..UpdateFlow::default() };
    bench.api.flows.lock().unwrap().push(flow.clone());
    assert_eq!(api.update_flows().await, Ok(vec![flow]), "the fleet's flows");
    bench.api.devices_fail.store(true, Ordering::SeqCst);
    assert_eq!(api.devices("dp", &mut |_| ()).await, Err(status(503)), "and what failed has failed");
}
