//! Characters that are not seen where they stand, and make two texts differ that look alike.

/// The first of them in a text, by its place from 0, and what it is called.
pub(crate) fn first(text: &str) -> Option<(usize, String)> {
    text.chars().enumerate().find_map(|(place, c)| called(c).map(|called| (place, called)))
}

/// What a character is called that is not seen, or looks like a blank and is none. Line ends and tabs are seen well enough.
fn called(c: char) -> Option<String> {
    let called = match c {
        '\n' | '\t' => return None,
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a space of no width",
        '\u{200c}' | '\u{200d}' | '\u{2060}' => "a joiner of no width",
        '\u{feff}' => "a byte order mark",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "a mark that turns the direction of text"
        }
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "a space of unusual width",
        '\u{2028}' | '\u{2029}' => "a line separator",
        '\r' => "a carriage return",
        c if c.is_control() => return Some(format!("a control character (U+{:04X})", u32::from(c))),
        _ => return None,
    };
    Some(called.to_owned())
}
