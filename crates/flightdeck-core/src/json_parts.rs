//! The direct parts of a JSON container, as they stand in its text and with the lines they begin in. For text that is known to be
//! JSON: numbers stay as they are written, fields stay in their order.

/// One element of an array, or one field of an object.
pub(crate) struct Part<'a> {
    pub(crate) key: Option<String>,
    /// Its JSON, without blanks around.
    pub(crate) json: &'a str,
    /// The line it begins in.
    pub(crate) line: u32,
}

/// The parts of the container that `json` is and that begins in `line`; none of a scalar.
pub(crate) fn parts(json: &str, line: u32) -> Vec<Part<'_>> {
    let mut walk = Walk { json, at: 0, line };
    let mut parts = Vec::new();
    let keyed = match walk.peek() {
        Some(b'{') => true,
        Some(b'[') => false,
        _ => return parts,
    };
    walk.at += 1;
    while let Some(byte) = walk.peek() {
        match byte {
            b'}' | b']' => break,
            b',' => walk.at += 1,
            _ => {
                let key = keyed.then(|| walk.key());
                walk.peek();
                let (begin, line) = (walk.at, walk.line);
                walk.pass_over();
                parts.push(Part { key, json: &json[begin..walk.at], line });
            }
        }
    }
    parts
}

struct Walk<'a> {
    json: &'a str,
    at: usize,
    line: u32,
}

impl Walk<'_> {
    fn byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.byte() {
            match byte {
                b'\n' => self.line = self.line.saturating_add(1),
                b' ' | b'\t' | b'\r' => {}
                other => return Some(other),
            }
            self.at += 1;
        }
        None
    }

    /// The key here, and its colon.
    fn key(&mut self) -> String {
        let begin = self.at;
        self.text();
        let key = serde_json::from_str(&self.json[begin..self.at]).unwrap_or_default();
        if self.peek() == Some(b':') {
            self.at += 1;
        }
        key
    }

    fn text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.json.len());
    }

    /// Passes over the value here.
    fn pass_over(&mut self) {
        let mut depth = 0u32;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.text(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => return,
                b',' | b':' => self.at += 1,
                _ => {
                    let rest = &self.json[self.at..];
                    self.at += rest.find([',', ':', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
                }
            }
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_text_their_order_and_their_lines() {
        let json = "{ \"b\": 1.10,\n \"a\\\"\" : [1,\n{\"x\":\"}]\\\\\"}] ,\n\n\"c\":null}";
        let told: Vec<_> = parts(json, 1).into_iter().map(|part| (part.key.unwrap(), part.json, part.line)).collect();
        assert_eq!(
            told,
            [
                ("b".to_owned(), "1.10", 1),
                ("a\"".to_owned(), "[1,\n{\"x\":\"}]\\\\\"}]", 2),
                ("c".to_owned(), "null", 5)
            ]
        );
        let list: Vec<_> = parts(" [ ] ", 7).into_iter().map(|part| part.line).collect();
        assert_eq!(list, [] as [u32; 0]);
        let list: Vec<_> = parts("[\"a\",\n{}\n,2]", 7).into_iter().map(|part| (part.json, part.line)).collect();
        assert_eq!(list, [("\"a\"", 7), ("{}", 8), ("2", 9)]);
        assert!(parts("7", 1).is_empty() && parts("\"[1]\"", 1).is_empty(), "a scalar has no parts");
    }
}
