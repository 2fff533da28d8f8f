//! Row 27: what a service says about its pages being as they were.

use connect_api::{Error, NotApi};
use connect_simulator::{Etags, Operation, TotalMode};
use flightdeck_tests::ground::Ground;
use flightdeck_tests::rows::{Look, Remembered};

/// The validators that were sent with the devices requests since [`Ground::listen`].
fn sent(ground: &Ground) -> Vec<Option<String>> {
    let requests = ground.heard().into_iter().filter(|request| request.operation == Some(Operation::Devices));
    requests.map(|request| request.header("if-none-match").map(str::to_owned)).collect()
}

#[tokio::test]
async fn row_27_a_page_that_is_as_it_was_is_not_sent_again() {
    for etags in [Etags::Strong, Etags::Weak, Etags::Odd] {
        let ground = Ground::start(400).await;
        let uuid = ground.mixed().await;
        ground.vary(|variants| (variants.etags, variants.devices_page_size) = (etags, Some(20)));
        let mut seen = Remembered::default();
        ground.listen();
        let first = seen.look(&ground.client, &uuid, true).await;
        assert_eq!((first.read, first.pages, first.unmodified), (400, 2, 0), "{etags:?}: at first all is read");
        assert_eq!(sent(&ground), [None, None], "{etags:?}: and there is nothing to ask about");

        ground.listen();
        let again = seen.look(&ground.client, &uuid, true).await;
        let nothing = Look { passed: 400, unmodified: 2, pages: 2, ..Look::default() };
        assert_eq!(again, nothing, "{etags:?}: no page is sent again, the second one neither");
        assert!(sent(&ground).iter().all(Option::is_some), "{etags:?}: each was asked for with its own");
        assert!(seen.rows() == ground.truth(&uuid).await, "{etags:?}: and everything is known");

        let last = seen.rows().into_keys().last().unwrap();
        ground.client.abort_device(&uuid, &last).await.unwrap();
        ground.advance(30);
        let moved = seen.look(&ground.client, &uuid, true).await;
        assert!(moved.unmodified < 2 && moved.read > 0, "{etags:?}: what changed is sent: {moved:?}");
        assert!(seen.rows() == ground.truth(&uuid).await, "{etags:?}: and read");

        ground.listen();
        let whole = seen.look(&ground.client, &uuid, false).await;
        assert_eq!((whole.unmodified, whole.passed), (0, 400), "{etags:?}: without the condition everything comes");
        assert_eq!(sent(&ground), [None, None], "{etags:?}: nothing was asked about");
    }
}

#[tokio::test]
async fn row_27_one_page_of_several_changes() {
    let ground = Ground::start(60).await;
    let uuid = ground.deploy().await;
    ground.vary(|variants| (variants.etags, variants.devices_page_size) = (Etags::Strong, Some(20)));
    let mut seen = Remembered::default();
    seen.look(&ground.client, &uuid, true).await;
    let truth = ground.truth(&uuid).await;
    let first_page = seen.order()[..20].to_vec();
    let late = truth.keys().find(|uuid| !first_page.contains(uuid)).unwrap().clone();
    ground.client.abort_device(&uuid, &late).await.unwrap();
    let look = seen.look(&ground.client, &uuid, true).await;
    assert_eq!((look.pages, look.unmodified, look.read), (2, 1, 1), "the first page is as it was, the second is not");
    assert!(seen.rows() == ground.truth(&uuid).await, "and each device is what its own page says");
}

#[tokio::test]
async fn row_27_what_was_missing_is_missing_still() {
    let ground = Ground::start(60).await;
    let uuid = ground.finished().await;
    ground.vary(|variants| (variants.etags, variants.total) = (Etags::Strong, TotalMode::Wrong));
    let mut seen = Remembered::default();
    let first = seen.look(&ground.client, &uuid, true).await;
    let again = seen.look(&ground.client, &uuid, true).await;
    assert_eq!(again.unmodified, 1, "the page is as it was");
    assert_eq!(again.shortfall, first.shortfall, "so is what it promised and did not bring");
    assert!(first.shortfall.is_some(), "and on this ground something is missing");
}

#[tokio::test]
async fn row_27_a_validator_that_tells_nothing_is_found_out() {
    let ground = Ground::start(60).await;
    let uuid = ground.deploy().await;
    ground.vary(|variants| variants.etags = Etags::Stuck);
    let mut seen = Remembered::default();
    seen.look(&ground.client, &uuid, true).await;
    ground.advance(40);
    let believed = seen.look(&ground.client, &uuid, true).await;
    assert_eq!(believed.unmodified, 1, "the service says that nothing changed, and nobody can tell from here");
    let read = seen.look(&ground.client, &uuid, false).await;
    assert!(read.read > 0, "the look that reads everything shows it");
    assert!(seen.rows() == ground.truth(&uuid).await, "and is the truth");
    ground.advance(10);
    ground.listen();
    let after = seen.look(&ground.client, &uuid, true).await;
    assert_eq!((after.unmodified, sent(&ground)), (0, vec![None]), "from then on nothing is asked about");
    assert!(seen.rows() == ground.truth(&uuid).await, "and every look is the truth");
}

#[tokio::test]
async fn row_27_not_modified_is_believed_only_as_the_answer_to_a_question() {
    let ground = Ground::start(60).await;
    let uuid = ground.deploy().await;
    let mut seen = Remembered::default();
    ground.vary(|variants| variants.etags = Etags::Unasked);
    let look = seen.look(&ground.client, &uuid, true).await;
    let empty = |error: &Option<Error>| matches!(error, Some(Error::NotApi { status: 304, kind: NotApi::Empty, .. }));
    assert!(empty(&look.error), "nothing came, and nothing was there before: {look:?}");

    ground.vary(|variants| variants.etags = Etags::Star);
    seen.look(&ground.client, &uuid, true).await;
    ground.listen();
    seen.look(&ground.client, &uuid, true).await;
    assert_eq!(sent(&ground), [None], "a star is no validator: sent back it would match anything");

    ground.vary(|variants| variants.etags = Etags::Strong);
    seen.look(&ground.client, &uuid, true).await;
    ground.advance(40);
    ground.vary(|variants| variants.etags = Etags::Unasked);
    let look = seen.look(&ground.client, &uuid, true).await;
    assert!(empty(&look.error), "it is the validator of another page, and without a condition nothing comes: {look:?}");

    ground.vary(|variants| variants.etags = Etags::Strong);
    seen.look(&ground.client, &uuid, true).await;
    ground.vary(|variants| variants.etags = Etags::Other);
    ground.listen();
    let look = seen.look(&ground.client, &uuid, true).await;
    assert_eq!((look.error, look.unmodified), (None, 0), "asked about one, told about another: the page is asked for");
    assert_eq!(sent(&ground).len(), 2, "once more, without a condition");
    assert!(seen.rows() == ground.truth(&uuid).await);
    ground.listen();
    seen.look(&ground.client, &uuid, true).await;
    assert_eq!(sent(&ground), [None], "and such a service is not asked again");
}
