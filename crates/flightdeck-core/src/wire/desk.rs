//! What reaches the desktop beside the window, and what comes back from there: deployments watched in the background, and places to go to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionId, Counts, DeploymentId, DeviceId, Settings, UpdatesView};

/// When a deployment begins to fail, in a sentence.
pub const FAILING_RULE: &str = "At least 3 devices failed (1, in a deployment of fewer than 30), and at least 1 % of those that succeeded or failed.";
/// When watching in the background ends, in a sentence.
pub const LANDING_END_RULE: &str = "It ends by itself once the deployment has finished, when the service does not know it any more, or a week after a device last moved: \
     devices that stay offline longer are not waited for.";

/// Where a notification, an item of the tray, or a link from outside leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Place {
    /// One deployment.
    #[serde(rename_all = "camelCase")]
    Deployment {
        /// Its connection.
        connection: ConnectionId,
        /// Which.
        deployment: DeploymentId,
    },
    /// A device in one deployment.
    #[serde(rename_all = "camelCase")]
    Device {
        /// Its connection.
        connection: ConnectionId,
        /// In which.
        deployment: DeploymentId,
        /// Which device.
        device: DeviceId,
    },
    /// One plan.
    #[serde(rename_all = "camelCase")]
    Plan {
        /// Its connection.
        connection: ConnectionId,
        /// Its id.
        id: String,
    },
    /// The deployments of a connection.
    #[serde(rename_all = "camelCase")]
    Deployments {
        /// Which.
        connection: ConnectionId,
    },
    /// The plans of a connection.
    #[serde(rename_all = "camelCase")]
    Plans {
        /// Which.
        connection: ConnectionId,
    },
    /// Wherever the window is.
    Window,
}

/// A deployment that is watched in the background, until it has landed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LandingView {
    /// Its connection.
    pub connection: ConnectionId,
    /// Which.
    pub deployment: DeploymentId,
    /// Its comment, to name it by.
    pub comment: Option<String>,
    /// It is watched because it was launched here; else because the user asked for it.
    pub launched: bool,
    /// Since when, milliseconds since 1970.
    pub since_ms: i64,
    /// Its devices as last seen; none before the first look.
    pub counts: Option<Counts>,
    /// When it ends although devices have not ended, unless one of them moves: milliseconds since 1970.
    pub ends_ms: i64,
    /// Why it sees nothing just now; none while it sees.
    pub blind: Option<String>,
}

/// An action of the page, as the system's menu bar shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MenuAction {
    /// Its name in the page, by which it comes back.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its keys, in the words of the system's menus; none where it has none that a menu can have.
    pub accelerator: Option<String>,
    /// It can be done now.
    pub enabled: bool,
}

/// One menu of the page's actions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MenuOfActions {
    /// What stands in the bar.
    pub title: String,
    /// Its actions, from above.
    pub actions: Vec<MenuAction>,
}

/// What the page puts into the system's menu bar, beside what stands in every one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MenuBar {
    /// Actions of the menu that is called like the application.
    pub application: Vec<MenuAction>,
    /// Menus of its own, from the left.
    pub menus: Vec<MenuOfActions>,
    /// Actions of the menu of help.
    pub help: Vec<MenuAction>,
}

/// News of the desktop for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum DeskNotice {
    /// All that is watched in the background; sent whole, whenever something about it changed.
    #[serde(rename_all = "camelCase")]
    Landings {
        /// Oldest first.
        landings: Vec<LandingView>,
        /// There is a tray, in which the window can be kept.
        tray: bool,
    },
    /// A notification, an item of the tray or a link was chosen: it leads there.
    #[serde(rename_all = "camelCase")]
    Lead {
        /// Where.
        place: Place,
    },
    /// A link from outside leads nowhere.
    #[serde(rename_all = "camelCase")]
    Unfollowed {
        /// One short line.
        title: String,
        /// Why, and what to do.
        message: String,
    },
    /// An action was chosen in the system's menu bar.
    #[serde(rename_all = "camelCase")]
    Act {
        /// Its name in the page.
        action: String,
    },
    /// What is known of newer versions has changed, or how far one is installed.
    #[serde(rename_all = "camelCase")]
    Updates {
        /// All of it.
        updates: UpdatesView,
    },
    /// Something was answered beside the window that is a setting.
    #[serde(rename_all = "camelCase")]
    Set {
        /// The settings now.
        settings: Settings,
    },
}
