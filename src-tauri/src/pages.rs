//! Which page is speaking: each load of the page gets a number, and calls of an earlier load are refused by it.

use std::sync::atomic::{AtomicU32, Ordering};

/// Counts the loads of the page.
#[derive(Default)]
pub(crate) struct Pages(AtomicU32);

impl Pages {
    /// The number of a page that loads now.
    pub(crate) fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::SeqCst).wrapping_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow() {
        let pages = Pages::default();
        assert_eq!((pages.next(), pages.next()), (1, 2), "an earlier page must have a smaller number");
    }
}
