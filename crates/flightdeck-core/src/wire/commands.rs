//! The commands the page can call, with the types of their parameters and answers: the source of the page's typed map.

use ts_rs::{Config, TS};

use super::*;

/// One command as TypeScript sees it.
pub struct CommandShape {
    /// Its name, as `invoke` takes it.
    pub name: &'static str,
    /// Parameter names (camelCase) and their TypeScript types.
    pub parameters: Vec<(&'static str, String)>,
    /// The TypeScript type of its answer.
    pub answer: String,
}

macro_rules! commands {
    ($($name:ident($($parameter:literal: $type:ty),*) -> $answer:ty;)*) => {
        /// The names of all commands that answer with JSON.
        pub const COMMAND_NAMES: &[&str] = &[$(stringify!($name)),*];
        /// All commands that answer with JSON, in TypeScript's words.
        pub fn command_shapes(config: &Config) -> Vec<CommandShape> {
            vec![$(CommandShape {
                name: stringify!($name),
                parameters: vec![$(($parameter, <$type as TS>::name(config))),*],
                answer: <$answer as TS>::name(config),
            }),*]
        }
    };
}

commands! {
    boot() -> Boot;
    window_visible("visible": bool) -> ();
    connect("requestId": String, "connection": Option<String>, "draft": ConnectionDraft) -> ConnectionsView;
    connection_select("connection": String) -> ConnectionsView;
    connection_remove("connection": String) -> ConnectionsView;
    connection_token_state("connection": String) -> TokenState;
    connection_token_clear("connection": String) -> ConnectionsView;
    demo_start() -> ConnectionsView;
    settings_set("settings": Settings) -> Settings;
    storage_view() -> StorageView;
    storage_forget_seen() -> StorageView;
    list_rows("connection": String, "view": ListView, "start": u32, "len": u32) -> ListWindow;
    list_refresh("connection": String) -> ();
    list_unwatch("connection": String) -> ();
    deployment_head("connection": String, "deployment": String) -> DeploymentHead;
    suggestions("connection": String) -> Suggestions;
    draft_load("connection": String) -> SavedDraft;
    draft_save("connection": String, "draft": Draft) -> SavedDraft;
    draft_discard("connection": String) -> SavedDraft;
    draft_read("connection": String, "draft": Draft) -> DraftReading;
    launch("requestId": String, "connection": String, "draft": Draft, "confirmation": Option<String>) -> LaunchOutcome;
    launches_unresolved("connection": String) -> Vec<LaunchRecord>;
    launch_look_again("requestId": String) -> LaunchOutcome;
    launch_adopt("requestId": String, "deployment": String) -> LaunchOutcome;
    launch_dismiss("requestId": String) -> LaunchOutcome;
    unwatch("watch": u32) -> ();
    watch_now("watch": u32) -> ();
    rows("watch": u32, "view": RowsView, "start": u32, "len": u32) -> RowsWindow;
    row_at("watch": u32, "index": u32) -> DeviceRow;
    causes("watch": u32) -> Causes;
    device("connection": String, "deployment": String, "device": String) -> DeviceView;
    device_save("connection": String, "deployment": String, "device": String) -> Saved;
    abort_plan("connection": String, "deployment": String, "scope": AbortScope) -> AbortPlan;
    abort("requestId": String, "connection": String, "deployment": String, "scope": AbortScope) -> AbortOutcome;
}

/// Commands outside the JSON map: those that open a `Channel`, and the one that answers with bytes.
/// `list_watch(epoch, connection, channel: Channel<ListNotice>) -> null`, `watch(epoch, connection, deployment, channel: Channel<Notice>) -> number`,
/// `picture(watch) -> ArrayBuffer` (one byte a device, in `DeviceRow::index` order: 0 Pending, 1 In progress, 2 Succeeded, 3 Failed, 4 Aborted, 5 Unknown).
pub const CHANNEL_COMMANDS: &[&str] = &["list_watch", "watch", "picture"];
