//! `docs/trust.md`: what long runs found, a section for each command that writes one. What stands around the sections is written by hand.

use std::fs;

use crate::machine;
use crate::steps::{Outcome, root};

const HEAD: &str = "# Trust\n\nWhat long runs tried, and what they found. Their short versions are among the tests.\n";

/// Writes the section of a command: its heading, the machine and the day, and what it found.
pub(crate) fn write(command: &str, heading: &str, found: &str) -> Outcome {
    let path = root().join("docs/trust.md");
    let before = fs::read_to_string(&path).unwrap_or_else(|_| HEAD.to_owned());
    let section = format!("## {heading}\n\n{}\n\n{}\n", machine::told(&[])?, found.trim());
    fs::write(&path, renewed(&before, command, &section)).map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("── written: {}", path.display());
    Ok(())
}

/// The lines of `what`, a tab, and a number, as a table.
pub(crate) fn table(told: &str) -> String {
    let rows = told.lines().filter_map(|line| line.split_once('\t'));
    let rows: Vec<String> = rows.map(|(what, number)| format!("| {what} | {number} |")).collect();
    format!("| what | |\n|---|---|\n{}", rows.join("\n"))
}

/// The document with the section of this command in the place of the one that it wrote before, or at its end. What it wrote of single targets
/// since is gone: it has measured them again.
fn renewed(before: &str, command: &str, section: &str) -> String {
    let before = &without_targets(before, command);
    let [begin, end] = marks(command);
    let new = format!("{begin}\n\n{section}\n{end}");
    let old = before.split_once(&begin).and_then(|(above, rest)| Some((above, rest.split_once(&end)?.1)));
    match old {
        Some((above, below)) => format!("{above}{new}{below}"),
        None => format!("{}\n\n{new}\n", before.trim_end()),
    }
}

fn marks(command: &str) -> [String; 2] {
    [
        format!("<!-- Written by `cargo xtask {command}`, up to its end. -->"),
        format!("<!-- The end of `cargo xtask {command}`. -->"),
    ]
}

/// The document without what this command wrote of single targets.
fn without_targets(before: &str, command: &str) -> String {
    let found = before.split_once(&format!("`cargo xtask {command} --target ")).and_then(|(_, rest)| {
        let [begin, end] = marks(&format!("{command} --target {}", rest.split_once('`')?.0));
        let (above, rest) = before.split_once(&begin)?;
        let less = format!("{}\n\n{}", above.trim_end(), rest.split_once(&end)?.1.trim_start());
        Some(format!("{}\n", less.trim_end()))
    });
    found.map_or_else(|| before.to_owned(), |less| without_targets(&less, command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_a_table() {
        assert_eq!(table("kills\t3\nnothing\nseed\t1\n"), "| what | |\n|---|---|\n| kills | 3 |\n| seed | 1 |");
    }

    #[test]
    fn each_command_writes_its_own_section_and_nothing_else() {
        let first = renewed(HEAD, "fuzz", "## A\n\n| 1 |\n");
        assert!(first.starts_with("# Trust") && first.contains("| 1 |"), "{first}");
        let both = renewed(&first, "chaos", "## B\n\n| 2 |\n").replace("Their short", "By hand");
        let again = renewed(&both, "fuzz", "## A\n\n| 3 |\n");
        assert!(again.contains("By hand") && again.contains("| 2 |"), "what others wrote stays: {again}");
        assert!(again.contains("| 3 |") && !again.contains("| 1 |"), "the old section is gone: {again}");
        assert!(again.find("| 3 |") < again.find("| 2 |"), "and the new one stands in its place: {again}");
        assert_eq!(renewed(&again, "fuzz", "## A\n\n| 3 |\n"), again, "the same again changes nothing");
    }

    #[test]
    fn all_of_them_measured_again_take_the_place_of_single_ones() {
        let all = renewed(&renewed(HEAD, "fuzz", "## A\n"), "soak --window", "## B\n");
        let single = renewed(&all, "fuzz --target json", "## C\n");
        let more = renewed(&renewed(&single, "fuzz --target plans", "## D\n"), "chaos", "## E\n");
        assert!(["## A", "## B", "## C", "## D", "## E"].iter().all(|one| more.contains(one)), "{more}");
        assert_eq!(
            renewed(&more, "fuzz", "## A\n"),
            renewed(&all, "chaos", "## E\n"),
            "theirs are gone, and nothing else"
        );
        assert_eq!(renewed(&single, "fuzz", "## A\n"), all, "also where one of them was the last");
        assert!(renewed(&more, "soak", "## F\n").contains("## B"), "a window is no target");
    }
}
