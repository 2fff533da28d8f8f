//! What of a watch is to be kept on disk, and when. Pure: it hands out parcels, and is told what became of them.

use super::head::{Bytes, Head};
use super::rows::Rows;
use crate::live::schedule::Progress;
use crate::live::sight::Sight;
use crate::outside::{LastCounts, Parcel};
use crate::wire::Counts;

/// What is to be kept and told of a look.
#[derive(Debug)]
pub(crate) struct Save {
    pub(crate) sight: Sight,
    /// What the store remembers of it being finished may have to change.
    pub(crate) news: bool,
    pub(crate) parcel: Parcel,
}

/// What is to be kept, and what is on disk.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    /// What the last look saw, if that is not kept yet.
    due: Option<Sight>,
    under_way: bool,
    /// What is on disk can be added to.
    begun: bool,
    bytes: Bytes,
    /// How far it had come, and how many were how far, when the store was last told.
    told: Option<(Progress, Counts)>,
}

impl Keeping {
    /// What an earlier run kept was read.
    pub(crate) fn restored(&mut self, bytes: Bytes) {
        self.begun = true;
        self.bytes = bytes;
    }

    /// A look was good.
    pub(crate) fn looked(&mut self, sight: Sight) {
        self.due = Some(sight);
    }

    /// What is to be kept now; nothing while that of an earlier look is under way.
    pub(crate) fn wanted(&mut self, rows: &mut Rows, head: impl FnOnce(&Sight, &Rows) -> Head) -> Option<Box<Save>> {
        if self.under_way {
            return None;
        }
        let sight = self.due.take()?;
        self.under_way = true;
        let told = Some((sight.progress, sight.counts));
        let news = self.told != told;
        self.told = told;
        // Changes are added until they are half as much as the whole: space and reading stay bounded, writing costs what changed.
        // What has finished is written whole once more: it will be read for years, and looked into for single devices.
        let over = sight.progress == Progress::Finished && self.bytes.changes > 0;
        let whole = !self.begun || over || self.bytes.changes * 2 > self.bytes.whole;
        let blobs = if whole { rows.whole() } else { rows.changes().into_iter().collect() };
        let bytes: usize = blobs.iter().map(Vec::len).sum();
        if whole {
            self.bytes = Bytes { whole: bytes, changes: 0 };
        } else {
            self.bytes.changes += bytes;
        }
        let head = head(&sight, rows).written();
        let counts = LastCounts { counts: sight.counts, shortfall: sight.shortfall, at_ms: sight.at_ms };
        Some(Box::new(Save { parcel: Parcel { head, whole, blobs, names: Vec::new(), counts }, sight, news }))
    }

    /// What was to be kept was kept, or could not be: then everything is written anew.
    pub(crate) fn kept(&mut self, well: bool) {
        self.under_way = false;
        self.begun = well;
        if !well {
            self.told = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::fakes::devices;
    use crate::live::watch::course::Looks;
    use crate::live::watch::triage::KeptCauses;

    fn rows() -> Rows {
        let mut rows = Rows::default();
        rows.begin(0);
        rows.apply(devices(&[("a", "Pending"), ("b", "Success")]).batch.iter(), 0);
        rows.end(true);
        rows
    }

    fn sight(progress: Progress) -> Sight {
        Sight { counts: Counts::default(), shortfall: None, unreadable: 0, progress, at_ms: 5 }
    }

    fn head(_: &Sight, rows: &Rows) -> Head {
        Head {
            first_seen_ms: 0,
            last_good_ms: 0,
            shortfall: None,
            unreadable: 0,
            ended: false,
            rows: rows.len(),
            causes: KeptCauses::default(),
            born_ms: None,
            looks: Looks::default(),
        }
    }

    #[test]
    fn changes_are_added_until_they_are_half_of_the_whole_or_it_has_finished() {
        use Progress::{Finished, Moving, Settling};
        for (progress, changes, whole) in [
            (Moving, 0, false),
            (Moving, 1, false),
            (Moving, 500, false),
            (Moving, 501, true),
            (Settling, 1, false),
            (Finished, 0, false),
            (Finished, 1, true),
        ] {
            let mut keeping = Keeping::default();
            keeping.restored(Bytes { whole: 1_000, changes });
            keeping.looked(sight(progress));
            let parcel = keeping.wanted(&mut rows(), head).unwrap().parcel;
            assert_eq!(parcel.whole, whole, "{progress:?} with {changes} bytes of changes to a thousand");
            let size: usize = parcel.blobs.iter().map(Vec::len).sum();
            let (base, added) = if whole { (size, 0) } else { (1_000, changes + size) };
            assert_eq!(keeping.bytes, Bytes { whole: base, changes: added }, "what is on disk is counted");
        }
    }

    #[test]
    fn what_could_not_be_kept_is_kept_whole_and_told_anew() {
        let (mut keeping, mut rows, moving) = (Keeping::default(), rows(), sight(Progress::Moving));
        let mut next = |well: bool| {
            keeping.looked(moving);
            let save = keeping.wanted(&mut rows, head).unwrap();
            keeping.looked(moving);
            assert!(keeping.wanted(&mut rows, head).is_none(), "one at a time");
            keeping.kept(well);
            (save.parcel.whole, save.news)
        };
        assert_eq!(next(true), (true, true), "nothing is on disk: all of it, and news");
        assert_eq!(next(true), (false, false), "then what changed, and the same is no news");
        assert_eq!(next(false), (false, false), "this one fails");
        assert_eq!(next(true), (true, true), "so all is written, and told once more");
    }
}
