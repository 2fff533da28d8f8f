//! The fleet picture as it crosses to a page: whole at first, then only the cells that changed.
//!
//! A head of a kind, the revision and the number of cells (one byte and twice four, little-endian), then
//! - whole (0): four bits a cell, the lower ones first;
//! - changes (1): the revision they are added to (four bytes), then one number a changed cell, seven bits a byte and the lowest
//!   first: the cells passed over since the last one, times eight, plus the cell. Cells that are new are all told.
//!
//! Which device each cell shows is told by its [`Order`], and which cells are shown and chosen by its [`SentMarks`].
//!
//! What a page has is kept here as it was sent, so that the changes are right by construction, whatever happened in between.

mod marks;
mod order;

pub(crate) use marks::SentMarks;
pub(crate) use order::Order;

/// The kinds of picture.
const WHOLE: u8 = 0;
const CHANGES: u8 = 1;

/// What was last sent to one page.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// 0 where nothing was.
    revision: u32,
    count: usize,
    /// Two cells a byte.
    cells: Vec<u8>,
}

impl Sent {
    /// The picture of `revision` for a page that has the one of `have` (0: none).
    pub(crate) fn next(&mut self, cells: impl ExactSizeIterator<Item = u8>, revision: u32, have: u32) -> Vec<u8> {
        let before = (have != 0 && have == self.revision && self.count <= cells.len()).then_some(&*self);
        let count = cells.len();
        let size = count.div_ceil(2);
        let mut packed = vec![0u8; size];
        let mut changes = Vec::new();
        let mut passed = 0u64;
        // More changes than the whole takes are not worth telling one by one.
        let mut worth = before.is_some();
        for (index, cell) in cells.enumerate() {
            packed[index / 2] |= (cell & 15) << (index % 2 * 4);
            if !worth {
                continue;
            }
            if before.and_then(|before| before.cell(index)) == Some(cell) {
                passed += 1;
                continue;
            }
            write(&mut changes, passed << 3 | u64::from(cell & 7));
            passed = 0;
            worth = changes.len() < size;
        }
        let mut bytes = Vec::with_capacity(13 + if worth { changes.len() } else { size });
        bytes.push(if worth { CHANGES } else { WHOLE });
        bytes.extend_from_slice(&revision.to_le_bytes());
        bytes.extend_from_slice(&(count as u32).to_le_bytes());
        if worth {
            bytes.extend_from_slice(&have.to_le_bytes());
            bytes.extend_from_slice(&changes);
        } else {
            bytes.extend_from_slice(&packed);
        }
        *self = Sent { revision, count, cells: packed };
        bytes
    }

    fn cell(&self, index: usize) -> Option<u8> {
        let byte = *self.cells.get(index / 2).filter(|_| index < self.count)?;
        Some(byte >> (index % 2 * 4) & 15)
    }
}

fn write(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a page makes of it; the page's own reader has the same laws.
    fn applied(cells: &[u8], bytes: &[u8]) -> Vec<u8> {
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let count = number(5);
        if bytes[0] == WHOLE {
            return (0..count).map(|index| bytes[9 + index / 2] >> (index % 2 * 4) & 15).collect();
        }
        let mut cells = cells.to_vec();
        cells.resize(count, 15);
        let (mut at, mut index) = (13, 0);
        while at < bytes.len() {
            let (mut number, mut shift) = (0u64, 0);
            loop {
                number |= u64::from(bytes[at] & 0x7f) << shift;
                shift += 7;
                at += 1;
                if bytes[at - 1] < 0x80 {
                    break;
                }
            }
            index += (number >> 3) as usize;
            cells[index] = (number & 7) as u8;
            index += 1;
        }
        cells
    }

    proptest! {
        /// Any updates, devices that are gone (6) and rows that are added included; some answers never arrive.
        #[test]
        fn changes_make_the_whole(
            first in prop::collection::vec(0u8..7, 0..60),
            steps in prop::collection::vec(
                (prop::collection::vec((any::<prop::sample::Index>(), 0u8..7), 0..8), prop::collection::vec(0u8..7, 0..9), any::<bool>()),
                1..12,
            ),
        ) {
            let mut sent = Sent::default();
            let mut now = first;
            let (mut page, mut have) = (Vec::new(), 0);
            for (n, (changes, more, lost)) in steps.into_iter().enumerate() {
                let revision = n as u32 + 1;
                let bytes = sent.next(now.iter().copied(), revision, have);
                if !lost {
                    page = applied(&page, &bytes);
                    have = revision;
                    prop_assert_eq!(&page, &now, "revision {}", revision);
                }
                for (at, cell) in changes {
                    if !now.is_empty() {
                        *at.get_mut(&mut now) = cell;
                    }
                }
                now.extend(more);
            }
        }
    }

    /// The page's reader is tested with the same bytes (`picture.test.ts`).
    #[test]
    fn the_bytes_are_these() {
        let mut sent = Sent::default();
        let whole = sent.next([2, 6, 3].into_iter(), 7, 0);
        assert_eq!(whole, [0, 7, 0, 0, 0, 3, 0, 0, 0, 0x62, 0x03]);
        let mut cells = vec![2; 700];
        let whole = sent.next(cells.iter().copied(), 8, 0);
        assert_eq!(whole[..10], [0, 8, 0, 0, 0, 188, 2, 0, 0, 0x22]);
        (cells[1], cells[2], cells[650]) = (3, 4, 6);
        cells.push(1);
        let changes = sent.next(cells.into_iter(), 9, 8);
        assert_eq!(changes, [1, 9, 0, 0, 0, 189, 2, 0, 0, 8, 0, 0, 0, 11, 4, 190, 40, 137, 3]);
    }

    #[test]
    fn a_little_change_is_little_to_tell() {
        let mut now: Vec<u8> = (0..100_000).map(|index| (index % 5) as u8).collect();
        let mut sent = Sent::default();
        assert_eq!(sent.next(now.iter().copied(), 1, 0).len(), 9 + 50_000, "four bits a device when whole");
        assert_eq!(sent.next(now.iter().copied(), 2, 1).len(), 13, "nothing changed: nothing but the head");
        now.iter_mut().skip(7).step_by(100).for_each(|cell| *cell = (*cell + 1) % 5);
        let few = sent.next(now.iter().copied(), 3, 2);
        assert!(few.len() < 2_100, "{} bytes for one in a hundred", few.len());
        now.iter_mut().for_each(|cell| *cell = 6);
        assert_eq!(sent.next(now.iter().copied(), 4, 3).len(), 9 + 50_000, "never more than the whole");
        assert_eq!(sent.next(now.iter().copied(), 5, 2)[0], WHOLE, "a page that missed one gets all");
    }

    #[test]
    fn changes_that_take_as_much_as_the_whole_are_no_gain() {
        let mut sent = Sent::default();
        sent.next([1; 4].into_iter(), 1, 0);
        assert_eq!(sent.next([2, 1, 1, 1].into_iter(), 2, 1)[0], CHANGES, "one byte for two");
        let both = sent.next([2, 2, 2, 1].into_iter(), 3, 2);
        assert_eq!((both[0], both.len()), (WHOLE, 9 + 2), "two bytes for two");
    }
}
