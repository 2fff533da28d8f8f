//! What goes wrong with a launch, and what has to come of it.

use std::time::Duration;

use connect_simulator::{Fault, RetryAfter};
use flightdeck_tests::random::Random;

/// What goes wrong with one launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Nothing; the answer takes its time.
    Answered,
    /// The keyring gives no token; then the user presses again.
    NoToken,
    /// Nobody listens at the address.
    Unreachable,
    /// The service says no.
    Refused,
    /// The connection is cut before the service did anything.
    Cut,
    /// A gateway fails before the service did anything.
    Gateway,
    /// Nothing is done and nothing answered.
    Silence,
    /// Made, and the connection is cut.
    MadeThenCut,
    /// Made, and a gateway fails on the way back.
    MadeThenGateway,
    /// Made, and the answer stops in its middle.
    MadeThenTorn,
    /// Made, and the answer names no deployment.
    Nameless,
    /// Made, the answer is lost, and the list could not be read before.
    BlindThenCut,
    /// Made, the answer is lost, and a stranger made the same a moment before.
    TwinThenCut,
    /// Answered, though a stranger made the same a moment before.
    TwinAnswered,
    /// Two with the same words, one after the other, both made, both answers lost.
    Rival,
    /// Pressed in two programs that run on the same disk at once.
    TwoStarts,
    /// Killed while it looks at what is there, before anything is written down; then the user presses again.
    KilledBefore,
    /// Killed when it is written down, before it is sent.
    KilledUnsent,
    /// Killed while the service thinks; it makes nothing.
    KilledWaiting,
    /// Killed while the answer to what was made arrives.
    KilledReading,
    /// Killed when the answer was read, before it is written down.
    KilledAnswered,
}

/// What came of the launches of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ended {
    pub(crate) launched: usize,
    /// Requests that the service received.
    pub(crate) sent: usize,
    /// Deployments that it made of them.
    pub(crate) made: usize,
    pub(crate) created: usize,
    pub(crate) adopted: usize,
    pub(crate) refused: usize,
    /// Put before the user.
    pub(crate) asked: usize,
}

/// How a launch ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Created,
    Adopted,
    Refused,
    /// Nobody knows, and the user is asked.
    Asked,
}

/// What has to come of a launch.
pub(crate) struct Expected {
    /// Requests that the service receives.
    pub(crate) sent: usize,
    /// Deployments that it makes of them.
    pub(crate) made: usize,
    pub(crate) ends: &'static [End],
}

impl Kind {
    pub(crate) const ALL: [Kind; 21] = [
        Kind::Answered,
        Kind::NoToken,
        Kind::Unreachable,
        Kind::Refused,
        Kind::Cut,
        Kind::Gateway,
        Kind::Silence,
        Kind::MadeThenCut,
        Kind::MadeThenGateway,
        Kind::MadeThenTorn,
        Kind::Nameless,
        Kind::BlindThenCut,
        Kind::TwinThenCut,
        Kind::TwinAnswered,
        Kind::Rival,
        Kind::TwoStarts,
        Kind::KilledBefore,
        Kind::KilledUnsent,
        Kind::KilledWaiting,
        Kind::KilledReading,
        Kind::KilledAnswered,
    ];

    /// Whether the program is killed in its middle.
    pub(crate) fn kills(self) -> bool {
        self >= Kind::KilledBefore
    }

    /// The table. `clock`: whether the service tells the time; without it nothing can be taken without asking.
    pub(crate) fn expected(self, clock: bool) -> Expected {
        let (sent, made, ends): (_, _, &[End]) = match self {
            Kind::Answered | Kind::NoToken | Kind::TwinAnswered | Kind::KilledBefore => (1, 1, &[End::Created]),
            // One of them sends; the other may find what it made, and it is the same.
            Kind::TwoStarts => (1, 1, &[End::Created, End::Adopted]),
            Kind::Unreachable => (0, 0, &[End::Refused]),
            Kind::Refused => (1, 0, &[End::Refused]),
            Kind::Cut | Kind::Gateway | Kind::Silence | Kind::KilledWaiting => (1, 0, &[End::Asked]),
            Kind::KilledUnsent => (0, 0, &[End::Asked]),
            // Whose is whose, or whether it was there before, nobody can tell.
            Kind::TwinThenCut | Kind::BlindThenCut | Kind::Rival => (1, 1, &[End::Asked]),
            Kind::MadeThenCut
            | Kind::MadeThenGateway
            | Kind::MadeThenTorn
            | Kind::Nameless
            | Kind::KilledReading
            | Kind::KilledAnswered => (1, 1, if clock { &[End::Adopted] } else { &[End::Asked] }),
        };
        Expected { sent, made, ends }
    }

    /// Whether its outcome is known as soon as it is answered; the others are looked for.
    pub(crate) fn ends_at_once(self) -> bool {
        let expected = self.expected(true);
        !self.kills() && (expected.ends == [End::Created] || expected.ends == [End::Refused])
    }

    /// What its create meets at the service.
    pub(crate) fn fault(self, random: &mut Random) -> Option<Fault> {
        let status = |status| Fault::Status { status, body: r#"{"error":"no"}"#.to_owned() };
        Some(match self {
            Kind::Answered => Fault::Delay(Duration::from_millis(random.below(40))),
            Kind::Refused if random.below(4) == 0 => Fault::TooMany { retry_after: RetryAfter::Seconds(0) },
            Kind::Refused => status(random.one(&[400, 401, 403, 404, 409, 422])),
            Kind::Cut => Fault::Cut,
            Kind::Gateway if random.below(3) == 0 => Fault::Html { status: 502, json_content_type: false },
            Kind::Gateway => status(random.one(&[500, 502, 503, 504, 408])),
            Kind::Silence | Kind::KilledWaiting => Fault::Never,
            Kind::MadeThenCut | Kind::BlindThenCut | Kind::TwinThenCut | Kind::Rival => Fault::CommitThenDrop,
            Kind::MadeThenGateway => Fault::CommitThenStatus(random.one(&[500, 502, 503, 504])),
            Kind::MadeThenTorn if random.below(2) == 0 => Fault::Truncate,
            Kind::MadeThenTorn => Fault::CutAfter(random.below(12) as usize),
            Kind::KilledReading => Fault::Drip { bytes_per_tick: 1, tick: Duration::from_millis(500) },
            Kind::NoToken
            | Kind::Unreachable
            | Kind::Nameless
            | Kind::TwinAnswered
            | Kind::TwoStarts
            | Kind::KilledBefore
            | Kind::KilledUnsent
            | Kind::KilledAnswered => return None,
        })
    }
}
