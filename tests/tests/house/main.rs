//! The house rules that no compiler checks.

mod circles;
mod dependencies;
mod files;
mod security;
mod survival;
