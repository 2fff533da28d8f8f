//! The oddities at once: each is survived alone by its own test, and here in combinations nobody thought of.

use std::collections::BTreeSet;

use connect_simulator::{
    AfterEnd, ContentTypeMode, CveShape, DevicesShape, ExitCodes, ListOrder, OddFields, Outputs, StatusWords,
    StepsMode, TimeFormat, TotalMode, Variants,
};
use flightdeck_tests::ground::Ground;
use flightdeck_tests::rows::load;

/// Picks that look random and are the same in every run (a 64-bit linear congruential generator, high bits only).
struct Picks(u64);

impl Picks {
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        of[(self.0 >> 33) as usize % of.len()]
    }

    /// A service that is odd in many ways, and still tells every device and every deployment once.
    fn variants(&mut self) -> Variants {
        Variants {
            devices_shape: self.one(&[DevicesShape::Nested, DevicesShape::Plain, DevicesShape::Array]),
            devices_page_size: self.one(&[None, Some(1), Some(17), Some(119), Some(120), Some(121)]),
            steps_in_map: self.one(&[false, true]),
            device_names: self.one(&[false, true]),
            status_words: self.one(&[
                StatusWords::Documented,
                StatusWords::Upper,
                StatusWords::Novel,
                StatusWords::Mixed,
            ]),
            times: self.one(&[
                TimeFormat::Rfc3339,
                TimeFormat::Zoneless,
                TimeFormat::EpochSeconds,
                TimeFormat::Nonsense,
            ]),
            odd_fields: self.one(&[OddFields::None, OddFields::Neighbours, OddFields::All]),
            cve: self.one(&[CveShape::Documented, CveShape::Null, CveShape::Strings, CveShape::NewLevels]),
            after_end: self.one(&[AfterEnd::EmptyText, AfterEnd::Null, AfterEnd::Absent, AfterEnd::NoPaginationInfo]),
            total: self.one(&[TotalMode::Right, TotalMode::Wrong, TotalMode::Absent, TotalMode::Null, TotalMode::Text]),
            list_order: self.one(&[
                ListOrder::NewestFirst,
                ListOrder::OldestFirst,
                ListOrder::Unsorted,
                ListOrder::Repeating,
            ]),
            exit_codes: self.one(&[ExitCodes::Integer, ExitCodes::Null, ExitCodes::Text, ExitCodes::Absent]),
            outputs: self.one(&[Outputs::Plausible, Outputs::Nul, Outputs::Ansi, Outputs::Bidi, Outputs::Null]),
            steps: self.one(&[StepsMode::Plausible, StepsMode::Absent, StepsMode::Null, StepsMode::RepeatedNames]),
            content_type: self.one(&[ContentTypeMode::Json, ContentTypeMode::Html, ContentTypeMode::Missing]),
            unknown_fields: self.one(&[false, true]),
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
    let mut picks = Picks(26);
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

        let mut pages = ground.client.deployments(picks.one(&[1, 7, 24, 25, 100]));
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
