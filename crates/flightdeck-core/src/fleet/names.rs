//! The names that known devices have, and the one that is most likely meant by a name that nobody has. Pure.

use std::collections::HashMap;

use super::knowledge::{Device, Knowledge};
use crate::target::known::{Extent, KnownNames, Likeness, Meant, NameOf};

/// Names that are looked through for one that differs in a letter: more would be felt while typing.
const COMPARED: usize = 5_000;

/// Groups, or tags.
#[derive(Debug, Default)]
struct Kind {
    /// Devices that have each.
    devices: HashMap<u32, u32>,
    /// The most frequent of those that are one but for case and blanks.
    alike: HashMap<String, u32>,
    /// Devices of which any was told.
    told: u32,
    /// Of some device not all were told.
    short: bool,
}

impl Kind {
    fn add(&mut self, numbers: Option<&[u32]>, short: bool) {
        self.short |= short || numbers.is_none();
        self.told += u32::from(numbers.is_some());
        for number in numbers.unwrap_or_default() {
            *self.devices.entry(*number).or_default() += 1;
        }
    }

    fn find_alike(&mut self, of: &Knowledge) {
        for (number, devices) in &self.devices {
            let best = self.alike.entry(folded(of.texts.get(*number))).or_insert(*number);
            // The same one in every run, whatever order they come in.
            let rank = |number: &u32, devices: u32| (devices, std::cmp::Reverse(*number));
            if rank(number, *devices) > rank(best, self.devices.get(best).copied().unwrap_or_default()) {
                *best = *number;
            }
        }
    }

    fn meant(&self, of: &Knowledge, name: &str) -> Option<Meant> {
        let wanted = folded(name);
        if let Some(number) = self.alike.get(&wanted) {
            let devices = self.devices.get(number).copied().unwrap_or_default();
            return Some(Meant { name: of.texts.get(*number).to_owned(), by: Likeness::Spelling { devices } });
        }
        // In a short name a letter makes another word.
        let most = match wanted.chars().count() {
            0..4 => return None,
            4..8 => 1,
            _ => 2,
        };
        if self.alike.len() > COMPARED {
            return None;
        }
        let near = self.alike.iter().filter_map(|(alike, number)| {
            let apart = apart(&wanted, alike, most)?;
            Some((apart, std::cmp::Reverse(self.devices.get(number).copied().unwrap_or_default()), *number))
        });
        let (_, _, number) = near.min()?;
        Some(Meant { name: of.texts.get(number).to_owned(), by: Likeness::Letters })
    }
}

/// The names of a fleet's devices, for as long as nothing more becomes known.
#[derive(Debug, Default)]
pub(crate) struct Names {
    groups: Kind,
    tags: Kind,
}

impl Names {
    pub(crate) fn of(known: &Knowledge) -> Self {
        let mut names = Self::default();
        for Device { groups, tags, tags_cut, .. } in &known.devices {
            // No group told is not to be in none.
            names.groups.add(Some(&**groups).filter(|groups| !groups.is_empty()), false);
            names.tags.add(tags.as_deref(), *tags_cut);
        }
        names.groups.find_alike(known);
        names.tags.find_alike(known);
        names
    }
}

/// The names of a fleet, as a draft is compared with them.
pub(crate) struct NamesOf<'a> {
    pub(crate) of: &'a Knowledge,
    pub(crate) names: &'a Names,
    /// The service told all its devices.
    pub(crate) whole: bool,
}

impl NamesOf<'_> {
    fn kind(&self, of: NameOf) -> Option<&Kind> {
        match of {
            NameOf::Group => Some(&self.names.groups),
            NameOf::Tag => Some(&self.names.tags),
            NameOf::Device => None,
        }
    }
}

impl KnownNames for NamesOf<'_> {
    fn extent(&self, of: NameOf) -> Extent {
        match self.kind(of) {
            None => Extent { devices: self.of.devices.len() as u32, whole: self.whole },
            // Where no device has any, it is the service that does not tell.
            Some(kind) if kind.devices.is_empty() => Extent { devices: 0, whole: false },
            Some(kind) => Extent { devices: kind.told, whole: self.whole && !kind.short },
        }
    }

    fn has(&self, of: NameOf, name: &str) -> bool {
        match self.kind(of) {
            None => self.of.find(name).is_some(),
            Some(kind) => self.of.texts.find(name).is_some_and(|number| kind.devices.contains_key(&number)),
        }
    }

    fn meant(&self, of: NameOf, name: &str) -> Option<Meant> {
        if let Some(kind) = self.kind(of) {
            return kind.meant(self.of, name);
        }
        let wanted = name.trim();
        let mut called = None;
        for device in &self.of.devices {
            if device.id.eq_ignore_ascii_case(wanted) {
                return Some(Meant { name: device.id.to_string(), by: Likeness::Spelling { devices: 1 } });
            }
            if device.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(wanted)) {
                // A name that two devices have means neither.
                called = match called {
                    None => Some(Some(device)),
                    Some(_) => Some(None),
                };
            }
        }
        called.flatten().map(|device| Meant { name: device.id.to_string(), by: Likeness::Called })
    }
}

/// A name without its case and its blanks.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters are to be changed, added, taken away or turned round to make one of the other; none where it is more than `most`.
fn apart(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=b.len()).collect());
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|apart| *apart <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_apart_by_the_letters_that_differ() {
        for (a, b, most, expected) in [
            ("production", "production", 2, Some(0)),
            ("prodction", "production", 2, Some(1)),
            ("prodcution", "production", 2, Some(1)),
            ("productions", "production", 2, Some(1)),
            ("prdction", "production", 2, Some(2)),
            ("test", "tent", 1, Some(1)),
            ("staging", "production", 2, None),
            ("", "ab", 1, None),
        ] {
            assert_eq!(apart(a, b, most), expected, "{a} and {b}");
            assert_eq!(apart(b, a, most), expected, "whichever way round");
        }
    }

    #[test]
    fn case_and_blanks_make_no_other_name() {
        for name in ["Site 4", " site 4", "SITE\u{a0}4", "Site4 ", "Si\u{200b}te 4"] {
            assert_eq!(folded(name), "site4", "{name:?}");
        }
    }
}
