//! The simulator as a program: starts a fleet, prints one line of JSON that tells all a client needs, and runs until stopped.

use std::io::Write;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use connect_simulator::{ClockSpec, Config, FleetSpec, Simulator, TokenSpec};
use serde_json::{Value, json};

const HELP: &str = "\
A simulated fleet behind the Deployments API, on 127.0.0.1 only.

connect-simulator [options]
  --devices N            devices per fleet (2000)
  --seed S               everything that looks random follows from it (1)
  --speed X              how much faster than real devices these are (1)
  --manual               the clock stands still until POST <url>/_control/advance moves it
  --port P               the port (0: any free one)
  --token T              the token that may do everything (demo-token)
  --read-only-token T    one more token, which may not deploy or abort
  --fleets N             how many fleets (1); they are called demo, demo2, demo3, ...
  --history N            finished deployments at the start, per fleet (24)
  --long-absences        let 2 % of the devices stay offline for hours, as in a real fleet
  --help                 this text

The first line of output is one JSON object: url, fleet_key, token, flows, groups, tags, apps, ...
Faults, variants, clock, strangers and received requests: see <url>/_control/
";

struct Options {
    fleet: FleetSpec,
    fleets: u32,
    tokens: Vec<TokenSpec>,
    port: u16,
    speed: f64,
    manual: bool,
}

fn value<T: FromStr>(name: &str, text: Option<String>) -> Result<T, String> {
    let text = text.ok_or_else(|| format!("{name} needs a value"))?;
    text.parse().map_err(|_| format!("{name} {text} is not understood"))
}

/// None when help was asked for.
fn options(mut words: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut token = "demo-token".to_owned();
    let (fleet, tokens) = (FleetSpec::default(), Vec::new());
    let mut options = Options { fleet, fleets: 1, tokens, port: 0, speed: 1.0, manual: false };
    while let Some(name) = words.next() {
        match name.as_str() {
            "--devices" => options.fleet.devices = value(&name, words.next())?,
            "--seed" => options.fleet.seed = value(&name, words.next())?,
            "--speed" => options.speed = value(&name, words.next())?,
            "--manual" => options.manual = true,
            "--port" => options.port = value(&name, words.next())?,
            "--token" => token = value(&name, words.next())?,
            "--read-only-token" => options.tokens.push(TokenSpec::read_only(value::<String>(&name, words.next())?)),
            "--fleets" => options.fleets = value(&name, words.next())?,
            "--history" => options.fleet.history = value(&name, words.next())?,
            "--long-absences" => options.fleet.demo = false,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("{other} is not an option; --help tells them")),
        }
    }
    options.tokens.insert(0, TokenSpec::full(token));
    Ok(Some(options))
}

fn config(options: Options) -> Config {
    let fleets = (1..=options.fleets.max(1)).map(|number| {
        let mut fleet = options.fleet.clone();
        if number > 1 {
            fleet.fleet_key = format!("{}{number}", fleet.fleet_key);
            fleet.name = format!("{} {number}", fleet.name);
            fleet.seed = fleet.seed.wrapping_add(u64::from(number));
        }
        fleet
    });
    let clock = match options.manual {
        true => ClockSpec::Manual { start_unix_ms: now_ms() },
        false => ClockSpec::Real { speed: options.speed },
    };
    Config { fleets: fleets.collect(), tokens: options.tokens, port: options.port, clock }
}

fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

fn first_line(simulator: &Simulator) -> Value {
    let keys = simulator.fleet_keys();
    let mut line = keys.first().and_then(|key| simulator.about(key)).map_or(Value::Null, |about| json!(about));
    if let Some(map) = line.as_object_mut() {
        map.insert("fleets".into(), json!(keys));
    }
    line
}

async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            let _ = std::io::stdout().write_all(HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(text) => return complain(&text),
    };
    match run(config(options)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}

async fn run(config: Config) -> std::io::Result<()> {
    let simulator = Simulator::start(config).await?;
    {
        // Whoever started this reads the line through a pipe, which is not flushed by itself.
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", first_line(&simulator))?;
        out.flush()?;
    }
    stopped().await?;
    simulator.shutdown().await;
    Ok(())
}

fn complain(text: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "connect-simulator: {text}");
    ExitCode::FAILURE
}
