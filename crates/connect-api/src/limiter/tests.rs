//! The laws of the line: the rate holds in every span of time, the urgent go first, and nobody is forgotten.

use proptest::prelude::*;
use tokio::task::JoinSet;

use super::*;

const ALL: [Priority; 5] = [Priority::Act, Priority::Watch, Priority::List, Priority::Fleet, Priority::Causes];

fn limiter(per_second: u32, burst: u32) -> Arc<OriginLimiter> {
    Arc::new(OriginLimiter::new(NonZeroU32::new(per_second).unwrap(), NonZeroU32::new(burst).unwrap()))
}

/// How many reads go without any wait.
async fn at_once(limiter: &OriginLimiter) -> usize {
    let mut count = 0;
    while time::timeout(Duration::ZERO, limiter.turn(Priority::Watch)).await.is_ok() {
        count += 1;
    }
    count
}

#[tokio::test(start_paused = true)]
async fn clients_of_one_origin_share_their_turns() {
    let first = for_origin("https://shared.test", 1, 3);
    let second = for_origin("https://shared.test", 1, 3);
    assert_eq!(at_once(&first).await, 3, "the burst is what the limits say");
    assert_eq!(at_once(&second).await, 0, "a second client must not double the rate");
    assert_eq!(at_once(&for_origin("https://other.test", 1, 3)).await, 3, "origins do not slow each other");
}

#[tokio::test(start_paused = true)]
async fn new_limits_hold_for_older_clients_too() {
    let older = for_origin("https://changed.test", 1, 3);
    let _newer = for_origin("https://changed.test", 1, 2);
    assert_eq!(at_once(&older).await, 2, "a setting changed by the user holds at once, everywhere");
    assert_eq!(at_once(&for_origin("https://zero.test", 0, 0)).await, 1, "zero must not stop everything");
}

#[tokio::test(start_paused = true)]
async fn new_limits_hold_for_those_who_wait() {
    let slow = for_origin("https://quickened.test", 1, 1);
    slow.turn(Priority::Act).await;
    let waiting = {
        let slow = Arc::clone(&slow);
        tokio::spawn(async move { slow.turn(Priority::List).await })
    };
    tokio::task::yield_now().await;
    let began = Instant::now();
    let _quick = for_origin("https://quickened.test", 100, 1);
    waiting.await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(100), "it waited {:?} by the old rate", began.elapsed());
}

/// B12: an abort never queues behind reads.
#[tokio::test(start_paused = true)]
async fn acting_goes_out_at_once_although_reads_wait() {
    let limiter = limiter(10, 20);
    let mut reads = JoinSet::new();
    for _ in 0..200 {
        let limiter = Arc::clone(&limiter);
        reads.spawn(async move { limiter.turn(Priority::Causes).await });
    }
    time::sleep(Duration::from_millis(1)).await;
    let began = Instant::now();
    for n in 0..5 {
        limiter.turn(Priority::Act).await;
        assert!(began.elapsed().is_zero(), "act {n} waited {:?}, behind 185 reads", began.elapsed());
    }
    limiter.turn(Priority::Act).await;
    assert!(began.elapsed() <= Duration::from_millis(101), "without a reserve it is still the very next turn");
    reads.join_all().await;
}

#[tokio::test(start_paused = true)]
async fn the_most_urgent_goes_first_and_equals_in_the_order_they_came() {
    let limiter = limiter(10, 1);
    limiter.turn(Priority::Act).await;
    let order: Arc<Mutex<Vec<Number>>> = Arc::default();
    let mut callers = JoinSet::new();
    for n in 0..3 {
        for priority in ALL.into_iter().rev() {
            let (limiter, order) = (Arc::clone(&limiter), Arc::clone(&order));
            callers.spawn(async move {
                limiter.turn(priority).await;
                order.lock().unwrap().push((priority, n));
            });
            tokio::task::yield_now().await;
        }
    }
    callers.join_all().await;
    let expected: Vec<Number> = ALL.into_iter().flat_map(|priority| (0..3).map(move |n| (priority, n))).collect();
    assert_eq!(*order.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_takes_no_turn_and_holds_nobody() {
    let limiter = limiter(10, 1);
    limiter.turn(Priority::Act).await;
    let first = {
        let limiter = Arc::clone(&limiter);
        tokio::spawn(async move { limiter.turn(Priority::Act).await })
    };
    let second = {
        let limiter = Arc::clone(&limiter);
        tokio::spawn(async move { limiter.turn(Priority::List).await })
    };
    tokio::task::yield_now().await;
    let began = Instant::now();
    first.abort();
    second.await.unwrap();
    assert!(began.elapsed() <= Duration::from_millis(101), "the turn of the one who left goes to the next");
    assert!(limiter.line().waiting.is_empty(), "nobody stands in the line for ever");
}

#[tokio::test(start_paused = true)]
async fn who_is_not_polled_any_more_holds_nobody() {
    let limiter = limiter(10, 1);
    limiter.turn(Priority::Act).await;
    let mut held_up: Vec<_> = (0..20).map(|_| Box::pin(limiter.turn(Priority::Act))).collect();
    for turn in &mut held_up {
        assert!(time::timeout(Duration::ZERO, turn).await.is_err(), "it waits");
    }
    let began = Instant::now();
    limiter.turn(Priority::List).await;
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}: those before it had their turns", began.elapsed());
    for turn in held_up {
        assert!(time::timeout(Duration::ZERO, turn).await.is_ok(), "and need not wait when they come back");
    }
}

/// Who asked when, and when it went.
#[derive(Clone, Copy, Debug)]
struct Turn {
    priority: Priority,
    asked: Instant,
    went: Instant,
}

/// Lets callers come after these gaps, and lists their turns in the order they went.
async fn play(limiter: Arc<OriginLimiter>, callers: Vec<(Priority, u64)>) -> Vec<Turn> {
    let turns: Arc<Mutex<Vec<Turn>>> = Arc::default();
    let mut tasks = JoinSet::new();
    for (priority, gap) in callers {
        time::sleep(Duration::from_millis(gap)).await;
        let (limiter, turns) = (Arc::clone(&limiter), Arc::clone(&turns));
        let asked = Instant::now();
        tasks.spawn(async move {
            limiter.turn(priority).await;
            turns.lock().unwrap().push(Turn { priority, asked, went: Instant::now() });
        });
    }
    tasks.join_all().await;
    turns.lock().unwrap().clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rate_holds_in_every_span_and_the_urgent_go_first(
        per_second in 1u32..200,
        burst in 1u32..30,
        callers in prop::collection::vec((prop::sample::select(&ALL[..]), prop_oneof![Just(0u64), 1u64..300]), 1..80),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let count = callers.len();
        let turns = runtime.block_on(play(limiter(per_second, burst), callers));
        prop_assert_eq!(turns.len(), count, "everybody goes in the end");
        for (first, from) in turns.iter().enumerate() {
            for (last, to) in turns.iter().enumerate().skip(first) {
                let allowed = f64::from(burst) + to.went.duration_since(from.went).as_secs_f64() * f64::from(per_second);
                let went = last - first + 1;
                prop_assert!(went as f64 <= allowed + 1e-6, "{} went where {} may", went, allowed);
            }
            let overtaken = turns[first + 1..]
                .iter()
                .find(|later| later.priority < from.priority && later.asked < from.went && from.went < later.went);
            prop_assert!(overtaken.is_none(), "{:?} stood in line when {:?} went", overtaken, from);
        }
    }
}
