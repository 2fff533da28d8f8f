//! The simulator from outside, over plain HTTP: what it answers, and every way it can be made to misbehave.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends at the first surprise")]

mod faults;
mod launching;
mod neighbours;
mod running;
mod service;
mod side;
mod variants;
