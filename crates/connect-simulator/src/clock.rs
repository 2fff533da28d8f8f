//! The simulated service's time: wall time, or one moved by hand, with devices that may work faster than real ones.
//!
//! Two times exist. *Device time* is what deployments are computed in and runs `speed` times as fast; *service time* is what
//! answers tell, and stays wall time, so that a client which compares with its own clock is not misled by a fast simulator.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::config::ClockSpec;

#[derive(Debug, Clone, Copy)]
struct Stretch {
    device_ms: i64,
    service_ms: i64,
    speed: f64,
}

/// Leads from device time to service time; a copy is good for one answer.
#[derive(Debug, Clone)]
pub(crate) struct Timescale {
    stretches: Arc<Vec<Stretch>>,
    ahead_ms: i64,
}

impl Timescale {
    fn new(stretches: Vec<Stretch>) -> Self {
        Self { stretches: Arc::new(stretches), ahead_ms: 0 }
    }

    /// The same for a service whose own clock is so far ahead.
    pub(crate) fn ahead(self, ahead_ms: i64) -> Self {
        Self { ahead_ms, ..self }
    }

    /// The service time at which the devices' clock showed `device_ms`. Before the start both run alike.
    pub(crate) fn service_ms(&self, device_ms: i64) -> i64 {
        self.told_ms(device_ms) + self.ahead_ms
    }

    fn told_ms(&self, device_ms: i64) -> i64 {
        let mut after = None;
        for stretch in self.stretches.iter().rev() {
            if device_ms >= stretch.device_ms {
                let passed =
                    if stretch.speed > 0.0 { (device_ms - stretch.device_ms) as f64 / stretch.speed } else { 0.0 };
                let told = stretch.service_ms + passed as i64;
                return after.map_or(told, |limit| told.min(limit));
            }
            after = Some(stretch.service_ms);
        }
        device_ms
    }
}

/// The clock of one simulator.
#[derive(Debug)]
pub(crate) struct Clock {
    stretches: Mutex<Timescale>,
    started: Instant,
    start_ms: i64,
    manual: bool,
}

/// Why a clock refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ManualClock;

impl Clock {
    pub(crate) fn new(spec: ClockSpec) -> Self {
        let (start_ms, speed, manual) = match spec {
            ClockSpec::Real { speed } => (wall_ms(), speed, false),
            ClockSpec::Manual { start_unix_ms } => (start_unix_ms, 1.0, true),
        };
        let first = Stretch { device_ms: start_ms, service_ms: start_ms, speed };
        Self { stretches: Mutex::new(Timescale::new(vec![first])), started: Instant::now(), start_ms, manual }
    }

    /// What answers tell, in milliseconds since 1970.
    pub(crate) fn service_ms(&self) -> i64 {
        if self.manual { self.device_ms() } else { self.start_ms + self.started.elapsed().as_millis() as i64 }
    }

    /// What deployments are computed in.
    pub(crate) fn device_ms(&self) -> i64 {
        let scale = self.timescale();
        let Some(last) = scale.stretches.last() else { return self.start_ms };
        if self.manual {
            return last.device_ms;
        }
        last.device_ms + ((self.service_ms() - last.service_ms) as f64 * last.speed) as i64
    }

    pub(crate) fn timescale(&self) -> Timescale {
        self.stretches.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Moves the devices' time on; with a manual clock the service's time with it.
    pub(crate) fn advance(&self, by: Duration) {
        let device_ms = self.device_ms() + by.as_millis() as i64;
        if self.manual {
            self.replace(vec![Stretch { device_ms, service_ms: device_ms, speed: 1.0 }]);
        } else {
            let speed = self.timescale().stretches.last().map_or(1.0, |last| last.speed);
            self.push(Stretch { device_ms, service_ms: self.service_ms(), speed });
        }
    }

    /// Changes how fast devices work from now on.
    pub(crate) fn set_speed(&self, speed: f64) -> Result<(), ManualClock> {
        if self.manual {
            return Err(ManualClock);
        }
        self.push(Stretch { device_ms: self.device_ms(), service_ms: self.service_ms(), speed });
        Ok(())
    }

    fn push(&self, stretch: Stretch) {
        let mut all = self.timescale().stretches.as_ref().clone();
        all.push(stretch);
        self.replace(all);
    }

    fn replace(&self, all: Vec<Stretch>) {
        *self.stretches.lock().unwrap_or_else(PoisonError::into_inner) = Timescale::new(all);
    }
}

fn wall_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let clock = Clock::new(ClockSpec::Manual { start_unix_ms: 1_000 });
        assert_eq!((clock.service_ms(), clock.device_ms()), (1_000, 1_000), "it stands where it was put");
        clock.advance(Duration::from_millis(250));
        assert_eq!((clock.service_ms(), clock.device_ms()), (1_250, 1_250), "both times move together");
        assert_eq!(clock.timescale().service_ms(1_100), 1_100, "a manual clock maps every time to itself");
        assert_eq!(clock.set_speed(2.0), Err(ManualClock), "a clock that stands has no speed");
    }

    #[test]
    fn device_time_leads_back_to_wall_time_over_changes_of_speed() {
        let stretch = |device_ms, service_ms, speed| Stretch { device_ms, service_ms, speed };
        let scale =
            Timescale::new(vec![stretch(1_000, 1_000, 10.0), stretch(2_000, 1_100, 1.0), stretch(9_000, 1_200, 1.0)]);
        for (device, service, why) in [
            (500, 500, "before the start both run alike"),
            (1_500, 1_050, "ten times as fast"),
            (2_050, 1_150, "then as fast as the wall"),
            (5_000, 1_200, "a time that was jumped over is told as the moment of the jump"),
            (9_100, 1_300, "and on from there"),
        ] {
            assert_eq!(scale.service_ms(device), service, "{why}");
            assert_eq!(scale.clone().ahead(-50).service_ms(device), service - 50, "{why}, told by a slow clock");
        }
    }
}
