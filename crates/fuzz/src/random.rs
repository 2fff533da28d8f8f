//! Picks that look random and are the same in every run (SplitMix64).

/// A row of picks.
pub(crate) struct Random(u64);

impl Random {
    /// The picks of these words: another word anywhere makes another row.
    pub(crate) fn of(words: &[u64]) -> Self {
        let mut mixed = Self(0);
        for word in words {
            mixed.0 ^= *word;
            mixed.0 = mixed.next();
        }
        mixed
    }

    /// The picks of some bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self::of(&[bytes.iter().fold(0xcbf2_9ce4_8422_2325, hash)])
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % (limit as u64).max(1)) as usize
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these, of which there must be some.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &'a [&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// 1 most often, 2 half as often, and so on, up to 8.
    pub(crate) fn few(&mut self) -> usize {
        (self.next().trailing_zeros() as usize + 1).min(8)
    }
}
