//! Every failure the client reports, in every context: its code, its sentence, its JSON.

use super::*;

fn status(status: u16) -> Error {
    Error::Status { status, text: "said".into(), retry_after: None, request_id: Some("r-1".into()) }
}

fn contexts() -> Vec<Context> {
    let (deployment, device) = (DeploymentId::from("dp-1"), DeviceId::from("d-1"));
    vec![
        Context::Check { host: "api.test".into(), fleet_key: "key".into() },
        Context::List,
        Context::Deployment(deployment.clone()),
        Context::Devices(deployment.clone()),
        Context::Device { deployment: deployment.clone(), device: device.clone() },
        Context::Create,
        Context::Abort(deployment.clone()),
        Context::AbortDevice { deployment, device },
    ]
}

#[test]
fn every_failure_has_its_code() {
    let not_sent = |reason| Error::NotSent { reason, detail: "detail".into() };
    let maybe = |reason| Error::MaybeSent { reason, detail: String::new() };
    let table = [
        (not_sent(NotSent::Dns), ErrorCode::Unreachable, ErrorCode::Unreachable),
        (not_sent(NotSent::Refused), ErrorCode::Unreachable, ErrorCode::Unreachable),
        (not_sent(NotSent::Connect), ErrorCode::Unreachable, ErrorCode::Unreachable),
        (not_sent(NotSent::ConnectTimeout), ErrorCode::Unreachable, ErrorCode::Unreachable),
        (not_sent(NotSent::Tls), ErrorCode::Certificate, ErrorCode::Certificate),
        (not_sent(NotSent::Untrusted(Distrust::WrongHost)), ErrorCode::Certificate, ErrorCode::Certificate),
        (not_sent(NotSent::BadRequest), ErrorCode::InvalidInput, ErrorCode::InvalidInput),
        (maybe(MaybeSent::Cut), ErrorCode::Unreachable, ErrorCode::OutcomeUnknown),
        (maybe(MaybeSent::ReadTimeout), ErrorCode::Unreachable, ErrorCode::OutcomeUnknown),
        (status(400), ErrorCode::Server, ErrorCode::Server),
        (status(401), ErrorCode::TokenRejected, ErrorCode::TokenRejected),
        (status(403), ErrorCode::Forbidden, ErrorCode::Forbidden),
        (status(404), ErrorCode::NotFound, ErrorCode::NotFound),
        (status(408), ErrorCode::Server, ErrorCode::OutcomeUnknown),
        (status(429), ErrorCode::RateLimited, ErrorCode::RateLimited),
        (status(503), ErrorCode::Server, ErrorCode::Server),
        (Error::NotApi { status: 200, kind: NotApi::Html, text: String::new() }, ErrorCode::NotApi, ErrorCode::NotApi),
    ];
    for (error, reading, acting) in table {
        for context in contexts() {
            let told = explain(&error, &context);
            let expected = if context.acts() { acting } else { reading };
            assert_eq!(told.code, expected, "{error:?} while {context:?}: the page acts on the code");
        }
    }
}

/// B20: the welcome screen said "(not an API reply (proxy or login page?))". Every sentence that can be put together is
/// read here once.
#[test]
fn every_sentence_reads_well() {
    let words = [
        "",
        "said",
        "Said.",
        "Said!",
        "not an API reply (proxy or login page?)",
        "cut off…",
        "upstream error: ",
        "tcp connect error (os error 111)",
    ];
    for words in words {
        for error in all_errors(words) {
            for context in contexts() {
                reads_well(&explain(&error, &context).message);
            }
        }
        for error in [SecretError::Unavailable(words.into()), SecretError::Failed(words.into())] {
            reads_well(&AppError::from(error).message);
        }
    }
}

#[test]
fn a_login_page_in_front_of_the_service_is_named() {
    let page = "not an API reply (proxy or login page?)";
    let told =
        explain(&Error::Status { status: 502, text: page.into(), retry_after: None, request_id: None }, &contexts()[0]);
    assert_eq!(told.message, format!("The service failed (502). The answer: {page}."));
    let told = explain(&Error::NotApi { status: 200, kind: NotApi::Html, text: String::new() }, &contexts()[0]);
    assert_eq!(told.message, format!("What answered (200) is {page}."));
}

fn all_errors(words: &str) -> Vec<Error> {
    let status = |status| Error::Status { status, text: words.into(), retry_after: None, request_id: None };
    let mut all: Vec<Error> = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503].map(status).into();
    let reasons =
        [NotSent::Dns, NotSent::Refused, NotSent::Connect, NotSent::Tls, NotSent::ConnectTimeout, NotSent::BadRequest];
    let distrusts = [
        Distrust::UnknownIssuer,
        Distrust::Expired,
        Distrust::NotYetValid,
        Distrust::WrongHost,
        Distrust::Revoked,
        Distrust::Unusable,
    ];
    // Of these two the detail is a day, whatever a server says.
    let detail = |why| if matches!(why, Distrust::Expired | Distrust::NotYetValid) { "2026-01-02" } else { words };
    all.extend(distrusts.map(|why| Error::NotSent { reason: NotSent::Untrusted(why), detail: detail(why).into() }));
    all.extend(reasons.map(|reason| Error::NotSent { reason, detail: words.into() }));
    let endings = [MaybeSent::Cut, MaybeSent::ReadTimeout, MaybeSent::TotalTimeout];
    all.extend(endings.map(|reason| Error::MaybeSent { reason, detail: words.into() }));
    let kinds = [
        NotApi::Html,
        NotApi::Empty,
        NotApi::NotJson,
        NotApi::TooLarge,
        NotApi::TooDeep,
        NotApi::Redirect { location: "https://login.test".into() },
        NotApi::Truncated,
    ];
    all.extend(kinds.map(|kind| Error::NotApi { status: 502, kind, text: words.into() }));
    all
}

fn reads_well(message: &str) {
    let mut depth = 0;
    for c in message.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        assert!((0..=1).contains(&depth), "brackets in brackets, or lost ones: {message}");
    }
    assert_eq!(depth, 0, "a bracket stays open: {message}");
    for wrong in ["()", ") (", "..", ".:", "::", ":.", "!.", "?.", "….", "  ", " .", " )", ",.", ";."] {
        assert!(!message.contains(wrong), "{wrong:?} in: {message}");
    }
    assert!(message.ends_with(['.', '!', '?', '…']), "a sentence ends: {message}");
}

#[test]
fn not_found_and_not_allowed_name_what_was_asked_for() {
    for (context, named) in contexts().into_iter().zip(["key", "fleet", "dp-1", "dp-1", "d-1", "fleet", "dp-1", "d-1"])
    {
        let told = explain(&status(404), &context);
        assert!(told.message.contains(named), "404 while {context:?} should name {named}: {}", told.message);
        assert_eq!(told.request_id.as_deref(), Some("r-1"), "the service's id is what its support asks for");
    }
    let check = &contexts()[0];
    let dns = explain(&Error::NotSent { reason: NotSent::Dns, detail: String::new() }, check);
    assert!(dns.message.contains("api.test"), "an unreachable host must be named: {}", dns.message);
    assert!(explain(&status(401), check).message.contains("v1 tokens"), "the usual cause should be said");
}

#[test]
fn an_unknown_outcome_is_never_offered_for_repeating() {
    let cut = Error::MaybeSent { reason: MaybeSent::Cut, detail: String::new() };
    assert!(!explain(&cut, &Context::Create).retryable, "a repeated create deploys twice");
    assert!(explain(&cut, &Context::List).retryable, "a repeated read is harmless");
}

#[test]
fn the_json_of_every_code_is_fixed() {
    let codes = [
        (ErrorCode::InvalidInput, "invalidInput"),
        (ErrorCode::TokenMissing, "tokenMissing"),
        (ErrorCode::TokenRejected, "tokenRejected"),
        (ErrorCode::Forbidden, "forbidden"),
        (ErrorCode::NotFound, "notFound"),
        (ErrorCode::Unreachable, "unreachable"),
        (ErrorCode::Certificate, "certificate"),
        (ErrorCode::NotApi, "notApi"),
        (ErrorCode::RateLimited, "rateLimited"),
        (ErrorCode::Server, "server"),
        (ErrorCode::OutcomeUnknown, "outcomeUnknown"),
        (ErrorCode::KeyringUnavailable, "keyringUnavailable"),
        (ErrorCode::KeyringLocked, "keyringLocked"),
        (ErrorCode::KeyringTimeout, "keyringTimeout"),
        (ErrorCode::ConfirmationNeeded, "confirmationNeeded"),
        (ErrorCode::RuleForbids, "ruleForbids"),
        (ErrorCode::WatchGone, "watchGone"),
        (ErrorCode::Storage, "storage"),
        (ErrorCode::Internal, "internal"),
    ];
    for (code, word) in codes {
        let json = serde_json::to_value(AppError::new(code, "m")).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"code": word, "message": "m", "retryable": false}),
            "the page's table is keyed by this word"
        );
    }
    let full = AppError { request_id: Some("r".into()), ..AppError::invalid("baseUrl", "m").retryable() };
    assert_eq!(
        serde_json::to_value(full).unwrap(),
        serde_json::json!({
            "code": "invalidInput", "message": "m", "field": "baseUrl", "retryable": true, "requestId": "r"
        }),
        "all fields are camelCase"
    );
}
