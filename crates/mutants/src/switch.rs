//! Put at the end of the crate whose changes are tried; the number of its changes is `COUNT`.

#[doc(hidden)]
#[allow(missing_docs, unreachable_pub, dead_code)]
pub mod mutants_switch {
    use std::fs::{File, OpenOptions};
    use std::io::Write;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// The change that is made, none at zero.
    static CHOSEN: LazyLock<u32> =
        LazyLock::new(|| std::env::var("MUTANT_CHOSEN").ok().and_then(|chosen| chosen.parse().ok()).unwrap_or(0));

    /// Where it is told which changes a test comes by.
    static TOLD: LazyLock<Option<File>> = LazyLock::new(|| {
        let path = std::env::var_os("MUTANTS_REACHED")?;
        OpenOptions::new().create(true).append(true).open(path).ok()
    });

    static REACHED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];

    #[inline(never)]
    fn reached(first: u32, last: u32) {
        if !REACHED[first as usize].swap(true, Ordering::Relaxed)
            && let Some(mut told) = TOLD.as_ref()
        {
            let _ = told.write_all(format!("{first} {last}\n").as_bytes());
        }
    }

    pub fn none(first: u32, last: u32) -> bool {
        let chosen = *CHOSEN;
        if chosen == 0 {
            reached(first, last);
        }
        chosen < first || last < chosen
    }

    pub fn at(number: u32) -> bool {
        let chosen = *CHOSEN;
        if chosen == 0 {
            reached(number, number);
        }
        chosen == number
    }

    /// What is gone through, of a function that says no more of its answer.
    #[derive(Clone)]
    pub enum Either<A, B> {
        One(A),
        Other(B),
    }

    impl<A: Iterator, B: Iterator<Item = A::Item>> Iterator for Either<A, B> {
        type Item = A::Item;

        fn next(&mut self) -> Option<A::Item> {
            match self {
                Self::One(one) => one.next(),
                Self::Other(other) => other.next(),
            }
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            match self {
                Self::One(one) => one.size_hint(),
                Self::Other(other) => other.size_hint(),
            }
        }
    }
}
