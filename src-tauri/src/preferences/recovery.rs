//! The settings file at start: what is damaged is set aside, and the last good copy takes its place.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use flightdeck_core::folder::replace_file;
use flightdeck_core::outside::{GoodCopy, Recovery};
use serde_json::{Map, Value};

use super::FILE;

/// Under which name the checksum of the others stands.
pub(super) const CHECKSUM: &str = "checksum";
/// Of Fowler, Noll and Vo's hash of 64 bits.
const FIRST: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Moves a damaged file aside and puts the last good copy in its place. Answers what was done.
pub(super) fn recover(path: &Path, copy: &Path) -> std::io::Result<Option<Recovery>> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        // A crash between the move and the copy below leaves no file, but a good copy.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(restore(copy, path)?.map(|copy| Recovery { damaged: None, copy: Some(copy) }));
        }
        // A folder in its place is set aside as what is damaged is.
        Err(_) if path.is_dir() => Vec::new(),
        Err(error) => return Err(error),
    };
    if is_good(&text) {
        return Ok(None);
    }
    let aside = path.with_file_name(format!("{FILE}.damaged-{}", since_1970(SystemTime::now()).unwrap_or_default()));
    std::fs::rename(path, &aside)?;
    Ok(Some(Recovery { damaged: Some(aside.display().to_string()), copy: restore(copy, path)? }))
}

/// Puts the copy in the file's place, if there is a good one.
fn restore(copy: &Path, path: &Path) -> std::io::Result<Option<GoodCopy>> {
    match std::fs::read(copy) {
        Ok(text) if is_good(&text) => {
            replace_file(path, &text)?;
            let made = std::fs::metadata(copy).and_then(|file| file.modified()).ok();
            Ok(Some(GoodCopy { path: copy.display().to_string(), made_ms: made.and_then(since_1970) }))
        }
        Ok(_) => Ok(None),
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                tracing::warn!(%error, "the copy of the settings cannot be read");
            }
            Ok(None)
        }
    }
}

fn since_1970(at: SystemTime) -> Option<i64> {
    at.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok())
}

/// Whether it is what was written. What has no checksum was written by an earlier version, or by hand.
pub(super) fn is_good(text: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(text)
        .is_ok_and(|values| values.get(CHECKSUM).is_none_or(|kept| *kept == checksum(&values)))
}

/// The checksum of all values: with one letter changed a file may still be one, and a rule of the user's be gone.
pub(super) fn checksum(values: &Map<String, Value>) -> Value {
    let mut sum = FIRST;
    for (name, value) in values.iter().filter(|(name, _)| *name != CHECKSUM).collect::<BTreeMap<_, _>>() {
        take(&mut sum, &Value::from(name.as_str()));
        take(&mut sum, value);
    }
    Value::from(format!("{sum:016x}"))
}

/// In one order, whatever order a file has them in.
fn take(sum: &mut u64, value: &Value) {
    let text = match value {
        Value::Object(values) => {
            for (name, value) in values.iter().collect::<BTreeMap<_, _>>() {
                take(sum, &Value::from(name.as_str()));
                take(sum, value);
            }
            "}".to_owned()
        }
        Value::Array(values) => {
            values.iter().for_each(|value| take(sum, value));
            "]".to_owned()
        }
        plain => plain.to_string(),
    };
    for byte in text.bytes().chain([0]) {
        *sum = (*sum ^ u64::from(byte)).wrapping_mul(PRIME);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::COPY;
    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().expect("a directory of the test's own")
    }

    #[test]
    fn a_good_file_is_left_alone() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&path, r#"{"a":1}"#).unwrap();
        assert_eq!(recover(&path, &copy).unwrap(), None, "nothing was damaged");
        assert_eq!(std::fs::read(&path).unwrap(), br#"{"a":1}"#, "a good file must not be touched");
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_the_last_good_copy_restored() {
        for damage in ["", "{\"a\":1", "[1]", "\u{0}\u{0}"] {
            let here = directory();
            let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
            std::fs::write(&path, damage).unwrap();
            std::fs::write(&copy, r#"{"a":1}"#).unwrap();
            let recovery = recover(&path, &copy).unwrap().expect("a damaged file must be reported");
            let aside = recovery.damaged.expect("with its new place");
            assert_eq!(std::fs::read(aside).unwrap(), damage.as_bytes(), "what was damaged is kept for the user");
            assert_eq!(std::fs::read(&path).unwrap(), br#"{"a":1}"#, "the last good settings come back");
            let taken = recovery.copy.expect("B17: the copy that was taken is told");
            assert_eq!(taken.path, copy.display().to_string(), "B17: by its place");
            assert!(taken.made_ms.is_some_and(|made| made > 0), "B17: and its age: {taken:?}");
        }
    }

    #[test]
    fn a_damaged_file_without_a_copy_starts_empty() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&path, "no").unwrap();
        std::fs::write(&copy, "neither").unwrap();
        let recovery = recover(&path, &copy).unwrap().expect("the user is told");
        assert_eq!(recovery.copy, None, "B17: and that no copy was there to be taken");
        assert!(!path.exists(), "the plugin then starts with an empty one");
    }

    #[test]
    fn a_file_that_is_gone_is_taken_from_its_copy_and_told() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        std::fs::write(&copy, r#"{"a":1}"#).unwrap();
        let recovery = recover(&path, &copy).unwrap().expect("B17: a file that vanished is worth a word");
        assert_eq!((recovery.damaged, recovery.copy.is_some()), (None, true), "nothing was damaged, the copy is used");
    }

    /// A kill may come at every byte: while the file is written in its place, and while its copy is.
    #[test]
    fn a_kill_at_any_byte_loses_nothing_that_was_kept() {
        let here = directory();
        let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
        let (kept, new) =
            (json!({"theme": "dark", "n": 1}).to_string(), json!({"theme": "light", "n": 22}).to_string());
        let after = |file: &str, beside: &str| {
            std::fs::write(&path, file).unwrap();
            std::fs::write(&copy, beside).unwrap();
            let recovery = recover(&path, &copy).unwrap();
            (std::fs::read_to_string(&path).unwrap(), recovery)
        };
        for length in 0..new.len() {
            let (found, recovery) = after(&new[..length], &kept);
            assert_eq!(found, kept, "what was said to be kept is there; the new was not said yet: {length} bytes");
            assert!(recovery.is_some_and(|told| told.damaged.is_some() && told.copy.is_some()), "and it is told");
        }
        for length in 0..=new.len() {
            let (found, recovery) = after(&new, &new[..length]);
            assert_eq!(
                (found.as_str(), recovery),
                (new.as_str(), None),
                "a copy half made takes nothing away: {length} bytes"
            );
        }
    }

    #[test]
    fn a_first_start_has_nothing_to_recover() {
        let here = directory();
        assert_eq!(recover(&here.path().join(FILE), &here.path().join(COPY)).unwrap(), None, "no file is not damage");
    }

    /// As the plugin writes them, with their checksum.
    fn written(values: &Value) -> Vec<u8> {
        let mut values = values.as_object().unwrap().clone();
        values.insert(CHECKSUM.to_owned(), checksum(&values));
        serde_json::to_vec_pretty(&values).unwrap()
    }

    /// What a start reads of a file.
    fn values(file: &Path) -> Option<[Value; 3]> {
        let all: Value = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        Some(["settings", "connections", "active"].map(|name| all[name].clone()))
    }

    /// A rule that is gone, or hours that are others, would be found out by a launch.
    #[test]
    fn no_damage_is_taken_for_settings() {
        let rules = json!({"readOnly": true, "forbidden": [{"days": [6, 7], "from": 0, "to": 1440}], "askAbove": 50});
        let kept = json!({
            "settings": {"theme": "dark", "pollSeconds": 15, "quiet": []},
            "connections": [{"id": "c-1", "name": "Straße", "baseUrl": "https://api.test", "rules": rules}],
            "active": "c-1",
        });
        let good = written(&kept);
        let kept = ["settings", "connections", "active"].map(|name| kept[name].clone());
        let mut picks = 7u64;
        let mut below = |limit: usize| {
            picks = picks.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (picks >> 33) as usize % limit
        };
        let mut damaged = |file: &Path| {
            let (mut bytes, from) = (good.clone(), below(good.len()));
            match below(8) {
                0..=3 => bytes[from] ^= 1 << below(8),
                4 => bytes[from..].fill(0),
                5 => bytes[from..].iter_mut().for_each(|byte| *byte = below(256) as u8),
                6 => bytes.truncate(from),
                _ => {
                    std::fs::create_dir(file).unwrap();
                    std::fs::write(file.join("mine"), "somebody's").unwrap();
                    return "a folder".to_owned();
                }
            }
            std::fs::write(file, &bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let mut set_aside = 0;
        for time in 0..600 {
            let here = directory();
            let (path, copy) = (here.path().join(FILE), here.path().join(COPY));
            let what = damaged(&path);
            let good_copy = time % 3 > 0;
            let beside = if good_copy {
                std::fs::write(&copy, &good).unwrap();
                String::new()
            } else {
                damaged(&copy)
            };
            let recovery =
                recover(&path, &copy).unwrap_or_else(|error| panic!("it starts all the same: {error}: {what}"));
            let now = values(&path);
            if good_copy {
                assert_eq!(now.as_ref(), Some(&kept), "what was kept is in force: {what}");
            } else {
                assert!(
                    now.is_none() || now == Some(kept.clone()),
                    "or nothing, never something else: {what}, {beside}"
                );
            }
            let Some(recovery) = recovery else { continue };
            let aside = recovery.damaged.unwrap_or_else(|| panic!("it is told where it is: {what}"));
            assert!(Path::new(&aside).exists(), "and it is there: {what}");
            set_aside += 1;
        }
        assert!(set_aside > 500, "most damage is damage: {set_aside}");
    }

    #[test]
    fn what_an_earlier_version_or_a_hand_wrote_is_taken() {
        for text in ["{}", r#"{"settings":{"theme":"dark"}}"#, r#"{"settings":{"theme":"dark"},"connections":[]}"#] {
            assert!(is_good(text.as_bytes()), "it has no checksum to be held against: {text}");
        }
        let turned = json!({"b": {"y": [1, {"q": 1, "p": 2}], "x": 2}, "a": 1});
        let same: Value = serde_json::from_str(r#"{"a":1,"b":{"x":2,"y":[1,{"p":2,"q":1}]}}"#).unwrap();
        let of = |value: &Value| checksum(value.as_object().unwrap());
        assert_eq!(of(&turned), of(&same), "the order of names says nothing");
        assert_ne!(of(&turned), of(&json!({"b": {"y": [{"q": 1, "p": 2}, 1], "x": 2}, "a": 1})), "that of a list does");
    }
}
