//! The fleet, known.

pub mod import;
