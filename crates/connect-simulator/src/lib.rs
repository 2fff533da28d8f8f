//! A whole simulated fleet behind the seven operations of the Deployments API: the demo, and every test's other side.
//!
//! Nothing here runs in the background: what a device is doing is computed when somebody asks, as a pure function of the
//! seed, the deployment, the device, the time and the aborts. That makes a million devices as cheap as two thousand, and two
//! simulators with one seed and one clock give the same bytes.

mod about;
mod accept;
mod bomb;
mod catalog;
mod clock;
mod config;
mod control;
mod create;
mod deployment;
mod device_answer;
mod devices_answer;
mod faults;
mod filter;
mod fleet;
mod history;
mod list_answer;
mod members;
mod mix;
mod model;
mod nasty;
mod operations;
mod outputs;
mod received;
mod reply;
mod routes;
mod simulator;
mod timeline;
mod times;
mod variants;
mod world;

pub use about::{AppAbout, FleetAbout, FlowAbout, ParameterAbout};
pub use config::{ClockSpec, Config, FleetSpec, Scope, TokenSpec, TokenVersion};
pub use faults::{Fault, Faults, Operation, RetryAfter};
pub use received::Received;
pub use simulator::Simulator;
pub use variants::{
    AbortBody, AbortLanding, AfterEnd, ContentTypeMode, CreateId, CveShape, DevicesPaging, DevicesShape, ErrorShape,
    ExitCodes, ListOrder, Mangling, OddFields, Outputs, StatusWords, StepsMode, TimeFormat, TotalMode, Variants,
};
