//! Flat YAML: `name: value` lines. Everything else of YAML is refused in words, since a library would read `1.10` as the number 1.1
//! and `no` as false, and a parameter is a text that is sent as it stands.

use super::Found;

/// What stood in the line before.
enum Before {
    Nothing,
    Pair,
    Refused,
}

pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    // The pair before may turn out to hold more than its line.
    let mut before = Before::Nothing;
    for (index, line) in text.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let plain = line.trim();
        if plain.is_empty()
            || plain.starts_with('#')
            || line.starts_with("---")
            || line.starts_with("...")
            || line.starts_with('%')
        {
            continue;
        }
        if line.starts_with([' ', '\t']) || line.starts_with("- ") || plain == "-" {
            match before {
                Before::Pair => {
                    if let Some(pair) = found.pairs.pop() {
                        let reason = "holds more than one line; a parameter is one text, here in its own line.";
                        found.refuse(pair.line, format!("{} {reason}", pair.name));
                    }
                }
                // What belongs to something that was refused already is not told again.
                Before::Refused => {}
                Before::Nothing => {
                    found.refuse(number, "This is an item of a list or stands further in; only name: value is read.")
                }
            }
            before = Before::Refused;
            continue;
        }
        before = match pair(plain) {
            Ok((name, value)) => {
                found.pair(name.clone(), value, number);
                Before::Pair
            }
            Err(reason) => {
                found.refuse(number, reason);
                Before::Refused
            }
        };
    }
    found
}

fn pair(line: &str) -> Result<(String, String), String> {
    let (name, rest) = if line.starts_with(['"', '\'']) {
        let (name, behind) = quoted(line).ok_or("The quote of the name is never closed.")?;
        (name, behind.trim_start().strip_prefix(':').ok_or("There is no colon behind the name.")?)
    } else {
        if line.starts_with(['?', '&', '*', '!', '{', '[', '|', '>', '@', '`']) {
            return Err("Only name: value is read of YAML.".into());
        }
        let (name, rest) = line
            .split_once(": ")
            .or_else(|| line.strip_suffix(':').map(|name| (name, "")))
            .ok_or("There is no name: value in this line.")?;
        (name.trim_end().to_owned(), rest)
    };
    let told = rest.trim();
    let value = match told.chars().next() {
        Some('"' | '\'') => {
            let (value, behind) =
                quoted(told).ok_or_else(|| format!("The quote of {name} is not closed in its line."))?;
            let behind = behind.trim();
            if !behind.is_empty() && !behind.starts_with('#') {
                return Err(format!("Something stands behind the closing quote of {name}."));
            }
            value
        }
        Some('|' | '>') => {
            return Err(format!(
                "{name} is a block of several lines; paste it as JSON, or in quotes as NAME=\"value\"."
            ));
        }
        Some('{' | '[') => return Err(format!("{name} is a list or a map; a parameter is a text.")),
        Some('&' | '*' | '!' | '@' | '`' | '%') => {
            return Err(format!("{name} has an anchor, alias or tag, which is not read."));
        }
        _ => {
            let value = without_comment(told);
            if matches!(value, "~" | "null" | "Null" | "NULL") {
                return Err(format!("{name} is null, which is no text. Put it in quotes if the word is meant."));
            }
            if value.contains(": ") || value.ends_with(':') {
                return Err(format!("The value of {name} has a colon and needs quotes in YAML."));
            }
            value.to_owned()
        }
    };
    Ok((name, value))
}

/// A comment begins with a blank and a `#`.
fn without_comment(value: &str) -> &str {
    let comment = value.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || value[..*at].ends_with([' ', '\t']));
    value[..comment.unwrap_or(value.len())].trim_end()
}

/// The text in quotes and what stands behind: a single quote is doubled in single quotes, double ones know escapes.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut chars = text.char_indices().peekable();
    let (_, quote) = chars.next()?;
    let mut value = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                chars.next();
                value.push('\'');
            }
            c if c == quote => return Some((value, &text[at + 1..])),
            '\\' if quote == '"' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                '0' => value.push('\0'),
                c @ ('"' | '\\' | '/') => value.push(c),
                // An escape that is not read must not become another text.
                _ => return None,
            },
            c => value.push(c),
        }
    }
    None
}
