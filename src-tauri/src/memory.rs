//! Memory that is let go is given back to the system.
//!
//! The C library's allocator keeps blocks of up to 32 MiB for itself once one of that size was let go. A window that shows a million devices
//! lets go of many such blocks while it sorts and looks, and stayed 80 MiB larger than what it held. With a limit that is set, blocks above it
//! always go back. It can only be set from inside by an unsafe call, or for a process that begins: so this one begins once more.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::{env, ffi::OsStr};

/// Set for the allocator, in bytes; the processes of the page inherit it.
const LIMIT: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "1048576");

/// Begins this process once more with the limit, unless one is set already. Where that cannot be done it goes on without: all that is lost
/// is memory.
pub(crate) fn given_back() {
    if env::var_os(LIMIT.0).is_some() {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut words = env::args_os();
    let name = words.next();
    let mut again = Command::new(&program);
    again.arg0(name.as_deref().unwrap_or(OsStr::new("flightdeck"))).args(words).env(LIMIT.0, LIMIT.1);
    // This comes back only where it failed.
    drop(again.exec());
}
