//! What the person before the screen does in the course of a minute.

use std::time::Duration;

use flightdeck_core::wire::{AbortScope, PlanAct, PlanStage};
use flightdeck_tests::ground::FLEET;
use tokio::sync::mpsc;

use crate::book::Press;
use crate::person;
use crate::world::{WATCHED, Watched, World, pick};

impl World {
    /// One of the things that a person does.
    pub(crate) fn act(&mut self, calm: bool) {
        if self.random.below(3) == 0 {
            self.launch(calm);
        }
        if self.random.below(3) == 0 {
            self.watch_one();
        }
        if self.random.below(15) == 0 {
            self.abort_one();
        }
        if self.random.below(12) == 0 {
            self.guard_one();
        }
        if self.random.below(8) == 0 {
            self.repeat_one();
        }
        if self.random.below(6) == 0 {
            self.plan_on();
        }
    }

    fn launch(&mut self, calm: bool) {
        let number = self.book.presses.len();
        let comment = format!("press {number}");
        if self.random.below(6) == 0 {
            let ago = Duration::from_secs(1 + self.random.below(1_000));
            let stranger = self.simulator.stranger_deploys(FLEET, &comment, ago).expect("there is such a fleet");
            self.book.strangers.insert(stranger);
            self.found.strangers += 1;
        }
        if !calm && let Some(fault) = person::create_fault(&mut self.random) {
            self.book.note(self.service_ms(), format!("the next create meets {fault:?}"));
            self.simulator.faults().on(person::CREATE, fault, 1);
            self.found.faults += 1;
        }
        let draft = person::draft(&comment, &mut self.random);
        let id = format!("id-{number}");
        self.book.presses.push(Press { id: id.clone(), comment, deployment: None });
        self.found.launches += 1;
        let (app, connection) = (self.run_of().program.app.clone(), self.connection.clone());
        let launched = async move { app.launch(&id, &connection, draft, None, &person::YES).await };
        let launched = self.run_of().begin(launched);
        self.launching.push((number, launched));
    }

    /// The same command again, as a page does that lost its answer.
    fn repeat_one(&mut self) {
        let busy: Vec<usize> = self.launching.iter().map(|(number, _)| *number).collect();
        let known: Vec<usize> = (0..self.book.presses.len())
            .filter(|number| !busy.contains(number) && self.book.was_sent(&self.book.presses[*number].comment))
            .collect();
        let Some(number) = pick(&mut self.random, &known) else { return };
        let id = self.book.presses[number].id.clone();
        let draft = person::draft(&self.book.presses[number].comment, &mut self.random);
        let (app, connection) = (self.run_of().program.app.clone(), self.connection.clone());
        let launched =
            self.run_of().begin(async move { app.launch(&id, &connection, draft, None, &person::YES).await });
        self.launching.push((number, launched));
        self.found.repeated += 1;
    }

    fn known_deployments(&self) -> Vec<String> {
        self.book.presses.iter().rev().take(40).filter_map(|press| press.deployment.clone()).collect()
    }

    fn watch_one(&mut self) {
        let known = self.known_deployments();
        let Some(uuid) = pick(&mut self.random, &known) else { return };
        if self.watched.contains_key(&uuid) {
            return;
        }
        if self.watched.len() == WATCHED
            && let Some((_, old)) = self.watched.pop_first()
        {
            self.run_of().program.app.watches.unwatch(old.watch);
        }
        let (sender, notices) = mpsc::unbounded_channel();
        let watch = self.run_of().inside(|program| {
            let told = move |notice| sender.send(notice).is_ok();
            program.app.watches.watch(1, &self.connection, &uuid.as_str().into(), told).expect("it is watched")
        });
        self.watched.insert(uuid, Watched { watch, notices, last: None, calm: None });
    }

    fn abort_one(&mut self) {
        let known = self.known_deployments();
        let Some(uuid) = pick(&mut self.random, &known) else { return };
        let id = format!("abort-{}", self.found.aborts);
        self.found.aborts += 1;
        self.book.aborted(&uuid, self.service_ms());
        self.book.note(self.service_ms(), format!("an abort of {uuid} is pressed"));
        self.stopped.push(uuid.clone());
        let (app, connection) = (self.run_of().program.app.clone(), self.connection.clone());
        let aborted = self.run_of().begin(async move {
            let outcome = app.aborts.abort(&id, &connection, &uuid.as_str().into(), &AbortScope::Deployment).await;
            outcome.expect("what the service says is in the outcome");
        });
        self.aborting.push(aborted);
    }

    fn guard_one(&mut self) {
        let known = self.known_deployments();
        let Some(uuid) = pick(&mut self.random, &known) else { return };
        let rule = person::rule(&mut self.random);
        let armed =
            self.run_of().inside(|program| program.app.guards.arm(&self.connection, &uuid.as_str().into(), None, rule));
        // One that has fired wants to be acknowledged first, and says so.
        self.found.guards += usize::from(armed.is_ok());
    }

    fn plan_on(&mut self) {
        let Some(id) = self.plan.clone() else {
            let name = format!("plan {}", self.found.plans);
            let plan = person::plan(&name, &mut self.random);
            let run = self.run_of();
            let id =
                run.inside(|program| program.app.plans.save(&self.connection, None, plan)).expect("it is saved").id;
            if run.wait_for(run.program.app.plan_start(&id, None, person::YES.to_vec())).is_ok() {
                self.found.plans += 1;
                self.plan = Some(id);
            }
            return;
        };
        let view = self.run_of().program.app.plans.view(&id).expect("a plan that was started stays");
        let act = match view.stage {
            PlanStage::Done { .. } | PlanStage::Stopped { .. } => {
                // So many plans are kept and no more.
                self.run_of().inside(|program| program.app.plans.remove(&id)).expect("what has ended can be removed");
                self.plan = None;
                return;
            }
            PlanStage::Halted { .. } if self.random.below(3) == 0 => PlanAct::Stop { abort: false },
            PlanStage::Halted { .. } | PlanStage::Paused { .. } => PlanAct::Resume,
            _ if self.random.below(4) == 0 => PlanAct::Pause,
            _ => return,
        };
        // What cannot be done just now is refused in words.
        let _ = self.run_of().inside(|program| program.app.plans.act(&id, &act));
    }
}
