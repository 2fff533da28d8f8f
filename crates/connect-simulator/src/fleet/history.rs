//! The deployments that a fleet already has behind it when the simulator starts.

use std::collections::BTreeMap;

use crate::fleet::catalog::{APPS, FLOWS};
use crate::fleet::deployment::{Cve, Deployment, Draft, salt};
use crate::fleet::filter::{Filter, Standing, Target, What};
use crate::fleet::mix::{mix, pick};
use crate::fleet::model::Model;
use crate::fleet::timeline::{Aborts, Plan};
use crate::times::log_time;

const HOUR: i64 = 3_600_000;

/// A kind of deployment that happened before.
struct Past {
    comment: &'static str,
    flow: usize,
    groups: &'static [&'static str],
    tag: Option<&'static str>,
    kind: &'static str,
    /// Critical, high, medium, low; none when it was not scanned.
    cve: Option<[u32; 4]>,
    fail_ppm: u64,
    /// So many seconds after it began, somebody aborted it.
    aborted_s: Option<i64>,
    app: Option<(usize, &'static str)>,
}

const fn past(comment: &'static str, flow: usize, groups: &'static [&'static str], tag: Option<&'static str>) -> Past {
    Past { comment, flow, groups, tag, kind: "api", cve: None, fail_ppm: 12_000, aborted_s: None, app: None }
}

/// Newest first; `#` stands for the date.
const PASTS: [Past; 12] = [
    Past {
        cve: Some([2, 5, 11, 3]),
        app: Some((0, "4.12.0")),
        fail_ppm: 30_000,
        ..past("Gateway firmware 4.12.0, staged A", 0, &["Staging", "Test"], Some("gateway"))
    },
    Past {
        kind: "manual",
        cve: Some([0; 4]),
        fail_ppm: 0,
        app: Some((2, "2.7.1")),
        ..past("Edge agent config: log level", 1, &["Production"], Some("edge"))
    },
    Past { fail_ppm: 25_000, aborted_s: Some(26), ..past("Camera models v9", 2, &["Production"], Some("camera")) },
    Past { cve: Some([0; 4]), fail_ppm: 8_000, ..past("Hotfix CVE-2026-1187", 3, &[], None) },
    Past { kind: "manual", cve: Some([1, 0, 2, 0]), fail_ppm: 0, ..past("Nightly #", 0, &["Lab"], Some("gateway")) },
    Past {
        cve: Some([0; 4]),
        fail_ppm: 280_000,
        app: Some((0, "4.11.2")),
        ..past("Rollback gateway 4.11.2", 0, &["Test"], Some("gateway"))
    },
    Past {
        cve: Some([0, 0, 4, 9]),
        fail_ppm: 4_000,
        ..past("Security patches, second Tuesday", 3, &["Production", "Staging"], None)
    },
    Past { kind: "manual", ..past("Certificates for the winter quarter", 4, &[], None) },
    Past {
        cve: Some([0, 3, 0, 1]),
        app: Some((1, "8.3")),
        ..past("Camera models 8.3, canary", 2, &[], Some("canary"))
    },
    Past { kind: "manual", fail_ppm: 0, ..past("", 1, &["Lab"], None) },
    Past {
        cve: Some([0, 1, 6, 2]),
        fail_ppm: 90_000,
        aborted_s: Some(14),
        ..past("Gateway firmware 4.12.0-rc1", 0, &["Test", "Lab"], Some("gateway"))
    },
    Past {
        kind: "manual",
        cve: Some([0; 4]),
        app: Some((2, "2.6.0")),
        ..past("Edge agent 2.6.0", 1, &["Staging"], Some("edge"))
    },
];

/// Deployments that ended before `now`, oldest first: the newest some hours ago, the oldest some weeks.
pub(crate) fn before(model: Model, count: u32, now: i64) -> impl Iterator<Item = Deployment> {
    let step = (26 * HOUR).min(40 * 24 * HOUR / i64::from(count.max(1)));
    let mut members = std::collections::HashMap::new();
    (0..count).map(move |sequence| {
        let from_newest = count - 1 - sequence;
        let index = from_newest as usize % PASTS.len();
        let past = &PASTS[index];
        let salt = salt(model.seed, sequence);
        let jitter = pick(mix(salt, 1, 0), (step as u64 / 8).max(1)) as i64;
        let created_ms = now - 3 * HOUR - i64::from(from_newest) * step - jitter;
        let filters = past.tag.map(|tag| Filter { negated: false, what: What::Tag(tag.into()) });
        let target = Target {
            groups: past.groups.iter().map(|&group| group.to_owned()).collect(),
            filters: filters.into_iter().collect(),
        };
        // Neither groups nor tags change, so deployments of one kind share their members.
        let reached = || Standing { model, deployments: &[], now: created_ms }.resolve(&target);
        let members = members.entry(index).or_insert_with(reached).clone();
        let flow = &FLOWS[past.flow];
        let parameters: BTreeMap<String, String> =
            flow.parameters.iter().map(|given| (given.name.to_owned(), given.default.to_owned())).collect();
        let date = log_time(created_ms);
        let comment = past.comment.replace('#', date.get(..10).unwrap_or_default());
        let aborts =
            Aborts { all: past.aborted_s.iter().map(|s| created_ms + s * 1_000).collect(), ..Aborts::default() };
        let cve = past.cve.map(|[critical, high, medium, low]| Cve { critical, high, medium, low });
        let plan = Plan { model, salt, created_ms, flow, members, fail_ppm: past.fail_ppm, ignore_absence: true };
        let draft = Draft {
            comment: Some(comment),
            kind: past.kind,
            cve,
            scanned_ms: created_ms,
            app: past.app.map(|(app, version)| (APPS[app].name.to_owned(), version.to_owned())),
            parameters,
            plan,
            aborts,
            hidden_looks: 0,
        };
        Deployment::new(model.seed, sequence, draft)
    })
}
