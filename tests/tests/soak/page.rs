//! The page's part: what it holds, what it asks for with each notice, and the screens that a person goes to, one a minute.

use std::sync::atomic::Ordering;

use flightdeck_core::wire::{
    Choose, ComparedView, ConnectionId, DeploymentId, DeviceSort, DeviceState, DevicesExport, ExportFormat, FleetSort,
    FleetView, LaunchesView, ListFilter, ListSort, ListView, Notice, Phase, RowsView,
};
use tokio::sync::mpsc;

use crate::person;
use crate::world::World;

/// What is typed into the search over devices, over the list, and over the fleet.
const SEARCHES: [&str; 6] = ["", "-state:succeeded", "took:>1m", "group:Lab", "turbine", "\"No space\" -aborted"];
/// Rows in sight.
const IN_SIGHT: u32 = 40;

/// A deployment that the page has open.
pub(crate) struct Open {
    pub(crate) fleet: usize,
    pub(crate) hold: u32,
    pub(crate) notices: mpsc::UnboundedReceiver<Notice>,
    pub(crate) last: Option<Notice>,
    pub(crate) opened_ms: i64,
    pub(crate) looks_this_minute: usize,
    /// The picture and the marks that the page has, by their revisions.
    picture: u32,
    marks: u32,
}

impl Open {
    pub(crate) fn has_finished(&self) -> bool {
        matches!(self.last, Some(Notice { phase: Phase::Finished, .. }))
    }
}

impl World {
    /// A page is loaded in the place of the one before: its subscriptions begin, and what was open is open in it.
    pub(crate) fn load_page(&mut self) {
        self.epoch += 1;
        let (epoch, heard) = (self.epoch, self.heard.clone());
        let hears = || {
            let heard = heard.clone();
            move || {
                heard.fetch_add(1, Ordering::Relaxed);
                true
            }
        };
        let guards_seen = self.guards.clone();
        self.run.inside(|program| {
            let app = &program.app;
            app.boot("0", epoch);
            for fleet in &self.fleets {
                let hear = hears();
                app.lists.list_watch(epoch, &fleet.connection, move |_| hear()).expect("the list is watched");
            }
            let hear = hears();
            let hear_guards = move |notice| {
                *guards_seen.lock().expect("nobody panicked") = notice;
                hear()
            };
            app.guards.watch(epoch, hear_guards).expect("guards tell");
            let hear = hears();
            app.plans.watch(epoch, move |_| hear()).expect("plans tell");
            let hear = hears();
            app.batches.watch(epoch, move |_| hear()).expect("batches tell");
            let hear = hears();
            app.desktop.watch(epoch, move |_| hear()).expect("the desktop tells");
        });
        self.fleet_hold = None;
        for (uuid, open) in std::mem::take(&mut self.open) {
            let (again, opened_ms) = (self.opened(open.fleet, &uuid), open.opened_ms);
            self.open.insert(uuid, Open { last: open.last, opened_ms, ..again });
        }
    }

    pub(crate) fn opened(&self, fleet: usize, uuid: &str) -> Open {
        let (sender, notices) = mpsc::unbounded_channel();
        let connection = &self.fleets[fleet].connection;
        let hold = self.run.inside(|program| {
            let told = move |notice| sender.send(notice).is_ok();
            program.app.watches.watch(self.epoch, connection, &uuid.into(), told).expect("it is watched")
        });
        let opened_ms = self.now_ms();
        Open { fleet, hold, notices, last: None, opened_ms, looks_this_minute: 0, picture: 0, marks: 0 }
    }

    /// What came is answered as a page answers it: it asks for its window and its picture again.
    pub(crate) fn hear_notices(&mut self) {
        for (uuid, open) in &mut self.open {
            let mut news = false;
            while let Ok(notice) = open.notices.try_recv() {
                let before = open.last.as_ref().map_or(0, |last| last.counts.terminal());
                assert_eq!(notice.counts.total(), notice.total, "{uuid}: every device is counted once");
                assert!(
                    notice.counts.terminal() >= before
                        || notice.total < open.last.as_ref().map_or(0, |last| last.total),
                    "{uuid}: a device that has ended does not move again"
                );
                open.last = Some(notice);
                news = true;
            }
            if !news || self.shown.as_deref() != Some(uuid) {
                continue;
            }
            let watches = &self.run.program.app.watches;
            let window = self.run.inside(|_| watches.rows(open.hold, &RowsView::default(), 0, IN_SIGHT));
            let (window, last) = (window.expect("it is open"), open.last.as_ref().expect("it was told"));
            assert_eq!(window.total, last.total + last.gone, "{uuid}: as many rows as devices");
            assert_eq!(window.rows.len() as u32, window.total.min(IN_SIGHT), "{uuid}: and those in sight are there");
            open.picture = revision(&watches.picture(open.hold, open.picture).expect("it is open"));
            self.found.windows += 1;
            self.found.pictures += 1;
        }
    }

    /// One of the screens, with what is done there.
    pub(crate) fn go_to_a_screen(&mut self, minute: u32) {
        if let Some(hold) = self.fleet_hold.take() {
            self.run.program.app.fleets.unwatch(hold);
        }
        let fleet = (minute / 6) as usize % self.fleets.len();
        let connection = self.fleets[fleet].connection.clone();
        match minute % 6 {
            0 | 3 => self.on_a_deployment(fleet, &connection),
            1 => self.on_the_lists(&connection),
            2 => self.on_the_fleet(&connection),
            4 => self.on_a_draft(&connection),
            _ => self.on_launches(&connection),
        }
    }

    fn search(&mut self) -> String {
        self.random.one(&SEARCHES).to_owned()
    }

    fn on_a_deployment(&mut self, fleet: usize, connection: &ConnectionId) {
        let of_fleet: Vec<String> =
            self.open.iter().filter(|(_, open)| open.fleet == fleet).map(|(uuid, _)| uuid.clone()).collect();
        let uuid = of_fleet.into_iter().next().or_else(|| self.open.keys().next().cloned());
        self.shown = uuid.clone();
        let Some(uuid) = uuid else { return };
        let text = self.search();
        let sorts = [DeviceSort::Attention, DeviceSort::State, DeviceSort::Device, DeviceSort::InState];
        let sort = self.random.one(&sorts);
        let view = RowsView { text, sort, descending: self.random.below(2) == 0, ..RowsView::default() };
        let start = self.random.below(200) as u32;
        let open = self.open.get_mut(&uuid).expect("it is open");
        let (hold, app) = (open.hold, self.run.program.app.clone());
        let watches = &app.watches;
        let _ = self.run.inside(|_| watches.rows(hold, &view, start, IN_SIGHT)).expect("it is open");
        watches.picture_order(hold).expect("it is open");
        open.picture = revision(&watches.picture(hold, 0).expect("it is open"));
        open.marks = revision(&watches.picture_marks(hold, &view, open.marks).expect("it is open"));
        let failed = RowsView { states: vec![DeviceState::Failed], ..RowsView::default() };
        watches.choose(hold, Choose::All { view: failed.clone() }).expect("it is open");
        watches.chosen_ids(hold).expect("it is open");
        watches.choose(hold, Choose::Nobody).expect("it is open");
        watches.causes(hold).expect("it is open");
        if let Some(course) = watches.course(hold).expect("it is open") {
            let then = (course.from_ms + course.to_ms) / 2;
            watches.counts_at(hold, then).expect("it is open");
            watches.picture_at(hold, then).expect("it is open");
            let of_then = RowsView { at_ms: Some(then), ..view.clone() };
            let _ = self.run.inside(|_| watches.rows(hold, &of_then, 0, IN_SIGHT)).expect("it is open");
        }
        let first = self.run.inside(|_| watches.rows(hold, &failed, 0, 1)).expect("it is open").rows.into_iter().next();
        if let Some(row) = first {
            let (app, connection, uuid) = (app.clone(), connection_of(self, &uuid), DeploymentId::from(uuid.as_str()));
            self.begin(async move {
                let _ = app.device(&connection, &uuid, &row.id).await;
                let _ = app.device_elsewhere(&connection, &uuid, &row.id).await;
            });
        }
        self.compare_and_take_away(connection, &uuid, hold, view);
        self.found.windows += 3;
        self.found.pictures += 1;
    }

    fn compare_and_take_away(&mut self, connection: &ConnectionId, uuid: &str, hold: u32, view: RowsView) {
        let app = self.run.program.app.clone();
        let other = self.open.values().map(|open| open.hold).find(|other| *other != hold);
        if let Some(other) = other {
            self.run.inside(|program| {
                program.app.watches.comparison(hold, other).expect("both are open");
                let view = ComparedView::default();
                program.app.watches.comparison_rows(hold, other, &view, 0, IN_SIGHT).expect("both are open");
            });
        }
        if self.random.below(8) != 0 {
            return;
        }
        self.found.files += 1;
        let place = self.disk.path().join("taken-away.csv");
        let asked = DevicesExport {
            request_id: format!("file-{}", self.found.files),
            connection: connection.clone(),
            deployment: uuid.into(),
            watch: hold,
            view,
            chosen: false,
            format: self.random.one(&[ExportFormat::Csv, ExportFormat::Json, ExportFormat::Report]),
        };
        self.begin(async move {
            let _ = app.export_devices(asked, std::future::ready(Some(place)), "0", |_| {}).await;
        });
    }

    fn on_the_lists(&mut self, connection: &ConnectionId) {
        self.shown = None;
        let text = self.search();
        let filter = self.random.one(&[ListFilter::All, ListFilter::Moving, ListFilter::Finished]);
        let sort = self.random.one(&[ListSort::Created, ListSort::Comment, ListSort::Devices]);
        let view = ListView { filter, text, sort, ..ListView::default() };
        let all: Vec<ConnectionId> = self.fleets.iter().map(|fleet| fleet.connection.clone()).collect();
        self.run.inside(|program| {
            let lists = &program.app.lists;
            for view in [&view, &ListView::default()] {
                lists.list_rows(connection, view, 0, IN_SIGHT).expect("the list is watched");
                lists.fleets_rows(&all, view, 0, IN_SIGHT).expect("the lists are watched");
            }
            lists.list_refresh(connection).expect("the list is watched");
        });
        self.found.windows += 4;
    }

    fn on_the_fleet(&mut self, connection: &ConnectionId) {
        self.shown = None;
        let text = self.search();
        let sort = self.random.one(&[FleetSort::Name, FleetSort::Seen, FleetSort::Group]);
        let view = FleetView { text, sort, ..FleetView::all() };
        let epoch = self.epoch;
        let first = self.run.inside(|program| {
            let fleets = &program.app.fleets;
            self.fleet_hold = Some(fleets.watch(epoch, connection, |_| true).expect("the fleet is watched"));
            fleets.rows(connection, &view, 0, IN_SIGHT);
            fleets.rows(connection, &FleetView::all(), 0, IN_SIGHT).rows.into_iter().next()
        });
        self.found.windows += 2;
        if let Some(row) = first {
            let (app, connection) = (self.run.program.app.clone(), connection.clone());
            self.begin(async move {
                let _ = app.fleets.device(&connection, &row.id).await;
                let _ = app.find(&connection, "turb").await;
            });
        }
    }

    fn on_a_draft(&mut self, connection: &ConnectionId) {
        self.shown = None;
        let draft = person::draft("perhaps", &mut self.random);
        let (app, connection) = (self.run.program.app.clone(), connection.clone());
        self.begin(async move {
            let _ = app.suggestions(&connection).await;
            let _ = app.draft_read(&connection, &draft).await;
            let _ = app.fleets.reach(&connection, &draft).await;
            if let Ok(saved) = app.draft_save(&connection, None, draft) {
                let _ = app.draft_discard(&connection, &saved.id);
            }
        });
    }

    fn on_launches(&mut self, connection: &ConnectionId) {
        self.shown = None;
        let view = LaunchesView { text: self.search(), ..LaunchesView::default() };
        let app = self.run.program.app.clone();
        for view in [&view, &LaunchesView::default()] {
            let window = app.launches.rows(connection, view, 0, IN_SIGHT).expect("the journal can be read");
            if let Some(row) = window.rows.first() {
                app.launch_entry(&row.request_id).expect("it is in the journal");
            }
        }
        self.found.windows += 2;
    }

    /// Something that takes time, and goes on while the steps do.
    pub(crate) fn begin(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.doing.push(self.run.begin(work));
    }
}

fn connection_of(world: &World, uuid: &str) -> ConnectionId {
    world.fleets[world.open[uuid].fleet].connection.clone()
}

/// The revision in the head of a picture or of marks.
fn revision(bytes: &[u8]) -> u32 {
    let revision = bytes.get(1..5).and_then(|bytes| bytes.try_into().ok());
    u32::from_le_bytes(revision.expect("a head with a revision"))
}
