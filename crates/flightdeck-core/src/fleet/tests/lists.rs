//! Imported lists as a source of facts, and what is kept for the next run: who stands before whom, and what is left when a list goes.

use std::path::PathBuf;
use std::sync::Arc;

use connect_api::{ApiTime, FleetDevice, FleetDevicesPage};

use super::super::knowledge::{Fact, Knowledge, List, Source};
use super::room::{Answer, run_on, unreachable};
use super::{NOW, told};
use crate::store::{Store, open};
use crate::wire::{ErrorCode, FactSource, FleetReads, FleetView, ImportField, ImportedList, SeenWhen};

fn page(devices: Vec<FleetDevice>) -> Answer {
    Ok(FleetDevicesPage { devices, ..FleetDevicesPage::default() })
}

fn list(id: &str, at_ms: i64) -> List {
    List { id: id.into(), name: format!("{id}.csv"), at_ms, devices: 1 }
}

fn named(id: &str, name: &str) -> FleetDevice {
    FleetDevice { uuid: id.into(), name: Some(name.into()), ..FleetDevice::default() }
}

#[test]
fn what_was_told_last_stands_and_what_somebody_does_not_tell_takes_nothing_away() {
    let mut known = Knowledge::default();
    let old = known.list(list("old", 1));
    let about = FleetDevice {
        description: Some("by the river".into()),
        last_keepalive: ApiTime::At { unix_ms: NOW, zone_assumed: false },
        ..told("a", "Old", &["old"], 9)
    };
    known.listed(&about, old, 1);
    known.told(&FleetDevice { tags: None, ..told("a", "Test", &[], 60) }, 2, NOW);
    let a = |known: &Knowledge| known.devices[known.find("a").unwrap() as usize].clone();
    let device = a(&known);
    assert_eq!(known.group(&device), Some("Test"), "the service outranks an older list");
    assert_eq!(known.tags(&device).collect::<Vec<_>>(), ["old"], "it did not tell of tags, which is not to have none");
    assert_eq!(device.description.as_deref(), Some("by the river"), "nor of a description");
    assert_eq!(
        (device.seen_ms, device.source(Fact::Seen)),
        (Some(NOW), old),
        "the later sign of life stands, whoever told of it"
    );

    let new = known.list(list("new", 3));
    known.listed(&named("a", "renamed"), new, 3);
    let device = a(&known);
    assert_eq!((device.name.as_deref(), device.source(Fact::Name)), (Some("renamed"), new), "a newer list goes before");
    assert_eq!((known.group(&device), device.source(Fact::Groups)), (Some("Test"), Source::Service), "fact by fact");

    known.told(&told("a", "Test", &["new"], 1), 4, NOW);
    let device = a(&known);
    assert_eq!(device.source(Fact::Name), Source::Service, "and the service, read again, before that");
    known.told(&named("b", "only there"), 4, NOW);
    known.told(&told("b", "Test", &[], 1), 5, NOW);
    known.keep_told_since(5);
    let device = a(&known);
    assert_eq!(
        (device.told_ms, device.name.clone(), device.groups.len(), device.seen_ms),
        (None, None, 0, Some(NOW)),
        "what the service does not name any more is known by the lists alone"
    );
    assert_eq!(device.description.as_deref(), Some("by the river"), "which still name it");
    assert_eq!((known.told_count(), known.seen_only()), (1, 0), "it is counted as neither");
}

fn csv(directory: &tempfile::TempDir, text: &str) -> Option<PathBuf> {
    let place = directory.path().join("turbines.csv");
    std::fs::write(&place, text).unwrap();
    Some(place)
}

#[tokio::test]
async fn a_list_is_looked_at_taken_in_found_again_by_the_next_run_and_removed() {
    let directory = tempfile::tempdir().unwrap();
    let c = "c".into();
    let imported: ImportedList = {
        let store = Arc::new(open(directory.path(), 0).unwrap().store);
        let bench = run_on(vec![page(vec![told("a", "Test", &["edge"], 5)])], store);
        bench.watch();
        bench.rest().await;
        assert_eq!(bench.fleets.import_pick(&c, None).await.unwrap(), None, "nobody chose a file");
        let place = csv(&directory, "device_uuid,title,site\na,From the list,Lab\n,nameless,Lab\nz,Mast 7,Lab\n");
        let seen = bench.fleets.import_pick(&c, place).await.unwrap().unwrap();
        assert_eq!((seen.name.as_str(), seen.total, seen.devices, seen.rejected_count), ("turbines.csv", 3, 2, 1));
        assert_eq!((seen.rejected[0].line, seen.mapping[0]), (3, ImportField::Id), "with the line of what is left out");
        let nobody = bench.fleets.import(seen.import, vec![ImportField::Ignore; 3]).await.unwrap_err();
        assert_eq!(nobody.code, ErrorCode::InvalidInput, "without ids there is no list, whatever was looked at before");
        let mapping = vec![ImportField::Id, ImportField::Name, ImportField::Group];
        let again = bench.fleets.import_preview(seen.import, mapping.clone()).await.unwrap();
        assert_eq!(again.mapping, mapping, "another mapping, the same file");
        bench.clock.advance(1_000);
        let imported = bench.fleets.import(seen.import, mapping).await.unwrap();
        assert_eq!((imported.devices, imported.at_ms), (2, NOW + 1_000));
        let notice = bench.notices.lock().unwrap().last().unwrap().clone();
        assert_eq!((notice.devices, notice.imported, notice.seen_only), (2, vec![imported.clone()], 0), "it is told");
        let gone = bench.fleets.import_preview(seen.import, Vec::new()).await.unwrap_err();
        assert_eq!(gone.code, ErrorCode::NotFound, "a file that was taken in is held no longer");
        imported
    };

    let bench = run_on(vec![unreachable()], Arc::new(open(directory.path(), 0).unwrap().store));
    bench.clock.advance(60 * 60_000);
    bench.watch();
    let FleetReads::Trouble { at_ms, .. } = bench.rest().await else { panic!("the service cannot be reached") };
    assert_eq!(at_ms, Some(NOW), "what was read in the last run is known, with its age");
    let rows = bench.fleets.rows(&c, &FleetView::all(), 0, 9).rows;
    let told = |index: usize| (rows[index].name.as_deref().unwrap(), rows[index].group.as_deref().unwrap());
    assert_eq!((told(0), told(1)), (("From the list", "Lab"), ("Mast 7", "Lab")), "the list was told last");
    assert_eq!(rows[0].tags, ["edge"], "and told no tags");
    assert_eq!(rows[0].seen, SeenWhen::WithinDay, "who was online an hour ago is not said to be online");
    let facts = bench.fleets.device(&c, &"a".into()).await.unwrap().facts;
    let from = |name: &str| facts.iter().find(|fact| fact.name == name).map(|fact| fact.source.clone());
    assert_eq!(from("Name"), Some(FactSource::List { name: "turbines.csv".into() }), "each fact says who told it");
    assert_eq!(from("Tags"), Some(FactSource::Service));

    bench.fleets.import_remove(&c, &imported.id).await.unwrap();
    let rows = bench.fleets.rows(&c, &FleetView::all(), 0, 9).rows;
    assert_eq!(rows.len(), 1, "what only the list named is known no more");
    assert_eq!(
        (rows[0].name.as_deref(), rows[0].group.as_deref()),
        (Some("turbine a"), Some("Test")),
        "and what the service had told of the other stands again"
    );
    assert_eq!(bench.notices.lock().unwrap().last().unwrap().imported, [], "the page was told");
}

#[tokio::test]
async fn what_was_read_a_moment_ago_is_not_asked_for_again_by_the_next_run() {
    let store = Arc::new(Store::in_memory().unwrap());
    let first = run_on(vec![page(vec![told("a", "Test", &[], 5)])], store.clone());
    first.watch();
    first.rest().await;
    let second = run_on(Vec::new(), store);
    second.watch();
    let FleetReads::Read { at_ms, devices, whole } = second.rest().await else { panic!("it was kept") };
    assert_eq!((at_ms, devices, whole, second.asked()), (NOW, 1, true, 0), "as it was read");
}

#[tokio::test]
async fn what_is_no_list_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let bench = run_on(Vec::new(), Arc::new(Store::in_memory().unwrap()));
    let c = "c".into();
    let empty = bench.fleets.import_pick(&c, csv(&directory, "")).await.unwrap_err();
    assert_eq!((empty.code, empty.message.as_str()), (ErrorCode::InvalidInput, "The file is empty."));
    let missing = bench.fleets.import_pick(&c, Some(directory.path().join("none"))).await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::Storage, "a file that went away meanwhile");
}
