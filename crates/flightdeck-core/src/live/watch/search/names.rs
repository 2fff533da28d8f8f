//! The texts of rows that a search looks into: their own, and where a row has no name or group of its own, those that are known of its
//! device besides. A name of its own is never contradicted.

use crate::live::search::needle::Needle;
use crate::live::watch::bits::Bits;
use crate::live::watch::course::Lens;
use crate::live::watch::known::KnownNames;
use crate::live::watch::rows::Rows;

/// Keeps those of `chosen` for which it holds, or those for which it does not.
pub(super) fn named(
    lens: Lens<'_>,
    needle: &Needle,
    chosen: &mut Vec<u32>,
    negated: bool,
    holds: impl Fn(u32, &mut Named<'_, '_>) -> bool,
) {
    let keep = |known: Option<&KnownNames<'_>>, chosen: &mut Vec<u32>| {
        let known = known.map(|known| Besides::new(known, needle, known.are_many(chosen.len())));
        let mut of = Named { own: Texts::new(lens.rows(), needle), known, row: 0, numbers: [0; 3] };
        chosen.retain(|row| {
            (of.row, of.numbers) = (*row, lens.text_numbers(*row));
            holds(*row, &mut of) != negated
        });
    };
    let none = |number: u32| number as usize >= lens.rows().text_count();
    let lacks = |row: &u32| lens.text_numbers(*row)[1..].iter().any(|number| none(*number));
    // Where every device has its own, nothing else is asked.
    let looked = chosen.iter().any(lacks).then(|| lens.look(|known| keep(Some(known), chosen))).flatten();
    if looked.is_none() {
        keep(None, chosen);
    }
}

/// The texts of one row after the other.
pub(super) struct Named<'a, 'k> {
    own: Texts<'a>,
    known: Option<Besides<'a, 'k>>,
    row: u32,
    numbers: [u32; 3],
}

impl Named<'_, '_> {
    pub(super) fn status(&mut self) -> bool {
        self.own.hit(self.numbers[0])
    }

    pub(super) fn name(&mut self) -> bool {
        match self.own.has(self.numbers[1]) {
            true => self.own.hit(self.numbers[1]),
            false => self.known.as_mut().is_some_and(|known| known.name(self.row)),
        }
    }

    pub(super) fn group(&mut self) -> bool {
        match self.own.has(self.numbers[2]) {
            true => self.own.hit(self.numbers[2]),
            false => self.known.as_mut().is_some_and(|known| known.group(self.row)),
        }
    }
}

/// What is known of the rows' devices besides. Where many rows are asked about, all known devices are looked at in their order, once
/// somebody asks: one after the other in the order of the rows costs many times as much.
struct Besides<'a, 'k> {
    known: &'k KnownNames<'k>,
    needle: &'a Needle,
    many: bool,
    /// The known devices whose name is a hit, and those whose group is.
    named: Option<Bits>,
    grouped: Option<Bits>,
    groups: Groups,
}

impl<'a, 'k> Besides<'a, 'k> {
    fn new(known: &'k KnownNames<'k>, needle: &'a Needle, many: bool) -> Self {
        Self { known, needle, many, named: None, grouped: None, groups: Groups::default() }
    }

    fn name(&mut self, row: u32) -> bool {
        let Self { known, needle, .. } = *self;
        let Some(number) = known.number(row) else { return false };
        // Nearly every device has another: what each came to is not kept.
        let hit = |name: &str| needle.is_in(name);
        match self.many {
            true => self.named.get_or_insert_with(|| known.named(hit)).has(number),
            false => known.name(number).is_some_and(hit),
        }
    }

    fn group(&mut self, row: u32) -> bool {
        let Self { known, needle, many, grouped, groups, .. } = self;
        let Some(number) = known.number(row) else { return false };
        let mut hit = |group: u32, text: &str| groups.hit(group, || needle.is_in(text));
        match many {
            true => grouped.get_or_insert_with(|| known.grouped(hit)).has(number),
            false => known.group(number).is_some_and(|(group, text)| hit(group, text)),
        }
    }
}

/// Whether a known group is a hit, by its number.
#[derive(Default)]
struct Groups(Vec<Known>);

impl Groups {
    fn hit(&mut self, group: u32, hit: impl FnOnce() -> bool) -> bool {
        let group = group as usize;
        if self.0.len() <= group {
            self.0.resize(group + 1, Known::Not);
        }
        self.0[group].or(hit)
    }
}

/// Statuses, names and groups are shared by many rows: each text is looked at once, and only if a row asks.
pub(super) struct Texts<'a> {
    rows: &'a Rows,
    needle: &'a Needle,
    known: Vec<Known>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Not,
    Hit,
    Miss,
}

impl Known {
    /// Whether it is a hit, found out where it is not known.
    fn or(&mut self, hit: impl FnOnce() -> bool) -> bool {
        if *self == Self::Not {
            *self = if hit() { Self::Hit } else { Self::Miss };
        }
        *self == Self::Hit
    }
}

impl<'a> Texts<'a> {
    pub(super) fn new(rows: &'a Rows, needle: &'a Needle) -> Self {
        Self { rows, needle, known: vec![Known::Not; rows.text_count()] }
    }

    /// Whether this is the number of a text.
    fn has(&self, number: u32) -> bool {
        (number as usize) < self.known.len()
    }

    /// Whether the text of this number is a hit; no text is none.
    pub(super) fn hit(&mut self, number: u32) -> bool {
        let Self { rows, needle, known } = self;
        known.get_mut(number as usize).is_some_and(|known| known.or(|| needle.is_in(rows.text_of(number))))
    }
}
