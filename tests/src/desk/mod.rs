//! The real window as a person has it: the real binary under WebDriver, with a home of its own, found and used by role and name.
//!
//! Runs on a display and a session bus of its own; `cargo xtask test` lays such a desk.

mod axe;
mod devices;
#[cfg(target_os = "linux")]
mod display;
mod driver;
mod focus;
mod frames;
mod home;
#[cfg(target_os = "linux")]
mod notices;
mod page;
mod pages;
#[cfg(target_os = "linux")]
mod panel;
mod photo;
mod wishes;

use std::path::PathBuf;

#[cfg(target_os = "linux")]
pub use display::{Display, RETURN, TAB};
pub use frames::Frames;
pub use home::Home;
#[cfg(target_os = "linux")]
pub use notices::{Notices, Told};
pub use page::{Role, Window};
pub use pages::Pages;
#[cfg(target_os = "linux")]
pub use panel::{Panel, can_draw_a_tray};
pub use photo::Photo;

/// The application's binary, built beside these tests in the same profile.
pub fn application() -> PathBuf {
    let mut folder = std::env::current_exe().expect("this test's own path");
    folder.pop();
    if folder.ends_with("deps") || folder.ends_with("examples") {
        folder.pop();
    }
    let binary = folder.join(format!("flightdeck{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.is_file(), "{} must be built first: cargo xtask test", binary.display());
    binary
}
