//! The types that cross between Rust and the page. Generated to TypeScript by `cargo xtask types`; nothing else may cross.

mod abort;
mod chosen;
mod commands;
mod connection;
mod constants;
mod course;
mod deployments;
mod device;
mod draft;
mod error;
mod export;
mod guard;
mod ids;
mod launch;
mod packed;
mod search;
mod settings;
mod watch;

pub use abort::*;
pub use chosen::*;
pub use commands::*;
pub use connection::*;
pub use constants::*;
pub use course::*;
pub use deployments::*;
pub use device::*;
pub use draft::*;
pub use error::*;
pub use export::*;
pub use guard::*;
pub use ids::*;
pub use launch::*;
pub use packed::*;
pub use search::*;
pub use settings::*;
pub use watch::*;
