//! Lists, single deployments, device details and create replies in every shape they may come in.

use proptest::prelude::*;

use super::*;
use crate::error::NotApi;

fn page(json: &str) -> DeploymentsPage {
    deployments_page(json.as_bytes()).unwrap_or_else(|misfit| panic!("{json} is a list but: {misfit:?}"))
}

fn uuids(page: &DeploymentsPage) -> Vec<&str> {
    page.deployments.iter().map(|deployment| deployment.uuid.as_str()).collect()
}

#[test]
fn a_hundred_thousand_levels_are_counted_in_time() {
    let levels: Vec<String> = (0..100_000).map(|level| format!("\"level {}\":{level}", level % 90_000)).collect();
    let record = format!("{{\"deployment_uuid\":\"dp-1\",\"cve_severity\":{{{}}}}}", levels.join(","));
    let begun = std::time::Instant::now();
    let levels = deployment(record.as_bytes(), "dp-1").unwrap().cve.unwrap().levels;
    assert_eq!(levels.len(), 90_000, "each once");
    let told = levels.iter().find(|(name, _)| name == "level 7").map(|(_, count)| *count);
    assert_eq!(told, Some(90_007), "of one told twice the last holds");
    assert!(begun.elapsed().as_secs() < 10, "each is compared with few others: {:?}", begun.elapsed());
}

#[test]
fn a_documented_page_is_read_whole() {
    let record = r#"{"deployment_uuid":"dp-1","comment":"für alle","created_time":"2020-02-08T16:12:11Z","type":"update","cve_severity":{"Low":1,"Critical":2},"new_field":[1]}"#;
    let page = page(&format!(r#"{{"deployments":[{record}],"pagination_info":{{"after":"t2","total":7}}}}"#));
    assert_eq!((page.after.as_deref(), page.total, page.unreadable), (Some("t2"), Some(7), 0));
    let deployment = &page.deployments[0];
    assert_eq!(deployment.uuid, "dp-1");
    assert_eq!(deployment.comment.as_deref(), Some("für alle"));
    assert_eq!(deployment.kind.as_deref(), Some("update"));
    assert_eq!(deployment.created, ApiTime::At { unix_ms: 1_581_178_331_000, zone_assumed: false });
    let levels = &deployment.cve.as_ref().unwrap().levels;
    assert_eq!(*levels, [("Critical".to_owned(), 2), ("Low".to_owned(), 1)], "the worst comes first");
    assert_eq!(&*deployment.raw, record, "the raw view shows the record as it came, unknown fields included");
}

#[test]
fn lists_come_in_several_shapes() {
    for (json, expected, unreadable) in [
        (r#"{"deployments":[{"deployment_uuid":"a"},{"deployment_uuid":"b"}]}"#, &["a", "b"][..], 0),
        (r#"[{"deployment_uuid":"a"}]"#, &["a"], 0),
        (r#"{"deployments":{"a":{"comment":"x"},"b":{"deployment_uuid":"c"}}}"#, &["a", "c"], 0),
        (r#"{"deployments":[{"deployment_uuid":17}]}"#, &["17"], 0),
        (r#"{"deployments":[null,3,"x",[],{},{"deployment_uuid":""},{"deployment_uuid":"a"}]}"#, &["a"], 6),
        (r#"{"deployments":[{"deployment_uuid":"a","deployment_uuid":"b"}]}"#, &["b"], 0),
        (r#"{"deployments":[{"deployment_uuid":"a"}],"deployments":[{"deployment_uuid":"b"}]}"#, &["b"], 0),
        (r#"{"deployments":[],"pagination_info":{}}"#, &[], 0),
        (r#"{"deployments":null}"#, &[], 0),
        (r#"{"deployments":"none"}"#, &[], 1),
        ("{}", &[], 0),
        ("\u{feff} [] \n", &[], 0),
    ] {
        let page = page(json);
        assert_eq!(uuids(&page), expected, "{json}");
        assert_eq!(page.unreadable, unreadable, "{json}: what was skipped must be counted, not hidden");
    }
}

#[test]
fn odd_fields_never_lose_the_record() {
    for odd in ["null", "7", "-1.5", "true", "\"\"", "\"x\"", "[]", "[[1]]", "{}", "{\"a\":{}}", "\"\\ud800\""] {
        let json = format!(
            r#"{{"deployments":[{{"deployment_uuid":"a","comment":{odd},"created_time":{odd},"type":{odd},"cve_severity":{odd}}}],"pagination_info":{odd}}}"#
        );
        assert_eq!(uuids(&page(&json)), ["a"], "{odd} in a field");
    }
}

#[test]
fn pagination_continues_only_with_a_token() {
    for (json, after, total) in [
        (r#"{"after":"x","total":5}"#, Some("x"), Some(5)),
        (r#"{"after":42,"total":"5"}"#, Some("42"), Some(5)),
        (r#"{"after":0,"total":5}"#, None, Some(5)),
        (r#"{"after":"0","total":0}"#, Some("0"), Some(0)),
        (r#"{"after":null,"total":null}"#, None, None),
        (r#"{"after":"","total":-1}"#, None, None),
        (r#"{"after":"  ","total":5.0}"#, None, Some(5)),
        (r#"{"after":false,"total":"many"}"#, None, None),
        (r#"{"after":{},"total":[]}"#, None, None),
        ("{}", None, None),
        ("null", None, None),
    ] {
        let page = page(&format!(r#"{{"deployments":[],"pagination_info":{json}}}"#));
        assert_eq!((page.after.as_deref(), page.total), (after, total), "{json}");
    }
}

#[test]
fn not_scanned_is_not_none_found() {
    let levels = |json: &str| -> Option<Vec<(String, u64)>> {
        let page = page(&format!(r#"{{"deployments":[{{"deployment_uuid":"a","cve_severity":{json}}}]}}"#));
        page.deployments[0].cve.clone().map(|cve| cve.levels)
    };
    for json in ["null", "{}", "[]", "\"none\"", "3", r#"{"High":null}"#, r#"{"High":"?"}"#] {
        assert_eq!(levels(json), None, "{json} is no scan result");
    }
    for (json, expected) in [
        (r#"{"High":0}"#, &[("High", 0)][..]),
        (r#"{"low":"4","HIGH":1}"#, &[("HIGH", 1), ("low", 4)]),
        (
            r#"{"Unknown":1,"Low":2,"Apocalyptic":3,"Medium":4,"High":5,"Critical":6}"#,
            &[("Critical", 6), ("High", 5), ("Medium", 4), ("Low", 2), ("Apocalyptic", 3), ("Unknown", 1)],
        ),
    ] {
        let expected: Vec<_> = expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        assert_eq!(levels(json), Some(expected), "{json}");
    }
}

#[test]
fn one_deployment_may_forget_its_uuid_or_be_wrapped() {
    for (json, uuid) in [
        (r#"{"deployment_uuid":"dp-1","created_time":null}"#, "dp-1"),
        (r#"{"created_time":"2020-02-08"}"#, "asked"),
        (r#"{"deployment":{"deployment_uuid":"dp-2"}}"#, "dp-2"),
    ] {
        assert_eq!(deployment(json.as_bytes(), "asked").unwrap().uuid, uuid, "{json}");
    }
    for json in ["{}", "[]", "\"x\"", r#"{"message":"welcome"}"#] {
        let misfit = deployment(json.as_bytes(), "asked").unwrap_err();
        assert_eq!(misfit.kind, NotApi::NotJson, "{json} must not be shown as a deployment");
    }
}

#[test]
fn a_device_is_read_with_its_steps_in_order() {
    let json = r#"{"status":"Success","started_time":1581178331,"finished_time":"","steps":[
        {"name":"copy","exit_code":0,"stdout":"ok","stderr":""},
        {"name":"copy","exit_code":"137","stdout":null,"stderr":["a","b"]},
        {"exit_code":null}, "reboot", 5]}"#;
    let detail = device_detail(json.as_bytes()).unwrap();
    assert_eq!((detail.state, detail.raw_status.as_str()), (DeviceState::Succeeded, "Success"));
    assert_eq!(detail.started.unix_ms(), Some(1_581_178_331_000));
    assert_eq!(detail.finished, ApiTime::Absent, "an empty time is no time");
    let steps: Vec<_> = detail.steps.iter().map(|step| (step.name.as_str(), step.exit_code)).collect();
    assert_eq!(
        steps,
        [("copy", Some(0)), ("copy", Some(137)), ("", None), ("reboot", None), ("5", None)],
        "steps are known by their place, so none may vanish"
    );
    assert_eq!(detail.steps[1].stderr, "a\nb");
    assert_eq!(&*detail.raw, json);
}

#[test]
fn odd_details_are_still_details() {
    for (json, status, steps) in [
        ("{}", "", 0),
        (r#"{"status":null,"steps":null}"#, "", 0),
        (r#"{"status":3,"steps":"none"}"#, "3", 0),
        (r#"{"status":"Rolled back","steps":{"a":{"exit_code":1},"b":null}}"#, "Rolled back", 2),
    ] {
        let detail = device_detail(json.as_bytes()).unwrap();
        assert_eq!((detail.raw_status.as_str(), detail.steps.len()), (status, steps), "{json}");
        assert_eq!(detail.state, DeviceState::Unknown, "{json}: an unknown status is not the end");
    }
    assert!(device_detail(br#"{"hello":"world"}"#).is_err(), "another JSON must not look like a device without steps");
    assert!(device_detail(b"[]").is_err(), "a list is no device");
}

#[test]
fn create_replies_may_lack_the_id() {
    for (json, uuid) in [
        (r#"{"deployment_uuid":"dp-1"}"#, Some("dp-1")),
        (r#"{"deployment_uuid":91}"#, Some("91")),
        (r#"{"deployment_uuid":null}"#, None),
        (r#"{"deployment_uuid":""}"#, None),
        (r#"{"message":"ok"}"#, None),
        ("[]", None),
        ("null", None),
        ("\"created\"", None),
    ] {
        assert_eq!(deployment_uuid(json.as_bytes()).unwrap().as_deref(), uuid, "{json}");
    }
}

#[test]
fn bodies_which_are_no_reply_say_how() {
    for (json, kind) in [
        (&b"{\"deployments\":["[..], NotApi::Truncated),
        (b"{\"deployments\":[]", NotApi::Truncated),
        (b"OK", NotApi::NotJson),
        (b"{\"deployments\":[]} trailing", NotApi::NotJson),
        (b"{\"deployments\":[}", NotApi::NotJson),
        (b"42", NotApi::NotJson),
        (b"true", NotApi::NotJson),
        (br#"{"error":"no"}"#, NotApi::NotJson),
        (&b"[".repeat(5000), NotApi::TooDeep),
    ] {
        let misfit = deployments_page(json).unwrap_err();
        assert_eq!(misfit.kind, kind, "{:?}", String::from_utf8_lossy(&json[..json.len().min(40)]));
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = deployments_page(&bytes);
        let _ = deployment(&bytes, "x");
        let _ = device_detail(&bytes);
        let _ = deployment_uuid(&bytes);
    }
}
