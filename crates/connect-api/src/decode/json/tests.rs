//! The cursor against `serde_json`, and against what `serde_json` refuses.

use proptest::prelude::*;
use serde_json::Value as Tree;

use super::*;

/// The value at the cursor as a tree, read only by the cursor.
fn tree(cursor: &mut Cursor<'_>) -> Read<Tree> {
    match cursor.peek()? {
        b'{' => {
            let mut map = serde_json::Map::new();
            cursor.object(|cursor, key| {
                map.insert(key.get().into_owned(), tree(cursor)?);
                Ok(())
            })?;
            Ok(Tree::Object(map))
        }
        b'[' => {
            let mut list = Vec::new();
            cursor.array(|cursor| {
                list.push(tree(cursor)?);
                Ok(())
            })?;
            Ok(Tree::Array(list))
        }
        _ => Ok(match cursor.value()? {
            Value::Null => Tree::Null,
            Value::Bool(yes) => Tree::Bool(yes),
            // The cursor lets pass what serde_json refuses in a number (a leading zero, an exponent out of range).
            Value::Number(digits) => serde_json::from_str(digits).unwrap_or_else(|_| Tree::String(digits.to_owned())),
            Value::Text(text) => Tree::String(text.get().into_owned()),
            Value::Object(_) | Value::Array(_) => unreachable!("brackets are handled above"),
        }),
    }
}

fn any_json() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::from),
        any::<i64>().prop_map(Tree::from),
        (-1_000_000i32..1_000_000).prop_map(|n| Tree::from(f64::from(n) / 64.0)),
        any::<String>().prop_map(Tree::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Tree::from),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(Tree::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_serde_json_writes(value in any_json(), pretty in any::<bool>()) {
        let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        // A number at the very end could go on, so something must follow it.
        let json = format!("{json} ");
        let mut cursor = Cursor::new(json.as_bytes());
        prop_assert_eq!(tree(&mut cursor), Ok(value), "{}", &json);
        let mut whole = Cursor::new(json.as_bytes());
        prop_assert_eq!(whole.skip(), Ok(()), "what can be read can be passed over: {}", &json);
        prop_assert_eq!(whole.pos, json.len() - 1, "skipping ends where the value ends: {}", &json);
    }

    #[test]
    fn a_cut_is_never_taken_for_nonsense(value in any_json(), at in any::<prop::sample::Index>()) {
        let json = serde_json::to_vec(&Tree::Array(vec![value])).unwrap();
        let cut = at.index(json.len());
        prop_assert_eq!(
            Cursor::new(&json[..cut]).skip(), Err(Stop::More),
            "the rest may be on its way: {}", String::from_utf8_lossy(&json[..cut])
        );
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Cursor::new(&bytes).skip();
        let _ = tree(&mut Cursor::new(&bytes));
    }
}

#[test]
fn an_odd_number_does_not_lose_what_stands_around_it() {
    for (json, expected) in [("[00, 1]", "[\"00\",1]"), ("[1e999, 2]", "[\"1e999\",2]"), ("[-0, 3]", "[-0.0,3]")] {
        let read = tree(&mut Cursor::new(json.as_bytes())).map(|tree| tree.to_string());
        assert_eq!(read.as_deref(), Ok(expected), "{json}: one odd value never loses the list");
    }
}

#[test]
fn broken_structure_is_refused() {
    for json in [
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{\"a\":1]",
        "[[1}]",
        "nul!",
        "tru ",
        "+1",
        "[-]",
        "[1.]",
        "[1e]",
        "]",
        "}",
        "<",
        "'a'",
        "[undefined]",
    ] {
        assert_eq!(Cursor::new(json.as_bytes()).skip(), Err(Stop::Bad), "{json} is no JSON");
        assert_eq!(tree(&mut Cursor::new(json.as_bytes())), Err(Stop::Bad), "{json} read entry by entry");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(Cursor::new(nested(MAX_DEPTH).as_bytes()).skip(), Ok(()), "real replies may nest");
    assert_eq!(Cursor::new(nested(MAX_DEPTH + 1).as_bytes()).skip(), Err(Stop::TooDeep));
    assert_eq!(Cursor::new("[".repeat(1_000_000).as_bytes()).skip(), Err(Stop::TooDeep), "the stack must not grow");
    let maps = "{\"a\":".repeat(1_000);
    assert_eq!(Cursor::new(maps.as_bytes()).skip(), Err(Stop::TooDeep), "maps nest as lists do");
}

#[test]
fn texts_are_read_whatever_they_hold() {
    for (json, text) in [
        (&br#""plain""#[..], "plain"),
        (br#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (br#""\u00e9\u20AC\uD83D\uDE00""#, "é€😀"),
        (br#""\ud83d alone""#, "\u{fffd} alone"),
        (br#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (br#""\ud83d\u0041""#, "\u{fffd}A"),
        (br#""\uZZZZ""#, "\u{fffd}ZZZZ"),
        (br#""\q""#, "\\q"),
        (b"\"\xff\xfe\"", "\u{fffd}\u{fffd}"),
        (b"\"\\n\xff\"", "\n\u{fffd}"),
        (b"\"a\nb\0c\"", "a\nb\0c"),
    ] {
        let got = Cursor::new(json).text().unwrap().get();
        assert_eq!(got, text, "{:?}: one odd character must not lose the record", String::from_utf8_lossy(json));
    }
}
