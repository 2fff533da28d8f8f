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
    connect("requestId": String, "connection": Option<ConnectionId>, "draft": ConnectionDraft) -> ConnectionsView;
    authorities_pick() -> Option<Vec<AuthorityView>>;
    connection_select("connection": ConnectionId) -> ConnectionsView;
    connection_rules_set("connection": ConnectionId, "rules": ConnectionRules) -> ConnectionsView;
    connection_remove("connection": ConnectionId) -> ConnectionsView;
    connection_token_state("connection": ConnectionId) -> TokenState;
    connection_token_clear("connection": ConnectionId) -> ConnectionsView;
    demo_start() -> ConnectionsView;
    settings_set("settings": Settings) -> Settings;
    remember("remembered": Remembered) -> ();
    table_layout_set("connection": ConnectionId, "table": TableName, "layout": TableLayout) -> ();
    diagnostics() -> String;
    storage_view() -> StorageView;
    storage_forget_seen() -> StorageView;
    list_rows("connection": ConnectionId, "view": ListView, "start": u32, "len": u32) -> ListWindow;
    fleets_rows("connections": Vec<ConnectionId>, "view": ListView, "start": u32, "len": u32) -> FleetsWindow;
    list_refresh("connection": ConnectionId) -> ();
    list_unwatch("connection": ConnectionId) -> ();
    deployment_head("connection": ConnectionId, "deployment": DeploymentId) -> DeploymentHead;
    comparable("connection": ConnectionId, "deployment": DeploymentId) -> Comparable;
    comparison("a": u32, "b": u32) -> Comparison;
    comparison_rows("a": u32, "b": u32, "view": ComparedView, "start": u32, "len": u32) -> ComparedWindow;
    suggestions("connection": ConnectionId) -> Suggestions;
    flow_name_set("connection": ConnectionId, "flowUuid": String, "name": String) -> Suggestions;
    parameter_secret_set("connection": ConnectionId, "flowUuid": String, "name": String, "secret": bool) -> ();
    drafts("connection": ConnectionId) -> Vec<DraftRow>;
    draft_load("connection": ConnectionId, "id": Option<String>) -> SavedDraft;
    draft_save("connection": ConnectionId, "id": Option<String>, "draft": Draft) -> SavedDraft;
    draft_discard("connection": ConnectionId, "id": String) -> SavedDraft;
    again_offers("connection": ConnectionId, "of": AgainOf) -> Vec<AgainOffer>;
    draft_again("connection": ConnectionId, "of": AgainOf, "again": Again) -> DraftAgain;
    templates("connection": ConnectionId) -> Vec<Template>;
    template_save("connection": ConnectionId, "template": Option<String>, "name": String, "draft": Draft, "asks": Vec<TemplateAsk>) -> Vec<Template>;
    template_rename("connection": ConnectionId, "template": String, "name": String) -> Vec<Template>;
    template_remove("connection": ConnectionId, "template": String) -> Vec<Template>;
    template_use("connection": ConnectionId, "template": String, "answers": Vec<TemplateAnswer>) -> DraftAgain;
    templates_export("connection": ConnectionId) -> Saved;
    templates_import("connection": ConnectionId) -> TemplatesImported;
    parameters_paste("text": String) -> PastedParameters;
    draft_read("connection": ConnectionId, "draft": Draft) -> DraftReading;
    launch("requestId": String, "connection": ConnectionId, "draft": Draft, "confirmation": Option<String>, "accepted": Vec<AskKind>) -> LaunchOutcome;
    rank("text": String, "texts": Vec<String>) -> Vec<Ranked>;
    find("connection": ConnectionId, "text": String) -> Found;
    launches_rows("connection": ConnectionId, "view": LaunchesView, "start": u32, "len": u32) -> LaunchesWindow;
    launch_entry("requestId": String) -> LaunchEntry;
    launch_diff("requestId": String, "other": Option<String>) -> LaunchDiff;
    launches_unresolved("connection": ConnectionId) -> Vec<LaunchRecord>;
    launch_look_again("requestId": String) -> LaunchOutcome;
    launch_adopt("requestId": String, "deployment": DeploymentId) -> LaunchOutcome;
    launch_dismiss("requestId": String) -> LaunchOutcome;
    batch_prepare("requestId": String, "connection": ConnectionId) -> BatchView;
    batch_start("batch": String, "draft": Draft, "confirmation": Option<String>, "accepted": Vec<AskKind>) -> BatchView;
    batch_stop("batch": String) -> BatchView;
    batch_resume("batch": String) -> BatchView;
    batch_retry("requestId": String, "batch": String) -> Draft;
    plan_save("connection": ConnectionId, "id": Option<String>, "plan": Plan) -> PlanView;
    plan("id": String) -> PlanView;
    plan_remove("id": String) -> ();
    plan_read("connection": ConnectionId, "plan": Plan) -> PlanReading;
    plan_devices("connection": ConnectionId, "plan": Plan, "which": PlanDevices, "start": u32, "len": u32) -> PlanDevicesWindow;
    plan_dry_run("connection": ConnectionId, "plan": Plan, "how": DryRun) -> DryReading;
    plan_start("id": String, "confirmation": Option<String>, "accepted": Vec<AskKind>) -> PlanView;
    plan_act("id": String, "act": PlanAct) -> PlanView;
    plan_export("id": String) -> Saved;
    plan_workflow("id": String) -> Saved;
    plan_import("connection": ConnectionId) -> Option<PlanView>;
    batch_rows("batch": String, "only": Option<BatchItemState>, "start": u32, "len": u32) -> BatchWindow;
    fleet_unwatch("watch": u32) -> ();
    fleet_refresh("connection": ConnectionId) -> ();
    fleet_rows("connection": ConnectionId, "view": FleetView, "start": u32, "len": u32) -> FleetWindow;
    fleet_choose("connection": ConnectionId, "change": FleetChoose) -> FleetChosen;
    fleet_chosen_ids("connection": ConnectionId) -> String;
    fleet_device("connection": ConnectionId, "device": DeviceId) -> FleetDeviceView;
    fleet_target("connection": ConnectionId) -> FleetTarget;
    fleet_import_pick("connection": ConnectionId) -> Option<ImportPreview>;
    fleet_import_preview("import": u32, "mapping": Vec<ImportField>) -> ImportPreview;
    fleet_import("import": u32, "mapping": Vec<ImportField>) -> ImportedList;
    fleet_import_remove("connection": ConnectionId, "id": String) -> ();
    fleet_suggest("connection": ConnectionId, "what": SuggestedKind, "text": String) -> Vec<Suggested>;
    reach("connection": ConnectionId, "draft": Draft) -> Reach;
    reach_rows("connection": ConnectionId, "draft": Draft, "start": u32, "len": u32) -> ReachWindow;
    unwatch("watch": u32) -> ();
    watch_now("watch": u32) -> ();
    row_at("watch": u32, "place": u32, "atMs": Option<i64>) -> DeviceRow;
    picture_order("watch": u32) -> PictureOrder;
    row_of("watch": u32, "device": DeviceId) -> Option<DeviceRow>;
    neighbour("watch": u32, "view": RowsView, "device": DeviceId, "step": i32) -> Option<DeviceRow>;
    choose("watch": u32, "change": Choose) -> Chosen;
    chosen_ids("watch": u32) -> String;
    causes("watch": u32) -> Causes;
    causes_go_on("watch": u32) -> ();
    course("watch": u32) -> Option<Course>;
    row_then("watch": u32, "index": u32, "atMs": i64) -> DeviceRow;
    counts_at("watch": u32, "atMs": i64) -> CountsThen;
    cause_devices("watch": u32, "cause": u32) -> Vec<DeviceId>;
    device("connection": ConnectionId, "deployment": DeploymentId, "device": DeviceId) -> DeviceView;
    device_elsewhere("connection": ConnectionId, "deployment": DeploymentId, "device": DeviceId) -> Vec<Elsewhere>;
    device_save("connection": ConnectionId, "deployment": DeploymentId, "device": DeviceId) -> Saved;
    abort_chosen_plan("watch": u32) -> BatchPlan;
    abort_chosen_stop("requestId": String) -> ();
    abort_plan("connection": ConnectionId, "deployment": DeploymentId, "scope": AbortScope) -> AbortPlan;
    landing_hold("connection": ConnectionId, "deployment": DeploymentId, "comment": Option<String>) -> ();
    link_to("place": Place) -> Option<String>;
    landing_leave("connection": ConnectionId, "deployment": DeploymentId) -> ();
    menu_show("menu": MenuBar) -> ();
    updates() -> UpdatesView;
    updates_look() -> UpdatesView;
    update_install("version": String) -> UpdatesView;
    guard_arm("connection": ConnectionId, "deployment": DeploymentId, "comment": Option<String>, "rule": GuardRule) -> GuardView;
    guard_acknowledge("guard": String) -> GuardView;
    guard_disarm("guard": String) -> ();
    abort("requestId": String, "connection": ConnectionId, "deployment": DeploymentId, "scope": AbortScope) -> AbortOutcome;
    export_cancel("requestId": String) -> ();
}

/// Commands outside the JSON map: those that open a `Channel`, those that answer with bytes, and the one whose answer is packed.
/// `list_watch(epoch, connection, channel: Channel<ListNotice>) -> null`, `watch(epoch, connection, deployment, channel: Channel<Notice>) -> number`,
/// `desk_watch(epoch, channel: Channel<DeskNotice>) -> null`, `guards_watch(epoch, channel: Channel<GuardsNotice>) -> null`, `batches_watch(epoch, channel: Channel<BatchesNotice>) -> null`, `plans_watch(epoch, channel: Channel<PlansNotice>) -> null`, `fleet_watch(epoch, connection, channel: Channel<FleetNotice>) -> number`,
/// `abort_chosen(requestId, plan, channel: Channel<BatchProgress>) -> BatchOutcome`,
/// `export_devices(asked: DevicesExport, channel: Channel<ExportProgress>) -> Exported`, `export_list(asked: ListExport, channel: …) -> Exported`,
/// `export_comparison(asked: ComparisonExport, channel: …) -> Exported`, `export_fleet(asked: FleetExport, channel: …) -> Exported`,
/// `rows(watch, view, start, len) -> PackedRows` (for the page a `RowsWindow`: its transport unpacks it),
/// `picture(watch, have) -> ArrayBuffer` (a cell a device, in the order of [`PictureOrder`]: 0 Pending, 1 In progress, 2 Succeeded, 3 Failed,
/// 4 Aborted, 5 Unknown, 6 gone; whole, or what changed since the page's revision `have`: see `live/watch/picture.rs`),
/// `picture_at(watch, atMs) -> ArrayBuffer` (one byte a device: the same numbers, as they were at a moment; 7 where nothing tells),
/// `picture_marks(watch, view, have) -> ArrayBuffer` (which cells a view shows, which are chosen: see `live/watch/picture/marks.rs`).
pub const CHANNEL_COMMANDS: &[&str] = &[
    "list_watch",
    "watch",
    "desk_watch",
    "guards_watch",
    "batches_watch",
    "plans_watch",
    "fleet_watch",
    "abort_chosen",
    "export_devices",
    "export_list",
    "export_comparison",
    "export_fleet",
    "rows",
    "picture",
    "picture_at",
    "picture_marks",
];
