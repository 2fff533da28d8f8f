//! What a deployment of the list says about a launch whose answer was lost: is it ours, may it be, or is it somebody's?
//!
//! The service gives back neither a key of ours nor the request, so the comment, the time and what was there before are all
//! there is. Times are compared on the service's clock, which is known to two seconds; where it is not known, nothing is taken
//! without asking. Nothing is taken for ours that was created before that, that was in the list before the send, or that the
//! look at it may not have reached. What is left is one case that nobody can tell: a stranger who launches with the same words
//! between that look and the minutes after our send, while ours was not carried out.

use connect_api::{ApiTime, Deployment};

use crate::outside::JournalEntry;

/// How exact the service's clock is known: its answers name whole seconds.
const PRECISION_MS: i64 = 1_000;
/// How long after the send the service may have created it, for it to be taken without asking: the client's own limit is two
/// minutes, and one more for a queue in between.
const SOON_MS: i64 = 3 * 60 * 1_000;
/// How long after the send a service with a long queue may still create it.
const LATEST_MS: i64 = 15 * 60 * 1_000;
/// Time zones reach from −12 to +14 hours: a time without zone may be so far off, and so may a clock set in the wrong one.
const ZONES_MS: i64 = 14 * 60 * 60 * 1_000;

/// How well a deployment fits; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Same comment, not there before, created just after the send.
    Surely,
    /// Same comment, and nothing that excludes it.
    Perhaps,
    /// Same comment, and a time that is another; shown, since times can be wrong.
    Hardly,
}

/// A lost launch, as far as it can be compared with.
#[derive(Clone, Debug)]
pub(super) struct Trace<'a> {
    entry: &'a JournalEntry,
    /// When it was sent, on the service's clock where that is known.
    sent_ms: i64,
    clock_known: bool,
}

impl<'a> Trace<'a> {
    /// `offset_ms`: the service's clock minus this computer's, if the launch was sent by this run of the program and was
    /// written down without one. Later this computer's clock may be another, and an offset of today says nothing.
    pub(super) fn of(entry: &'a JournalEntry, offset_ms: Option<i64>) -> Self {
        let offset_ms = entry.clock_offset_ms.or(offset_ms);
        let sent_ms = entry.sent_ms.saturating_add(offset_ms.unwrap_or_default());
        Self { entry, sent_ms, clock_known: offset_ms.is_some() }
    }

    /// How well it fits; none where it certainly is another.
    pub(super) fn fit(&self, deployment: &Deployment) -> Option<Fit> {
        if !same_words(self.entry, deployment.comment.as_deref()) || self.was_there(&deployment.uuid) {
            return None;
        }
        let (unix_ms, zone_assumed) = match deployment.created {
            ApiTime::At { unix_ms, zone_assumed } => (unix_ms, zone_assumed),
            ApiTime::Absent | ApiTime::Unreadable(_) => return Some(Fit::Perhaps),
        };
        let after_ms = unix_ms.saturating_sub(self.sent_ms);
        let near = (-2 * PRECISION_MS..=LATEST_MS).contains(&after_ms);
        let far = !(-ZONES_MS..=LATEST_MS + ZONES_MS).contains(&after_ms);
        match (self.clock_known, zone_assumed) {
            (true, _) if after_ms <= SOON_MS && self.surely_new(unix_ms, after_ms) => Some(Fit::Surely),
            (true, _) if near => Some(Fit::Perhaps),
            (true, true) | (false, _) if !far => Some(Fit::Perhaps),
            (true, false) if far => None,
            _ => Some(Fit::Hardly),
        }
    }

    /// Times before this are of no interest: a list from new to old needs not be read further.
    pub(super) fn horizon_ms(&self) -> i64 {
        self.sent_ms.saturating_sub(ZONES_MS)
    }

    /// How far from it a time is, for showing the nearest first.
    pub(super) fn distance_ms(&self, created: &ApiTime) -> u64 {
        created.unix_ms().map_or(u64::MAX, |at| at.abs_diff(self.sent_ms))
    }

    /// Whether a match says anything: without a comment it is a mere coincidence in time, unless the service said that it
    /// did create something.
    pub(super) fn telling(&self, created: bool) -> bool {
        created || !words(self.entry.request.deployment_configuration.comment.as_deref()).is_empty()
    }

    fn was_there(&self, uuid: &str) -> bool {
        self.entry.before.as_ref().is_some_and(|before| before.same.iter().any(|known| known.as_str() == uuid))
    }

    /// Whether what was created at this time, which is `after_ms` from the send, was created since the look before it.
    ///
    /// What the look reached is known by name, and for what is younger than it reached a rough time is enough. Where it showed
    /// nothing, only the clock stands between us and a stranger's deployment of a second before.
    fn surely_new(&self, unix_ms: i64, after_ms: i64) -> bool {
        match self.entry.before.as_ref().and_then(|before| before.read_back_to_ms) {
            Some(read_back_to_ms) => unix_ms > read_back_to_ms && after_ms >= -2 * PRECISION_MS,
            None => after_ms >= PRECISION_MS,
        }
    }
}

/// Whether a comment is the launch's own: services trim, and make nothing of blanks.
pub(super) fn same_words(entry: &JournalEntry, comment: Option<&str>) -> bool {
    words(entry.request.deployment_configuration.comment.as_deref()) == words(comment)
}

pub(super) fn words(comment: Option<&str>) -> &str {
    comment.unwrap_or_default().trim()
}

/// The one that may be taken without asking: it alone fits, and nobody else waits for the same.
pub(super) fn adoptable(fitting: &[(Fit, Deployment)], telling: bool, rivals: bool) -> Option<&Deployment> {
    let mut possible = fitting.iter().filter(|(fit, _)| *fit != Fit::Hardly);
    match (possible.next(), possible.next()) {
        (Some((Fit::Surely, only)), None) if telling && !rivals => Some(only),
        _ => None,
    }
}
