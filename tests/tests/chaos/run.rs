//! One run of the program, in a time of its own that stands unless it is moved, and that can be killed at any moment.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use flightdeck_core::outside::Clock;
use flightdeck_core::secrets::MemorySecrets;
use flightdeck_tests::program::{MemoryPreferences, Program};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::line::SteppedDial;

/// This computer's clock: goes with the steps, and may be off.
#[derive(Default)]
pub(crate) struct Stepped(AtomicI64);

impl Stepped {
    pub(crate) fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::Relaxed);
    }

    pub(crate) fn forward(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).expect("a short step"), Ordering::Relaxed);
    }
}

impl Clock for Stepped {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What outlives a run: the disk, the settings, the keyring.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) preferences: Arc<MemoryPreferences>,
    pub(crate) secrets: Arc<MemorySecrets>,
    pub(crate) clock: Arc<Stepped>,
}

/// One run.
pub(crate) struct Run {
    /// While a blocking task runs tokio does not move its clock by itself; it ends when this is gone. First, since the runtime waits for it.
    held: Option<Sender<()>>,
    pub(crate) program: Program,
    runtime: Runtime,
}

impl Run {
    /// `ahead`: how far simulated time is ahead of this computer's. The limiter of a service outlives a run in here, as it would not if the
    /// program ended, and must not find its own past in the future.
    pub(crate) fn start(disk: &Path, kept: &Kept, ahead: Duration) -> Run {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let runtime = runtime.expect("a runtime");
        let (held, gone) = std::sync::mpsc::channel::<()>();
        // It ends with an error by design: nothing is ever sent.
        runtime.spawn_blocking(move || gone.recv());
        runtime.block_on(tokio::time::advance(ahead));
        let program = {
            let _inside = runtime.enter();
            let dial = Arc::new(SteppedDial(kept.clock.clone()));
            Program::start_on(disk, kept.preferences.clone(), dial, kept.clock.clone(), kept.secrets.clone())
        };
        Run { runtime, program, held: Some(held) }
    }

    /// Ends it wherever it stands; nothing is told to anybody.
    pub(crate) fn kill(mut self) {
        self.held = None;
        drop(self.program);
        self.runtime.shutdown_timeout(Duration::from_secs(1));
    }

    pub(crate) fn wait_for<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(crate) fn begin<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// What it is told to do inside of it.
    pub(crate) fn inside<T>(&self, work: impl FnOnce(&Program) -> T) -> T {
        let _inside = self.runtime.enter();
        work(&self.program)
    }

    /// Its time goes on.
    pub(crate) fn forward(&self, by: Duration) {
        self.runtime.block_on(tokio::time::advance(by));
    }

    /// A moment of this computer's time, while its own stands: exchanges are real.
    pub(crate) fn breathe(&self) {
        let pause = self.runtime.spawn_blocking(|| std::thread::sleep(Duration::from_millis(2)));
        self.runtime.block_on(pause).expect("a pause");
    }
}
