//! The oddities at once: each is survived alone by its own test, and here in combinations nobody thought of.

use std::collections::BTreeSet;

use connect_simulator::{
    AfterEnd, ContentTypeMode, CveShape, DevicesShape, ExitCodes, ListOrder, OddFields, Outputs, StatusWords,
    StepsMode, TimeFormat, TotalMode, Variants,
};
use flightdeck_tests::ground::Ground;
use flightdeck_tests::random::Random;
use flightdeck_tests::rows::load;

/// Odd services, the same in every run.
struct Picks(Random);

impl Picks {
    /// A service that is odd in many ways, and still tells every device and every deployment once.
    fn variants(&mut self) -> Variants {
        Variants {
            devices_shape: self.0.one(&[DevicesShape::Nested, DevicesShape::Plain, DevicesShape::Array]),
            devices_page_size: self.0.one(&[None, Some(1), Some(17), Some(119), Some(120), Some(121)]),
            steps_in_map: self.0.one(&[false, true]),
            device_names: self.0.one(&[false, true]),
            status_words: self.0.one(&[
                StatusWords::Documented,
                StatusWords::Upper,
                StatusWords::Novel,
                StatusWords::Mixed,
            ]),
            times: self.0.one(&[
                TimeFormat::Rfc3339,
                TimeFormat::Zoneless,
                TimeFormat::EpochSeconds,
                TimeFormat::Nonsense,
            ]),
            odd_fields: self.0.one(&[OddFields::None, OddFields::Neighbours, OddFields::All]),
            cve: self.0.one(&[CveShape::Documented, CveShape::Null, CveShape::Strings, CveShape::NewLevels]),
            after_end: self.0.one(&[AfterEnd::EmptyText, AfterEnd::Null, AfterEnd::Absent, AfterEnd::NoPaginationInfo]),
            total: self.0.one(&[
                TotalMode::Right,
                TotalMode::Wrong,
                TotalMode::Absent,
                TotalMode::Null,
                TotalMode::Text,
            ]),
            list_order: self.0.one(&[
                ListOrder::NewestFirst,
                ListOrder::OldestFirst,
                ListOrder::Unsorted,
                ListOrder::Repeating,
            ]),
            exit_codes: self.0.one(&[ExitCodes::Integer, ExitCodes::Null, ExitCodes::Text, ExitCodes::Absent]),
            outputs: self.0.one(&[Outputs::Plausible, Outputs::Nul, Outputs::Ansi, Outputs::Bidi, Outputs::Null]),
            steps: self.0.one(&[StepsMode::Plausible, StepsMode::Absent, StepsMode::Null, StepsMode::RepeatedNames]),
            content_type: self.0.one(&[ContentTypeMode::Json, ContentTypeMode::Html, ContentTypeMode::Missing]),
            unknown_fields: self.0.one(&[false, true]),
            ..Variants::default()
        }
    }
}

#[tokio::test]
async fn no_combination_of_oddities_loses_a_device_or_a_deployment() {
    let ground = Ground::start(120).await;
    let uuid = ground.deploy().await;
    ground.advance(40);
    let truth = ground.truth(&uuid).await;
    let known: BTreeSet<String> =
        ground.client.deployments_page(None, 1000).await.unwrap().deployments.into_iter().map(|d| d.uuid).collect();
    assert_eq!((truth.len(), known.len()), (120, 25), "the whole fleet, and the new deployment beside 24 old ones");
    let mut picks = Picks(Random::new(26));
    for round in 0..120 {
        let variants = picks.variants();
        ground.simulator.set_variants(variants.clone());
        let loaded = load(&ground.client, &uuid).await;
        assert_eq!(loaded.error, None, "round {round}: {variants:?}");
        assert_eq!(loaded.unreadable, 0, "round {round}: every record has its uuid: {variants:?}");
        assert!(loaded.rows.keys().eq(truth.keys()), "round {round}: every device comes, and no other: {variants:?}");
        let plain = variants.odd_fields == OddFields::None;
        for (device, row) in loaded.rows.iter().filter(|(_, row)| plain && row.raw_status != "Rebooting") {
            assert_eq!(row.state, truth[device].state, "round {round} {device}: {variants:?}");
        }
        let device = truth.keys().nth(round).unwrap();
        let detail = ground.client.device(&uuid, device).await;
        assert!(detail.is_ok(), "round {round}: {device} can be looked at: {detail:?} with {variants:?}");

        let mut pages = ground.client.deployments(picks.0.one(&[1, 7, 24, 25, 100]));
        let mut listed = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.unwrap_or_else(|error| panic!("round {round}: the list: {error} with {variants:?}"));
            assert_eq!(page.unreadable, 0, "round {round}: every deployment has its uuid: {variants:?}");
            listed.extend(page.deployments.into_iter().map(|deployment| deployment.uuid));
        }
        assert_eq!(listed.len(), 25, "round {round}: no deployment comes twice: {variants:?}");
        assert!(listed.into_iter().collect::<BTreeSet<_>>() == known, "round {round}: and none is lost: {variants:?}");
    }
}
