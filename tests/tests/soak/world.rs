//! The whole program over three fleets, with its page open, in simulated time: a person launches, guards and plans, the service fails, and what
//! all of it takes is read every hour.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_simulator::Operation;
use flightdeck_core::outside::{Clock, Desk};
use flightdeck_core::wire::{
    AppError, ConnectionDraft, ConnectionId, GuardStage, GuardsNotice, HaltReason, Keep, LaunchOutcome, PlanAct,
    PlanStage, WaveStage, WaveView,
};
use flightdeck_tests::ground::{START_MS, TOKEN};
use flightdeck_tests::random::Random;
use flightdeck_tests::run::{Kept, Run};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::account::{self, Sample};
use crate::page::Open;
use crate::person::{self, Around};
use crate::service::{FleetOf, Service};

/// Time goes forward by so much.
const STEP: Duration = Duration::from_secs(5);
const STEPS_A_MINUTE: u32 = 12;
/// The fleets, and how many devices each has.
pub(crate) const FLEETS: [FleetOf; 3] = [("north", 400), ("south", 250), ("west", 600)];
/// In each fleet something is launched every so many minutes.
const LAUNCH_MINUTES: u32 = 8;
/// Of each hour, the minutes from here on are without faults and launches: at its end everything has come to rest.
const CALM_FROM: u32 = 36;
/// A look is due every 15 s; each may be tried four times.
const LOOKS_A_MINUTE: usize = 5 * 4;
/// The plan runs in this one.
const PLANNED: usize = 2;

/// What a run did, and what it found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) launches: usize,
    pub(crate) seen_to_end: usize,
    pub(crate) waves: usize,
    /// Begun, and those that came to their end.
    begun: usize,
    pub(crate) plans: usize,
    /// Waves of unknown outcome.
    pub(crate) set_aside: usize,
    pub(crate) guards: usize,
    pub(crate) fired: usize,
    pub(crate) faults: usize,
    pub(crate) windows: usize,
    pub(crate) pictures: usize,
    pub(crate) files: usize,
    pub(crate) pages: u32,
    pub(crate) notices: usize,
    pub(crate) notifications: usize,
    pub(crate) requests: usize,
    pub(crate) most_looks_a_minute: usize,
    /// What all of it took, at the end of each hour.
    pub(crate) samples: Vec<Sample>,
}

/// One of the fleets, as it is watched.
pub(crate) struct Fleet {
    pub(crate) key: &'static str,
    pub(crate) connection: ConnectionId,
    requests_this_hour: usize,
}

type Launching = (usize, JoinHandle<Result<LaunchOutcome, AppError>>);

pub(crate) struct World {
    /// Before the service, which it talks to.
    pub(crate) run: Run,
    pub(crate) service: Service,
    kept: Kept,
    around: Arc<Around>,
    pub(crate) fleets: Vec<Fleet>,
    pub(crate) epoch: u32,
    pub(crate) open: BTreeMap<String, Open>,
    /// The deployment on screen.
    pub(crate) shown: Option<String>,
    pub(crate) fleet_hold: Option<u32>,
    pub(crate) heard: Arc<AtomicUsize>,
    pub(crate) guards: Arc<Mutex<GuardsNotice>>,
    pub(crate) doing: Vec<JoinHandle<()>>,
    launching: Vec<Launching>,
    plan: Option<String>,
    pub(crate) random: Random,
    pub(crate) found: Found,
    /// Last: what is written goes there.
    pub(crate) disk: TempDir,
}

impl World {
    pub(crate) fn new(seed: u64) -> World {
        let service = Service::start(&FLEETS);
        let (disk, around) = (tempfile::tempdir().expect("a folder"), Arc::new(Around::default()));
        let kept = Kept { desk: Some(around.clone() as Arc<dyn Desk>), ..Kept::default() };
        kept.clock.set(START_MS);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let run = Run::start(disk.path(), &kept, runtime.expect("a runtime"));
        let fleets = FLEETS.map(|(key, _)| {
            let draft = ConnectionDraft {
                name: key.to_owned(),
                base_url: service.url.clone(),
                fleet_key: key.to_owned(),
                token: TOKEN.to_owned(),
                keep: Keep::Keyring,
                authorities: Vec::new(),
            };
            let views = run.wait_for(run.program.app.connect(key, None, draft)).expect("it connects");
            let connection = views.active.expect("what was connected is in use");
            Fleet { key, connection, requests_this_hour: 0 }
        });
        World {
            run,
            service,
            kept,
            around,
            fleets: fleets.into(),
            epoch: 1,
            open: BTreeMap::new(),
            shown: None,
            fleet_hold: None,
            heard: Arc::default(),
            guards: Arc::default(),
            doing: Vec::new(),
            launching: Vec::new(),
            plan: None,
            random: Random::new(seed.max(1)),
            found: Found::default(),
            disk,
        }
    }

    /// Runs so many simulated hours; the same seed does the same. It panics when something was lost or asked too often.
    pub(crate) fn run(mut self, hours: u32) -> Found {
        for hour in 1..=hours {
            // A page that was open for an hour is loaded anew: what it held has to go with it.
            self.load_page();
            for minute in 0..60 {
                self.minute(minute);
            }
            self.take_sample(hour);
        }
        self.found.pages = self.epoch - 1;
        self.found.notices = self.heard.load(Ordering::Relaxed);
        self.found.notifications = self.around.notifications.load(Ordering::Relaxed);
        std::mem::take(&mut self.found)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.kept.clock.now_ms()
    }

    fn minute(&mut self, minute: u32) {
        let calm = minute >= CALM_FROM;
        if calm {
            self.service.calm();
        } else if self.random.below(3) == 0 {
            let (fault, times) = (person::fault(&mut self.random, false), 1 + self.random.below(4) as u32);
            self.service.fault(&fault, times);
            self.found.faults += 1;
        }
        if !calm && minute.is_multiple_of(LAUNCH_MINUTES) {
            (0..self.fleets.len()).for_each(|fleet| self.launch(fleet));
        }
        self.plan_on(calm);
        // The window is hidden for a while, and seen again.
        if minute == 28 || minute == 32 {
            self.run.inside(|program| program.app.window_visible(minute == 32));
        }
        self.go_to_a_screen(minute);
        for _ in 0..STEPS_A_MINUTE {
            self.step();
        }
        self.see_to_guards();
        for (uuid, open) in &mut self.open {
            let looks = std::mem::take(&mut open.looks_this_minute);
            assert!(looks <= LOOKS_A_MINUTE, "{uuid}: {looks} looks at one deployment within a minute are a storm");
            self.found.most_looks_a_minute = self.found.most_looks_a_minute.max(looks);
        }
        if calm {
            self.close_the_ended();
        }
    }

    fn step(&mut self) {
        self.service.advance(STEP);
        self.kept.clock.forward(STEP);
        self.run.wait_for(tokio::time::advance(STEP));
        // Silence twice: on a busy computer an exchange may take longer than one pause.
        let mut silent = 0;
        while silent < 2 {
            self.run.breathe();
            let heard = self.service.heard();
            silent = if heard.is_empty() { silent + 1 } else { 0 };
            self.found.requests += heard.len();
            for (operation, path) in heard {
                let of = self.fleets.iter_mut().find(|fleet| path.split('/').any(|part| part == fleet.key));
                of.expect("each request is of a fleet").requests_this_hour += 1;
                let open = self.open.iter_mut().find(|(uuid, _)| path.contains(uuid.as_str()));
                if let (Some(Operation::Devices), Some((_, open))) = (operation, open) {
                    open.looks_this_minute += 1;
                }
            }
        }
        self.take_outcomes();
        self.hear_notices();
        let (ended, going): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.doing).into_iter().partition(JoinHandle::is_finished);
        self.doing = going;
        for one in ended {
            self.run.wait_for(one).expect("what the page asks for does not panic");
        }
    }

    fn launch(&mut self, fleet: usize) {
        let number = self.found.launches;
        let (id, comment) = (format!("launch-{number}"), format!("press {number}"));
        let draft = person::draft(&comment, &mut self.random);
        let (app, connection) = (self.run.program.app.clone(), self.fleets[fleet].connection.clone());
        let launched = self.run.begin(async move { app.launch(&id, &connection, draft, None, &person::YES).await });
        self.launching.push((fleet, launched));
        self.found.launches += 1;
    }

    fn take_outcomes(&mut self) {
        let (ended, going): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.launching).into_iter().partition(|(_, launched)| launched.is_finished());
        self.launching = going;
        for (fleet, launched) in ended {
            let outcome = self.run.wait_for(launched).expect("a launch does not panic");
            let Some(uuid) = outcome.ok().and_then(|outcome| outcome.deployment().map(ToString::to_string)) else {
                continue;
            };
            let open = self.opened(fleet, &uuid);
            if fleet != PLANNED {
                let (connection, rule) = (&self.fleets[fleet].connection, person::rule(&mut self.random));
                let armed =
                    self.run.inside(|program| program.app.guards.arm(connection, &uuid.as_str().into(), None, rule));
                armed.expect("a guard that has not fired is armed");
                self.found.guards += 1;
            }
            self.open.insert(uuid, open);
        }
    }

    /// What a guard fired for is seen, and it is armed again.
    fn see_to_guards(&mut self) {
        let guards = std::mem::take(&mut *self.guards.lock().expect("nobody panicked")).guards;
        for guard in guards.iter().filter(|guard| guard.stage == GuardStage::Fired) {
            // A plan's is acknowledged with its plan, perhaps meanwhile.
            if self.run.inside(|program| program.app.guards.acknowledge(&guard.id)).is_ok() {
                self.found.fired += 1;
            }
        }
    }

    /// The plan runs, and runs again when it has ended; of those that have ended, none is kept.
    fn plan_on(&mut self, calm: bool) {
        let plans = self.run.program.app.plans.clone();
        let Some(id) = self.plan.clone() else {
            if calm {
                return;
            }
            let plan = person::plan(&format!("plan {}", self.found.begun));
            let connection = self.fleets[PLANNED].connection.clone();
            let id = self.run.inside(|_| plans.save(&connection, None, plan)).expect("it is saved").id;
            self.found.begun += 1;
            self.plan = Some(id);
            return;
        };
        let view = plans.view(&id).expect("a plan stays until it is removed");
        match view.stage {
            PlanStage::Done { .. } | PlanStage::Stopped { .. } => {
                self.found.waves += view.waves.iter().filter(|wave| wave.deployment.is_some()).count();
                self.run.inside(|_| plans.remove(&id)).expect("what has ended can be removed");
                self.plan = None;
                self.found.plans += 1;
            }
            // Where the service could not be asked, nothing was sent, and it is pressed again.
            PlanStage::Written => {
                let app = self.run.program.app.clone();
                self.begin(async move { drop(app.plan_start(&id, None, person::YES.to_vec()).await) });
            }
            // Nobody can know: it is looked for once more, set aside, and the plan is stopped, since it might send twice.
            PlanStage::Halted { why, .. } if why.reason == HaltReason::Unresolved => {
                let of_wave = |wave: &WaveView| (wave.stage == WaveStage::Unresolved).then(|| wave.launch.clone())?;
                match view.waves.iter().find_map(of_wave) {
                    Some(launch) => self.set_aside(launch),
                    None => {
                        let aside = view.waves.iter().any(|wave| wave.stage == WaveStage::SetAside);
                        let act = if aside { PlanAct::Stop { abort: false } } else { PlanAct::Resume };
                        drop(self.run.inside(|_| plans.act(&id, &act)));
                    }
                }
            }
            // What cannot be done just now is refused in words.
            PlanStage::Halted { .. } => drop(self.run.inside(|_| plans.act(&id, &PlanAct::Resume))),
            _ => {}
        }
    }

    fn set_aside(&mut self, launch: String) {
        let launches = self.run.program.app.launches.clone();
        self.begin(async move {
            if launches.look_again(&launch).await.is_ok_and(|outcome| outcome.is_open()) {
                launches.dismiss(&launch).expect("what nobody knows of can be set aside");
            }
        });
        self.found.set_aside += 1;
    }

    /// What has ended is compared with what the service says, device for device in number, and let go.
    fn close_the_ended(&mut self) {
        let ended: Vec<String> =
            self.open.iter().filter(|(_, open)| open.has_finished()).map(|(uuid, _)| uuid.clone()).collect();
        for uuid in ended {
            let open = self.open.remove(&uuid).expect("it was open");
            let truth = self.service.truth(self.fleets[open.fleet].key, &uuid);
            let seen = open.last.expect("it was seen").counts;
            assert_eq!(
                [seen.succeeded, seen.failed, seen.aborted].map(|count| count as usize),
                [truth[2], truth[3], truth[4]],
                "{uuid}, open since {}: no change was lost",
                open.opened_ms
            );
            self.run.program.app.watches.unwatch(open.hold);
            self.found.seen_to_end += 1;
        }
    }

    fn take_sample(&mut self, hour: u32) {
        let launches = self.run.program.app.storage_view().expect("the store can be read").launches;
        let a_minute = |fleet: &mut Fleet| (fleet.key, std::mem::take(&mut fleet.requests_this_hour) as f64 / 60.0);
        let a_minute = self.fleets.iter_mut().map(a_minute).collect();
        let sample = account::sample(hour, self.disk.path(), launches, a_minute, self.service.process());
        eprintln!("{}", sample.told(self.open.len(), self.doing.len()));
        self.found.samples.push(sample);
    }
}
