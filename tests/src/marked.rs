//! A token that can be told from everything else, to be looked for in what a session or a run leaves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// No word of a language, nothing that redaction knows by its shape, and found in any case and in UTF-16.
pub const MARKED: &str = "mArKeD-t0ken-zq";

/// Whether a marked token is in there, in small letters or large, as bytes of text or of UTF-16, as base64 or as hexadecimal.
pub fn holds(bytes: &[u8]) -> bool {
    let small = bytes.to_ascii_lowercase();
    let wide: Vec<u8> = MARKED.to_ascii_lowercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hexed: String = MARKED.bytes().map(|byte| format!("{byte:02x}")).collect();
    // Its middle, however the base64 around it falls.
    let coded = ["bUFyS2VELXQwa2VuLXpx", "1BcktlRC10MGtlbi16c", "tQXJLZUQtdDBrZW4ten"].map(str::to_ascii_lowercase);
    let plain = MARKED.to_ascii_lowercase();
    [plain.as_bytes(), &wide, hexed.as_bytes()]
        .into_iter()
        .chain(coded.iter().map(String::as_bytes))
        .any(|needle| small.windows(needle.len()).any(|part| part == needle))
}

/// Every file below a folder, with its bytes.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => left.push(path),
                path => drop(found.insert(path.clone(), fs::read(path).unwrap())),
            }
        }
    }
    found
}
