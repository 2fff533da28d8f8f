//! A whole simulated fleet behind the seven operations of the Deployments API and the reads beside them: the demo, and every test's
//! other side.
//!
//! Nothing here runs in the background: what a device is doing is computed when somebody asks, as a pure function of the
//! seed, the deployment, the device, the time and the aborts. That makes a million devices as cheap as two thousand, and two
//! simulators with one seed and one clock give the same bytes.

mod answers;
mod clock;
mod config;
mod faults;
mod fleet;
mod http;
mod received;
mod simulator;
mod times;
mod variants;
mod world;

pub use answers::about::{AppAbout, FleetAbout, FlowAbout, ParameterAbout};
pub use config::{ClockSpec, Config, FleetSpec, Scope, TokenSpec, TokenVersion};
pub use faults::{Fault, Faults, Operation, RetryAfter};
pub use received::Received;
pub use simulator::Simulator;
pub use variants::{
    AbortBody, AbortLanding, AfterEnd, ContentTypeMode, CreateId, CveShape, DateMode, DevicesPaging, DevicesShape,
    ErrorShape, Etags, ExitCodes, FleetCursor, FleetFlows, FleetGroup, FleetReads, FleetShape, FleetTags, Gone,
    ListOrder, Mangling, OddFields, Outputs, StatusWords, StepsMode, TimeFormat, TotalMode, Variants,
};
