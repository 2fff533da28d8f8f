//! The law of a plan, over seeded histories of answers, faults, kills, pauses and clocks that are set: no wave is sent twice, no gate opens
//! early, a pause holds, every halt is explained. What must hold is told by the world here, which knows the true time and what it created.

use std::collections::BTreeMap;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::*;
use crate::wire::LaunchOutcome;
use oracle::{Oracle, counted_holds, plan_of};

mod ending;
mod oracle;

/// Between two looks.
const LOOK_MS: i64 = 15_000;
/// A true minute of the day, to be inside or outside hours.
const START_MS: i64 = 1_800_000_000_000;

/// What the service and the journal know.
#[derive(Default)]
struct World {
    /// The true time, which nobody can set.
    true_ms: i64,
    /// How far this computer's clock is off.
    off_ms: i64,
    created: BTreeMap<(usize, u32), i64>,
    journal: BTreeMap<(usize, u32), Option<LaunchOutcome>>,
    /// Succeeded, failed, aborted, moving.
    devices: BTreeMap<usize, [u32; 4]>,
}

struct History {
    random: SmallRng,
    world: World,
    run: Run,
    disk: Run,
    plan: Plan,
    oracles: Vec<Oracle>,
    /// By hand, whatever the gate said.
    forced: Vec<bool>,
    turned_ms: Option<i64>,
    seed: u64,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let plan = plan_of(&mut random);
        let run = Run::new(plan.clone(), String::new(), Vec::new(), None, START_MS);
        let waves = plan.waves.len();
        Self {
            random,
            world: World { true_ms: START_MS, ..World::default() },
            disk: run.clone(),
            run,
            plan,
            oracles: vec![Oracle::default(); waves],
            forced: vec![false; waves],
            turned_ms: None,
            seed,
        }
    }

    fn chance(&mut self, share: f64) -> bool {
        self.random.random_bool(share)
    }

    fn local_ms(&self) -> i64 {
        self.world.true_ms + self.world.off_ms
    }

    /// A kill: only what is on disk is left.
    fn kill(&mut self) {
        let text = serde_json::to_string(&self.disk).expect("a run can be written");
        self.run = serde_json::from_str(&text).expect("and read again");
        self.turned_ms = None;
        let now_ms = self.local_ms();
        let journal = &self.world.journal;
        self.run.resumed(&|wave, tries| journal.contains_key(&(wave, tries)), now_ms);
        // What the journal knows of launches is told, as at each start.
        for ((wave, tries), outcome) in self.world.journal.clone() {
            if let Some(outcome) = outcome {
                self.run.launched(wave, tries, &outcome, now_ms);
            }
        }
    }

    /// Writes it down; where that fails, nothing has happened.
    fn keep(&mut self, before: Run) -> bool {
        if !self.run.differs(&self.disk) {
            return true;
        }
        if self.chance(0.02) {
            self.run = before;
            return false;
        }
        self.disk = self.run.clone();
        true
    }

    fn turn(&mut self) {
        let passed_ms = self.turned_ms.map_or(0, |turned| self.world.true_ms - turned);
        self.turned_ms = Some(self.world.true_ms);
        for wave in 0..self.plan.waves.len() {
            if self.run.waves[wave].is_out() && self.chance(0.85) {
                self.look(wave);
            }
        }
        // What was seen is not forgotten where it cannot be kept.
        let before = self.run.clone();
        let zone = |_: i64| 0;
        let ms = self.local_ms();
        let now = Now { ms, oldest_ms: ms - 2 * LOOK_MS, zone: &zone };
        self.run.waited(passed_ms, &now);
        if let Some(wave) = self.run.step(&now) {
            self.look(wave);
        }
        if self.keep(before) {
            self.perform();
        }
    }

    fn look(&mut self, wave: usize) {
        let Some([succeeded, failed, aborted, moving]) = self.world.devices.get(&wave).copied() else { return };
        let counts = Counts { succeeded, failed, aborted, pending: moving, ..Counts::default() };
        let whole = self.chance(0.95);
        let seen = Seen {
            counts,
            at_ms: self.local_ms(),
            service_ms: Some(self.world.true_ms),
            whole,
            finished: whole && moving == 0 && succeeded + failed + aborted > 0,
            causes: BTreeMap::new(),
            looked_at: failed,
        };
        self.run.saw(wave, seen);
        let gate = self.plan.waves[wave].gate.clone();
        let true_ms = self.world.true_ms;
        let oracle = &mut self.oracles[wave];
        (oracle.looked_ms, oracle.counts, oracle.whole) = (true_ms, counts, whole);
        oracle.excused.failed = oracle.excused.failed.min(failed);
        let holds = counted_holds(&gate, oracle);
        oracle.holds_since = if holds {
            oracle.holds_since.or(Some(true_ms))
        } else if whole {
            None
        } else {
            oracle.holds_since
        };
    }

    fn perform(&mut self) {
        match self.run.due() {
            Some(Due::Launch { wave, tries }) => self.launch(wave, tries),
            Some(Due::Abort { wave }) => {
                let before = self.run.clone();
                self.run.aborting(wave);
                if self.keep(before) {
                    if let Some([_, _, aborted, moving]) = self.world.devices.get_mut(&wave) {
                        (*aborted, *moving) = (*aborted + *moving, 0);
                    }
                    let now_ms = self.local_ms();
                    self.run.aborted(wave, &Ok(AbortOutcome::Accepted { message: None }), now_ms);
                }
            }
            _ => {}
        }
    }

    /// As `Launches::launch`: a repeated id has its first outcome, an open one is looked for.
    fn launch(&mut self, wave: usize, tries: u32) {
        assert!(self.run.stage == PlanStage::Running, "seed {}: nothing is sent unless it runs", self.seed);
        assert!(
            self.disk.stage == PlanStage::Running && self.disk.waves[wave].stage == WaveStage::Sending,
            "seed {}: what is sent was written down before",
            self.seed
        );
        self.run.sending(wave);
        let id = (wave, tries);
        let outcome = match self.world.journal.get(&id).cloned() {
            Some(Some(known)) => known,
            Some(None) => self.resolve(id),
            None => {
                if self.chance(0.05) {
                    let error = AppError::new(crate::wire::ErrorCode::RuleForbids, "Not in these hours.");
                    let now_ms = self.local_ms();
                    return self.run.not_launched(wave, &error, false, now_ms);
                }
                self.world.journal.insert(id, None);
                if self.chance(0.05) {
                    return self.kill();
                }
                self.create(id);
                if self.chance(0.05) {
                    return self.kill();
                }
                match self.random.random_range(0..10) {
                    0 => self.resolve(id),
                    _ if self.world.created.contains_key(&id) => created(id),
                    _ => LaunchOutcome::Refused {
                        error: AppError::new(crate::wire::ErrorCode::Unreachable, "No such host."),
                    },
                }
            }
        };
        if !outcome.is_unresolved() {
            self.world.journal.insert(id, Some(outcome.clone()));
        }
        if self.chance(0.03) {
            return self.kill();
        }
        let before = self.run.clone();
        let now_ms = self.local_ms();
        self.run.launched(wave, tries, &outcome, now_ms);
        // An answer that cannot be kept is read from the journal in the next run.
        if self.run.differs(&before) && !self.chance(0.02) {
            self.disk = self.run.clone();
        }
    }

    fn create(&mut self, id: (usize, u32)) {
        if self.chance(0.1) {
            return;
        }
        let twice = self.world.created.keys().any(|(wave, _)| *wave == id.0);
        assert!(!twice, "seed {}: wave {} is created twice", self.seed, id.0);
        self.judge_gate(id.0);
        self.world.created.insert(id, self.world.true_ms);
        let devices = self.random.random_range(1..30);
        self.world.devices.insert(id.0, [0, 0, 0, devices]);
    }

    /// What must be true where a wave is sent and nobody sent it by hand.
    fn judge_gate(&self, wave: usize) {
        let Some(before) = wave.checked_sub(1) else { return };
        if self.forced[wave] {
            return;
        }
        let (gate, oracle, seed) = (&self.plan.waves[before].gate, &self.oracles[before], self.seed);
        let of = format!("seed {seed}, gate of wave {before}: {gate:?}, {:?}", oracle.counts);
        assert!(counted_holds(gate, oracle), "what is counted holds. {of}");
        let passed = self.run.waves[before].passed_ms.is_some();
        assert!(passed, "and it was passed. {of}");
        let since = oracle.holds_since.unwrap_or(i64::MAX);
        let waited = self.world.true_ms.saturating_sub(since) >= i64::from(gate.wait_minutes) * 60_000;
        assert!(waited || oracle.skipped, "it waited as long as it had to. {of}");
        let inside = |hours: &GateHours| {
            let minute = |ms: i64| ms.div_euclid(60_000).rem_euclid(1_440);
            let (from, to) = (i64::from(hours.from), i64::from(hours.to));
            [minute(self.world.true_ms), minute(self.world.true_ms - 2 * LOOK_MS)]
                .into_iter()
                .any(|minute| if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to })
        };
        assert!(gate.hours.as_ref().is_none_or(inside), "it is in its hours by the true time. {of}");
        assert!(gate.word.is_none() || oracle.said, "a person said yes. {of}");
    }

    fn resolve(&mut self, id: (usize, u32)) -> LaunchOutcome {
        if self.world.created.contains_key(&id) && self.chance(0.7) {
            let LaunchOutcome::Created { deployment } = created(id) else { unreachable!() };
            return LaunchOutcome::Adopted { deployment, why: "The answer was lost.".into() };
        }
        LaunchOutcome::Unknown {
            why: "The answer was lost.".into(),
            trouble: None,
            created: false,
            searched: None,
            candidates: Vec::new(),
        }
    }

    fn settle(&mut self) {
        let open = self.world.journal.iter().find(|(_, outcome)| outcome.is_none()).map(|(id, _)| *id);
        let Some(id) = open else { return };
        let outcome = if self.world.created.contains_key(&id) && self.chance(0.8) {
            created(id)
        } else {
            LaunchOutcome::Dismissed
        };
        self.world.journal.insert(id, Some(outcome.clone()));
        let now_ms = self.local_ms();
        self.run.launched(id.0, id.1, &outcome, now_ms);
    }

    fn act(&mut self) {
        let act = match self.random.random_range(0..14) {
            0..=1 => PlanAct::Pause,
            2..=5 => PlanAct::Resume,
            6..=7 => PlanAct::SkipWait,
            8 => PlanAct::SendNext { wave: self.random.random_range(0..4) },
            9..=11 => PlanAct::SayYes { word: if self.chance(0.8) { "go" } else { "no" }.into() },
            12 => PlanAct::Stop { abort: self.chance(0.5) },
            _ => return self.settle(),
        };
        if matches!(act, PlanAct::Stop { .. }) && self.chance(0.8) {
            return;
        }
        let zone = |_: i64| 0;
        let ms = self.local_ms();
        let now = Now { ms, oldest_ms: ms - 2 * LOOK_MS, zone: &zone };
        let before = self.run.clone();
        let out = self.run.waves.iter().position(|wave| wave.stage == WaveStage::Out);
        if self.run.act(&act, &now).is_err() {
            assert!(!self.run.differs(&before), "seed {}: what is refused changes nothing", self.seed);
            return;
        }
        if !self.keep(before) {
            return;
        }
        match act {
            PlanAct::Resume => {
                for (oracle, wave) in self.oracles.iter_mut().zip(&self.plan.waves) {
                    oracle.excused = oracle.counts;
                    if counted_holds(&wave.gate, oracle) {
                        oracle.holds_since.get_or_insert(self.world.true_ms);
                    }
                }
            }
            PlanAct::SkipWait => self.oracles[out.expect("one is out")].skipped = true,
            PlanAct::SayYes { .. } => self.oracles[out.expect("one is out")].said = true,
            PlanAct::SendNext { .. } => {
                let next = self.run.waves.iter().position(|wave| wave.stage == WaveStage::Sending);
                self.forced[next.expect("it is being sent")] = true;
            }
            _ => {}
        }
    }

    fn live(&mut self) {
        for _ in 0..self.random.random_range(20..120) {
            let step = if self.chance(0.1) { self.random.random_range(0..600_000) } else { LOOK_MS };
            self.world.true_ms += step;
            if self.chance(0.02) {
                self.world.off_ms += self.random.random_range(-7_200_000..7_200_000);
            }
            let failing = self.random.random_range(0..3) == 0;
            let random = &mut self.random;
            for [succeeded, failed, _, moving] in self.world.devices.values_mut() {
                let ended = random.random_range(0..=*moving);
                *moving -= ended;
                if failing && random.random_bool(0.5) { *failed += ended } else { *succeeded += ended }
            }
            self.turn();
            if self.chance(0.15) {
                self.act();
            }
            if self.chance(0.03) {
                self.kill();
            }
            self.explained();
        }
    }

    fn explained(&self) {
        if let PlanStage::Halted { why, .. } = &self.run.stage {
            assert!(!why.text.is_empty(), "seed {}: a halt has its reason", self.seed);
            let told = self.run.happened.iter().any(|event| event.bad && event.text.contains(&why.text));
            assert!(told, "seed {}: and is among what happened: {}", self.seed, why.text);
        }
    }
}

fn created(id: (usize, u32)) -> LaunchOutcome {
    LaunchOutcome::Created { deployment: format!("dp-{}-{}", id.0, id.1).into() }
}

#[test]
fn no_history_sends_twice_or_early() {
    let histories = std::env::var("FLIGHTDECK_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(3_000_u64);
    let (mut sent, mut done, mut halted) = (0_usize, 0, 0);
    let first = std::env::var("FLIGHTDECK_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    for seed in first..first + histories {
        let mut history = History::new(seed);
        history.live();
        history.ends_well();
        sent += history.world.created.len();
        done += usize::from(matches!(history.run.stage, PlanStage::Done { .. }));
        halted += usize::from(history.run.happened.iter().any(|event| event.text.starts_with("Halted")));
    }
    let of = histories as usize;
    assert!(
        sent > of && done > of / 20 && halted > of / 10,
        "the histories are of every kind: {sent} sent, {done} done, {halted} halted of {of}"
    );
}
