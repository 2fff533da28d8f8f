//! A cursor over JSON bytes that can stop where the bytes end and accepts any value anywhere.
//!
//! `serde_json` needs the whole body before it begins and gives up on the first lone surrogate or invalid byte in a text.
//! A devices answer is megabytes long and is read while it arrives, and a log line of a device is whatever the device
//! printed; so structure is checked as strictly as JSON demands, texts are read leniently.
//!
//! What every record calls is inlined: handed back through memory, results of these types are copied in pieces that the processor has to
//! wait for.

use std::borrow::Cow;

use memchr::memchr2;

/// Deeper nesting than this is refused.
pub(crate) const MAX_DEPTH: usize = 128;

/// Why reading stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// The bytes end inside a value: more may come.
    More,
    /// Not JSON.
    Bad,
    /// Nested beyond [`MAX_DEPTH`].
    TooDeep,
}

pub(crate) type Read<T> = Result<T, Stop>;

/// A text as it stands between its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    raw: &'a [u8],
    escaped: bool,
}

/// A value: scalars ready to use, containers as the bytes they span.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    /// The digits as written.
    Number(&'a str),
    Text(Text<'a>),
    Object(&'a [u8]),
    Array(&'a [u8]),
}

pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(crate) pos: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { bytes, pos: 0 }
    }

    /// What is not consumed yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    /// What was consumed since a position.
    pub(crate) fn since(&self, begin: usize) -> &'a [u8] {
        self.bytes.get(begin..self.pos).unwrap_or_default()
    }

    /// The next byte that is no white space, not consumed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Read<u8> {
        while let Some(&byte) = self.bytes.get(self.pos) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(byte);
            }
            self.pos += 1;
        }
        Err(Stop::More)
    }

    #[inline]
    pub(crate) fn expect(&mut self, wanted: u8) -> Read<()> {
        if self.peek()? != wanted {
            return Err(Stop::Bad);
        }
        self.pos += 1;
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn text(&mut self) -> Read<Text<'a>> {
        self.expect(b'"')?;
        let start = self.pos;
        let mut escaped = false;
        loop {
            let Some(offset) = memchr2(b'"', b'\\', &self.bytes[self.pos..]) else { return Err(Stop::More) };
            let at = self.pos + offset;
            if self.bytes[at] == b'"' {
                self.pos = at + 1;
                return Ok(Text { raw: &self.bytes[start..at], escaped });
            }
            escaped = true;
            if at + 2 > self.bytes.len() {
                return Err(Stop::More);
            }
            self.pos = at + 2;
        }
    }

    /// A key and its colon.
    #[inline(always)]
    pub(crate) fn key(&mut self) -> Read<Text<'a>> {
        let key = self.text()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Calls `entry` for each key of the object here; `entry` consumes the value.
    pub(crate) fn object(&mut self, mut entry: impl FnMut(&mut Self, Text<'a>) -> Read<()>) -> Read<()> {
        self.expect(b'{')?;
        if self.peek()? == b'}' {
            self.pos += 1;
            return Ok(());
        }
        loop {
            let key = self.key()?;
            entry(self, key)?;
            if !self.another(b'}')? {
                return Ok(());
            }
        }
    }

    /// Calls `entry` for each element of the array here; `entry` consumes it.
    pub(crate) fn array(&mut self, mut entry: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.expect(b'[')?;
        if self.peek()? == b']' {
            self.pos += 1;
            return Ok(());
        }
        loop {
            entry(self)?;
            if !self.another(b']')? {
                return Ok(());
            }
        }
    }

    /// After an entry: a comma and another one, or the end.
    #[inline]
    fn another(&mut self, close: u8) -> Read<bool> {
        let byte = self.peek()?;
        self.pos += 1;
        match byte {
            b',' => Ok(true),
            _ if byte == close => Ok(false),
            _ => Err(Stop::Bad),
        }
    }

    #[inline(always)]
    pub(crate) fn value(&mut self) -> Read<Value<'a>> {
        match self.peek()? {
            b'"' => Ok(Value::Text(self.text()?)),
            b'{' => Ok(Value::Object(self.container()?)),
            b'[' => Ok(Value::Array(self.container()?)),
            b'n' => self.word(b"null").map(|()| Value::Null),
            b't' => self.word(b"true").map(|()| Value::Bool(true)),
            b'f' => self.word(b"false").map(|()| Value::Bool(false)),
            b'-' | b'0'..=b'9' => Ok(Value::Number(self.number()?)),
            _ => Err(Stop::Bad),
        }
    }

    /// Passes over any value.
    pub(crate) fn skip(&mut self) -> Read<()> {
        self.value().map(|_| ())
    }

    fn word(&mut self, word: &[u8]) -> Read<()> {
        let rest = &self.bytes[self.pos..];
        if rest.starts_with(word) {
            self.pos += word.len();
            return Ok(());
        }
        Err(if word.starts_with(rest) { Stop::More } else { Stop::Bad })
    }

    fn number(&mut self) -> Read<&'a str> {
        let rest = &self.bytes[self.pos..];
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let Some(len) = rest.iter().position(|byte| !is_part(byte)) else { return Err(Stop::More) };
        let digits = &rest[..len];
        if !digits.last().is_some_and(u8::is_ascii_digit) {
            return Err(Stop::Bad);
        }
        self.pos += len;
        std::str::from_utf8(digits).map_err(|_| Stop::Bad)
    }

    /// The object or array here, as bytes. Not recursive: a hostile depth must not end the process.
    fn container(&mut self) -> Read<&'a [u8]> {
        let start = self.pos;
        let mut open = [0u8; MAX_DEPTH];
        let mut depth = 0;
        loop {
            // Here a value is due.
            let byte = self.peek()?;
            if matches!(byte, b'{' | b'[') {
                if depth == MAX_DEPTH {
                    return Err(Stop::TooDeep);
                }
                let close = if byte == b'{' { b'}' } else { b']' };
                open[depth] = close;
                depth += 1;
                self.pos += 1;
                if self.peek()? != close {
                    if close == b'}' {
                        self.key()?;
                    }
                    continue;
                }
                self.pos += 1;
                depth -= 1;
            } else {
                self.value()?;
            }
            // Here a value has ended: close all that closes.
            loop {
                if depth == 0 {
                    return Ok(&self.bytes[start..self.pos]);
                }
                if self.another(open[depth - 1])? {
                    break;
                }
                depth -= 1;
            }
            if open[depth - 1] == b'}' {
                self.key()?;
            }
        }
    }
}

impl<'a> Text<'a> {
    /// The text; escapes are resolved, whatever cannot be a character becomes U+FFFD.
    pub(crate) fn get(&self) -> Cow<'a, str> {
        if self.escaped {
            return Cow::Owned(unescape(self.raw));
        }
        // The lossy reader is slower, also on valid text.
        std::str::from_utf8(self.raw).map_or_else(|_| String::from_utf8_lossy(self.raw), Cow::Borrowed)
    }

    /// The bytes between the quotes when they need no unescaping; for comparing with known keys.
    pub(crate) fn plain(&self) -> Option<&'a [u8]> {
        (!self.escaped).then_some(self.raw)
    }
}

fn unescape(raw: &[u8]) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let Some(&kind) = rest.get(at + 1) else { break };
        rest = &rest[at + 2..];
        let c = match kind {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => unicode(&mut rest),
            b'"' | b'\\' | b'/' => char::from(kind),
            // Not an escape JSON knows: the backslash was meant.
            other => {
                out.extend_from_slice(&[b'\\', other]);
                continue;
            }
        };
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    out.extend_from_slice(rest);
    match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

/// The character of `\uXXXX`, or of a surrogate pair; a lone surrogate is no character.
fn unicode(rest: &mut &[u8]) -> char {
    let hex = |at: &[u8]| -> Option<u32> { u32::from_str_radix(std::str::from_utf8(at.get(..4)?).ok()?, 16).ok() };
    let Some(high) = hex(rest) else { return char::REPLACEMENT_CHARACTER };
    *rest = &rest[4..];
    if (0xD800..0xDC00).contains(&high)
        && let Some(low) = rest.strip_prefix(b"\\u").and_then(hex)
        && (0xDC00..0xE000).contains(&low)
    {
        *rest = &rest[6..];
        return char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            .unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests;
