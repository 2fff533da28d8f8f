//! Reads JSON by hand, and goes on where something is wrong: everything is named, each by its place, and not only the first.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::sanitise::line;
use crate::wire::PlanProblem;

/// So many problems are named; more tell nobody more.
pub(super) const MOST: usize = 1_000;
/// How much of a text is told where it is wrong, in bytes.
const TOLD_BYTES: usize = 60;

/// The problems found so far. Each stops: a file that is not understood whole is not read.
#[derive(Default)]
pub(super) struct Found {
    problems: Vec<PlanProblem>,
    more: usize,
}

impl Found {
    /// Something that is wrong at a place.
    pub(super) fn add(&mut self, place: impl Into<String>, title: &str, message: impl Into<String>) {
        if self.problems.len() < MOST {
            let (title, message) = (title.to_owned(), message.into());
            self.problems.push(PlanProblem { place: place.into(), stops: true, title, message });
        } else {
            self.more += 1;
        }
    }

    /// What was read, where nothing was wrong.
    pub(super) fn none_or<T>(mut self, read: Option<T>) -> Result<T, Vec<PlanProblem>> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => {
                if self.more > 0 {
                    let message = format!("{} more problems of the file are not named.", self.more);
                    let title = "And more".to_owned();
                    self.problems.push(PlanProblem { place: "file".to_owned(), stops: true, title, message });
                }
                Err(self.problems)
            }
        }
    }

    fn wrong(&mut self, place: impl Into<String>, wanted: &str, value: &Value) {
        self.add(place, "Not what it must be", format!("This must be {wanted}; it is {}.", told(value)));
    }
}

/// What a value is, in words.
fn told(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("“{value}”"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text “{}”", line(text, TOLD_BYTES)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The fields of an object, at its place.
pub(super) struct Fields<'a> {
    place: String,
    map: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The fields of an object that knows these; any other is a problem. None, and a problem, where it is no object.
    pub(super) fn of(value: &'a Value, place: String, known: &[&str], found: &mut Found) -> Option<Self> {
        let Value::Object(map) = value else {
            found.wrong(if place.is_empty() { "file" } else { &place }, "an object", value);
            return None;
        };
        let fields = Self { place, map };
        for name in map.keys().filter(|name| !known.contains(&name.as_str())) {
            let name = line(name, TOLD_BYTES);
            let message = format!("There is no field “{name}” here: the fields are {}.", known.join(", "));
            found.add(fields.place(&name), "An unknown field", message);
        }
        Some(fields)
    }

    /// Where a field stands. One without a name, outside of all others, stands in the file.
    pub(super) fn place(&self, name: &str) -> String {
        match (self.place.as_str(), name) {
            ("", "") => "file".to_owned(),
            ("", name) => name.to_owned(),
            (place, name) => format!("{place}.{name}"),
        }
    }

    /// A field that may be absent.
    pub(super) fn optional(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    /// A field that has to be there.
    pub(super) fn required(&self, name: &str, found: &mut Found) -> Option<&'a Value> {
        let value = self.optional(name);
        if value.is_none() {
            found.add(self.place(name), "A field is missing", format!("The field “{name}” has to be here."));
        }
        value
    }

    /// A text that has to be there.
    pub(super) fn text(&self, name: &str, found: &mut Found) -> Option<String> {
        let value = self.required(name, found)?;
        text(value, || self.place(name), found)
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&self, name: &str, found: &mut Found) -> Option<String> {
        self.optional(name).and_then(|value| text(value, || self.place(name), found))
    }

    /// A word that has to be there, one of those that `T` has.
    pub(super) fn word<T: DeserializeOwned>(&self, name: &str, found: &mut Found) -> Option<T> {
        let word = self.text(name, found)?;
        match serde_json::from_value(Value::String(word)) {
            Ok(word) => Some(word),
            Err(error) => {
                let why = line(&error.to_string(), 5 * TOLD_BYTES);
                found.add(self.place(name), "An unknown word", format!("This cannot be read: {why}."));
                None
            }
        }
    }

    /// A whole number that has to be there, as large as `T` can hold.
    pub(super) fn number<T: TryFrom<u64>>(&self, name: &str, found: &mut Found) -> Option<T> {
        let value = self.required(name, found)?;
        number(value, || self.place(name), found)
    }

    /// A whole number that may be absent.
    pub(super) fn optional_number<T: TryFrom<u64>>(&self, name: &str, found: &mut Found) -> Option<T> {
        self.optional(name).and_then(|value| number(value, || self.place(name), found))
    }

    /// True or false; none where it is absent, or neither.
    pub(super) fn flag(&self, name: &str, found: &mut Found) -> Option<bool> {
        let value = self.optional(name)?;
        if value.as_bool().is_none() {
            found.wrong(self.place(name), "true or false", value);
        }
        value.as_bool()
    }

    /// The rows of a list, each read at its place; none where it is absent. A row that cannot be read is left out, and a problem.
    pub(super) fn rows<T>(
        &self,
        name: &str,
        found: &mut Found,
        read: impl Fn(&'a Value, &dyn Fn() -> String, &mut Found) -> Option<T>,
    ) -> Vec<T> {
        match self.optional(name) {
            None => Vec::new(),
            Some(Value::Array(rows)) => {
                let place = self.place(name);
                let read = |(row, value)| read(value, &|| format!("{place}.{row}"), found);
                rows.iter().enumerate().filter_map(read).collect()
            }
            Some(other) => {
                found.wrong(self.place(name), "a list", other);
                Vec::new()
            }
        }
    }
}

/// A text.
pub(super) fn text(value: &Value, place: impl Fn() -> String, found: &mut Found) -> Option<String> {
    if !value.is_string() {
        found.wrong(place(), "a text", value);
    }
    value.as_str().map(str::to_owned)
}

/// A whole number; `1.0` is one.
pub(super) fn number<T: TryFrom<u64>>(value: &Value, place: impl Fn() -> String, found: &mut Found) -> Option<T> {
    // Up to 2^53 every whole number is exactly one of these.
    let whole = |number: f64| {
        (number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number)).then_some(number as u64)
    };
    let read = value.as_u64().or_else(|| value.as_f64().and_then(whole)).and_then(|number| T::try_from(number).ok());
    if read.is_none() {
        let most = if size_of::<T>() >= 8 { u64::MAX } else { (1 << (8 * size_of::<T>())) - 1 };
        found.wrong(place(), &format!("a whole number from 0 to {most}"), value);
    }
    read
}
