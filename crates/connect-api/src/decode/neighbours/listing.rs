//! Where the records stand in an answer whose shape is not public: in an array at the top, under a name that such answers have, as a
//! map by uuid, or in the first array of records with a uuid.

use crate::decode::json::{Cursor, Read, Text, Value};
use crate::decode::records::{pagination, whole};
use crate::decode::{Misfit, fields};

/// How deep a list may stand: `{"data": {"devices": […]}}`, and one to spare.
const MAX_DEPTH: u8 = 3;

/// Where the token of the next page may stand, besides the answer itself.
const PAGING: [&str; 5] = ["pagination_info", "pagination", "paging", "page_info", "meta"];

/// How the records of an answer are known.
pub(super) struct Words {
    /// Names under which the list may stand, the likeliest first.
    pub(super) lists: &'static [&'static str],
    /// So many of them say what is in the list.
    pub(super) own: usize,
    /// Fields with the id of a record, the most trusted first.
    pub(super) ids: &'static [&'static str],
    /// Other fields that only such a record has.
    pub(super) marks: &'static [&'static str],
    /// What to say when there is none.
    pub(super) missed: &'static str,
}

/// What may be a record: its bytes, and its key where it stood in a map.
pub(super) struct Entry<'a> {
    pub(super) key: Option<Text<'a>>,
    pub(super) json: &'a [u8],
}

/// What was found in an answer.
#[derive(Default)]
pub(super) struct Listing<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// Whether they stood where such answers have them.
    pub(super) known: bool,
    pub(super) after: Option<String>,
    pub(super) total: Option<u64>,
    /// What cannot be a record.
    pub(super) unreadable: u32,
}

/// What is told by the name that something stands under.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// The answer itself.
    Top,
    /// Under a name that says what is there.
    Own,
    /// Under a name that could mean anything.
    General,
    /// Under a name nobody knows.
    Elsewhere,
}

/// Finds the records of an answer.
pub(super) fn read<'a>(body: &'a [u8], words: &Words) -> Result<Listing<'a>, Misfit> {
    let mut listing = Listing::default();
    let found = listing.look_in(&whole(body)?, words, Place::Top, 0)?;
    if found { Ok(listing) } else { Err(Misfit::shape(words.missed)) }
}

/// The one record of an answer: itself, what it wraps, or the only element of an array.
pub(super) fn single<'a>(value: &Value<'a>, words: &Words, depth: u8) -> Read<Option<&'a [u8]>> {
    match value {
        Value::Object(json) if is_record(json, words)? => Ok(Some(json)),
        Value::Object(json) if depth < MAX_DEPTH => {
            match super::field(json, &["device", "data", "item", "result", "devices", "items", "results"])? {
                Some(inner) => single(&inner, words, depth + 1),
                None => Ok(None),
            }
        }
        Value::Array(json) if depth < MAX_DEPTH => {
            let mut elements = Vec::new();
            Cursor::new(json).array(|cursor| {
                elements.push(cursor.value()?);
                Ok(())
            })?;
            match elements.as_slice() {
                [only] => single(only, words, depth + 1),
                _ => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

impl<'a> Listing<'a> {
    /// Whether the list is here; takes it if so.
    fn look_in(&mut self, value: &Value<'a>, words: &Words, place: Place, depth: u8) -> Read<bool> {
        match value {
            Value::Array(json) => self.take_array(json, words, place),
            Value::Object(json) if depth < MAX_DEPTH => self.look_in_object(json, words, place, depth),
            _ => Ok(false),
        }
    }

    fn take_array(&mut self, json: &'a [u8], words: &Words, place: Place) -> Read<bool> {
        let (mut elements, mut others) = (Vec::new(), 0u32);
        Cursor::new(json).array(|cursor| {
            match cursor.value()? {
                Value::Object(json) => elements.push(Entry { key: None, json }),
                _ => others = others.saturating_add(1),
            }
            Ok(())
        })?;
        if place == Place::Elsewhere {
            let mut any = false;
            for element in &elements {
                any = any || super::field(element.json, words.ids)?.is_some();
            }
            if !any {
                return Ok(false);
            }
        }
        self.take(elements, others, place != Place::Elsewhere);
        Ok(true)
    }

    fn look_in_object(&mut self, json: &'a [u8], words: &Words, place: Place, depth: u8) -> Read<bool> {
        let mut named = vec![None; words.lists.len()];
        let mut others = Vec::new();
        Cursor::new(json).object(|cursor, key| {
            let value = cursor.value()?;
            let name = key.get();
            if let Some(slot) = words.lists.iter().position(|list| name == *list) {
                named[slot] = Some(value);
            } else if !self.note_paging(&name, &value)? {
                others.push((key, value));
            }
            Ok(())
        })?;
        let mut found = false;
        for (slot, value) in named.iter().enumerate() {
            let under = if slot < words.own { Place::Own } else { Place::General };
            match value {
                Some(Value::Null) if under == Place::Own => (found, self.known) = (true, true),
                Some(value) => found |= self.look_in(value, words, under, depth + 1)?,
                None => {}
            }
            if !self.entries.is_empty() {
                return Ok(true);
            }
        }
        for (_, value) in others.iter().filter(|(_, value)| matches!(value, Value::Array(_))) {
            if self.look_in(value, words, Place::Elsewhere, depth + 1)? {
                return Ok(true);
            }
        }
        if found {
            return Ok(true);
        }
        Ok(self.take_map(&others, words, place)? || (place == Place::Top && json_is_bare(&others, &named)))
    }

    /// A map by uuid. Under a name that could mean anything, only if one of its values is a record; and then what is none is one
    /// that told nothing where its key is as long as that of a record, as uuids are of one length. Anything may stand beside them.
    fn take_map(&mut self, entries: &[(Text<'a>, Value<'a>)], words: &Words, place: Place) -> Read<bool> {
        let own = place == Place::Own;
        let (mut records, mut others, mut length) = (Vec::new(), 0u32, None);
        for (key, value) in entries {
            match value {
                Value::Object(json) => {
                    if !own && length.is_none() && is_record(json, words)? {
                        length = Some(key.get().len());
                    }
                    records.push(Entry { key: Some(*key), json });
                }
                _ => others = others.saturating_add(1),
            }
        }
        if own {
            self.take(records, others, true);
            return Ok(true);
        }
        let Some(length) = length else { return Ok(false) };
        let mut kept = Vec::with_capacity(records.len());
        for entry in records {
            if entry.key.is_some_and(|key| key.get().len() == length) || is_record(entry.json, words)? {
                kept.push(entry);
            }
        }
        self.take(kept, 0, place != Place::Top);
        Ok(true)
    }

    fn take(&mut self, entries: Vec<Entry<'a>>, unreadable: u32, known: bool) {
        (self.entries, self.unreadable, self.known) = (entries, unreadable, known);
    }

    /// Takes note of what tells where the next page is; returns whether this does.
    fn note_paging(&mut self, name: &str, value: &Value<'_>) -> Read<bool> {
        match name {
            "after" if matches!(value, Value::Number("0")) => self.after = None,
            "after" => self.after = fields::id(value),
            "total" => self.total = fields::count(value),
            name if PAGING.contains(&name) && matches!(value, Value::Object(_)) => {
                let (after, total) = pagination(value)?;
                (self.after, self.total) = (after.or(self.after.take()), total.or(self.total));
            }
            name => return Ok(PAGING.contains(&name)),
        }
        Ok(true)
    }

    /// Whether this entry is no record but tells where the next page is; takes note of it.
    pub(super) fn tells_the_next_page(&mut self, entry: &Entry<'_>) -> Read<bool> {
        if entry.key.is_some() {
            return Ok(false);
        }
        let (mut any, mut only) = (false, true);
        Cursor::new(entry.json).object(|cursor, key| {
            let value = cursor.value()?;
            let told = self.note_paging(&key.get(), &value)?;
            (any, only) = (any || told, only && told);
            Ok(())
        })?;
        Ok(any && only)
    }
}

/// An answer with nothing in it but where the next page is, or nothing at all, has no records.
fn json_is_bare(others: &[(Text<'_>, Value<'_>)], named: &[Option<Value<'_>>]) -> bool {
    others.is_empty() && named.iter().all(Option::is_none)
}

fn is_record(json: &[u8], words: &Words) -> Read<bool> {
    Ok(super::field(json, words.ids)?.is_some() || super::field(json, words.marks)?.is_some())
}
