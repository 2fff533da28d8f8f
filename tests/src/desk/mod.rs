//! The real window as a person has it: the real binary under WebDriver, with a home of its own, found and used by role and name.
//!
//! Runs on a display and a session bus of its own; `cargo xtask test` lays such a desk.

mod home;
mod page;

pub use home::Home;
pub use page::{Role, Window};
