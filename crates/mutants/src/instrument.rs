//! A file with all its changes in it, each behind a switch.
//!
//! What stands in the file stays where it is; a change is written beside it, with the original text of its operands, so that the file
//! grows with the depth of its expressions and not with their number. Operands are read with `syn`, as the list of changes names only
//! the operator.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Expr, ExprBinary, ExprMatch, ExprStruct, ExprUnary, FieldValue, Pat, PatIdent};

use crate::mutant::{Genre, Mutant};

/// Where the switches are, within the crate.
const SWITCH: &str = "crate::mutants_switch";

/// What of a text is there for which change.
pub(crate) type Parts = Vec<(Range<usize>, u32)>;

/// A file whose changes are all in it.
#[derive(Debug)]
pub(crate) struct Instrumented {
    pub(crate) text: String,
    /// An error of the compiler within one is that change's.
    pub(crate) parts: Parts,
    /// The changes that cannot stand beside the original.
    pub(crate) alone: Vec<u32>,
    /// The changes that no compiler takes.
    pub(crate) impossible: Vec<u32>,
}

/// Puts the changes, each with its number, into the file.
pub(crate) fn instrument(source: &str, mutants: &[(u32, &Mutant)]) -> Result<Instrumented, String> {
    let file = syn::parse_file(source).map_err(|error| error.to_string())?;
    let mut writer = Writer::of(source, mutants);
    let closings = writer.answers(mutants);
    writer.visit_file(&file);
    writer.edits.extend(closings);
    Ok(writer.written())
}

/// The changes of one place, with what each would write there.
type Changes = Vec<(u32, String)>;

struct Writer<'a> {
    source: &'a str,
    places: BTreeMap<(Genre, usize), Vec<(u32, &'a Mutant)>>,
    edits: Vec<Edit>,
    alone: Vec<u32>,
    impossible: Vec<u32>,
}

struct Edit {
    at: usize,
    /// Where several are at one place: what ends there comes first, the innermost of it at the head; then what begins there, the outermost
    /// at the head. So they are in the order in which they were made.
    closes: bool,
    pieces: Vec<(Option<u32>, String)>,
}

impl<'a> Writer<'a> {
    fn of(source: &'a str, mutants: &[(u32, &'a Mutant)]) -> Self {
        let mut places: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (number, mutant) in mutants {
            places.entry((mutant.genre, mutant.bytes(source).start)).or_default().push((*number, *mutant));
        }
        Self { source, places, edits: Vec::new(), alone: Vec::new(), impossible: Vec::new() }
    }

    fn text(&self, span: Span) -> &'a str {
        self.source.get(span.byte_range()).unwrap_or_default()
    }

    fn edit(&mut self, at: usize, closes: bool, pieces: Vec<(Option<u32>, String)>) {
        self.edits.push(Edit { at, closes, pieces });
    }

    /// Functions that answer something else. Answers with what closes them, which stands after all that ends in them.
    fn answers(&mut self, mutants: &[(u32, &Mutant)]) -> Vec<Edit> {
        let mut closings = Vec::new();
        for (number, mutant) in mutants.iter().filter(|(_, mutant)| mutant.genre == Genre::FnValue) {
            let Range { start, end } = mutant.bytes(self.source);
            self.places.remove(&(Genre::FnValue, start));
            let answer = &mutant.replacement;
            if !mutant.answers_something_opaque() {
                self.edit(
                    start,
                    false,
                    vec![(Some(*number), format!("if {SWITCH}::at({number}) {{ return {answer}; }} "))],
                );
            } else if self.source[start..end].contains("return") {
                self.alone.push(*number);
            } else {
                // Two answers of one function are of one type: here of one that is either.
                let condition = format!("if {SWITCH}::at({number}) ");
                let either = (Some(*number), format!("{{ {SWITCH}::Either::One({answer}) }} "));
                let other = format!("else {{ {SWITCH}::Either::Other({{ ");
                self.edit(start, false, vec![(None, condition), either, (None, other)]);
                closings.push(Edit { at: end, closes: true, pieces: vec![(None, " }) }".to_owned())] });
            }
        }
        closings
    }

    /// The changes of a genre that begin here, each as `write` has it.
    fn changes(&mut self, genre: Genre, at: usize, write: impl Fn(&Mutant) -> String) -> Changes {
        let here = self.places.remove(&(genre, at)).unwrap_or_default();
        here.iter().map(|(number, mutant)| (*number, write(mutant))).collect()
    }

    /// Puts the changes of an expression beside it, and goes on within it.
    fn beside(&mut self, whole: Span, changes: Changes, within: impl FnOnce(&mut Self)) {
        let (Some((first, _)), Some((last, _))) = (changes.first(), changes.last()) else { return within(self) };
        let Range { start, end } = whole.byte_range();
        self.edit(start, false, vec![(Some(*first), format!("(if {SWITCH}::none({first}, {last}) {{ "))]);
        within(self);
        let mut pieces = vec![(None, " } ".to_owned())];
        for (number, text) in &changes {
            let last = number == last;
            let condition = if last { String::new() } else { format!("if {SWITCH}::at({number}) ") };
            pieces.push((Some(*number), format!("else {condition}{{ {text} }} ")));
        }
        pieces.push((None, ")".to_owned()));
        self.edit(end, true, pieces);
    }

    fn written(mut self) -> Instrumented {
        self.edits.sort_by_key(|edit| (edit.at, !edit.closes));
        self.alone.extend(self.places.values().flatten().map(|(number, _)| *number));
        let (mut text, mut parts, mut at) = (String::new(), Vec::new(), 0);
        for edit in &self.edits {
            text.push_str(&self.source[at..edit.at]);
            at = edit.at;
            for (number, piece) in &edit.pieces {
                let from = text.len();
                text.push_str(piece);
                parts.extend(number.map(|number| (from..text.len(), number)));
            }
        }
        text.push_str(&self.source[at..]);
        Instrumented { text, parts, alone: self.alone, impossible: self.impossible }
    }
}

impl<'a> Visit<'a> for Writer<'_> {
    fn visit_expr_binary(&mut self, one: &'a ExprBinary) {
        let (left, right) = (self.text(one.left.span()).to_owned(), self.text(one.right.span()).to_owned());
        let at = one.op.span().byte_range().start;
        let changes =
            self.changes(Genre::BinaryOperator, at, |mutant| format!("{left} {} {right}", mutant.replacement));
        if matches!(one.op, BinOp::And(_)) && (binds(&one.left) || binds(&one.right)) {
            // What gives names to what it finds is no part of any other condition.
            self.impossible.extend(changes.iter().map(|(number, _)| *number));
            return visit::visit_expr_binary(self, one);
        }
        self.beside(one.span(), changes, |this| visit::visit_expr_binary(this, one));
    }

    fn visit_expr_unary(&mut self, one: &'a ExprUnary) {
        let operand = self.text(one.expr.span()).to_owned();
        let at = one.op.span().byte_range().start;
        let changes = self.changes(Genre::UnaryOperator, at, |_| operand.clone());
        self.beside(one.span(), changes, |this| visit::visit_expr_unary(this, one));
    }

    fn visit_expr_match(&mut self, one: &'a ExprMatch) {
        if !one.arms.iter().any(takes_everything) {
            // With a condition that the compiler does not see through, an arm counts for nothing.
            for arm in &one.arms {
                let left_out = self.changes(Genre::MatchArm, arm.span().byte_range().start, |_| String::new());
                self.alone.extend(left_out.iter().map(|(number, _)| *number));
            }
        }
        visit::visit_expr_match(self, one);
    }

    fn visit_arm(&mut self, one: &'a Arm) {
        let left_out = self.changes(Genre::MatchArm, one.span().byte_range().start, |_| String::new());
        let left_out = left_out.first().map(|(number, _)| *number);
        let Some((_, guard)) = &one.guard else {
            if let Some(number) = left_out {
                let end = one.pat.span().byte_range().end;
                self.edit(end, true, vec![(Some(number), format!(" if !{SWITCH}::at({number})"))]);
            }
            return visit::visit_arm(self, one);
        };
        let Range { start, end } = guard.span().byte_range();
        let changes = self.changes(Genre::MatchArmGuard, start, |mutant| mutant.replacement.clone());
        if binds(guard) {
            self.alone.extend(changes.iter().map(|(number, _)| *number).chain(left_out));
            return visit::visit_arm(self, one);
        }
        if let Some(number) = left_out {
            self.edit(start, false, vec![(Some(number), format!("!{SWITCH}::at({number}) && ("))]);
        }
        self.visit_pat(&one.pat);
        self.beside(guard.span(), changes, |this| this.visit_expr(guard));
        if left_out.is_some() {
            self.edit(end, true, vec![(None, ")".to_owned())]);
        }
        self.visit_expr(&one.body);
    }

    fn visit_expr_struct(&mut self, one: &'a ExprStruct) {
        let rest = one.rest.as_ref().map(|rest| self.text(rest.span()).to_owned());
        for field in &one.fields {
            self.field(field, rest.as_deref());
        }
        if let Some(rest) = &one.rest {
            self.visit_expr(rest);
        }
    }
}

impl Writer<'_> {
    fn field(&mut self, field: &FieldValue, rest: Option<&str>) {
        let name = self.text(field.member.span()).to_owned();
        let start = field.span().byte_range().start;
        let Some(rest) = rest else { return self.visit_field_value(field) };
        let changes = self.changes(Genre::StructField, start, |_| format!("({rest}).{name}"));
        if changes.is_empty() || field.colon_token.is_some() {
            return self.beside(field.expr.span(), changes, |this| this.visit_expr(&field.expr));
        }
        self.edit(start, false, vec![(None, format!("{name}: "))]);
        self.beside(field.span(), changes, |_| {});
    }
}

fn takes_everything(arm: &Arm) -> bool {
    // What begins large is a variant or a constant.
    let is_name = |name: &PatIdent| name.subpat.is_none() && !name.ident.to_string().starts_with(char::is_uppercase);
    let takes = matches!(&arm.pat, Pat::Wild(_)) || matches!(&arm.pat, Pat::Ident(name) if is_name(name));
    takes && arm.guard.is_none()
}

/// Whether a condition gives names to what it finds.
fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(both) if matches!(both.op, BinOp::And(_)) => binds(&both.left) || binds(&both.right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
fn f(a: u8, b: u8) -> bool {
    !(a + 1 < b) && b > 0
}
fn g(one: Option<u8>) -> u8 {
    match one {
        Some(n) if n > 3 => n,
        Some(1) => 1,
        _ => 0,
    }
}
fn h(n: u8, base: S) -> S {
    S { n, m: 2, ..base }
}
fn i(one: Option<u8>) -> bool {
    if let Some(n) = one && n > 0 { true } else { false }
}
";

    fn mutant(genre: &str, from: (usize, usize), to: (usize, usize), replacement: &str) -> Mutant {
        let place = |(line, column)| serde_json::json!({ "line": line, "column": column });
        serde_json::from_value(serde_json::json!({
            "file": "lib.rs", "genre": genre, "replacement": replacement, "span": { "start": place(from), "end": place(to) },
            "function": { "function_name": "f", "return_type": "-> bool" },
        }))
        .unwrap()
    }

    fn instrumented(mutants: &[Mutant]) -> Instrumented {
        let numbered: Vec<(u32, &Mutant)> = (1..).zip(mutants).collect();
        let done = instrument(SOURCE, &numbered).unwrap();
        syn::parse_file(&done.text).unwrap_or_else(|error| panic!("what is written is Rust: {error}\n{}", done.text));
        done
    }

    /// The text without what is the same everywhere.
    fn short(text: &str) -> String {
        text.replace("crate::mutants_switch::", "").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn changes_stand_beside_the_original_each_behind_its_switch() {
        for (mutants, wanted) in [
            (
                vec![mutant("FnValue", (2, 5), (2, 26), "true")],
                "-> bool { if at(1) { return true; } !(a + 1 < b) && b > 0 }",
            ),
            (
                vec![mutant("BinaryOperator", (2, 9), (2, 10), "-"), mutant("BinaryOperator", (2, 9), (2, 10), "*")],
                "!((if none(1, 2) { a + 1 } else if at(1) { a - 1 } else { a * 1 } ) < b) && b > 0",
            ),
            (
                vec![mutant("UnaryOperator", (2, 5), (2, 6), ""), mutant("BinaryOperator", (2, 18), (2, 20), "||")],
                "(if none(2, 2) { (if none(1, 1) { !(a + 1 < b) } else { (a + 1 < b) } ) && b > 0 } else { !(a + 1 < b) || b > 0 } )",
            ),
            (vec![mutant("MatchArm", (7, 9), (7, 21), "")], "Some(1) if !at(1) => 1,"),
            (
                vec![mutant("MatchArm", (6, 9), (6, 30), ""), mutant("MatchArmGuard", (6, 20), (6, 25), "true")],
                "Some(n) if !at(1) && ((if none(2, 2) { n > 3 } else { true } )) => n,",
            ),
            (
                vec![mutant("StructField", (12, 9), (12, 10), "")],
                "S { n: (if none(1, 1) { n } else { (base).n } ), m: 2, ..base }",
            ),
            (
                vec![mutant("StructField", (12, 12), (12, 16), "")],
                "S { n, m: (if none(1, 1) { 2 } else { (base).m } ), ..base }",
            ),
        ] {
            let done = instrumented(&mutants);
            assert!(short(&done.text).contains(wanted), "{wanted}\nis not in\n{}", short(&done.text));
            assert_eq!(done.alone, [0_u32; 0], "all of these can stand beside the original");
        }
    }

    #[test]
    fn an_answer_of_a_type_that_is_not_said_is_one_of_two() {
        let source = "fn f(n: u8) -> impl Iterator<Item = u8> {\n    0..n + 1\n}\n";
        let mut answers =
            [mutant("FnValue", (2, 5), (2, 13), "empty()"), mutant("FnValue", (2, 5), (2, 13), "once(0)")];
        answers.iter_mut().for_each(|answer| answer.set_function("f", "-> impl Iterator<Item = u8>"));
        let plus = mutant("BinaryOperator", (2, 10), (2, 11), "-");
        let done = instrument(source, &[(1, &answers[0]), (2, &answers[1]), (3, &plus)]).unwrap();
        let wanted = "{ if at(1) { Either::One(empty()) } else { Either::Other({ if at(2) { Either::One(once(0)) } else { \
                      Either::Other({ 0..(if none(3, 3) { n + 1 } else { n - 1 } ) }) } }) } }";
        assert!(short(&done.text).ends_with(wanted), "{wanted}\nis not the end of\n{}", short(&done.text));
        let early = source.replace("0..n + 1", "return 0..n;");
        assert_eq!(
            instrument(&early, &[(1, &answers[0])]).unwrap().alone,
            [1],
            "one that answers early is of one type"
        );
    }

    #[test]
    fn an_error_in_a_change_is_that_changes() {
        let changes = [mutant("BinaryOperator", (2, 9), (2, 10), "-"), mutant("FnValue", (2, 5), (2, 26), "true")];
        let done = instrumented(&changes);
        let of = |wanted: &str, number| {
            done.parts.iter().any(|(part, of)| *of == number && done.text[part.clone()].contains(wanted))
        };
        assert!(of("a - 1", 1), "the operands are copied into the change's part: {done:?}");
        assert!(of("return true", 2), "and so is an answer: {done:?}");
    }

    #[test]
    fn what_cannot_stand_beside_the_original_is_said() {
        let binding = mutant("BinaryOperator", (15, 26), (15, 28), "||");
        assert_eq!(instrumented(&[binding]).impossible, [1], "what gives names is no part of an *or*");
        let covering = SOURCE.replace("_ => 0", "Some(_) => 0,\n        None => 0");
        let arm = mutant("MatchArm", (7, 9), (7, 21), "");
        assert_eq!(instrument(&covering, &[(1, &arm)]).unwrap().alone, [1], "what is left has to cover everything");
        let nowhere = mutant("BinaryOperator", (1, 1), (1, 3), "-");
        assert_eq!(instrumented(&[nowhere]).alone, [1], "a place that was not found is not lost");
    }
}
