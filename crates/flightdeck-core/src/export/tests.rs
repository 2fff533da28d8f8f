//! What is written: whole or not there, told, stopped when asked, and without a secret.

use std::fs;
use std::sync::{Arc, Mutex};

use connect_api::{DeviceState as State, TimeRef};

use super::*;
use crate::export::devices::About;
use crate::live::watch::snapshot::{Made, Snapshot};
use crate::wire::{DeploymentRow, DeviceState, FleetRow, Judgement, LaunchedHere, Moment, RowStatus, RowsView};

pub(crate) const NOW: i64 = 1_795_875_804_000;

/// A deployment with everything a file has to bear.
pub(crate) fn snapshot_of(view: &RowsView) -> Snapshot {
    let at = |unix_ms, zone_assumed| TimeRef::At { unix_ms, zone_assumed };
    let none = TimeRef::Absent;
    Snapshot::scripted(
        &[
            (
                "d-1",
                State::Succeeded,
                "Success",
                at(NOW - 90_500, false),
                at(NOW, true),
                Some("=HYPERLINK(\"x\")"),
                Some("Lab, 1"),
            ),
            ("d-2", State::Failed, "Failed", at(NOW - 61_000, false), at(NOW, false), Some("<b>two</b>"), None),
            ("d-3", State::Pending, "Pending", none, none, None, None),
            (
                "d-4",
                State::Unknown,
                "Rebooting",
                TimeRef::Unreadable("soon, \"ish\""),
                none,
                Some("zwei\nZeilen"),
                None,
            ),
        ],
        &[(1, "install", 28, "No space left on device")],
        view,
        NOW,
    )
}

pub(crate) fn about(row: Option<DeploymentRow>, view: &RowsView) -> About {
    let origin = Origin {
        version: "0.1.0".into(),
        written_ms: NOW + 4_000,
        fleet: "Wind <turbines>".into(),
        fleet_key: "wturb".into(),
        base_url: "https://api.test".into(),
    };
    About { origin, deployment: "dp-1".into(), row, view: view.clone(), by_hand: false }
}

pub(crate) fn row() -> DeploymentRow {
    DeploymentRow {
        uuid: "dp-1".into(),
        comment: Some("Firmware & <script>alert(1)</script>".into()),
        created: Moment::At { ms: NOW - 100_000, zone_assumed: true },
        kind: Some("api".into()),
        cve: crate::wire::Cve::NotScanned,
        launched: Some(LaunchedHere {
            flow_uuid: "f-1".into(),
            flow_name: None,
            target: "Devices in Production".into(),
            app: None,
            sent_ms: NOW - 99_000,
            json: "{\n  \"deployment_configuration\": { \"comment\": \"</pre>\" }\n}".into(),
        }),
        status: RowStatus::NotLooked,
    }
}

fn progress() -> Progress {
    Progress::new(4, Arc::default(), Box::new(|_| ()))
}

pub(crate) fn written(fill: impl FnOnce(&mut dyn std::io::Write, &mut Progress) -> Result<(), Stop>) -> String {
    let mut out = Vec::new();
    fill(&mut out, &mut progress()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_table_has_a_line_for_each_device_and_says_what_is_doubtful() {
    let snapshot = snapshot_of(&RowsView::default());
    let csv = written(|out, progress| devices::csv(out, &snapshot, progress));
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "device_id,name,group,state,status,started,started_note,finished,finished_note,took_seconds,in_state_since,\
         in_state_since_at_least,failed_step,exit_code,cause,abort_requested,last_named,judged,name_source,group_source"
    );
    assert_eq!(
        lines[1],
        "d-2,<b>two</b>,,failed,Failed,2026-11-28T14:22:23Z,,2026-11-28T14:23:24Z,,61,2026-11-28T14:23:24Z,no,install,28,\
         No space left on device,no,,,deployment,",
        "most urgent first, as on screen; why it failed, where that is known"
    );
    assert_eq!(
        lines[2],
        "d-4,\"zwei\nZeilen\",,unknown,Rebooting,,\"not understood: soon, \"\"ish\"\"\",,,,2026-11-28T14:23:24Z,yes,,,,no,,,deployment,",
        "a time nobody can read is no time, and is there as it came"
    );
    assert_eq!(
        lines[4],
        "d-1,\"'=HYPERLINK(\"\"x\"\")\",\"Lab, 1\",succeeded,Success,2026-11-28T14:21:53.500Z,,2026-11-28T14:23:24Z,\
         no zone given; taken as UTC,90.500,2026-11-28T14:23:24Z,no,,,,no,,,deployment,deployment",
        "a formula is defused, an assumed zone marked"
    );
    assert_eq!(lines.len(), 6, "four devices, the names above, nothing behind the last line's end");
}

#[test]
fn who_is_judged_stuck_is_marked_and_can_be_all_that_is_written() {
    let none = TimeRef::Absent;
    let at = |ago_ms: i64| TimeRef::At { unix_ms: NOW - ago_ms, zone_assumed: false };
    let ids: Vec<String> = (0..20).map(|n| format!("e-{n}")).collect();
    let ended = ids.iter().map(|id| (id.as_str(), State::Succeeded, "Success", at(300_000), at(240_000), None, None));
    let running = ("r-1", State::InProgress, "Running", at(200_000), none, None, None);
    let all: Vec<Made<'_>> = ended.chain([running]).collect();
    let view = RowsView { judged: vec![Judgement::Stuck], ..RowsView::default() };
    let snapshot = Snapshot::scripted(&all, &[], &view, NOW);
    let csv = written(|out, progress| devices::csv(out, &snapshot, progress));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 2, "the names, and the one that runs for over three minutes where others took one");
    assert!(lines[1].starts_with("r-1,") && lines[1].ends_with(",stuck,,"), "{}", lines[1]);
    let text = written(|out, progress| devices::json(out, &snapshot, &about(None, &view), progress));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["chosen"]["judged"][0], &json["devices"][0]["judged"]), (&"stuck".into(), &"stuck".into()));
}

#[test]
fn json_says_what_it_is_and_holds_the_same_devices() {
    let view = RowsView { states: vec![DeviceState::Failed], text: "two -group:lab".into(), ..RowsView::default() };
    let snapshot = snapshot_of(&view);
    let text = written(|out, progress| devices::json(out, &snapshot, &about(Some(row()), &view), progress));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["written_by"], "Flightdeck 0.1.0");
    assert_eq!(
        (&json["written_at"], &json["seen_at"]),
        (&"2026-11-28T14:23:28Z".into(), &"2026-11-28T14:23:24Z".into())
    );
    assert_eq!(json["counts"]["failed"], 1);
    assert_eq!(json["shortfall"]["expected"], 9, "what is missing is said");
    assert_eq!(json["deployment"]["created"]["zone_assumed_utc"], true);
    let request = &json["deployment"]["launched_here"]["request"];
    assert_eq!(request["deployment_configuration"]["comment"], "</pre>", "the request is JSON in JSON");
    assert_eq!(json["chosen"]["devices"], 1, "what was chosen is said, and how it was read");
    assert_eq!(json["chosen"]["search"]["terms"][1]["searched"], "group holds “lab”");
    assert_eq!(json["devices"].as_array().unwrap().len(), 1, "only what is shown");
    assert_eq!((&json["devices"][0]["exit_code"], &json["devices"][0]["took_seconds"]), (&28.into(), &61.into()));
    let lines = written(|out, progress| devices::ndjson(out, &snapshot, progress));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(lines.trim_end()).unwrap(),
        json["devices"][0],
        "a line a device"
    );
    let none = RowsView { text: "nowhere".into(), ..RowsView::default() };
    let empty = snapshot_of(&none);
    let text = written(|out, progress| devices::json(out, &empty, &about(None, &none), progress));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["devices"], serde_json::json!([]), "no device is JSON, too");
}

#[test]
fn a_report_is_one_page_that_runs_nothing() {
    let view = RowsView::default();
    let mut out = Vec::new();
    report::html(&mut out, &snapshot_of(&view), &about(Some(row()), &view)).unwrap();
    let page = String::from_utf8(out).unwrap();
    for part in [
        "Firmware &amp; &lt;script&gt;",
        "default-src &#39;none&#39;",
        "Devices in Production",
        "2 of 4 devices have ended; 2 had not when this was seen.",
        "Not complete: the service announced 9 devices and sent 4.",
        "No space left on device",
        "half took at most 1 min 1 s",
        "&lt;/pre&gt;",
        "Written by Flightdeck 0.1.0 at 2026-11-28T14:23:28Z",
        "2026-11-28T14:21:44Z (no zone given, taken as UTC)",
        "<path fill=\"#cb2b4f\"",
        "<h2>Timeline</h2>",
        "From 2026-11-28T14:21:53.500Z to 2026-11-28T14:23:24Z: 1 min 30 s",
        "Striped grey: nobody looked here",
    ] {
        let part = part.replace("&#39;none&#39;", "'none'");
        assert!(page.contains(&part), "the page should hold {part}");
    }
    for not in ["<script", "http-equiv=\"refresh", " src=", "url(", "@import", "href="] {
        assert!(!page.contains(not), "nothing is run and nobody is asked: {not}");
    }
    let mut elsewhere = Vec::new();
    let row = DeploymentRow { launched: None, ..row() };
    report::html(&mut elsewhere, &snapshot_of(&view), &about(Some(row), &view)).unwrap();
    assert!(
        String::from_utf8(elsewhere).unwrap().contains("Launched outside this computer"),
        "and what is not known is said"
    );
}

#[test]
fn the_list_is_a_table_in_which_unknown_is_not_zero() {
    let second = DeploymentRow { uuid: "dp-2".into(), comment: Some("+1".into()), launched: None, ..row() };
    let rows = [("c", row()), ("d", second)].map(|(fleet, row)| FleetRow { connection: fleet.into(), row });
    let origin = about(None, &RowsView::default()).origin;
    let fleets =
        [("c", origin.clone()), ("d", Origin { fleet: "=HYPERLINK()".into(), fleet_key: "wroof".into(), ..origin })];
    let fleets = fleets.map(|(fleet, origin)| (fleet.into(), origin)).into();
    let csv = written(|out, progress| list::csv(out, &rows, &fleets, progress));
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(
        lines[1],
        "Wind <turbines>,wturb,dp-1,Firmware & <script>alert(1)</script>,2026-11-28T14:21:44Z,no zone given; taken as UTC,api,,,,,,,,,,,,\
         not looked at yet,not scanned,yes,f-1,,Devices in Production,,2026-11-28T14:21:45Z"
    );
    assert!(lines[2].starts_with("'=HYPERLINK(),wroof,dp-2,'+1,"), "each with its fleet: {}", lines[2]);
    let names = lines[0].split(',').count();
    assert!(lines[1..3].iter().all(|line| line.split(',').count() == names), "a cell for each column");
}

#[tokio::test]
async fn a_file_is_whole_or_not_there_and_what_was_there_stays_until_then() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("out.csv");
    fs::write(&place, "before").unwrap();
    let names = || {
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let exports = Exports::default();
    let fails = |out: &mut dyn std::io::Write, _: &mut Progress| {
        out.write_all(b"half")?;
        Err(Stop::Failed(std::io::Error::other("the disk is full")))
    };
    let error = exports.run("r", place.clone(), 1, |_| (), fails).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Storage, "{}", error.message);
    assert!(error.message.contains("the disk is full"), "{}", error.message);
    assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names()), ("before", vec!["out.csv".to_owned()]));
    let wrote = exports.run("r", place.clone(), 0, |_| (), |out, _| Ok(out.write_all(b"after")?)).await.unwrap();
    let path = place.display().to_string();
    assert_eq!(wrote, Exported::Written { path, rows: 0, bytes: 5 });
    assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names()), ("after", vec!["out.csv".to_owned()]));
    let nowhere = folder.path().join("no such folder").join("out.csv");
    let error = exports.run("r", nowhere, 0, |_| (), |_, _| Ok(())).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Storage, "a place that cannot be written to is said");
}

#[tokio::test]
async fn a_long_one_tells_how_far_it_is_and_stops_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("out.csv");
    let exports = Arc::new(Exports::default());
    let told: Arc<Mutex<Vec<ExportProgress>>> = Arc::default();
    let (notes, stopping) = (told.clone(), exports.clone());
    let tell = move |progress: ExportProgress| {
        notes.lock().unwrap().push(progress);
        stopping.cancel("another");
        stopping.cancel("r");
    };
    let endless = |out: &mut dyn std::io::Write, progress: &mut Progress| {
        loop {
            out.write_all(b"row\r\n")?;
            progress.row()?;
        }
    };
    let outcome = exports.run("r", place, 10_000_000, tell, endless).await.unwrap();
    assert_eq!(outcome, Exported::Cancelled, "it stops by its own id");
    let told = told.lock().unwrap();
    assert_eq!(told.first(), Some(&ExportProgress { written: 1, total: 10_000_000 }), "it tells from the first row on");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    assert_eq!(exports.writing(), 0, "and nothing is remembered");
}

#[tokio::test]
async fn the_end_of_the_program_leaves_nothing_half_written_behind() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("out.csv");
    fs::write(&place, "before").unwrap();
    let exports = Arc::new(Exports::default());
    let endless = |out: &mut dyn std::io::Write, progress: &mut Progress| {
        loop {
            out.write_all(b"row\r\n")?;
            progress.row()?;
        }
    };
    let (writing, to) = (exports.clone(), place.clone());
    let page = tokio::spawn(async move { writing.run("r", to, 10_000_000, |_| (), endless).await });
    while fs::read_dir(folder.path()).unwrap().count() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(exports.writing(), 1, "quitting has something to ask about");
    // Whoever asked for the file is gone first.
    page.abort();
    exports.abandon().await;
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["out.csv"], "no hidden file stays in the user's folder");
    assert_eq!(fs::read_to_string(&place).unwrap(), "before", "what was there is there");
    exports.written().await;
}

#[test]
fn a_file_is_called_so_that_every_system_takes_it() {
    assert_eq!(ExportFormat::Csv.file_name("dp-e6a5"), "dp-e6a5-devices.csv");
    assert_eq!(ExportFormat::Report.file_name("../a:b\\c"), "_a_b_c-report.html");
    assert_eq!(list_file_name("wturb"), "wturb-deployments.csv");
}

pub(crate) const TOKEN: &str = "tok-4711-never-to-be-written";

/// A measurement: `cargo test --release -p flightdeck-core export::tests::measure -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, meant for a release build"]
fn measure_a_million_rows() {
    let folder = tempfile::tempdir().unwrap();
    let view = RowsView::default();
    let names: Vec<(String, String)> =
        (0..1_000_000u32).map(|n| (format!("{n:08x}-9a3b-4c5d-8e6f-{n:012x}"), format!("turbine-north-{n}"))).collect();
    let at = TimeRef::At { unix_ms: NOW - 61_000, zone_assumed: false };
    let made = names.iter().enumerate().map(|(n, (id, name))| {
        (id.as_str(), State::ALL[n % 6], "known", at, at, Some(name.as_str()), Some("Production"))
    });
    let devices: Vec<_> = made.collect();
    let begun = std::time::Instant::now();
    let snapshot = Snapshot::scripted(&devices, &[], &view, NOW);
    println!("taken in and copied in {:?}", begun.elapsed());
    for (name, json) in [("csv", false), ("json", true)] {
        let begun = std::time::Instant::now();
        let mut progress = Progress::new(snapshot.chosen(), Arc::default(), Box::new(|_| ()));
        let about = about(None, &view);
        let bytes = write(&folder.path().join(name), |out| match json {
            true => devices::json(out, &snapshot, &about, &mut progress),
            false => devices::csv(out, &snapshot, &mut progress),
        });
        println!("{name}: {:?}, {} MB", begun.elapsed(), bytes.unwrap() / 1_000_000);
    }
    let begun = std::time::Instant::now();
    report::html(&mut std::io::sink(), &snapshot, &about(None, &view)).unwrap();
    println!("report: {:?}", begun.elapsed());
}
