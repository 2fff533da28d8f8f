//! The part of a view that a page asks for.

use std::ops::Range;

/// The places `start..start + len` among `total`, and no more of them than `most`.
pub(crate) fn places(start: u32, len: u32, total: u32, most: u32) -> Range<u32> {
    let from = start.min(total);
    from..from.saturating_add(len.min(most)).min(total)
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn a_window_never_leaves_its_view_and_is_never_larger_than_may_be() {
        for (start, len, total, expected) in [
            (0, 3, 9, 0..3),
            (7, 3, 9, 7..9),
            (12, 3, 9, 9..9),
            (0, 90, 99, 0..50),
            (u32::MAX, u32::MAX, 9, 9..9),
            (0, 3, 0, 0..0),
        ] {
            assert_eq!(places(start, len, total, 50), expected, "{len} from {start} on, of {total}");
        }
    }
}
