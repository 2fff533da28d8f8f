//! A text looked for in many others, case ignored.

use memchr::memchr2_iter;

/// So few bytes are looked at sooner one by one: ids have hardly more.
const SHORT: usize = 16;

/// A text that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needle {
    lower: String,
    whole: bool,
    /// Where in it the byte stands that is looked for first: the one that most ids have least of.
    anchor: usize,
}

impl Needle {
    /// Found in what holds it.
    pub(crate) fn held(text: &str) -> Self {
        Self::new(text, false)
    }

    /// Found in what is it.
    pub(crate) fn whole(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, whole: bool) -> Self {
        let lower = text.to_lowercase();
        let anchor = lower.bytes().enumerate().min_by_key(|(_, byte)| common(*byte)).map_or(0, |(at, _)| at);
        Self { lower, whole, anchor }
    }

    /// Whether it is found in a text; without an allocation for the usual case of plain ASCII.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        if !text.is_ascii() {
            let text = text.to_lowercase();
            return if self.whole { text == self.lower } else { text.contains(&self.lower) };
        }
        if self.whole {
            return text.eq_ignore_ascii_case(&self.lower);
        }
        let (text, lower, anchor) = (text.as_bytes(), self.lower.as_bytes(), self.anchor);
        let Some(byte) = lower.get(anchor) else { return true };
        let Some(last) = text.len().checked_sub(lower.len()) else { return false };
        let is_at = |at: usize| text[at..at + lower.len()].eq_ignore_ascii_case(lower);
        // What begins later would not fit.
        let at = &text[anchor..=last + anchor];
        if at.len() < SHORT {
            return at.iter().enumerate().any(|(at, one)| one.eq_ignore_ascii_case(byte) && is_at(at));
        }
        memchr2_iter(*byte, byte.to_ascii_uppercase(), at).any(is_at)
    }
}

/// How common a byte is in ids, which are mostly hexadecimal.
fn common(byte: u8) -> u8 {
    match byte {
        b'-' => 2,
        byte if byte.is_ascii_hexdigit() => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_is_ignored_in_every_script() {
        for (needle, text, held, whole) in [
            ("dev", "DEV-d", true, false),
            ("DEV-D", "dev-d", true, true),
            ("püMPE", "Pümpe", true, true),
            ("", "x", true, false),
            ("", "", true, true),
            ("longer", "long", false, false),
            ("-d", "dev-d", true, false),
            ("🔥", "a🔥b", true, false),
            ("ü", "u", false, false),
            ("pümpe", "PÜMPE", true, true),
            ("ÜM", "pümpe", true, false),
        ] {
            assert_eq!(Needle::held(needle).is_in(text), held, "{needle:?} in {text:?}");
            assert_eq!(Needle::whole(needle).is_in(text), whole, "{needle:?} is {text:?}");
        }
    }

    #[test]
    fn the_byte_that_ids_have_least_of_is_looked_for_first() {
        for (text, anchor) in [("", 0), ("-", 0), ("-a", 1), ("a-", 0), ("ab-0", 0), ("ag", 1), ("-Zf", 1), ("-0-x", 3)]
        {
            assert_eq!(Needle::held(text).anchor, anchor, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_finds_what_the_long_way_finds(text in "[aAgG-]{0,40}", needle in "[aAgG-]{0,4}") {
            prop_assert_eq!(Needle::held(&needle).is_in(&text), text.to_lowercase().contains(&needle.to_lowercase()));
        }
    }
}
