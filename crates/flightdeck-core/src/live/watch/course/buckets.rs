//! The whole course as a bounded number of moments, each with its counts.

use super::durations::durations;
use super::forecast::forecast;
use super::past::{GONE, UNTOLD, WHATS};
use super::recall::Recall;
use crate::wire::{Counts, Course};

/// The most moments a course is told in.
pub(super) const BUCKETS: usize = 200;

/// The moments at which a course is counted: the ends of equal parts of its length.
pub(super) struct Moments {
    from_ms: i64,
    to_ms: i64,
    count: usize,
}

impl Moments {
    pub(super) fn new(from_ms: i64, to_ms: i64) -> Self {
        let count = to_ms.saturating_sub(from_ms).clamp(1, BUCKETS as i64);
        Self { from_ms, to_ms, count: count as usize }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    fn length_ms(&self) -> i64 {
        self.to_ms.saturating_sub(self.from_ms)
    }

    /// The moment of a bucket; that of the last is the end.
    pub(super) fn at(&self, bucket: usize) -> i64 {
        let part = self.length_ms().saturating_mul(bucket as i64 + 1) / self.count as i64;
        self.from_ms.saturating_add(part)
    }

    /// The first bucket whose moment is not before this one; their number where all are.
    pub(super) fn first_from(&self, at_ms: i64) -> usize {
        if at_ms <= self.from_ms {
            return 0;
        }
        if at_ms > self.to_ms {
            return self.count;
        }
        let past = at_ms.saturating_sub(self.from_ms).saturating_mul(self.count as i64);
        ((past - 1) / self.length_ms()) as usize
    }
}

/// How many devices were what, at each moment.
pub(super) fn counted(recall: Recall<'_>, moments: &Moments) -> Vec<[u32; WHATS]> {
    // Each change is noted once, where it first shows; the sums up to a bucket are its counts.
    let mut changes = vec![[0i64; WHATS]; moments.count() + 1];
    for past in recall.pasts() {
        let mut before = None;
        for (from_ms, what) in past.changes() {
            let bucket = moments.first_from(*from_ms);
            if let Some(before) = before.replace(*what) {
                changes[bucket][usize::from(before)] -= 1;
            }
            changes[bucket][usize::from(*what)] += 1;
        }
    }
    let mut sums = [0i64; WHATS];
    let buckets = changes.iter().take(moments.count()).map(|change| {
        for (sum, change) in sums.iter_mut().zip(change) {
            *sum += change;
        }
        sums.map(|sum| u32::try_from(sum).unwrap_or(0))
    });
    buckets.collect()
}

/// The course as the page draws it; none where nothing was seen yet.
pub(crate) fn course(recall: Recall<'_>, revision: u32) -> Option<Course> {
    let (from_ms, to_ms) = recall.span()?;
    let moments = Moments::new(from_ms, to_ms);
    let durations = durations(recall, to_ms);
    let tail_ms = durations.as_ref().map_or(0, |all| all.p95_ms - all.median_ms);
    let forecast = forecast(recall, from_ms, to_ms, tail_ms);
    let devices = recall.rows.len();
    let mut course = Course { revision, from_ms, to_ms, devices, forecast, durations, ..Course::default() };
    for (bucket, mut counts) in counted(recall, &moments).into_iter().enumerate() {
        // What is true now is looked at by definition.
        let now = bucket + 1 == moments.count();
        let look = recall.looks.at(moments.at(bucket));
        if let Some(look) = look.filter(|_| counts[usize::from(UNTOLD)] > 0 && !now) {
            let Counts { pending, in_progress, succeeded, failed, aborted, unknown } = look.counts;
            counts = [pending, in_progress, succeeded, failed, aborted, unknown, look.gone, 0];
        }
        let [pending, in_progress, succeeded, failed, aborted, unknown, gone, untold] = counts;
        course.pending.push(pending);
        course.in_progress.push(in_progress);
        course.succeeded.push(succeeded);
        course.failed.push(failed);
        course.aborted.push(aborted);
        course.unknown.push(unknown);
        course.gone.push(gone);
        course.untold.push(untold);
        course.looked.push(now || look.is_some());
    }
    Some(course)
}

/// What the numbers of a moment say of it.
pub(super) fn counts_of(counted: &[u32; WHATS]) -> (Counts, u32) {
    let [pending, in_progress, succeeded, failed, aborted, unknown, ..] = *counted;
    let unknown = unknown + counted[usize::from(UNTOLD)];
    (Counts { pending, in_progress, succeeded, failed, aborted, unknown }, counted[usize::from(GONE)])
}
