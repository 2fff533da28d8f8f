//! Rows 10 and 11: where a list ends, and what a list does while somebody pages through it.

use std::collections::BTreeSet;

use connect_api::Shortfall;
use connect_simulator::{AfterEnd, ListOrder, TotalMode};
use flightdeck_tests::ground::Ground;
use flightdeck_tests::rows::load;
use serde_json::Value;

/// All deployments as the client lists them with small pages, and how many pages it took.
async fn listed(ground: &Ground, limit: u16) -> (Vec<String>, usize, Option<Shortfall>) {
    let mut pages = ground.client.deployments(limit);
    let (mut uuids, mut count) = (Vec::new(), 0);
    while let Some(page) = pages.next().await {
        count += 1;
        assert!(count < 100, "paging must come to an end");
        let page = page.unwrap_or_else(|error| panic!("page {count} of the list: {error}"));
        uuids.extend(page.deployments.into_iter().map(|deployment| deployment.uuid));
    }
    (uuids, count, pages.shortfall())
}

/// The uuids of all deployments, read without the client.
async fn truth(ground: &Ground) -> Vec<String> {
    let list = ground.raw("?limit=1000").await;
    let uuid = |record: &Value| record["deployment_uuid"].as_str().unwrap().to_owned();
    list["deployments"].as_array().unwrap().iter().map(uuid).collect()
}

const ENDS: [AfterEnd; 5] =
    [AfterEnd::EmptyText, AfterEnd::Null, AfterEnd::Zero, AfterEnd::Absent, AfterEnd::NoPaginationInfo];

#[tokio::test]
async fn row_10_the_end_of_the_list_is_known_in_every_spelling() {
    let ground = Ground::start(20).await;
    let known = truth(&ground).await;
    for end in ENDS {
        ground.vary(|variants| variants.after_end = end);
        ground.listen();
        let (uuids, pages, shortfall) = listed(&ground, 10).await;
        assert_eq!(uuids, known, "{end:?}: all 24 deployments, in the order told");
        assert_eq!(
            (pages, ground.heard().len()),
            (3, 3),
            "{end:?}: three pages of ten hold them, a fourth is not asked for"
        );
        assert_eq!(shortfall, None, "{end:?}: nothing is missing");
    }
}

#[tokio::test]
async fn row_10_the_end_of_the_devices_is_known_in_every_spelling() {
    let ground = Ground::start(30).await;
    let uuid = ground.finished().await;
    let known = ground.truth(&uuid).await;
    for end in ENDS {
        ground.vary(|variants| (variants.after_end, variants.devices_page_size) = (end, Some(10)));
        ground.listen();
        let loaded = load(&ground.client, &uuid).await;
        assert_eq!(loaded.error, None, "{end:?}: the end is no error");
        assert!(loaded.rows == known, "{end:?}: all 30 devices");
        assert_eq!(ground.heard().len(), 2, "{end:?}: a page of ten and one of twenty, and no question after the end");
        assert_eq!(loaded.shortfall, None, "{end:?}: nothing is missing");
    }
}

#[tokio::test]
async fn row_10_the_total_is_advice_only() {
    let ground = Ground::start(30).await;
    let uuid = ground.finished().await;
    let known = (truth(&ground).await, ground.truth(&uuid).await);
    for total in [TotalMode::Right, TotalMode::Wrong, TotalMode::Absent, TotalMode::Null, TotalMode::Text] {
        ground.vary(|variants| (variants.total, variants.devices_page_size) = (total, Some(10)));
        let (uuids, _, list_shortfall) = listed(&ground, 10).await;
        assert_eq!(uuids, known.0, "{total:?}: the list is read to its end, whatever the total says");
        let loaded = load(&ground.client, &uuid).await;
        assert_eq!(loaded.error, None, "{total:?}: a wrong total is no error");
        assert!(loaded.rows == known.1, "{total:?}: the devices are read to their end");
        let told = match total {
            TotalMode::Right | TotalMode::Text => Some(30),
            TotalMode::Wrong => Some(77),
            TotalMode::Absent | TotalMode::Null => None,
        };
        assert_eq!(loaded.total, told, "{total:?}: it is told as it came");
        let missing = told.filter(|told| *told > 30).map(|expected| Shortfall { loaded: 30, expected });
        assert_eq!(loaded.shortfall, missing, "{total:?}: a total that was not reached is said, and none is invented");
        assert_eq!(list_shortfall.is_some(), total == TotalMode::Wrong, "{total:?}: the same for the list");
    }
}

/// B20: "0 of 24" must not look like an empty fleet.
#[tokio::test]
async fn row_10_more_announced_than_sent_is_said() {
    let ground = Ground::start(20).await;
    let all = truth(&ground).await.len() as u64;
    for kept_back in [3, all as u32] {
        ground.vary(|variants| variants.list_keeps_back = kept_back);
        let (uuids, _, shortfall) = listed(&ground, 10).await;
        let loaded = all - u64::from(kept_back);
        assert_eq!(uuids.len() as u64, loaded, "{kept_back} of {all} are never sent");
        assert_eq!(shortfall, Some(Shortfall { loaded, expected: all }), "and the list knows that they are missing");
    }
}

#[tokio::test]
async fn row_11_a_list_that_shifts_repeats_or_has_no_order_is_read_once() {
    for order in [ListOrder::NewestFirst, ListOrder::OldestFirst, ListOrder::Unsorted, ListOrder::Repeating] {
        for shifts in [false, true] {
            let ground = Ground::start(60).await;
            let known: BTreeSet<String> = truth(&ground).await.into_iter().collect();
            ground.vary(|variants| (variants.list_order, variants.list_shifts) = (order, shifts));
            let (uuids, ..) = listed(&ground, 5).await;
            let unique: BTreeSet<String> = uuids.iter().cloned().collect();
            assert_eq!(unique.len(), uuids.len(), "{order:?}, shifts {shifts}: no deployment comes twice");
            if order == ListOrder::Unsorted && shifts {
                // A list without order that grows in its middle can hide rows from anybody.
                assert!(unique.len() >= 20, "{order:?}, shifts {shifts}: most are found: {}", unique.len());
            } else {
                assert!(
                    unique.is_superset(&known),
                    "{order:?}, shifts {shifts}: all that were there at first are found"
                );
            }
        }
    }
}

#[tokio::test]
async fn row_11_rows_really_repeat_on_this_ground() {
    let ground = Ground::start(60).await;
    ground.vary(|variants| variants.list_order = ListOrder::Repeating);
    let page = async |after: Option<String>| ground.client.deployments_page(after.as_deref(), 5).await.unwrap();
    let first = page(None).await;
    let second = page(first.after.clone()).await;
    let again = first.deployments.last() == second.deployments.first();
    assert!(again, "single pages are handed on as they come; only paging through all removes what repeats");
}
