//! The parameters of a launch: what their names and values tell.

pub mod paste;
pub mod secrets;
pub(crate) mod unseen;
