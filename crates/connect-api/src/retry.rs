//! When a read is tried again, and how long to wait before.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use rand::Rng;

use crate::error::{Error, MaybeSent};

/// The waits between tries: doubling from a fifth of a second, each with jitter, at most `retries` of them.
pub(crate) fn waits(retries: u32) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_jitter()
        .with_min_delay(Duration::from_millis(200))
        .with_max_delay(Duration::from_secs(5))
        .with_max_times(retries as usize)
        .build()
}

/// Whether a read that failed so is tried again by itself. After the total limit the caller has waited long enough.
pub(crate) fn is_tried_again(error: &Error) -> bool {
    error.is_retryable() && !matches!(error, Error::MaybeSent { reason: MaybeSent::TotalTimeout, .. })
}

/// The wait before the next try: what the service asked for, but never more than the cap, else the planned one.
/// A little is added to an asked-for wait, or all clients that were told the same would come back at once.
pub(crate) fn wait_before_next(planned: Duration, asked: Option<Duration>, cap: Duration) -> Duration {
    match asked {
        Some(asked) => asked.min(cap) + planned.mul_f64(rand::rng().random_range(0.0..0.25)),
        None => planned,
    }
}

/// Reads a `Retry-After` header: whole seconds, or an HTTP date.
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit mean "very long", which the cap will cut.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::from(u32::MAX))));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_has_two_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_581_178_331); // Sat, 08 Feb 2020 16:12:11 GMT
        for (value, wait) in [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 120 ", Some(120)),
            ("99999999999999999999999", Some(u64::from(u32::MAX))),
            ("Sat, 08 Feb 2020 16:12:41 GMT", Some(30)),
            ("Sat, 08 Feb 2020 16:12:01 GMT", Some(0)),
            ("", None),
            ("-3", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(value, now), wait.map(Duration::from_secs), "Retry-After: {value:?}");
        }
    }

    #[test]
    fn the_asked_wait_is_obeyed_and_capped() {
        let (planned, cap) = (Duration::from_millis(400), Duration::from_secs(60));
        assert_eq!(wait_before_next(planned, None, cap), planned, "nothing was asked for");
        for (asked, least) in [(30, 30), (3600, 60)] {
            let wait = wait_before_next(planned, Some(Duration::from_secs(asked)), cap);
            let most = Duration::from_secs(least) + Duration::from_millis(100);
            assert!((Duration::from_secs(least)..most).contains(&wait), "asked {asked} s, waits {wait:?}");
        }
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = waits(3).collect();
        assert_eq!(waits.len(), 3, "as many waits as retries, then the error is the caller's");
        for (index, wait) in waits.iter().enumerate() {
            let base = Duration::from_millis(200) * 2u32.pow(index as u32);
            assert!((base..=base * 2).contains(wait), "wait {index} is {wait:?}: doubling, with jitter on top");
        }
    }
}
