//! Finding by name what was typed in part: texts are ranked by how well they fit, and it is told where in them it was found.
//!
//! Names are matched as people abbreviate: letters in order, better at the beginnings of words and side by side. Ids are matched by a
//! part that is in them as it was typed: the letters of almost any word are in an id, in order.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::live::search::needle::Needle;
use crate::wire::{Ranked, Stretch};

/// Texts ranked at once, at most: far more than the page has actions.
const MOST_TEXTS: usize = 2_000;
/// Characters of what is typed that count.
const MOST_TYPED: usize = 100;
/// A letter that is found alone, far from the others, is worth less than this: what has few others did not mean the text.
const LEAST_A_LETTER: u32 = 17;
/// Shorter parts are in almost every id.
const LEAST_OF_AN_ID: usize = 3;

/// Where in a name a text stands: the better places first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// At its beginning.
    Beginning,
    /// At the beginning of a word of it.
    Word,
    /// Anywhere else.
    Inside,
}

/// What was typed, ready to be looked for.
pub(crate) struct Typed {
    text: String,
    pattern: Pattern,
    matcher: Matcher,
    least: u32,
    part: Needle,
    /// It may be a part of an id.
    of_id: bool,
    letters: Vec<char>,
    found: Vec<u32>,
}

impl Typed {
    /// None where nothing was typed.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().take(MOST_TYPED).collect();
        if text.is_empty() {
            return None;
        }
        let pattern = Pattern::new(&text, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let letters = text.chars().filter(|letter| !letter.is_whitespace()).count() as u32;
        let mut config = Config::DEFAULT;
        config.prefer_prefix = true;
        Some(Self {
            pattern,
            matcher: Matcher::new(config),
            least: letters * LEAST_A_LETTER,
            of_id: text.len() >= LEAST_OF_AN_ID && !text.contains(char::is_whitespace),
            part: Needle::held(&text),
            letters: Vec::new(),
            found: Vec::new(),
            text,
        })
    }

    /// How well a name fits; none where it does not.
    pub(crate) fn fits(&mut self, name: &str) -> Option<u32> {
        let score = self.pattern.score(Utf32Str::new(name, &mut self.letters), &mut self.matcher)?;
        (score >= self.least).then_some(score)
    }

    /// Where a text holds it as it was typed, in small or capital letters; none where it does not.
    pub(crate) fn place_in(&self, text: &str) -> Option<Place> {
        if begins(text, &self.text) {
            return Some(Place::Beginning);
        }
        if !self.part.is_in(text) {
            return None;
        }
        let mut before = None;
        let word = text.char_indices().any(|(at, letter)| {
            let begins_word = before.replace(letter).is_some_and(|before: char| !before.is_alphanumeric());
            begins_word && begins(&text[at..], &self.text)
        });
        Some(if word { Place::Word } else { Place::Inside })
    }

    /// Whether an id holds it.
    pub(crate) fn is_of_id(&self, id: &str) -> bool {
        self.of_id && self.part.is_in(id)
    }

    /// Whether an id could hold it at all.
    pub(crate) fn may_be_of_id(&self) -> bool {
        self.of_id
    }

    /// Where in a name it is.
    pub(crate) fn marks(&mut self, name: &str) -> Vec<Stretch> {
        self.found.clear();
        let found = self.pattern.indices(Utf32Str::new(name, &mut self.letters), &mut self.matcher, &mut self.found);
        if found.is_none_or(|score| score < self.least) {
            return Vec::new();
        }
        self.found.sort_unstable();
        self.found.dedup();
        marks(name, &self.found)
    }

    /// Where in an id it is.
    pub(crate) fn id_marks(&self, id: &str) -> Vec<Stretch> {
        if !self.of_id || !id.is_ascii() {
            return Vec::new();
        }
        let found = id.to_ascii_lowercase().find(&self.text.to_ascii_lowercase());
        found.map(|at| Stretch { from: at as u32, to: (at + self.text.len()) as u32 }).into_iter().collect()
    }
}

/// The texts that fit what was typed, the best first; of equals the earlier. All of them, in their order, where nothing was typed.
#[must_use]
pub fn rank(text: &str, texts: &[String]) -> Vec<Ranked> {
    let texts = &texts[..texts.len().min(MOST_TEXTS)];
    let places = 0_u32..;
    let Some(mut typed) = Typed::new(text) else {
        return places.zip(texts).map(|(place, _)| Ranked { place, marks: Vec::new() }).collect();
    };
    let mut fitting: Vec<_> =
        places.zip(texts).filter_map(|(place, text)| Some((typed.fits(text)?, place, text))).collect();
    fitting.sort_by_key(|(score, place, _)| (std::cmp::Reverse(*score), *place));
    fitting.into_iter().map(|(_, place, text)| Ranked { place, marks: typed.marks(text) }).collect()
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(with))
}

/// Places of letters as stretches, counted in the units of UTF-16 that the page counts in.
fn marks(text: &str, letters: &[u32]) -> Vec<Stretch> {
    let mut marks: Vec<Stretch> = Vec::new();
    let (mut wanted, mut at) = (letters.iter().peekable(), 0);
    for (place, letter) in (0_u32..).zip(text.chars()) {
        let to = at + letter.len_utf16() as u32;
        if wanted.next_if(|one| **one == place).is_some() {
            match marks.last_mut() {
                Some(last) if last.to == at => last.to = to,
                _ => marks.push(Stretch { from: at, to }),
            }
        }
        at = to;
    }
    marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranked<'a>(typed: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let all: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        rank(typed, &all).into_iter().map(|one| texts[one.place as usize]).collect()
    }

    #[test]
    fn what_was_meant_comes_first_and_what_was_not_does_not_come() {
        for (typed, texts, expected, why) in [
            (
                "retr",
                &["Sensor retrofit", "Retry the failed"][..],
                &["Retry the failed", "Sensor retrofit"][..],
                "at the beginning",
            ),
            ("nd", &["New deployment", "Handle"], &["New deployment", "Handle"], "the beginnings of words"),
            (
                "gatew 4.12",
                &["Gateway firmware 4.11.2", "Gateway firmware 4.12.0"],
                &["Gateway firmware 4.12.0", "Gateway firmware 4.11.2"],
                "each word, and what stands side by side first",
            ),
            ("retr", &["Gateway firmware, staged brr"], &[], "letters that stand far apart are no name"),
            ("zzz", &["Settings"], &[], "letters that are not there"),
            ("RETRY", &["retry"], &["retry"], "whatever the case"),
            ("munchen", &["Turbinen München"], &["Turbinen München"], "without the marks of letters"),
            ("", &["b", "a"], &["b", "a"], "nothing typed leaves all as they were"),
        ] {
            assert_eq!(ranked(typed, texts), expected, "{typed:?}: {why}");
        }
    }

    #[test]
    fn marks_count_as_the_page_does() {
        let texts = ["🚀 Wind süd".to_owned()];
        let marks = rank("wind süd", &texts)[0].marks.clone();
        let units: Vec<u16> = texts[0].encode_utf16().collect();
        let marked = marks.iter().map(|mark| String::from_utf16(&units[mark.from as usize..mark.to as usize]).unwrap());
        assert_eq!(marked.collect::<Vec<_>>(), ["Wind", "süd"], "a rocket is two units, and one letter");
    }

    #[test]
    fn ids_are_found_by_a_part_of_some_length() {
        let id = "e6a5f0c2-7e19-4f6e";
        for (typed, found) in [("7E19", true), ("e6a5f0c2", true), ("7e", false), ("e65f", false), ("e6a5 7e19", false)]
        {
            let typed_now = Typed::new(typed).unwrap();
            assert_eq!(typed_now.is_of_id(id), found, "{typed}: a part as it stands, of three letters at least");
            assert_eq!(typed_now.id_marks(id).is_empty(), !found, "{typed}: marked where it is found");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_found_by_itself_and_marked_inside(text in "[a-zäß 🚀0-9.-]{1,30}") {
            prop_assume!(!text.trim().is_empty());
            let ranked = rank(&text, std::slice::from_ref(&text));
            prop_assert_eq!(ranked.len(), 1, "what is typed whole is found");
            let units = text.encode_utf16().count() as u32;
            let mut before = 0;
            for mark in &ranked[0].marks {
                prop_assert!(before <= mark.from && mark.from < mark.to && mark.to <= units, "stretches in order, inside the text");
                before = mark.to;
            }
        }
    }
}
