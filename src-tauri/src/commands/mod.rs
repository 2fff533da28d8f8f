//! The commands of the page: each decodes, makes one core call, encodes. What decides is in core.

mod aborts;
mod batches;
mod comparisons;
mod connections;
mod deployments;
mod desk;
mod diagnostics;
mod drafts;
mod exports;
mod finding;
mod fleet;
mod guards;
mod imports;
mod launches;
mod plans;
mod templates;
mod updates;
mod watches;

use std::sync::Arc;

use flightdeck_core::app::Flightdeck;
use tauri::State;
use tauri::ipc::Invoke;

/// Core, as commands hold it.
type Core<'a> = State<'a, Arc<Flightdeck>>;

/// All commands. `build.rs` lists the same names in the manifest; a test compares.
pub(crate) fn handler() -> impl Fn(Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        connections::boot,
        connections::window_visible,
        connections::connect,
        connections::authorities_pick,
        connections::connection_select,
        connections::connection_rules_set,
        connections::connection_remove,
        connections::connection_token_state,
        connections::connection_token_clear,
        connections::demo_start,
        connections::settings_set,
        diagnostics::diagnostics,
        connections::remember,
        connections::table_layout_set,
        connections::storage_view,
        connections::storage_forget_seen,
        deployments::list_watch,
        deployments::list_rows,
        deployments::fleets_rows,
        deployments::list_refresh,
        deployments::list_unwatch,
        deployments::deployment_head,
        desk::desk_watch,
        desk::link_to,
        desk::menu_show,
        desk::landing_hold,
        desk::landing_leave,
        comparisons::comparable,
        comparisons::comparison,
        comparisons::comparison_rows,
        comparisons::export_comparison,
        drafts::suggestions,
        drafts::flow_name_set,
        drafts::parameter_secret_set,
        drafts::drafts,
        drafts::draft_load,
        drafts::draft_save,
        drafts::draft_discard,
        drafts::again_offers,
        drafts::draft_again,
        drafts::draft_read,
        drafts::parameters_paste,
        batches::batches_watch,
        batches::batch_prepare,
        batches::batch_start,
        batches::batch_stop,
        batches::batch_resume,
        batches::batch_retry,
        batches::batch_rows,
        plans::plans_watch,
        plans::plan_save,
        plans::plan,
        plans::plan_remove,
        plans::plan_read,
        plans::plan_devices,
        plans::plan_dry_run,
        plans::plan_start,
        plans::plan_act,
        plans::plan_export,
        plans::plan_workflow,
        plans::plan_import,
        finding::rank,
        finding::find,
        fleet::fleet_watch,
        fleet::fleet_unwatch,
        fleet::fleet_refresh,
        fleet::fleet_rows,
        fleet::fleet_choose,
        fleet::fleet_chosen_ids,
        fleet::fleet_device,
        fleet::fleet_target,
        fleet::fleet_suggest,
        imports::fleet_import_pick,
        imports::fleet_import_preview,
        imports::fleet_import,
        imports::fleet_import_remove,
        fleet::reach,
        fleet::reach_rows,
        guards::guards_watch,
        guards::guard_arm,
        guards::guard_acknowledge,
        guards::guard_disarm,
        launches::launch,
        launches::launches_rows,
        launches::launch_entry,
        launches::launch_diff,
        launches::launches_unresolved,
        launches::launch_look_again,
        launches::launch_adopt,
        launches::launch_dismiss,
        templates::templates,
        templates::template_save,
        templates::template_rename,
        templates::template_remove,
        templates::template_use,
        templates::templates_export,
        templates::templates_import,
        updates::updates,
        updates::updates_look,
        updates::update_install,
        watches::watch,
        watches::unwatch,
        watches::watch_now,
        watches::rows,
        watches::row_at,
        watches::row_of,
        watches::neighbour,
        watches::picture,
        watches::picture_at,
        watches::picture_order,
        watches::picture_marks,
        watches::row_then,
        watches::counts_at,
        watches::course,
        watches::choose,
        watches::chosen_ids,
        watches::causes,
        watches::causes_go_on,
        watches::cause_devices,
        watches::device,
        watches::device_elsewhere,
        watches::device_save,
        aborts::abort_chosen_plan,
        aborts::abort_chosen,
        aborts::abort_chosen_stop,
        aborts::abort_plan,
        aborts::abort,
        exports::export_devices,
        exports::export_list,
        exports::export_fleet,
        exports::export_cancel,
    ]
}

#[cfg(test)]
mod tests {
    use flightdeck_core::wire::{CHANNEL_COMMANDS, COMMAND_NAMES};
    use tauri::ipc::Origin;

    #[test]
    fn every_command_of_the_contract_is_handled_and_granted() {
        let handled = include_str!("mod.rs");
        let granted: serde_json::Value =
            serde_json::from_str(include_str!("../../capabilities/main.json")).expect("valid JSON");
        for name in COMMAND_NAMES.iter().chain(CHANNEL_COMMANDS) {
            assert!(
                handled.contains(&format!("::{name},")),
                "`{name}` is in the page's map, so the shell must answer it"
            );
            let permission = format!("allow-{}", name.replace('_', "-"));
            let listed = granted["permissions"].as_array().is_some_and(|all| all.iter().any(|one| *one == permission));
            assert!(listed, "`{name}` must be granted to the main window by name: {permission}");
        }
        assert_eq!(granted["windows"], serde_json::json!(["main"]), "no other window may call anything");
        let all: Vec<&str> =
            granted["permissions"].as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
        assert_eq!(granted["remote"], serde_json::Value::Null, "no page of the network may call anything");
        let foreign: Vec<&&str> = all.iter().filter(|one| !one.starts_with("allow-")).collect();
        assert!(foreign.is_empty(), "a plugin's command would go around core, the updater's most of all: {foreign:?}");
    }

    /// By the very table that the built program decides with.
    #[test]
    fn every_command_is_refused_to_any_other_window_page_and_origin() {
        let mut context = crate::context();
        let authority = context.runtime_authority_mut();
        let elsewhere = |text: &str| Origin::Remote { url: text.parse().expect("an address") };
        for name in COMMAND_NAMES.iter().chain(CHANNEL_COMMANDS) {
            let asked = |window: &str, webview: &str, origin: &Origin| {
                authority.resolve_access(name, window, webview, origin).is_some()
            };
            assert!(asked("main", "main", &Origin::Local), "`{name}` is for the page, or this test asks wrongly");
            for (window, webview) in [("other", "other"), ("mai", "mai"), ("main2", "main2"), ("", ""), ("*", "*")] {
                assert!(!asked(window, webview, &Origin::Local), "`{name}` must not be had by the window {window:?}");
            }
            for page in [
                "https://api.connect.jfrog.io/",
                "https://localhost/",
                "http://127.0.0.1:4010/",
                "https://tauri.localhost.evil.test/",
                "data:text/html,x",
                "about:srcdoc",
                "blob:null/1",
            ] {
                assert!(
                    !asked("main", "main", &elsewhere(page)),
                    "`{name}` must not be had by {page}, in whatever frame"
                );
            }
        }
        for name in
            ["plugin:updater|download_and_install", "plugin:store|get", "plugin:dialog|open", "plugin:window|close"]
        {
            let asked = authority.resolve_access(name, "main", "main", &Origin::Local);
            assert!(asked.is_none(), "{name} would go around core");
        }
    }

    #[test]
    fn the_page_may_load_and_run_nothing_but_what_was_built_into_it() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../../tauri.conf.json")).expect("valid JSON");
        let security = &config["app"]["security"];
        assert_eq!(security["freezePrototype"], true, "what every object has cannot be changed under the page's feet");
        assert_eq!(config["app"]["withGlobalTauri"], false, "nothing of the desktop lies about in the page's globals");
        assert_eq!(
            security["dangerousDisableAssetCspModification"],
            serde_json::Value::Null,
            "hashes stay in the policy"
        );
        assert_eq!(security["assetProtocol"], serde_json::Value::Null, "the page reads no files");
        let policy = security["csp"].as_object().expect("a content policy");
        for (directive, value) in policy {
            let value = value.as_str().expect("one text for each");
            for unsafe_word in ["unsafe", "*", "https:", "wasm"] {
                assert!(!value.contains(unsafe_word), "{directive} {value}: {unsafe_word} would let strangers in");
            }
        }
        let source = |directive: &str| policy.get(directive).and_then(|value| value.as_str()).unwrap_or_default();
        for (directive, expected) in [
            ("default-src", "'none'"),
            ("script-src", "'self'"),
            ("style-src", "'self'"),
            ("font-src", "'self'"),
            ("img-src", "'self' data: blob:"),
            ("connect-src", "ipc: http://ipc.localhost"),
            ("base-uri", "'none'"),
            ("form-action", "'none'"),
            ("frame-ancestors", "'none'"),
            // Markup is made of text by Svelte alone, out of templates that were built in.
            ("require-trusted-types-for", "'script'"),
            ("trusted-types", "svelte-trusted-html"),
        ] {
            assert_eq!(
                source(directive),
                expected,
                "{directive} decides what the page may do; think before it is widened"
            );
        }
        assert_eq!(policy.len(), 11, "what is not named here has nobody's reason: {policy:?}");
    }
}
