//! What the review offers for scripts is run as it stands, and sends exactly the bytes that Flightdeck sends.
#![cfg(unix)]

use std::process::{Command, Output, Stdio};

use connect_simulator::Operation;
use flightdeck_core::target::{self, Destination};
use flightdeck_core::wire::{Draft, FilterDraft, FilterKind, OperandDraft, ParameterDraft};
use flightdeck_tests::ground::{FLEET, FLOW, Ground, TOKEN};

/// Everything a shell, a workflow or a YAML reader could take for something else.
const ODD: &str = "it's \"so\" \\ $HOME `id` ${{ secrets.X }} %s 50% @file\ttab\r\nline\u{7f}\u{85}\u{2028}é🔥 #end";

/// Every kind of filter, with names that hold what a shell takes for its own, a release, and nothing left out.
fn full() -> Draft {
    let filter = |kind, operand, value: &str, extra: &str| FilterDraft {
        kind,
        operand,
        value: value.to_owned(),
        extra: extra.to_owned(),
    };
    let (is, not) = (OperandDraft::Is, OperandDraft::IsNot);
    Draft {
        flow_uuid: FLOW.to_owned(),
        groups: vec!["Größe \"L\" / 试".to_owned(), "it's; rm -rf $(pwd)".to_owned(), "${{ github.token }}".to_owned()],
        filters: vec![
            filter(FilterKind::Tag, is, "a|b&c", ""),
            filter(FilterKind::SpecificDevice, not, "d-'1'", ""),
            filter(FilterKind::App, not, "gateway", "4.12.0 \\n"),
            filter(FilterKind::DeviceState, is, "online", ""),
            filter(FilterKind::Deployment, is, "failed", "dp-0000-0000"),
        ],
        parameters: (0..40)
            .map(|n| ParameterDraft {
                name: format!("P_{n}"),
                value: format!("{}{ODD}", "\\".repeat(n % 4)),
                secret: None,
            })
            .collect(),
        app_name: "gateway".to_owned(),
        app_version: "4.12.0".to_owned(),
        ..Draft::default()
    }
}

fn draft() -> Draft {
    let parameter =
        |name: &str, value: &str| ParameterDraft { name: name.to_owned(), value: value.to_owned(), secret: None };
    Draft {
        flow_uuid: FLOW.to_owned(),
        filters: vec![FilterDraft {
            kind: FilterKind::Tag,
            operand: OperandDraft::Is,
            value: "gateway".to_owned(),
            extra: String::new(),
        }],
        parameters: vec![parameter("odd", ODD), parameter("empty", ""), parameter("'quoted'", "''")],
        comment: ODD.to_owned(),
        ..Draft::default()
    }
}

/// Runs a script with this environment and without a token of its own; off the threads that the simulator needs.
async fn run(script: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", script]).env_remove("CONNECT_TOKEN").env("no_proxy", "*").stdin(Stdio::null());
    command.envs(environment.iter().copied());
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().expect("a POSIX shell and curl")
}

async fn sends(script: &str, environment: &[(&str, &str)]) {
    let output = run(script, &[environment, &[("CONNECT_TOKEN", TOKEN)]].concat()).await;
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
}

/// A double-quoted YAML text, read as a workflow does: its escapes, then the expressions in it.
fn read(text: &str) -> String {
    let mut out = String::new();
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect("a double-quoted text");
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let length = match chars.next() {
            Some('u') => 4,
            Some('U') => 8,
            Some(c @ ('"' | '\\')) => {
                out.push(c);
                continue;
            }
            other => panic!("no escape that is written: {other:?}"),
        };
        let digits: String = chars.by_ref().take(length).collect();
        out.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
    }
    expressions(&out)
}

/// What GitHub makes of `${{ '…' }}`: the only expression that may stand in what is written.
fn expressions(text: &str) -> String {
    let made = text.replace("${{ '${{' }}", "\u{0}");
    assert!(!made.contains("${{"), "nothing else would be evaluated: {text}");
    made.replace('\u{0}', "${{")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_script_sends_what_flightdeck_sends_byte_for_byte() {
    for draft in [draft(), full()] {
        sends_the_same(&draft).await;
    }
}

async fn sends_the_same(draft: &Draft) {
    let ground = Ground::start(50).await;
    let destination = Destination { base_url: ground.simulator.url(), fleet_key: FLEET.to_owned() };
    let reading = target::reading(draft, &destination);
    let checked = target::checked(draft, &destination, None).unwrap();
    ground.client.create_deployment(&checked.request).await.unwrap();
    let bodies = || -> Vec<String> {
        let created = ground.heard().into_iter().filter(|one| one.operation == Some(Operation::Create));
        created.map(|one| one.body).collect()
    };
    let [sent] = &<[String; 1]>::try_from(bodies()).expect("one was sent by Flightdeck");

    let (curl, script, action) = (reading.curl.unwrap(), reading.script.unwrap(), reading.action.unwrap());
    sends(&curl, &[]).await;
    sends(&script, &[]).await;
    let value = |name: &str| {
        let line = action.lines().map(str::trim_start).find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name} in {action}")).to_owned()
    };
    assert_eq!(value("CONNECT_TOKEN: "), "${{ secrets.CONNECT_TOKEN }}", "the token is a secret of the repository");
    let body = read(&value("BODY: "));
    assert!(read(&value("- name: ")).starts_with("Deploy: Devices "), "the step says whom it reaches");
    let block = action.split_once("run: |\n").expect("a block that runs").1;
    let block: String = block.lines().map(|line| format!("{}\n", line.trim_start())).collect();
    sends(&expressions(&block), &[("BODY", &body)]).await;

    assert!(action.is_ascii(), "YAML would fold or refuse some of the characters");
    let all = bodies();
    assert_eq!(all.len(), 4, "each sent once");
    for (which, received) in ["curl", "script", "action"].into_iter().zip(&all[1..]) {
        assert_eq!(received, sent, "{which} sends the same bytes");
    }
    let json = reading.json.unwrap();
    let (status, _) = ground.exchange("POST", "", TOKEN, &json).await;
    assert_eq!(status, 201, "what is shown as JSON is a request: {json}");
    let whole = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
    assert_eq!(whole(&bodies()[4]), whole(sent), "the same, set apart in lines");
    for text in [&curl, &script, &action, &json] {
        assert!(!text.contains(TOKEN), "the token is never written out");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_without_a_token_or_an_answer_fails() {
    let ground = Ground::start(5).await;
    let destination = Destination { base_url: ground.simulator.url(), fleet_key: FLEET.to_owned() };
    let script = target::reading(&draft(), &destination).script.unwrap();
    let succeeds = async |environment: &[(&str, &str)]| run(&script, environment).await.status.success();
    assert!(!succeeds(&[]).await, "it says what is missing");
    assert!(!succeeds(&[("CONNECT_TOKEN", "nobody-0000")]).await, "and that it was refused");
    assert!(succeeds(&[("CONNECT_TOKEN", TOKEN)]).await, "with a token it goes");
}
