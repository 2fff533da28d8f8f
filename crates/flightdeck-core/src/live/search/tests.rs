//! The language: what texts are taken for, and that nothing is lost between a text and its terms.

use proptest::prelude::*;

use super::*;

fn term(negated: bool, field: Option<&str>, op: Op, value: &str) -> Term {
    Term { negated, field: field.map(str::to_owned), op, value: value.to_owned() }
}

fn word(value: &str) -> Term {
    term(false, None, Op::Plain, value)
}

#[test]
fn texts_are_taken_apart_as_they_read() {
    let of = |negated, field, op, value| vec![term(negated, Some(field), op, value)];
    for (text, expected) in [
        ("", vec![]),
        (" \t\n\u{2003} ", vec![]),
        ("gate north", vec![word("gate"), word("north")]),
        (r#""gate north""#, vec![word("gate north")]),
        ("-gate", vec![term(true, None, Op::Plain, "gate")]),
        ("--gate", vec![term(true, None, Op::Plain, "-gate")]),
        ("-group:test", of(true, "group", Op::Plain, "test")),
        (r#"cause:"No space""#, of(false, "cause", Op::Plain, "No space")),
        ("took:>5m", of(false, "took", Op::More, "5m")),
        ("took:>=5m", of(false, "took", Op::AtLeast, "5m")),
        ("took:<5m", of(false, "took", Op::Less, "5m")),
        ("took:<=5m", of(false, "took", Op::AtMost, "5m")),
        (r#"group:="Lab 1""#, of(false, "group", Op::Is, "Lab 1")),
        ("took:>", of(false, "took", Op::More, "")),
        ("state:", of(false, "state", Op::Plain, "")),
        ("-", vec![term(true, None, Op::Plain, "")]),
        (":", vec![word(":")]),
        (":x", vec![word(":x")]),
        ("::", vec![word("::")]),
        ("a:b:c", of(false, "a", Op::Plain, "b:c")),
        ("00:1a:2b", vec![word("00:1a:2b")]),
        (r#""a:b""#, vec![word("a:b")]),
        (r#"a"b"#, vec![word(r#"a"b"#)]),
        (r#""say \"no\"" x"#, vec![word(r#"say "no""#), word("x")]),
        (r#""C:\dir\\x""#, vec![word(r"C:\dir\x")]),
        (r#""a"b"#, vec![word("a"), word("b")]),
        ("🛰 -🔥:x", vec![word("🛰"), term(true, None, Op::Plain, "🔥:x")]),
    ] {
        assert_eq!(parse(text), Parsed { terms: expected, unclosed: false, beyond: 0 }, "{text:?}");
    }
}

#[test]
fn a_quote_that_is_not_closed_goes_to_the_end_and_is_said() {
    for (text, value) in [(r#"x "a b "#, "a b "), (r#"x ""#, ""), (r#"x "a\"#, r"a\"), (r#"x "a\""#, r#"a""#)] {
        let parsed = parse(text);
        assert_eq!((parsed.terms.last(), parsed.unclosed), (Some(&word(value)), true), "{text:?}");
    }
}

#[test]
fn ten_kilobytes_are_taken_apart_and_bounded() {
    let long = parse(&"x".repeat(10_240));
    assert_eq!((long.terms.len(), long.terms[0].value.len()), (1, 10_240), "one long word is one term");
    let many = parse(&"- ".repeat(5_120));
    assert_eq!(
        (many.terms.len(), many.beyond),
        (MOST_TERMS, 5_120 - MOST_TERMS),
        "what is beyond is counted, so that it is said"
    );
}

fn terms() -> impl Strategy<Value = Vec<Term>> {
    let op = prop::sample::select(vec![Op::Plain, Op::Is, Op::Less, Op::AtMost, Op::More, Op::AtLeast]);
    let value = prop_oneof![r#"[ -~]{0,12}"#, r#"[-:"\\<=> a]{0,6}"#, any::<String>()];
    let field = prop::option::of("[a-zA-Z][a-zA-Z0-9_-]{0,8}");
    let one = (any::<bool>(), field, op, value).prop_map(|(negated, field, op, value)| {
        let op = if field.is_some() { op } else { Op::Plain };
        Term { negated, field, op, value }
    });
    prop::collection::vec(one, 0..8)
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_to_the_same(terms in terms()) {
        let text = terms.iter().map(print).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(parse(&text), Parsed { terms, unclosed: false, beyond: 0 }, "{}", text);
    }

    #[test]
    fn what_is_parsed_prints_to_the_same_meaning(text in prop_oneof![any::<String>(), r#"[-:"\\<=> a-d\t]{0,30}"#]) {
        let parsed = parse(&text);
        let printed = parsed.terms.iter().map(print).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(parse(&printed).terms, parsed.terms, "{}", printed);
    }
}
