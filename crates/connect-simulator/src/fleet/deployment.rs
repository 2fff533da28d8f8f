//! One deployment as the simulated service keeps it: its record, its plan, and the aborts asked for so far.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};

use crate::fleet::mix::{id_text, mix, parse_id, permute, unpermute};
use crate::fleet::timeline::{Aborts, Plan};
use crate::variants::Gone;

const IDS: u64 = 0x6465_706c;

/// What a scan of the artefact found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cve {
    pub(crate) critical: u32,
    pub(crate) high: u32,
    pub(crate) medium: u32,
    pub(crate) low: u32,
}

/// One deployment. Only the aborts ever change, and what is counted of the looks at it.
#[derive(Debug)]
pub(crate) struct Deployment {
    /// The number in order of creation.
    pub(crate) sequence: u32,
    /// The 32 bits of its id.
    pub(crate) number: u32,
    pub(crate) uuid: String,
    pub(crate) comment: Option<String>,
    pub(crate) kind: &'static str,
    /// None when it was never scanned.
    pub(crate) cve: Option<Cve>,
    /// The scan is told from this moment of device time on.
    pub(crate) scanned_ms: i64,
    pub(crate) app: Option<(String, String)>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) plan: Plan,
    aborts: Mutex<Arc<Aborts>>,
    /// How many more looks do not see it.
    hidden_looks: AtomicU32,
    /// How often its devices were looked at, as far as anybody counts.
    looks: AtomicU32,
}

/// What is decided about a deployment before it has a number.
pub(crate) struct Draft {
    pub(crate) comment: Option<String>,
    pub(crate) kind: &'static str,
    pub(crate) cve: Option<Cve>,
    pub(crate) scanned_ms: i64,
    pub(crate) app: Option<(String, String)>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) plan: Plan,
    pub(crate) aborts: Aborts,
    pub(crate) hidden_looks: u32,
}

/// The salt of the n-th deployment of a fleet.
pub(crate) fn salt(seed: u64, sequence: u32) -> u64 {
    mix(seed, IDS, u64::from(sequence))
}

/// The sequence number behind an id, or behind the same id told as an integer.
pub(crate) fn sequence_of(seed: u64, id: &str) -> Option<u32> {
    let number = parse_id("dp", id).or_else(|| id.parse().ok())?;
    Some(unpermute(seed ^ IDS, number))
}

impl Deployment {
    pub(crate) fn new(seed: u64, sequence: u32, draft: Draft) -> Self {
        let number = permute(seed ^ IDS, sequence);
        Self {
            sequence,
            number,
            uuid: id_text("dp", number),
            comment: draft.comment,
            kind: draft.kind,
            cve: draft.cve,
            scanned_ms: draft.scanned_ms,
            app: draft.app,
            parameters: draft.parameters,
            plan: draft.plan,
            aborts: Mutex::new(Arc::new(draft.aborts)),
            hidden_looks: AtomicU32::new(draft.hidden_looks),
            looks: AtomicU32::new(0),
        }
    }

    /// Whether a look sees it; a look that does not brings it nearer to being seen.
    pub(crate) fn shows(&self) -> bool {
        self.hidden_looks.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err()
    }

    /// How many of its first devices are gone from an answer; its first page counts as a look.
    pub(crate) fn gone(&self, gone: Option<Gone>, first_page: bool) -> u32 {
        let Some(Gone { devices, after_looks }) = gone else { return 0 };
        let looks = if first_page { self.looks.fetch_add(1, Relaxed) + 1 } else { self.looks.load(Relaxed) };
        if looks > after_looks { devices.min(self.plan.members.len()) } else { 0 }
    }

    /// The aborts as they stand; an answer under way keeps what it began with.
    pub(crate) fn aborts(&self) -> Arc<Aborts> {
        self.aborts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for an abort, of one device or of all.
    pub(crate) fn abort(&self, device: Option<u32>, at_ms: i64, running_go_on: bool) {
        let mut kept = self.aborts.lock().unwrap_or_else(PoisonError::into_inner);
        let aborts = Arc::make_mut(&mut kept);
        aborts.running_go_on = running_go_on;
        match device {
            Some(device) => aborts.one.entry(device).or_default().push(at_ms),
            None => aborts.all.push(at_ms),
        }
    }
}
