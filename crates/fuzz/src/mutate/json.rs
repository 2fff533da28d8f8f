//! Changes of JSON that keep it JSON, or break it where readers differ: other types, depth, fields twice, odd numbers and texts.

use serde_json::Value;

use super::ODD_TEXTS;
use crate::random::Random;

/// Values as they are written, some of which only some readers take.
const ODD_VALUES: [&str; 40] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "00",
    "-1",
    "1.5",
    "3.0",
    "1e2",
    "1e999",
    "-1e-999",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "4294967296",
    "123456789012345678901234567890",
    "1.",
    "-",
    "NaN",
    "[]",
    "{}",
    "[null]",
    "{\"\":null}",
    "\"\"",
    "\" \"",
    "\"0\"",
    "\"null\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\q\"",
    "\"\\u12\"",
    "\"\u{202e}\u{200b}\u{feff}\"",
    "\"2026-11-28T14:23:24.5+01:00\"",
    "\"Sat, 08 Feb 2020 16:12:11 GMT\"",
    "1795875804000",
    "\"\\u0022\\\\\\/\"",
];

/// Names of fields that readers know, or that are odd.
const ODD_NAMES: [&str; 18] = [
    "\"\"",
    "\"uuid\"",
    "\"id\"",
    "\"device_uuid\"",
    "\"deployment_uuid\"",
    "\"name\"",
    "\"status\"",
    "\"steps\"",
    "\"after\"",
    "\"total\"",
    "\"pagination_info\"",
    "\"data\"",
    "\"message\"",
    "\"type\"",
    "\"value\"",
    "\"additionalProperties\"",
    "\"st\\u0061tus\"",
    "\"n\\u0000ame\"",
];

/// JSON, with scalars and names as they are written.
#[derive(Clone)]
pub(crate) enum Node {
    Scalar(Vec<u8>),
    List(Vec<Node>),
    Map(Vec<(Vec<u8>, Node)>),
}

impl Node {
    /// Reads valid JSON.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(|value| Self::of(&value))
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Array(all) => Self::List(all.iter().map(Self::of).collect()),
            Value::Object(all) => Self::Map(all.iter().map(|(name, value)| (quoted(name), Self::of(value))).collect()),
            scalar => Self::Scalar(scalar.to_string().into_bytes()),
        }
    }

    /// As bytes, which need not be JSON any more.
    pub(crate) fn written(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Scalar(text) => out.extend_from_slice(text),
            Self::List(all) => {
                for (at, one) in all.iter().enumerate() {
                    out.push(if at == 0 { b'[' } else { b',' });
                    one.write(out);
                }
                out.extend_from_slice(if all.is_empty() { b"[]" } else { b"]" });
            }
            Self::Map(all) => {
                for (at, (name, one)) in all.iter().enumerate() {
                    out.push(if at == 0 { b'{' } else { b',' });
                    out.extend_from_slice(name);
                    out.push(b':');
                    one.write(out);
                }
                out.extend_from_slice(if all.is_empty() { b"{}" } else { b"}" });
            }
        }
    }

    fn children(&self) -> Vec<&Self> {
        match self {
            Self::Scalar(_) => Vec::new(),
            Self::List(all) => all.iter().collect(),
            Self::Map(all) => all.iter().map(|(_, one)| one).collect(),
        }
    }

    fn count(&self) -> usize {
        1 + self.children().into_iter().map(Self::count).sum::<usize>()
    }

    /// The node of a number, counted from the outside in.
    fn nth(&mut self, number: usize) -> &mut Self {
        let (mut left, mut child) = (number, None);
        if let Some(inside) = left.checked_sub(1) {
            left = inside;
            for (at, one) in self.children().into_iter().enumerate() {
                let count = one.count();
                if left < count {
                    child = Some(at);
                    break;
                }
                left -= count;
            }
        }
        match (child, self) {
            (Some(at), Self::List(all)) => all[at].nth(left),
            (Some(at), Self::Map(all)) => all[at].1.nth(left),
            (_, node) => node,
        }
    }

    fn any(&mut self, random: &mut Random) -> &mut Self {
        let number = random.below(self.count());
        self.nth(number)
    }
}

fn quoted(text: &str) -> Vec<u8> {
    Value::from(text).to_string().into_bytes()
}

/// One change. `other` is another input of the same form.
pub(crate) fn json(random: &mut Random, whole: &mut Node, other: Option<&Node>, words: &[&str]) {
    let graft = other.map(|other| other.clone().any(random).clone());
    let node = whole.any(random);
    match random.below(12) {
        0 | 1 => *node = Node::Scalar(value(random, words)),
        2 => {
            if let Some(graft) = graft {
                *node = graft;
            }
        }
        3 => deepen(random, node),
        4 | 5 => text(random, node, words),
        _ => inside(random, node, graft, words),
    }
}

/// A change of what a list or an object holds; of a scalar another one.
fn inside(random: &mut Random, node: &mut Node, graft: Option<Node>, words: &[&str]) {
    let added = graft.unwrap_or_else(|| Node::Scalar(value(random, words)));
    match node {
        Node::List(all) if !all.is_empty() => {
            let (one, two) = (random.below(all.len()), random.below(all.len()));
            match random.below(4) {
                0 => drop(all.remove(one)),
                1 => all.swap(one, two),
                2 => all.insert(one, added),
                _ => all.insert(two, all[one].clone()),
            }
        }
        Node::Map(all) if !all.is_empty() => {
            let (one, two) = (random.below(all.len()), random.below(all.len()));
            match random.below(6) {
                0 => drop(all.remove(one)),
                1 => all.swap(one, two),
                // A field twice, with another value.
                2 => all.insert(two, (all[one].0.clone(), added)),
                3 => all.insert(one, (name(random, words), added)),
                4 => all[one].0 = name(random, words),
                _ => (all[one].1, all[two].1) = (all[two].1.clone(), all[one].1.clone()),
            }
        }
        Node::List(all) => all.push(added),
        Node::Map(all) => all.push((name(random, words), added)),
        scalar @ Node::Scalar(_) => *scalar = Node::Scalar(value(random, words)),
    }
}

/// Puts a value inside others.
fn deepen(random: &mut Random, node: &mut Node) {
    let levels = [1, 1, 2, 3, 5, 126, 127, 128, 129, 200][random.below(10)];
    let named = random.once_in(2).then(|| name(random, &[]));
    for _ in 0..levels {
        let inner = std::mem::replace(node, Node::List(Vec::new()));
        *node = match &named {
            Some(name) => Node::Map(vec![(name.clone(), inner)]),
            None => Node::List(vec![inner]),
        };
    }
}

/// Puts something odd into a text.
fn text(random: &mut Random, node: &mut Node, words: &[&str]) {
    match node {
        Node::Scalar(written) if written.first() == Some(&b'"') => {
            let at = 1 + random.below(written.len().saturating_sub(1));
            let part = if random.once_in(2) || words.is_empty() {
                random.one(&ODD_TEXTS)
            } else {
                random.one(words).as_bytes()
            };
            // Half of them as JSON would write them: then it stays JSON.
            let part = match std::str::from_utf8(part) {
                Ok(part) if random.once_in(2) => {
                    let quoted = quoted(part);
                    quoted[1..quoted.len() - 1].to_vec()
                }
                _ => part.to_vec(),
            };
            written.splice(at..at, part);
        }
        Node::Map(all) if !all.is_empty() => {
            let at = random.below(all.len());
            all[at].0 = name(random, words);
        }
        other => *other = Node::Scalar(value(random, words)),
    }
}

fn value(random: &mut Random, words: &[&str]) -> Vec<u8> {
    if !words.is_empty() && random.once_in(3) {
        return quoted(random.one(words));
    }
    random.one(&ODD_VALUES).as_bytes().to_vec()
}

fn name(random: &mut Random, words: &[&str]) -> Vec<u8> {
    if !words.is_empty() && random.once_in(2) {
        return quoted(random.one(words));
    }
    random.one(&ODD_NAMES).as_bytes().to_vec()
}
