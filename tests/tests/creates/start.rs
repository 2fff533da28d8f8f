//! One run of the program, one press of Deploy, and the service's time.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use connect_simulator::Simulator;
use flightdeck_core::launch::Launches;
use flightdeck_core::store::Store;
use flightdeck_core::wire::{AppError, ConnectionId, Draft, LaunchOutcome};
use flightdeck_tests::ground::FLOW;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::computer::Computer;
use crate::faults::Kind;

/// Longer than anything here takes, searches of lost launches included.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A launch that goes on by itself.
pub(crate) type Launched = JoinHandle<Result<LaunchOutcome, AppError>>;

/// One press of Deploy.
#[derive(Clone)]
pub(crate) struct Press {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) comment: String,
}

impl Press {
    fn draft(&self) -> Draft {
        let groups = vec!["Production".to_owned()];
        Draft { flow_uuid: FLOW.to_owned(), groups, comment: self.comment.clone(), ..Draft::default() }
    }
}

/// One run of the program.
pub(crate) struct Start {
    pub(crate) runtime: Runtime,
    pub(crate) store: Arc<Store>,
    pub(crate) launches: Arc<Launches>,
    pub(crate) computer: Arc<Computer>,
}

impl Start {
    pub(crate) fn launch(&self, fleet: &ConnectionId, press: &Press) -> Launched {
        let (launches, fleet, press) = (self.launches.clone(), fleet.clone(), press.clone());
        self.runtime.spawn(async move { launches.launch(&press.id, &fleet, press.draft(), None).await })
    }

    pub(crate) fn answer(&self, launched: Launched) -> Result<LaunchOutcome, AppError> {
        let ended = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, launched).await });
        ended.expect("a launch comes to an end").expect("and does not panic")
    }

    /// Ends it wherever it stands; nothing is told to anybody.
    pub(crate) fn kill(self) {
        self.runtime.shutdown_timeout(Duration::from_secs(1));
    }
}

/// The service's time: it goes on as ours does, and may leap while nobody runs the program.
pub(crate) struct ServiceTime(mpsc::Sender<(Duration, mpsc::Sender<()>)>);

impl ServiceTime {
    /// Lets it go on until this is dropped.
    pub(crate) fn go_on(simulator: &Arc<Simulator>) -> ServiceTime {
        let (leaps, asked) = mpsc::channel::<(Duration, mpsc::Sender<()>)>();
        let simulator = simulator.clone();
        std::thread::spawn(move || {
            let mut moved = Instant::now();
            loop {
                let asked = asked.recv_timeout(Duration::from_millis(5));
                let passed = moved.elapsed();
                moved += passed;
                match asked {
                    Ok((leap, done)) => {
                        simulator.advance(passed + leap);
                        // Who asked waits for it.
                        let _ = done.send(());
                    }
                    Err(RecvTimeoutError::Timeout) => simulator.advance(passed),
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        });
        ServiceTime(leaps)
    }

    /// So long passes at once.
    pub(crate) fn leap(&self, by: Duration) {
        let (done, wait) = mpsc::channel();
        self.0.send((by, done)).expect("time goes on");
        wait.recv().expect("time goes on");
    }
}
