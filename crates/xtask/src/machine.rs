//! What something was measured on, and when: the line above each table that a command writes.

use std::fs;

use crate::steps::{command, output};

/// The machine, the system and the day, with what else is of interest behind it.
pub(crate) fn told(more: &[&str]) -> Result<String, String> {
    let line = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let value = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
        value.map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kib: f64 = line("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let date = output("the date", command("date").args(["-u", "+%Y-%m-%d"]))?;
    let mut parts = vec![
        format!("{cores} cores ({})", line("/proc/cpuinfo", "model name")),
        format!("{:.0} GiB of memory", kib / 1024.0 / 1024.0),
        format!("Linux {}", kernel.trim()),
    ];
    parts.extend(more.iter().map(|more| (*more).to_owned()));
    Ok(format!("Measured on {}: {}.", date.trim(), parts.join(", ")))
}

/// What else the machine did in the last minute, in processes that wanted a core.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
