//! A deployment on one page to print or to send: what was asked, what came of it, the fleet picture, when it was so, why devices failed.
//!
//! The page holds everything it shows, runs nothing and asks nobody: its own policy forbids it.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::cells::iso;
use super::devices::About;
use super::picture::{COLOURS, bar, fleet, per_cell};
use super::timeline::{Doubts, doubts, timeline};
use crate::live::search::span::in_words;
use crate::live::watch::snapshot::Snapshot;
use crate::numbers::grouped;
use crate::sanitise;
use crate::wire::{Counts, Cve, DeploymentRow, LaunchedHere, Moment};

const STYLE: &str = include_str!("report.css");
/// Longest text of one line, in bytes.
const LINE: usize = 2_000;
/// Causes listed; the rest is counted.
const MOST_CAUSES: usize = 20;

/// Writes the page.
pub(crate) fn html(out: &mut dyn Write, snapshot: &Snapshot, about: &About) -> io::Result<()> {
    let comment = about.row.as_ref().and_then(|row| row.comment.as_deref());
    let title = safe(comment.unwrap_or("Deployment without a comment"));
    let mut page = String::with_capacity(1 << 16);
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n"
    );
    facts(&mut page, snapshot, about);
    page.push_str("</header>\n");
    outcome(&mut page, snapshot);
    picture(&mut page, snapshot);
    course(&mut page, snapshot);
    causes(&mut page, snapshot);
    request(&mut page, about.row.as_ref());
    let (version, written) = (safe(&about.origin.version), iso(about.origin.written_ms));
    let _ = write!(
        page,
        "<footer>Written by Flightdeck {version} at {written}. All times are UTC.</footer>\n</body>\n</html>\n"
    );
    out.write_all(page.as_bytes())
}

fn facts(page: &mut String, snapshot: &Snapshot, about: &About) {
    let origin = &about.origin;
    page.push_str("<dl>\n");
    let mut fact = |name: &str, value: &str| {
        let _ = writeln!(page, "<dt>{name}</dt><dd>{value}</dd>");
    };
    fact("Deployment", &format!("<code>{}</code>", safe(&about.deployment)));
    fact(
        "Fleet",
        &format!("{} <code>{}</code> at {}", safe(&origin.fleet), safe(&origin.fleet_key), safe(&origin.base_url)),
    );
    if let Some(row) = &about.row {
        fact("Created", &moment(&row.created));
        fact("Known vulnerabilities", &cve(&row.cve));
    }
    fact("Devices seen", &snapshot.notice.last_good_ms.map_or_else(|| "not yet".to_owned(), iso));
    page.push_str("</dl>\n");
}

fn outcome(page: &mut String, snapshot: &Snapshot) {
    let counts = snapshot.counts();
    let total = counts.total();
    let sentence = if total == 0 {
        "The service named no device.".to_owned()
    } else if counts.moving() == 0 {
        format!("All {} have ended.", devices(total))
    } else {
        format!(
            "{} of {} have ended; {} had not when this was seen.",
            grouped(counts.terminal()),
            devices(total),
            grouped(counts.moving())
        )
    };
    let _ = writeln!(page, "<section>\n<h2>Outcome</h2>\n<p>{sentence}</p>");
    let _ = writeln!(page, "<div class=\"bar\">{}</div>", bar(&counts, &words(&counts)));
    page.push_str("<table class=\"counts\"><tbody>\n");
    for (name, count, colour) in states(&counts) {
        if count > 0 || matches!(name, "Succeeded" | "Failed") {
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\">{}{name}</th><td>{}</td><td>{}</td></tr>",
                swatch(COLOURS[colour]),
                grouped(count),
                share(count, total)
            );
        }
    }
    page.push_str("</tbody></table>\n");
    for remark in remarks(snapshot) {
        let _ = writeln!(page, "<p class=\"remark\">{remark}</p>");
    }
    page.push_str("</section>\n");
}

/// What the counts leave out, and how long it took.
fn remarks(snapshot: &Snapshot) -> Vec<String> {
    let notice = &snapshot.notice;
    let mut remarks = Vec::new();
    if let Some(short) = notice.shortfall {
        remarks.push(format!(
            "Not complete: the service announced {} and sent {}.",
            devices(short.expected),
            grouped(short.loaded)
        ));
    }
    if notice.unreadable > 0 {
        remarks.push(format!("Not complete: {} records could not be read.", grouped(notice.unreadable)));
    }
    if notice.gone > 0 {
        remarks.push(format!(
            "{} named by an earlier answer are named no longer; they are not counted.",
            devices(notice.gone)
        ));
    }
    let lengths = snapshot.lengths();
    if let Some(longest) = lengths.last() {
        let at = |percent: usize| rounded(lengths[(lengths.len() * percent).div_ceil(100).clamp(1, lengths.len()) - 1]);
        remarks.push(format!(
            "Of {} that ended with both times known, half took at most {}, 95 of 100 at most {}, the slowest {}.",
            devices(lengths.len() as u32),
            at(50),
            at(95),
            rounded(*longest)
        ));
    }
    remarks
}

fn picture(page: &mut String, snapshot: &Snapshot) {
    let picture = snapshot.picture();
    if picture.is_empty() {
        return;
    }
    let per_cell = per_cell(picture.len());
    let cell = match per_cell {
        1 => "Each cell is a device.".to_owned(),
        many => format!("Each cell is {many} devices: red if any failed, else what most of them are in."),
    };
    let label = words(&snapshot.counts());
    let _ = writeln!(page, "<section>\n<h2>Fleet</h2>\n<p>{cell} By group where that is known, then by id.</p>");
    let _ = writeln!(page, "<div class=\"fleet\">{}</div>\n</section>", fleet(&picture, &label));
}

/// When it was so: the timeline, with what of it is not known for sure.
fn course(page: &mut String, snapshot: &Snapshot) {
    let Some(course) = snapshot.course().filter(|course| course.to_ms > course.from_ms) else { return };
    let _ = writeln!(
        page,
        "<section>\n<h2>Timeline</h2>\n<p>From {} to {}: {}.</p>",
        iso(course.from_ms),
        iso(course.to_ms),
        in_words(course.to_ms - course.from_ms)
    );
    let _ = writeln!(page, "<div class=\"course\">{}</div>", timeline(&course, "Devices in each state over time"));
    page.push_str("<p class=\"remark\">From the ground up: failed, aborted, succeeded, in progress, unknown, pending.");
    let Doubts { assumed, untold } = doubts(&course);
    if assumed {
        page.push_str(
            " Striped grey: nobody looked here at that time; a device is taken as pending until it started, or may not have been handed to the deployment yet.",
        );
    }
    if untold {
        page.push_str(" Striped dark: neither the devices' times nor a look here tell what they were.");
    }
    page.push_str("</p>\n");
    if let Some(forecast) = course.forecast {
        let _ = writeln!(
            page,
            "<p class=\"remark\">At the rate of that time it had about {} to go, {} to {}.</p>",
            rounded(forecast.about_ms),
            rounded(forecast.least_ms),
            rounded(forecast.most_ms)
        );
    }
    page.push_str("</section>\n");
}

fn causes(page: &mut String, snapshot: &Snapshot) {
    let known = &snapshot.causes;
    if known.failed == 0 {
        return;
    }
    let _ = writeln!(page, "<section>\n<h2>Why {} failed</h2>", devices(known.failed));
    if known.looked_at == 0 {
        page.push_str("<p>None of them was looked at yet.</p>\n</section>\n");
        return;
    }
    if known.looked_at < known.failed {
        let _ = writeln!(page, "<p>From a sample: {} of them were looked at.</p>", grouped(known.looked_at));
    }
    page.push_str(
        "<table class=\"causes\"><thead><tr><th>Devices</th><th>Cause</th><th>Step</th><th>Exit code</th><th>One of them</th></tr></thead><tbody>\n",
    );
    for cause in known.causes.iter().take(MOST_CAUSES) {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>",
            grouped(cause.count),
            safe(&cause.text),
            safe(cause.step.as_deref().unwrap_or_default()),
            cause.exit_code.map(|code| code.to_string()).unwrap_or_default(),
            safe(&cause.example)
        );
    }
    page.push_str("</tbody></table>\n");
    let rest = known.causes.len().saturating_sub(MOST_CAUSES);
    if rest > 0 {
        let _ = writeln!(page, "<p>And {rest} rarer causes.</p>");
    }
    page.push_str("</section>\n");
}

fn request(page: &mut String, row: Option<&DeploymentRow>) {
    page.push_str("<section>\n<h2>Request</h2>\n");
    match row.map(|row| row.launched.as_ref()) {
        Some(Some(launched)) => launched_here(page, launched),
        Some(None) => page.push_str("<p>Launched outside this computer: what was asked for is not known here.</p>\n"),
        None => page.push_str("<p>The service could not be asked about it when this was written.</p>\n"),
    }
    page.push_str("</section>\n");
}

fn launched_here(page: &mut String, launched: &LaunchedHere) {
    let flow = match &launched.flow_name {
        Some(name) => format!("{} <code>{}</code>", safe(name), safe(&launched.flow_uuid)),
        None => format!("<code>{}</code>", safe(&launched.flow_uuid)),
    };
    let _ =
        writeln!(page, "<dl>\n<dt>Target</dt><dd>{}</dd>\n<dt>Update flow</dt><dd>{flow}</dd>", safe(&launched.target));
    if let Some(app) = &launched.app {
        let _ = writeln!(page, "<dt>App (deployment tag)</dt><dd>{}</dd>", safe(app));
    }
    let _ = writeln!(page, "<dt>Sent</dt><dd>{}</dd>\n</dl>", iso(launched.sent_ms));
    let _ = writeln!(page, "<pre>{}</pre>", escaped(&sanitise::record(&launched.json)));
}

fn states(counts: &Counts) -> [(&'static str, u32, usize); 6] {
    [
        ("Succeeded", counts.succeeded, 2),
        ("In progress", counts.in_progress, 1),
        ("Pending", counts.pending, 0),
        ("Failed", counts.failed, 3),
        ("Aborted", counts.aborted, 4),
        ("Unknown", counts.unknown, 5),
    ]
}

fn words(counts: &Counts) -> String {
    let all = states(counts);
    let named = all.iter().filter(|(_, count, _)| *count > 0);
    let words: Vec<String> =
        named.map(|(name, count, _)| format!("{} {}", grouped(*count), name.to_lowercase())).collect();
    if words.is_empty() { "no devices".to_owned() } else { words.join(", ") }
}

fn swatch(colour: &str) -> String {
    format!(
        "<svg class=\"swatch\" viewBox=\"0 0 8 8\" aria-hidden=\"true\"><rect width=\"8\" height=\"8\" fill=\"{colour}\"/></svg>"
    )
}

fn devices(count: u32) -> String {
    format!("{} {}", grouped(count), if count == 1 { "device" } else { "devices" })
}

/// In per cent; what is there is never 0, what is missing never 100.
fn share(count: u32, total: u32) -> String {
    let share = f64::from(count) * 100.0 / f64::from(total.max(1));
    match (count, total) {
        (0, _) => "0 %".to_owned(),
        (all, total) if all == total => "100 %".to_owned(),
        _ if share < 0.1 => "under 0.1 %".to_owned(),
        _ if share > 99.9 => "over 99.9 %".to_owned(),
        _ => format!("{share:.1} %"),
    }
}

fn rounded(ms: i64) -> String {
    in_words((ms + 500) / 1_000 * 1_000)
}

fn moment(moment: &Moment) -> String {
    match moment {
        Moment::Absent => "not given".to_owned(),
        Moment::At { ms, zone_assumed: false } => iso(*ms),
        Moment::At { ms, zone_assumed: true } => format!("{} (no zone given, taken as UTC)", iso(*ms)),
        Moment::Unreadable { raw } => format!("{} (not understood, as it came)", safe(raw)),
    }
}

fn cve(cve: &Cve) -> String {
    match cve {
        Cve::NotScanned => "not scanned".to_owned(),
        Cve::NoneFound => "none found".to_owned(),
        Cve::Found { levels } => {
            let levels: Vec<String> =
                levels.iter().map(|level| format!("{} {}", level.count, safe(&level.level))).collect();
            levels.join(", ")
        }
    }
}

/// A text from outside on one line: nothing hidden in it, nothing of it taken for markup.
fn safe(text: &str) -> String {
    escaped(&sanitise::line(text, LINE))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
