//! Filters that cannot all be true of one device: the launch would reach nothing, and look like a success.

use std::collections::BTreeMap;

use super::found::Found;
use crate::numbers::grouped;
use crate::wire::step::DEVICES;
use crate::wire::{Draft, FilterDraft, FilterKind, OperandDraft};

/// Filters beyond these are too many to be compared, each with each, and a request with them is refused.
const MOST: usize = 500;

/// Compares every two filters; the later one carries the worst that is to be said of it.
pub(super) fn find(draft: &Draft, found: &mut Found) {
    let mut worst: BTreeMap<usize, Verdict> = BTreeMap::new();
    for (index, verdict) in verdicts(draft) {
        if worst.get(&index).is_none_or(|known| known.weight() < verdict.weight()) {
            worst.insert(index, verdict);
        }
    }
    for (index, verdict) in worst {
        let field = format!("filters.{index}.value");
        match verdict {
            Verdict::Fine => {}
            Verdict::Repeated => {
                found.warn(field, DEVICES, "A filter twice", "The same filter is there twice; once is enough.");
            }
            Verdict::Nothing(why) => found.error(field, DEVICES, "This matches nothing", why),
            Verdict::Doubtful(why) => found.warn(field, DEVICES, "This may match nothing", why),
        }
    }
    let filters = draft.filters.len();
    if filters > MOST {
        let message =
            format!("There are {} filters; {MOST} are the most. Use a group or a tag.", grouped(filters as u32));
        found.error(format!("filters.{MOST}.value"), DEVICES, "Too many filters", message);
    }
}

/// Whether two filters cannot both be true of one device, so that nothing is reached, whatever is known of the fleet.
pub(crate) fn reaches_nothing(draft: &Draft) -> bool {
    verdicts(draft).any(|(_, verdict)| matches!(verdict, Verdict::Nothing(_)))
}

/// What is to be said of every two filters, by the place of the later one.
fn verdicts(draft: &Draft) -> impl Iterator<Item = (usize, Verdict)> {
    let filters = draft.filters.iter().take(MOST).enumerate().filter(|(_, filter)| !incomplete(filter));
    filters.clone().flat_map(move |(index, later)| {
        let earlier = filters.clone().take_while(move |(before, _)| *before < index);
        earlier.map(move |(_, earlier)| (index, judge(earlier, later)))
    })
}

fn incomplete(filter: &FilterDraft) -> bool {
    filter.value.trim().is_empty() || (filter.kind == FilterKind::Deployment && filter.extra.trim().is_empty())
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    Repeated,
    Nothing(String),
    Doubtful(String),
}

impl Verdict {
    /// How much it matters, beside others about the same filter.
    fn weight(&self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Repeated => 1,
            Self::Doubtful(_) => 2,
            Self::Nothing(_) => 3,
        }
    }
}

fn judge(a: &FilterDraft, b: &FilterDraft) -> Verdict {
    if a.kind != b.kind {
        return Verdict::Fine;
    }
    // Only these two kinds have an extra field; in the others it is a leftover of the form.
    let extra = !matches!(a.kind, FilterKind::App | FilterKind::Deployment) || a.extra == b.extra;
    let same = a.value == b.value && extra;
    if same && a.operand == b.operand {
        return Verdict::Repeated;
    }
    if same {
        return Verdict::Nothing(opposite(a));
    }
    match a.kind {
        FilterKind::Tag => Verdict::Fine,
        FilterKind::SpecificDevice if both_are(a, b) => Verdict::Nothing(format!(
            "No device has two ids. The service joins filters with “and”, so {} and {} together reach nothing; launch \
             once for each, or use a group or a tag.",
            a.value, b.value
        )),
        FilterKind::DeviceState if both_are(a, b) => {
            Verdict::Nothing("No device is online and offline at the same time.".to_owned())
        }
        FilterKind::Deployment if both_are(a, b) && a.extra == b.extra && a.value != "any" && b.value != "any" => {
            Verdict::Nothing(format!("In {} a device has one outcome, not two.", a.extra))
        }
        FilterKind::Deployment if a.extra == b.extra => {
            excluded(a, b).or_else(|| excluded(b, a)).unwrap_or(Verdict::Fine)
        }
        FilterKind::App if a.value == b.value => versions(a, b),
        FilterKind::SpecificDevice | FilterKind::DeviceState | FilterKind::Deployment | FilterKind::App => {
            Verdict::Fine
        }
    }
}

fn both_are(a: &FilterDraft, b: &FilterDraft) -> bool {
    a.operand == OperandDraft::Is && b.operand == OperandDraft::Is
}

/// One outcome of a deployment wanted, and every part in it excluded.
fn excluded(wanted: &FilterDraft, not: &FilterDraft) -> Option<Verdict> {
    (wanted.operand == OperandDraft::Is && not.operand == OperandDraft::IsNot && not.value == "any")
        .then(|| Verdict::Nothing(format!("Devices that took no part in {} have no outcome in it.", wanted.extra)))
}

/// The same app with different versions.
fn versions(a: &FilterDraft, b: &FilterDraft) -> Verdict {
    let app = &a.value;
    match (a.operand, b.operand) {
        (OperandDraft::Is, OperandDraft::Is) if !a.extra.is_empty() && !b.extra.is_empty() => Verdict::Doubtful(
            format!("A device most probably has one version of {app} at a time, not {} and {}.", a.extra, b.extra),
        ),
        (OperandDraft::Is, OperandDraft::IsNot) if b.extra.is_empty() => {
            Verdict::Nothing(format!("Devices without any version of {app} do not run {app} {}.", a.extra))
        }
        (OperandDraft::IsNot, OperandDraft::Is) if a.extra.is_empty() => {
            Verdict::Nothing(format!("Devices without any version of {app} do not run {app} {}.", b.extra))
        }
        _ => Verdict::Fine,
    }
}

fn opposite(filter: &FilterDraft) -> String {
    let value = &filter.value;
    match filter.kind {
        FilterKind::SpecificDevice => format!("The device {value} is asked for and left out."),
        FilterKind::Tag => format!("No device has the tag “{value}” and has it not."),
        FilterKind::App => format!("No device runs {value} {} and does not run it.", filter.extra),
        FilterKind::DeviceState => format!("No device is {value} and is not."),
        FilterKind::Deployment => format!("No device has the outcome {value} in {} and has it not.", filter.extra),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::tests::{draft, filter};
    use FilterKind::*;
    use OperandDraft::*;

    /// Place, title and sentence of everything that is found.
    fn found(filters: &[FilterDraft]) -> Vec<(String, String, String)> {
        let mut found = Found::default();
        find(&draft(&["A"], filters), &mut found);
        found.all().into_iter().map(|problem| (problem.field, problem.title, problem.message)).collect()
    }

    #[test]
    fn every_two_filters_are_judged_in_words() {
        const NOTHING: &str = "This matches nothing";
        const DOUBTFUL: &str = "This may match nothing";
        let one = filter;
        for (earlier, later, expected) in [
            (
                one(Tag, Is, "x", ""),
                one(Tag, Is, "x", ""),
                Some(("A filter twice", "The same filter is there twice; once is enough.")),
            ),
            (one(Tag, Is, "x", ""), one(App, Is, "x", ""), None),
            (
                one(Tag, Is, "x", "left over"),
                one(Tag, IsNot, "x", ""),
                Some((NOTHING, "No device has the tag “x” and has it not.")),
            ),
            (one(Tag, Is, "x", ""), one(Tag, Is, "y", ""), None),
            (
                one(SpecificDevice, Is, "d-1", ""),
                one(SpecificDevice, IsNot, "d-1", ""),
                Some((NOTHING, "The device d-1 is asked for and left out.")),
            ),
            (
                one(DeviceState, Is, "online", ""),
                one(DeviceState, Is, "offline", ""),
                Some((NOTHING, "No device is online and offline at the same time.")),
            ),
            (one(DeviceState, IsNot, "online", ""), one(DeviceState, Is, "offline", ""), None),
            (one(DeviceState, Is, "online", ""), one(DeviceState, IsNot, "offline", ""), None),
            (
                one(DeviceState, Is, "online", ""),
                one(DeviceState, IsNot, "online", ""),
                Some((NOTHING, "No device is online and is not.")),
            ),
            (
                one(Deployment, Is, "failed", "dp"),
                one(Deployment, IsNot, "failed", "dp"),
                Some((NOTHING, "No device has the outcome failed in dp and has it not.")),
            ),
            (
                one(Deployment, Is, "failed", "dp"),
                one(Deployment, Is, "success", "dp"),
                Some((NOTHING, "In dp a device has one outcome, not two.")),
            ),
            (one(Deployment, Is, "failed", "dp"), one(Deployment, Is, "success", "dq"), None),
            (one(Deployment, Is, "failed", "dp"), one(Deployment, IsNot, "success", "dp"), None),
            (
                one(Deployment, Is, "failed", "dp"),
                one(Deployment, IsNot, "any", "dp"),
                Some((NOTHING, "Devices that took no part in dp have no outcome in it.")),
            ),
            (
                one(Deployment, IsNot, "any", "dp"),
                one(Deployment, Is, "failed", "dp"),
                Some((NOTHING, "Devices that took no part in dp have no outcome in it.")),
            ),
            (one(Deployment, Is, "failed", "dp"), one(Deployment, IsNot, "any", "dq"), None),
            (
                one(App, Is, "g", "1"),
                one(App, IsNot, "g", "1"),
                Some((NOTHING, "No device runs g 1 and does not run it.")),
            ),
            (
                one(App, Is, "g", "1"),
                one(App, Is, "g", "2"),
                Some((DOUBTFUL, "A device most probably has one version of g at a time, not 1 and 2.")),
            ),
            (one(App, Is, "g", "1"), one(App, Is, "h", "2"), None),
            (one(App, Is, "g", "1"), one(App, Is, "g", ""), None),
            (one(App, Is, "g", ""), one(App, Is, "g", "1"), None),
            (
                one(App, Is, "g", "1"),
                one(App, IsNot, "g", ""),
                Some((NOTHING, "Devices without any version of g do not run g 1.")),
            ),
            (
                one(App, IsNot, "g", ""),
                one(App, Is, "g", "1"),
                Some((NOTHING, "Devices without any version of g do not run g 1.")),
            ),
            (one(App, Is, "g", ""), one(App, IsNot, "g", "1"), None),
            (one(App, IsNot, "g", "1"), one(App, Is, "g", ""), None),
            (one(App, IsNot, "g", "1"), one(App, IsNot, "g", "2"), None),
            (one(Tag, Is, " ", ""), one(Tag, Is, " ", ""), None),
            (one(Deployment, Is, "failed", ""), one(Deployment, Is, "failed", ""), None),
            (one(Deployment, Is, "", "dp"), one(Deployment, Is, "", "dp"), None),
        ] {
            let expected: Vec<_> = expected
                .map(|(title, why)| ("filters.1.value".to_owned(), title.to_owned(), why.to_owned()))
                .into_iter()
                .collect();
            let pair = [earlier, later];
            assert_eq!(found(&pair), expected, "the later one says it, once it is typed to its end: {pair:?}");
        }
    }

    #[test]
    fn a_filter_carries_the_worst_and_of_equals_the_first() {
        let g = |operand, version| filter(App, operand, "g", version);
        let device = |id| filter(SpecificDevice, Is, id, "");
        for (filters, why) in [
            (vec![g(Is, "1"), g(Is, "2"), g(IsNot, "1")], "No device runs g 1 and does not run it."),
            (vec![g(Is, "2"), g(Is, "1"), g(IsNot, "1")], "No device runs g 1 and does not run it."),
            (vec![g(Is, "2"), g(IsNot, "1"), g(Is, "1")], "No device runs g 1 and does not run it."),
            (vec![g(IsNot, "1"), g(Is, "2"), g(Is, "1")], "No device runs g 1 and does not run it."),
            (
                vec![g(Is, "1"), g(Is, "2"), g(Is, "1")],
                "A device most probably has one version of g at a time, not 2 and 1.",
            ),
            (
                vec![g(Is, "2"), g(Is, "1"), g(Is, "1")],
                "A device most probably has one version of g at a time, not 2 and 1.",
            ),
            (vec![g(Is, "1"), g(IsNot, "2"), g(Is, "1")], "The same filter is there twice; once is enough."),
            (vec![g(IsNot, "2"), g(Is, "1"), g(Is, "1")], "The same filter is there twice; once is enough."),
            (
                vec![device("a"), device("b"), device("c")],
                "No device has two ids. The service joins filters with “and”, so a and c together reach nothing; launch \
                 once for each, or use a group or a tag.",
            ),
        ] {
            let said: Vec<String> = found(&filters)
                .into_iter()
                .filter(|(field, ..)| field == "filters.2.value")
                .map(|(_, _, message)| message)
                .collect();
            assert_eq!(said, [why], "one sentence, about what matters most: {filters:?}");
        }
    }

    #[test]
    fn just_so_many_filters_can_be_compared() {
        let tags = |count: usize| (0..count).map(|at| filter(Tag, Is, &format!("t-{at}"), "")).collect::<Vec<_>>();
        assert_eq!(found(&tags(MOST)), [], "as many as are allowed");
        let message = "There are 501 filters; 500 are the most. Use a group or a tag.";
        assert_eq!(
            found(&tags(MOST + 1)),
            [("filters.500.value".to_owned(), "Too many filters".to_owned(), message.to_owned())],
            "one more is said at the first that is too many"
        );
    }
}
