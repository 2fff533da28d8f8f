//! A body as a tree of values, read by the cursor alone: what it makes of JSON can be held against what others make of it.

use serde_json::{Map, Value as Tree};

use super::Misfit;
use super::json::{Cursor, Read, Value};
use super::records::whole;

/// The one value a body consists of. How deep it is was looked at before it is followed.
pub(crate) fn tree(body: &[u8]) -> Result<Tree, Misfit> {
    Ok(of(&whole(body)?)?)
}

fn of(value: &Value<'_>) -> Read<Tree> {
    Ok(match value {
        Value::Null => Tree::Null,
        Value::Bool(truth) => Tree::Bool(*truth),
        // The cursor lets pass what serde_json refuses in a number (a leading zero, an exponent out of range).
        Value::Number(digits) => serde_json::from_str(digits).unwrap_or_else(|_| Tree::String((*digits).to_owned())),
        Value::Text(text) => Tree::String(text.get().into_owned()),
        Value::Array(json) => {
            let mut list = Vec::new();
            Cursor::new(json).array(|cursor| {
                list.push(of(&cursor.value()?)?);
                Ok(())
            })?;
            Tree::Array(list)
        }
        Value::Object(json) => {
            let mut map = Map::new();
            Cursor::new(json).object(|cursor, key| {
                map.insert(key.get().into_owned(), of(&cursor.value()?)?);
                Ok(())
            })?;
            Tree::Object(map)
        }
    })
}
