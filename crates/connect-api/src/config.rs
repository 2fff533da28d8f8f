//! What a client is made from: the fleet, the token, and the bounds on every exchange.

use std::time::Duration;

use crate::authority::Authority;
use crate::token::Token;
use crate::url::BaseUrl;

/// Which fleet to talk to, as whom, and how patiently.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// Where the API lives.
    pub base_url: BaseUrl,
    /// The fleet key, which the API calls `project_key`. \[S\]
    pub fleet_key: String,
    /// The bearer token.
    pub token: Token,
    /// Whom to believe beside those whom the system believes.
    pub authorities: Vec<Authority>,
    /// Bounds on time, size and rate.
    pub limits: Limits,
}

/// Bounds on every exchange.
#[derive(Clone, PartialEq, Debug)]
pub struct Limits {
    /// Longest wait for a connection, TLS included. 10 s.
    pub connect: Duration,
    /// Longest wait between two pieces of a reply, and for its first. 30 s.
    pub read: Duration,
    /// Longest exchange from request to last byte, for each try. 120 s.
    pub total: Duration,
    /// Largest devices reply in bytes, counted after decompression. 512 MiB.
    pub max_body: u64,
    /// Largest other reply in bytes, counted after decompression. 64 MiB.
    pub max_small_body: u64,
    /// Requests per second to one origin, of the whole process. 10.
    pub per_second: u32,
    /// Requests that may go at once before that rate holds. 20.
    pub burst: u32,
    /// How often a read is tried again. A create never is. 3.
    pub retries: u32,
    /// Longest wait the service may ask for with `Retry-After`. 60 s.
    pub max_retry_after: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            total: Duration::from_secs(120),
            max_body: 512 * 1024 * 1024,
            max_small_body: 64 * 1024 * 1024,
            per_second: 10,
            burst: 20,
            retries: 3,
            max_retry_after: Duration::from_secs(60),
        }
    }
}
