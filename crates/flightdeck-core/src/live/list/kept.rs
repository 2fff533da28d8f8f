//! What of a list is kept on disk, and reading it back: so that a list opens with what was last seen, without a network too. Pure.

use std::collections::HashMap;

use connect_api::DeploymentsPage;
use serde::{Deserialize, Serialize};

use super::entry::{Entry, Status};
use crate::wire::{Counts, DeploymentId, Shortfall};

/// The layout; a list of any other is as good as none.
const VERSION: u32 = 1;
/// The newest so many deployments are kept: what lies deeper is looked for, not glanced at.
const MOST: usize = 200;
/// Bytes of records kept at most, since a record may be of any size.
const MOST_BYTES: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    /// There were more than are kept.
    more: bool,
    /// The records as the service sent them, by their uuids, as an answer of its own kind.
    records: String,
    counts: HashMap<DeploymentId, WrittenCounts>,
}

#[derive(Serialize, Deserialize)]
struct WrittenCounts {
    counts: Counts,
    seen_ms: i64,
    shortfall: Option<Shortfall>,
}

/// A list as it was.
#[derive(Debug, Default)]
pub(crate) struct KeptList {
    pub(crate) entries: Vec<Entry>,
    pub(crate) more: bool,
    pub(crate) last_good_ms: i64,
}

/// The list as it is kept: these entries, the newest first.
pub(crate) fn write<'a>(entries: impl ExactSizeIterator<Item = &'a Entry>, more: bool) -> Vec<u8> {
    let all = entries.len();
    let (mut records, mut counts) = (String::from("{"), HashMap::new());
    let mut kept = 0;
    for entry in entries.take(MOST) {
        if records.len() + entry.record().len() > MOST_BYTES {
            break;
        }
        if kept > 0 {
            records.push(',');
        }
        records.push_str(&serde_json::Value::from(entry.uuid.as_str()).to_string());
        records.push(':');
        records.push_str(entry.record());
        if let Status::Known { counts: known, seen_ms, shortfall } = &entry.status {
            let known = WrittenCounts { counts: *known, seen_ms: *seen_ms, shortfall: *shortfall };
            counts.insert(entry.uuid.clone(), known);
        }
        kept += 1;
    }
    records.push('}');
    let records = format!(r#"{{"deployments":{records}}}"#);
    let written = Written { version: VERSION, more: more || kept < all, records, counts };
    // Plain texts and numbers, which JSON can always hold; nothing would be read back as no list.
    serde_json::to_vec(&written).unwrap_or_default()
}

/// The list read back; none where it cannot be read.
pub(crate) fn read(body: &[u8], last_good_ms: i64) -> Option<KeptList> {
    let mut written: Written =
        serde_json::from_slice(body).ok().filter(|written: &Written| written.version == VERSION)?;
    let page = DeploymentsPage::read(written.records.as_bytes()).ok()?;
    let entries = page.deployments.into_iter().map(|deployment| {
        let mut entry = Entry::new(deployment);
        if let Some(WrittenCounts { counts, seen_ms, shortfall }) = written.counts.remove(&entry.uuid) {
            entry.status = Status::Known { counts, seen_ms, shortfall };
        }
        entry
    });
    Some(KeptList { entries: entries.collect(), more: written.more, last_good_ms })
}

/// What is to be kept, and when.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    /// The list differs from what is on disk.
    dirty: bool,
    /// Something is to be written: the list, or only when it was good.
    due: bool,
    under_way: bool,
}

impl Keeping {
    /// The list is another than it was.
    pub(crate) fn changed(&mut self) {
        self.dirty = true;
    }

    /// A good moment to write: a page came, or everything that was being counted is counted.
    pub(crate) fn rested(&mut self, looked: bool) {
        self.due |= looked || self.dirty;
    }

    /// Whether something is to be written now, and then whether the list itself. Nothing while an earlier writing is under way.
    pub(crate) fn wanted(&mut self) -> Option<bool> {
        let wanted = self.due && !self.under_way;
        (self.due, self.under_way) = (self.due && !wanted, self.under_way || wanted);
        wanted.then(|| std::mem::take(&mut self.dirty))
    }

    /// It was written, or could not be: then it is written whole the next time.
    pub(crate) fn written(&mut self, well: bool) {
        self.under_way = false;
        self.dirty |= !well;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::deployment;

    /// An entry whose record has so many bytes.
    fn sized(bytes: usize) -> Entry {
        let bare = r#"{"comment":""}"#.len();
        let mut deployment = deployment("dp", None, None);
        deployment.raw = format!(r#"{{"comment":"{}"}}"#, "x".repeat(bytes - bare)).into();
        Entry::new(deployment)
    }

    #[test]
    fn records_are_kept_up_to_a_size_and_what_is_left_out_is_told() {
        // The brace that opens the records counts as well.
        for (bytes, kept, more) in [(MOST_BYTES - 1, 1, false), (MOST_BYTES, 0, true), (MOST_BYTES + 1, 0, true)] {
            let read = read(&write([sized(bytes)].iter(), false), 7).unwrap();
            assert_eq!((read.entries.len(), read.more), (kept, more), "a record of {bytes} bytes");
        }
        assert_eq!(MOST_BYTES, 1_048_576, "a megabyte");
    }

    #[test]
    fn one_writing_at_a_time_and_one_that_failed_is_made_up_for() {
        let mut keeping = Keeping::default();
        assert_eq!(keeping.wanted(), None, "nothing was seen yet");
        keeping.changed();
        keeping.rested(false);
        assert_eq!(keeping.wanted(), Some(true), "the list is another than on disk");
        keeping.rested(true);
        assert_eq!(keeping.wanted(), None, "the first writing is under way");
        keeping.written(false);
        assert_eq!(keeping.wanted(), Some(true), "what could not be written is written whole");
        keeping.changed();
        keeping.written(true);
        keeping.rested(false);
        assert_eq!(keeping.wanted(), Some(true), "what changed meanwhile is not on disk");
        keeping.written(true);
        keeping.rested(false);
        assert_eq!(keeping.wanted(), None, "nothing changed and nothing was looked at");
        keeping.rested(true);
        assert_eq!(keeping.wanted(), Some(false), "it was still so");
    }
}
