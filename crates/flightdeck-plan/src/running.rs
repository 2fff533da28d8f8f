//! Runs a plan until it is done, halts, asks for a person, or is told to end.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use flightdeck_core::app::{Flightdeck, Outside};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::folder::Folder;
use flightdeck_core::outside::Clock;
use flightdeck_core::plan::file;
use flightdeck_core::secrets::MemorySecrets;
use flightdeck_core::store;
use flightdeck_core::wire::{
    AppError, AskKind, ConnectionDraft, ConnectionId, Counts, GateHolds, GateKind, Keep, Plan, PlanAct, PlanStage,
    PlanView, Settings, WaveStage,
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::asked::Running;
use crate::machine::{self, FilePreferences, token};
use crate::said::{moment, say};
use crate::{End, checked, wrong};

/// It is looked at least so often whether something has changed.
const LOOK: Duration = Duration::from_secs(1);
/// So long what is being sent is waited for when it ends.
const SETTLES: Duration = Duration::from_secs(60);

/// Why it cannot begin, and how it ends.
struct Trouble(End, String);

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        use flightdeck_core::wire::ErrorCode::{ConfirmationNeeded, InvalidInput};
        let end = if matches!(error.code, ConfirmationNeeded | InvalidInput) { End::Wrong } else { End::Cannot };
        let place = error.field.map(|field| format!("{field}: ")).unwrap_or_default();
        Self(end, format!("{place}{}", error.message))
    }
}

/// Runs a plan. `plan` is what its file says, without the values of secret parameters.
pub(crate) fn run(asked: &Running, mut plan: Plan) -> End {
    let variables = file::secret_variables(&plan);
    let variable = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, variable)| variable.clone());
    let missing = file::fill_secrets(&mut plan, |name| std::env::var(variable(name)?).ok());
    if !missing.is_empty() {
        for name in missing {
            wrong(&format!(
                "The parameter {name} is secret: set {} to its value.",
                variable(&name).unwrap_or_default()
            ));
        }
        return End::Wrong;
    }
    if let Err(end) = checked(&plan) {
        return end;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            wrong(&error.to_string());
            return End::Cannot;
        }
    };
    let end = runtime.block_on(async {
        match begin(asked, plan).await {
            Ok((flightdeck, id, _folder)) => {
                let end = follow(asked, &flightdeck, &id).await;
                // However it ends: what is being sent has its outcome written down first, and nothing more is sent.
                flightdeck.plans.hold();
                let _ = tokio::time::timeout(SETTLES, flightdeck.launches.sent()).await;
                end
            }
            Err(Trouble(end, why)) => {
                wrong(&why);
                end
            }
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    end
}

/// Opens the folder, and starts the plan or goes on with it.
async fn begin(asked: &Running, plan: Plan) -> Result<(Arc<Flightdeck>, String, Folder), Trouble> {
    let cannot = |why: String| Trouble(End::Cannot, why);
    let folder = machine::folder(&asked.state).map_err(cannot)?;
    let preferences = FilePreferences::open(&folder).map_err(cannot)?;
    let opened = store::open(folder.path(), SystemClock.now_ms()).map_err(|error| cannot(error.to_string()))?;
    for note in &opened.notes {
        say(&json!({ "note": note.message }));
    }
    let token = token(&asked.url, &asked.fleet).await.map_err(cannot)?;
    let flightdeck = Arc::new(Flightdeck::new(Outside {
        dial: Arc::new(RealDial::default()),
        clock: Arc::new(SystemClock),
        secrets: Arc::new(MemorySecrets::default()),
        preferences: Arc::new(preferences),
        store: Arc::new(opened.store),
        notes: Vec::new(),
        demo: None,
        desk: None,
        updater: None,
    }));
    let connection = connect(asked, &flightdeck, token).await?;
    if let Some(poll_seconds) = asked.poll {
        flightdeck.settings_set(Settings { poll_seconds, ..flightdeck.settings() })?;
    }
    let id = match flightdeck.plans.ids().as_slice() {
        [] => flightdeck.plans.save(&connection, None, plan)?.id,
        [known] if flightdeck.plans.view(known)?.plan == plan => known.clone(),
        _ => {
            let why =
                format!("{} holds another plan, or an earlier state of this one. Give each its own.", asked.state);
            return Err(Trouble(End::Wrong, why));
        }
    };
    let until = until(asked, &flightdeck.plans.view(&id)?.plan);
    if let Some(wave) = until {
        flightdeck.plans.go_until(&id, wave)?;
    }
    // Takes up what an earlier run left.
    flightdeck.boot(env!("CARGO_PKG_VERSION"), 1);
    let view = flightdeck.plans.view(&id)?;
    match view.stage {
        PlanStage::Written => {
            let accepted: Vec<AskKind> = asked.accept.clone();
            flightdeck.plan_start(&id, asked.confirm.clone(), accepted).await?;
        }
        PlanStage::Halted { .. } | PlanStage::Paused { .. } if asked.resume => {
            flightdeck.plans.act(&id, &PlanAct::Resume)?;
        }
        _ => {}
    }
    if let Some(wave) = until {
        flightdeck.plans.go_until(&id, wave)?;
    }
    Ok((flightdeck, id, folder))
}

/// The wave at whose gate this run ends; none where it goes to the end. At the last gate there is only a yes to wait for.
fn until(asked: &Running, plan: &Plan) -> Option<usize> {
    let last = |wave: usize| wave + 1 >= plan.waves.len();
    let waits =
        |wave: usize| plan.waves.get(wave).is_some_and(|of| of.gate.word.is_some()) && !asked.yes.contains(&wave);
    asked.until.filter(|wave| !last(*wave) || waits(*wave))
}

/// The connection of the folder, with the token of this run.
async fn connect(asked: &Running, flightdeck: &Flightdeck, token: String) -> Result<ConnectionId, Trouble> {
    let form = ConnectionDraft {
        name: asked.fleet.clone(),
        base_url: asked.url.clone(),
        fleet_key: asked.fleet.clone(),
        token,
        keep: Keep::Session,
        authorities: trusted(asked, flightdeck)?,
    };
    let known = flightdeck.connections.views().active;
    let views = flightdeck.connect(&format!("connect-{}", std::process::id()), known, form).await?;
    views.active.ok_or_else(|| Trouble(End::Cannot, "The connection could not be made.".to_owned()))
}

/// The fingerprints of the certificates in the files that this run trusts.
fn trusted(asked: &Running, flightdeck: &Flightdeck) -> Result<Vec<String>, Trouble> {
    let mut all = Vec::new();
    for file in &asked.authorities {
        let found = flightdeck.authorities_pick(Some(PathBuf::from(file)));
        let found = found.map_err(|error| Trouble(End::Wrong, format!("--authority {file}: {}", error.message)))?;
        all.extend(found.into_iter().flatten().map(|one| one.fingerprint));
    }
    Ok(all)
}

/// What was said of a plan so far.
#[derive(Default)]
struct Said {
    events: usize,
    counts: Vec<Option<Counts>>,
    held: Option<String>,
    blind: Vec<Option<String>>,
}

async fn follow(asked: &Running, flightdeck: &Flightdeck, id: &str) -> End {
    let bell = Arc::new(Notify::new());
    let rings = bell.clone();
    let told = flightdeck.plans.watch(1, move |_| {
        rings.notify_one();
        true
    });
    if let Err(error) = told {
        wrong(&error.message);
        return End::Cannot;
    }
    let mut said = Said::default();
    let mut ends = std::pin::pin!(told_to_end());
    loop {
        let view = match flightdeck.plans.view(id) {
            Ok(view) => view,
            Err(error) => {
                wrong(&error.message);
                return End::Cannot;
            }
        };
        tell(&view, &mut said);
        if let Some(end) = ended(asked, flightdeck, id, &view) {
            return end;
        }
        tokio::select! {
            () = bell.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            () = &mut ends => {
                say(&json!({ "stage": "interrupted" }));
                return End::Interrupted;
            }
        }
    }
}

/// Whether it is to end here, and how; says so. Says yes where that was asked for.
fn ended(asked: &Running, flightdeck: &Flightdeck, id: &str, view: &PlanView) -> Option<End> {
    match &view.stage {
        PlanStage::Done { .. } => {
            say(&json!({ "stage": "done" }));
            return Some(End::Done);
        }
        PlanStage::Halted { why, .. } => {
            say(&json!({ "stage": "halted", "wave": why.wave + 1, "reason": why.reason, "text": why.text }));
            return Some(End::Halted);
        }
        PlanStage::Stopped { .. } | PlanStage::Paused { .. } | PlanStage::Written => {
            say(&json!({ "stage": "stopped" }));
            return Some(End::Halted);
        }
        PlanStage::Running => {}
    }
    let passed = |wave: usize| view.waves.get(wave).is_some_and(|wave| wave.stage == WaveStage::Passed);
    if asked.until.is_some_and(passed) || flightdeck.plans.has_arrived(id) {
        say(&json!({ "stage": "arrived", "wave": asked.until.map(|wave| wave + 1) }));
        return Some(End::Done);
    }
    let asks = |line: &flightdeck_core::wire::GateLine| line.kind == GateKind::Word && line.holds == GateHolds::No;
    let wave = view.waves.iter().position(|wave| wave.stage == WaveStage::Out && wave.gate.iter().any(asks))?;
    let word = view.plan.waves[wave].gate.word.clone().unwrap_or_default();
    if !asked.yes.contains(&wave) {
        if asked.until == Some(wave) {
            // It arrives with the next turn.
            return None;
        }
        say(&json!({ "stage": "asks", "wave": wave + 1, "word": word, "yes": format!("--yes-to-gate {}", wave + 1) }));
        return Some(End::Asks);
    }
    if let Err(error) = flightdeck.plans.act(id, &PlanAct::SayYes { word }) {
        wrong(&error.message);
    }
    None
}

/// Says what has happened since.
fn tell(view: &PlanView, said: &mut Said) {
    let events: Vec<_> = view.happened.iter().rev().collect();
    for event in events.iter().skip(said.events) {
        say(&json!({
            "at": moment(event.at_ms),
            "wave": event.wave.map(|wave| wave + 1),
            "text": event.text,
            "deployment": event.deployment,
            "bad": event.bad,
        }));
    }
    said.events = events.len();
    said.counts.resize(view.waves.len(), None);
    said.blind.resize(view.waves.len(), None);
    for (at, wave) in view.waves.iter().enumerate() {
        if wave.counts.is_some() && wave.counts != said.counts[at] {
            said.counts[at] = wave.counts;
            let gate: Vec<Value> = wave
                .gate
                .iter()
                .map(|line| json!({ "asks": line.asks, "holds": line.holds, "figure": line.figure }))
                .collect();
            say(&json!({ "wave": at + 1, "counts": wave.counts, "gate": gate, "at": wave.seen_ms.map(moment) }));
        }
        if wave.blind != said.blind[at] {
            said.blind[at].clone_from(&wave.blind);
            say(&json!({ "wave": at + 1, "blind": wave.blind }));
        }
    }
    if view.held != said.held {
        said.held.clone_from(&view.held);
        say(&json!({ "held": view.held }));
    }
}

/// Until somebody wants it to end.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
