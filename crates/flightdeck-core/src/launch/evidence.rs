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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::deployment;
    use crate::launch::history::tests::{entry, request};
    use crate::launch::tests::{MINUTE, SENT};
    use crate::outside::Before;

    const HOUR: i64 = 60 * MINUTE;

    /// A lost launch, with the service's clock known or not, and what the look before it reached.
    fn lost(clock_known: bool, read_back_to_ms: Option<i64>) -> JournalEntry {
        let before = Before { same: vec!["dp-before".into()], read_back_to_ms };
        JournalEntry {
            clock_offset_ms: clock_known.then_some(0),
            before: Some(before),
            ..entry("r", 0, request("f-1", "Firmware 2", &[]), None)
        }
    }

    fn created(after_ms: i64, zone_assumed: bool) -> Deployment {
        let created = ApiTime::At { unix_ms: SENT + after_ms, zone_assumed };
        Deployment { created, ..deployment("dp-1", Some("Firmware 2"), None) }
    }

    #[test]
    fn a_time_fits_as_well_as_it_is_near_and_known() {
        let (latest, zones) = (15 * MINUTE, 14 * HOUR);
        let read = Some(SENT - 500);
        for (clock_known, zone_assumed, read_back_to_ms, after_ms, expected) in [
            // The look before reached nothing: only what is later by the clock is new.
            (true, false, None, 999, Some(Fit::Perhaps)),
            (true, false, None, 1_000, Some(Fit::Surely)),
            (true, true, None, 1_000, Some(Fit::Surely)),
            (true, false, None, 3 * MINUTE, Some(Fit::Surely)),
            (true, false, None, 3 * MINUTE + 1, Some(Fit::Perhaps)),
            // It reached so far: what is younger is new, unless the clock excludes it.
            (true, false, read, -500, Some(Fit::Perhaps)),
            (true, false, read, -499, Some(Fit::Surely)),
            (true, false, Some(i64::MIN), -2_000, Some(Fit::Surely)),
            (true, false, Some(i64::MIN), -2_001, Some(Fit::Hardly)),
            // Near, and so it may be.
            (true, false, None, -2_001, Some(Fit::Hardly)),
            (true, false, None, -2_000, Some(Fit::Perhaps)),
            (true, false, None, latest, Some(Fit::Perhaps)),
            (true, false, None, latest + 1, Some(Fit::Hardly)),
            // A time that is exact and further off than any zone is another's.
            (true, false, None, -zones, Some(Fit::Hardly)),
            (true, false, None, -zones - 1, None),
            (true, false, None, latest + zones, Some(Fit::Hardly)),
            (true, false, None, latest + zones + 1, None),
            // A time without zone, or a clock that is not known, may be off by a zone, and excludes nothing.
            (true, true, None, -2_001, Some(Fit::Perhaps)),
            (true, true, None, -zones, Some(Fit::Perhaps)),
            (true, true, None, -zones - 1, Some(Fit::Hardly)),
            (true, true, None, latest + zones, Some(Fit::Perhaps)),
            (true, true, None, latest + zones + 1, Some(Fit::Hardly)),
            (false, false, Some(i64::MIN), 1_000, Some(Fit::Perhaps)),
            (false, true, None, -zones, Some(Fit::Perhaps)),
            (false, false, None, -zones - 1, Some(Fit::Hardly)),
            (false, false, None, latest + zones, Some(Fit::Perhaps)),
            (false, true, None, latest + zones + 1, Some(Fit::Hardly)),
        ] {
            let entry = lost(clock_known, read_back_to_ms);
            let fit = Trace::of(&entry, None).fit(&created(after_ms, zone_assumed));
            assert_eq!(
                fit, expected,
                "{after_ms} ms after the send, clock known {clock_known}, zone assumed {zone_assumed}, read to {read_back_to_ms:?}"
            );
        }
    }

    #[test]
    fn what_has_no_time_may_be_ours_and_what_has_other_words_or_was_there_is_not() {
        let entry = lost(true, Some(i64::MIN));
        let trace = Trace::of(&entry, None);
        let unreadable = Deployment { created: ApiTime::Unreadable("soon".into()), ..created(0, false) };
        for (deployment, expected) in [
            (deployment("dp-1", Some("Firmware 2"), None), Some(Fit::Perhaps)),
            (unreadable, Some(Fit::Perhaps)),
            (deployment("dp-1", Some("Firmware 3"), Some(SENT)), None),
            (deployment("dp-1", None, Some(SENT)), None),
            (deployment("dp-before", Some("Firmware 2"), Some(SENT)), None),
        ] {
            assert_eq!(trace.fit(&deployment), expected, "only words and names exclude: {deployment:?}");
        }
    }

    #[test]
    fn the_distance_is_from_the_send_on_the_services_clock_either_way() {
        let entry = lost(false, None);
        for (offset_ms, created, expected) in [
            (None, created(0, false).created, 0),
            (None, created(-1_500, false).created, 1_500),
            (None, created(1_500, true).created, 1_500),
            (Some(HOUR), created(HOUR + 7, false).created, 7),
            (None, ApiTime::Absent, u64::MAX),
        ] {
            let distance_ms = Trace::of(&entry, offset_ms).distance_ms(&created);
            assert_eq!(distance_ms, expected, "{created:?} with a clock {offset_ms:?} ahead; no time is the furthest");
        }
    }
}
