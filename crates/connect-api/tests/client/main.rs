//! The client against services that misbehave: one module for each way, and the ground they share.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends at the first surprise")]

mod certificates;
mod clock;
mod ground;
mod hostile;
mod neighbours;
mod paging;
mod priorities;
mod proxies;
mod replies;
mod retries;
mod secrets;
mod tls;
mod validators;
