//! One run of the program, in a time of its own that stands unless it is moved, and that can be killed at any moment.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use flightdeck_core::outside::Desk;
use flightdeck_core::secrets::MemorySecrets;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::program::{MemoryPreferences, Program};
use crate::stepped::{Stepped, SteppedDial};

/// What outlives a run: the settings, the keyring, the clock, the desktop around the window.
#[derive(Default)]
pub struct Kept {
    /// The settings.
    pub preferences: Arc<MemoryPreferences>,
    /// The keyring.
    pub secrets: Arc<MemorySecrets>,
    /// This computer's clock.
    pub clock: Arc<Stepped>,
    /// The desktop, where there is one.
    pub desk: Option<Arc<dyn Desk>>,
}

/// One run of the program, in a time of its own.
pub struct Run {
    /// While a blocking task runs tokio does not move its clock by itself; it ends when this is gone. First, since the runtime waits for it.
    held: Option<Sender<()>>,
    /// The program.
    pub program: Program,
    runtime: Runtime,
}

impl Run {
    /// `runtime`: one thread whose time stands. The limiter of a service outlives a run in here, as it would not if the program ended: where
    /// simulated time is ahead of this computer's, the runtime's has to be so too, or the limiter finds its own past in the future.
    pub fn start(disk: &Path, kept: &Kept, runtime: Runtime) -> Run {
        let (held, gone) = std::sync::mpsc::channel::<()>();
        // It ends with an error by design: nothing is ever sent.
        runtime.spawn_blocking(move || gone.recv());
        let program = {
            let _inside = runtime.enter();
            let dial = Arc::new(SteppedDial(kept.clock.clone()));
            let (preferences, secrets, clock) = (kept.preferences.clone(), kept.secrets.clone(), kept.clock.clone());
            Program::start_on(disk, preferences, dial, clock, secrets, kept.desk.clone())
        };
        Run { runtime, program, held: Some(held) }
    }

    /// Ends it wherever it stands; nothing is told to anybody.
    pub fn kill(mut self) {
        self.held = None;
        drop(self.program);
        self.runtime.shutdown_timeout(Duration::from_secs(1));
    }

    /// Goes on until this is done.
    pub fn wait_for<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Begins something.
    pub fn begin<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// What it is told to do inside of it.
    pub fn inside<T>(&self, work: impl FnOnce(&Program) -> T) -> T {
        let _inside = self.runtime.enter();
        work(&self.program)
    }

    /// A moment of this computer's time, while its own stands: exchanges are real.
    pub fn breathe(&self) {
        let pause = self.runtime.spawn_blocking(|| std::thread::sleep(Duration::from_millis(2)));
        self.runtime.block_on(pause).expect("a pause");
    }
}
