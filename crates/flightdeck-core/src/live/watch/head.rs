//! What is kept of a watch besides its rows, and reading all of it back.

use serde::{Deserialize, Serialize};

use super::course::Looks;
use super::rows::Rows;
use super::triage::KeptCauses;
use crate::outside::Kept;
use crate::wire::Shortfall;

/// The layout; a head of any other is as good as none.
const VERSION: u32 = 1;

/// What is kept beside the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) first_seen_ms: i64,
    pub(crate) last_good_ms: i64,
    pub(crate) shortfall: Option<Shortfall>,
    pub(crate) unreadable: u32,
    /// The last look found everything ended.
    pub(crate) ended: bool,
    /// How many rows there are: fewer read back than that is damage.
    pub(crate) rows: u32,
    pub(crate) causes: KeptCauses,
    /// When it was made, where that is known. An earlier Flightdeck did not keep it, nor the looks.
    #[serde(default)]
    pub(crate) born_ms: Option<i64>,
    #[serde(default)]
    pub(crate) looks: Looks,
}

impl Head {
    /// As it is written.
    pub(crate) fn written(&self) -> Vec<u8> {
        // A head is plain numbers and texts, which JSON can always hold; an empty one would be as good as none.
        serde_json::to_vec(&(VERSION, self)).unwrap_or_default()
    }
}

/// Bytes on disk: of the last whole, and of the changes written after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bytes {
    pub(crate) whole: usize,
    pub(crate) changes: usize,
}

/// What an earlier run saw. None where what is kept cannot be read: then it is as if it had never been seen.
pub(crate) fn read(kept: &Kept) -> Option<(Rows, Head, Bytes)> {
    let (version, head): (u32, Head) = serde_json::from_slice(&kept.head).ok()?;
    let mut rows = Rows::default();
    let whole = version == VERSION && kept.blobs.iter().all(|blob| rows.read(blob)) && rows.len() == head.rows;
    rows.read_whole(head.last_good_ms);
    let size = |blobs: &[Vec<u8>]| blobs.iter().map(Vec::len).sum();
    let (base, changes) = kept.blobs.split_at_checked(kept.of_whole)?;
    whole.then_some((rows, head, Bytes { whole: size(base), changes: size(changes) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::fakes::devices;

    #[test]
    fn what_is_of_another_layout_or_not_all_there_is_not_read() {
        let mut rows = Rows::default();
        rows.begin(0);
        rows.apply(devices(&[("a", "Pending"), ("b", "Success")]).batch.iter(), 0);
        rows.end(true);
        let blobs = rows.whole();
        let head = |rows| Head {
            first_seen_ms: 1,
            last_good_ms: 2,
            shortfall: None,
            unreadable: 0,
            ended: false,
            rows,
            causes: KeptCauses::default(),
            born_ms: None,
            looks: Looks::default(),
        };
        let read = |head: Vec<u8>, blobs: &[Vec<u8>]| {
            let kept = Kept { head, blobs: blobs.to_vec(), of_whole: blobs.len() };
            read(&kept).map(|(rows, head, bytes)| (rows.len(), head.last_good_ms, bytes))
        };
        let size = Bytes { whole: blobs.iter().map(Vec::len).sum(), changes: 0 };
        assert_eq!(read(head(2).written(), &blobs), Some((2, 2, size)), "all of it");
        assert_eq!(read(head(3).written(), &blobs), None, "one of three is missing");
        assert_eq!(read(head(1).written(), &blobs), None, "one too many");
        let other = serde_json::to_vec(&(VERSION + 1, head(2))).unwrap();
        assert_eq!(read(other, &blobs), None, "another layout means something else");
        assert_eq!(read(head(0).written(), &[vec![1, 2, 3]]), None, "what is no blob is damage");
    }
}
