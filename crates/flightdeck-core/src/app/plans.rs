//! Plans: what is asked before one is started, whom its waves reach as far as the fleet is known.

use super::Flightdeck;
use super::gate::confirmed;
use crate::connections::Destinations;
use crate::plan::{check, dry, waves, words};
use crate::rules;
use crate::target;
use crate::wire::{
    AppError, AskKind, ConnectionId, DryReading, DryRun, ErrorCode, LaunchAsk, Plan, PlanDevices, PlanDevicesWindow,
    PlanProblem, PlanReading, PlanStage, PlanView, WaveReading, WaveTarget,
};

impl Flightdeck {
    /// Reads a plan back: what is wrong with it, whom each wave reaches as far as the fleet is known, and what has to be confirmed.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn plan_read(&self, connection: &ConnectionId, plan: &Plan) -> Result<PlanReading, AppError> {
        let destination = self.connections.destination(connection)?;
        let targets = targets(plan);
        let covered = self.fleets.covered(connection, &targets).await;
        let mut asks: Vec<LaunchAsk> = Vec::new();
        let mut waves = Vec::new();
        let mut confirm_phrase = None;
        for (at, wave) in plan.waves.iter().enumerate() {
            let reached = covered.as_ref().and_then(|covered| covered.waves.get(at));
            let mut reading = WaveReading {
                sentence: Vec::new(),
                certain: reached.map(|reached| reached.yes),
                perhaps: reached.map_or(0, |reached| reached.perhaps),
                twice: reached.map_or(0, |reached| reached.twice),
                gate: words::asks_of(&wave.gate).into_iter().map(|(_, words)| words).collect(),
            };
            match waves::draft_of(plan, at) {
                Some(draft) => {
                    let read = target::reading(&draft, &destination);
                    reading.sentence = self.fleets.say_names(connection, read.sentence);
                    confirm_phrase = confirm_phrase.or(read.confirm_phrase);
                    let twin = self.launches.before(connection, &draft).ok().flatten().and_then(|before| before.twin);
                    for ask in self.gate.asks(connection, &draft, twin.as_ref()).await? {
                        if asks.iter().all(|known| known.kind != ask.kind) {
                            asks.push(ask);
                        }
                    }
                }
                None => {
                    let count = match &wave.target {
                        WaveTarget::Devices { devices } => devices.len() as u32,
                        WaveTarget::Filters { .. } => 0,
                    };
                    reading.sentence = super::batches::sentence(count);
                    // Each is one device.
                    reading.certain = Some(count);
                    reading.perhaps = 0;
                }
            }
            waves.push(reading);
        }
        Ok(PlanReading {
            problems: check::problems(plan),
            waves,
            twice: covered.as_ref().map(|covered| covered.twice),
            left_out: covered.as_ref().map(|covered| covered.left_out),
            known: covered.as_ref().map_or(0, |covered| covered.known),
            known_ms: covered.as_ref().and_then(|covered| covered.known_ms),
            asks,
            confirm_phrase,
            blocked: self.gate.blocked(connection)?,
        })
    }

    /// The devices that a plan's reading counts.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn plan_devices(
        &self,
        connection: &ConnectionId,
        plan: &Plan,
        which: PlanDevices,
        start: u32,
        len: u32,
    ) -> Result<PlanDevicesWindow, AppError> {
        self.connections.known(connection)?;
        Ok(self.fleets.covered_rows(connection, &targets(plan), which, start, len).await)
    }

    /// Plays a plan with invented devices, as many as its waves reach where the user says no number. Sends nothing.
    ///
    /// # Errors
    /// `InvalidInput` for a plan that could not be run; `NotFound`.
    pub async fn plan_dry_run(
        &self,
        connection: &ConnectionId,
        plan: &Plan,
        how: &DryRun,
    ) -> Result<DryReading, AppError> {
        self.connections.known(connection)?;
        if let Some(problem) = check::problems(plan).into_iter().find(|problem| problem.stops) {
            return Err(AppError::invalid(problem.place, problem.message));
        }
        let covered = self.fleets.covered(connection, &targets(plan)).await;
        let reached = |at: usize| match &plan.waves[at].target {
            WaveTarget::Devices { devices } => Some(devices.len() as u32),
            WaveTarget::Filters { .. } => {
                covered.as_ref().and_then(|covered| covered.waves.get(at)).map(|wave| wave.yes + wave.perhaps)
            }
        };
        let reached: Vec<Option<u32>> = (0..plan.waves.len()).map(reached).collect();
        let (plan, how, clock) = (plan.clone(), how.clone(), self.clock.clone());
        let played = tokio::task::spawn_blocking(move || {
            dry::play(&plan, &how, &reached, clock.now_ms(), &|at_ms| clock.zone_minutes(at_ms))
        });
        played.await.map_err(|error| AppError::new(ErrorCode::Internal, format!("It could not be played ({error}).")))
    }

    /// Starts a plan: its first wave is sent. What the user confirmed holds for all of its waves. One that was started is left as it is.
    ///
    /// # Errors
    /// `InvalidInput` for a plan that cannot be run; `RuleForbids`, `ConfirmationNeeded`, `NotFound`, `Storage`. Nothing is sent then.
    pub async fn plan_start(
        &self,
        id: &str,
        confirmation: Option<String>,
        accepted: Vec<AskKind>,
    ) -> Result<PlanView, AppError> {
        let view = self.plans.view(id)?;
        if view.stage != PlanStage::Written {
            return Ok(view);
        }
        let (connection, plan) = (&view.connection, &view.plan);
        self.apis_may_act(connection)?;
        let reading = self.plan_read(connection, plan).await?;
        if let Some(PlanProblem { place, message, .. }) = reading.problems.into_iter().find(|problem| problem.stops) {
            return Err(AppError::invalid(place, message));
        }
        rules::refused(reading.blocked)?;
        confirmed(reading.asks, &accepted)?;
        if let Some(phrase) = reading.confirm_phrase
            && confirmation.as_deref() != Some(phrase.as_str())
        {
            let message = format!("A wave reaches every device in the fleet, or almost. Type {phrase} to confirm.");
            return Err(AppError::new(ErrorCode::ConfirmationNeeded, message).on("confirm"));
        }
        self.flows.keep_marks(connection, &plan.request)?;
        self.plans.start(id, confirmation, accepted)
    }
}

/// Whom each wave reaches.
fn targets(plan: &Plan) -> Vec<WaveTarget> {
    plan.waves.iter().map(|wave| wave.target.clone()).collect()
}
