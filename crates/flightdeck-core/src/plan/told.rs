//! Telling the page of plans: whole, and whenever something about one changes.

use tokio::sync::watch;

use super::book::Entry;
use super::run::{Run, Wave};
use super::{Page, Plans, ids, unknown, words};
use crate::wire::{
    AppError, ConnectionId, Counts, GateHolds, GateLine, PlanRow, PlanStage, PlanView, PlansNotice, WaveStage, WaveView,
};

impl Plans {
    /// A page was loaded: earlier ones are not told any more.
    pub(crate) fn reset(&self, epoch: u32) {
        self.page().teller.reset(epoch);
    }

    /// Tells a page of all plans, now and whenever something changes; `sink` says whether it still listens.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`] for a call of an earlier page.
    pub fn watch(&self, epoch: u32, sink: impl Fn(PlansNotice) -> bool + Send + 'static) -> Result<(), AppError> {
        let mut page = self.page();
        page.teller.listens(epoch, sink)?;
        page.told = self.views();
        page.say();
        Ok(())
    }

    /// One plan, whole.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn view(&self, id: &str) -> Result<PlanView, AppError> {
        let book = self.book();
        book.entries.get(id).map(|entry| self.view_of(id, entry)).ok_or_else(unknown)
    }

    /// Turns whenever something about a plan may have changed.
    pub(crate) fn follow(&self) -> watch::Receiver<u64> {
        self.turned.subscribe()
    }

    pub(super) fn tell(&self) {
        self.turned.send_modify(|turn| *turn = turn.wrapping_add(1));
        let mut page = self.page();
        // Nobody hears, and nothing is made to be told.
        if !page.teller.is_heard() {
            return;
        }
        let views = self.views();
        if page.told != views {
            page.told = views;
            page.say();
        }
    }

    /// All plans, the newest first.
    pub(crate) fn views(&self) -> Vec<PlanView> {
        let book = self.book();
        let all = book.order.iter().rev().filter_map(|id| Some((id, book.entries.get(id)?)));
        all.map(|(id, entry)| self.view_of(id, entry)).collect()
    }

    fn view_of(&self, id: &str, entry: &Entry) -> PlanView {
        let zone = |at_ms: i64| self.outside.clock.zone_minutes(at_ms);
        let now = self.now(&zone);
        let (stage, waves, happened, back, held) = match &entry.run {
            None => (PlanStage::Written, Vec::new(), Vec::new(), Vec::new(), None),
            Some(run) => {
                let gate = |wave: usize| {
                    let lines = run.judged(wave, &now).map(|judged| judged.lines).unwrap_or_default();
                    // Of a wave that is not out there is nothing to be known yet.
                    let out = run.waves[wave].is_out();
                    let later = |line: GateLine| GateLine { holds: GateHolds::Later, ..line };
                    lines.into_iter().map(|line| if out { line } else { later(line) }).collect()
                };
                let waves = run.waves.iter().enumerate();
                let waves = waves.map(|(at, wave)| WaveView { gate: gate(at), ..wave_of(id, run, at, wave) }).collect();
                let back = run.back.iter().map(|back| back.view()).collect();
                (run.stage.clone(), waves, run.happened.iter().map(words::event).collect(), back, run.held.clone())
            }
        };
        PlanView {
            id: id.to_owned(),
            connection: entry.connection.clone(),
            flow_name: self.flow_name(&entry.connection, &entry.plan.request.flow_uuid),
            plan: entry.plan.clone(),
            at_ms: entry.run.as_ref().map_or(entry.at_ms, |run| run.started_ms),
            stage,
            waves,
            happened,
            back,
            held,
            unwritten: entry.unwritten.clone(),
        }
    }

    fn flow_name(&self, connection: &ConnectionId, flow: &str) -> Option<String> {
        self.outside.names.flow_name(connection, flow)
    }
}

/// A wave without its gate.
fn wave_of(id: &str, run: &Run, at: usize, wave: &Wave) -> WaveView {
    let batch = run.is_batch(at);
    let begun = wave.begun || wave.stage != WaveStage::Waiting;
    WaveView {
        stage: wave.stage,
        launch: (begun && !batch).then(|| ids::wave(id, at, wave.tries)),
        deployment: wave.deployment.clone(),
        batch: (begun && batch).then(|| ids::batch(id, at)),
        counts: wave.seen.as_ref().map(|seen| seen.counts),
        seen_ms: wave.seen.as_ref().map(|seen| seen.at_ms),
        sent_ms: wave.sent_ms,
        passed_ms: wave.passed_ms,
        blind: wave.blind.clone(),
        abortable: wave.is_abortable(),
        gate: Vec::new(),
    }
}

impl Page {
    fn say(&mut self) {
        let Self { teller, told } = self;
        teller.say(|revision| PlansNotice { revision, plans: told.iter().map(row_of).collect() });
    }
}

fn row_of(view: &PlanView) -> PlanRow {
    let seen = view.waves.iter().filter_map(|wave| wave.counts);
    PlanRow {
        id: view.id.clone(),
        connection: view.connection.clone(),
        name: view.plan.name.clone(),
        flow: view.flow_name.clone().unwrap_or_else(|| view.plan.request.flow_uuid.clone()),
        at_ms: view.at_ms,
        stage: view.stage.clone(),
        waves: view.waves.iter().map(|wave| wave.stage).collect(),
        counts: seen.fold(Counts::default(), |all, one| all.plus(one)),
    }
}
