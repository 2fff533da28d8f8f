//! The language of the search boxes: words and quoted phrases, `field:value`, comparisons, a leading `-` for "not". Every term must
//! hold. Pure.
//!
//! [`parse`] takes any text and never fails. Which fields there are, and what of a text they make no sense of, is said by the rooms
//! that search ([`crate::live::watch`] and [`crate::live::list`]) in the words of [`reading`].

pub(crate) mod needle;
pub(crate) mod reading;
pub(crate) mod span;

/// Terms that are searched, at most; what is typed by hand has a few.
pub(crate) const MOST_TERMS: usize = 32;

/// How a term compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// As its field understands a bare value: a text holds it, a number is it.
    Plain,
    /// `=`
    Is,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Op {
    /// The longer ones first, as they are read.
    const WRITTEN: [(&'static str, Op); 5] =
        [("<=", Op::AtMost), (">=", Op::AtLeast), ("<", Op::Less), (">", Op::More), ("=", Op::Is)];

    /// As it is written.
    pub(crate) fn written(self) -> &'static str {
        Self::WRITTEN.iter().find(|(_, op)| *op == self).map_or("", |(written, _)| written)
    }
}

/// One term, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// It must not hold.
    pub(crate) negated: bool,
    /// What stands before the colon.
    pub(crate) field: Option<String>,
    /// [`Op::Plain`] where there is no field.
    pub(crate) op: Op,
    /// Without its quotes; empty where nothing was written yet.
    pub(crate) value: String,
}

/// A text taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// At most [`MOST_TERMS`].
    pub(crate) terms: Vec<Term>,
    /// The last term's quote was not closed: its value goes to the end of the text.
    pub(crate) unclosed: bool,
    /// Terms beyond the most.
    pub(crate) beyond: usize,
}

/// Takes a text apart.
pub(crate) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed { terms: Vec::new(), unclosed: false, beyond: 0 };
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (term, closed, behind) = one(rest);
        if parsed.terms.len() < MOST_TERMS {
            parsed.terms.push(term);
            parsed.unclosed = !closed;
        } else {
            parsed.beyond += 1;
        }
        rest = behind.trim_start();
    }
    parsed
}

/// The term at the beginning of a text that does not begin with white space, whether its quote was closed, and what is behind it.
fn one(text: &str) -> (Term, bool, &str) {
    let (negated, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (field, rest) = field(rest).map_or((None, rest), |(field, rest)| (Some(field.to_owned()), rest));
    let (op, rest) = if field.is_some() { op(rest) } else { (Op::Plain, rest) };
    let (value, closed, rest) = value(rest);
    (Term { negated, field, op, value }, closed, rest)
}

/// A name and its colon.
fn field(text: &str) -> Option<(&str, &str)> {
    let named = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let (name, rest) = text.split_at(text.find(|c| !named(c))?);
    let rest = rest.strip_prefix(':')?;
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some((name, rest))
}

fn op(text: &str) -> (Op, &str) {
    Op::WRITTEN
        .iter()
        .find_map(|(written, op)| text.strip_prefix(written).map(|rest| (*op, rest)))
        .unwrap_or((Op::Plain, text))
}

/// A quoted value, in which `\"` and `\\` stand for the character, or all up to white space.
fn value(text: &str) -> (String, bool, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return (text[..end].to_owned(), true, &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, true, &quoted[at + 1..]),
            '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push('\\'),
            },
            c => value.push(c),
        }
    }
    (value, false, "")
}

/// A term as it is written, in quotes only where it needs them.
pub(crate) fn print(term: &Term) -> String {
    let mut out = String::with_capacity(term.value.len() + 16);
    if term.negated {
        out.push('-');
    }
    let value = &term.value;
    let mistaken = match &term.field {
        Some(field) => {
            out.extend([field.as_str(), ":", term.op.written()]);
            value.starts_with(['<', '>', '='])
        }
        // Nothing would be no term, a minus an exclusion, a word and a colon a field.
        None => value.is_empty() || value.starts_with('-') || field(value).is_some(),
    };
    if mistaken || value.starts_with('"') || value.contains(char::is_whitespace) {
        out.push('"');
        for c in value.chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('"');
    } else {
        out.push_str(value);
    }
    out
}

#[cfg(test)]
mod tests;
