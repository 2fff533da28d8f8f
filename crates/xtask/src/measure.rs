//! Reading what processes cost: wall, CPU, proportional memory of a whole tree, and when a window is there.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::steps::command;

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Wall and CPU seconds of a shell line, its children included.
pub(crate) fn shell(line: &str) -> Result<(f64, f64), String> {
    let answer = command("bash")
        .args(["-c", &format!("TIMEFORMAT='%R %U %S'; time {{ {line} >/dev/null 2>&1; }}")])
        .output()
        .map_err(|error| format!("bash could not start: {error}"))?;
    let text = String::from_utf8_lossy(&answer.stderr);
    let figures: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match figures.as_slice() {
        [wall, user, system] if answer.status.success() => Ok((*wall, user + system)),
        _ => Err(format!("could not be timed: {line}\n{text}")),
    }
}

/// A child that is ended when this goes out of scope, with everything it started.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        for pid in tree(self.0.id()) {
            let _ = Command::new("kill").arg(pid.to_string()).stderr(Stdio::null()).status();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process and all its descendants.
fn tree(root: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let pid: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
            Some((pid, stat(pid)?.parent))
        })
        .collect();
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(parents.iter().filter(|(_, above)| *above == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    found
}

struct Stat {
    parent: u32,
    ticks: u64,
}

fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold anything, brackets and blanks included.
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        ticks: fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?,
    })
}

/// Proportional set size of a tree, MiB.
pub(crate) fn pss(root: u32) -> f64 {
    let of_one = |pid: u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        text.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse::<f64>().ok())
    };
    tree(root).into_iter().filter_map(of_one).sum::<f64>() / 1024.0
}

/// CPU of a tree over `span`, in per cent of one core. Linux counts in hundredths of a second.
pub(crate) fn cpu_percent(root: u32, span: Duration) -> f64 {
    let ticks = || tree(root).into_iter().filter_map(|pid| Some(stat(pid)?.ticks)).sum::<u64>();
    let before = ticks();
    std::thread::sleep(span);
    ticks().saturating_sub(before) as f64 / span.as_secs_f64()
}

/// Seconds until a window with this title is on screen.
pub(crate) fn until_window(title: &str, begun: Instant) -> Result<f64, String> {
    while begun.elapsed() < Duration::from_secs(60) {
        let seen = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", &format!("^{title}$")])
            .output()
            .is_ok_and(|answer| !answer.stdout.trim_ascii().is_empty());
        if seen {
            return Ok(begun.elapsed().as_secs_f64());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Err(format!("no window “{title}” after a minute"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0, "one slow run must not move the figure");
        assert!(median(Vec::new()).is_nan(), "no figure is not a figure");
    }
}
