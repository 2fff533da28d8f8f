//! What a search makes of a text: a test for each term it understood, and for the page how each was understood or why it was not.
//!
//! One rule for what is not understood: a field nobody knows is searched as the text it is; a value that its field cannot read is
//! left out. Both are said.

use super::needle::Needle;
use super::span::Read;
use super::{Op, Term, parse, print};
use crate::sanitise;
use crate::wire::{SearchReading, SearchTerm};

/// Longest term told, in bytes.
const TOLD: usize = 60;

/// What a field makes of a value.
pub(crate) enum Meaning<T> {
    /// A test, how it reads behind the name of what is tested, and whether it holds for other rows a moment later.
    Test(T, String, bool),
    /// There is no such field.
    NoField,
    /// The value cannot be read, and why.
    Broken(String),
}

impl<T> Meaning<T> {
    /// A test of a text.
    pub(crate) fn text(name: &str, op: Op, value: &str, test: impl Fn(Needle) -> T) -> Self {
        match op {
            Op::Plain => Self::Test(test(Needle::held(value)), format!("{name} holds {}", told(value)), false),
            Op::Is => Self::Test(test(Needle::whole(value)), format!("{name} is {}", told(value)), false),
            Op::Less | Op::AtMost | Op::More | Op::AtLeast => {
                let op = op.written();
                Self::Broken(format!(
                    "{name} is a text and cannot be compared; with \"{op}…\" in quotes, {op} is part of the text"
                ))
            }
        }
    }

    /// A test of a number or a time; `wants` says what would have been understood.
    pub(crate) fn span(name: &str, read: Option<Read>, wants: &str, test: impl Fn(Read) -> T) -> Self {
        match read {
            Some(read) => {
                let (words, moves) = (format!("{name} {}", read.words), read.moves);
                Self::Test(test(read), words, moves)
            }
            None => Self::Broken(format!("{name} takes {wants}")),
        }
    }
}

/// A text as tests, and how it was read.
#[derive(Clone, Debug)]
pub(crate) struct Query<T> {
    /// All must hold; those marked must not.
    pub(crate) tests: Vec<(bool, T)>,
    pub(crate) reading: SearchReading,
    /// It holds for other rows a moment later.
    pub(crate) moves: bool,
}

impl<T> Default for Query<T> {
    fn default() -> Self {
        Self { tests: Vec::new(), reading: SearchReading::default(), moves: false }
    }
}

/// Reads a text. `field` knows the fields by their lower-case names, `anywhere` makes the test of a word without one.
pub(crate) fn read<T>(
    text: &str,
    field: impl Fn(&str, Op, &str) -> Meaning<T>,
    anywhere: impl Fn(Needle) -> T,
) -> Query<T> {
    let parsed = parse(text);
    let mut query = Query::default();
    let last = parsed.terms.len().wrapping_sub(1);
    for (number, term) in parsed.terms.iter().enumerate() {
        let (test, words, mut problem) = understand(term, &field, &anywhere, &mut query.moves);
        if parsed.unclosed && number == last && problem.is_none() {
            problem = Some("The quote is not closed: it is taken to go to the end.".to_owned());
        }
        query.reading.terms.push(SearchTerm {
            text: sanitise::line(&print(term), TOLD),
            negated: term.negated,
            words,
            problem,
        });
        query.tests.extend(test.map(|test| (term.negated, test)));
    }
    if parsed.beyond > 0 {
        let most = parsed.terms.len();
        query
            .reading
            .notes
            .push(format!("Only the first {most} terms are searched; {} more are left out.", parsed.beyond));
    }
    query
}

type Understood<T> = (Option<T>, Option<String>, Option<String>);

fn understand<T>(
    term: &Term,
    field: &impl Fn(&str, Op, &str) -> Meaning<T>,
    anywhere: &impl Fn(Needle) -> T,
    moves: &mut bool,
) -> Understood<T> {
    let value = term.value.as_str();
    let Some(name) = &term.field else {
        if value.is_empty() {
            let why = if term.negated {
                "A minus excludes what follows it, and nothing does"
            } else {
                "Nothing is between the quotes"
            };
            return (None, None, Some(format!("{why}. Left out.")));
        }
        return (Some(anywhere(Needle::held(value))), Some(format!("holds {}", told(value))), None);
    };
    let meaning = match field(&name.to_ascii_lowercase(), term.op, value) {
        Meaning::Test(..) if value.is_empty() => Meaning::Broken(format!("{name}: has no value yet")),
        meaning => meaning,
    };
    match meaning {
        Meaning::Test(test, words, changes) => {
            *moves |= changes;
            (Some(test), Some(words), None)
        }
        Meaning::Broken(why) => (None, None, Some(format!("{}. Left out.", sanitise::line(&why, 300)))),
        Meaning::NoField => {
            let text = format!("{name}:{}{value}", term.op.written());
            let problem = format!("“{}” is no field: searched as a text.", sanitise::line(name, TOLD));
            (Some(anywhere(Needle::held(&text))), Some(format!("holds {}", told(&text))), Some(problem))
        }
    }
}

/// A value in quotes, for reading.
pub(crate) fn told(value: &str) -> String {
    format!("“{}”", sanitise::line(value, TOLD))
}
