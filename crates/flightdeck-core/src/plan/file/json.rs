//! A text as JSON in which no field is said twice: of two, a reader sees the one and the program would take the other.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::walk::{Found, MOST};
use crate::sanitise::line;

/// The longest name of a field that is told whole, in bytes.
const NAME_BYTES: usize = 60;

/// The value of a text; none, and a problem, where it is no JSON. serde_json ends at 128 levels of nesting.
pub(super) fn parse(text: &str, found: &mut Found) -> Option<Value> {
    // Some editors begin a file with a mark that is no part of its text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let repeated = RefCell::new(Repeated::default());
    let mut source = serde_json::Deserializer::from_str(text);
    let read = Once { path: &Path::Root, repeated: &repeated }.deserialize(&mut source);
    match read.and_then(|value| source.end().map(|()| value)) {
        Ok(value) => {
            let Repeated { places, more } = repeated.into_inner();
            for place in places.into_iter().chain(std::iter::repeat_n(String::new(), more)) {
                found.add(place, "A field twice", "This field is there twice; which of the two is meant?");
            }
            Some(value)
        }
        Err(error) => {
            found.add("file", "Not JSON", format!("This is no file of a plan that can be read: {error}."));
            None
        }
    }
}

/// Where a value stands, told only where something is wrong there.
enum Path<'a> {
    Root,
    Field(&'a Path<'a>, &'a str),
    Row(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn told(&self) -> String {
        let (before, last) = match self {
            Self::Root => return String::new(),
            Self::Field(before, name) => (before.told(), line(name, NAME_BYTES)),
            Self::Row(before, row) => (before.told(), row.to_string()),
        };
        if before.is_empty() { last } else { format!("{before}.{last}") }
    }
}

/// Fields that are there twice: the places of as many as are named, and how many there are beside.
#[derive(Default)]
struct Repeated {
    places: Vec<String>,
    more: usize,
}

/// Reads one value.
struct Once<'a> {
    path: &'a Path<'a>,
    repeated: &'a RefCell<Repeated>,
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        loop {
            let path = Path::Row(self.path, all.len());
            match rows.next_element_seed(Once { path: &path, repeated: self.repeated })? {
                Some(value) => all.push(value),
                None => return Ok(Value::Array(all)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let path = Path::Field(self.path, &name);
            let value = fields.next_value_seed(Once { path: &path, repeated: self.repeated })?;
            if all.contains_key(&name) {
                let mut repeated = self.repeated.borrow_mut();
                if repeated.places.len() < MOST {
                    repeated
                        .places
                        .push(Some(path.told()).filter(|told| !told.is_empty()).unwrap_or("file".to_owned()));
                } else {
                    repeated.more += 1;
                }
            }
            all.insert(name, value);
        }
        Ok(Value::Object(all))
    }
}
