//! What is said of an error body, and what is taken out of texts.

use connect_api::{Error, redact};

use super::answers::{TOKEN, token};
use super::shown::clean_line;
use super::{Outcome, law};
use crate::random::Random;

/// Error bodies of any status.
pub(super) fn error_bodies(body: &[u8]) -> Outcome {
    let status = [400, 401, 404, 408, 429, 500, 503, 599][Random::of_bytes(body).below(8)];
    let error = Error::of_answer(status, body, &token()?);
    law!(error.status() == Some(status), "the status is lost: {error:?}");
    law!(error.may_have_been_sent() == (status >= 500 || status == 408), "{status} is sorted wrong");
    law!(!(error.is_retryable() && error.not_offered().is_some()), "{status} may pass, and is never to be had");
    let Error::Status { text, .. } = &error else { return Err(format!("{error:?} is no status")) };
    law!(text.chars().count() <= 300, "a text of {} characters", text.chars().count());
    clean_line(text)?;
    law!(!text.contains(TOKEN), "the text has the token: {text}");
    law!(error.to_string().contains(text.as_str()), "what was said is not told");
    Ok(true)
}

/// A secret, announced in every way, behind and before whatever there may be.
pub(super) fn redaction(body: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(body);
    // One that nothing else in an input can be.
    const SECRET: &str = "sEcR3t.0f-7h3/t3st+x9==";
    const PLAIN: &str = "sEcR3t-0f-7h3";
    let mut random = Random::of_bytes(body);
    let chosen = random.below(12);
    let (first, last) = text.split_at(text.floor_char_boundary(random.below(text.len() + 1)));
    // Around a long text one of them: it is the time of one reading that is measured.
    let long = text.len() > 4_096;
    let announced = [
        format!("Bearer {SECRET}"),
        format!("bearer\t{SECRET}"),
        format!("Basic {SECRET}"),
        format!("Authorization: Bearer {SECRET}"),
        format!("Authorization: {PLAIN} {PLAIN}, {PLAIN}; x"),
        format!("Cookie: a={PLAIN}; b={PLAIN}"),
        format!("?token={SECRET}"),
        format!("api_key: {SECRET}"),
        format!("{{\"password\":\"{SECRET}\",\"n\":1}}"),
        format!("{{\\\"secret\\\": \\\"{SECRET}\\\"}}"),
        "eyJhbGciOiJIUzI1NiJ9.sEcR3t-0f-7h3.c2ln".to_owned(),
        "0123456789abcdef0123456789abcdefsEcR3t-0f-7h3".to_owned(),
    ];
    for announced in announced.iter().enumerate().filter(|(at, _)| !long || *at == chosen).map(|(_, one)| one) {
        let all = format!("{first}\n{announced}\n{last}");
        let shown = redact(&all);
        law!(!shown.contains(PLAIN) && !shown.contains(SECRET), "{announced:?} is shown behind {first:?}: {shown}");
        law!(shown.len() <= 10 * all.len() + 10, "{} bytes are {} without secrets", all.len(), shown.len());
    }
    law!(redact(&redact(&text)) == redact(&text), "taken out twice, more is taken out");
    Ok(true)
}
