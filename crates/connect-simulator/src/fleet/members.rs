//! The devices of a deployment, kept small: a list when they are few, one bit per device of the fleet when they are many.

/// A set of device numbers, told in ascending order.
#[derive(Debug, Clone)]
pub(crate) enum Members {
    Few(Box<[u32]>),
    Many { bits: Box<[u64]>, count: u32 },
}

impl Members {
    /// The devices `0..devices` for which `belongs` holds.
    pub(crate) fn select(devices: u32, mut belongs: impl FnMut(u32) -> bool) -> Self {
        let mut bits = vec![0u64; devices.div_ceil(64) as usize];
        let mut count = 0;
        for device in 0..devices {
            if belongs(device) {
                bits[(device / 64) as usize] |= 1 << (device % 64);
                count += 1;
            }
        }
        let many = Self::Many { bits: bits.into_boxed_slice(), count };
        if u64::from(count) * 32 < u64::from(devices) { Self::Few(many.after(None).collect()) } else { many }
    }

    pub(crate) fn len(&self) -> u32 {
        match self {
            Self::Few(list) => list.len() as u32,
            Self::Many { count, .. } => *count,
        }
    }

    pub(crate) fn contains(&self, device: u32) -> bool {
        match self {
            Self::Few(list) => list.binary_search(&device).is_ok(),
            Self::Many { bits, .. } => {
                bits.get((device / 64) as usize).is_some_and(|word| word >> (device % 64) & 1 == 1)
            }
        }
    }

    /// The first member at or after this device number.
    pub(crate) fn next(&self, from: u32) -> Option<u32> {
        match self {
            Self::Few(list) => list.get(list.partition_point(|&device| device < from)).copied(),
            Self::Many { bits, .. } => {
                let mut index = (from / 64) as usize;
                let mut word = bits.get(index)? & (u64::MAX << (from % 64));
                while word == 0 {
                    index += 1;
                    word = *bits.get(index)?;
                }
                Some(index as u32 * 64 + word.trailing_zeros())
            }
        }
    }

    /// The members behind a device number, or all of them.
    pub(crate) fn after(&self, device: Option<u32>) -> impl Iterator<Item = u32> + '_ {
        let mut from = match device {
            Some(u32::MAX) => None,
            Some(device) => Some(device + 1),
            None => Some(0),
        };
        std::iter::from_fn(move || {
            let found = self.next(from?)?;
            from = found.checked_add(1);
            Some(found)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_like_a_plain_list(devices in 1u32..400, share in 1u32..100, from in 0u32..500) {
            let belongs = |device: u32| (device * 37 + 11) % 100 < share;
            let plain: Vec<u32> = (0..devices).filter(|&device| belongs(device)).collect();
            let members = Members::select(devices, belongs);
            prop_assert_eq!(members.len() as usize, plain.len());
            prop_assert_eq!(members.after(None).collect::<Vec<_>>(), plain.clone());
            let later: Vec<u32> = plain.iter().copied().filter(|&device| device > from).collect();
            prop_assert_eq!(members.after(Some(from)).collect::<Vec<_>>(), later);
            for device in 0..500 {
                prop_assert_eq!(members.contains(device), plain.contains(&device));
            }
        }
    }
}
