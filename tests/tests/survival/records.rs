//! Rows 8, 9, 12, 13, 14 and 26: what stands in single fields, and what nobody announced.

use std::io::Write;
use std::sync::{Arc, Mutex};

use connect_api::{ApiTime, CveSeverity, DeviceState};
use connect_simulator::{CveShape, ExitCodes, Outputs, StepsMode, TimeFormat};
use flightdeck_tests::ground::{Ground, START_MS};
use flightdeck_tests::rows::{Row, load_all};
use serde_json::Value;

fn at(unix_ms: i64, zone_assumed: bool) -> ApiTime {
    ApiTime::At { unix_ms, zone_assumed }
}

/// What a moment that is exact to the millisecond becomes in another spelling.
fn respelled(time: &ApiTime, format: TimeFormat) -> ApiTime {
    let ApiTime::At { unix_ms, .. } = *time else { return ApiTime::Absent };
    let whole = unix_ms - unix_ms.rem_euclid(1000);
    match format {
        TimeFormat::Rfc3339 | TimeFormat::Offset | TimeFormat::EpochMillis => at(unix_ms, false),
        TimeFormat::Rfc1123 | TimeFormat::EpochSeconds => at(whole, false),
        TimeFormat::Zoneless => at(whole, true),
        TimeFormat::Empty | TimeFormat::Null => ApiTime::Absent,
        TimeFormat::Nonsense => ApiTime::Unreadable("a while ago".into()),
    }
}

#[tokio::test]
async fn row_08_times_are_read_in_every_form() {
    let ground = Ground::start(400).await;
    let uuid = ground.mixed().await;
    let truth = ground.truth(&uuid).await;
    let device =
        truth.iter().find(|(_, row)| row.state == DeviceState::Failed).map(|(device, _)| device.clone()).unwrap();
    for format in [
        TimeFormat::Rfc3339,
        TimeFormat::Offset,
        TimeFormat::Zoneless,
        TimeFormat::Rfc1123,
        TimeFormat::EpochSeconds,
        TimeFormat::EpochMillis,
        TimeFormat::Empty,
        TimeFormat::Null,
        TimeFormat::Nonsense,
    ] {
        ground.vary(|variants| variants.times = format);
        let created = ground.client.deployment(&uuid).await.unwrap().created;
        assert_eq!(created, respelled(&at(START_MS, false), format), "{format:?}: the moment of creation");
        let rows = load_all(&ground.client, &uuid).await;
        for (device, row) in &rows {
            assert_eq!(row.started, respelled(&truth[device].started, format), "{format:?} {device}: when it began");
            assert_eq!(row.finished, respelled(&truth[device].finished, format), "{format:?} {device}: when it ended");
        }
        let detail = ground.client.device(&uuid, &device).await.unwrap();
        let Row { started, finished, .. } = &rows[&device];
        assert_eq!((&detail.started, &detail.finished), (started, finished), "{format:?}: list and detail read alike");
    }
}

/// The vulnerabilities of each deployment as the plain JSON tells them: the four levels, or nothing.
fn told(list: &Value) -> Vec<Option<[u64; 4]>> {
    let count = |record: &Value, level: &str| record["cve_severity"][level].as_u64().unwrap();
    let records = list["deployments"].as_array().unwrap().iter();
    records
        .map(|record| {
            record.get("cve_severity").map(|_| ["Critical", "High", "Medium", "Low"].map(|level| count(record, level)))
        })
        .collect()
}

fn severity(levels: &[(&str, u64)]) -> CveSeverity {
    CveSeverity { levels: levels.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect() }
}

#[tokio::test]
async fn row_09_not_scanned_is_never_nothing_found() {
    let ground = Ground::start(50).await;
    let truth = told(&ground.raw("").await);
    assert!(
        truth.contains(&None) && truth.contains(&Some([0; 4])),
        "the history has both: not scanned, and nothing found"
    );
    for shape in [
        CveShape::Documented,
        CveShape::Absent,
        CveShape::Null,
        CveShape::Empty,
        CveShape::Partial,
        CveShape::Strings,
        CveShape::NewLevels,
    ] {
        ground.vary(|variants| variants.cve = shape);
        let page = ground.client.deployments_page(None, 100).await.unwrap();
        assert_eq!(page.deployments.len(), truth.len(), "{shape:?}: no spelling loses a deployment");
        for (deployment, known) in page.deployments.iter().zip(&truth) {
            let wanted = known.and_then(|[critical, high, medium, low]| {
                let usual = [("Critical", critical), ("High", high), ("Medium", medium), ("Low", low)];
                match shape {
                    CveShape::Documented | CveShape::Strings => Some(severity(&usual)),
                    CveShape::Absent | CveShape::Null | CveShape::Empty => None,
                    CveShape::Partial => Some(severity(&[("High", high)])),
                    CveShape::NewLevels => Some(severity(&[&usual[..], &[("Negligible", 4), ("Unknown", 1)]].concat())),
                }
            });
            assert_eq!(deployment.cve, wanted, "{shape:?}: {}", deployment.raw);
        }
    }
}

/// A finished deployment and one of its devices that failed.
async fn failed_device(ground: &Ground) -> (String, String) {
    let uuid = ground.finished().await;
    let truth = ground.truth(&uuid).await;
    let device = truth.into_iter().find(|(_, row)| row.state == DeviceState::Failed).map(|(device, _)| device);
    (uuid, device.unwrap())
}

#[tokio::test]
async fn row_12_exit_codes_are_numbers_or_nothing() {
    let ground = Ground::start(400).await;
    let (uuid, device) = failed_device(&ground).await;
    let codes = async || -> Vec<Option<i64>> {
        let detail = ground.client.device(&uuid, &device).await.unwrap();
        detail.steps.iter().map(|step| step.exit_code).collect()
    };
    let truth = codes().await;
    let failure = truth.last().copied().flatten().unwrap();
    assert!(failure > 0, "the last step of a failed device says how it failed");
    for exit_codes in [ExitCodes::Null, ExitCodes::Absent, ExitCodes::Text, ExitCodes::Negative] {
        ground.vary(|variants| variants.exit_codes = exit_codes);
        let wanted: Vec<Option<i64>> = match exit_codes {
            ExitCodes::Null | ExitCodes::Absent => truth.iter().map(|_| None).collect(),
            ExitCodes::Negative => truth.iter().map(|code| code.map(|code| -code)).collect(),
            _ => truth.clone(),
        };
        assert_eq!(codes().await, wanted, "{exit_codes:?}: a code that is not told is not 0, and -1 is a code");
    }
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn row_13_outputs_arrive_whole_and_are_never_logged() {
    let ground = Ground::start(400).await;
    let (uuid, device) = failed_device(&ground).await;
    let sink = Sink::default();
    let writer = sink.clone();
    let logger =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let watched = tracing::subscriber::set_default(logger);
    tracing::trace!("the log is kept");
    for (outputs, mark) in [
        (Outputs::Plausible, "No space"),
        (Outputs::Megabytes, "preflight"),
        (Outputs::Ansi, "\u{1b}[1;31mred"),
        (Outputs::Nul, "before\0after"),
        (Outputs::Bidi, "\u{202e}gpj.exe"),
        (Outputs::Html, "<script>alert(1)"),
    ] {
        ground.vary(|variants| variants.outputs = outputs);
        let path = format!("/{uuid}/devices/{device}");
        let raw = ground.raw(&path).await;
        let detail = ground.client.device(&uuid, &device).await.unwrap();
        let steps = raw["steps"].as_array().unwrap();
        assert_eq!(detail.steps.len(), steps.len(), "{outputs:?}: every step arrives");
        for (step, raw) in detail.steps.iter().zip(steps) {
            assert!(
                raw["stdout"] == *step.stdout,
                "{outputs:?}: stdout is kept byte for byte, making it safe is for the screen"
            );
            assert!(raw["stderr"] == *step.stderr, "{outputs:?}: stderr as well");
        }
        let big = detail.steps.iter().map(|step| step.stdout.len()).max().unwrap_or_default();
        assert_eq!(big > 4 << 20, outputs == Outputs::Megabytes, "{outputs:?}: {big} bytes are the longest output");
        let log = String::from_utf8_lossy(&sink.0.lock().unwrap()).into_owned();
        for secret in [mark, detail.steps[0].stdout.lines().last().unwrap()] {
            assert!(!log.contains(secret), "{outputs:?}: what devices print may hold secrets and belongs in no log");
        }
    }
    drop(watched);
    let log = String::from_utf8_lossy(&sink.0.lock().unwrap()).into_owned();
    assert!(log.contains("the log is kept"), "an empty log would prove nothing");

    for outputs in [Outputs::Absent, Outputs::Null] {
        ground.vary(|variants| variants.outputs = outputs);
        let detail = ground.client.device(&uuid, &device).await.unwrap();
        assert!(!detail.steps.is_empty(), "{outputs:?}: a step without output is a step");
        let silent = detail.steps.iter().all(|step| step.stdout.is_empty() && step.stderr.is_empty());
        assert!(silent, "{outputs:?}: and its output is empty, not the word null");
    }
}

#[tokio::test]
async fn row_14_steps_keep_their_order_whatever_they_say() {
    let ground = Ground::start(400).await;
    let (uuid, failed) = failed_device(&ground).await;
    let truth = ground.truth(&uuid).await;
    let fine = truth.iter().find(|(_, row)| row.state == DeviceState::Succeeded).map(|(device, _)| device).unwrap();
    let known = ground.client.device(&uuid, fine).await.unwrap().steps;
    let names = ["preflight", "download", "install", "restart", "health check"];
    assert_eq!(
        known.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(),
        names,
        "the flow's steps in their order"
    );

    for steps in [StepsMode::Absent, StepsMode::Null, StepsMode::Empty] {
        ground.vary(|variants| variants.steps = steps);
        let detail = ground.client.device(&uuid, &failed).await.unwrap();
        assert_eq!(detail.state, DeviceState::Failed, "{steps:?}: a device without steps still has its state");
        assert!(detail.steps.is_empty(), "{steps:?}: and no step is invented");
    }

    ground.vary(|variants| variants.steps = StepsMode::RepeatedNames);
    let repeated = ground.client.device(&uuid, fine).await.unwrap().steps;
    assert!(repeated.iter().all(|step| step.name == "run script"), "all five are called alike");
    let outputs = |steps: &[connect_api::Step]| steps.iter().map(|step| step.stdout.clone()).collect::<Vec<_>>();
    assert_eq!(outputs(&repeated), outputs(&known), "names are no keys: five steps stay five, in their order");

    ground.vary(|variants| variants.steps = StepsMode::FailedInsideSuccess);
    let detail = ground.client.device(&uuid, fine).await.unwrap();
    assert_eq!(detail.state, DeviceState::Succeeded, "the flow went past the failed step, so the device succeeded");
    assert_eq!(detail.steps[0].exit_code, Some(17), "and the failed step is there to be explained");
    assert!(detail.steps[0].stderr.contains("continue on failure"), "with what it said");
}

#[tokio::test]
async fn row_26_unknown_fields_change_nothing_and_stay_in_the_raw_view() {
    let ground = Ground::start(400).await;
    let (uuid, device) = failed_device(&ground).await;
    let client = &ground.client;
    let list = client.deployments_page(None, 100).await.unwrap();
    let (rows, detail) = (load_all(client, &uuid).await, client.device(&uuid, &device).await.unwrap());
    ground.vary(|variants| variants.unknown_fields = true);

    let mut now = client.deployments_page(None, 100).await.unwrap();
    for deployment in &mut now.deployments {
        assert!(deployment.raw.contains("initiated_by"), "what is new can be looked at: {}", deployment.raw);
        let known = list.deployments.iter().find(|known| known.uuid == deployment.uuid).unwrap();
        deployment.raw = known.raw.clone();
    }
    assert_eq!(now, list, "fields nobody knows change nothing that is known");
    let one = client.deployment(&uuid).await.unwrap();
    assert!(one.raw.contains("initiated_by") && one.uuid == uuid, "the same for one deployment: {}", one.raw);
    assert!(load_all(client, &uuid).await == rows, "the same for devices");
    let mut other = client.device(&uuid, &device).await.unwrap();
    assert!(other.raw.contains("step_type"), "the raw view of a device has it all");
    other.raw = detail.raw.clone();
    assert_eq!(other, detail, "the same for one device and its steps");
    let created = client.create_deployment(&flightdeck_tests::ground::request(Default::default(), "x")).await.unwrap();
    assert!(created.deployment_uuid.is_some(), "the same for a new deployment");
    let accepted = client.abort_deployment(&uuid).await.unwrap();
    assert_eq!(accepted.message.as_deref(), Some("Deployment aborted"), "the same for an abort");
}
