//! Two programs on one folder. The desktop lets one in, and `flightdeck-plan` has a folder of its own; where two get there all the same, at the
//! very moment in which the files are made or brought up to date, nothing is lost and nobody is told that a database is locked.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use flightdeck_core::outside::{Drafts, FleetBook, Journal, KeptDraft, LastSeen};
use flightdeck_core::store;
use flightdeck_core::wire::LaunchOutcome;

use crate::child;
use crate::kept_then::{self, HERE};
use crate::versions;

const DISK: &str = "FLIGHTDECK_TOGETHER_DISK";
const NAME: &str = "FLIGHTDECK_TOGETHER_NAME";
/// Programs, and what each of them writes.
const PROGRAMS: usize = 4;
const LAUNCHES: usize = 25;
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn programs_that_begin_at_once_on_one_folder_lose_nothing() {
    for of in ["a new folder", "a folder of the first version", "a folder of today"] {
        let folder = match of {
            "a new folder" => tempfile::tempdir().unwrap(),
            "a folder of the first version" => versions::copied("1"),
            _ => versions::copied("8"),
        };
        let mut programs: Vec<Child> = (0..PROGRAMS).map(|number| start(folder.path(), number)).collect();
        std::fs::write(folder.path().join("go"), "").unwrap();
        let begun = Instant::now();
        for program in &mut programs {
            while program.try_wait().unwrap().is_none() {
                assert!(begun.elapsed() < PATIENCE, "{of}: each ends by itself");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        for program in programs {
            let said = program.wait_with_output().unwrap();
            let words = String::from_utf8_lossy(&said.stderr);
            assert!(said.status.success(), "{of}: each program does all it wants to: {words}");
        }
        let opened = store::open(folder.path(), 0).unwrap_or_else(|refusal| panic!("{of}: {refusal}"));
        assert!(opened.notes.is_empty(), "{of}: nothing was damaged: {:?}", opened.notes);
        for name in 0..PROGRAMS {
            for launch in 0..LAUNCHES {
                let found = opened.store.find(&id(name, launch)).unwrap().and_then(|entry| entry.outcome);
                assert_eq!(found, Some(outcome(name, launch)), "{of}: launch {launch} of program {name} is there");
            }
            let draft = opened.store.draft(&HERE.into(), &name.to_string()).unwrap();
            assert_eq!(draft.map(|kept| kept.saved_ms), Some(LAUNCHES as i64 - 1), "{of}: what {name} typed last");
        }
        let lists = opened.store.sources(&HERE.into());
        assert!(lists.contains(&child::list(1)), "{of}: whoever was last wrote it whole");
        let seen = opened.store.load(&HERE.into(), &child::SEEN.into()).expect("what was seen is there");
        assert_eq!(seen.blobs, child::parcel(1).blobs, "{of}: as one of them saw it, whole");
    }
}

fn start(folder: &Path, name: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "together::the_program_beside_others", "--ignored", "--nocapture"])
        .env(DISK, folder)
        .env(NAME, name.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn id(name: usize, launch: usize) -> String {
    format!("{name}-{launch}")
}

fn outcome(name: usize, launch: usize) -> LaunchOutcome {
    LaunchOutcome::Created { deployment: format!("dp-{name}-{launch}").as_str().into() }
}

/// Not a test: one of the programs. The test above starts this program again with this name.
#[test]
#[ignore = "a process that the test beside it starts"]
fn the_program_beside_others() {
    let Ok(disk) = std::env::var(DISK) else { return };
    let name: usize = std::env::var(NAME).unwrap().parse().unwrap();
    let disk = Path::new(&disk);
    let begun = Instant::now();
    while !disk.join("go").exists() {
        assert!(begun.elapsed() < PATIENCE, "somebody says when");
        std::thread::yield_now();
    }
    let opened = store::open(disk, 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(opened.notes.is_empty(), "that another begins is no damage: {:?}", opened.notes);
    let store = opened.store;
    for launch in 0..LAUNCHES {
        let id = id(name, launch);
        store.begin(&kept_then::launch(8, &id, launch as i64, None)).unwrap_or_else(|error| panic!("{error}"));
        store.settle(&id, &outcome(name, launch)).unwrap_or_else(|error| panic!("{error}"));
        let draft = KeptDraft { id: name.to_string(), draft: child::draft(launch), saved_ms: launch as i64 };
        store.keep_draft(&HERE.into(), &draft).unwrap_or_else(|error| panic!("{error}"));
    }
    store.keep_source(&HERE.into(), &child::list(1)).unwrap_or_else(|error| panic!("{error}"));
    store.keep(&HERE.into(), &child::SEEN.into(), &child::parcel(1)).unwrap_or_else(|error| panic!("{error}"));
}
