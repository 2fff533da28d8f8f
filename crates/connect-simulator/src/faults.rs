//! What can go wrong between client and service, switched on per operation and for the next so many requests.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One of the seven operations, one of the neighbouring reads, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Deploy update.
    Create,
    /// List deployments.
    List,
    /// Get deployment.
    Get,
    /// Status on devices.
    Devices,
    /// Status on one device.
    Device,
    /// Abort deployment.
    AbortDeployment,
    /// Abort on one device.
    AbortDevice,
    /// The devices of the fleet; a neighbouring read.
    FleetDevices,
    /// One device of the fleet; a neighbouring read.
    FleetDevice,
    /// The update flows; a neighbouring read.
    UpdateFlows,
    /// Every operation.
    Any,
}

/// What a 429 says about when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// So many seconds, as a number.
    Seconds(u64),
    /// So many seconds from now, as an HTTP date.
    DateIn(u64),
    /// No `Retry-After` at all.
    Absent,
}

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing is done; this status with this body is answered.
    Status {
        /// The HTTP status.
        status: u16,
        /// The body, as it is.
        body: String,
    },
    /// The right answer, so much later (JSON: milliseconds).
    Delay(#[serde(with = "millis")] Duration),
    /// The right answer, a few bytes at a time.
    Drip {
        /// How many bytes come at once.
        bytes_per_tick: usize,
        /// The pause between (JSON: milliseconds).
        #[serde(with = "millis")]
        tick: Duration,
    },
    /// The connection is closed before any answer; nothing was done.
    Cut,
    /// The right status and headers, so many bytes of the body, then the connection is closed.
    CutAfter(usize),
    /// A whole HTTP answer whose body stops in the middle of the JSON text.
    Truncate,
    /// A small gzip body that unpacks to so many MiB.
    GzipBomb {
        /// The size when unpacked.
        mib: u32,
    },
    /// A web page, as a proxy or a login wall would answer.
    Html {
        /// The HTTP status.
        status: u16,
        /// Whether the content type claims JSON all the same.
        json_content_type: bool,
    },
    /// 429.
    TooMany {
        /// When to come back.
        retry_after: RetryAfter,
    },
    /// The request is carried out, then the connection is closed without an answer.
    CommitThenDrop,
    /// The request is carried out, then this status is answered.
    CommitThenStatus(u16),
    /// 302 to somewhere else.
    Redirect {
        /// The `Location`.
        to: String,
    },
    /// No answer, ever; the connection stays open.
    Never,
}

mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(value.as_millis() as u64)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

/// One rule as it is switched on over the control route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) operation: Operation,
    pub(crate) fault: Fault,
    #[serde(default = "once")]
    pub(crate) times: u32,
}

fn once() -> u32 {
    1
}

/// The faults that are switched on. Rules for the same operation are used up in the order they were given.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Rule>>);

impl Faults {
    /// Lets the next `times` requests of an operation meet a fault; `u32::MAX` means always.
    pub fn on(&self, operation: Operation, fault: Fault, times: u32) {
        self.add(Rule { operation, fault, times });
    }

    /// Switches all faults off.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn add(&self, rule: Rule) {
        if rule.times > 0 {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
        }
    }

    /// What the next request of this operation meets; uses up one turn.
    pub(crate) fn take(&self, operation: Operation) -> Option<Fault> {
        let mut rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = rules.iter().position(|rule| rule.operation == operation || rule.operation == Operation::Any)?;
        let rule = rules.get_mut(index)?;
        let fault = rule.fault.clone();
        if rule.times != u32::MAX {
            rule.times -= 1;
            if rule.times == 0 {
                rules.remove(index);
            }
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_used_up_in_order_and_per_operation() {
        let faults = Faults::default();
        faults.on(Operation::Create, Fault::Cut, 2);
        faults.on(Operation::Any, Fault::Never, u32::MAX);
        assert_eq!(faults.take(Operation::List), Some(Fault::Never), "a rule for all operations meets the list");
        assert_eq!(faults.take(Operation::Create), Some(Fault::Cut), "the first rule that fits is taken");
        assert_eq!(faults.take(Operation::Create), Some(Fault::Cut), "twice, as was asked");
        assert_eq!(faults.take(Operation::Create), Some(Fault::Never), "then the next rule");
        faults.clear();
        assert_eq!(faults.take(Operation::Create), None, "nothing is left after clear");
    }

    #[test]
    fn rules_travel_as_json() {
        for (fault, json) in [
            (Fault::Delay(Duration::from_millis(250)), r#"{"delay":250}"#),
            (Fault::Cut, r#""cut""#),
            (
                Fault::Html { status: 502, json_content_type: true },
                r#"{"html":{"status":502,"json_content_type":true}}"#,
            ),
            (Fault::TooMany { retry_after: RetryAfter::DateIn(3) }, r#"{"too_many":{"retry_after":{"date_in":3}}}"#),
            (
                Fault::Drip { bytes_per_tick: 1, tick: Duration::from_millis(5) },
                r#"{"drip":{"bytes_per_tick":1,"tick":5}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&fault).unwrap(), json, "scripts write these by hand");
            assert_eq!(serde_json::from_str::<Fault>(json).unwrap(), fault, "and must mean the same");
        }
    }
}
