//! Which cells of the fleet picture a page's view shows, and which are chosen, as they cross to the page.
//!
//! A head of a kind, the revision and the number of cells (one byte and twice four, little-endian). The kind is a sum: 1, bits tell which
//! cells are shown (else all are); 2, bits tell which are chosen (else none is); 4, nothing changed since the revision that the page
//! has, and nothing follows. The bits that are told follow in this order, one a cell, the lowest of a byte first, each set in whole bytes.
//!
//! Marks are as good as the picture they are laid over: a page asks for them after each one, and again when its view or choice changes.

use super::super::bits::Bits;
use super::order::Order;
use crate::live::watch::rows::Rows;

const SHOWN: u8 = 1;
const CHOSEN: u8 = 2;
const SAME: u8 = 4;

/// The marks that were last sent to one page.
#[derive(Debug, Default)]
pub(crate) struct SentMarks {
    /// 0 where none were.
    revision: u32,
    count: u32,
    kind: u8,
    bits: Vec<u8>,
}

impl SentMarks {
    /// The marks for a page that has those of revision `have` (0: none). `shown`: where not all are; `chosen`: where somebody is.
    pub(crate) fn next(
        &mut self,
        rows: &Rows,
        order: &Order,
        shown: Option<&Bits>,
        chosen: Option<&Bits>,
        have: u32,
    ) -> Vec<u8> {
        let mut kind = 0;
        let mut bits = Vec::new();
        for (flag, set) in [(SHOWN, shown), (CHOSEN, chosen)] {
            if let Some(set) = set {
                kind |= flag;
                pack(&mut bits, order.rows(rows).map(|row| set.has(row)));
            }
        }
        let same = self.revision != 0 && (self.count, self.kind, &self.bits) == (rows.len(), kind, &bits);
        if !same {
            let revision = self.revision.wrapping_add(1).max(1);
            *self = Self { revision, count: rows.len(), kind, bits };
        }
        let known = same && have == self.revision;
        let mut answer = vec![if known { SAME } else { self.kind }];
        answer.extend_from_slice(&self.revision.to_le_bytes());
        answer.extend_from_slice(&self.count.to_le_bytes());
        if !known {
            answer.extend_from_slice(&self.bits);
        }
        answer
    }
}

fn pack(to: &mut Vec<u8>, set: impl ExactSizeIterator<Item = bool>) {
    let from = to.len();
    to.resize(from + set.len().div_ceil(8), 0);
    for (place, set) in set.enumerate() {
        to[from + place / 8] |= u8::from(set) << (place % 8);
    }
}

#[cfg(test)]
mod tests {
    use connect_api::DeviceState;
    use proptest::prelude::*;

    use super::*;
    use crate::live::watch::picture::order::tests::rows_of;

    type Sets = (Option<Vec<u8>>, Option<Vec<u8>>);

    /// What a page makes of it; the page's own reader has the same laws.
    fn applied(page: &Sets, answer: &[u8]) -> Sets {
        let (kind, count) = (answer[0], u32::from_le_bytes(answer[5..9].try_into().unwrap()) as usize);
        if kind == SAME {
            return page.clone();
        }
        let mut rest = answer[9..].chunks(count.div_ceil(8).max(1)).map(<[u8]>::to_vec);
        let mut take = |flag: u8| (kind & flag != 0).then(|| rest.next().unwrap_or_default());
        (take(SHOWN), take(CHOSEN))
    }

    proptest! {
        /// Any sets over any number of devices; some answers never arrive.
        #[test]
        fn a_page_has_the_marks_of_now(
            steps in prop::collection::vec((1u32..40, prop::option::of(any::<u64>()), prop::option::of(any::<u64>()), any::<bool>()), 1..12),
        ) {
            let mut sent = SentMarks::default();
            let (mut page, mut have) = (Sets::default(), 0);
            for (count, shown, chosen, lost) in steps {
                let names: Vec<String> = (0..count).map(|row| format!("d-{row:02}")).collect();
                let rows = rows_of(&names.iter().map(|id| (id.as_str(), None, DeviceState::Pending)).collect::<Vec<_>>());
                let set = |bits: u64| (0..count).filter(|row| bits & (1 << row) != 0).collect::<Bits>();
                let (shown, chosen) = (shown.map(set), chosen.map(set));
                let answer = sent.next(&rows, &Order::of(&rows), shown.as_ref(), chosen.as_ref(), have);
                if !lost {
                    page = applied(&page, &answer);
                    have = u32::from_le_bytes(answer[1..5].try_into().unwrap());
                    let meant = |set: &Option<Bits>| set.as_ref().map(|set| {
                        let mut bytes = Vec::new();
                        pack(&mut bytes, (0..count).map(|row| set.has(row)));
                        bytes
                    });
                    prop_assert_eq!(&page, &(meant(&shown), meant(&chosen)));
                }
            }
        }
    }

    /// The page's reader is tested with the same bytes (`marks.test.ts`).
    #[test]
    fn the_bytes_are_these() {
        let ids = ["j", "i", "h", "g", "f", "e", "d", "c", "b", "a"];
        let rows = rows_of(&ids.map(|id| (id, None, DeviceState::Pending)));
        let order = Order::of(&rows);
        let mut sent = SentMarks::default();
        let (shown, chosen): (Bits, Bits) = ([9, 0].into_iter().collect(), [8].into_iter().collect());
        let first = sent.next(&rows, &order, Some(&shown), Some(&chosen), 0);
        assert_eq!(first, [3, 1, 0, 0, 0, 10, 0, 0, 0, 0b1, 0b10, 0b10, 0], "by cell: a is the first, j the last");
        let again = sent.next(&rows, &order, Some(&shown), Some(&chosen), 1);
        assert_eq!(again, [4, 1, 0, 0, 0, 10, 0, 0, 0], "a page that has them is told so");
        assert_eq!(sent.next(&rows, &order, Some(&shown), Some(&chosen), 0), first, "one that has none gets them");
        let none = sent.next(&rows, &order, None, None, 1);
        assert_eq!(none, [0, 2, 0, 0, 0, 10, 0, 0, 0], "all shown and nobody chosen takes no bits");
    }
}
