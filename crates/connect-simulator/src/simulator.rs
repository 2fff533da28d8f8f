//! The simulator as tests and the demo hold it: started on a loopback port, stopped when it is dropped.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::oneshot;

use crate::answers::about::FleetAbout;
use crate::config::{ClockSpec, Config};
use crate::faults::Faults;
use crate::http::{self, Wire, bind};
use crate::received::Received;
use crate::variants::Variants;
use crate::world::World;

/// A running simulator. Dropping it stops it.
pub struct Simulator {
    world: Arc<World>,
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<oneshot::Receiver<()>>,
}

impl Simulator {
    /// Starts a simulator on 127.0.0.1.
    ///
    /// It lives on threads of its own, so that a test on a single-threaded runtime can wait for it without standing in its way.
    ///
    /// # Errors
    /// The port is taken, the thread cannot be started, or the speed is not a number of at least 0.
    pub async fn start(config: Config) -> io::Result<Simulator> {
        if let ClockSpec::Real { speed } = config.clock
            && !(0.0..=100_000.0).contains(&speed)
        {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "speed must be between 0 and 100000"));
        }
        let (stop, stopping) = oneshot::channel();
        let (done, stopped) = oneshot::channel();
        let (ready, started) = oneshot::channel();
        std::thread::Builder::new().name("connect-simulator".into()).spawn(move || {
            run(config, ready, stopping);
            let _ = done.send(());
        })?;
        let world = started.await.map_err(|_| io::Error::other("the simulator ended before it began"))??;
        Ok(Simulator { world, stop: Some(stop), stopped: Some(stopped) })
    }

    /// The base URL, without a path: `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        self.world.url.clone()
    }

    /// Everything there is to know of a fleet; none if there is no fleet of this key.
    pub fn about(&self, fleet_key: &str) -> Option<FleetAbout> {
        self.world.about(Some(fleet_key))
    }

    /// The keys of all fleets, in the order they were given.
    pub fn fleet_keys(&self) -> Vec<String> {
        self.world.fleet_keys()
    }

    /// Moves the clock on. A manual clock moves only so; a real one jumps.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by);
    }

    /// What the simulator's clock shows, which the service tells unless [`Variants::clock_ahead_ms`] says otherwise, in milliseconds since 1970.
    pub fn now_unix_ms(&self) -> i64 {
        self.world.clock.service_ms()
    }

    /// Somebody else deploys something small with this comment, so long ago on the devices' clock; the id of it, if there is such
    /// a fleet.
    pub fn stranger_deploys(&self, fleet_key: &str, comment: &str, ago: Duration) -> Option<String> {
        self.world.stranger_deploys(Some(fleet_key), comment, ago)
    }

    /// The faults that are switched on.
    pub fn faults(&self) -> &Faults {
        &self.world.faults
    }

    /// The switches as they stand.
    pub fn variants(&self) -> Variants {
        self.world.variants()
    }

    /// Sets all switches at once.
    pub fn set_variants(&self, variants: Variants) {
        self.world.set_variants(variants);
    }

    /// What arrived so far, oldest first (the last 20,000 requests; control routes are not among them).
    pub fn requests(&self) -> Vec<Received> {
        self.world.log.all()
    }

    /// What arrived since this was last called, and forgets it: nothing that arrives meanwhile is lost.
    pub fn take_requests(&self) -> Vec<Received> {
        self.world.log.take()
    }

    /// Forgets what arrived so far.
    pub fn clear_requests(&self) {
        self.world.log.clear();
    }

    /// Stops, closes all connections, and returns when the port is free.
    pub async fn shutdown(mut self) {
        self.stop = None;
        if let Some(stopped) = self.stopped.take() {
            let _ = stopped.await;
        }
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator").field("url", &self.world.url).finish_non_exhaustive()
    }
}

type Ready = oneshot::Sender<io::Result<Arc<World>>>;

fn run(config: Config, ready: Ready, stopping: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(ready.send(Err(error))),
    };
    runtime.block_on(async {
        let (listener, address) = match bind(config.port).await {
            Ok(bound) => bound,
            Err(error) => return drop(ready.send(Err(error))),
        };
        let world = Arc::new(World::new(config, format!("http://{}", SocketAddr::to_string(&address))));
        let app = Router::new().fallback(http::answer).with_state(world.clone());
        let serve = axum::serve(listener, app.into_make_service_with_connect_info::<Wire>());
        if ready.send(Ok(world)).is_err() {
            return;
        }
        tokio::select! {
            _ = stopping => {}
            _ = serve => {}
        }
    });
    // Requests that are never answered would keep an orderly shutdown waiting for ever.
    runtime.shutdown_timeout(Duration::from_millis(200));
}
