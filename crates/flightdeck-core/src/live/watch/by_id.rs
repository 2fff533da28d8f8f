//! Sorting by device id: what decides most comparisons is laid beside the rows, so that few of them look at a text.

/// These rows in the order of their ids.
pub(super) fn by_id<'a>(chosen: Vec<u32>, id: impl Fn(u32) -> &'a str, descending: bool) -> Vec<u32> {
    // Ids of one service begin alike; eight bytes behind that decide most comparisons without going to the arena.
    let common = common_prefix(&chosen, &id);
    let key = |row: u32| prefix(id(row).as_bytes().get(common..).unwrap_or_default());
    let mut keyed: Vec<(u64, u32)> = chosen.into_iter().map(|row| (key(row), row)).collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
    let sorted = keyed.into_iter().map(|(_, row)| row);
    if descending { sorted.rev().collect() } else { sorted.collect() }
}

/// How many bytes all of these rows' ids begin with.
pub(super) fn common_prefix<'a>(chosen: &[u32], id: impl Fn(u32) -> &'a str) -> usize {
    let Some((first, others)) = chosen.split_first() else { return 0 };
    let first = id(*first).as_bytes();
    others.iter().fold(first.len(), |common, row| {
        let id = id(*row).as_bytes();
        match id.get(..common) {
            Some(start) if start == &first[..common] => common,
            _ => first.iter().zip(id).take_while(|(a, b)| a == b).count(),
        }
    })
}

/// The first bytes of an id (or of what follows its common prefix), as a number that sorts like them.
pub(super) fn prefix(id: &[u8]) -> u64 {
    let mut bytes = [0u8; 8];
    for (to, from) in bytes.iter_mut().zip(id) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_begin_alike_are_compared_behind_that() {
        for (ids, common) in [
            (&[][..], 0),
            (&["dev-1"], 5),
            (&["dev-1", "dev-2", "dev-13"], 4),
            (&["dev-12", "dev-1"], 5),
            (&["dev-1", "dev-12"], 5),
            (&["a1b", "a2b"], 1),
            (&["a1b", "a1c", "a2b"], 1),
            (&["abc", "xbc"], 0),
            (&["abc", ""], 0),
        ] {
            let rows: Vec<u32> = (0..ids.len() as u32).collect();
            assert_eq!(common_prefix(&rows, |row| ids[row as usize]), common, "{ids:?}");
        }
        for (id, number) in [
            ("", 0),
            ("a", 0x6100_0000_0000_0000),
            ("ab", 0x6162_0000_0000_0000),
            ("abcdefgh", 0x6162_6364_6566_6768),
            ("abcdefghi", 0x6162_6364_6566_6768),
        ] {
            assert_eq!(prefix(id.as_bytes()), number, "{id}: the first eight bytes, the first of them the greatest");
        }
    }

    #[test]
    fn rows_are_in_the_order_of_their_ids() {
        let ids = ["d-2", "d-12345678b", "d-10", "d-12345678a", "d-1"];
        for (descending, order) in [(false, [4, 2, 3, 1, 0]), (true, [0, 1, 3, 2, 4])] {
            let sorted = by_id((0..5).collect(), |row| ids[row as usize], descending);
            assert_eq!(sorted, order, "ids that the first bytes do not tell apart are read on");
        }
    }
}
