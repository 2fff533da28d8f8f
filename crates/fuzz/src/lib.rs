//! Tries every reader of bytes from outside on inputs that nobody would write, and holds laws against what comes of them.
//!
//! An input is a pure function of the target, the seed and the number of the execution (`case.rs`), so that a failure is found again by its
//! three words, on however many threads it was found. It begins as a file of `corpus/` and is changed by what knows its form
//! (`mutate.rs`). [`targets`] has the readers and their laws in one table, [`run`] tries them.

mod case;
mod corpus;
mod mutate;
mod random;
mod run;
pub mod targets;

pub use case::{Case, MOST_BYTES};
pub use run::{Failure, Found, Plan, Tried, run};
