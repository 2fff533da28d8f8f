//! Closing and opening again: everything is found again, and the token is found nowhere.

use flightdeck_tests::desk::{Home, Role, Window};

use crate::fleet::{TOKEN, connect, deploy, service};

#[tokio::test]
async fn after_a_restart_everything_is_there_and_the_token_is_nowhere_to_be_read() {
    let simulator = service(120, 60.0).await;
    let mut home = Home::new();
    let window = Window::open(&mut home).await;
    connect(&window, &simulator.url(), "windfarm", TOKEN).await;
    deploy(&window, &simulator, "Test", "remembered after a restart").await;
    window.click(Role::Button, "New deployment").await;
    window.fill("flow", "f-half-typed").await;
    window.read("Draft saved").await;
    window.close().await;
    #[cfg(unix)]
    {
        let data = std::fs::metadata(home.data()).unwrap();
        let rights = std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o777;
        assert_eq!(rights, 0o700, "another user of this computer must not read what the first start made");
    }

    let window = Window::open(&mut home).await;
    window.click(Role::Button, "Deployments").await;
    window.click(Role::Row, "remembered after a restart").await;
    window.see(Role::Heading, "remembered after a restart").await;
    window.read("launched here").await;
    window.click(Role::Button, "New deployment").await;
    assert_eq!(window.value("flow").await, "f-half-typed", "a half-typed draft outlives a closed window");
    window.reload().await;
    let page = window.everything().await;
    assert!(!page.contains(TOKEN), "no page may hold the token");
    let kept = window.script(KEPT_BY_THE_PAGE).await;
    let told = kept.to_string();
    assert!(told.contains("windfarm") && !told.contains(TOKEN), "nothing that the page keeps holds the token: {told}");
    assert_eq!(kept["databases"], serde_json::json!([]), "it keeps no databases");
    assert_eq!(kept["cookie"], "", "nor cookies");
    if cfg!(target_os = "linux") {
        let all = home.processes();
        assert!(
            all.iter().any(|(words, _)| words.contains("WebKitWebProcess")),
            "the page's own process is among them"
        );
        for (words, environment) in &all {
            let told = words.contains(TOKEN) || environment.contains(TOKEN);
            assert!(!told, "any program of this user reads how a process was started: {words}");
        }
        let cores = home.core_limits();
        assert!(
            cores.len() > 1 && cores.iter().all(|limit| limit == "1"),
            "no core of any of them is written: {cores:?}"
        );
    }
    window.close().await;

    let asked = simulator.requests();
    assert!(
        asked.iter().any(|request| request.path.ends_with("/deployments")),
        "the token came back from the keyring: {}",
        asked.len()
    );
    assert_eq!(home.files_with(TOKEN), Vec::<std::path::PathBuf>::new(), "the token is in no file and in no log");
    assert!(home.files() > 5, "the search must have had files to search");
    assert!(home.log().len() > 100, "the log must have been written, or its search shows nothing");
    assert!(home.files_with("windfarm").len() > 1, "the search does find what is there");
}

/// All that a page can keep, and the words that it shows.
const KEPT_BY_THE_PAGE: &str = "return Promise.all([indexedDB.databases(), window.caches ? caches.keys() : []]).then(([databases, cached]) => ({
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, databases, cached,
    history: history.state, address: location.href, name: window.name, globals: Object.keys(window).map((key) => {
        try { return key + '=' + JSON.stringify(window[key]); } catch { return key; }
    }),
    fields: [...document.querySelectorAll('input, textarea')].map((one) => one.value), shown: document.documentElement.outerHTML }));";
