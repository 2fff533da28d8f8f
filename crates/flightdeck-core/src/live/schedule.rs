//! When to look next, and what the watch is doing meanwhile. Pure: events in, a phase and a wait out.

use std::time::Duration;

use super::holders::Wishes;
use crate::wire::{AppError, ErrorCode, Phase};

/// No wait is longer than this, unless the user set a longer one.
const LONGEST: Duration = Duration::from_secs(600);
/// No holder is served more often than this: devices report in every 15 s by default, and looking faster finds nothing new.
const SHORTEST: Duration = Duration::from_secs(5);
/// Looks without a change after which it looks half as often, and after which a quarter as often.
const QUIET: [(u32, u32); 2] = [(6, 4), (3, 2)];
/// How much less often it looks while the window is hidden.
const HIDDEN: u32 = 4;

/// How often looks are needed: what the setting says, who asks for them, and whether the window is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    base: Duration,
    visible: bool,
    wishes: Wishes,
}

impl Demand {
    pub(crate) fn new(poll_seconds: u32, visible: bool, wishes: Wishes) -> Self {
        Self { base: Duration::from_secs(u64::from(poll_seconds.max(1))), visible, wishes }
    }
}

/// How far what is watched has come, by the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Something may still change.
    Moving,
    /// Everything has ended, by this look alone.
    Settling,
    /// Everything has ended for good: it is not looked at any more.
    Finished,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Syncing,
    Live,
    Settling,
    Finished,
    NotVisible { since_ms: i64 },
    Failing { since_ms: i64, error: AppError },
    Stopped(AppError),
}

/// What is known about the looks so far.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    demand: Demand,
    state: State,
    quiet_looks: u32,
    failures: u32,
    /// The wait after a failure: chosen once, so that asking again does not roll the dice again.
    back_off: Duration,
    /// What the service asked for; even the user's own "look now" waits for it.
    not_before: Duration,
    at_once: bool,
}

impl Schedule {
    /// The first look is due at once.
    pub(crate) fn new() -> Self {
        Self {
            demand: Demand::new(15, true, Wishes::default()),
            state: State::Syncing,
            quiet_looks: 0,
            failures: 0,
            back_off: Duration::ZERO,
            not_before: Duration::ZERO,
            at_once: true,
        }
    }

    /// The setting, the window or the holders changed.
    pub(crate) fn set_demand(&mut self, demand: Demand) {
        self.demand = demand;
    }

    /// Something was done, or the user asks: look at once, even where it had stopped looking.
    pub(crate) fn poke(&mut self) {
        self.at_once = true;
        self.quiet_looks = 0;
    }

    /// A look was good.
    pub(crate) fn succeeded(&mut self, changed: bool, progress: Progress) {
        self.quiet_looks = if changed { 0 } else { self.quiet_looks.saturating_add(1) };
        self.rested();
        self.state = match progress {
            Progress::Moving => State::Live,
            Progress::Settling => State::Settling,
            Progress::Finished => State::Finished,
        };
    }

    /// The service does not show what was made a moment ago: it goes on looking, at the usual pace.
    pub(crate) fn not_visible(&mut self, now_ms: i64) {
        self.quiet_looks = 0;
        self.rested();
        if !matches!(self.state, State::NotVisible { .. }) {
            self.state = State::NotVisible { since_ms: now_ms };
        }
    }

    fn rested(&mut self) {
        self.failures = 0;
        self.not_before = Duration::ZERO;
        self.at_once = false;
    }

    /// A look failed. `dice` is in 0..1 and spreads the retries of many watches.
    pub(crate) fn failed(&mut self, error: AppError, retry_after: Option<Duration>, now_ms: i64, dice: f64) {
        self.at_once = false;
        self.failures = self.failures.saturating_add(1);
        self.not_before = retry_after.unwrap_or_default().min(LONGEST);
        if needs_the_user(error.code) {
            self.state = State::Stopped(error);
            return;
        }
        let doubled =
            self.demand.base.saturating_mul(1 << (self.failures - 1).min(10)).min(self.demand.base.max(LONGEST));
        self.back_off = doubled.mul_f64(1.0 + dice.clamp(0.0, 1.0) / 4.0).max(self.not_before);
        let since_ms = match &self.state {
            State::Failing { since_ms, .. } => *since_ms,
            _ => now_ms,
        };
        self.state = State::Failing { since_ms, error };
    }

    /// How long to wait after the last look ended; none when it does not look any more.
    pub(crate) fn wait(&self) -> Option<Duration> {
        if self.at_once {
            return Some(self.not_before);
        }
        match &self.state {
            State::Syncing => Some(Duration::ZERO),
            State::Live | State::Settling | State::NotVisible { .. } => Some(self.steady()),
            State::Failing { .. } => Some(self.back_off.max(self.steady())),
            State::Finished | State::Stopped(_) => None,
        }
    }

    /// What the watch is doing.
    pub(crate) fn phase(&self) -> Phase {
        match &self.state {
            State::Syncing => Phase::Syncing,
            State::Live => Phase::Live,
            State::Settling => Phase::Settling,
            State::NotVisible { since_ms } => Phase::NotVisible { since_ms: *since_ms },
            State::Finished => Phase::Finished,
            State::Failing { since_ms, error } => Phase::Stale { since_ms: *since_ms, error: error.clone() },
            State::Stopped(error) => Phase::Stopped { error: error.clone() },
        }
    }

    /// The wait that serves the most demanding holder.
    fn steady(&self) -> Duration {
        let Demand { base, visible, wishes } = self.demand;
        let quiet = QUIET.iter().find(|(looks, _)| self.quiet_looks >= *looks).map_or(1, |(_, factor)| *factor);
        let of_pages = base * if wishes.page && visible { quiet } else { quiet.max(HIDDEN) };
        match wishes.every.map(|every| every.max(SHORTEST)) {
            Some(every) if wishes.page => every.min(of_pages),
            Some(every) => every,
            None => of_pages,
        }
    }
}

/// Errors that no repetition cures. The keyring ones are here because each try may open its prompt.
fn needs_the_user(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::TokenRejected
            | ErrorCode::TokenMissing
            | ErrorCode::Forbidden
            | ErrorCode::NotFound
            | ErrorCode::KeyringUnavailable
            | ErrorCode::KeyringLocked
            | ErrorCode::KeyringTimeout
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(schedule: &Schedule) -> Option<f64> {
        schedule.wait().map(|wait| wait.as_secs_f64())
    }

    fn page(seconds: u32, visible: bool) -> Demand {
        Demand::new(seconds, visible, Wishes { page: true, every: None })
    }

    fn schedule(seconds: u32) -> Schedule {
        let mut schedule = Schedule::new();
        schedule.set_demand(page(seconds, true));
        schedule
    }

    fn error(code: ErrorCode) -> AppError {
        AppError::new(code, "why")
    }

    #[test]
    fn it_looks_slower_while_nothing_changes_and_no_slower_than_a_quarter() {
        let mut schedule = schedule(15);
        assert_eq!(seconds(&schedule), Some(0.0), "the first look is due at once");
        let waits: Vec<_> = (0..8)
            .map(|_| {
                schedule.succeeded(false, Progress::Moving);
                seconds(&schedule).unwrap()
            })
            .collect();
        assert_eq!(waits, [15.0, 15.0, 30.0, 30.0, 30.0, 60.0, 60.0, 60.0], "twice, then four times as slow");
        schedule.succeeded(true, Progress::Moving);
        assert_eq!(seconds(&schedule), Some(15.0), "one change brings the pace back");
    }

    #[test]
    fn it_stops_when_finished_and_looks_once_when_asked() {
        let mut schedule = schedule(15);
        schedule.succeeded(true, Progress::Finished);
        assert_eq!((schedule.wait(), schedule.phase()), (None, Phase::Finished), "a finished deployment costs nothing");
        schedule.poke();
        assert_eq!(seconds(&schedule), Some(0.0), "an action is followed by a look at once");
        schedule.succeeded(false, Progress::Finished);
        assert_eq!(schedule.wait(), None, "and only by one");
    }

    #[test]
    fn hidden_it_looks_a_quarter_as_often() {
        let mut schedule = schedule(15);
        schedule.succeeded(true, Progress::Moving);
        schedule.set_demand(page(15, false));
        assert_eq!(seconds(&schedule), Some(60.0), "nobody is looking");
        schedule.set_demand(page(15, true));
        assert_eq!(seconds(&schedule), Some(15.0), "shown again, it counts from the last look");
    }

    #[test]
    fn back_off_grows_is_capped_and_never_beats_the_pace() {
        for (base, dice) in [(15, 0.0), (15, 1.0), (600, 0.5), (5, 0.3)] {
            let mut schedule = schedule(base);
            let mut last = 0.0;
            for n in 0..20 {
                schedule.failed(error(ErrorCode::Server), None, 1_000 + n, dice);
                let wait = seconds(&schedule).unwrap();
                assert!(wait >= f64::from(base), "never faster on error: {wait}");
                assert!(wait >= last, "each failure waits no shorter: {wait} after {last}");
                assert!(wait <= f64::from(base.max(600)) * 1.25, "capped: {wait}");
                last = wait;
            }
            assert_eq!(
                schedule.phase(),
                Phase::Stale { since_ms: 1_000, error: error(ErrorCode::Server) },
                "stale since the first failure, not the last"
            );
            schedule.succeeded(true, Progress::Moving);
            assert_eq!(seconds(&schedule), Some(f64::from(base)), "success resets it");
        }
    }

    #[test]
    fn each_failure_doubles_the_wait_and_the_dice_spread_it_by_a_quarter() {
        for (dice, expected) in [
            (0.0, [15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0]),
            (1.0, [18.75, 37.5, 75.0, 150.0, 300.0, 600.0, 750.0, 750.0]),
        ] {
            let mut schedule = schedule(15);
            let waits = expected.map(|_| {
                schedule.failed(error(ErrorCode::Server), None, 0, dice);
                seconds(&schedule).unwrap()
            });
            assert_eq!(waits, expected, "dice {dice}");
        }
    }

    #[test]
    fn the_service_s_own_wait_is_obeyed_even_by_a_poke() {
        let mut schedule = schedule(5);
        schedule.failed(error(ErrorCode::RateLimited), Some(Duration::from_secs(42)), 0, 0.0);
        assert_eq!(seconds(&schedule), Some(42.0), "longer than the back-off");
        schedule.poke();
        assert_eq!(seconds(&schedule), Some(42.0), "the user's impatience is not the service's");
        schedule.failed(error(ErrorCode::RateLimited), Some(Duration::from_secs(86_400)), 0, 0.0);
        assert_eq!(seconds(&schedule), Some(600.0), "a day is not obeyed");
    }

    #[test]
    fn what_only_the_user_can_cure_stops_it() {
        for (code, stops) in [
            (ErrorCode::TokenRejected, true),
            (ErrorCode::TokenMissing, true),
            (ErrorCode::Forbidden, true),
            (ErrorCode::NotFound, true),
            (ErrorCode::KeyringLocked, true),
            (ErrorCode::Unreachable, false),
            (ErrorCode::Certificate, false),
            (ErrorCode::NotApi, false),
            (ErrorCode::RateLimited, false),
            (ErrorCode::Server, false),
        ] {
            let mut schedule = schedule(15);
            schedule.failed(error(code), None, 0, 0.0);
            assert_eq!(schedule.wait().is_none(), stops, "{code:?}");
            assert_eq!(matches!(schedule.phase(), Phase::Stopped { .. }), stops, "{code:?}");
        }
    }

    #[test]
    fn the_most_demanding_holder_sets_the_pace() {
        let every = |seconds| Some(Duration::from_secs(seconds));
        for (visible, wishes, expected) in [
            (true, Wishes { page: true, every: None }, 15.0),
            (false, Wishes { page: true, every: None }, 60.0),
            (false, Wishes { page: true, every: every(20) }, 20.0),
            (true, Wishes { page: true, every: every(20) }, 15.0),
            (true, Wishes { page: false, every: every(300) }, 300.0),
            (true, Wishes { page: false, every: every(1) }, 5.0),
        ] {
            let mut schedule = schedule(15);
            schedule.succeeded(true, Progress::Moving);
            schedule.set_demand(Demand::new(15, visible, wishes));
            assert_eq!(seconds(&schedule), Some(expected), "shown: {visible}, {wishes:?}");
        }
    }

    #[test]
    fn settling_and_not_visible_go_on_looking() {
        let mut schedule = schedule(15);
        schedule.not_visible(5_000);
        schedule.not_visible(20_000);
        assert_eq!(
            schedule.phase(),
            Phase::NotVisible { since_ms: 5_000 },
            "since the first look that did not find it"
        );
        assert_eq!(seconds(&schedule), Some(15.0), "it will show up soon");
        schedule.succeeded(true, Progress::Settling);
        assert_eq!((schedule.phase(), seconds(&schedule)), (Phase::Settling, Some(15.0)), "one look alone is no end");
    }
}
