//! A change, as `cargo mutants --list --json` names it.

use std::ops::Range;

use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Genre {
    /// A function that answers with something else.
    FnValue,
    BinaryOperator,
    /// An operator before its operand, left out.
    UnaryOperator,
    /// An arm of a `match`, left out.
    MatchArm,
    MatchArmGuard,
    /// A field left out of an expression that takes the rest from elsewhere.
    StructField,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Mutant {
    /// From the workspace's root on.
    pub(crate) file: String,
    function: Option<Function>,
    pub(crate) genre: Genre,
    pub(crate) replacement: String,
    span: Span,
}

#[derive(Clone, Debug, Deserialize)]
struct Function {
    function_name: String,
    return_type: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Span {
    start: Position,
    end: Position,
}

/// Both count from one; columns count characters.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Position {
    line: usize,
    column: usize,
}

impl Mutant {
    /// As it is told to whoever has to kill it.
    pub(crate) fn name(&self, source: &str) -> String {
        let Position { line, column } = self.span.start;
        let place = format!("{}:{line}:{column}", self.file);
        let within = self.function.as_ref().map(|f| format!(" in {}", f.function_name)).unwrap_or_default();
        let (new, old) = (&self.replacement, source.get(self.bytes(source)).unwrap_or_default());
        let old = old.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.genre {
            Genre::FnValue => {
                let function = self.function.as_ref().map(|f| f.function_name.as_str()).unwrap_or_default();
                format!("{place}: {function} answers {new}")
            }
            Genre::BinaryOperator => format!("{place}: {old} is {new}{within}"),
            Genre::MatchArmGuard => format!("{place}: the guard {old} is {new}{within}"),
            Genre::UnaryOperator | Genre::MatchArm | Genre::StructField => format!("{place}: without {old}{within}"),
        }
    }

    /// What it replaces.
    pub(crate) fn bytes(&self, source: &str) -> Range<usize> {
        offset(source, self.span.start)..offset(source, self.span.end)
    }

    #[cfg(test)]
    pub(crate) fn set_function(&mut self, name: &str, return_type: &str) {
        self.function = Some(Function { function_name: name.to_owned(), return_type: return_type.to_owned() });
    }

    /// Whether its function says only what its answer can do, and not of which type it is.
    pub(crate) fn answers_something_opaque(&self) -> bool {
        self.function.as_ref().is_some_and(|function| function.return_type.contains("impl "))
    }
}

fn offset(source: &str, position: Position) -> usize {
    let lines = source.split_inclusive('\n');
    let before: usize = lines.clone().take(position.line - 1).map(str::len).sum();
    let line = lines.clone().nth(position.line - 1).unwrap_or_default();
    before + line.char_indices().nth(position.column - 1).map_or(line.len(), |(at, _)| at)
}
