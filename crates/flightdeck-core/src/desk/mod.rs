//! The desktop beside the window: what is told there, what the tray and the dock show, and where what is chosen there leads.
//!
//! `post` decides what is told and when, `standing` what of guards and plans is news; both are synchronous. A task brings them what happens.
//! Nothing here is written down: news of deployments is written where it is made, and guards and plans act only while Flightdeck runs.

mod menu;
mod moving;
mod news;
mod post;
mod standing;
#[cfg(test)]
mod tests;

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

use crate::connections::Connections;
use crate::guard::Guards;
use crate::landing::{LandingNews, Landings};
use crate::links::{self, Unfollowed};
use crate::outside::{Clock, Desk, Moving};
use crate::plan::Plans;
use crate::teller::Teller;
use crate::wire::{AppError, DeskNotice, ErrorCode, GuardsNotice, MenuBar, Place, Settings, UpdatesView};
use news::News;
use post::{Around, Post};
use standing::Standing;

/// What the desktop needs of the rest.
pub(crate) struct DeskOutside {
    pub(crate) desk: Option<Arc<dyn Desk>>,
    pub(crate) landings: Arc<Landings>,
    pub(crate) guards: Arc<Guards>,
    pub(crate) plans: Arc<Plans>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) settings: watch::Receiver<Settings>,
}

/// The desktop beside the window.
pub struct Desktop {
    outside: DeskOutside,
    state: Mutex<State>,
    page: Mutex<Page>,
    bell: Arc<Notify>,
    this: Weak<Desktop>,
}

#[derive(Default)]
struct State {
    post: Post,
    standing: Standing,
    shown: Moving,
    task: Option<AbortHandle>,
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The page that is told, and what it knows.
#[derive(Default)]
struct Page {
    teller: Teller<DeskNotice>,
    told: Option<DeskNotice>,
    tray: bool,
    /// Came from outside while no page was there to go.
    waits: Option<DeskNotice>,
    /// What is known of newer versions, where this build updates itself.
    updates: Option<UpdatesView>,
}

/// Whatever may bring something to tell.
struct Follows {
    guards: watch::Receiver<GuardsNotice>,
    plans: watch::Receiver<u64>,
    landings: watch::Receiver<u64>,
    settings: watch::Receiver<Settings>,
    bell: Arc<Notify>,
}

impl Follows {
    /// Waits until something may have happened.
    async fn turned(&mut self, at_most: Option<Duration>) {
        let wait = async move {
            match at_most {
                Some(wait) => tokio::time::sleep(wait).await,
                None => pending().await,
            }
        };
        // Where one of them is gone, so is what is told of it: the next turn ends with the room.
        tokio::select! {
            _ = self.guards.changed() => {}
            _ = self.plans.changed() => {}
            _ = self.landings.changed() => {}
            _ = self.settings.changed() => {}
            () = self.bell.notified() => {}
            () = wait => {}
        }
    }
}

async fn drive(desktop: Weak<Desktop>, mut follows: Follows) {
    loop {
        let Some(this) = desktop.upgrade() else { return };
        let wait = this.turn();
        drop(this);
        follows.turned(wait).await;
    }
}

impl Desktop {
    pub(crate) fn new(outside: DeskOutside) -> Arc<Self> {
        Arc::new_cyclic(|this| Self {
            outside,
            state: Mutex::default(),
            page: Mutex::default(),
            bell: Arc::default(),
            this: this.clone(),
        })
    }

    /// Begins, once, where there is a desktop: what guards and plans did before is known. Must be called inside a tokio runtime.
    pub(crate) fn begin(&self) {
        let DeskOutside { desk, guards, plans, landings, settings, .. } = &self.outside;
        let mut state = self.state();
        if desk.is_none() || state.task.is_some() {
            return;
        }
        let follows = Follows {
            guards: guards.follow(),
            plans: plans.follow(),
            landings: landings.follow(),
            settings: settings.clone(),
            bell: self.bell.clone(),
        };
        let before = follows.guards.borrow().clone();
        state.standing.guards(&before.guards);
        state.standing.plans(&plans.views());
        state.task = Some(tokio::spawn(drive(self.this.clone(), follows)).abort_handle());
    }

    /// The window came to the front, or went from there.
    pub fn front(&self, front: bool) {
        self.state().post.front(front);
        if front {
            self.look_for_tray();
        }
        self.bell.notify_one();
    }

    /// Something outside the window was chosen: the page goes there, or will when it is there.
    pub fn lead(&self, place: Place) {
        self.bring(DeskNotice::Lead { place });
    }

    /// A link was opened outside: the page goes where it leads, or says why not.
    pub fn follow(&self, link: &str) {
        self.bring(match links::follow(link, &self.outside.connections.views()) {
            Ok(place) => DeskNotice::Lead { place },
            Err(Unfollowed { title, message }) => DeskNotice::Unfollowed { title, message },
        });
    }

    /// The link to a place, for others who have its fleet connected; none where there can be none.
    pub fn link_to(&self, place: &Place) -> Option<String> {
        links::write(place, &self.outside.connections.views().connections)
    }

    fn bring(&self, notice: DeskNotice) {
        let mut page = self.page();
        if page.teller.is_heard() {
            page.teller.say(|_| notice);
        } else {
            page.waits = Some(notice);
        }
    }

    /// Puts the page's actions into the system's menu bar.
    ///
    /// # Errors
    /// `InvalidInput` where the system has no menu bar, and for what fits into none.
    pub fn show_menu(&self, menu: MenuBar) -> Result<(), AppError> {
        let desk = self.outside.desk.as_ref().filter(|desk| desk.has_menu_bar());
        let desk = desk.ok_or_else(|| AppError::new(ErrorCode::InvalidInput, "This system has no menu bar."))?;
        desk.show_menu(&menu::fitting(menu)?);
        Ok(())
    }

    /// An action was chosen in the menu bar. While no page listens it is dropped: what it meant is not on the screen.
    pub fn act(&self, action: String) {
        self.page().teller.say(|_| DeskNotice::Act { action });
    }

    /// Whether the system has a menu bar.
    pub(crate) fn has_menu_bar(&self) -> bool {
        self.outside.desk.as_ref().is_some_and(|desk| desk.has_menu_bar())
    }

    /// What is known of newer versions is this now.
    pub(crate) fn updates(&self, updates: UpdatesView) {
        let mut page = self.page();
        page.updates = Some(updates.clone());
        page.teller.say(|_| DeskNotice::Updates { updates });
    }

    /// Something was answered beside the window that is a setting.
    pub(crate) fn set(&self, settings: Settings) {
        self.page().teller.say(|_| DeskNotice::Set { settings });
    }

    /// Tells a page what is watched in the background, now and whenever that changes, and where to go; `sink` says whether it still listens.
    ///
    /// # Errors
    /// [`crate::wire::ErrorCode::WatchGone`] for a call of an earlier page.
    pub fn watch(&self, epoch: u32, sink: impl Fn(DeskNotice) -> bool + Send + 'static) -> Result<(), AppError> {
        let mut page = self.page();
        page.teller.listens(epoch, sink)?;
        page.told = None;
        page.tray = self.has_tray();
        self.say(&mut page);
        if let Some(updates) = page.updates.clone() {
            page.teller.say(|_| DeskNotice::Updates { updates });
        }
        if let Some(notice) = page.waits.take() {
            page.teller.say(|_| notice);
        }
        Ok(())
    }

    /// A page was loaded: earlier ones are not told any more.
    pub(crate) fn reset(&self, epoch: u32) {
        self.page().teller.reset(epoch);
    }

    /// Whether the window can be kept in a tray.
    pub(crate) fn has_tray(&self) -> bool {
        self.outside.desk.as_ref().is_some_and(|desk| desk.has_tray())
    }

    fn look_for_tray(&self) {
        let tray = self.has_tray();
        let mut page = self.page();
        page.tray = tray;
        self.say(&mut page);
    }

    /// Takes in what happened, and tells what is due; in what time there may be more.
    fn turn(&self) -> Option<Duration> {
        let desk = self.outside.desk.as_ref()?;
        let DeskOutside { guards, plans, landings, settings, clock, .. } = &self.outside;
        let (guards, plans) = (guards.follow().borrow().guards.clone(), plans.views());
        let settings = settings.borrow().notifications.clone();
        let zone = |at_ms: i64| clock.zone_minutes(at_ms);
        let around = Around { now_ms: clock.now_ms(), settings: &settings, zone: &zone };
        let (told, moving, wait_ms) = {
            let mut state = self.state();
            let mut news = state.standing.guards(&guards);
            news.extend(state.standing.plans(&plans));
            news.extend(landings.take_news().into_iter().map(of_landing));
            for one in news {
                state.post.news(self.in_its_fleet(one), &around);
            }
            let told = state.post.take(&around);
            let now = moving::moving(&landings.views(), &guards, &plans, state.post.unseen());
            let moving = (state.shown != now).then(|| now.clone());
            state.shown = now;
            (told, moving, state.post.wait_ms(&around))
        };
        if let Some(notification) = told {
            desk.notify(&notification);
        }
        if let Some(moving) = moving {
            desk.show(&moving);
        }
        self.say(&mut self.page());
        wait_ms.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis)
    }

    /// Says of which fleet it is, where there are several.
    fn in_its_fleet(&self, news: News) -> News {
        let connections = self.outside.connections.views().connections;
        let connection = match &news.place {
            Place::Deployment { connection, .. }
            | Place::Device { connection, .. }
            | Place::Plan { connection, .. } => connection.clone(),
            Place::Deployments { .. } | Place::Plans { .. } | Place::Window => return news,
        };
        match connections.iter().find(|one| one.id == connection).filter(|_| connections.len() > 1) {
            Some(fleet) => news.in_fleet(&fleet.name),
            None => news,
        }
    }

    /// Tells the page what is watched, where it does not know that.
    fn say(&self, page: &mut Page) {
        if !page.teller.is_heard() {
            return;
        }
        let now = DeskNotice::Landings { landings: self.outside.landings.views(), tray: page.tray };
        if page.told.as_ref() != Some(&now) {
            page.told = Some(now.clone());
            page.teller.say(|_| now);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn of_landing(news: LandingNews) -> News {
    let LandingNews { connection, deployment, comment, happened } = news;
    News::of_landing(Place::Deployment { connection, deployment }, comment.as_deref(), happened)
}
