//! `NAME=value` lines, as `.env` files and shells have them.

use super::Found;

pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let (mut rest, mut line) = (text, 0);
    while !rest.is_empty() {
        line += 1;
        let end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let (this, next) = rest.split_at(end);
        rest = next;
        let plain = this.trim();
        if plain.is_empty() || plain.starts_with('#') {
            continue;
        }
        let Some(equals) = this.find('=') else {
            found.refuse(line, "There is no equals sign in this line.");
            continue;
        };
        let name = this[..equals].trim();
        let name = name.strip_prefix("export ").map_or(name, str::trim_start);
        if name.is_empty() {
            found.refuse(line, "There is no name before the equals sign.");
            continue;
        }
        let value = this[equals + 1..].trim_start_matches([' ', '\t']);
        if !value.starts_with(['"', '\'']) {
            found.pair(name, without_comment(value), line);
            continue;
        }
        // A value in quotes may go on over the next lines.
        let from = text.len() - rest.len() - value.len();
        match quoted(&text[from..]) {
            None => found.refuse(line, format!("The quote of {name} is never closed.")),
            Some((value, behind)) => {
                let begin = line;
                let end = behind.find('\n').map_or(behind.len(), |at| at + 1);
                let (left, next) = behind.split_at(end);
                let taken = &text[from..text.len() - behind.len()];
                line += u32::try_from(taken.matches('\n').count()).unwrap_or_default();
                rest = next;
                if left.trim().is_empty() || left.trim_start().starts_with('#') {
                    found.pair(name, value, begin);
                } else {
                    found.refuse(begin, format!("Something stands behind the closing quote of {name}."));
                }
            }
        }
    }
    found
}

/// The value without blanks around it and without a comment, which begins with a blank and a `#`.
fn without_comment(value: &str) -> &str {
    let value = value.trim_end();
    let comment = value.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || value[..*at].ends_with([' ', '\t']));
    value[..comment.unwrap_or(value.len())].trim_end()
}

/// The text in the quotes that `text` begins with, and what stands behind them. Double quotes know escapes, single ones none.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut chars = text.char_indices();
    let (_, quote) = chars.next()?;
    let mut value = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((value, &text[at + 1..])),
            '\\' if quote == '"' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                c @ ('"' | '\\' | '$') => value.push(c),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
    None
}
