//! What a guard's rule may be: asked where a draft is read back, and where a guard is armed.

use std::mem::discriminant;

use crate::wire::{AppError, GUARD_LEAST, GUARD_MINUTES, GUARD_ONE_CAUSE, GUARD_PERCENT, GuardLimit, GuardRule};

/// Why a rule cannot be taken; none if it can.
///
/// # Errors
/// `InvalidInput` on the field `guard`.
pub(crate) fn check(rule: &GuardRule) -> Result<(), AppError> {
    match problem(rule) {
        Some(why) => Err(AppError::invalid("guard", why)),
        None => Ok(()),
    }
}

/// What is wrong with a rule, in a sentence.
pub(crate) fn problem(rule: &GuardRule) -> Option<String> {
    if rule.limits.is_empty() {
        return Some("Choose at least one limit, or leave the guard out.".to_owned());
    }
    let twice = |at: usize| rule.limits[..at].iter().any(|one| discriminant(one) == discriminant(&rule.limits[at]));
    if (0..rule.limits.len()).any(twice) {
        return Some("A limit is named twice.".to_owned());
    }
    let numbers = rule.limits.iter().flat_map(|limit| match *limit {
        GuardLimit::FailedShare { percent, least } => vec![
            (percent, GUARD_PERCENT, "The share of failures", " %"),
            (least, GUARD_LEAST, "The number of finished devices", ""),
        ],
        GuardLimit::OneCause { more_than } => vec![(more_than, GUARD_ONE_CAUSE, "The number of failures alike", "")],
        GuardLimit::NoProgress { minutes } => vec![(minutes, GUARD_MINUTES, "The time without progress", " min")],
    });
    numbers
        .into_iter()
        .find(|(number, range, ..)| !range.contains(number))
        .map(|(_, range, what, unit)| format!("{what} must be between {} and {}{unit}.", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(limits: &[GuardLimit]) -> GuardRule {
        GuardRule { limits: limits.to_vec(), abort: true }
    }

    #[test]
    fn a_rule_that_could_never_fire_or_says_two_things_is_refused() {
        let share = |percent, least| GuardLimit::FailedShare { percent, least };
        for (limits, said) in [
            (vec![], Some("at least one")),
            (vec![share(5, 50)], None),
            (vec![share(0, 1), GuardLimit::OneCause { more_than: 20 }, GuardLimit::NoProgress { minutes: 15 }], None),
            (vec![share(5, 50), share(10, 50)], Some("twice")),
            (vec![share(100, 50)], Some("between 0 and 99 %")),
            (vec![share(5, 0)], Some("finished devices must be between 1")),
            (vec![GuardLimit::NoProgress { minutes: 0 }], Some("between 1 and 1440 min")),
            (vec![GuardLimit::OneCause { more_than: 0 }], Some("alike must be")),
        ] {
            let told = problem(&rule(&limits));
            assert_eq!(told.is_some(), said.is_some(), "{limits:?}: {told:?}");
            assert!(told.unwrap_or_default().contains(said.unwrap_or_default()), "{limits:?} must say {said:?}");
        }
        assert_eq!(check(&rule(&[])).unwrap_err().field.as_deref(), Some("guard"), "shown beside the guard");
    }
}
