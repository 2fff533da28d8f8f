//! The devices reply in every shape, in every cut, and with everything odd in it.

use proptest::prelude::*;

use super::*;
use crate::time::TimeRef;

fn read_in(body: &[u8], piece: usize) -> Result<DevicesPage, Misfit> {
    let mut decoder = DeviceDecoder::default();
    for chunk in body.chunks(piece.max(1)) {
        decoder.feed(chunk)?;
    }
    decoder.finish()
}

fn read(json: &str) -> DevicesPage {
    read_in(json.as_bytes(), usize::MAX).unwrap_or_else(|misfit| panic!("{json} is a devices reply but: {misfit:?}"))
}

fn rows(page: &DevicesPage) -> Vec<(&str, &str)> {
    page.batch.iter().map(|row| (row.uuid, row.raw_status)).collect()
}

/// Everything a page shows, for comparing two pages.
fn shown(page: &DevicesPage) -> String {
    let rows: Vec<_> = page.batch.iter().map(|row| format!("{row:?}")).collect();
    format!("{rows:#?} {} {:?} {:?}", page.batch.unreadable(), page.after, page.total)
}

#[test]
fn the_map_comes_in_several_shapes() {
    for (json, expected, unreadable) in [
        (
            r#"{"deployment_by_device_uuid":{"d-1":{"status":"A"},"d-2":{"status":"B"}}}"#,
            &[("d-1", "A"), ("d-2", "B")][..],
            0,
        ),
        (r#"{"deployment_by_device_uuid":{"additionalProperties":{"d-1":{"status":"A"}}}}"#, &[("d-1", "A")], 0),
        (r#"{"deployment_by_device_uuid":{"additionalProperties":[{"uuid":"d-1","status":"A"}]}}"#, &[("d-1", "A")], 0),
        (
            r#"{"deployment_by_device_uuid":{"d-0":{"status":"Z"},"additionalProperties":{"d-1":{"status":"A"}},"d-2":{}}}"#,
            &[("d-0", "Z"), ("d-1", "A"), ("d-2", "")],
            0,
        ),
        (
            r#"{"deployment_by_device_uuid":[{"device_uuid":"d-1","status":"A"},{"uuid":"d-2"},{"device_id":3},{"id":"d-4"}]}"#,
            &[("d-1", "A"), ("d-2", ""), ("3", ""), ("d-4", "")],
            0,
        ),
        (r#"[{"device_uuid":"d-1","status":"A"}]"#, &[("d-1", "A")], 0),
        (
            r#"{"deployment_by_device_uuid":[{"status":"A"},{"uuid":null},{"uuid":" "},7,null,{"uuid":"d"}]}"#,
            &[("d", "")],
            5,
        ),
        (r#"{"deployment_by_device_uuid":{"a":null,"b":1,"c":"x","d":[1],"e":true,"":{},"f":{}}}"#, &[("f", "")], 6),
        (r#"{"deployment_by_device_uuid":{"a":{}},"deployment_by_device_uuid":{"b":{}}}"#, &[("b", "")], 0),
        (r#"{"deployment_by_device_uuid":{"a":{"status":"A","status":"B"}}}"#, &[("a", "B")], 0),
        (r#"{"deployment_by_device_uuid":{"a":{"id":"other","uuid":"other"}}}"#, &[("a", "")], 0),
        (r#"{"deployment_by_device_uuid":{}}"#, &[], 0),
        (r#"{"deployment_by_device_uuid":[]}"#, &[], 0),
        (r#"{"deployment_by_device_uuid":null}"#, &[], 0),
        (r#"{"deployment_by_device_uuid":"none"}"#, &[], 1),
        (r#"{"pagination_info":{},"deployment_by_device_uuid":{"a":{}},"more":{"x":[1,{}]}}"#, &[("a", "")], 0),
        (r#"{"deployment\u005fby_device_uuid":{"\u0061":{"st\u0061tus":"\u0041"}}}"#, &[("a", "A")], 0),
        ("{}", &[], 0),
        (r#"{"pagination_info":{"total":0}}"#, &[], 0),
    ] {
        let page = read(json);
        assert_eq!(rows(&page), expected, "{json}");
        assert_eq!(page.batch.unreadable(), unreadable, "{json}: what was skipped must be counted");
        assert_eq!(page.batch.len(), expected.len(), "{json}");
        assert_eq!(page.batch.is_empty(), expected.is_empty(), "{json}");
    }
}

#[test]
fn a_full_record_is_read_whole() {
    let page = read(
        r#"{"deployment_by_device_uuid":{"d-1":{"status":"in progress","started_time":"2020-02-08T16:12:11Z",
        "finished_time":"2020-02-08 16:12:11","steps":[{"name":"one","exit_code":1}],"device_name":"Pump","name":"other",
        "group":"Cellar","extra":{"a":[]}},"d-2":{"started_time":"soon","finished_time":null,"steps":[]},"d-3":{}},
        "pagination_info":{"after":"t","total":"3"}}"#,
    );
    assert_eq!((page.after.as_deref(), page.total), (Some("t"), Some(3)));
    let rows: Vec<_> = page.batch.iter().collect();
    assert_eq!((rows[0].uuid, rows[0].state, rows[0].raw_status), ("d-1", DeviceState::InProgress, "in progress"));
    assert_eq!(rows[0].started, TimeRef::At { unix_ms: 1_581_178_331_000, zone_assumed: false });
    assert_eq!(rows[0].finished, TimeRef::At { unix_ms: 1_581_178_331_000, zone_assumed: true });
    assert_eq!(rows[0].steps.map(|steps| (steps.len(), steps[0].exit_code)), Some((1, Some(1))));
    assert_eq!((rows[0].name, rows[0].group), (Some("Pump"), Some("Cellar")), "device_name says more than name");
    assert_eq!(rows[1].started, TimeRef::Unreadable("soon"), "an unknown time is shown as it came");
    assert_eq!(rows[1].finished, TimeRef::Absent);
    assert_eq!(rows[1].steps.map(<[_]>::len), Some(0), "no steps is an answer, unlike no mention of steps");
    assert!(rows[2].steps.is_none(), "steps not mentioned are fetched on demand");
    assert_eq!((rows[2].name, rows[2].group, rows[2].state), (None, None, DeviceState::Unknown));
}

#[test]
fn odd_fields_never_lose_the_row() {
    for odd in ["null", "7", "-1.5", "true", "\"\"", "\"x\"", "[]", "[[1]]", "{}", "{\"a\":{}}", "\"\\ud800\""] {
        let json = format!(
            r#"{{"deployment_by_device_uuid":{{"d":{{"status":{odd},"started_time":{odd},"finished_time":{odd},"steps":{odd},"name":{odd},"group":{odd}}}}},"pagination_info":{odd}}}"#
        );
        assert_eq!(read(&json).batch.iter().map(|row| row.uuid).collect::<Vec<_>>(), ["d"], "{odd} in a field");
    }
    let page = read_in(b"{\"deployment_by_device_uuid\":{\"d\xff\":{\"status\":\"\xfe\"},\"e\":{}}}", 5).unwrap();
    assert_eq!(rows(&page), [("d\u{fffd}", "\u{fffd}"), ("e", "")], "invalid UTF-8 stays in its own field");
}

#[test]
fn statuses_are_kept_verbatim_however_many() {
    let records: Vec<_> = (0..200).map(|n| format!(r#""d-{n}":{{"status":"s {}"}}"#, n % 90)).collect();
    let page = read(&format!(r#"{{"deployment_by_device_uuid":{{{}}}}}"#, records.join(",")));
    for (n, row) in page.batch.iter().enumerate() {
        assert_eq!(row.raw_status, format!("s {}", n % 90), "row {n} shows another device's status");
    }
}

#[test]
fn bodies_which_are_no_reply_say_how() {
    for (body, kind) in [
        (&b""[..], NotApi::Empty),
        (b" \r\n", NotApi::Empty),
        (b"\xEF\xBB\xBF", NotApi::Empty),
        (b"<!doctype html><p>Sign in", NotApi::Html),
        (b"\xEF\xBB\xBF \n<html>", NotApi::Html),
        (b"OK", NotApi::NotJson),
        (b"null", NotApi::NotJson),
        (b"42", NotApi::NotJson),
        (b"{\"error\":\"no\"}", NotApi::NotJson),
        (b"{\"deployment_by_device_uuid\":{}} {}", NotApi::NotJson),
        (b"{\"deployment_by_device_uuid\":{\"a\":{}},}", NotApi::NotJson),
        (b"{\"deployment_by_device_uuid\":{,\"a\":{}}}", NotApi::NotJson),
        (b"{\"deployment_by_device_uuid\":{\"a\":{}]}", NotApi::NotJson),
        (b"{\"deployment_by_device_uuid\":{\"a\":{} \"b\":{}}}", NotApi::NotJson),
        (b"{\"deployment_by_device_uuid\":{\"a\":{\"status\":\"Su", NotApi::Truncated),
        (b"{\"deployment_by_device_uuid\":{\"a\":{}}", NotApi::Truncated),
        (b"{", NotApi::Truncated),
        (&[b"{\"x\":".as_slice(), &b"[".repeat(500)].concat(), NotApi::TooDeep),
        (
            &[b"{\"deployment_by_device_uuid\":".as_slice(), &b"{\"additionalProperties\":".repeat(50)].concat(),
            NotApi::TooDeep,
        ),
    ] {
        for piece in [usize::MAX, 1, 3] {
            let begins = String::from_utf8_lossy(&body[..body.len().min(50)]);
            assert_eq!(read_in(body, piece).unwrap_err().kind, kind, "{begins:?} in pieces of {piece}");
        }
    }
}

#[test]
fn one_huge_record_is_not_scanned_over_and_over() {
    let megabytes = "x".repeat(2 << 20);
    let json = format!(r#"{{"deployment_by_device_uuid":{{"d":{{"steps":[{{"stdout":"{megabytes}"}}]}},"e":{{}}}}}}"#);
    let began = std::time::Instant::now();
    let page = read_in(json.as_bytes(), 1024).unwrap();
    assert_eq!(page.batch.len(), 2);
    assert_eq!(page.batch.iter().next().unwrap().steps.unwrap()[0].stdout.len(), megabytes.len(), "output stays whole");
    // Scanned for each of 2048 chunks it would be 2 GiB; once per doubling it is 4 MiB.
    assert!(began.elapsed() < std::time::Duration::from_secs(10), "the time must grow with the size, not its square");
}

fn record() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("\"Success\"".to_owned()),
        Just("\"2020-02-08T16:12:11.5Z\"".to_owned()),
        Just("null".to_owned()),
        any::<i32>().prop_map(|n| n.to_string()),
        "[a-z\\\\\"é ]{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just(r#"[{"name":"a","stdout":"}]{\" "}]"#.to_owned()),
    ];
    let name = prop::sample::select(vec!["status", "started_time", "finished_time", "steps", "name", "group", "x"]);
    prop::collection::vec((name, value), 0..6).prop_map(|fields| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!("{{{}}}", fields.join(" ,\n"))
    })
}

proptest! {
    #[test]
    fn pieces_do_not_matter(records in prop::collection::vec(("[a-z0-9é-]{1,9}", record()), 0..12), piece in 1usize..40) {
        let records: Vec<_> = records.iter().map(|(uuid, record)| format!("\"{uuid}\":{record}")).collect();
        let json = format!(
            r#"{{"a":[1,2],"deployment_by_device_uuid":{{{}}},"pagination_info":{{"after":"é","total":3}}}}"#,
            records.join(",")
        );
        let whole = read(&json);
        prop_assert_eq!(whole.batch.len(), records.len(), "every record is a row: {}", &json);
        let pieces = read_in(json.as_bytes(), piece).unwrap();
        prop_assert_eq!(shown(&pieces), shown(&whole), "the network decides where a body is cut: {}", &json);
    }

    #[test]
    fn every_cut_is_named_as_one(records in prop::collection::vec(record(), 1..5), at in any::<prop::sample::Index>()) {
        let records: Vec<_> = records.iter().enumerate().map(|(n, record)| format!("\"d{n}\":{record}")).collect();
        let json = format!(r#"{{"deployment_by_device_uuid":{{{}}}}}"#, records.join(","));
        let cut = 1 + at.index(json.len() - 1);
        let kind = read_in(&json.as_bytes()[..cut], usize::MAX).unwrap_err().kind;
        prop_assert_eq!(kind, NotApi::Truncated, "half a fleet must not pass for the whole (cut at {})", cut);
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200), piece in 1usize..50) {
        let _ = read_in(&bytes, piece);
        let body = [b"{\"deployment_by_device_uuid\":{\"a\":".as_slice(), &bytes].concat();
        let _ = read_in(&body, piece);
    }
}
