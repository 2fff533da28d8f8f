//! A list of numbers that takes no room for as long as they go on evenly, as where ids of one length end, or the rows of an answer that names
//! the devices in the order in which they came.

/// Numbers in an order. The first of them, each greater by the same than the one before, are not held one by one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Even {
    first: u32,
    step: u32,
    /// So many go on evenly.
    even: u32,
    others: Vec<u32>,
}

impl Even {
    pub(crate) fn len(&self) -> usize {
        self.even as usize + self.others.len()
    }

    pub(crate) fn get(&self, place: usize) -> Option<u32> {
        match place.checked_sub(self.even as usize) {
            None => Some(self.first + self.step * place as u32),
            Some(place) => self.others.get(place).copied(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        (0..self.even).map(|place| self.first + self.step * place).chain(self.others.iter().copied())
    }

    pub(crate) fn push(&mut self, number: u32) {
        if self.others.is_empty() && self.goes_on_with(number) {
            self.even += 1;
        } else {
            self.others.push(number);
        }
    }

    /// Whether the next number goes on evenly; the first two say what that is.
    fn goes_on_with(&mut self, number: u32) -> bool {
        match self.even {
            0 => self.first = number,
            1 => match number.checked_sub(self.first) {
                Some(step) => self.step = step,
                None => return false,
            },
            u32::MAX => return false,
            even => {
                let next = self.step.checked_mul(even).and_then(|by| self.first.checked_add(by));
                return next == Some(number);
            }
        }
        true
    }

    /// Gives spare room back.
    pub(crate) fn shrink(&mut self) {
        self.others.shrink_to_fit();
    }

    /// Bytes held, spare room included.
    #[cfg(test)]
    pub(crate) fn bytes_held(&self) -> usize {
        self.others.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_come_out_as_they_went_in() {
        for numbers in [vec![], vec![7], vec![3, 5, 7], vec![3, 5, 7, 8, 1], vec![9, 4, 4], vec![0, 0, 0, 1]] {
            let mut list = Even::default();
            numbers.iter().for_each(|number| list.push(*number));
            assert_eq!(list.iter().collect::<Vec<u32>>(), numbers, "evenly or not");
        }
    }

    proptest! {
        #[test]
        fn it_is_a_list_of_numbers(
            start in any::<u32>(),
            step in 0..5u32,
            even in 0..40u32,
            others in prop::collection::vec(prop_oneof![0..9u32, any::<u32>()], 0..9),
        ) {
            let evenly = (0..even).map_while(|place| start.checked_add(step * place));
            let numbers: Vec<u32> = evenly.chain(others.iter().copied()).collect();
            let mut list = Even::default();
            for (place, number) in numbers.iter().enumerate() {
                list.push(*number);
                prop_assert_eq!(list.get(place), Some(*number));
                prop_assert_eq!(list.get(place + 1), None, "nothing is there that was not put there");
            }
            prop_assert_eq!(list.len(), numbers.len());
            prop_assert_eq!(list.iter().collect::<Vec<_>>(), numbers);
            list.shrink();
            prop_assert!(list.bytes_held() <= others.len() * 4 + 4, "what goes on evenly takes no room");
        }
    }
}
