//! The application's own plans: paused, halted by a guard, a list as a wave, stopped with what is out, sent back.

use std::sync::Arc;
use std::time::Duration;

use connect_simulator::{Fault, Operation, Simulator};
use flightdeck_core::wire::{
    BatchStage, ConnectionId, DeviceId, Draft, FleetReads, FleetView, Gate, GateFailed, GuardLimit, GuardRule,
    HaltReason, Plan, PlanAct, PlanBack, PlanStage, PlanView, PlanWave, WaveStage, WaveTarget,
};
use flightdeck_tests::ground::FLOW;
use flightdeck_tests::program::{MemoryPreferences, Program};
use tokio::runtime::Runtime;

use super::{sent, service, wait};

struct World {
    runtime: Runtime,
    _service: Runtime,
    simulator: Simulator,
    program: Program,
    connection: ConnectionId,
    _disk: tempfile::TempDir,
}

fn world(speed: f64) -> World {
    let (service, simulator) = service(speed);
    let disk = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let (program, connection) = runtime.block_on(async {
        let program = Program::start(disk.path(), Arc::new(MemoryPreferences::default()));
        let settings = flightdeck_core::wire::Settings { poll_seconds: 5, ..program.app.settings() };
        program.app.settings_set(settings).unwrap();
        let connection = program.connect(&simulator.url()).await;
        (program, connection)
    });
    World { runtime, _service: service, simulator, program, connection, _disk: disk }
}

fn group(name: &str, gate: Gate) -> PlanWave {
    let target = WaveTarget::Filters { groups: vec![name.into()], filters: Vec::new(), rest: false };
    PlanWave { name: name.into(), target, gate, guard: None }
}

fn plan(waves: Vec<PlanWave>) -> Plan {
    let request = Draft { flow_uuid: FLOW.into(), ..Draft::default() };
    Plan { name: "Gateway".into(), request, waves, back: None }
}

impl World {
    fn start(&self, plan: Plan) -> String {
        let _inside = self.runtime.enter();
        let id = self.program.app.plans.save(&self.connection, None, plan).unwrap().id;
        self.runtime.block_on(self.program.app.plan_start(&id, None, Vec::new())).unwrap();
        id
    }

    fn view(&self, id: &str) -> PlanView {
        self.program.app.plans.view(id).unwrap()
    }

    fn act(&self, id: &str, act: PlanAct) -> PlanView {
        let _inside = self.runtime.enter();
        self.program.app.plans.act(id, &act).unwrap()
    }

    fn until(&self, id: &str, what: &str, is: impl Fn(&PlanView) -> bool) -> PlanView {
        wait(&format!("{what}: {:#?}", self.view(id).happened.first()), || is(&self.view(id)));
        self.view(id)
    }

    /// A wave that is a list of so many devices.
    fn list(&self, many: u32) -> PlanWave {
        PlanWave { target: WaveTarget::Devices { devices: self.devices(many) }, ..PlanWave::default() }
    }

    /// The same, with the answer to each of its creates so late.
    fn slow_list(&self, many: u32, late: Duration) -> PlanWave {
        self.simulator.faults().on(Operation::Create, Fault::Delay(late), many);
        self.list(many)
    }

    /// Some devices, as the fleet names them.
    fn devices(&self, many: u32) -> Vec<DeviceId> {
        let fleets = &self.program.app.fleets;
        let _inside = self.runtime.enter();
        let read = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let heard = read.clone();
        fleets
            .watch(1, &self.connection, move |notice| {
                let whole = matches!(notice.service, FleetReads::Read { whole: true, .. });
                heard.store(whole, std::sync::atomic::Ordering::SeqCst);
                true
            })
            .unwrap();
        wait("the fleet is read", || read.load(std::sync::atomic::Ordering::SeqCst));
        fleets.rows(&self.connection, &FleetView::all(), 0, many).rows.into_iter().map(|row| row.id).collect()
    }
}

fn halted(view: &PlanView) -> Option<HaltReason> {
    match &view.stage {
        PlanStage::Halted { why, .. } => Some(why.reason),
        _ => None,
    }
}

#[test]
fn a_pause_holds_the_wave_that_would_be_next_and_resuming_sends_it_once() {
    let world = world(120.0);
    let most = Gate { finished_percent: 50, ..Gate::default() };
    let id = world.start(plan(vec![group("Lab", most.clone()), group("Test", most)]));
    world.act(&id, PlanAct::Pause);
    world.until(&id, "the first wave is out, or held", |view| view.waves[0].stage != WaveStage::Sending);
    std::thread::sleep(Duration::from_secs(12));
    assert!(sent(&world.simulator).len() <= 1, "no wave is sent while it is paused: {:?}", sent(&world.simulator));
    world.act(&id, PlanAct::Resume);
    let view = world.until(&id, "it is done", |view| matches!(view.stage, PlanStage::Done { .. }));
    assert!(view.waves.iter().all(|wave| wave.stage == WaveStage::Passed));
    assert_eq!(sent(&world.simulator).values().sum::<u32>(), 2, "each wave once");
}

#[test]
fn a_guard_that_fires_halts_it_and_is_acknowledged_with_it() {
    let world = world(120.0);
    let limits = vec![GuardLimit::FailedShare { percent: 0, least: 1 }];
    let guard = Some(GuardRule { limits, abort: false });
    let first = PlanWave { guard, ..group("Production", Gate { finished_percent: 50, ..Gate::default() }) };
    let id = world.start(plan(vec![first, group("Test", Gate::default())]));
    let view = world.until(&id, "its guard fires", |view| halted(view).is_some());
    assert_eq!(halted(&view), Some(HaltReason::Guard), "{:#?}", view.happened);
    assert_eq!(sent(&world.simulator).len(), 1, "the second wave waits for a person");
    world.act(&id, PlanAct::Resume);
    world.until(&id, "the second wave is sent", |view| view.waves[1].deployment.is_some());
    assert!(world.program.app.guards.armed().len() <= 1, "the guard was acknowledged along");
}

#[test]
fn a_list_is_a_wave_of_one_deployment_for_each() {
    let world = world(120.0);
    let list = PlanWave { gate: Gate { finished_percent: 60, ..Gate::default() }, ..world.list(5) };
    let id = world.start(plan(vec![list, group("Lab", Gate { finished_percent: 50, ..Gate::default() })]));
    let view = world.until(&id, "it is done", |view| matches!(view.stage, PlanStage::Done { .. }));
    assert_eq!(view.waves[0].counts.unwrap().total(), 5, "all of the list are counted");
    let sent = sent(&world.simulator);
    assert_eq!(sent.values().sum::<u32>(), 6, "five devices, then one wave: {sent:?}");
}

/// Paused in the middle of a list, it sends to nobody more; resumed, to each of the others once.
#[test]
fn a_list_that_is_being_sent_is_paused_where_it_is() {
    let world = world(120.0);
    let list = world.slow_list(9, Duration::from_millis(400));
    let id = world.start(plan(vec![list]));
    let many = || sent(&world.simulator).values().sum::<u32>();
    wait("some are sent", || many() >= 2);
    world.act(&id, PlanAct::Pause);
    wait("it is stopped", || {
        let batch = world.program.app.batches.view(&format!("plan-{id}-0")).unwrap();
        batch.stage == BatchStage::Stopped && batch.now.is_none()
    });
    let paused = many();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(many(), paused, "nobody more is sent to");
    assert!(paused < 9, "it was in the middle of it: {paused}");
    world.act(&id, PlanAct::Resume);
    world.until(&id, "it is done", |view| matches!(view.stage, PlanStage::Done { .. }));
    assert_eq!(many(), 9, "each of them once");
}

/// A batch that a person stops pauses its plan, which would go on with it within seconds; one that stands since the program ends does not.
#[test]
fn a_batch_that_is_stopped_by_hand_pauses_its_plan_and_one_that_the_end_stops_does_not() {
    for ends in [false, true] {
        let world = world(120.0);
        let id = world.start(plan(vec![world.slow_list(9, Duration::from_millis(400))]));
        let many = || sent(&world.simulator).values().sum::<u32>();
        wait("some are sent", || many() >= 2);
        let _inside = world.runtime.enter();
        if ends {
            world.program.app.plans.hold();
        }
        let batch = format!("plan-{id}-0");
        world.program.app.batches.stop(&batch).unwrap();
        wait("the one that is on its way is answered", || {
            world.program.app.batches.view(&batch).unwrap().now.is_none()
        });
        let stopped = many();
        std::thread::sleep(Duration::from_secs(5));
        assert_eq!(many(), stopped, "nobody more is sent to, whoever said so (ends: {ends})");
        let stage = world.view(&id).stage;
        if ends {
            assert_eq!(stage, PlanStage::Running, "the next run goes on with it");
        } else {
            assert!(matches!(stage, PlanStage::Paused { .. }), "else it would be resumed: {stage:?}");
        }
    }
}

/// Stopped in the middle of a list: those that were sent to are aborted, with the one that is on its way, and nobody else is sent to.
#[test]
fn a_list_that_is_being_sent_is_aborted_as_far_as_it_was_sent() {
    let world = world(4.0);
    let list = world.slow_list(40, Duration::from_millis(300));
    let id = world.start(plan(vec![list, group("Lab", Gate::default())]));
    wait("some are sent", || sent(&world.simulator).values().sum::<u32>() >= 3);
    world.act(&id, PlanAct::Stop { abort: true });
    let view = world.until(&id, "all of them have ended", |view| {
        view.waves[0].counts.is_some_and(|counts| counts.aborted > 0 && counts.all_terminal())
    });
    let out = sent(&world.simulator).values().sum::<u32>();
    assert!((3..20).contains(&out), "no more is sent of a plan that was stopped: {out}");
    assert_eq!(view.waves[0].counts.map(|counts| counts.total()), Some(out), "each that was sent to is seen");
    assert!(view.happened.iter().any(|event| event.text == "Wave 1: abort requested."), "{:#?}", view.happened);
    let aborts =
        world.simulator.requests().iter().filter(|one| one.operation == Some(Operation::AbortDeployment)).count();
    assert_eq!(aborts as u32, out, "each of them is aborted once, also the one that was on its way");
    assert_eq!(view.waves[1].stage, WaveStage::Waiting, "and the next wave stays where it is");
}

#[test]
fn stopped_with_what_is_out_it_aborts_once_and_goes_back_only_when_told() {
    let world = world(4.0);
    let back = PlanBack {
        request: Draft { flow_uuid: FLOW.into(), comment: "Back".into(), ..Draft::default() },
        succeeded: true,
        failed: true,
    };
    let strict = Gate { failed: Some(GateFailed { percent: 99, least: 1 }), ..Gate::default() };
    let of = plan(vec![group("Production", strict), group("Test", Gate::default())]);
    let id = world.start(Plan { back: Some(back), ..of });
    world.until(&id, "some have ended", |view| {
        view.waves[0].counts.is_some_and(|counts| counts.succeeded > 0 && counts.moving() > 0)
    });
    world.act(&id, PlanAct::Stop { abort: true });
    let view =
        world.until(&id, "they are aborted", |view| view.waves[0].counts.is_some_and(|counts| counts.aborted > 0));
    assert!(view.happened.iter().any(|event| event.text == "Wave 1: abort requested."), "{:#?}", view.happened);
    let _inside = world.runtime.enter();
    let wrong = world.program.app.plans.act(&id, &PlanAct::Back { word: "yes".into() });
    assert!(wrong.is_err(), "it takes the plan's name");
    let view = world.act(&id, PlanAct::Back { word: "Gateway".into() });
    assert!(!view.back.is_empty());
    let view = world.until(&id, "it was sent back", |view| {
        view.back.iter().all(|back| back.deployment.is_some() || back.why.is_some())
    });
    let again = world.program.app.plans.act(&id, &PlanAct::Back { word: "Gateway".into() });
    assert!(again.is_err(), "once");
    let went = view.back.iter().filter(|back| back.deployment.is_some()).count() as u32;
    assert_eq!(sent(&world.simulator).get("Back").copied().unwrap_or_default(), went, "{:#?}", view.back);
    assert!(went > 0, "{:#?}", view.back);
}
