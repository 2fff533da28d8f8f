//! What makes launching hard: clocks that disagree, strangers with the same comment, deployments that show late or go.

use std::time::Duration;

use crate::side::{START, Side, side};
use connect_simulator::{DateMode, Fault, Gone, Operation, TimeFormat};
use serde_json::{Value, json};

/// The newest deployment of the list, and how many are announced.
async fn newest(side: &Side) -> (Value, u64) {
    let list = side.read("?limit=1").await;
    (list["deployments"][0].clone(), list["pagination_info"]["total"].as_u64().unwrap())
}

async fn dates(side: &Side) -> (Option<String>, Option<String>) {
    let answer = side.get("").send().await.unwrap();
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    (header("date"), header("age"))
}

#[tokio::test]
async fn the_date_of_an_answer_is_the_clock_of_the_service() {
    let side = side(20).await;
    let date = async |side: &Side| dates(side).await.0.unwrap();
    assert_eq!(date(&side).await, "Wed, 18 Nov 2026 11:06:40 GMT", "START, as a date");
    side.pass(61);
    assert_eq!(date(&side).await, "Wed, 18 Nov 2026 11:07:41 GMT", "it moves with the clock");
    let unknown = side.get("/dp-0000-0000").send().await.unwrap();
    assert_eq!(unknown.headers()["date"], "Wed, 18 Nov 2026 11:07:41 GMT", "an error has a date too");
    side.sim.faults().on(Operation::Any, Fault::Status { status: 503, body: String::new() }, 1);
    assert_eq!(date(&side).await, "Wed, 18 Nov 2026 11:07:41 GMT", "and so has a fault");
    side.vary(|variants| variants.clock_ahead_ms = -3_600_000);
    assert_eq!(date(&side).await, "Wed, 18 Nov 2026 10:07:41 GMT", "a slow clock is slow here as well");
    side.vary(|variants| variants.date = DateMode::Aged);
    assert_eq!(dates(&side).await, (Some("Wed, 18 Nov 2026 10:07:41 GMT".into()), Some("3600".into())));
    side.vary(|variants| variants.date = DateMode::Empty);
    assert_eq!(dates(&side).await, (Some(String::new()), None), "nothing stands there");
    side.vary(|variants| variants.date = DateMode::Nonsense);
    assert_eq!(dates(&side).await, (Some("soon".into()), None), "or no date");
}

#[tokio::test]
async fn a_wrong_clock_is_wrong_in_every_time_it_tells() {
    let side = side(20).await;
    let id = side.deploy(json!([]), json!([])).await;
    side.pass(600);
    let times = async |clock_ahead_ms, created_ahead_ms| {
        side.vary(|variants| {
            (variants.clock_ahead_ms, variants.created_ahead_ms) = (clock_ahead_ms, created_ahead_ms);
            variants.times = TimeFormat::EpochMillis;
        });
        let created = newest(&side).await.0["created_time"].as_i64().unwrap();
        let devices = side.devices(&id).await;
        (created - START, devices.values().next().unwrap()["started_time"].as_i64().unwrap())
    };
    let (created, started) = times(0, 0).await;
    assert_eq!(created, 0);
    assert_eq!(times(180_000, 0).await, (180_000, started + 180_000), "three minutes ahead");
    assert_eq!(times(0, -10_800_000).await, (-10_800_000, started), "only what was created, three hours behind");
    assert_eq!(times(180_000, 20).await, (180_020, started + 180_000), "one on top of the other");
}

#[tokio::test]
async fn strangers_deploy_with_the_same_comment() {
    let side = side(200).await;
    let (_, before) = newest(&side).await;
    let id = side.sim.stranger_deploys("demo", "by a test", Duration::from_secs(90)).unwrap();
    let (twin, total) = newest(&side).await;
    assert_eq!((twin["deployment_uuid"].as_str(), total), (Some(&*id), before + 1));
    assert_eq!((twin["comment"].as_str(), twin["created_time"].as_str().is_some()), (Some("by a test"), true));
    assert!(side.sim.stranger_deploys("nowhere", "x", Duration::ZERO).is_none(), "there is no such fleet");

    side.vary(|variants| variants.stranger_twins = true);
    side.sim.faults().on(Operation::Create, Fault::Status { status: 503, body: String::new() }, 1);
    assert_eq!(side.try_deploy(json!([]), json!([])).await.status(), 503);
    let (twin, total) = newest(&side).await;
    assert_eq!(total, before + 2, "a gateway refused our create, the stranger's went through");
    assert_eq!(twin["comment"], "by a test");
    assert_ne!(twin["deployment_uuid"], *id, "this one is new");
    let ours = side.deploy(json!([]), json!([])).await;
    let (newest, total) = newest(&side).await;
    assert_eq!((newest["deployment_uuid"].as_str(), total), (Some(&*ours), before + 4), "ours comes after the twin");
}

#[tokio::test]
async fn a_new_deployment_may_show_late() {
    let side = side(20).await;
    let (_, before) = newest(&side).await;
    side.vary(|variants| variants.hidden_looks = 3);
    let id = side.deploy(json!([]), json!([])).await;
    for path in [format!("/{id}"), format!("/{id}/devices")] {
        assert_eq!(side.get(&path).send().await.unwrap().status(), 404, "{path} is not visible yet");
    }
    assert_eq!(newest(&side).await.1, before, "nor is it in the list, which is the third look");
    assert_eq!(side.devices(&id).await.len(), 20, "now it is there");
    assert_eq!(newest(&side).await.1, before + 1);
}

#[tokio::test]
async fn devices_leave_the_answer() {
    let side = side(30).await;
    let id = side.deploy(json!([]), json!([])).await;
    let all = side.devices(&id).await;
    side.vary(|variants| variants.gone = Some(Gone { devices: 2, after_looks: 1 }));
    assert_eq!(side.devices(&id).await.len(), 30, "one more look tells them all");
    let answer = side.read(&format!("/{id}/devices?limit=7")).await;
    assert_eq!(answer["pagination_info"]["total"], 28, "then they are not counted any more");
    let token = answer["pagination_info"]["after"].as_str().unwrap();
    let rest = side.read(&format!("/{id}/devices?limit=100&after={token}")).await;
    let records = |answer: &Value| {
        let map = answer["deployment_by_device_uuid"]["additionalProperties"].as_object().unwrap();
        map.keys().cloned().collect::<Vec<_>>()
    };
    let told = [records(&answer), records(&rest)].concat();
    assert_eq!(told.len(), 28, "and missing, whether the answer comes in pages or not");
    let gone = all.keys().find(|device| !told.contains(device)).unwrap();
    assert_eq!(side.get(&format!("/{id}/devices/{gone}")).send().await.unwrap().status(), 404, "also by their id");
    assert_eq!(side.get(&format!("/{id}/devices/{}", told[0])).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn more_is_announced_than_sent() {
    let side = side(20).await;
    let (_, total) = newest(&side).await;
    let sent = async |keeps_back| {
        side.vary(|variants| variants.list_keeps_back = keeps_back);
        let list = side.read("").await;
        assert_eq!(list["pagination_info"]["total"], total, "all are announced");
        assert_eq!(list["pagination_info"]["after"], "", "and no further page is offered");
        list["deployments"].as_array().unwrap().len() as u64
    };
    assert_eq!(sent(3).await, total - 3);
    assert_eq!(sent(u32::MAX).await, 0, "or nothing is sent at all");
}

#[tokio::test]
async fn the_control_routes_know_strangers_and_clocks() {
    let side = side(200).await;
    let post =
        |name: &str, body: Value| side.http.post(format!("{}/_control/{name}", side.sim.url())).json(&body).send();
    let told: Value = post("stranger", json!({"comment": "same"})).await.unwrap().json().await.unwrap();
    assert_eq!(newest(&side).await.0["deployment_uuid"], told["deployment_uuid"]);
    let elsewhere = json!({"comment": "same", "fleet": "nowhere", "ago_ms": 5});
    assert_eq!(post("stranger", elsewhere).await.unwrap().status(), 404, "no such fleet");
    let switches = json!({"clock_ahead_ms": -5, "gone": {"devices": 1, "after_looks": 2}, "date": "nonsense"});
    assert_eq!(post("variants", switches).await.unwrap().status(), 200);
    let variants = side.sim.variants();
    assert_eq!((variants.clock_ahead_ms, variants.date), (-5, DateMode::Nonsense));
    assert_eq!(variants.gone, Some(Gone { devices: 1, after_looks: 2 }));
}
