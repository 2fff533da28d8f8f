//! When it is looked for and when not: how often, how soon again, and what comes open meanwhile.

use std::time::Duration;

use tokio::time::Instant;

use super::open::settled;
use super::*;

fn mine(uuid: &str, at_ms: Option<i64>) -> connect_api::Deployment {
    deployment(uuid, Some("Firmware 2"), at_ms)
}

impl Bench {
    fn looks(&self) -> u32 {
        self.api.looks.load(Ordering::SeqCst)
    }

    /// The service answers, and what follows of it runs to its end.
    async fn answered(&self) {
        self.launches.answered(&"c".into());
        settled().await;
    }
}

/// A create may appear late, so that only what nobody can tell any more ends the looking early.
#[tokio::test(start_paused = true)]
async fn looking_goes_on_unless_several_surely_fit() {
    for (list, looks) in [
        (vec![mine("dp-1", Some(SENT)), mine("dp-2", Some(SENT + 1))], 1),
        (vec![mine("dp-1", Some(SENT)), mine("dp-timeless", None)], 4),
        (vec![mine("dp-a", None), mine("dp-b", None)], 4),
        (vec![], 4),
    ] {
        let bench = bench();
        bench.api.on_create(Err(cut()));
        bench.api.on_list(Ok(page(list.clone())));
        let outcome = bench.launch("r").await.unwrap();
        assert!(outcome.is_unresolved(), "nobody can tell: {outcome:?}");
        assert_eq!(bench.looks(), looks, "{list:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn with_a_rival_several_may_be_one_each_so_looking_goes_on() {
    let bench = bench();
    bench.api.on_create(Err(cut()));
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Ok(page(vec![mine("dp-1", Some(SENT)), mine("dp-2", Some(SENT + 1))])));
    let (one, two) = tokio::join!(bench.launch("r-1"), bench.launch("r-2"));
    assert!(one.unwrap().is_unresolved() && two.unwrap().is_unresolved(), "whose is whose nobody can tell");
    assert_eq!(bench.looks(), 8, "the other may be settled meanwhile, so each looks to the end");
}

#[tokio::test(start_paused = true)]
async fn a_later_look_knows_what_the_service_said() {
    let bench = bench();
    bench.api.on_create(created(None));
    let silent = Draft { comment: String::new(), ..draft() };
    bench.launches.launch("r", &"c".into(), silent, None).await.unwrap();
    bench.api.on_list(Ok(page(vec![deployment("dp-1", None, Some(SENT))])));
    let outcome = bench.launches.look_again("r").await.unwrap();
    let why = "The service said “created”, but not which deployment.".to_owned();
    let expected = LaunchOutcome::Adopted { deployment: "dp-1".into(), why };
    assert_eq!(outcome, expected, "it did create something, so the time is telling even without a comment");
}

#[tokio::test(start_paused = true)]
async fn adopting_the_same_deployment_twice_changes_nothing() {
    let bench = restarted(later::crashed(), "https://api.test");
    let first = bench.launches.adopt("r", &"dp-1".into()).await.unwrap();
    assert_eq!(adopted(&first), Some("dp-1"), "by the user's word");
    assert_eq!(bench.launches.adopt("r", &"dp-1".into()).await, Ok(first), "a page may ask twice");
    let another = bench.launches.adopt("r", &"dp-2".into()).await.unwrap_err();
    assert_eq!(another.code, ErrorCode::InvalidInput, "but the answer stays");
}

/// A service that answers one thing may still fail at another.
#[tokio::test(start_paused = true)]
async fn a_look_that_failed_is_not_repeated_within_fifteen_seconds() {
    let bench = restarted(later::crashed(), "https://api.test");
    bench.api.on_list(Err(refused()));
    bench.launches.unresolved(&"c".into()).await.unwrap();
    let again = Instant::now() + Duration::from_secs(15);
    bench.answered().await;
    assert_eq!(bench.looks(), 1, "not at once");
    tokio::time::advance(Duration::from_secs(14)).await;
    bench.answered().await;
    assert_eq!(bench.looks(), 1, "nor a second too soon");
    tokio::time::advance(again - Instant::now()).await;
    bench.answered().await;
    assert_eq!(bench.looks(), 2, "then it is tried again");
}

#[tokio::test(start_paused = true)]
async fn what_is_known_or_before_the_user_is_not_looked_for_by_itself() {
    let bench = bench();
    bench.api.on_create(created(Some("dp-1")));
    bench.api.on_create(Err(cut()));
    bench.launch("r-1").await.unwrap();
    bench.launch("r-2").await.unwrap();
    let later = restarted(bench.store.clone(), "https://api.test");
    later.answered().await;
    let unresolved = later.launches.unresolved(&"c".into()).await.unwrap();
    let ids: Vec<&str> = unresolved.iter().map(|record| record.request_id.as_str()).collect();
    assert_eq!(ids, ["r-2"], "one is before the user");
    assert_eq!(later.looks(), 0, "the one is known, and the other was looked for in vain");
}

#[tokio::test(start_paused = true)]
async fn a_launch_that_comes_open_when_nothing_was_is_looked_for() {
    let bench = bench();
    assert_eq!(bench.launches.unresolved(&"c".into()).await, Ok(vec![]), "nothing is open");
    bench.api.on_create(Err(cut()));
    bench.api.on_list(Err(refused()));
    assert!(bench.launch("r").await.unwrap().is_open(), "the network went away");
    bench.api.lists.lock().unwrap().clear();
    bench.api.on_list(Ok(page(vec![mine("dp-1", Some(SENT + 900))])));
    bench.answered().await;
    assert_eq!(bench.outcome("r").as_ref().and_then(adopted), Some("dp-1"), "it is found without a restart");
}

#[tokio::test(start_paused = true)]
async fn what_comes_open_during_a_look_is_looked_for_at_the_next_answer() {
    let bench = restarted(later::crashed(), "https://api.test");
    let held = bench.launches.searching.lock().await;
    bench.answered().await;
    let mut other = JournalEntry { request_id: "r-2".into(), ..bench.store.find("r").unwrap().unwrap() };
    other.request.deployment_configuration.comment = Some("Firmware 3".into());
    bench.store.begin(&other).unwrap();
    bench.launches.look_later(&"c".into());
    drop(held);
    settled().await;
    let outcome = bench.outcome("r");
    assert!(
        outcome.as_ref().is_some_and(|outcome| outcome.is_unresolved() && !outcome.is_open()),
        "the look ended in vain: {outcome:?}"
    );
    assert_eq!(bench.outcome("r-2"), None, "this one came too late for it");
    bench.answered().await;
    assert!(bench.outcome("r-2").is_some(), "the end of the one look does not forget what came open meanwhile");
}

#[tokio::test(start_paused = true)]
async fn a_crashed_launch_that_a_page_repeats_is_left_to_that() {
    let bench = restarted(later::crashed(), "https://api.test");
    let entry = bench.store.find("r").unwrap().unwrap();
    bench.store.begin(&JournalEntry { request_id: "r-2".into(), sent_ms: SENT - MINUTE, ..entry }).unwrap();
    let held = bench.launches.searching.lock().await;
    bench.answered().await;
    let launches = bench.launches.clone();
    let repeat = tokio::spawn(async move { launches.launch("r-2", &"c".into(), draft(), None).await });
    settled().await;
    drop(held);
    assert!(repeat.await.unwrap().unwrap().is_unresolved(), "nothing is there to be found");
    settled().await;
    assert_eq!(bench.looks(), 2, "one look for each");
}
