//! A set of row numbers, one bit each.

/// A set of row numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn has(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    pub(crate) fn set(&mut self, row: u32, to: bool) {
        let at = row as usize / 64;
        if at >= self.0.len() {
            if !to {
                return;
            }
            self.0.resize(at + 1, 0);
        }
        let bit = 1 << (row % 64);
        if to { self.0[at] |= bit } else { self.0[at] &= !bit }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

impl FromIterator<u32> for Bits {
    fn from_iter<T: IntoIterator<Item = u32>>(rows: T) -> Self {
        let mut bits = Self::default();
        rows.into_iter().for_each(|row| bits.set(row, true));
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_in_or_out_by_itself() {
        let mut bits: Bits = [3, 5, 63, 64, 130].into_iter().collect();
        bits.set(5, false);
        bits.set(64, false);
        bits.set(9_999, false);
        let rows: Vec<u32> = (0..200).filter(|row| bits.has(*row)).collect();
        assert_eq!(rows, [3, 63, 130], "one that is taken out leaves the others in");
        assert!(!bits.is_empty() && !bits.has(9_999), "one that never was in changes nothing");
        rows.into_iter().for_each(|row| bits.set(row, false));
        assert!(bits.is_empty(), "all were taken out");
    }
}
