//! Which pictures the tour takes, by its own source: a picture of anything else would grow old without anybody seeing it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const TOUR: &str = "tests/examples/tour.rs";
/// How the tour takes one.
const TAKES: &str = ".pictures(\"";

/// Their names, without theme and width.
pub(crate) fn names(root: &Path) -> Result<BTreeSet<String>, String> {
    let source = fs::read_to_string(root.join(TOUR)).map_err(|error| format!("{TOUR}: {error}"))?;
    let names = named(&source);
    if names.is_empty() { Err(format!("{TOUR} takes no pictures that can be recognised")) } else { Ok(names) }
}

fn named(source: &str) -> BTreeSet<String> {
    let calls = source.split(TAKES).skip(1);
    calls.filter_map(|rest| rest.split_once('"').map(|(name, _)| name.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_the_names_that_the_tour_gives_them() {
        let source = "tour.pictures(\"1-a\").await;\nself.pictures(name);\ntour.pictures(\"2-b\").await;";
        assert_eq!(named(source), BTreeSet::from(["1-a".to_owned(), "2-b".to_owned()]));
    }
}
