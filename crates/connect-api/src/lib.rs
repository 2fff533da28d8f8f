//! A typed, tolerant client of the seven operations of the JFrog Connect Deployments API.
//!
//! Beside the seven stand the *neighbouring reads* (the devices of the fleet, its update flows): a token may be refused all of them,
//! and nothing depends on them. \[F\]
//!
//! It knows HTTP and JSON; it knows no desktop, no disk and no user. Marks in the documentation of API behaviour:
//! **\[S\]** stands in the published OpenAPI documents, **\[F\]** in other public vendor material, **\[I\]** is inferred.
//!
//! Four promises hold for every call:
//! - the token goes to its own origin and nowhere else: redirects are not followed, plain `http` is for loopback only,
//!   and no log line or error text shows it;
//! - only reads are repeated by themselves; a create is sent once, and an error tells whether it may have arrived;
//! - every wait and every body has a bound;
//! - a reply which is odd in places is read as far as it goes, and what could not be read is counted, not hidden.
#![warn(missing_docs)]

mod authority;
mod batch;
mod client;
mod clock;
mod config;
mod decode;
mod distrust;
mod error;
mod fleet;
mod known;
mod limiter;
mod model;
mod neighbours;
mod pages;
mod print;
mod recorded;
mod redact;
mod reply;
mod request;
mod retry;
mod state;
mod time;
mod token;
mod transport;
mod url;

pub use authority::{Authority, AuthorityError};
pub use batch::{DeviceBatch, DeviceRef, DevicesPage, Part};
pub use client::Client;
pub use config::{ClientConfig, Limits};
pub use error::{Distrust, Error, MaybeSent, NotApi, NotSent};
pub use known::Known;
pub use limiter::Priority;
pub use model::{
    Accepted, Created, CveSeverity, Deployment, DeploymentsPage, DeviceDetail, FleetDevice, FleetDevicesPage,
    FleetDevicesQuery, FlowInput, NotOffered, Shortfall, Step, UpdateFlow,
};
pub use pages::{DeploymentPages, DevicePages, FleetDevicePages, Since};
pub use recorded::{Replay, read_json};
pub use redact::redact;
pub use request::{
    App, Connectivity, DeployRequest, DeploymentConfiguration, DeploymentOutcome, DeviceFilter, Filter, Group, Operand,
};
pub use state::DeviceState;
pub use time::{ApiTime, TimeRef};
pub use token::{Token, TokenError};
pub use url::{BaseUrl, BaseUrlError, DEFAULT_BASE_URL};
