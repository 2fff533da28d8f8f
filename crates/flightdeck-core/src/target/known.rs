//! What a draft names that nobody known has: a group, a tag or a device, or one that is spelled otherwise. Only ever warnings: a name
//! may be new, and what is known of a fleet is never all of it for certain.

use super::found::Found;
use crate::numbers::grouped;
use crate::wire::step::DEVICES;
use crate::wire::{Draft, FilterKind, OperandDraft, Problem};

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameOf {
    Group,
    Tag,
    Device,
}

/// How far the names of one kind are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Devices of which they were told; of none, nothing can be said.
    pub(crate) devices: u32,
    /// These are all devices of the fleet, as it was read, with all their names.
    pub(crate) whole: bool,
}

/// A known name that is most likely meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meant {
    pub(crate) name: String,
    pub(crate) by: Likeness,
}

/// How a known name is like the one that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// But for case and blanks they are one; so many devices have the known one.
    Spelling { devices: u32 },
    /// But for a letter or two.
    Letters,
    /// It is what the device with that id is called.
    Called,
}

/// What is known of the names in a fleet.
pub(crate) trait KnownNames {
    /// How far names of this kind are known.
    fn extent(&self, of: NameOf) -> Extent;
    /// Whether some known device has exactly this name.
    fn has(&self, of: NameOf, name: &str) -> bool;
    /// The known name that is most likely meant by one that nobody has.
    fn meant(&self, of: NameOf, name: &str) -> Option<Meant>;
}

/// Adds what the known fleet tells of the names in a draft to what was found without it.
pub(crate) fn add(draft: &Draft, known: &dyn KnownNames, problems: &mut Vec<Problem>) {
    let mut found = Found::default();
    let groups = draft.groups.iter().enumerate();
    let groups = groups.map(|(index, name)| (NameOf::Group, format!("groups.{index}"), name, OperandDraft::Is));
    let filters = draft.filters.iter().enumerate().filter_map(|(index, filter)| {
        let of = match filter.kind {
            FilterKind::SpecificDevice => NameOf::Device,
            FilterKind::Tag => NameOf::Tag,
            FilterKind::App | FilterKind::DeviceState | FilterKind::Deployment => return None,
        };
        Some((of, format!("filters.{index}.value"), &filter.value, filter.operand))
    });
    for (of, field, name, operand) in groups.chain(filters) {
        let extent = known.extent(of);
        if extent.devices == 0 || name.trim().is_empty() {
            continue;
        }
        if known.has(of, name) {
            // Somebody has it exactly so: that it begins or ends with a blank is no mistake.
            problems.retain(|problem| problem.field != field || problem.title != Found::BLANK_END);
            continue;
        }
        let meant = known.meant(of, name);
        if matches!(&meant, Some(Meant { by: Likeness::Spelling { .. }, .. })) {
            // It says the same, and to whom the name without the blank belongs.
            problems.retain(|problem| problem.field != field || problem.title != Found::BLANK_END);
        }
        let (title, message) = words(of, name, extent, operand, meant.as_ref());
        found.warn(field, DEVICES, title, message);
        if let Some(meant) = meant {
            found.instead(meant.name);
        }
    }
    problems.extend(found.all());
    // In the order of the wizard.
    problems.sort_by_key(|problem| problem.step);
}

fn words(
    of: NameOf,
    name: &str,
    extent: Extent,
    operand: OperandDraft,
    meant: Option<&Meant>,
) -> (&'static str, String) {
    let nobody = nobody(of, name, extent);
    // What leaves nobody out reaches those that were meant to be left out.
    let out = match operand {
        OperandDraft::Is => "",
        OperandDraft::IsNot => " As far as is known, the filter leaves nobody out.",
    };
    let unknown = match of {
        NameOf::Group => "A group nobody knows",
        NameOf::Tag => "A tag nobody knows",
        NameOf::Device => "A device nobody knows",
    };
    match meant {
        None => (unknown, format!("{nobody}.{out}")),
        Some(Meant { name: known, by: Likeness::Letters }) => {
            (unknown, format!("{nobody}. Did you mean “{known}”?{out}"))
        }
        Some(Meant { name: known, by: Likeness::Spelling { devices } }) => {
            let have = match (of, devices) {
                (NameOf::Group, 1) => format!("1 is in “{known}”"),
                (NameOf::Group, devices) => format!("{} are in “{known}”", grouped(*devices)),
                (NameOf::Tag, 1) => format!("1 has “{known}”"),
                (NameOf::Tag, devices) => format!("{} have “{known}”", grouped(*devices)),
                (NameOf::Device, _) => format!("one has “{known}”"),
            };
            ("Spelled otherwise", format!("{nobody}, but {have}. Names are compared letter by letter.{out}"))
        }
        Some(Meant { name: known, by: Likeness::Called }) => {
            ("A name, not an id", format!("{nobody}, but {known} is called so. The service takes ids here.{out}"))
        }
    }
}

/// That nobody has it, without the stop.
fn nobody(of: NameOf, name: &str, Extent { devices, whole }: Extent) -> String {
    let (has, has_not, told) = match of {
        NameOf::Group => ("is in the group", "is not in the group", " of which a group was told"),
        NameOf::Tag => ("has the tag", "does not have the tag", " of which the tags were told"),
        NameOf::Device => ("has the id", "does not have the id", ""),
    };
    match (whole, devices) {
        (true, _) => format!("No known device {has} “{name}”"),
        (false, 1) => format!("The one known device{told} {has_not} “{name}”"),
        (false, devices) => format!("Among the {} known devices{told}, none {has} “{name}”", grouped(devices)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::tests::draft;
    use crate::wire::Severity;

    /// Three devices in “gate ”, and two in “Lab”.
    struct Fleet;

    impl KnownNames for Fleet {
        fn extent(&self, _: NameOf) -> Extent {
            Extent { devices: 3, whole: true }
        }

        fn has(&self, _: NameOf, name: &str) -> bool {
            ["gate ", "Lab"].contains(&name)
        }

        fn meant(&self, _: NameOf, name: &str) -> Option<Meant> {
            (name.trim() == "Lab")
                .then(|| Meant { name: "Lab".to_owned(), by: Likeness::Spelling { devices: 2 } })
                .or_else(|| (name == "Lap ").then(|| Meant { name: "Lab".to_owned(), by: Likeness::Letters }))
        }
    }

    #[test]
    fn only_the_blank_of_a_known_name_is_no_longer_spoken_of() {
        for (name, expected) in [
            // It is what it is called.
            ("gate ", vec![("groups.0", "A group twice"), ("groups.1", Found::BLANK_END)]),
            // What it is most likely is said instead.
            (
                "Lab ",
                vec![("groups.0", "A group twice"), ("groups.1", Found::BLANK_END), ("groups.0", "Spelled otherwise")],
            ),
            // The blank is one more thing about a name that nobody has.
            (
                "Lap ",
                vec![
                    ("groups.0", Found::BLANK_END),
                    ("groups.0", "A group twice"),
                    ("groups.1", Found::BLANK_END),
                    ("groups.0", "A group nobody knows"),
                ],
            ),
        ] {
            let mut found = Found::default();
            found.warn("groups.0", DEVICES, Found::BLANK_END, "");
            found.warn("groups.0", DEVICES, "A group twice", "");
            found.warn("groups.1", DEVICES, Found::BLANK_END, "");
            let mut problems = found.all();
            add(&draft(&[name], &[]), &Fleet, &mut problems);
            let said: Vec<_> =
                problems.iter().map(|problem| (problem.field.as_str(), problem.title.as_str())).collect();
            assert_eq!(said, expected, "nothing else is taken away for “{name}”");
            assert!(problems.iter().all(|one| one.severity == Severity::Warning), "a name may be new: “{name}”");
        }
    }
}
