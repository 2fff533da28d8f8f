//! A pasted text into parameters: JSON, `.env`, columns, or flat YAML, told apart by its form. Pure and synchronous.
//!
//! Values are taken verbatim: what a format writes around a value (quotes, their escapes, a comment behind it) goes, and nothing
//! else. No number becomes another one (`1.10` stays `1.10`), nothing is expanded, and what has no value that is a text is refused
//! in words. Neither a finding nor a refusal quotes a value: it may be a secret.

mod env;
mod findings;
mod json;
mod table;
mod yaml;

#[cfg(test)]
mod tests;

use crate::delimited;
use crate::wire::{AppError, PastedFormat, PastedParameters, RefusedLine};

/// Longest text, in bytes.
const MAX_TEXT: usize = 1024 * 1024;
/// Most parameters of one text.
const MAX_PARAMETERS: usize = 2000;

/// A name and its value as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pair {
    name: String,
    value: String,
    line: u32,
}

/// What a format found in a text.
#[derive(Default, Debug, PartialEq, Eq)]
struct Found {
    pairs: Vec<Pair>,
    refused: Vec<RefusedLine>,
}

impl Found {
    fn pair(&mut self, name: impl Into<String>, value: impl Into<String>, line: u32) {
        self.pairs.push(Pair { name: name.into(), value: value.into(), line });
    }

    fn refuse(&mut self, line: u32, reason: impl Into<String>) {
        self.refused.push(RefusedLine { line, reason: reason.into() });
    }
}

/// Reads a pasted text.
///
/// # Errors
/// `InvalidInput` for an empty text, one that is too long, JSON that breaks, or one without any parameter in it.
pub fn read(text: &str) -> Result<PastedParameters, AppError> {
    let refused = |message: String| AppError::invalid("text", message);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(refused("Paste JSON, NAME=value lines, two columns, or name: value lines.".into()));
    }
    if text.len() > MAX_TEXT {
        return Err(refused("This text is longer than a megabyte, which no parameters are.".into()));
    }
    let format = format_of(text);
    let found = match format {
        PastedFormat::Json => json::read(text).map_err(refused)?,
        PastedFormat::Env => env::read(text),
        PastedFormat::Yaml => yaml::read(text),
        PastedFormat::Csv | PastedFormat::Tsv => table::read(text),
    };
    if found.pairs.len() > MAX_PARAMETERS {
        return Err(refused(format!(
            "There are {} parameters here; {MAX_PARAMETERS} are the most.",
            found.pairs.len()
        )));
    }
    if found.pairs.is_empty() && found.refused.is_empty() {
        return Err(refused("There is no parameter in this text.".into()));
    }
    Ok(findings::judged(format, found))
}

/// Told by how the lines look that are no comments: the form that most of them have, the likelier one of equals.
fn format_of(text: &str) -> PastedFormat {
    if text.trim_start().starts_with(['{', '[']) {
        return PastedFormat::Json;
    }
    let separator = delimited::separator(text);
    let columns = if separator == '\t' { PastedFormat::Tsv } else { PastedFormat::Csv };
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let count = |form: fn(&str) -> bool| lines.iter().filter(|line| form(line)).count();
    let rows = lines.iter().filter(|line| line.contains(separator)).count();
    let forms = [(count(looks_env), PastedFormat::Env), (count(looks_yaml), PastedFormat::Yaml), (rows, columns)];
    // Of equals the earlier one holds.
    forms
        .into_iter()
        .rev()
        .max_by_key(|(lines, _)| *lines)
        .filter(|(lines, _)| *lines > 0)
        .map_or(PastedFormat::Env, |(_, form)| form)
}

/// A name as programs have them, and an equals sign.
fn looks_env(line: &str) -> bool {
    let name = line.strip_prefix("export ").unwrap_or(line).split_once('=').map(|(name, _)| name.trim());
    name.is_some_and(|name| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    })
}

/// A name, a colon, and a blank or nothing.
fn looks_yaml(line: &str) -> bool {
    if line.starts_with("- ") || line == "---" {
        return true;
    }
    let name = line.split_once(": ").map(|(name, _)| name).or_else(|| line.strip_suffix(':'));
    name.is_some_and(|name| !name.is_empty() && !name.contains(['=', '\t', ',', ';']))
}
