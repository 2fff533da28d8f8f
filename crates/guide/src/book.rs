//! The book itself: mdBook's own renderer, with each picture in the theme of whoever reads.

use std::fs;
use std::path::Path;

use mdbook_driver::MDBook;

/// Where the guide's sources are, from the root.
pub(crate) const GUIDE: &str = "docs/guide";

/// Builds it into a folder. Answers how many pages it has.
pub(crate) fn build(root: &Path, folder: &Path) -> Result<usize, String> {
    // What an earlier build left would answer for a page that is gone.
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let told = |error: mdbook_driver::errors::Error| format!("{error:#}");
    let mut book = MDBook::load(root.join(GUIDE)).map_err(told)?;
    book.config.build.build_dir = std::path::absolute(folder).map_err(|error| error.to_string())?;
    book.book.for_each_chapter_mut(|chapter| {
        let lines: Vec<String> =
            chapter.content.lines().map(|line| twins(line).unwrap_or_else(|| line.to_owned())).collect();
        chapter.content = lines.join("\n");
    });
    book.build().map_err(told)?;
    Ok(book.book.chapters().count())
}

/// A line that is a light picture and nothing else, as both; none for any other line.
fn twins(line: &str) -> Option<String> {
    let (alt, rest) = line.strip_prefix("![")?.split_once("](")?;
    let name = rest.strip_suffix("-light.png)")?;
    let alt = alt.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    Some(format!(
        "<picture><source srcset=\"{name}-dark.png\" media=\"(prefers-color-scheme: dark)\"><img src=\"{name}-light.png\" alt=\"{alt}\">\
         </picture>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_in_both_themes_and_other_lines_stay() {
        let both = twins("![The \"list\" & more](pictures/1-list-light.png)").unwrap_or_default();
        assert!(both.contains("srcset=\"pictures/1-list-dark.png\" media=\"(prefers-color-scheme: dark)\""), "{both}");
        assert!(both.contains("src=\"pictures/1-list-light.png\" alt=\"The &quot;list&quot; &amp; more\""), "{both}");
        for line in ["", "text", "[a](b-light.png)", "![a](b.png)", "see ![a](b-light.png)"] {
            assert_eq!(twins(line), None, "{line}");
        }
    }
}
