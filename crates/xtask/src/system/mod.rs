//! What the operating system must bring: checked by looking; on Linux installed by its own package manager, elsewhere told.

mod elsewhere;
mod linux;

use crate::steps::Outcome;
use crate::toolchain;

pub(crate) use linux::DRIVER;

/// What the packages are for: a build and a look, or also the window tests and the measurements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To build and open the window.
    Build,
    /// To drive the window without a screen, with a real keyring.
    Drive,
    /// To try the installers in a clean root.
    Install,
}

/// Makes sure of everything `need` asks for.
pub(crate) fn ensure(need: Need) -> Outcome {
    toolchain::ensure()?;
    if need == Need::Install && !linux::can_lay_a_root() {
        return Err(
            "The installers are tried on Debian and its family, as root; elsewhere they are only built.".to_owned()
        );
    }
    if cfg!(target_os = "linux") { linux::ensure(need) } else { elsewhere::ensure() }
}
