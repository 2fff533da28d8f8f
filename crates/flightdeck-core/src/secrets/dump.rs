//! A program that fails is not written to disk with all that it knew.

/// Has the system write no core of this process, and of none that it starts: a token is in its memory while it is used.
///
/// On Windows nothing is changed: what is written there of a program that failed is for its user to say.
pub fn no_core_is_written() {
    #[cfg(unix)]
    if let Err(error) = limit::set() {
        tracing::warn!("the system may write a core of this program if it fails: {error}");
    }
}

#[cfg(unix)]
mod limit {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// One byte is too small for any core, and the one number at which Linux does not even hand it to a program that collects them.
    const BYTES: u64 = if cfg!(target_os = "linux") { 1 } else { 0 };

    pub(super) fn set() -> rustix::io::Result<()> {
        let allowed = getrlimit(Resource::Core).maximum.unwrap_or(BYTES);
        let bytes = Some(BYTES.min(allowed));
        setrlimit(Resource::Core, Rlimit { current: bytes, maximum: bytes })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn no_core_is_written_of_a_program_that_fails() {
            set().expect("less is always allowed");
            let limit = getrlimit(Resource::Core);
            assert!(limit.current.is_some_and(|bytes| bytes <= BYTES), "nothing fits into that: {limit:?}");
            assert_eq!(limit.current, limit.maximum, "and no part of the program can take it back");
        }
    }
}
