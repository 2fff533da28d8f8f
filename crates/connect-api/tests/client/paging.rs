//! Paging ends, whatever the service does with `after`, and loses nothing that was sent.

use std::collections::BTreeSet;

use crate::ground::client;
use connect_api::{Error, Shortfall};
use proptest::prelude::*;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Serves `pages` by the number in `after`; `after` without a page is answered with 404.
async fn serving(pages: Vec<Value>) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(move |request: &Request| {
            let after = request.url.query_pairs().find(|(name, _)| name == "after");
            let index: usize = after.map_or(0, |(_, token)| token.parse().unwrap());
            pages.get(index).map_or(ResponseTemplate::new(404), |page| ResponseTemplate::new(200).set_body_json(page))
        })
        .mount(&server)
        .await;
    server
}

async fn asked(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| request.url.query().unwrap_or_default().to_owned()).collect()
}

fn list(uuids: &[&str], after: Value, total: Value) -> Value {
    let records: Vec<_> = uuids.iter().map(|uuid| json!({"deployment_uuid": uuid})).collect();
    json!({"deployments": records, "pagination_info": {"after": after, "total": total}})
}

fn map(uuids: &[&str], after: Value, total: Value) -> Value {
    let records: serde_json::Map<_, _> =
        uuids.iter().map(|uuid| ((*uuid).to_owned(), json!({"status": "x"}))).collect();
    json!({"deployment_by_device_uuid": records, "pagination_info": {"after": after, "total": total}})
}

async fn all_deployments(server: &MockServer) -> (Vec<String>, Option<Shortfall>, Option<Error>) {
    let mut pages = client(&server.uri()).deployments(2);
    let (mut uuids, mut failure) = (Vec::new(), None);
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => uuids.extend(page.deployments.into_iter().map(|deployment| deployment.uuid)),
            Err(error) => failure = Some(error),
        }
    }
    (uuids, pages.shortfall(), failure)
}

async fn all_devices(server: &MockServer) -> (Vec<String>, Option<Shortfall>, Option<Error>) {
    let mut pages = client(&server.uri()).devices("dp-1");
    let (mut uuids, mut failure) = (Vec::new(), None);
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => uuids.extend(page.batch.iter().map(|row| row.uuid.to_owned())),
            Err(error) => failure = Some(error),
        }
    }
    (uuids, pages.shortfall(), failure)
}

#[tokio::test]
async fn the_list_is_followed_to_its_end() {
    let server = serving(vec![
        list(&["a", "b"], json!(1), json!(3)),
        list(&["b", "c"], json!("2"), json!(3)),
        list(&[], Value::Null, json!(3)),
    ])
    .await;
    let (uuids, shortfall, failure) = all_deployments(&server).await;
    assert_eq!(
        (uuids.join(""), shortfall, failure),
        ("abc".to_owned(), None, None),
        "a row moved between pages comes once"
    );
    assert_eq!(asked(&server).await, ["limit=2", "limit=2&after=1", "limit=2&after=2"]);
}

/// B8: what was promised and did not come is missing, whether or not a total says so.
#[tokio::test]
async fn the_list_ends_although_the_service_goes_on() {
    let table = [
        (
            "the same token for ever",
            vec![list(&["a"], json!(1), Value::Null), list(&["b"], json!(1), Value::Null)],
            "ab",
            2,
            Some((2, 3)),
        ),
        (
            "a circle",
            vec![list(&["a"], json!(1), json!(2)), list(&["b"], json!(2), json!(2)), list(&["c"], json!(1), json!(2))],
            "abc",
            3,
            Some((3, 4)),
        ),
        ("after is ignored, but nothing is missing", vec![list(&["a"], json!("0"), json!(1))], "a", 2, None),
        ("after is ignored, without a total", vec![list(&["a"], json!("0"), Value::Null)], "a", 2, Some((1, 2))),
        ("a numeric zero is no token", vec![list(&["a"], json!(0), json!(1))], "a", 1, None),
        (
            "a page pushed back by new deployments",
            vec![
                list(&["a"], json!(1), json!(2)),
                list(&["a"], json!(2), json!(2)),
                list(&["b"], Value::Null, json!(2)),
            ],
            "ab",
            3,
            None,
        ),
        (
            "the promised page is the known one, and the end",
            vec![list(&["a"], json!(1), Value::Null), list(&["a"], Value::Null, Value::Null)],
            "a",
            2,
            Some((1, 2)),
        ),
        (
            "new tokens for ever",
            (1..50).map(|next| list(&["a"], json!(next), Value::Null)).collect(),
            "a",
            5,
            Some((1, 2)),
        ),
        (
            "an empty page with a token, but nothing is missing",
            vec![list(&["a"], json!(1), json!(1)), list(&[], json!(2), json!(1))],
            "a",
            2,
            None,
        ),
        (
            "an empty page with a token, without a total",
            vec![list(&["a"], json!(1), Value::Null), list(&[], json!(2), Value::Null)],
            "a",
            2,
            Some((1, 2)),
        ),
        (
            "an empty page is an end",
            vec![list(&["a"], json!(1), json!(1)), list(&[], json!(""), json!(1))],
            "a",
            2,
            None,
        ),
        (
            "an empty page is an end, but the total knows more",
            vec![list(&["a"], json!(1), json!(3)), list(&[], Value::Null, json!(3))],
            "a",
            2,
            Some((1, 3)),
        ),
        ("nothing at all, with a token", vec![list(&[], json!(1), json!(0))], "", 1, None),
        ("an empty token", vec![list(&["a"], json!(""), Value::Null)], "a", 1, None),
    ];
    for (what, pages, expected, requests, short) in table {
        let server = serving(pages).await;
        let (uuids, shortfall, failure) = all_deployments(&server).await;
        assert_eq!(uuids.join(""), expected, "{what}");
        assert_eq!(shortfall, short.map(|(loaded, expected)| Shortfall { loaded, expected }), "{what}");
        assert_eq!(failure, None, "{what}: an odd service is no failure");
        assert_eq!(asked(&server).await.len(), requests, "{what}: how often it was asked");
    }
}

#[tokio::test]
async fn a_short_list_says_so() {
    let server = serving(vec![list(&["a", "b"], json!(1), json!(9)), list(&["c"], Value::Null, json!(9))]).await;
    let (_, shortfall, _) = all_deployments(&server).await;
    assert_eq!(shortfall, Some(Shortfall { loaded: 3, expected: 9 }), "3 of 9 must not look like all");

    let server = serving(vec![list(&["a"], json!(7), Value::Null)]).await;
    let (uuids, shortfall, failure) = all_deployments(&server).await;
    assert_eq!(uuids, ["a"], "what came before the failure stays");
    assert_eq!(
        failure.and_then(|error| error.status()),
        Some(404),
        "the list declares after, so refusing it is an error"
    );
    assert_eq!(shortfall, Some(Shortfall { loaded: 1, expected: 2 }), "there is at least one more");
}

#[tokio::test]
async fn devices_are_paged_only_if_the_service_says_so() {
    let server = serving(vec![map(&["a", "b"], Value::Null, json!(2))]).await;
    assert_eq!(all_devices(&server).await.0, ["a", "b"]);
    assert_eq!(asked(&server).await, [""], "no parameter is declared, so none is sent");

    let server = serving(vec![map(&["a", "b"], json!(1), json!(3)), map(&["c"], json!(""), json!(3))]).await;
    let (uuids, shortfall, failure) = all_devices(&server).await;
    assert_eq!((uuids.join(""), shortfall, failure), ("abc".to_owned(), None, None));
    assert_eq!(asked(&server).await, ["", "after=1&limit=1000"]);
}

/// B8: a deployment is never finished while a page of its devices is missing.
#[tokio::test]
async fn devices_end_although_the_service_goes_on() {
    let table = [
        ("after is ignored, but nothing is missing", vec![map(&["a", "b"], json!("0"), json!(2))], "ab", 2, None),
        ("after is ignored, without a total", vec![map(&["a", "b"], json!("0"), Value::Null)], "ab", 2, Some((2, 3))),
        ("a numeric zero is no token", vec![map(&["a", "b"], json!(0), json!(2))], "ab", 1, None),
        (
            "the same token for ever, but nothing is missing",
            vec![map(&["a"], json!(1), json!(2)), map(&["b"], json!(1), json!(2))],
            "ab",
            2,
            None,
        ),
        (
            "the same token for ever, without a total",
            vec![map(&["a"], json!(1), Value::Null), map(&["b"], json!(1), Value::Null)],
            "ab",
            2,
            Some((2, 3)),
        ),
        (
            "the promised page is the known one, and the end",
            vec![map(&["a", "b"], json!(1), Value::Null), map(&["b", "a"], Value::Null, Value::Null)],
            "ab",
            2,
            Some((2, 3)),
        ),
        ("after is ignored and more is promised", vec![map(&["a"], json!("0"), json!(5))], "a", 2, Some((1, 5))),
        (
            "an empty page with a token, but nothing is missing",
            vec![map(&["a"], json!(1), json!(1)), map(&[], json!(2), json!(1))],
            "a",
            2,
            None,
        ),
        (
            "an empty page is an end",
            vec![map(&["a"], json!(1), json!(1)), map(&[], Value::Null, json!(1))],
            "a",
            2,
            None,
        ),
        ("nothing yet, and a token", vec![map(&[], json!(1), Value::Null)], "", 1, Some((0, 1))),
        ("nothing yet", vec![map(&[], Value::Null, json!(0))], "", 1, None),
    ];
    for (what, pages, expected, requests, short) in table {
        let server = serving(pages).await;
        let (uuids, shortfall, failure) = all_devices(&server).await;
        assert_eq!(uuids.join(""), expected, "{what}");
        assert_eq!(shortfall, short.map(|(loaded, expected)| Shortfall { loaded, expected }), "{what}");
        assert_eq!(failure, None, "{what}: an odd service is no failure");
        assert_eq!(asked(&server).await.len(), requests, "{what}: how often it was asked");
    }
}

#[tokio::test]
async fn refused_paging_keeps_the_first_page_and_says_what_is_missing() {
    for (status, total, expected, fails) in
        [(400, json!(5), 5, false), (422, Value::Null, 2, false), (403, json!(5), 5, true)]
    {
        let server = MockServer::start().await;
        let first = map(&["a"], json!("next"), total);
        Mock::given(any())
            .respond_with(move |request: &Request| match request.url.query() {
                None => ResponseTemplate::new(200).set_body_json(&first),
                Some(_) => ResponseTemplate::new(status),
            })
            .mount(&server)
            .await;
        let (uuids, shortfall, failure) = all_devices(&server).await;
        assert_eq!(uuids, ["a"], "{status}: the first page stays");
        assert_eq!(shortfall, Some(Shortfall { loaded: 1, expected }), "{status}: one of {expected} loaded");
        assert_eq!(failure.is_some(), fails, "{status}: only a refusal of the parameter is expected");
        assert_eq!(asked(&server).await.len(), 2, "{status}: not asked again");
    }
}

#[tokio::test]
async fn a_refused_first_page_is_an_error() {
    let server = serving(vec![]).await;
    let mut pages = client(&server.uri()).devices("dp-1");
    assert_eq!(pages.next().await.unwrap().unwrap_err().status(), Some(404));
    assert!(pages.next().await.is_none(), "an error ends the pages, or a loop over them would never end");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each page repeats some of the rows before it, as a list does that grows at its front while it is read.
    #[test]
    fn repeats_lose_nothing(sizes in prop::collection::vec((1usize..4, 0usize..4), 1..6)) {
        let mut sent: Vec<String> = Vec::new();
        let mut pages: Vec<(Vec<String>, usize)> = Vec::new();
        for (index, (fresh, repeats)) in sizes.iter().enumerate() {
            let mut page: Vec<String> = sent.iter().rev().take(*repeats).cloned().collect();
            page.extend((0..*fresh).map(|n| format!("u{index}-{n}")));
            sent.extend_from_slice(&page);
            pages.push((page, index + 1));
        }
        let last = pages.len();
        let after = |next: usize| if next == last { Value::Null } else { json!(next) };
        let expected: BTreeSet<String> = sent.into_iter().collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (listed, mapped) = runtime.block_on(async {
            let lists = pages.iter().map(|(page, next)| {
                list(&page.iter().map(String::as_str).collect::<Vec<_>>(), after(*next), Value::Null)
            });
            let lists = serving(lists.collect()).await;
            let maps = pages.iter().map(|(page, next)| {
                map(&page.iter().map(String::as_str).collect::<Vec<_>>(), after(*next), Value::Null)
            });
            let maps = serving(maps.collect()).await;
            (all_deployments(&lists).await, all_devices(&maps).await)
        });
        prop_assert_eq!(listed.0.len(), expected.len(), "each deployment comes once");
        prop_assert_eq!(listed.0.into_iter().collect::<BTreeSet<_>>(), expected.clone(), "and none is lost");
        prop_assert_eq!(mapped.0.into_iter().collect::<BTreeSet<_>>(), expected, "no device is lost");
        prop_assert_eq!((listed.1, mapped.1), (None, None), "nothing is missing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// B8, for services nobody thought of: whatever follows whatever, a list is whole only if its last page promised nothing
    /// more and kept what the page before it had promised.
    #[test]
    fn a_list_is_whole_only_if_every_promise_was_kept(
        pages in prop::collection::vec((prop::collection::vec(0usize..6, 0..4), prop::option::of(0usize..5)), 5),
    ) {
        const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
        let bodies = |make: fn(&[&str], Value, Value) -> Value| {
            let body = |(rows, next): &(Vec<usize>, Option<usize>)| {
                let names: BTreeSet<&str> = rows.iter().map(|row| NAMES[*row]).collect();
                let names: Vec<&str> = names.into_iter().collect();
                make(&names, next.map_or(Value::Null, |next| json!(format!("{next}"))), Value::Null)
            };
            pages.iter().map(body).collect::<Vec<_>>()
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let read = runtime.block_on(async {
            let (lists, maps) = (serving(bodies(list)).await, serving(bodies(map)).await);
            let read = [all_deployments(&lists).await, all_devices(&maps).await];
            read.into_iter().zip([asked(&lists).await, asked(&maps).await]).collect::<Vec<_>>()
        });
        for ((uuids, shortfall, failure), asked) in read {
            prop_assert_eq!(failure, None);
            let place = |query: &String| query.split("after=").nth(1).map_or(0, |rest| rest[..1].parse().unwrap());
            let places: Vec<usize> = asked.iter().map(place).collect();
            let (last, before) = places.split_last().unwrap();
            let known: BTreeSet<usize> = before.iter().flat_map(|place| pages[*place].0.clone()).collect();
            let all: BTreeSet<&str> = uuids.iter().map(String::as_str).collect();
            let (rows, next) = &pages[*last];
            let kept = before.is_empty() || rows.is_empty() || rows.iter().any(|row| !known.contains(row));
            let whole = next.is_none() && kept;
            let loaded = all.len() as u64;
            let expected = (!whole).then_some(Shortfall { loaded, expected: loaded + 1 });
            prop_assert_eq!(shortfall, expected, "{:?} in the order {:?}", &pages, &places);
        }
    }
}
