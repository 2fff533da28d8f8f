//! What the user calls secret: sent as it is, and shown nowhere.

use super::*;
use crate::outside::FlowNames;
use crate::parameters::secrets::MASK;
use crate::wire::{Again, AgainOf, DeploymentId, LaunchesView, ParameterDraft, TemplateAsk};

/// A name and a value that look like no secret.
const NAME: &str = "site_code";
const VALUE: &str = "amber-lantern-19";

fn row(name: &str, value: &str, secret: Option<bool>) -> ParameterDraft {
    ParameterDraft { name: name.into(), value: value.into(), secret }
}

fn draft(value: &str, secret: Option<bool>) -> Draft {
    Draft {
        flow_uuid: "f-1".into(),
        groups: vec!["North".into()],
        parameters: vec![row("channel", "beta", None), row(NAME, value, secret)],
        comment: "Gateway".into(),
        ..Draft::default()
    }
}

async fn launched(world: &World, connection: &ConnectionId, id: &str, draft: Draft) {
    let created = connect_api::Created { deployment_uuid: Some(format!("dp-{id}")), status: 201 };
    world.dial.api.on_create(Ok(created));
    let launched = world.flightdeck.launch(id, connection, draft, None, &[]).await.unwrap();
    assert!(launched.deployment().is_some(), "{launched:?}");
}

#[tokio::test]
async fn what_is_handed_to_who_helps_holds_no_token_and_no_value() {
    use crate::app::diagnostics::Running;
    let world = world();
    let connection = connected(&world).await;
    launched(&world, &connection, "l-1", draft(VALUE, None)).await;
    let log = vec!["WARN asked: Authorization: Bearer tok-1".to_owned(), "WARN the disk is slow".to_owned()];
    let text = world.flightdeck.diagnostics(&Running { version: "1.2.3".into(), log, ..Running::default() });
    for (secret, what) in [("tok-1", "the token"), (VALUE, "a parameter's value"), ("beta", "another value")] {
        assert!(!text.contains(secret), "{what} must not leave this computer with it: {text}");
    }
    for told in ["Flightdeck 1.2.3", "connections: 1", "1 launches", "the disk is slow", "\"pollSeconds\": 15"] {
        assert!(text.contains(told), "who helps needs to know: {told} in {text}");
    }
}

#[tokio::test]
async fn a_marked_value_is_sent_and_stands_in_no_view_no_file_and_no_comparison() {
    let world = world();
    let connection = connected(&world).await;
    let flightdeck = &world.flightdeck;
    launched(&world, &connection, "l-1", draft("an-earlier-one", None)).await;
    // Said while it is typed: it holds for what was sent before, too.
    flightdeck.parameter_secret_set(&connection, "f-1", NAME, true).unwrap();
    launched(&world, &connection, "l-2", draft(VALUE, None)).await;
    let sent = serde_json::to_string(&world.dial.api.created.lock().unwrap().clone()).unwrap();
    assert!(sent.contains(VALUE) && sent.contains("an-earlier-one"), "what is sent is what was typed");

    let mut shown: Vec<(&str, String)> = Vec::new();
    let mut show = |place, text: String| shown.push((place, text));
    for id in ["l-1", "l-2"] {
        show("a launch", serde_json::to_string(&flightdeck.launch_entry(id).unwrap()).unwrap());
    }
    show(
        "the comparison of two",
        serde_json::to_string(&flightdeck.launches.diff("l-2", Some("l-1")).unwrap()).unwrap(),
    );
    show(
        "the comparison with the one before",
        serde_json::to_string(&flightdeck.launches.diff("l-2", None).unwrap()).unwrap(),
    );
    let view = |text: &str| LaunchesView { text: text.into(), ..LaunchesView::default() };
    let rows = |text: &str| flightdeck.launches.rows(&connection, &view(text), 0, 9).unwrap();
    show("the list of launches", serde_json::to_string(&rows("")).unwrap());
    assert_eq!(rows("parameter:amber").total, 0, "nor is it found by what it holds");
    assert_eq!(rows(&format!("parameter:{NAME}")).total, 2, "by its name it is");
    world.dial.api.on_list(Ok(crate::fakes::page(vec![crate::fakes::deployment(
        "dp-l-2",
        Some("Gateway"),
        Some(NOW),
    )])));
    let head = flightdeck.lists.head(&connection, &DeploymentId::from("dp-l-2")).await.unwrap();
    assert!(head.row.launched.is_some(), "the deployment knows its launch, which the report and the exports write");
    show("the deployment", serde_json::to_string(&head).unwrap());
    show("what is offered", serde_json::to_string(&flightdeck.suggestions(&connection).await.unwrap()).unwrap());

    // Deployed again it is the same request; read back, only what runs holds the value.
    let again =
        flightdeck.draft_again(&connection, &AgainOf::Launch { request_id: "l-2".into() }, &Again::Same).unwrap();
    assert_eq!(again.draft.parameters[1].value, VALUE, "the same request once more has to hold it");
    show("what is said of deploying again", serde_json::to_string(&again.notes).unwrap());
    let reading = flightdeck.draft_read(&connection, &again.draft).await.unwrap();
    assert!(reading.json.as_ref().is_some_and(|json| json.contains(VALUE)), "what runs is the real request");
    assert_eq!(reading.secrets, [NAME], "its row is masked");
    let masked = reading.masked.clone().unwrap();
    let texts = [Some(masked.json.clone()), masked.curl.clone(), masked.script.clone(), masked.action.clone()];
    assert!(
        texts.iter().all(|text| text.as_ref().is_some_and(|text| text.contains(MASK))),
        "each of them shows that there is something: {texts:?}"
    );
    show("the review's request", serde_json::to_string(&masked).unwrap());
    show("what was sent before", serde_json::to_string(&reading.before).unwrap());

    let saved =
        flightdeck.template_save(&connection, None, "Nightly", again.draft, vec![TemplateAsk::Comment]).unwrap();
    show("the templates", serde_json::to_string(&saved).unwrap());
    assert!(saved[0].asks.contains(&TemplateAsk::Parameter { name: NAME.into() }), "a template asks for it");
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("templates.json");
    flightdeck.templates_export(&connection, Some(file.clone())).unwrap();
    show("the file of templates", std::fs::read_to_string(&file).unwrap());
    for (place, text) in &shown {
        assert!(!text.contains(VALUE) && !text.contains("an-earlier-one"), "{place} tells it: {text}");
    }

    // The mark goes with the file, the value does not.
    let other = world_with_marks_of(&file).await;
    assert_eq!(other, Some(true), "who imports it is asked for a secret");
    flightdeck.parameter_secret_set(&connection, "f-1", NAME, false).unwrap();
    assert!(
        flightdeck.launch_entry("l-2").unwrap().json.contains(VALUE),
        "unmarked it is told again: it was the user's word"
    );
}

/// What another computer knows of the parameter once it has read the file.
async fn world_with_marks_of(file: &std::path::Path) -> Option<bool> {
    let world = world();
    let connection = connected(&world).await;
    world.flightdeck.templates_import(&connection, Some(file.to_owned())).unwrap();
    world.flightdeck.flows.marks(&connection, "f-1").of_name(NAME)
}

#[tokio::test]
async fn what_is_marked_in_a_draft_alone_is_kept_with_the_flow_when_it_is_launched() {
    let world = world();
    let connection = connected(&world).await;
    launched(&world, &connection, "l-1", draft(VALUE, Some(true))).await;
    assert!(!world.flightdeck.launch_entry("l-1").unwrap().json.contains(VALUE), "from then on it is masked");
    launched(&world, &connection, "l-2", draft("another", Some(false))).await;
    let json = world.flightdeck.launch_entry("l-2").unwrap().json;
    assert!(!json.contains("another"), "an old draft takes no mark away: {json}");
}

#[tokio::test]
async fn a_mark_needs_a_parameter_and_a_connection() {
    let world = world();
    let connection = connected(&world).await;
    let nameless = world.flightdeck.parameter_secret_set(&connection, "f-1", " ", true).unwrap_err();
    assert_eq!(nameless.code, ErrorCode::InvalidInput, "a mark needs a name");
    let unknown = world.flightdeck.parameter_secret_set(&"nobody".into(), "f-1", "x", true).unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound, "and a connection");
}
