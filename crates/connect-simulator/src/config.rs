//! What a simulator is started with: fleets, tokens, port and clock.

use serde::{Deserialize, Serialize};

/// One simulated fleet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FleetSpec {
    /// How many devices the fleet has.
    pub devices: u32,
    /// Everything that looks random follows from this number.
    pub seed: u64,
    /// The `project_key` of the paths.
    pub fleet_key: String,
    /// The name a person would give the fleet.
    pub name: String,
    /// How many finished deployments are present at the start.
    pub history: u32,
    /// Every offline device comes back within a minute, so that a deployment finishes while one watches. Without it two devices
    /// in a hundred stay away for hours.
    pub demo: bool,
}

impl Default for FleetSpec {
    fn default() -> Self {
        Self { devices: 2000, seed: 1, fleet_key: "demo".into(), name: "Wind turbines".into(), history: 24, demo: true }
    }
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read, deploy and abort.
    #[default]
    Full,
    /// Read; deploy and abort are answered 403.
    ReadOnly,
}

/// Which generation of token this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenVersion {
    /// The token of the version 2 API.
    #[default]
    V2,
    /// The old token: answered 401 with a sentence that says so.
    V1,
}

/// One token that is known to the simulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenSpec {
    /// The text after `Bearer `.
    pub token: String,
    /// The fleet keys it may see; empty means all.
    #[serde(default)]
    pub fleets: Vec<String>,
    /// Whether it may deploy and abort.
    #[serde(default)]
    pub scope: Scope,
    /// Whether it is of the generation that works.
    #[serde(default)]
    pub version: TokenVersion,
}

impl TokenSpec {
    /// A token that may do everything in every fleet.
    pub fn full(token: impl Into<String>) -> Self {
        Self { token: token.into(), fleets: Vec::new(), scope: Scope::Full, version: TokenVersion::V2 }
    }

    /// A token that may read every fleet and change none.
    pub fn read_only(token: impl Into<String>) -> Self {
        Self { scope: Scope::ReadOnly, ..Self::full(token) }
    }

    /// A token of the old API, which is refused.
    pub fn v1(token: impl Into<String>) -> Self {
        Self { version: TokenVersion::V1, ..Self::full(token) }
    }
}

/// Which clock the simulated service lives by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockSpec {
    /// Wall time; devices work `speed` times as fast as real ones. Times in answers stay wall times.
    Real {
        /// 1 is a real fleet, 20 lands in a twentieth of the time.
        speed: f64,
    },
    /// Time stands still until [`crate::Simulator::advance`] moves it.
    Manual {
        /// Where it stands at first, in milliseconds since 1970.
        start_unix_ms: i64,
    },
}

/// Everything a simulator needs to start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The fleets behind the one address.
    pub fleets: Vec<FleetSpec>,
    /// The tokens it knows; any other is answered 401.
    pub tokens: Vec<TokenSpec>,
    /// The loopback port; 0 takes a free one.
    pub port: u16,
    /// The clock.
    pub clock: ClockSpec,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            fleets: vec![FleetSpec::default()],
            tokens: vec![TokenSpec::full("demo-token")],
            port: 0,
            clock: ClockSpec::Real { speed: 1.0 },
        }
    }
}
