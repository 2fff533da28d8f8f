//! A disk that becomes full while Flightdeck runs, and a folder that is closed to it: nothing is sent that could not be written down, the reason
//! is said in words, what was written stays, and once there is room again it goes on.
//!
//! Both are real: a small file system is mounted for one process alone, and rights are taken from a folder of a process that has none beside them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use flightdeck_core::outside::{Drafts, FleetBook, Guardbook, Journal, KeptDraft, LastSeen, StorageError};
use flightdeck_core::store::{self, Store};
use flightdeck_core::wire::{ErrorCode, LaunchOutcome};
use flightdeck_tests::ground::{comment_of, creates};

use crate::child::{self, Service, connection};
use crate::kept_then;
use crate::kills::service;

const DISK: &str = "FLIGHTDECK_FULL_DISK";
const SERVICE: &str = "FLIGHTDECK_FULL_SERVICE";
/// A file system of two megabytes at `$1`, for the rest of the line.
const SMALL: &str = "mount -t tmpfs -o size=2m tmpfs \"$1\" && shift && exec \"$@\"";

#[test]
fn a_disk_that_fills_up_stops_launches_before_they_are_sent() {
    let small = ["--map-root-user", "--mount", "--", "sh", "-c", SMALL, "sh"];
    if !may(&["--map-root-user", "--mount", "--", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) {
        eprintln!("NOT RUN: a full disk is made with a mount, and this user may make none");
        return;
    }
    let (here, simulator) = service();
    let disk = tempfile::tempdir().unwrap();
    let place = disk.path().display().to_string();
    let before = [&small[..], &[place.as_str()]].concat();
    run(&before, "full::the_process_on_a_disk_that_fills_up", disk.path(), &simulator.url());
    let sent: Vec<String> = creates(&simulator).iter().filter_map(comment_of).collect();
    assert_eq!(sent, ["1", "3"], "what could not be written down first was not sent, and is not sent later");
    drop((simulator, here));
}

#[test]
fn a_folder_that_is_closed_while_it_runs_takes_nothing_that_was_written() {
    let nobody = ["--user", "--map-user=1000", "--map-group=1000", "--"];
    if !may(&[&nobody[..], &["true"]].concat()) {
        eprintln!("NOT RUN: a folder is closed to a user without rights, and this one may not become such a one");
        return;
    }
    let disk = tempfile::tempdir().unwrap();
    run(&nobody, "full::the_process_in_a_folder_that_is_closed", disk.path(), "");
}

fn may(words: &[&str]) -> bool {
    Command::new("unshare").args(words).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Runs one of the processes below behind `unshare` with these words.
fn run(before: &[&str], name: &str, disk: &Path, service: &str) {
    let said = Command::new("unshare")
        .args(before)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(DISK, disk)
        .env(SERVICE, service)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{words}\n{}", String::from_utf8_lossy(&said.stdout));
    assert!(String::from_utf8_lossy(&said.stdout).contains("1 passed"), "it was run: {words}");
}

fn open(disk: &Path) -> Store {
    let opened = store::open(disk, 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(opened.notes.is_empty(), "that there is no room damages nothing: {:?}", opened.notes);
    opened.store
}

/// Takes all the room there is; what gives it back.
fn fill(disk: &Path) -> std::path::PathBuf {
    let filler = disk.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    for size in [65_536, 4_096, 1] {
        while file.write_all(&vec![7; size]).is_ok() {}
    }
    filler
}

/// Writes on until there is no room; what was acknowledged, and what was said then.
fn until_full(store: &Store) -> (Vec<String>, StorageError) {
    let mut written = Vec::new();
    for number in 0..10_000 {
        let id = format!("more-{number}");
        match store.begin(&kept_then::launch(8, &id, number, None)) {
            Ok(()) => written.push(id),
            Err(error) => return (written, error),
        }
    }
    panic!("two megabytes are full after ten thousand launches");
}

/// Not a test: the process on a disk of its own.
#[test]
#[ignore = "a process that a test above starts"]
fn the_process_on_a_disk_that_fills_up() {
    let (Ok(disk), Ok(url)) = (std::env::var(DISK), std::env::var(SERVICE)) else { return };
    let disk = Path::new(&disk);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = std::sync::Arc::new(open(disk));
    let launches = Service::at(&url).launches(&store);
    let launch = |number| {
        runtime.block_on(launches.launch(&child::launch_id(number), &connection(), child::draft(number), None))
    };
    let created = |number| matches!(launch(number), Ok(LaunchOutcome::Created { .. }));
    assert!(created(1), "while there is room it launches");
    store.keep_source(&connection(), &child::list(1)).unwrap();

    let filler = fill(disk);
    let (written, error) = until_full(&store);
    assert!(error.0.contains("there is no room left on the disk"), "said in words: {error}");
    let error = launch(2).expect_err("what cannot be written down is not sent");
    assert_eq!(error.code, ErrorCode::Storage, "it is this computer's fault, and the page says what to do: {error:?}");
    assert!(error.message.starts_with("Nothing was sent"), "and first that nothing happened: {}", error.message);
    assert!(error.message.contains("no room left"), "and why: {}", error.message);
    let draft = KeptDraft { id: "one".into(), draft: child::draft(2), saved_ms: 2 };
    for (what, done) in [
        ("a draft", store.keep_draft(&connection(), &draft)),
        ("a guard", store.keep_guard(&child::guard(2))),
        ("a list", store.keep_source(&connection(), &child::list(2))),
        ("rows", store.keep(&connection(), &child::SEEN.into(), &child::parcel(2))),
    ] {
        let error = done.expect_err("there is no room");
        assert!(error.0.contains("no room left on the disk"), "{what}: said in words: {error}");
    }
    let there = |store: &Store| {
        for id in &written {
            assert!(store.find(id).unwrap().is_some(), "{id} was acknowledged");
        }
        assert!(store.find(&child::launch_id(1)).unwrap().is_some_and(|one| one.outcome.is_some()), "and so was this");
        assert!(store.find(&child::launch_id(2)).unwrap().is_none(), "and what was not sent is in no list");
        assert_eq!(store.sources(&connection()), [child::list(1)], "the list is as it was");
    };
    there(&store);

    std::fs::remove_file(filler).unwrap();
    assert!(created(3), "with room again it goes on, without a start");
    store.keep_draft(&connection(), &draft).unwrap();
    there(&store);
    drop((launches, store));
    let again = open(disk);
    there(&again);
    assert_eq!(again.drafts(&connection()).unwrap(), [draft], "and the next start has it too");
}

/// Not a test: the process that is nobody in a folder that is its own.
#[cfg(unix)]
#[test]
#[ignore = "a process that a test above starts"]
fn the_process_in_a_folder_that_is_closed() {
    use std::os::unix::fs::PermissionsExt;

    let Ok(disk) = std::env::var(DISK) else { return };
    let disk = Path::new(&disk);
    let rights = |folder, file| {
        for entry in std::fs::read_dir(disk).unwrap() {
            std::fs::set_permissions(entry.unwrap().path(), std::fs::Permissions::from_mode(file)).unwrap();
        }
        std::fs::set_permissions(disk, std::fs::Permissions::from_mode(folder)).unwrap();
    };
    let launch = |id: &str| kept_then::launch(8, id, 1, None);
    let store = open(disk);
    store.begin(&launch("before")).unwrap();
    rights(0o500, 0o400);
    assert!(std::fs::write(disk.join("trial"), "").is_err(), "the folder is closed, or this shows nothing");
    // The files are open already: what is written now is written, or is said not to be.
    let meanwhile = store.begin(&launch("meanwhile"));
    if let Err(error) = &meanwhile {
        assert!(error.0.contains("not to be written to"), "said in words: {error}");
    }
    drop(store);
    let refusal = store::open(disk, 0).err().expect("what cannot be written is not opened");
    assert!(matches!(refusal, store::Refusal::ReadOnly(_)), "and that is what is said: {refusal}");
    rights(0o700, 0o600);
    let store = open(disk);
    assert!(store.find("before").unwrap().is_some(), "what was written before is there");
    assert_eq!(store.find("meanwhile").unwrap().is_some(), meanwhile.is_ok(), "and what was said to be written since");
    store.begin(&launch("after")).unwrap();
}
