//! A deployment's devices as the client read them, and as the plain JSON says.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use connect_api::{ApiTime, Client, DeviceRef, DeviceState, DevicesPage, Error, Known, Part, Shortfall, Since, Step};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One device of a deployment.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the status means.
    pub state: DeviceState,
    /// The status as it came.
    pub raw_status: String,
    /// When it began.
    pub started: ApiTime,
    /// When it ended.
    pub finished: ApiTime,
    /// Its steps, if the record has them.
    pub steps: Option<Vec<Step>>,
}

/// Devices by uuid.
pub type Rows = BTreeMap<String, Row>;

/// What came of reading all pages.
#[derive(Debug)]
pub struct Loaded {
    /// The devices; of a device that came twice the later record.
    pub rows: Rows,
    /// How many pages came.
    pub pages: usize,
    /// How many records came, repeated ones included.
    pub received: usize,
    /// How many records could not be read.
    pub unreadable: u32,
    /// The total that the last page told.
    pub total: Option<u64>,
    /// What is missing.
    pub shortfall: Option<Shortfall>,
    /// The error that ended it.
    pub error: Option<Error>,
}

/// Reads all pages through the client; more than a thousand pages count as a loop.
pub async fn load(client: &Client, deployment: &str) -> Loaded {
    let mut pages = client.devices(deployment);
    let mut loaded =
        Loaded { rows: Rows::new(), pages: 0, received: 0, unreadable: 0, total: None, shortfall: None, error: None };
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                loaded.error = Some(error);
                break;
            }
        };
        loaded.pages += 1;
        assert!(loaded.pages < 1000, "paging must come to an end, whatever the service answers");
        loaded.received += page.batch.len();
        loaded.unreadable += page.batch.unreadable();
        loaded.total = page.total.or(loaded.total);
        for device in page.batch.iter() {
            loaded.rows.insert(device.uuid.to_owned(), row_of(&device));
        }
    }
    loaded.shortfall = pages.shortfall();
    loaded
}

/// Reads all pages and takes an error for the end of the test.
pub async fn load_all(client: &Client, deployment: &str) -> Rows {
    let loaded = load(client, deployment).await;
    assert_eq!(loaded.error, None, "the devices of {deployment} should be readable");
    loaded.rows
}

/// How many devices are in each state, by the state's number.
pub fn counts(rows: &Rows) -> [usize; 6] {
    let mut counts = [0; 6];
    rows.values().for_each(|row| counts[row.state as usize] += 1);
    counts
}

/// The rows of a devices answer in the documented spelling, read without anything of the client's.
pub fn documented(answer: &Value) -> Rows {
    let map = answer["deployment_by_device_uuid"]["additionalProperties"].as_object().unwrap();
    map.iter().map(|(uuid, record)| (uuid.clone(), row(record))).collect()
}

fn row(record: &Value) -> Row {
    let raw_status = record["status"].as_str().unwrap().to_owned();
    let state = match raw_status.as_str() {
        "Pending" => DeviceState::Pending,
        "In Progress" => DeviceState::InProgress,
        "Success" => DeviceState::Succeeded,
        "Failed" => DeviceState::Failed,
        "Aborted" => DeviceState::Aborted,
        other => panic!("the documented spelling has no state {other:?}"),
    };
    Row {
        state,
        raw_status,
        started: moment(&record["started_time"]),
        finished: moment(&record["finished_time"]),
        steps: None,
    }
}

/// The moment of an RFC 3339 text, read with the library instead of the client's own parser.
pub fn moment(value: &Value) -> ApiTime {
    let Some(text) = value.as_str() else { return ApiTime::Absent };
    let unix_ms = OffsetDateTime::parse(text, &Rfc3339).unwrap().unix_timestamp_nanos() / 1_000_000;
    ApiTime::At { unix_ms: i64::try_from(unix_ms).unwrap(), zone_assumed: false }
}

/// Looks at one deployment by one who remembers the last.
#[derive(Default)]
pub struct Remembered {
    known: Arc<Known>,
    /// Each record of the last look, in its order.
    places: Vec<(String, Row)>,
}

/// How a look went.
#[derive(Debug, Default, PartialEq)]
pub struct Look {
    /// How many records were read.
    pub read: usize,
    /// How many were passed over.
    pub passed: usize,
    /// How many pages the service did not send.
    pub unmodified: usize,
    /// How many pages there were.
    pub pages: usize,
    /// What is missing.
    pub shortfall: Option<Shortfall>,
    /// The error that ended it; then what was known before is known still.
    pub error: Option<Error>,
}

impl Remembered {
    /// Looks once. `conditional`: the service may say that nothing changed.
    pub async fn look(&mut self, client: &Client, deployment: &str, conditional: bool) -> Look {
        let (mut look, mut next, mut places, mut seen) =
            (Look::default(), Known::default(), Vec::new(), HashSet::new());
        let known = self.known.clone();
        let mut receive = |page: DevicesPage| {
            look.pages += 1;
            look.unmodified += usize::from(page.unmodified);
            next.take_in(&known, &page);
            let before = places.len();
            for part in page.batch.parts() {
                match part {
                    Part::Known(range) => {
                        look.passed += range.len();
                        places.extend_from_slice(&self.places[range.start as usize..range.end as usize]);
                    }
                    Part::Record(device) => {
                        look.read += 1;
                        places.push((device.uuid.to_owned(), row_of(&device)));
                    }
                }
            }
            places[before..].iter().filter(|(uuid, _)| seen.insert(uuid.clone())).count()
        };
        match client.look(deployment, Since { known: known.clone(), conditional }, &mut receive).await {
            Ok(shortfall) => {
                look.shortfall = shortfall;
                (self.known, self.places) = (Arc::new(next), places);
            }
            Err(error) => look.error = Some(error),
        }
        look
    }

    /// The devices in the service's order.
    pub fn order(&self) -> Vec<String> {
        self.places.iter().map(|(uuid, _)| uuid.clone()).collect()
    }

    /// What is known of each device.
    pub fn rows(&self) -> Rows {
        self.places.iter().cloned().collect()
    }
}

fn row_of(device: &DeviceRef<'_>) -> Row {
    Row {
        state: device.state,
        raw_status: device.raw_status.to_owned(),
        started: device.started.into(),
        finished: device.finished.into(),
        steps: device.steps.map(<[Step]>::to_vec),
    }
}
