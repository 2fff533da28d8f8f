//! A fleet that is known by a table, for the tests of what watching makes of it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use crate::live::known::{Known, KnownDevices, KnownFleets, Mark};
use crate::live::watch::known::KnownRows;
use crate::wire::ConnectionId;

/// When everything was told.
pub(crate) const TOLD_MS: i64 = 1_699_999_000_000;

/// A fleet of which nothing is known.
pub(crate) static NOTHING: LazyLock<KnownRows> = LazyLock::new(KnownRows::default);

/// What is known of one device.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownDevice {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) group: Option<String>,
    /// So long before it was told, milliseconds.
    pub(crate) seen_ago_ms: Option<i64>,
    pub(crate) trigger: bool,
}

/// A device with a name and a group.
pub(crate) fn known(id: &str, name: Option<&str>, group: Option<&str>) -> KnownDevice {
    KnownDevice {
        id: id.into(),
        name: name.map(str::to_owned),
        group: group.map(str::to_owned),
        ..KnownDevice::default()
    }
}

/// The fleet of the connection `c`.
#[derive(Debug)]
pub(crate) struct FakeKnown {
    devices: Mutex<(Mark, Vec<KnownDevice>)>,
    pub(crate) wanted: AtomicU32,
}

impl FakeKnown {
    pub(crate) fn of(devices: impl IntoIterator<Item = KnownDevice>) -> Arc<Self> {
        let mark = Mark { numbering: 1, revision: 1 };
        Arc::new(Self { devices: Mutex::new((mark, devices.into_iter().collect())), wanted: AtomicU32::default() })
    }

    /// Others are known, in another order.
    pub(crate) fn becomes(&self, devices: impl IntoIterator<Item = KnownDevice>) {
        let mut all = self.devices.lock().unwrap();
        all.0.numbering += 1;
        all.0.revision += 1;
        all.1 = devices.into_iter().collect();
    }

    /// One more is known.
    pub(crate) fn joined_by(&self, device: KnownDevice) {
        let mut all = self.devices.lock().unwrap();
        all.0.revision += 1;
        all.1.push(device);
    }

    /// As the rows of one deployment see it.
    pub(crate) fn rows(self: &Arc<Self>) -> KnownRows {
        let fleets: Arc<dyn KnownFleets> = self.clone();
        KnownRows::new(Known::new(Arc::new(OnceLock::from(fleets)), "c".into()))
    }
}

impl KnownFleets for FakeKnown {
    fn wanted(&self, connection: &ConnectionId) {
        self.wanted.fetch_add(u32::from(connection.as_str() == "c"), Ordering::SeqCst);
    }

    fn show(&self, connection: &ConnectionId, look: &mut dyn FnMut(&dyn KnownDevices)) {
        if connection.as_str() == "c" {
            let all = self.devices.lock().unwrap();
            look(&Table { mark: all.0, devices: &all.1 });
        }
    }
}

struct Table<'a> {
    mark: Mark,
    devices: &'a [KnownDevice],
}

impl KnownDevices for Table<'_> {
    fn len(&self) -> u32 {
        self.devices.len() as u32
    }
    fn mark(&self) -> Mark {
        self.mark
    }
    fn find(&self, id: &str) -> Option<u32> {
        self.devices.iter().position(|device| device.id == id).map(|number| number as u32)
    }
    fn id(&self, number: u32) -> &str {
        &self.devices[number as usize].id
    }
    fn name(&self, number: u32) -> Option<&str> {
        self.devices[number as usize].name.as_deref()
    }
    fn group(&self, number: u32) -> Option<(u32, &str)> {
        let group = self.devices[number as usize].group.as_deref()?;
        let first = self.devices.iter().position(|device| device.group.as_deref() == Some(group))?;
        Some((first as u32, group))
    }
    fn name_told_ms(&self, number: u32) -> Option<i64> {
        self.name(number).map(|_| TOLD_MS)
    }
    fn group_told_ms(&self, number: u32) -> Option<i64> {
        self.group(number).map(|_| TOLD_MS - 1)
    }
    fn seen_ms(&self, number: u32) -> Option<(i64, i64)> {
        self.devices[number as usize].seen_ago_ms.map(|ago| (TOLD_MS - ago, TOLD_MS))
    }
    fn trigger_on_told_ms(&self, number: u32) -> Option<i64> {
        self.devices[number as usize].trigger.then_some(TOLD_MS)
    }
}
