//! Everything one simulator holds, and who may see what of it.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use crate::answers::about::{FleetAbout, about};
use crate::answers::moment::Moment;
use crate::clock::Clock;
use crate::config::{Config, Scope, TokenSpec, TokenVersion};
use crate::faults::Faults;
use crate::fleet::{Fleet, Order};
use crate::received::Log;
use crate::variants::Variants;

pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    fleets: Vec<Fleet>,
    tokens: Vec<TokenSpec>,
    variants: RwLock<Variants>,
}

/// Why a request may not go on: status and words.
pub(crate) type Refusal = (u16, &'static str);

impl World {
    pub(crate) fn new(config: Config, url: String) -> Self {
        let clock = Clock::new(config.clock);
        let now = clock.device_ms();
        let fleets = config.fleets.into_iter().map(|spec| Fleet::new(spec, now)).collect();
        let (faults, log, variants) = (Faults::default(), Log::default(), RwLock::default());
        Self { url, clock, faults, log, fleets, tokens: config.tokens, variants }
    }

    pub(crate) fn variants(&self) -> Variants {
        self.variants.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_variants(&self, variants: Variants) {
        *self.variants.write().unwrap_or_else(PoisonError::into_inner) = variants;
    }

    pub(crate) fn moment(&self, variants: &Variants) -> Moment {
        Moment { now: self.clock.device_ms(), scale: self.clock.timescale().ahead(variants.clock_ahead_ms) }
    }

    /// What the service says the time is: the clock, wrong by as much as is switched on.
    pub(crate) fn told_ms(&self, variants: &Variants) -> i64 {
        self.clock.service_ms() + variants.clock_ahead_ms
    }

    /// The fleet of this key, or the first one for none.
    pub(crate) fn fleet(&self, fleet_key: Option<&str>) -> Option<&Fleet> {
        self.fleets.iter().find(|fleet| fleet_key.is_none_or(|key| fleet.spec.fleet_key == key))
    }

    /// Somebody else deploys, with this comment, so long ago on the devices' clock. The new id, if there is such a fleet.
    pub(crate) fn stranger_deploys(&self, fleet_key: Option<&str>, comment: &str, ago: Duration) -> Option<String> {
        let ago = i64::try_from(ago.as_millis()).unwrap_or(i64::MAX);
        let created = self.clock.device_ms().saturating_sub(ago);
        Some(self.fleet(fleet_key)?.deploy(Order::of_a_stranger(comment), created, 0).uuid.clone())
    }

    pub(crate) fn fleet_keys(&self) -> Vec<String> {
        self.fleets.iter().map(|fleet| fleet.spec.fleet_key.clone()).collect()
    }

    /// The fleet of this key, or the first one for none.
    pub(crate) fn about(&self, fleet_key: Option<&str>) -> Option<FleetAbout> {
        let spec = &self.fleet(fleet_key)?.spec;
        let fits = |token: &&TokenSpec| token.version == TokenVersion::V2 && sees(token, &spec.fleet_key);
        let mut tokens: Vec<&TokenSpec> = self.tokens.iter().filter(fits).collect();
        tokens.sort_by_key(|token| token.scope == Scope::ReadOnly);
        let token = tokens.first().map(|token| token.token.clone()).unwrap_or_default();
        Some(about(self.url.clone(), &spec.fleet_key, &spec.name, token, spec.devices))
    }

    /// The token that an `authorization` header names, if it is a known one.
    pub(crate) fn token(&self, header: Option<&str>) -> Option<&TokenSpec> {
        let (scheme, token) = header?.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| self.tokens.iter().find(|known| known.token == token.trim()))
            .flatten()
    }

    /// Lets a request through to its fleet, or says why not.
    pub(crate) fn admit(&self, header: Option<&str>, fleet_key: &str, writes: bool) -> Result<&Fleet, Refusal> {
        if header.is_none() {
            return Err((401, "Missing authorization header"));
        }
        let token = self.token(header).ok_or((401, "The access token is invalid or has expired"))?;
        if token.version == TokenVersion::V1 {
            return Err((
                401,
                "This is a v1 token. v1 tokens do not work with API v2, create a new access token in the Connect UI",
            ));
        }
        let fleet = self.fleet(Some(fleet_key)).ok_or((404, "Project not found"))?;
        if !sees(token, fleet_key) {
            return Err((403, "The access token has no permission for this project"));
        }
        if writes && token.scope == Scope::ReadOnly {
            return Err((403, "The access token is read only"));
        }
        Ok(fleet)
    }
}

fn sees(token: &TokenSpec, fleet_key: &str) -> bool {
    token.fleets.is_empty() || token.fleets.iter().any(|key| key == fleet_key)
}
