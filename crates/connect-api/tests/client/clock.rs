//! The service's clock is learned from the date of every answer, whatever the answer is.

use std::time::{Duration, SystemTime};

use crate::ground::{Hostile, client};
use connect_api::{Error, Priority};

const HOURS_AHEAD: Duration = Duration::from_secs(3 * 3600);

fn answer(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: 2\r\nconnection: close\r\n\r\n{{}}")
}

fn date(time: SystemTime) -> String {
    format!("date: {}\r\n", httpdate::fmt_http_date(time))
}

/// B1: what is compared with the service's created times must be in the service's time.
#[tokio::test]
async fn every_answer_tells_the_clock_of_the_service() {
    for status in [200, 201, 302, 400, 401, 404, 429, 500, 502, 503] {
        let ahead = date(SystemTime::now() + HOURS_AHEAD);
        let server = Hostile::answering(answer(status, &ahead)).await;
        let client = client(&server.url);
        assert_eq!(client.clock_offset_ms(), None, "nothing was answered yet");
        let _ = client.at(Priority::Causes).deployment("dp-1").await;
        let offset = client.clock_offset_ms().unwrap_or_else(|| panic!("a {status} has a date too"));
        let expected = HOURS_AHEAD.as_millis() as i64;
        // Its seconds are whole, and a busy machine answers late.
        assert!((offset - expected).abs() < 5_000, "{status}: {offset} ms, three hours ahead");
    }
}

#[tokio::test]
async fn a_date_that_tells_nothing_changes_nothing() {
    let ahead = date(SystemTime::now() + HOURS_AHEAD);
    for headers in ["", "date: soon\r\n", "date: \r\n", &format!("age: 30\r\n{ahead}")] {
        let server = Hostile::answering(answer(200, headers)).await;
        let client = client(&server.url);
        let _ = client.deployment("dp-1").await;
        assert_eq!(client.clock_offset_ms(), None, "{headers:?}");
    }
}

/// A date to come back at is a date of the service's clock: read by another clock it means hours, or nothing.
#[tokio::test]
async fn a_date_to_come_back_at_is_read_by_the_clock_of_the_service() {
    let there = SystemTime::now() + HOURS_AHEAD;
    let later = httpdate::fmt_http_date(there + Duration::from_secs(30));
    let server = Hostile::answering(answer(503, &format!("{}retry-after: {later}\r\n", date(there)))).await;
    let error = client(&server.url).deployment("dp-1").await.unwrap_err();
    let Error::Status { retry_after: Some(wait), .. } = error else { panic!("it asked to wait: {error:?}") };
    assert!((25..=31).contains(&wait.as_secs()), "30 s on its clock, not {wait:?}");
}
