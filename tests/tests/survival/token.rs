//! A token that can be told from everything else, through a whole session: connected, launched, watched, aborted, taken away in every form.
//! Then it is looked for in everything that came of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_simulator::{ClockSpec, Config, Fault, FleetSpec, Operation, Simulator, TokenSpec};
use flightdeck_core::app::diagnostics::Running;
use flightdeck_core::app::{Flightdeck, Outside};
use flightdeck_core::client::{RealDial, SystemClock};
use flightdeck_core::outside::{Clock, Desk, Moving, Notification, Preferences};
use flightdeck_core::secrets::MemorySecrets;
use flightdeck_core::store;
use flightdeck_core::wire::{
    AbortScope, AskKind, ConnectionDraft, ConnectionId, DeploymentId, DevicesExport, Draft, ExportFormat, Exported,
    FleetExport, FleetFormat, FleetView, Gate, Keep, LaunchOutcome, ListExport, ListView, MenuBar, Place, Plan,
    PlanWave, RowsView, WaveTarget,
};
use flightdeck_tests::ground::{FLEET, FLOW, limits};
use flightdeck_tests::marked::{MARKED, files, holds};
use flightdeck_tests::program::MemoryPreferences;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that is told: lines of the log, notifications, what moves.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Told {
    fn add(&self, text: &str) {
        self.0.lock().unwrap().extend_from_slice(text.as_bytes());
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Told {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Told {
    type Writer = Told;

    fn make_writer(&self) -> Told {
        self.clone()
    }
}

impl Desk for Told {
    fn notify(&self, notification: &Notification) {
        self.add(&format!("notification: {notification:?}\n"));
    }

    fn show(&self, moving: &Moving) {
        self.add(&format!("moving: {moving:?}\n"));
    }

    fn has_tray(&self) -> bool {
        true
    }

    fn has_menu_bar(&self) -> bool {
        true
    }

    fn show_menu(&self, menu: &MenuBar) {
        self.add(&format!("menu: {menu:?}\n"));
    }

    fn starts_at_login(&self) -> Option<bool> {
        Some(false)
    }

    fn start_at_login(&self, _: bool) -> Result<(), String> {
        Ok(())
    }
}

/// One session, and all that it says.
struct Session {
    app: Arc<Flightdeck>,
    preferences: Arc<MemoryPreferences>,
    connection: ConnectionId,
    folder: PathBuf,
    /// What each thing that was asked was answered with, as it crosses to the page.
    answers: Vec<String>,
}

impl Session {
    async fn begin(url: &str, folder: &Path, desk: Told) -> Session {
        let opened =
            store::open(&folder.join("data"), SystemClock.now_ms()).unwrap_or_else(|refusal| panic!("{refusal}"));
        let preferences = Arc::new(MemoryPreferences::default());
        let app = Arc::new(Flightdeck::new(Outside {
            dial: Arc::new(RealDial { limits: limits() }),
            clock: Arc::new(SystemClock),
            secrets: Arc::new(MemorySecrets::default()),
            preferences: preferences.clone(),
            store: Arc::new(opened.store),
            notes: opened.notes,
            demo: None,
            desk: Some(Arc::new(desk)),
            updater: None,
        }));
        app.boot("0", 1);
        let form = ConnectionDraft {
            name: "Turbines".into(),
            base_url: url.to_owned(),
            fleet_key: FLEET.into(),
            token: MARKED.into(),
            keep: Keep::Keyring,
            authorities: Vec::new(),
        };
        let mut answers = vec![format!("{form:?}")];
        let views = app.connect("c-1", None, form).await.unwrap();
        answers.push(serde_json::to_string(&views).unwrap());
        Session { app, preferences, connection: views.active.unwrap(), folder: folder.to_owned(), answers }
    }

    fn note(&mut self, answer: serde_json::Result<String>) {
        self.answers.push(answer.unwrap());
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    async fn launch(&mut self) -> DeploymentId {
        let draft =
            Draft { flow_uuid: FLOW.into(), groups: vec!["Test".into()], comment: "marked".into(), ..Draft::default() };
        let saved = self.app.draft_save(&self.connection, None, draft.clone());
        self.note(serde_json::to_string(&saved));
        let yes = [AskKind::Twin, AskKind::Production, AskKind::Many];
        let template = self.app.template_save(&self.connection, None, "Nightly", draft.clone(), Vec::new());
        self.note(serde_json::to_string(&template));
        let launched = self.app.launch("l-1", &self.connection, draft, None, &yes).await;
        self.note(serde_json::to_string(&launched));
        match launched.unwrap() {
            LaunchOutcome::Created { deployment, .. } => deployment,
            other => panic!("the simulator takes what is documented: {other:?}"),
        }
    }

    /// Every file of a deployment that can be written.
    async fn take_away(&mut self, deployment: &DeploymentId) {
        let watch = self.app.watches.watch(1, &self.connection, deployment, |_| true).unwrap();
        let list = self.app.lists.list_watch(1, &self.connection, |_| true);
        self.note(serde_json::to_string(&list.map(|_| ())));
        let app = self.app.clone();
        let seen = async || {
            let rows = app.watches.rows(watch, &RowsView::default(), 0, 10).map(|window| window.total);
            rows.is_ok_and(|total| total > 0)
        };
        for _ in 0..1_000 {
            if seen().await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for format in [ExportFormat::Csv, ExportFormat::Json, ExportFormat::Ndjson, ExportFormat::Report] {
            let asked = DevicesExport {
                request_id: format!("{format:?}"),
                connection: self.connection.clone(),
                deployment: deployment.clone(),
                watch,
                view: RowsView::default(),
                chosen: false,
                format,
            };
            let place = self.place(&format!("devices.{format:?}"));
            let written = self.app.export_devices(asked, async { Some(place) }, "0", |_| ()).await;
            assert!(matches!(written, Ok(Exported::Written { .. })), "{format:?} is there to be searched: {written:?}");
            self.note(serde_json::to_string(&written));
        }
        let asked = ListExport {
            request_id: "list".into(),
            connections: vec![self.connection.clone()],
            view: ListView::default(),
        };
        let written = self.app.export_list(asked, Some(self.place("list.csv")), |_| ()).await;
        assert!(matches!(written, Ok(Exported::Written { .. })), "the list is there to be searched: {written:?}");
        self.note(serde_json::to_string(&written));
        for format in [FleetFormat::Csv, FleetFormat::Json] {
            let (request_id, connection) = (format!("fleet {format:?}"), self.connection.clone());
            let asked = FleetExport { request_id, connection, view: FleetView::all(), chosen: false, format };
            let place = self.place(&format!("fleet.{format:?}"));
            let written = self.app.export_fleet(asked, async { Some(place) }, "0", |_| ()).await;
            assert!(matches!(written, Ok(Exported::Written { .. })), "{format:?} is there to be searched: {written:?}");
            self.note(serde_json::to_string(&written));
        }
    }

    fn plan(&mut self) {
        let wave = |group: &str| PlanWave {
            name: group.to_owned(),
            target: WaveTarget::Filters { groups: vec![group.to_owned()], filters: Vec::new(), rest: false },
            gate: Gate::default(),
            guard: None,
        };
        let request = Draft { flow_uuid: FLOW.into(), ..Draft::default() };
        let plan = Plan { name: "Marked".into(), request, waves: vec![wave("Test"), wave("Production")], back: None };
        let saved = self.app.plans.save(&self.connection, None, plan);
        self.note(serde_json::to_string(&saved));
        let id = saved.unwrap().id;
        for written in [
            self.app.plan_export(&id, Some(self.place("plan.json"))),
            self.app.plan_workflow(&id, Some(self.place("plan.yml"))),
            self.app.templates_export(&self.connection, Some(self.place("templates.json"))),
        ] {
            assert!(
                written.as_ref().is_ok_and(|saved| saved.path.is_some()),
                "it is there to be searched: {written:?}"
            );
            self.note(serde_json::to_string(&written));
        }
    }
}

#[tokio::test]
async fn a_marked_token_is_in_nothing_that_a_session_leaves() {
    let told = Told::default();
    let log =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(told.clone());
    // Where there is but one listener, a test beside this one that meets a line first, and listens to nothing, would silence it for all.
    let _never_alone = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _listening = tracing::subscriber::set_default(log.finish());
    tracing::callsite::rebuild_interest_cache();
    let folder = tempfile::tempdir().unwrap();
    let fleet = FleetSpec { devices: 60, fleet_key: FLEET.into(), ..FleetSpec::default() };
    let clock = ClockSpec::Real { speed: 50.0 };
    let tokens = vec![TokenSpec::full(MARKED)];
    let simulator = Simulator::start(Config { fleets: vec![fleet], tokens, port: 0, clock }).await.unwrap();

    let mut session = Session::begin(&simulator.url(), folder.path(), told.clone()).await;
    let deployment = session.launch().await;
    session.take_away(&deployment).await;
    session.plan();
    let place = Place::Deployment { connection: session.connection.clone(), deployment: deployment.clone() };
    let link = session.app.desktop.link_to(&place).expect("a deployment has a link, which is sent to others");
    session.answers.push(link);
    let scope = AbortScope::Deployment;
    let aborted = session.app.aborts.abort("a-1", &session.connection, &deployment, &scope).await;
    session.note(serde_json::to_string(&aborted));
    // A service that says it back in its errors, whole and in pieces that cleaning would put together again.
    for body in [format!("who is {MARKED}?"), format!("Bearer {MARKED}"), MARKED.replace('-', "\u{200b}-")] {
        simulator.faults().on(Operation::Create, Fault::Status { status: 422, body }, 1);
        let draft = Draft { flow_uuid: FLOW.into(), groups: vec!["Lab".into()], ..Draft::default() };
        let yes = [AskKind::Twin, AskKind::Production, AskKind::Many];
        let id = format!("l-{}", session.answers.len());
        let refused = session.app.launch(&id, &session.connection, draft, None, &yes).await;
        session.note(serde_json::to_string(&refused));
    }
    let log = told.text().lines().map(str::to_owned).collect();
    let running = Running { version: "0".into(), system: "s".into(), webview: "w".into(), log };
    session.answers.push(session.app.diagnostics(&running));
    let connections = session.preferences.get("connections");
    session.answers.push(format!("{connections:?}"));
    let received = simulator.requests();
    assert!(received.iter().any(|one| one.operation == Some(Operation::Create)), "the token did get there");

    let said = told.text();
    for word in ["TRACE", "answered", "moving:"] {
        assert!(said.contains(word), "all is listened to, or nothing is shown by this: no {word}");
    }
    assert!(!holds(said.as_bytes()), "the log at its most talkative, and all that is told beside the window: {said}");
    for answer in &session.answers {
        assert!(!holds(answer.as_bytes()), "what crosses to the page, or is handed on: {answer}");
    }
    let written = files(folder.path());
    assert!(
        written.len() >= 13,
        "three databases and ten files that were taken away: there is something to be searched: {:?}",
        written.keys()
    );
    let naming =
        written.values().filter(|bytes| bytes.windows(FLEET.len()).any(|part| part == FLEET.as_bytes())).count();
    assert!(naming >= 3, "a search does find what is there: {naming}");
    for (path, bytes) in &written {
        assert!(!holds(bytes), "{} holds the token", path.display());
    }
    assert!(holds(format!("x {} y", MARKED.to_uppercase()).as_bytes()), "and a token would be found");
}
