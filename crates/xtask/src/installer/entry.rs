//! The menu entry of an installed application: what the desktop reads from it.

use std::path::Path;

/// The keys that a menu needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) icon: String,
    pub(super) categories: Vec<String>,
    /// What it opens.
    pub(super) types: Vec<String>,
    /// The command, word by word, without the places for files.
    pub(super) exec: Vec<String>,
}

impl Entry {
    /// Reads a `.desktop` file.
    pub(super) fn read(path: &Path) -> Result<Entry, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Entry::parse(&text).map_err(|missing| format!("{}: {missing}", path.display()))
    }

    fn parse(text: &str) -> Result<Entry, String> {
        let group = text.lines().skip_while(|line| line.trim() != "[Desktop Entry]").skip(1);
        let keys: Vec<(&str, &str)> =
            group.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('=')).collect();
        let value = |key: &str| {
            let found = keys.iter().find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim());
            found.filter(|value| !value.is_empty()).ok_or_else(|| format!("the menu entry has no {key}"))
        };
        if value("Type")? != "Application" {
            return Err("the menu entry is no application".to_owned());
        }
        if value("NoDisplay").is_ok_and(|hidden| hidden == "true") {
            return Err("the menu entry is hidden from the menu".to_owned());
        }
        let list = |value: &str| value.split(';').filter(|one| !one.is_empty()).map(str::to_owned).collect();
        Ok(Entry {
            name: value("Name")?.to_owned(),
            icon: value("Icon")?.to_owned(),
            categories: list(value("Categories")?),
            types: list(value("MimeType").unwrap_or_default()),
            exec: value("Exec")?.split_whitespace().filter(|word| !word.starts_with('%')).map(str::to_owned).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "[Desktop Entry]\nCategories=Development;\nExec=flightdeck %U\nIcon=flightdeck\nMimeType=x-scheme-handler/flightdeck;\nName=Flightdeck\nType=Application\n[Desktop Action x]\nName=Other\n";

    #[test]
    fn a_menu_entry_is_read() {
        let entry = Entry::parse(WHOLE);
        let expected = Entry {
            name: "Flightdeck".into(),
            icon: "flightdeck".into(),
            categories: vec!["Development".into()],
            types: vec!["x-scheme-handler/flightdeck".into()],
            exec: vec!["flightdeck".into()],
        };
        assert_eq!(
            entry,
            Ok(expected),
            "a place for files is not a word of the command, and another group's name is not ours"
        );
    }

    #[test]
    fn an_entry_that_no_menu_would_show_is_refused() {
        for (change, word) in [
            (WHOLE.replace("Name=Flightdeck\n", ""), "no Name"),
            (WHOLE.replace("Icon=flightdeck", "Icon="), "no Icon"),
            (WHOLE.replace("Categories=Development;\n", ""), "no Categories"),
            (WHOLE.replace("Application", "Link"), "no application"),
            (WHOLE.replace("\nType=", "\nNoDisplay=true\nType="), "hidden"),
            (String::new(), "no Type"),
        ] {
            let told = Entry::parse(&change).err().unwrap_or_default();
            assert!(told.contains(word), "{change:?} must be refused for {word:?}, not {told:?}");
        }
    }
}
