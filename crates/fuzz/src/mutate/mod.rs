//! Changes to inputs: of JSON by its structure, of anything else by words that its form knows and by bytes.

mod bytes;
mod json;

pub(crate) use bytes::{bytes, grow};
pub(crate) use json::{Node, json};

/// Texts that readers trip over: borders of numbers, characters that are shown as nothing or turn text round, halves of characters.
pub(crate) const ODD_TEXTS: [&[u8]; 34] = [
    b"",
    b" ",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\x1b",
    b"\x1b[31m",
    b"\x7f",
    b"0",
    b"-1",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"1e308",
    b"NaN",
    b"4294967296",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x8b",
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"\xef\xbf\xbd",
    b"\xf0\x9f\x98\x80",
    b"\xc3\xa9",
    b"e\xcc\x81",
    b"\xc4\xb0",
    b"\xe2\x84\xaa",
    b"\xce\xa3",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc2\x9b",
    b"\"",
    b"\\",
];
