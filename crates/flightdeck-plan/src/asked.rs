//! What is asked for on the command line.

use std::str::FromStr;

use flightdeck_core::wire::{AskKind, POLL_SECONDS};

pub(crate) const HELP: &str = "\
Runs a rollout plan of Flightdeck without a window.

flightdeck-plan schema                 print the JSON Schema of plans
flightdeck-plan check PLAN             name every problem of a plan by its place
flightdeck-plan run PLAN [options]     run it, or go on with it

Options of run:
  --url URL              the address of the API (https://api.connect.jfrog.io)
  --fleet KEY            the fleet key; needed
  --authority FILE       certificates that this run trusts beside the system's, where the service has one of your company's; can
                         be given more than once
  --state FOLDER         where it keeps what it has done; needed. The same folder goes on with the same plan
  --until-wave N         go no further than wave N: end once all that its gate counts holds, and its wait; a later run goes on
  --yes-to-gate N        a person's yes at the gate after wave N; can be given more than once
  --resume               go on with a plan that has halted: failures seen so far count no more
  --accept WHAT          yes to what is asked before a launch: twin, production, many; can be given more than once
  --confirm KEY          the fleet key once more, where a wave reaches the whole fleet, or almost
  --poll SECONDS         between two looks, 5 to 600 (15)
  --help, --version

The token comes from CONNECT_TOKEN, or else from the keyring, where the desktop put it. Values of secret parameters come from
FLIGHTDECK_PARAMETER_<NAME>. Each line of output is one JSON object.

Exit codes: 0 done, or came as far as was asked; 2 the plan or an option is wrong; 3 halted, or stopped; 4 a gate asks for a
person's yes (--yes-to-gate); 5 it could not begin; 130 interrupted, and goes on from here in the next run.
The folder holds what was sent, values of secret parameters included: keep it as you keep the token.
";

/// What is asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Asked {
    Help,
    Version,
    Schema,
    Check { plan: String },
    Run(Running),
}

/// How a plan is to be run.
#[derive(Debug, PartialEq)]
pub(crate) struct Running {
    pub(crate) plan: String,
    pub(crate) url: String,
    pub(crate) fleet: String,
    /// Files.
    pub(crate) authorities: Vec<String>,
    pub(crate) state: String,
    /// From 0.
    pub(crate) until: Option<usize>,
    /// From 0.
    pub(crate) yes: Vec<usize>,
    pub(crate) resume: bool,
    pub(crate) accept: Vec<AskKind>,
    pub(crate) confirm: Option<String>,
    pub(crate) poll: Option<u32>,
}

/// Reads the words of the command line.
///
/// # Errors
/// What is not understood, in words.
pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Asked, String> {
    let words: Vec<String> = words.collect();
    if words.iter().any(|word| word == "--help") || words.is_empty() {
        return Ok(Asked::Help);
    }
    if words.iter().any(|word| word == "--version") {
        return Ok(Asked::Version);
    }
    let mut words = words.into_iter();
    match words.next().as_deref() {
        Some("schema") => nothing_more(words).map(|()| Asked::Schema),
        Some("check") => {
            let plan = words.next().ok_or("check needs a plan")?;
            nothing_more(words).map(|()| Asked::Check { plan })
        }
        Some("run") => running(words).map(Asked::Run),
        Some(other) => Err(format!("“{other}” is none of schema, check and run")),
        None => Ok(Asked::Help),
    }
}

fn nothing_more(mut words: impl Iterator<Item = String>) -> Result<(), String> {
    words.next().map_or(Ok(()), |word| Err(format!("“{word}” is not understood")))
}

fn running(mut words: impl Iterator<Item = String>) -> Result<Running, String> {
    let mut plan = None;
    let (mut url, mut fleet, mut state) = (None, None, None);
    let mut running = Running {
        plan: String::new(),
        url: "https://api.connect.jfrog.io".to_owned(),
        fleet: String::new(),
        authorities: Vec::new(),
        state: String::new(),
        until: None,
        yes: Vec::new(),
        resume: false,
        accept: Vec::new(),
        confirm: None,
        poll: None,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--url" => url = Some(value(&word, words.next())?),
            "--fleet" => fleet = Some(value(&word, words.next())?),
            "--authority" => running.authorities.push(value(&word, words.next())?),
            "--state" => state = Some(value(&word, words.next())?),
            "--until-wave" => running.until = Some(wave(&word, words.next())?),
            "--yes-to-gate" => running.yes.push(wave(&word, words.next())?),
            "--resume" => running.resume = true,
            "--accept" => running.accept.push(ask(&value::<String>(&word, words.next())?)?),
            "--confirm" => running.confirm = Some(value(&word, words.next())?),
            "--poll" => {
                let seconds = value(&word, words.next())?;
                if !POLL_SECONDS.contains(&seconds) {
                    return Err(format!("{word} takes {} to {}", POLL_SECONDS.start(), POLL_SECONDS.end()));
                }
                running.poll = Some(seconds);
            }
            option if option.starts_with('-') => return Err(format!("“{option}” is not understood")),
            _ if plan.is_none() => plan = Some(word),
            _ => return Err(format!("“{word}” is not understood")),
        }
    }
    running.plan = plan.ok_or("run needs a plan")?;
    running.fleet = fleet.ok_or("run needs --fleet")?;
    running.state = state.ok_or("run needs --state")?;
    running.url = url.unwrap_or(running.url);
    Ok(running)
}

fn value<T: FromStr>(name: &str, text: Option<String>) -> Result<T, String> {
    let text = text.ok_or_else(|| format!("{name} needs a value"))?;
    text.parse().map_err(|_| format!("{name} {text} is not understood"))
}

fn wave(name: &str, text: Option<String>) -> Result<usize, String> {
    let number: usize = value(name, text)?;
    number.checked_sub(1).ok_or_else(|| format!("{name} counts from 1"))
}

fn ask(word: &str) -> Result<AskKind, String> {
    match word {
        "twin" => Ok(AskKind::Twin),
        "production" => Ok(AskKind::Production),
        "many" => Ok(AskKind::Many),
        other => Err(format!("--accept {other} is none of twin, production and many")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Asked, String> {
        read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_run_is_read_whole() {
        let asked = of(
            "run p.json --url http://h --fleet f --authority a.pem --state s --until-wave 2 --yes-to-gate 2 --yes-to-gate 3 \
                        --resume --accept many --confirm f --poll 5",
        );
        let expected = Running {
            plan: "p.json".into(),
            url: "http://h".into(),
            fleet: "f".into(),
            authorities: vec!["a.pem".into()],
            state: "s".into(),
            until: Some(1),
            yes: vec![1, 2],
            resume: true,
            accept: vec![AskKind::Many],
            confirm: Some("f".into()),
            poll: Some(5),
        };
        assert_eq!(asked, Ok(Asked::Run(expected)), "waves count from 1 for a person, from 0 here");
    }

    #[test]
    fn what_is_not_understood_is_named_and_nothing_is_guessed() {
        for (line, said) in [
            ("walk", "none of schema"),
            ("run", "needs a plan"),
            ("run p.json --state s", "needs --fleet"),
            ("run p.json --fleet f", "needs --state"),
            ("run p.json --fleet f --state s --fast", "--fast"),
            ("run p.json q.json --fleet f --state s", "q.json"),
            ("run p.json --fleet f --state s --until-wave 0", "counts from 1"),
            ("run p.json --fleet f --state s --poll 1", "5 to 600"),
            ("run p.json --fleet f --state s --accept all", "none of twin"),
            ("run p.json --fleet", "needs a value"),
            ("run p.json --fleet f --state s --authority", "needs a value"),
            ("check", "needs a plan"),
            ("check p.json q", "“q”"),
            ("schema x", "“x”"),
        ] {
            let why = of(line).expect_err(line);
            assert!(why.contains(said), "{line}: {why}");
        }
        assert_eq!(of(""), Ok(Asked::Help));
        assert_eq!(of("run --help"), Ok(Asked::Help));
        assert_eq!(of("schema"), Ok(Asked::Schema));
    }
}
