//! What any person of a long run does, and what goes wrong at the service meanwhile: picked by the seed.

use std::time::Duration;

use connect_simulator::{Fault, RetryAfter};
use flightdeck_core::wire::{AskKind, Draft};

use crate::ground::FLOW;
use crate::random::Random;

/// Whatever is asked before a launch, this person says yes.
pub const YES: [AskKind; 3] = [AskKind::Twin, AskKind::Production, AskKind::Many];

/// Where a launch goes.
pub const GROUPS: [&str; 3] = ["Lab", "Test", "Production"];

/// What every request may meet; with `elsewhere` also an answer that leads to another host, and a date to wait for.
pub fn fault(random: &mut Random, elsewhere: bool) -> Fault {
    let status = |status| Fault::Status { status, body: "no".into() };
    match random.below(if elsewhere { 13 } else { 11 }) {
        0 => status(500),
        1 => status(503),
        2 => status(502),
        3 => Fault::TooMany { retry_after: RetryAfter::Seconds(1 + random.below(90)) },
        4 => Fault::TooMany { retry_after: RetryAfter::Absent },
        5 => Fault::Delay(Duration::from_millis(random.below(40))),
        6 => Fault::Cut,
        7 => Fault::CutAfter(random.below(20_000) as usize),
        8 => Fault::Truncate,
        9 => Fault::Never,
        10 if elsewhere => Fault::Redirect { to: "https://elsewhere.test/".into() },
        11 => Fault::TooMany { retry_after: RetryAfter::DateIn(random.below(60)) },
        _ => Fault::Html { status: 200, json_content_type: random.below(2) == 0 },
    }
}

/// A launch to one of the groups.
pub fn draft(comment: &str, random: &mut Random) -> Draft {
    let groups = vec![random.one(&GROUPS).to_owned()];
    Draft { flow_uuid: FLOW.into(), groups, comment: comment.to_owned(), ..Draft::default() }
}
