//! Texts kept once and named by number: one byte arena, one table of numbers, no allocation per text.

use std::hash::{BuildHasher, RandomState};

/// An empty slot of the table.
const FREE: u32 = u32::MAX;

/// Texts numbered from 0 in the order they first came.
///
/// Device ids live in one of these, so that a device's number is also its row. Hashes are keyed at random: ids come from the
/// service, and a fixed hash would let a crafted list make every look slow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    bytes: String,
    ends: Vec<u32>,
    table: Vec<u32>,
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
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.bytes[start as usize..*end as usize]
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        let number = self.table[self.slot(text)];
        (number != FREE).then_some(number)
    }

    /// The number of a text and whether it is new. None when the arena is full (4 GiB of text).
    pub(crate) fn intern(&mut self, text: &str) -> Option<(u32, bool)> {
        // Three quarters full at most, or probing degenerates.
        if (self.ends.len() + 1) * 4 > self.table.len() * 3 {
            self.grow();
        }
        let slot = self.slot(text);
        if self.table[slot] != FREE {
            return Some((self.table[slot], false));
        }
        let end = u32::try_from(self.bytes.len() + text.len()).ok()?;
        let number = u32::try_from(self.ends.len()).ok().filter(|n| *n != FREE)?;
        self.bytes.push_str(text);
        self.ends.push(end);
        self.table[slot] = number;
        Some((number, true))
    }

    /// Gives spare room back.
    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| self.get(number as u32))
    }

    /// Bytes held, spare room included.
    #[cfg(test)]
    pub(crate) fn bytes_held(&self) -> usize {
        self.bytes.capacity() + (self.ends.capacity() + self.table.capacity()) * 4
    }

    /// The slot that holds `text`, or the free one where it belongs. The table is never full, so this ends.
    fn slot(&self, text: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = self.hasher.hash_one(text) as usize & mask;
        while self.table[slot] != FREE && self.get(self.table[slot]) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(16);
        let mut table = vec![FREE; size];
        for (number, text) in self.iter().enumerate() {
            let mut slot = self.hasher.hash_one(text) as usize & (size - 1);
            while table[slot] != FREE {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = number as u32;
        }
        self.table = table;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
