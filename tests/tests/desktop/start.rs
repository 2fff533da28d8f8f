//! A start that fails: a window of the system's own tells the reason and what to do, and the program ends as failed once it is closed.
//!
//! These start the program as a menu does, without a driver; what the message says is read where it is written a second time, on
//! standard error, since the display gives away a title and no more.

use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use flightdeck_core::folder::Folder;
use flightdeck_tests::desk::{Display, Home};

const PATIENCE: Duration = Duration::from_secs(30);

/// What stands in the way of each start runs in a mount namespace of its own: `$1` is the place, the rest is the program.
const READ_ONLY: &str = "mount -t tmpfs -o ro tmpfs \"$1\" && shift && exec \"$@\"";
/// A block for the folder and one for a file's first bytes: SQLite can begin, and cannot finish.
const FULL: &str = "mount -t tmpfs -o size=8k tmpfs \"$1\" && shift && exec \"$@\"";
/// WebKitGTK's own programs are hidden, as after a removal by hand or half an update.
const NO_WEBKIT: &str = "
for folder in /usr/lib/*/webkit2gtk-4.1 /usr/lib/webkit2gtk-4.1 /usr/libexec/webkit2gtk-4.1 /usr/lib64/webkit2gtk-4.1; do
    if [ -d \"$folder\" ]; then mount -t tmpfs tmpfs \"$folder\" || exit 125; fi
done
shift && exec \"$@\"";

#[test]
fn a_newer_database_is_told() {
    let mut home = Home::new();
    let data = home.data();
    std::fs::create_dir_all(&data).unwrap();
    let database = rusqlite::Connection::open(data.join("flightdeck.db")).unwrap();
    database.pragma_update(None, "user_version", 9_999).unwrap();
    drop(database);

    let log = told(&mut home, &[], "This Flightdeck is older than its data");
    assert!(log.contains("version 9999"), "the reason names both versions: {log}");
    assert!(log.contains("Install the newer Flightdeck again"), "and what to do: {log}");
}

#[test]
fn a_folder_that_another_program_has_is_told() {
    let mut home = Home::new();
    let held = Folder::open(&home.data(), Duration::ZERO).unwrap();
    let log = told(&mut home, &[], "Flightdeck is running already");
    assert!(log.contains(&home.data().display().to_string()), "the reason names what both would write to: {log}");
    assert!(log.contains("icon in the tray"), "and what to do: {log}");
    drop(held);
    let files = std::fs::read_dir(home.data()).unwrap().count();
    assert_eq!(files, 1, "beside the lock of the other nothing was written");
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let Some(mut home) = home_with_own_mounts("a folder that cannot be written") else { return };
    let place = home.path().join("xdg_data_home");
    std::fs::create_dir_all(&place).unwrap();
    let behind = behind(READ_ONLY, &place.display().to_string());
    let log = told(&mut home, &words(&behind), "Flightdeck cannot write to its folder");
    assert!(log.contains("Read-only file system"), "the reason is the system's own: {log}");
    assert!(log.contains("writable for your user"), "and what to do: {log}");
}

#[test]
fn a_full_disk_is_told() {
    let Some(mut home) = home_with_own_mounts("a full disk") else { return };
    let place = home.path().join("xdg_data_home");
    std::fs::create_dir_all(&place).unwrap();
    let behind = behind(FULL, &place.display().to_string());
    let log = told(&mut home, &words(&behind), "The disk is full");
    assert!(log.contains("Free some space"), "what to do is said: {log}");
}

#[test]
fn a_missing_webview_is_told() {
    let Some(mut home) = home_with_own_mounts("a missing webview") else { return };
    let behind = behind(NO_WEBKIT, "");
    let log = told(&mut home, &words(&behind), "The system's webview failed");
    assert!(log.contains("Failed to spawn child process"), "the reason is WebKitGTK's own: {log}");
    assert!(log.contains("libwebkit2gtk-4.1-0"), "and which package to install: {log}");
}

#[test]
fn without_a_display_the_reason_is_printed() {
    let mut home = Home::new().with("DISPLAY", "").with("WAYLAND_DISPLAY", "");
    let mut running = home.start(&[]);
    let status = ended(&mut running);
    assert!(!status.success(), "a start without a window has failed");
    let log = home.log();
    assert!(
        log.contains("There is no display"),
        "nobody sees a window, so it is said where there is something to see: {log}"
    );
}

/// Starts, waits for the message's window, closes it as its user would, and answers with what was written meanwhile.
fn told(home: &mut Home, behind: &[&str], title: &str) -> String {
    let display = Display::open();
    let mut running = home.start(behind);
    let begun = Instant::now();
    let window = loop {
        if let Some(window) = display.shown(title) {
            break window;
        }
        if begun.elapsed() > PATIENCE {
            let _ = running.kill();
            panic!("no window “{title}” within {PATIENCE:?}. It wrote: {}", home.log());
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    display.keep_picture(title);
    // The default button closes a message, and Return is the default button.
    display.press_return(window);
    let status = ended(&mut running);
    assert!(!status.success(), "“{title}”: a start that failed must end as failed");
    while display.shown(title).is_some() {
        assert!(begun.elapsed() < PATIENCE, "“{title}” closes when its user says so");
        std::thread::sleep(Duration::from_millis(100));
    }
    home.log()
}

fn ended(running: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = running.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = running.kill();
            panic!("the program must end, {PATIENCE:?} after its message was closed");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A home, if this user may mount something for one process alone; in some containers nobody may.
fn home_with_own_mounts(what: &str) -> Option<Home> {
    let allowed =
        Command::new("unshare").args([&UNSHARE[1..], &["mount", "-t", "tmpfs", "tmpfs", "/mnt"]].concat()).output();
    if allowed.is_ok_and(|answer| answer.status.success()) {
        return Some(Home::new());
    }
    eprintln!("NOT RUN: {what} is made with a mount, and this user may make none");
    None
}

const UNSHARE: [&str; 4] = ["unshare", "--map-root-user", "--mount", "--"];

fn behind(script: &str, place: &str) -> Vec<String> {
    UNSHARE.iter().chain(&["sh", "-c", script, "sh", place]).map(|word| (*word).to_owned()).collect()
}

fn words(behind: &[String]) -> Vec<&str> {
    behind.iter().map(String::as_str).collect()
}
