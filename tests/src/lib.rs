//! The tests' shared ground. What more than one file in `tests/` needs stands here, one subject per module.
//!
//! - [`contract`]: our description of the seven operations, and whether an exchange keeps to it;
//! - [`desk`]: the real window, found and used by role and name;
//! - [`ground`]: one simulator and one client per test;
//! - [`marked`]: a token to be looked for in everything that is left;
//! - [`measured`]: the rooms of core that are measured;
//! - [`process`]: what the process takes;
//! - [`program`]: the whole program without its window;
//! - [`random`]: the same random picks in every run;
//! - [`rows`]: a deployment's devices as the client read them, and as the plain JSON says;
//! - [`run`]: one run of the program in simulated time;
//! - [`stepped`]: this computer's clock in simulated time, and a line that goes by it.

pub mod contract;
pub mod desk;
pub mod ground;
pub mod marked;
pub mod measured;
pub mod person;
pub mod process;
pub mod program;
pub mod random;
pub mod rows;
pub mod run;
pub mod stepped;
