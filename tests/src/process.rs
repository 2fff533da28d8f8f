//! What processes take, from the kernel's own account: this one's, and those of the programs that it started. Where the system has no such
//! account, nothing is told.

use std::fs;

/// Memory that this process holds now, KiB; none where the system does not tell.
pub fn memory_kib() -> Option<f64> {
    memory_kib_of(std::process::id())
}

/// Memory that a process holds now, KiB.
pub fn memory_kib_of(process: u32) -> Option<f64> {
    figure(&format!("/proc/{process}/status"), "VmRSS:")
}

/// Proportional set size of a process, KiB: what it shares counts for its share.
pub fn pss_kib(process: u32) -> Option<f64> {
    figure(&format!("/proc/{process}/smaps_rollup"), "Pss:")
}

/// Open handles of a process: files, sockets, pipes.
pub fn handles(process: u32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{process}/fd")).ok()?.count())
}

/// Threads of a process.
pub fn threads(process: u32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{process}/task")).ok()?.count())
}

/// CPU of a process so far, in the kernel's ticks: hundredths of a second.
pub fn ticks(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<u64> = text
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect())
        .unwrap_or_default();
    fields.iter().sum()
}

/// All processes that this one started and those that they started, with their names; this one first.
pub fn family() -> Vec<(u32, String)> {
    let parents: Vec<(u32, u32, String)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let process = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
            let (name, rest) = text.split_once('(')?.1.rsplit_once(')')?;
            Some((process, rest.split_whitespace().nth(1)?.parse().ok()?, name.to_owned()))
        })
        .collect();
    let mut found = vec![(std::process::id(), String::new())];
    let mut next = 0;
    while let Some((above, _)) = found.get(next).cloned() {
        found.extend(parents.iter().filter(|one| one.1 == above).map(|one| (one.0, one.2.clone())));
        next += 1;
    }
    found
}

/// Those of the family with this name.
pub fn named(name: &str) -> Vec<u32> {
    family().into_iter().filter(|one| one.1 == name).map(|one| one.0).collect()
}

/// The number behind a word at the beginning of a line.
fn figure(path: &str, word: &str) -> Option<f64> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| line.strip_prefix(word)?.split_whitespace().next()?.parse().ok())
}
