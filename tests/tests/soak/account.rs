//! What the program takes at the end of each hour, and what of that may grow.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use flightdeck_tests::process::{handles, memory_kib, memory_kib_of, threads};

/// At the end of an hour.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) hour: u32,
    /// What stands in the journal: what was pressed, and the waves of plans.
    pub(crate) launches: u32,
    /// The program with this test, which keeps nothing of what it sees; none where the system does not tell. The service is another process.
    pub(crate) memory_mib: Option<f64>,
    pub(crate) handles: Option<usize>,
    pub(crate) threads: Option<usize>,
    /// Each file of a database, by its name.
    pub(crate) files: BTreeMap<String, u64>,
    /// Requests a minute to each fleet within this hour.
    pub(crate) requests: Vec<f64>,
    /// The service's process, for comparison.
    pub(crate) service_mib: Option<f64>,
}

pub(crate) fn sample(
    hour: u32,
    disk: &Path,
    launches: u32,
    requests: Vec<f64>,
    service: u32,
) -> Sample {
    let this = std::process::id();
    let files = std::fs::read_dir(disk).expect("the folder").filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        name.contains(".db").then_some((name, entry.metadata().ok()?.len()))
    });
    Sample {
        hour,
        launches,
        memory_mib: memory_kib().map(|kib| kib / 1024.0),
        handles: handles(this),
        threads: threads(this),
        files: files.collect(),
        requests,
        service_mib: memory_kib_of(service).map(|kib| kib / 1024.0),
    }
}

impl Sample {
    /// In a line.
    pub(crate) fn told(&self, open: usize, doing: usize) -> String {
        let mut line = format!("hour {:>2}: {:>4} launches, {open} open, {doing} under way", self.hour, self.launches);
        if let (Some(memory), Some(handles), Some(threads)) = (self.memory_mib, self.handles, self.threads) {
            let _ = write!(line, ", {memory:.1} MiB, {handles} handles, {threads} threads");
        }
        let _ = write!(line, ", {:.1?} requests a minute", self.requests);
        for (name, bytes) in &self.files {
            let _ = write!(line, ", {name} {:.0} KiB", *bytes as f64 / 1024.0);
        }
        let _ = write!(line, ", the service {:.0} MiB", self.service_mib.unwrap_or_default());
        line
    }
}
