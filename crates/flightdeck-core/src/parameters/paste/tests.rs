//! Each format as tables of what people paste; and the laws: values come back verbatim, and no text ends in a panic.

use proptest::prelude::*;

use super::*;
use crate::wire::ParameterFindingKind as Kind;

fn pasted(text: &str) -> PastedParameters {
    read(text).unwrap_or_else(|error| panic!("{text:?}: {}", error.message))
}

fn pairs(text: &str) -> Vec<(String, String)> {
    pasted(text).parameters.into_iter().map(|one| (one.name, one.value)).collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_same_parameters_from_every_format() {
    for (format, text) in [
        (PastedFormat::Json, r#"{"VERSION":"1.10","COUNT":1.10,"NOTE":"a, b: c","ON":true}"#),
        (
            PastedFormat::Json,
            "[{\"name\":\"VERSION\",\"value\":\"1.10\"},{\"key\":\"COUNT\",\"value\":1.10},{\"name\":\"NOTE\",\"value\":\"a, b: c\"},{\"name\":\"ON\",\"value\":true}]",
        ),
        (
            PastedFormat::Json,
            r#"{"device_filter":{},"deployment_configuration":{"flow_uuid":"f","parameters_mapping":{"VERSION":"1.10","COUNT":"1.10","NOTE":"a, b: c","ON":"true"}}}"#,
        ),
        (
            PastedFormat::Env,
            "# made by hand\nexport VERSION=1.10\nCOUNT = 1.10 # how often\n\nNOTE=\"a, b: c\"\r\nON='true'\n",
        ),
        (PastedFormat::Csv, "name,value\nVERSION,1.10\nCOUNT,1.10\nNOTE,\"a, b: c\"\nON,true\n"),
        (PastedFormat::Csv, "Key;Unit;Value\nVERSION;x;1.10\nCOUNT;;1.10\nNOTE;;a, b: c\nON;;true"),
        (PastedFormat::Tsv, "VERSION\t1.10\nCOUNT\t1.10\nNOTE\ta, b: c\nON\ttrue"),
        (PastedFormat::Yaml, "---\nVERSION: 1.10\n\"COUNT\": '1.10'\nNOTE: \"a, b: c\" # said\nON: true\n"),
    ] {
        let read = pasted(text);
        assert_eq!(read.format, format, "{text}");
        assert_eq!(read.refused, [], "{text}");
        let expected = owned(&[("VERSION", "1.10"), ("COUNT", "1.10"), ("NOTE", "a, b: c"), ("ON", "true")]);
        assert_eq!(pairs(text), expected, "{text}");
    }
}

#[test]
fn env_values_are_what_their_line_says() {
    for (line, value) in [
        ("A=", ""),
        ("A=a b", "a b"),
        ("A=  a  ", "a"),
        ("A=a#b", "a#b"),
        ("A=a #b", "a"),
        ("A=#b", ""),
        ("A=a=b==", "a=b=="),
        ("A=\" a \"", " a "),
        ("A=\"a\\n\\\"b\\\\\\$\\x\"", "a\n\"b\\$\\x"),
        ("A='a\\n\"b'", "a\\n\"b"),
        ("A=\"one\ntwo\"", "one\ntwo"),
        ("A=${B}", "${B}"),
        ("A=\"x\" # note", "x"),
        ("A=it's", "it's"),
    ] {
        assert_eq!(pairs(line), owned(&[("A", value)]), "{line:?}");
    }
    let read = pasted("A=1\nnonsense\n=2\nB=\"one\ntwo\"\nC=\"open\nD=\"x\"y\nE=3");
    let lines: Vec<(&str, u32)> = read.parameters.iter().map(|one| (one.name.as_str(), one.line)).collect();
    assert_eq!(lines, [("A", 1), ("B", 4), ("E", 8)]);
    let refused: Vec<u32> = read.refused.iter().map(|row| row.line).collect();
    assert_eq!(refused, [2, 3, 6], "{:?}", read.refused);
}

#[test]
fn of_yaml_only_flat_lines_are_read_and_the_rest_is_refused_in_words() {
    for (line, value) in [
        ("A: b", "b"),
        ("A:   b  ", "b"),
        ("A:", ""),
        ("A: ''", ""),
        ("A: no", "no"),
        ("A: 0x1F", "0x1F"),
        ("A: 'it''s'", "it's"),
        ("A: \"a\\tb\"", "a\tb"),
        ("A: a#b", "a#b"),
        ("A: a # b", "a"),
        ("A: http://x/y", "http://x/y"),
        ("A: 'null'", "null"),
    ] {
        assert_eq!(pairs(&format!("{line}\nZ: 1"))[0], ("A".into(), value.into()), "{line:?}");
    }
    for (text, line, said) in [
        ("Z: 1\nA:\n  b: 1\n  c: 2", 2, "A holds more than one line"),
        ("Z: 1\nA:\n- b\n- c", 2, "A holds more than one line"),
        ("Z: 1\nA: one\n  two", 2, "A holds more than one line"),
        ("Z: 1\nA: |\n  one\n  two", 2, "A is a block"),
        ("Z: 1\nA: [1, 2]", 2, "A is a list or a map"),
        ("Z: 1\nA: {b: 1}", 2, "A is a list or a map"),
        ("Z: 1\nA: &x b", 2, "A has an anchor"),
        ("Z: 1\nA: !!str b", 2, "A has an anchor"),
        ("Z: 1\nA: null", 2, "A is null"),
        ("Z: 1\nA: ~", 2, "A is null"),
        ("Z: 1\nA: b: c", 2, "The value of A has a colon"),
        ("Z: 1\nA: \"open", 2, "The quote of A is not closed"),
        ("Z: 1\nA: \"\\u00e4\"", 2, "The quote of A is not closed"),
        ("Z: 1\nY: 2\njust text", 3, "There is no name: value"),
    ] {
        let read = pasted(text);
        assert_eq!((read.format, read.parameters[0].name.as_str()), (PastedFormat::Yaml, "Z"), "{text}");
        assert!(read.parameters.iter().all(|one| one.name != "A"), "{text}: half of it would be another value");
        let [refused] = read.refused.as_slice() else { panic!("{text}: {:?}", read.refused) };
        assert!(refused.line == line && refused.reason.starts_with(said), "{text}: {refused:?}");
    }
}

#[test]
fn json_and_columns_refuse_what_has_no_text() {
    let read = pasted("{\"A\":\"a\",\n\"B\":null,\n\"C\":[1],\n\"D\":{\"x\":1}}");
    let refused: Vec<(u32, &str)> = read.refused.iter().map(|row| (row.line, row.reason.as_str())).collect();
    assert_eq!(
        refused,
        [
            (2, "B is null, which is no text."),
            (3, "C is a list or a map; a parameter is a text."),
            (4, "D is a list or a map; a parameter is a text."),
        ]
    );
    let read = pasted("[{\"name\":\"A\",\"value\":\"1\"},{\"name\":\"B\"},7,{\"value\":\"x\"}]");
    assert_eq!((read.parameters.len(), read.refused.len()), (1, 3));
    let read = pasted("A,1\nB\n,2\nC,3,4\nD,\"open\nE,5,,");
    let lines: Vec<u32> = read.refused.iter().map(|row| row.line).collect();
    assert_eq!(read.parameters.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["A", "E"]);
    assert_eq!(lines, [2, 3, 4, 5], "{:?}", read.refused);
    for (text, said) in [
        ("", "Paste JSON"),
        (" \n\t", "Paste JSON"),
        ("{\"A\":", "This is not JSON: line 1"),
        ("{}", "There is no parameter"),
        ("# only a remark", "There is no parameter"),
    ] {
        assert!(read_error(text).starts_with(said), "{text:?}: {}", read_error(text));
    }
}

fn read_error(text: &str) -> String {
    read(text).unwrap_err().message
}

#[test]
fn findings_name_their_place_and_quote_no_value() {
    for (text, name, kind, place) in [
        ("A=1\nA=2", "A", Kind::Duplicate, None),
        ("A=1\na=2", "a", Kind::Duplicate, None),
        ("A=\nB=1", "A", Kind::Empty, None),
        ("A=\"x \"", "A", Kind::Blanks, Some(2)),
        ("A=\" x\"", "A", Kind::Blanks, Some(1)),
        ("A=\"  \"", "A", Kind::Blanks, Some(1)),
        ("A=ab\u{200b}c", "A", Kind::Invisible, Some(3)),
        ("A=a\u{a0}c", "A", Kind::Invisible, Some(2)),
        ("A=a\u{202e}c", "A", Kind::Invisible, Some(2)),
        ("A\u{ad}B=c\nD=1", "A\u{ad}B", Kind::Invisible, Some(2)),
        ("{\"A \":\"c\"}", "A ", Kind::Blanks, Some(2)),
        ("API_TOKEN=hunter2", "API_TOKEN", Kind::Secret, None),
    ] {
        let read = pasted(text);
        let parameter =
            read.parameters.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("{text:?}: {read:?}"));
        let [finding] = parameter.findings.as_slice() else { panic!("{text:?}: {:?}", parameter.findings) };
        assert_eq!((finding.kind, finding.place), (kind, place), "{text:?}: {}", finding.message);
        assert_eq!(parameter.secret, kind == Kind::Secret, "{text:?}");
        assert!(!finding.message.contains("hunter2"), "a finding is shown; the value is not");
    }
    let read = pasted("A=1\nB=x\nA=2");
    assert_eq!(
        read.parameters.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect::<Vec<_>>(),
        [("B", "x"), ("A", "2")]
    );
    assert_eq!(read.refused, [RefusedLine { line: 1, reason: "A stands in line 3 again; that one holds.".into() }]);
    assert_eq!(pasted("PASSWORD=a\nPASSWORD=b").refused.len(), 1, "told by name, never by value");
}

fn any_pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::btree_map("[A-Z][A-Z0-9_]{0,8}", any::<String>(), 1..6).prop_map(|map| map.into_iter().collect())
}

proptest! {
    #[test]
    fn values_come_back_verbatim(pairs in any_pairs()) {
        let map: serde_json::Map<String, serde_json::Value> =
            pairs.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let json = serde_json::to_string_pretty(&map).unwrap();
        let escaped = |value: &String| value.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
        let env: String = pairs.iter().map(|(name, value)| format!("{name}=\"{}\"\n", escaped(value))).collect();
        let csv: String = std::iter::once("name,value\n".to_owned())
            .chain(pairs.iter().map(|(name, value)| format!("{name},\"{}\"\n", value.replace('"', "\"\""))))
            .collect();
        for (text, format) in [(json, PastedFormat::Json), (env, PastedFormat::Env), (csv, PastedFormat::Csv)] {
            let read = match format {
                PastedFormat::Json => json::read(&text).unwrap(),
                PastedFormat::Env => env::read(&text),
                _ => table::read(&text),
            };
            let told: Vec<(String, String)> = read.pairs.into_iter().map(|pair| (pair.name, pair.value)).collect();
            prop_assert_eq!(&told, &pairs, "{:?}: {}", format, text);
            prop_assert_eq!(read.refused, []);
        }
    }

    #[test]
    fn no_text_ends_in_a_panic(text in prop_oneof![any::<String>(), "[A=:,;\t\"'{}\\[\\]#\n \\\\-]{0,40}"]) {
        if let Ok(pasted) = read(&text) {
            let mut names: Vec<&str> = pasted.parameters.iter().map(|one| one.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), pasted.parameters.len(), "each name once");
        }
    }
}
