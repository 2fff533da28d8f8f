//! The real window against the simulator, with a real keyring: what a person does, and what must never be found afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod abort;
mod chosen;
#[cfg(target_os = "linux")]
mod closing;
mod connect;
mod demo;
mod fleet;
mod known;
mod many;
mod offline;
mod restart;
mod screens;
#[cfg(target_os = "linux")]
mod start;
