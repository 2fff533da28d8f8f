//! The real window against the simulator, with a real keyring: what a person does, and what must never be found afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a test tells its failure")]

mod abort;
mod batch;
mod chosen;
#[cfg(target_os = "linux")]
mod closing;
mod columns;
mod comparison;
mod connect;
mod demo;
#[cfg(target_os = "linux")]
mod exports;
mod fleet;
mod foreign;
#[cfg(target_os = "linux")]
mod gallery;
#[cfg(target_os = "linux")]
mod guards;
mod help;
#[cfg(target_os = "linux")]
mod imported;
mod keyboard;
mod keys;
mod known;
mod links;
#[cfg(target_os = "linux")]
mod looks;
mod many;
#[cfg(target_os = "linux")]
mod moves;
mod offline;
mod palette;
mod picture;
mod plans;
mod restart;
#[cfg(target_os = "linux")]
mod returns;
mod screens;
mod standing;
#[cfg(target_os = "linux")]
mod start;
#[cfg(target_os = "linux")]
mod told;
#[cfg(target_os = "linux")]
mod tray;
