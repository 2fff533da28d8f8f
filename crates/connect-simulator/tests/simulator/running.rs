//! One seed and one clock give the same bytes; the control routes do what the code does; a program runs it all.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::side::{START, config, side, side_with};
use connect_simulator::{ClockSpec, Config, Fault, Operation};
use reqwest::Client;
use serde_json::{Value, json};

async fn story(seed: u64) -> Vec<String> {
    let mut config = config(300);
    config.fleets[0].seed = seed;
    let side = side_with(config).await;
    let id = side.deploy(json!([]), json!([{"type": "device_state", "operand": "is", "value": "online"}])).await;
    side.pass(45);
    side.post(&format!("/{id}/abort")).send().await.unwrap();
    side.pass(20);
    let device = side.devices(&id).await.keys().next().unwrap().clone();
    let mut told = Vec::new();
    for path in [String::new(), format!("/{id}"), format!("/{id}/devices"), format!("/{id}/devices/{device}")] {
        told.push(side.get(&path).send().await.unwrap().text().await.unwrap());
    }
    told
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story() {
    let first = story(5).await;
    assert_eq!(first, story(5).await, "a test that fails must fail again");
    assert_ne!(first, story(6).await, "another seed is another fleet");
}

#[tokio::test]
async fn a_fast_clock_hurries_devices_but_tells_wall_time() {
    let config = Config { clock: ClockSpec::Real { speed: 100_000.0 }, ..config(50) };
    let side = side_with(config).await;
    let before = side.sim.now_unix_ms();
    let id = side.deploy(json!([]), json!([])).await;
    side.sim.advance(std::time::Duration::from_secs(600));
    let devices = side.devices(&id).await;
    assert!(devices.values().all(|record| record.get("finished_time").is_some()), "ten minutes of theirs have passed");
    let list = side.read("?limit=1").await;
    let created = list["deployments"][0]["created_time"].as_str().unwrap().to_owned();
    let after = side.sim.now_unix_ms();
    side.vary(|variants| variants.times = connect_simulator::TimeFormat::EpochMillis);
    let created_ms = side.read("?limit=1").await["deployments"][0]["created_time"].as_i64().unwrap();
    assert!(
        (before..=after).contains(&created_ms),
        "{created} must be wall time, or clients would think it lies ahead"
    );
}

#[tokio::test]
async fn the_control_routes_do_what_the_code_does() {
    let side = side(30).await;
    let control = |name: &str| format!("{}/_control/{name}", side.sim.url());
    let post = |name: &str, body: Value| side.http.post(control(name)).json(&body).send();
    let fault = json!({"operation": "list", "fault": {"status": {"status": 503, "body": "{}"}}, "times": 1});
    assert_eq!(post("faults", fault).await.unwrap().status(), 200, "a fault is switched on");
    assert_eq!(side.get("").send().await.unwrap().status(), 503, "and met");
    assert_eq!(side.get("").send().await.unwrap().status(), 200, "once");
    side.sim.faults().on(Operation::Any, Fault::Cut, u32::MAX);
    side.http.delete(control("faults")).send().await.unwrap();
    assert_eq!(side.get("").send().await.unwrap().status(), 200, "all faults can be switched off");
    post("variants", json!({"devices_shape": "plain"})).await.unwrap();
    post("variants", json!({"times": "epoch_millis"})).await.unwrap();
    let set = side.sim.variants();
    assert_eq!(
        (set.devices_shape, set.times),
        (connect_simulator::DevicesShape::Plain, connect_simulator::TimeFormat::EpochMillis)
    );
    assert_eq!(
        post("variants", json!({"tmies": "null"})).await.unwrap().status(),
        400,
        "a misspelled switch is an error"
    );
    let now: Value = post("advance", json!({"ms": 1500})).await.unwrap().json().await.unwrap();
    assert_eq!(now["now_unix_ms"], START + 1500, "the clock moves");
    assert_eq!(post("speed", json!({"speed": 2})).await.unwrap().status(), 409, "a clock moved by hand has no speed");
    let about: Value = side.http.get(control("about?fleet=other")).send().await.unwrap().json().await.unwrap();
    assert_eq!(
        (about["devices"].as_u64(), about["token"].as_str()),
        (Some(10), Some("full")),
        "each fleet can be asked for"
    );
    let received: Value = side.http.get(control("requests")).send().await.unwrap().json().await.unwrap();
    assert_eq!(received.as_array().map(Vec::len), Some(3), "only calls of the API are recorded");
    assert_eq!(side.http.get(control("nothing")).send().await.unwrap().status(), 404, "unknown routes say so");
}

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(words: &[&str]) -> (Program, Value) {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_connect-simulator")).args(words).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Program(child), serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn a_million_devices_fit_half_a_gigabyte() {
    let (program, about) = program(&["--devices", "1000000", "--token", "secret", "--speed", "50"]);
    for key in ["url", "fleet_key", "token", "flows", "groups", "tags", "apps"] {
        assert!(about.get(key).is_some_and(|value| !value.is_null()), "the first line must tell {key}");
    }
    assert_eq!((&about["token"], &about["fleet_key"]), (&json!("secret"), &json!("demo")), "as was asked");
    let base = format!("{}/api/v2/demo/deployments", about["url"].as_str().unwrap());
    let http = Client::builder().no_proxy().build().unwrap();
    let body = json!({
        "device_filter": {"groups": [], "filters": [{"type": "app", "operand": "is_not", "value": "nothing"}]},
        "deployment_configuration": {"flow_uuid": about["flows"][0]["uuid"], "comment": "everybody"},
    });
    let created: Value = http.post(&base).bearer_auth("secret").json(&body).send().await.unwrap().json().await.unwrap();
    let id = created["deployment_uuid"].as_str().unwrap();
    for _ in 0..2 {
        let mut answer = http.get(format!("{base}/{id}/devices")).bearer_auth("secret").send().await.unwrap();
        let mut records = 0;
        while let Some(piece) = answer.chunk().await.unwrap() {
            records += piece.iter().filter(|&&byte| byte == b'{').count();
        }
        assert_eq!(records, 1_000_000 + 4, "one record per device, in a map in a map in an answer, and the paging");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.0.id()));
    if let Ok(status) = status {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kib < 512 * 1024, "a million devices took {kib} KiB at the peak");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_program_ends_when_it_is_asked_to() {
    let (mut program, about) = program(&["--devices", "10", "--fleets", "2", "--read-only-token", "reader"]);
    assert_eq!(about["fleets"], json!(["demo", "demo2"]), "all fleets are named");
    let pid = program.0.id().to_string();
    assert!(Command::new("kill").arg(&pid).status().unwrap().success(), "the signal is sent");
    assert!(program.0.wait().unwrap().success(), "SIGTERM is an orderly end");
}

#[test]
fn the_program_refuses_what_it_does_not_know() {
    for words in [&["--devices"][..], &["--devices", "many"], &["--colour", "red"]] {
        let run = Command::new(env!("CARGO_BIN_EXE_connect-simulator")).args(words).output().unwrap();
        assert!(
            !run.status.success() && run.stdout.is_empty(),
            "{words:?} is refused, and standard output stays empty"
        );
        assert!(String::from_utf8_lossy(&run.stderr).contains(words[0]), "and the complaint names the option");
    }
}
