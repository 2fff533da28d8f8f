//! One rate limiter per origin for the whole process: several windows, fleets and clients still make one polite caller.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// The limiter of one origin.
pub(crate) struct OriginLimiter {
    current: Mutex<Current>,
}

struct Current {
    per_second: NonZeroU32,
    burst: NonZeroU32,
    limiter: Arc<DefaultDirectRateLimiter>,
}

static ORIGINS: LazyLock<Mutex<HashMap<String, Arc<OriginLimiter>>>> = LazyLock::new(Mutex::default);

impl Current {
    fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Current {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Current { per_second, burst, limiter: Arc::new(RateLimiter::direct(quota)) }
    }
}

/// The limiter shared by all clients of this origin. The newest client's limits hold for all of them; zero means one.
pub(crate) fn for_origin(origin: &str, per_second: u32, burst: u32) -> Arc<OriginLimiter> {
    let per_second = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let mut origins = ORIGINS.lock().unwrap_or_else(PoisonError::into_inner);
    let shared = origins
        .entry(origin.to_owned())
        .or_insert_with(|| Arc::new(OriginLimiter { current: Mutex::new(Current::new(per_second, burst)) }));
    let mut current = shared.current.lock().unwrap_or_else(PoisonError::into_inner);
    if (current.per_second, current.burst) != (per_second, burst) {
        *current = Current::new(per_second, burst);
    }
    drop(current);
    Arc::clone(shared)
}

impl OriginLimiter {
    /// Waits for this caller's turn.
    pub(crate) async fn turn(&self) {
        let limiter = Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner).limiter);
        limiter.until_ready().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed_at_once(limiter: &OriginLimiter) -> usize {
        let limiter = Arc::clone(&limiter.current.lock().unwrap().limiter);
        (0..100).take_while(|_| limiter.check().is_ok()).count()
    }

    #[test]
    fn clients_of_one_origin_share_their_turns() {
        let first = for_origin("https://shared.test", 1, 5);
        let second = for_origin("https://shared.test", 1, 5);
        assert_eq!(allowed_at_once(&first), 5, "the burst is what the limits say");
        assert_eq!(allowed_at_once(&second), 0, "a second client must not double the rate");
        assert_eq!(allowed_at_once(&for_origin("https://other.test", 1, 5)), 5, "origins do not slow each other");
    }

    #[test]
    fn new_limits_hold_for_older_clients_too() {
        let older = for_origin("https://changed.test", 1, 5);
        let _newer = for_origin("https://changed.test", 1, 2);
        assert_eq!(allowed_at_once(&older), 2, "a setting changed by the user holds at once, everywhere");
        assert_eq!(allowed_at_once(&for_origin("https://zero.test", 0, 0)), 1, "zero must not stop everything");
    }
}
