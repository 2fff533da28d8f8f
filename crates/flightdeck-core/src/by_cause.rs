//! Failures by cause: what a run remembers of them for the next, in which causes have other numbers.

use std::collections::BTreeMap;

use crate::wire::Cause;

/// Between the parts of a key.
const BETWEEN: char = '\u{1f}';

/// How many failed by each cause.
pub(crate) fn counted(causes: &[Cause]) -> BTreeMap<String, u32> {
    causes.iter().map(|cause| (key(cause), cause.count)).collect()
}

/// What tells one cause from another in every run.
pub(crate) fn key(cause: &Cause) -> String {
    let exit = cause.exit_code.map(|code| code.to_string()).unwrap_or_default();
    format!("{}{BETWEEN}{exit}{BETWEEN}{}", cause.step.as_deref().unwrap_or_default(), cause.text)
}

/// The line of a cause that tells what went wrong.
pub(crate) fn telling(key: &str) -> &str {
    key.splitn(3, BETWEEN).nth(2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_one_cause_and_keeps_its_line() {
        let cause = |step: Option<&str>, exit_code, text: &str| Cause {
            id: 1,
            text: text.into(),
            step: step.map(str::to_owned),
            exit_code,
            count: 2,
            example: "d".into(),
            example_name: None,
        };
        let all = [
            cause(Some("install"), Some(28), "No space"),
            cause(Some("install"), Some(1), "No space"),
            cause(None, Some(28), "No space"),
            cause(Some("install"), Some(28), "no \u{1f} space"),
        ];
        assert_eq!(counted(&all).len(), all.len(), "step, exit code and line tell them apart");
        for one in &all {
            assert_eq!(telling(&key(one)), one.text, "the line is what is said of it");
        }
    }
}
