//! What the program takes at the end of each hour, and what of that may grow: nothing, but what is written for good, and that by so much a launch.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use flightdeck_tests::process::{handles, memory_kib, memory_kib_of, threads};

/// Of what is read in whole numbers, and goes up and down by a few.
const HANDLES: f64 = 8.0;
const THREADS: f64 = 4.0;
/// MiB that the memory may grow by, and the bytes of it that each launch may keep: its entry in the journal, which is held while the list of
/// launches is asked for, its row in the list of deployments, and what its guard and its plan did.
const MEMORY_MIB: f64 = 4.0;
const MEMORY_A_LAUNCH: f64 = 4.0 * 1024.0;
/// Bytes that a launch may add to the journal, drafts, guards and plans, for good: its request, what was there before it, its outcome.
const JOURNAL_A_LAUNCH: f64 = 4.0 * 1024.0;
/// Bytes that a launch may add to what was last seen, which is let go by age and size: a few hundred rows as they stood, and the looks at them.
const SEEN_A_LAUNCH: f64 = 16.0 * 1024.0;
/// Requests a minute to one fleet, as a share and so many besides: which group is launched to is chance.
const REQUESTS: (f64, f64) = (1.5, 4.0);
const KIB: f64 = 1024.0;
const MIB: f64 = 1024.0 * 1024.0;

/// At the end of an hour.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) hour: u32,
    /// What stands in the journal: what was pressed, and the waves of plans.
    pub(crate) launches: u32,
    /// The program with this test, which keeps nothing of what it sees; none where the system does not tell. The service is another process.
    memory_mib: Option<f64>,
    handles: Option<usize>,
    threads: Option<usize>,
    /// Bytes of each file of a database, by its name.
    files: BTreeMap<String, u64>,
    /// Requests a minute to each fleet within this hour.
    requests: Vec<(&'static str, f64)>,
    /// The service's process, for comparison.
    service_mib: Option<f64>,
}

pub(crate) fn sample(
    hour: u32,
    disk: &Path,
    launches: u32,
    requests: Vec<(&'static str, f64)>,
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
        memory_mib: memory_kib().map(|kib| kib / KIB),
        handles: handles(this),
        threads: threads(this),
        files: files.collect(),
        requests,
        service_mib: memory_kib_of(service).map(|kib| kib / KIB),
    }
}

impl Sample {
    /// In a line, as it goes.
    pub(crate) fn told(&self, open: usize, doing: usize) -> String {
        let mut line = format!("hour {:>2}: {:>4} launches, {open} open, {doing} under way", self.hour, self.launches);
        if let (Some(memory), Some(handles), Some(threads)) = (self.memory_mib, self.handles, self.threads) {
            let _ = write!(line, ", {memory:.1} MiB, {handles} handles, {threads} threads");
        }
        for (fleet, requests) in &self.requests {
            let _ = write!(line, ", {fleet} {requests:.1} a minute");
        }
        for (name, bytes) in &self.files {
            let _ = write!(line, ", {name} {:.0} KiB", *bytes as f64 / KIB);
        }
        let _ = write!(line, ", the service {:.0} MiB", self.service_mib.unwrap_or_default());
        line
    }

    fn file(&self, name: &str) -> Option<f64> {
        self.files.get(name).map(|bytes| *bytes as f64)
    }
}

/// One thing that is taken, at each of some hours, and what of it the last may be.
pub(crate) struct Line {
    what: String,
    at: Vec<f64>,
    most: Option<f64>,
    law: String,
}

impl Line {
    /// What has grown beyond its law, in words.
    pub(crate) fn broken(&self) -> Option<String> {
        let (last, most) = (*self.at.last()?, self.most?);
        (last > most).then(|| format!("{}: {last:.1} at the end, and at most {most:.1}: {}", self.what, self.law))
    }

    /// As a row of a table.
    pub(crate) fn row(&self) -> String {
        let cells: String = self.at.iter().map(|one| format!(" {one:.1} |")).collect();
        let most = self.most.map_or_else(String::new, |most| format!("{most:.1}"));
        format!("| {} |{cells} {most} | {} |", self.what, self.law)
    }
}

/// What is told of these hours, of which the first is that after the warm-up and the last the end.
pub(crate) fn lines(hours: &[&Sample]) -> Vec<Line> {
    let (Some(first), Some(last)) = (hours.first(), hours.last()) else { return Vec::new() };
    let launches = f64::from(last.launches - first.launches);
    let mut lines = Vec::new();
    let mut tell = |what: &str, of: &dyn Fn(&Sample) -> Option<f64>, grows: &dyn Fn(f64) -> Option<f64>, law: &str| {
        // What the system does not tell is no line.
        let Some(at) = hours.iter().map(|one| of(one)).collect::<Option<Vec<f64>>>() else { return };
        lines.push(Line { what: what.to_owned(), most: grows(at[0]), at, law: law.to_owned() });
    };
    tell("launches in the journal", &|one| Some(f64::from(one.launches)), &|_| None, "kept for good");
    tell(
        "memory of the program, MiB",
        &|one| one.memory_mib,
        &|first| Some(first + MEMORY_MIB + launches * MEMORY_A_LAUNCH / MIB),
        &format!("flat within {MEMORY_MIB} MiB, and {:.0} KiB a launch", MEMORY_A_LAUNCH / KIB),
    );
    tell(
        "open handles",
        &|one| one.handles.map(|handles| handles as f64),
        &|first| Some(first + HANDLES),
        &format!("flat within {HANDLES}"),
    );
    tell(
        "threads",
        &|one| one.threads.map(|threads| threads as f64),
        &|first| Some(first + THREADS),
        &format!("flat within {THREADS}"),
    );
    for (name, a_launch) in [("flightdeck.db", JOURNAL_A_LAUNCH), ("seen.db", SEEN_A_LAUNCH), ("fleet.db", 0.0)] {
        let law = match a_launch > 0.0 {
            true => format!("grows by at most {:.0} KiB a launch", a_launch / KIB),
            false => "flat".to_owned(),
        };
        let grows = |first: f64| Some(first + launches * a_launch / KIB + 64.0);
        tell(&format!("{name}, KiB"), &|one| one.file(name).map(|bytes| bytes / KIB), &grows, &law);
        // What was written stands in a log beside it until it is taken over, which a log of 4 MiB is.
        let beside = format!("{name}-wal");
        let log = |one: &Sample| Some(one.file(&beside).unwrap_or_default() / KIB);
        tell(&format!("{beside}, KiB"), &log, &|_| Some(8.0 * KIB), "taken over from 4 MiB on");
    }
    for (number, (fleet, _)) in first.requests.iter().enumerate() {
        let (share, more) = REQUESTS;
        tell(
            &format!("requests a minute to {fleet}, within the hour"),
            &|one| one.requests.get(number).map(|(_, requests)| *requests),
            &|first| Some(first * share + more),
            &format!("at most {share} × as many, and {more}"),
        );
    }
    tell("the service's memory, MiB", &|one| one.service_mib, &|_| None, "another process; keeps every deployment");
    lines
}
