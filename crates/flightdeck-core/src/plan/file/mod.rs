//! Plans as files: JSON that people review and keep beside their code, in the API's words (`docs/plan.schema.json`). Values that are secret
//! are in no file: they are given where the plan is run. Pure.

mod json;
mod read;
#[cfg(test)]
mod schema;
mod secrets;
#[cfg(test)]
mod tests;
mod walk;
mod write;

pub use read::read;
pub use secrets::{fill_secrets, secret_variables};
pub use write::written;

/// The schema of these files, as JSON Schema 2020-12.
pub const SCHEMA: &str = include_str!("../../../../../docs/plan.schema.json");
/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

const FORMAT: &str = "flightdeck.plan";
const VERSION: u32 = 1;
