//! Failures by cause: what a run remembers of them for the next, in which causes have other numbers.

use std::collections::BTreeMap;

use crate::live::watch::CAUSES_MOST;
use crate::wire::Cause;

/// Between the parts of a key.
const BETWEEN: char = '\u{1f}';

/// Whether as many of those that failed were asked why as ever are.
pub(crate) fn are_all_told(looked_at: u32, failed: u32) -> bool {
    looked_at >= failed.min(CAUSES_MOST as u32)
}

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
    fn of_very_many_failures_not_all_are_asked_why() {
        for (looked_at, failed, all) in
            [(0, 0, true), (0, 1, false), (7, 7, true), (6, 7, false), (4_999, 9_000, false), (5_000, 9_000, true)]
        {
            assert_eq!(are_all_told(looked_at, failed), all, "{looked_at} of {failed}");
        }
    }

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
