//! The fingerprint by which a record's bytes are known again. It is keyed by each process, so that nobody can prepare two records that
//! look alike.

use std::hash::{BuildHasher, Hasher};
use std::sync::OnceLock;

use foldhash::SharedSeed;
use foldhash::quality::SeedableRandomState;

/// The fingerprint of a record's bytes, and how many they are; no bytes for one that is never known again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Print {
    pub(crate) hash: u64,
    pub(crate) len: u16,
}

impl Print {
    pub(crate) fn of(record: &[u8]) -> Print {
        // A longer record is one that carries what a device printed; reading it anew costs no more than its transfer.
        let Ok(len) = u16::try_from(record.len()) else { return Print::default() };
        Print { hash: hash(record), len }
    }
}

pub(crate) fn hash(record: &[u8]) -> u64 {
    static KEY: OnceLock<SeedableRandomState> = OnceLock::new();
    static SHARED: OnceLock<SharedSeed> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let shared = SHARED.get_or_init(|| SharedSeed::from_u64(rand::random()));
        SeedableRandomState::with_seed(rand::random(), shared)
    });
    let mut hasher = key.build_hasher();
    hasher.write(record);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_every_byte() {
        let record = br#""d-1":{"status":"Success","started_time":"2020-02-08T16:12:11Z"}"#;
        let print = Print::of(record);
        assert_eq!(Print::of(record), print, "the same bytes are the same record");
        for at in 0..record.len() {
            for bit in 0..8 {
                let mut other = record.to_vec();
                other[at] ^= 1 << bit;
                assert_ne!(Print::of(&other), print, "byte {at}, bit {bit}: any change is one");
            }
        }
        assert_ne!(Print::of(&record[..record.len() - 1]), print, "so is the length");
        let long = vec![b'x'; usize::from(u16::MAX) + 1];
        assert_eq!(Print::of(&long), Print::default(), "what a device printed at length is read each time");
    }
}
