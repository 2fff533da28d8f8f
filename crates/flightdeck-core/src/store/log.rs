//! The log that SQLite keeps beside a database, as its file format describes it. SQLite goes on from its last whole entry and says nothing of what
//! follows: right where a write was interrupted, and a silent loss where the disk changed a byte of what had been written long before. The two
//! can be told apart: what was interrupted has nothing after it.

use std::path::Path;
use std::time::Duration;

const HEAD: usize = 32;
const ENTRY_HEAD: usize = 24;
/// Another program may be writing just now; then it looks different a moment later.
const MOMENT: Duration = Duration::from_millis(50);

/// Whether a log has entries that SQLite will pass over, although they were written.
pub(super) fn passes_over(log: &Path) -> bool {
    let looks = || std::fs::read(log).ok().and_then(|bytes| passed(&bytes));
    let first = looks();
    first.is_some() && {
        std::thread::sleep(MOMENT);
        looks() == first
    }
}

/// The place of the first entry that is not as it was written, where others follow it.
fn passed(log: &[u8]) -> Option<usize> {
    let head = log.get(..HEAD)?;
    let page = number(head, 8);
    let big = match number(head, 0) {
        0x377f_0682 => false,
        0x377f_0683 => true,
        _ => return (log.len() > HEAD + ENTRY_HEAD).then_some(0),
    };
    let mut sums = summed((0, 0), &head[..24], big);
    if sums != (number(head, 24), number(head, 28)) || !(512..=65_536).contains(&page) {
        return (log.len() > HEAD + ENTRY_HEAD).then_some(0);
    }
    let mut entries = log[HEAD..].chunks_exact(ENTRY_HEAD + page as usize).enumerate();
    // An entry of this round has the salts of the head; others are left of earlier rounds.
    let of_this_round = |entry: &[u8]| entry[8..16] == head[16..24];
    let broken = entries.find(|(_, entry)| {
        sums = summed(summed(sums, &entry[..8], big), &entry[ENTRY_HEAD..], big);
        !of_this_round(entry) || sums != (number(entry, 16), number(entry, 20))
    });
    let (place, _) = broken?;
    entries.any(|(_, entry)| of_this_round(entry)).then_some(HEAD + place * (ENTRY_HEAD + page as usize))
}

/// A number of the format, at a place where four bytes are.
fn number(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_be_bytes(four)
}

/// The format's checksum, gone on with.
fn summed((mut a, mut b): (u32, u32), bytes: &[u8], big: bool) -> (u32, u32) {
    let word = |at: &[u8]| {
        let read = number(at, 0);
        if big { read } else { read.swap_bytes() }
    };
    for pair in bytes.chunks_exact(8) {
        a = a.wrapping_add(word(pair)).wrapping_add(b);
        b = b.wrapping_add(word(&pair[4..])).wrapping_add(a);
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A log of several writes, after an earlier round whose entries stand behind them.
    fn log() -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let database = Connection::open(folder.path().join("a.db")).unwrap();
        database.pragma_update(None, "journal_mode", "WAL").unwrap();
        database.execute_batch("CREATE TABLE t (a TEXT)").unwrap();
        let write = |count: usize| {
            for _ in 0..count {
                database.execute("INSERT INTO t VALUES (hex(randomblob(900)))", []).unwrap();
            }
        };
        write(40);
        database.query_row("PRAGMA wal_checkpoint(RESTART)", [], |_| Ok(())).unwrap();
        write(9);
        std::fs::read(folder.path().join("a.db-wal")).unwrap()
    }

    #[test]
    fn a_write_that_was_interrupted_is_no_loss_and_a_byte_before_the_last_entry_is_one() {
        let whole = log();
        assert_eq!(passed(&whole), None, "entries of an earlier round are none that were lost");
        let entry = ENTRY_HEAD + number(&whole, 8) as usize;
        let round = whole[HEAD..].chunks_exact(entry).take_while(|one| one[8..16] == whole[16..24]).count();
        assert!(round > 9 && HEAD + round * entry < whole.len(), "both rounds are there: {round}");
        for length in 0..=round {
            for more in [0, 1, ENTRY_HEAD, ENTRY_HEAD + 100] {
                let cut = &whole[..HEAD + length * entry + more];
                assert_eq!(
                    passed(cut),
                    None,
                    "whatever was written last may have come to an end anywhere: {length}, {more}"
                );
            }
        }
        for place in 0..round {
            for at in [0, 9, 20, ENTRY_HEAD, entry - 1] {
                let mut bytes = whole.clone();
                bytes[HEAD + place * entry + at] ^= 4;
                let last = place + 1 == round;
                assert_eq!(passed(&bytes).is_some(), !last, "entry {place} of {round}, its byte {at}");
            }
        }
        for at in 0..HEAD {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            assert!(passed(&bytes).is_some(), "without its head nothing of it is read: byte {at}");
        }
        assert_eq!(passed(&[]), None, "an empty one has nothing to lose");
    }
}
