//! The desktop around the window: the system's notifications, the tray, the dock, and the start of the user's session.

use super::StorageError;
use crate::wire::{ConnectionId, DeploymentId, MenuBar, Place};

/// What is told beside the window. Plain text: nothing in it is markup, and it holds no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// One short line.
    pub title: String,
    /// A sentence or a few.
    pub body: String,
    /// Where it leads.
    pub place: Place,
}

/// One thing that moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovingItem {
    /// What, and how far it is.
    pub text: String,
    /// Where it leads.
    pub place: Place,
}

/// What moves while nobody looks, for the tray and the dock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moving {
    /// In one line.
    pub summary: String,
    /// Each of it.
    pub items: Vec<MovingItem>,
    /// How much of what is watched in the background has ended, in per cent; none where nothing of that moves.
    pub percent: Option<u8>,
    /// So much was told since the window was last in front.
    pub unseen: u32,
}

/// The desktop. Its calls return at once, whatever the system takes for what they ask.
pub trait Desk: Send + Sync {
    /// Tells something. Who chooses it is led to its place ([`crate::desk`]: `lead`).
    fn notify(&self, notification: &Notification);
    /// What moves has changed.
    fn show(&self, moving: &Moving);
    /// Whether there is a tray that the user sees: a window that is kept anywhere else would be lost.
    fn has_tray(&self) -> bool;
    /// Whether the system has a menu bar.
    fn has_menu_bar(&self) -> bool;
    /// What stands in the menu bar has changed. What is chosen there comes back ([`crate::desk`]: `act`).
    fn show_menu(&self, menu: &MenuBar);
    /// Whether Flightdeck starts with the user's session; none where that cannot be told.
    fn starts_at_login(&self) -> Option<bool>;
    /// Has Flightdeck start with the user's session, or not.
    fn start_at_login(&self, on: bool) -> Result<(), String>;
}

/// A deployment that is watched in the background, as it is kept. The store does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLanding {
    /// Its connection: what is removed with that is this, too.
    pub connection: ConnectionId,
    /// Which.
    pub deployment: DeploymentId,
    /// What is known of it, as JSON.
    pub landing: String,
}

/// Keeps what is watched in the background, durably: what was told must be known to the next run.
pub trait Landingbook: Send + Sync {
    /// All of it, in the order in which it was first kept.
    fn landings(&self) -> Result<Vec<KeptLanding>, StorageError>;
    /// Keeps one; when this returns, it is on disk.
    fn keep_landing(&self, landing: &KeptLanding) -> Result<(), StorageError>;
    /// Forgets one; no error if there is none.
    fn drop_landing(&self, connection: &ConnectionId, deployment: &DeploymentId) -> Result<(), StorageError>;
}
