//! Texts kept once and named by number: one byte arena, one table of numbers, no allocation per text.

use std::hash::BuildHasher;
use std::sync::OnceLock;

use foldhash::quality::RandomState;

use super::even::Even;

/// An empty slot of the table.
const FREE: u32 = u32::MAX;

/// Texts numbered from 0 in the order they first came.
///
/// Device ids live in one of these, so that a device's number is also its row. Hashes are keyed at random: ids come from the
/// service, and a fixed hash would let a crafted list make every look slow. The table by which a text finds its number is made when
/// one is first looked for, and can be let go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    bytes: String,
    ends: Even,
    table: OnceLock<Vec<u32>>,
    hasher: RandomState,
}

impl Interner {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number; empty for a number never given out.
    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let Some(end) = self.ends.get(number) else { return "" };
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(0);
        &self.bytes[start as usize..end as usize]
    }

    /// Whether a number is that of a text; this needs no table.
    pub(crate) fn is(&self, number: u32, text: &str) -> bool {
        (number as usize) < self.len() && self.get(number) == text
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let table = self.table.get_or_init(|| self.table_for(self.len()));
        let (slot, marked) = self.slot(table, text);
        (table[slot] != FREE).then_some(marked.number(table[slot]))
    }

    /// The number of a text and whether it is new. None when the arena is full (4 GiB of text).
    pub(crate) fn intern(&mut self, text: &str) -> Option<(u32, bool)> {
        if self.table.get().is_none_or(|table| table.len() < size_for(self.len() + 1)) {
            self.table = self.table_for(self.len() * 2).into();
        }
        let table = self.table.get()?;
        let (slot, marked) = self.slot(table, text);
        if table[slot] != FREE {
            return Some((marked.number(table[slot]), false));
        }
        let number = self.add(text)?;
        self.table.get_mut()?[slot] = marked.of(number);
        Some((number, true))
    }

    /// Makes room for so many texts at once.
    pub(crate) fn expect(&mut self, texts: usize) {
        if self.table.get().is_none_or(|table| table.len() < size_for(texts)) {
            self.table = self.table_for(texts).into();
        }
    }

    /// Lets the table go until a text is looked for again.
    pub(crate) fn rest(&mut self) {
        self.table = OnceLock::new();
    }

    fn add(&mut self, text: &str) -> Option<u32> {
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number != FREE)?;
        self.bytes.push_str(text);
        self.ends.push(end);
        Some(number)
    }

    /// Gives spare room back.
    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink();
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| self.get(number as u32))
    }

    /// Bytes held, spare room included.
    #[cfg(test)]
    pub(crate) fn bytes_held(&self) -> usize {
        self.bytes.capacity() + self.ends.bytes_held() + self.table.get().map_or(0, Vec::capacity) * 4
    }

    /// The slot that holds `text`, or the free one where it belongs. The table is never full, so this ends.
    fn slot(&self, table: &[u32], text: &str) -> (usize, Marked) {
        let mask = table.len() - 1;
        let hash = self.hasher.hash_one(text);
        let marked = Marked::new(hash, table.len());
        let mut slot = hash as usize & mask;
        while table[slot] != FREE && !(marked.may_be(table[slot]) && self.get(marked.number(table[slot])) == text) {
            slot = (slot + 1) & mask;
        }
        (slot, marked)
    }

    /// A table of all texts, with room for so many.
    fn table_for(&self, texts: usize) -> Vec<u32> {
        let size = size_for(texts.max(self.len()));
        let mut table = vec![FREE; size];
        for (number, text) in self.iter().enumerate() {
            let hash = self.hasher.hash_one(text);
            let mut slot = hash as usize & (size - 1);
            while table[slot] != FREE {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = Marked::new(hash, size).of(number as u32);
        }
        table
    }
}

/// How numbers stand in a table: the bits above those that a number of this table can have are bits of its text's hash. Most slots of other
/// texts are passed by without a look at the text, which would be somewhere else in memory.
#[derive(Clone, Copy)]
struct Marked {
    mark: u32,
    numbers: u32,
}

impl Marked {
    /// For the text of this hash, in a table of so many slots.
    fn new(hash: u64, slots: usize) -> Marked {
        let numbers = u32::try_from(slots - 1).unwrap_or(u32::MAX);
        // The low bits of the hash chose the slot.
        Marked { mark: (hash >> 32) as u32 & !numbers, numbers }
    }

    /// A number with the mark of this text. Never [`FREE`]: a table has more slots than numbers.
    fn of(self, number: u32) -> u32 {
        number | self.mark
    }

    fn number(self, marked: u32) -> u32 {
        marked & self.numbers
    }

    fn may_be(self, marked: u32) -> bool {
        marked & !self.numbers == self.mark
    }
}

/// The slots of a table for so many texts: three quarters full at most, or probing degenerates.
fn size_for(texts: usize) -> usize {
    (texts.saturating_mul(4) / 3 + 1).next_power_of_two().max(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(interner: &Interner) -> usize {
        interner.table.get().map_or(0, Vec::len)
    }

    #[test]
    fn the_table_doubles_before_it_is_too_full() {
        for (texts, slots) in [(0, 16), (11, 16), (12, 32), (23, 32), (24, 64), (47, 64), (48, 128)] {
            assert_eq!(size_for(texts), slots, "at most three quarters are taken by {texts}");
        }
        let mut interner = Interner::default();
        for n in 0..48 {
            interner.intern(&n.to_string());
            assert_eq!(slots(&interner), size_for(n + 1), "no slot more than {} texts need", n + 1);
        }
        let mut interner = Interner::default();
        for n in 0..9 {
            interner.intern(&n.to_string());
        }
        interner.rest();
        interner.intern("9");
        assert_eq!(slots(&interner), 32, "made again, it has room for as many more");
    }

    #[test]
    fn room_is_made_for_texts_that_are_expected() {
        let mut interner = Interner::default();
        interner.expect(50);
        assert_eq!(slots(&interner), 128, "at once");
        interner.intern("a");
        assert_eq!(slots(&interner), 128, "and kept for them");
        interner.expect(10);
        assert_eq!(slots(&interner), 128, "fewer need no other");
        interner.expect(100);
        assert_eq!(slots(&interner), 256, "more do");
        assert_eq!(interner.find("a"), Some(0), "nobody is lost over it");
    }

    #[test]
    fn texts_stand_in_their_order_and_in_no_more_room_than_they_take() {
        let mut interner = Interner::default();
        let texts = ["a", "bb", "ccc", "dddd", "eeeee"];
        for text in texts {
            interner.intern(text);
        }
        assert!(interner.iter().eq(texts), "in the order of their numbers");
        assert!(interner.is(4, "eeeee") && !interner.is(5, ""), "the first number not given out is no text's");
        interner.rest();
        interner.shrink();
        // The ends 1 and 3 go on evenly, 6, 10 and 15 do not.
        assert_eq!(interner.bytes_held(), 15 + 3 * 4, "spare room is given back");
    }

    #[test]
    fn a_mark_tells_other_texts_apart_and_hides_none() {
        let marked = Marked::new(0x1234_567f_0000_0003, 16);
        assert_eq!(marked.of(5), 0x1234_5675, "the number stands below the mark");
        assert_eq!(marked.number(0x1234_5675), 5, "and can be read off again");
        assert!(marked.may_be(0x1234_5671), "any number of this mark may be it");
        assert!(!marked.may_be(0x2234_5675) && !marked.may_be(0x1234_5665), "none of another is");
        let mut interner = Interner::default();
        interner.intern("other");
        let hash = interner.hasher.hash_one("text");
        let (mut table, slot) = (vec![FREE; 16], hash as usize & 15);
        table[slot] = Marked::new(hash, 16).of(0);
        assert_eq!(interner.slot(&table, "text").0, (slot + 1) & 15, "a text that only has the same mark is passed by");
    }

    #[test]
    fn a_text_keeps_its_number() {
        let mut interner = Interner::default();
        assert_eq!(interner.find("a"), None, "nothing is in an empty one");
        for n in 0..5_000 {
            assert_eq!(interner.intern(&format!("device-{n}")), Some((n, true)), "numbers are given in order");
        }
        for n in 0..5_000 {
            let text = format!("device-{n}");
            assert_eq!(interner.intern(&text), Some((n, false)), "a second time is the same number");
            assert_eq!(interner.get(n), text, "and the number gives the text back");
        }
        assert_eq!(interner.find("device-5000"), None, "what never came has no number");
        assert_eq!(interner.intern(""), Some((5_000, true)), "the empty text is a text");
        assert_eq!(interner.get(9_999), "", "a number never given out is no panic");
        interner.rest();
        assert!(interner.bytes_held() < 5_001 * 24, "the table is let go");
        assert_eq!(interner.find("device-77"), Some(77), "and made again when a text is looked for");
        interner.rest();
        assert_eq!(interner.intern("device-78"), Some((78, false)), "or comes again");
        assert!(interner.is(78, "device-78") && !interner.is(78, "device-7") && !interner.is(9_999, ""));
    }
}
