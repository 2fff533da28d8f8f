//! One deployment that is watched in the background: what is news of it, each kind once, and when it is watched no more. Pure: looks in,
//! news out.
//!
//! # Begins to fail
//! At least [`FAILED`] devices failed (one, in a deployment of fewer than [`SMALL`]), and at least 1 % of those that succeeded or failed did.
//!
//! # Stuck
//! The first device is judged to be stuck (`live/watch/judged.rs` has the rule).
//!
//! # Finished
//! Every device has ended, for good: the watch says when that is certain. With it the watching ends. Who began to fail, or got stuck, in the same
//! look is told as finished only: the figures say the rest.
//!
//! # What was so before
//! Nothing is told of what was already so when the watching began: at its first look, or, for what was launched here, before any device had
//! done anything. What happened while Flightdeck was closed is news.
//!
//! # Its end
//! Besides: [`WEEK_MS`] after a device last moved, by looks alone; devices that stay offline that long are nothing to wait for. Who watches again
//! begins anew.

use serde::{Deserialize, Serialize};

use crate::numbers::is_over;
use crate::wire::{ConnectionId, Counts, DeploymentId};

/// So many failed devices are a beginning.
const FAILED: u32 = 3;
/// Of fewer devices than this, one that failed is.
const SMALL: u32 = 30;
/// So long nothing moved, and it is watched no more.
pub(crate) const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// What a good look saw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sighting {
    pub(crate) counts: Counts,
    /// When it ended, milliseconds since 1970.
    pub(crate) at_ms: i64,
    /// Devices judged to be stuck.
    pub(crate) stuck: u32,
    /// Every device has ended, for good.
    pub(crate) finished: bool,
}

/// Something that happened to a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    /// It begins to fail.
    Fails(Counts),
    /// So many devices are stuck.
    Stuck(u32),
    /// It has finished.
    Finished(Counts),
}

/// What comes of a look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Saw {
    pub(crate) news: Vec<Happened>,
    /// It is watched no more.
    pub(crate) over: bool,
}

/// A deployment that is watched in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Landing {
    pub(crate) connection: ConnectionId,
    pub(crate) deployment: DeploymentId,
    /// Where the connection led when this began: elsewhere is another fleet.
    pub(crate) destination: String,
    pub(crate) comment: Option<String>,
    /// It was launched here; else the user asked for it.
    pub(crate) launched: bool,
    pub(crate) since_ms: i64,
    /// What was already so is known.
    began: bool,
    /// That it begins to fail was told, or was so before.
    fails: bool,
    /// That devices are stuck, likewise.
    stuck: bool,
    /// As last seen.
    pub(crate) counts: Option<Counts>,
    /// When a device last moved.
    moved_ms: i64,
}

impl Landing {
    /// The user asked for it, or it was `launched` here a moment ago.
    pub(crate) fn new(of: Of, launched: bool, now_ms: i64) -> Self {
        let Of { connection, deployment, destination, comment } = of;
        Self {
            connection,
            deployment,
            destination,
            comment,
            launched,
            since_ms: now_ms,
            began: launched,
            fails: false,
            stuck: false,
            counts: None,
            moved_ms: now_ms,
        }
    }

    /// A look was good.
    pub(crate) fn saw(&mut self, sighting: &Sighting) -> Saw {
        if self.counts != Some(sighting.counts) {
            self.counts = Some(sighting.counts);
            self.moved_ms = sighting.at_ms;
        }
        let fails = fails(&sighting.counts);
        let stuck = sighting.stuck > 0;
        let mut news = Vec::new();
        if self.began && sighting.finished {
            news.push(Happened::Finished(sighting.counts));
        } else if self.began {
            news.extend((fails && !self.fails).then_some(Happened::Fails(sighting.counts)));
            news.extend((stuck && !self.stuck).then_some(Happened::Stuck(sighting.stuck)));
        }
        (self.began, self.fails, self.stuck) = (true, self.fails || fails, self.stuck || stuck);
        Saw { news, over: sighting.finished || sighting.at_ms >= self.ends_ms() }
    }

    /// When it ends, unless a device moves.
    pub(crate) fn ends_ms(&self) -> i64 {
        self.moved_ms.saturating_add(WEEK_MS)
    }

    /// Whether a later run would tell something else, were it to know only `before`.
    pub(crate) fn tells_otherwise(&self, before: &Self) -> bool {
        (self.began, self.fails, self.stuck) != (before.began, before.fails, before.stuck)
    }
}

/// Which deployment.
pub(crate) struct Of {
    pub(crate) connection: ConnectionId,
    pub(crate) deployment: DeploymentId,
    pub(crate) destination: String,
    pub(crate) comment: Option<String>,
}

/// Whether a deployment begins to fail.
fn fails(counts: &Counts) -> bool {
    let failed = counts.failed;
    let enough = failed >= if counts.total() < SMALL { 1 } else { FAILED };
    let ended = counts.succeeded.saturating_add(failed);
    // At least 1 % of them is not fewer than that.
    enough && !is_over(ended, 100, failed.saturating_mul(100))
}

#[cfg(test)]
mod tests;
