//! The control routes: everything a test can do in code, over HTTP as well.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::faults::Rule;
use crate::http::reply::Reply;
use crate::variants::Variants;
use crate::world::World;

#[derive(Deserialize)]
struct Advance {
    ms: u64,
}

#[derive(Deserialize)]
struct Speed {
    speed: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stranger {
    fleet: Option<String>,
    comment: String,
    #[serde(default)]
    ago_ms: u64,
}

type Outcome = Result<Value, (u16, String)>;

/// Answers `/_control/<name>`.
pub(crate) fn answer(world: &World, method: &str, name: &str, query: &str, body: &[u8]) -> Reply {
    let outcome = match (method, name) {
        ("GET", "about") => about(world, query),
        ("GET", "requests") => Ok(json!(world.log.all())),
        ("DELETE", "requests") => {
            world.log.clear();
            Ok(json!({}))
        }
        ("POST", "faults") => read::<Rule>(body).map(|rule| {
            world.faults.add(rule);
            json!({})
        }),
        ("DELETE", "faults") => {
            world.faults.clear();
            Ok(json!({}))
        }
        ("GET", "variants") => Ok(json!(world.variants())),
        ("POST", "variants") => variants(world, body),
        ("DELETE", "variants") => {
            world.set_variants(Variants::default());
            Ok(json!({}))
        }
        ("POST", "advance") => read::<Advance>(body).map(|by| {
            world.clock.advance(Duration::from_millis(by.ms));
            now(world)
        }),
        ("POST", "stranger") => stranger(world, body),
        ("GET", "now") => Ok(now(world)),
        ("POST", "speed") => speed(world, body),
        _ => Err((404, format!("{method} /_control/{name} is unknown; there are {ROUTES}"))),
    };
    match outcome {
        Ok(value) => Reply::json(200, &value),
        Err((status, text)) => Reply::json(status, &json!({"error": text})),
    }
}

const ROUTES: &str = "POST and DELETE faults, GET, POST and DELETE variants, POST advance {ms}, POST speed {speed}, \
    POST stranger {comment, ago_ms, fleet} (somebody else deploys), \
    GET and DELETE requests, GET about, GET now";

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, (u16, String)> {
    serde_json::from_slice(body).map_err(|error| (400, error.to_string()))
}

fn now(world: &World) -> Value {
    json!({"now_unix_ms": world.clock.service_ms()})
}

fn about(world: &World, query: &str) -> Outcome {
    let wanted = query.split('&').find_map(|pair| pair.strip_prefix("fleet="));
    world.about(wanted).map(|about| json!(about)).ok_or((404, "There is no such fleet".into()))
}

/// Changes the switches that are named and leaves the others.
fn variants(world: &World, body: &[u8]) -> Outcome {
    let mut all = json!(world.variants());
    let changes: Map<String, Value> = read(body)?;
    if let Some(map) = all.as_object_mut() {
        map.extend(changes);
    }
    let changed: Variants = serde_json::from_value(all).map_err(|error| (400, error.to_string()))?;
    world.set_variants(changed);
    Ok(json!(world.variants()))
}

fn stranger(world: &World, body: &[u8]) -> Outcome {
    let Stranger { fleet, comment, ago_ms } = read(body)?;
    let created = world.stranger_deploys(fleet.as_deref(), &comment, Duration::from_millis(ago_ms));
    created.map(|uuid| json!({"deployment_uuid": uuid})).ok_or((404, "There is no such fleet".into()))
}

fn speed(world: &World, body: &[u8]) -> Outcome {
    let Speed { speed } = read(body)?;
    if !(0.0..=100_000.0).contains(&speed) {
        return Err((400, "speed must be between 0 and 100000".into()));
    }
    world.clock.set_speed(speed).map_err(|_| (409, "the clock of this simulator is moved by hand".to_owned()))?;
    Ok(now(world))
}
