//! A text looked for in many others, case ignored.

/// A text that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needle {
    lower: String,
    whole: bool,
}

impl Needle {
    /// Found in what holds it.
    pub(crate) fn held(text: &str) -> Self {
        Self { lower: text.to_lowercase(), whole: false }
    }

    /// Found in what is it.
    pub(crate) fn whole(text: &str) -> Self {
        Self { lower: text.to_lowercase(), whole: true }
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
        let (text, lower) = (text.as_bytes(), self.lower.as_bytes());
        let Some((first, rest)) = lower.split_first() else { return true };
        let Some(last) = text.len().checked_sub(lower.len()) else { return false };
        (0..=last).any(|at| {
            text[at].to_ascii_lowercase() == *first && text[at + 1..][..rest.len()].eq_ignore_ascii_case(rest)
        })
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
        ] {
            assert_eq!(Needle::held(needle).is_in(text), held, "{needle:?} in {text:?}");
            assert_eq!(Needle::whole(needle).is_in(text), whole, "{needle:?} is {text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_finds_what_the_long_way_finds(text in "[aAbB-]{0,12}", needle in "[aAbB-]{0,4}") {
            prop_assert_eq!(Needle::held(&needle).is_in(&text), text.to_lowercase().contains(&needle.to_lowercase()));
        }
    }
}
