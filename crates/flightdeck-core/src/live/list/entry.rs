//! One deployment of the list: the service's record, what this computer remembers of it, what is known of its devices.

use connect_api::{CveSeverity, Deployment};

use super::budget::Pause;
use crate::crossing::moment;
use crate::live::schedule::Progress;
use crate::live::settling::Settling;
use crate::live::sight::Sight;
use crate::live::tally::Tally;
use crate::outside::JournalEntry;
use crate::parameters::secrets::Marks;
use crate::sanitise;
use crate::wire::{
    Counts, Cve, CveLevel, DeploymentId, DeploymentRow, LaunchedHere, Moment, RowStatus, Shortfall, Standing,
};

/// Longest comment, type or level shown, in bytes.
const TEXT_LIMIT: usize = 2_000;

/// What is known of a deployment's devices.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Status {
    #[default]
    NotLooked,
    Looking,
    Known {
        counts: Counts,
        seen_ms: i64,
        shortfall: Option<Shortfall>,
    },
    Failed(String),
}

/// What a count found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub(crate) tally: Tally,
    /// The service's clock minus this computer's, where it was heard.
    pub(crate) clock_offset_ms: Option<i64>,
}

/// A comment for the screen. An empty one is none: a row needs something to be called by.
pub(crate) fn shown_comment(comment: &str) -> Option<String> {
    (!comment.trim().is_empty()).then(|| sanitise::line(comment, TEXT_LIMIT))
}

/// One deployment.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) uuid: DeploymentId,
    pub(crate) comment: Option<String>,
    pub(crate) created: Moment,
    pub(crate) kind: Option<String>,
    pub(crate) cve: Cve,
    pub(crate) launched: Option<LaunchedHere>,
    pub(crate) status: Status,
    /// Finished for good: not asked for again.
    pub(crate) settled: bool,
    settling: Settling,
    /// When its devices were first counted.
    first_ms: Option<i64>,
    /// The round of looks that last asked for its devices.
    pub(crate) round: u32,
    /// How many rounds apart they are asked for.
    pub(crate) pause: Pause,
    raw: Box<str>,
}

impl Entry {
    pub(crate) fn new(deployment: Deployment) -> Self {
        let shown = |text: Option<String>| text.map(|text| sanitise::line(&text, TEXT_LIMIT));
        Self {
            comment: deployment.comment.as_deref().and_then(shown_comment),
            created: moment(&deployment.created),
            kind: shown(deployment.kind),
            cve: cve(deployment.cve.as_ref()),
            raw: deployment.raw,
            uuid: deployment.uuid.into(),
            launched: None,
            status: Status::NotLooked,
            settled: false,
            settling: Settling::default(),
            first_ms: None,
            round: 0,
            pause: Pause::NONE,
        }
    }

    /// Takes over a newer record of the same deployment. Returns whether anything differs.
    pub(crate) fn update(&mut self, deployment: Deployment) -> bool {
        if self.raw == deployment.raw {
            return false;
        }
        let new = Self::new(deployment);
        (self.comment, self.created, self.kind, self.cve, self.raw) =
            (new.comment, new.created, new.kind, new.cve, new.raw);
        true
    }

    /// Devices were counted now. Returns whether it is finished for good: then that is worth remembering.
    pub(crate) fn counted(&mut self, counted: Counted, now_ms: i64) -> bool {
        let Counted { tally, clock_offset_ms } = counted;
        let same = self.counts() == Some(tally.counts);
        self.pause = if same { self.pause.longer() } else { Pause::NONE };
        self.status = Status::Known { counts: tally.counts, seen_ms: now_ms, shortfall: tally.shortfall };
        let first_ms = *self.first_ms.get_or_insert(now_ms);
        // The record's time is the service's; how old that makes it is told by the service's clock.
        let created_ms = self.created_ms().map(|at| at.saturating_sub(clock_offset_ms.unwrap_or(0)));
        let age_ms = now_ms.saturating_sub(created_ms.unwrap_or(first_ms).min(first_ms));
        let ended = tally.counts.all_terminal() && tally.shortfall.is_none() && tally.unreadable == 0;
        self.settled = self.settling.looked(ended, same, age_ms) == Progress::Finished;
        self.settled
    }

    /// A watch saw its devices: whatever was counted or remembered, this is newer.
    pub(crate) fn saw(&mut self, sight: &Sight) {
        let same = self.counts() == Some(sight.counts);
        self.status = Status::Known { counts: sight.counts, seen_ms: sight.at_ms, shortfall: sight.shortfall };
        self.settled = match sight.progress {
            Progress::Finished => true,
            // One look that agrees does not contradict what was known before it.
            Progress::Settling => self.settled && same,
            Progress::Moving => false,
        };
        self.settling = Settling::default();
        self.pause = Pause::NONE;
    }

    /// Its devices had all ended when it was seen earlier.
    pub(crate) fn remembered(&mut self, counts: Counts, seen_ms: i64) {
        self.status = Status::Known { counts, seen_ms, shortfall: None };
        self.settled = true;
    }

    /// What was last seen of its devices, where nothing newer is known, and it is not known to have ended for good.
    pub(crate) fn seen_before(&mut self, status: Status) {
        let seen_ms = |status: &Status| match status {
            Status::Known { seen_ms, .. } => Some(*seen_ms),
            Status::NotLooked | Status::Looking | Status::Failed(_) => None,
        };
        if !self.settled && seen_ms(&status) >= seen_ms(&self.status) {
            self.status = status;
        }
    }

    /// Takes over what is known of its launch now; whether that differs.
    pub(crate) fn take_launched(&mut self, launched: Option<LaunchedHere>) -> bool {
        let differs = self.launched != launched;
        self.launched = launched;
        differs
    }

    /// The devices per state, where known.
    pub(crate) fn counts(&self) -> Option<Counts> {
        match &self.status {
            Status::Known { counts, .. } => Some(*counts),
            Status::NotLooked | Status::Looking | Status::Failed(_) => None,
        }
    }

    pub(crate) fn created_ms(&self) -> Option<i64> {
        match self.created {
            Moment::At { ms, .. } => Some(ms),
            Moment::Absent | Moment::Unreadable { .. } => None,
        }
    }

    pub(crate) fn row(&self) -> DeploymentRow {
        let status = match &self.status {
            Status::NotLooked => RowStatus::NotLooked,
            Status::Looking => RowStatus::Looking,
            Status::Known { counts, seen_ms, shortfall } => RowStatus::Known {
                counts: *counts,
                standing: standing(counts),
                seen_ms: *seen_ms,
                shortfall: *shortfall,
                settled: self.settled,
            },
            Status::Failed(message) => RowStatus::Failed { message: message.clone() },
        };
        DeploymentRow {
            uuid: self.uuid.clone(),
            comment: self.comment.clone(),
            created: self.created.clone(),
            kind: self.kind.clone(),
            cve: self.cve.clone(),
            launched: self.launched.clone(),
            status,
        }
    }

    /// The service's record as received.
    pub(crate) fn record(&self) -> &str {
        &self.raw
    }

    /// The service's record as received, laid out and made safe.
    pub(crate) fn raw(&self) -> String {
        sanitise::record(&sanitise::lay_out(&self.raw))
    }
}

/// Where a deployment stands, in one word; when it needs attention is said by [`crate::wire::ATTENTION_RULE`].
///
/// Unknown states are not terminal, yet a deployment in which nothing else moves and a twentieth is unknown needs eyes, not patience.
pub(crate) fn standing(counts: &Counts) -> Standing {
    let total = counts.total();
    let bad = u64::from(counts.failed) + u64::from(counts.unknown);
    let many = bad * 20 >= u64::from(total);
    if total == 0 {
        Standing::NoDevice
    } else if counts.pending + counts.in_progress > 0 {
        let ended = u64::from(total) - u64::from(counts.pending) - u64::from(counts.in_progress);
        // What is a twentieth of all now will be one at the end, however well the rest goes.
        if bad >= 3 && (many || bad * 4 >= ended) { Standing::Attention } else { Standing::Moving }
    } else if many {
        Standing::Attention
    } else if counts.unknown > 0 {
        Standing::Moving
    } else if counts.aborted > 0 {
        Standing::Aborted
    } else {
        Standing::Finished
    }
}

/// What the journal remembers, as the page sees it; `marks` says which parameters are secret.
pub(crate) fn launched(entry: &JournalEntry, flow_name: Option<String>, marks: &Marks) -> LaunchedHere {
    let configuration = &entry.request.deployment_configuration;
    LaunchedHere {
        flow_uuid: configuration.flow_uuid.clone(),
        flow_name,
        target: entry.target.clone(),
        app: configuration.app.as_ref().map(|app| format!("{} → {}", app.name, app.version)),
        sent_ms: entry.sent_ms,
        json: serde_json::to_string_pretty(&marks.masked(&entry.request)).unwrap_or_default(),
    }
}

fn cve(severity: Option<&CveSeverity>) -> Cve {
    let Some(severity) = severity else { return Cve::NotScanned };
    let levels: Vec<CveLevel> = severity
        .levels
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| CveLevel {
            level: sanitise::line(level, 100),
            count: u32::try_from(*count).unwrap_or(u32::MAX),
        })
        .collect();
    if levels.is_empty() { Cve::NoneFound } else { Cve::Found { levels } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_stands_in_one_word() {
        let none = Counts::default();
        for (counts, expected) in [
            (none, Standing::NoDevice),
            (Counts { pending: 1, failed: 9, ..none }, Standing::Attention),
            (Counts { pending: 90, succeeded: 6, failed: 2, ..none }, Standing::Moving),
            (Counts { pending: 90, succeeded: 10, failed: 3, ..none }, Standing::Moving),
            (Counts { pending: 90, succeeded: 9, failed: 3, ..none }, Standing::Attention),
            (Counts { in_progress: 90, succeeded: 9, failed: 3, ..none }, Standing::Attention),
            (Counts { in_progress: 1, unknown: 3, ..none }, Standing::Attention),
            (Counts { pending: 1, succeeded: 95, failed: 4, ..none }, Standing::Moving),
            (Counts { pending: 1, succeeded: 94, failed: 5, ..none }, Standing::Attention),
            (Counts { pending: 9, succeeded: 9, failed: 2, ..none }, Standing::Moving),
            (Counts { pending: 90_000, succeeded: 5_000, failed: 4_999, ..none }, Standing::Attention),
            (Counts { in_progress: 1, succeeded: 9, ..none }, Standing::Moving),
            (Counts { succeeded: 19, failed: 1, ..none }, Standing::Attention),
            (Counts { succeeded: 20, failed: 1, ..none }, Standing::Finished),
            (Counts { succeeded: 19, unknown: 1, ..none }, Standing::Attention),
            (Counts { succeeded: 99, unknown: 1, ..none }, Standing::Moving),
            (Counts { succeeded: 20, failed: 1, aborted: 1, ..none }, Standing::Aborted),
            (Counts { aborted: 3, failed: 3, ..none }, Standing::Attention),
            (Counts { succeeded: 3, ..none }, Standing::Finished),
        ] {
            assert_eq!(standing(&counts), expected, "{counts:?}");
        }
    }

    #[test]
    fn not_scanned_is_never_none_found() {
        let found = |levels: &[(&str, u64)]| {
            cve(Some(&CveSeverity { levels: levels.iter().map(|(l, n)| ((*l).to_owned(), *n)).collect() }))
        };
        assert_eq!(cve(None), Cve::NotScanned, "no record says nothing about vulnerabilities");
        assert_eq!(found(&[("Critical", 0), ("Low", 0)]), Cve::NoneFound, "zeros are a finding");
        let one = vec![CveLevel { level: "Low".into(), count: 2 }];
        assert_eq!(found(&[("Critical", 0), ("Low", 2)]), Cve::Found { levels: one }, "only levels with something");
    }

    #[test]
    fn a_newer_record_is_taken_over_and_the_same_one_changes_nothing() {
        let record = |comment: &str, raw: &str| {
            let mut record = crate::fakes::deployment("dp", Some(comment), Some(1));
            record.raw = raw.into();
            record
        };
        let mut entry = Entry::new(record("one", "1"));
        assert!(!entry.update(record("other", "1")), "the same record says nothing new");
        assert_eq!(entry.comment.as_deref(), Some("one"));
        assert!(entry.update(record("two", "2")), "another record is news");
        assert_eq!((entry.comment.as_deref(), entry.record()), (Some("two"), "2"));
    }

    #[test]
    fn a_watch_that_sees_an_end_alone_confirms_only_what_was_final_and_is_the_same() {
        let (here, elsewhere) =
            (Counts { succeeded: 2, ..Counts::default() }, Counts { failed: 2, ..Counts::default() });
        for (settled, counts, progress, expected) in [
            (true, here, Progress::Settling, true),
            (true, elsewhere, Progress::Settling, false),
            (false, here, Progress::Settling, false),
            (false, elsewhere, Progress::Settling, false),
            (true, here, Progress::Moving, false),
            (false, elsewhere, Progress::Finished, true),
        ] {
            let mut entry = Entry::new(crate::fakes::deployment("dp", None, None));
            entry.remembered(here, 1);
            entry.settled = settled;
            entry.saw(&Sight { counts, shortfall: None, unreadable: 0, progress, at_ms: 2 });
            assert_eq!(entry.settled, expected, "final before: {settled}, {progress:?}, {counts:?}");
        }
    }
}
