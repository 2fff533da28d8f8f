//! What must hold of the built guide: links and anchors lead somewhere, every page is listed, every picture is one of the tour's, in both themes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::book::GUIDE;
use crate::html::Page;
use crate::pictures::{FOLDER, THEMES};
use crate::toured;

/// All pictures together, in bytes: they are part of the repository and of the application.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Everything that does not hold, in words.
pub(crate) fn all(root: &Path, built: &Path) -> Result<Vec<String>, String> {
    let source = root.join(GUIDE).join("src");
    let pages = pages(&source, built)?;
    let mut wrong = unlisted(&source, &pages)?;
    wrong.extend(broken(&pages, built));
    wrong.extend(pictures(&source, &pages, &toured::names(root)?)?);
    Ok(wrong)
}

/// The pages that were built of the sources, by the names of their sources.
fn pages(source: &Path, built: &Path) -> Result<BTreeMap<String, Option<Page>>, String> {
    let read = |name: String| {
        let html = fs::read_to_string(built.join(&name).with_extension("html"));
        let page = html.ok().map(|html| Page::read(&html).ok_or(format!("{name} was built without a text")));
        page.transpose().map(|page| (name, page))
    };
    names(source, "md")?.into_iter().filter(|name| name != "SUMMARY.md").map(read).collect()
}

/// The files of a folder with an ending.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>, String> {
    let told = |error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(told)?.collect::<Result<Vec<_>, _>>().map_err(told)?;
    let paths = entries.iter().map(fs::DirEntry::path).filter(|path| path.extension().is_some_and(|one| one == ending));
    let mut names: Vec<String> =
        paths.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    names.sort();
    Ok(names)
}

/// mdBook builds only what the summary lists; a page that is not there is read by nobody.
fn unlisted(source: &Path, pages: &BTreeMap<String, Option<Page>>) -> Result<Vec<String>, String> {
    let summary = fs::read_to_string(source.join("SUMMARY.md")).map_err(|error| format!("SUMMARY.md: {error}"))?;
    let missing = pages.iter().filter(|(name, page)| page.is_none() || !summary.contains(&format!("]({name})")));
    Ok(missing.map(|(name, _)| format!("{name} is not in SUMMARY.md")).collect())
}

/// Links that lead nowhere, and those that leave the guide by an unsafe way.
fn broken(pages: &BTreeMap<String, Option<Page>>, built: &Path) -> Vec<String> {
    let by_html: BTreeMap<String, &Page> =
        pages.iter().filter_map(|(name, page)| Some((html_of(name), page.as_ref()?))).collect();
    let mut wrong = Vec::new();
    for (name, page) in &by_html {
        for link in page.links.iter().filter(|link| !link.starts_with("https://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { name.as_str() } else { file };
            match by_html.get(file) {
                Some(to) if anchor.is_empty() || to.anchors.iter().any(|one| one == anchor) => {}
                Some(_) => wrong.push(format!("{name} leads to {link}, and there is no such place")),
                None if built.join(file).is_file() => {}
                None => wrong.push(format!("{name} leads to {link}, and there is no such page")),
            }
        }
    }
    wrong
}

fn html_of(name: &str) -> String {
    Path::new(name).with_extension("html").to_string_lossy().into_owned()
}

/// Pictures that are missing, wordless, of nobody's tour, of one theme only or shown by no page; and whether all are too much.
fn pictures(
    source: &Path,
    pages: &BTreeMap<String, Option<Page>>,
    toured: &BTreeSet<String>,
) -> Result<Vec<String>, String> {
    let mut wrong = Vec::new();
    let kept: BTreeSet<PathBuf> =
        names(&source.join(FOLDER), "png")?.iter().map(|name| Path::new(FOLDER).join(name)).collect();
    let mut shown = BTreeSet::new();
    for (name, page) in pages.iter().filter_map(|(name, page)| Some((name, page.as_ref()?))) {
        for (picture, words) in &page.pictures {
            let path = PathBuf::from(picture);
            if words.trim().is_empty() {
                wrong.push(format!("{name} shows {picture} without words for those who do not see it"));
            }
            match kept.contains(&path) {
                true => _ = shown.insert(path),
                false => wrong.push(format!("{name} shows {picture}, which is not there")),
            }
        }
    }
    for picture in &kept {
        let file = picture.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = THEMES.iter().find_map(|theme| file.strip_suffix(&format!("-{theme}")));
        match name {
            Some(name) if toured.contains(name) => {}
            _ => wrong.push(format!("{} is no picture of the tour", picture.display())),
        }
        if !shown.contains(picture) {
            wrong.push(format!("{} is shown by no page", picture.display()));
        }
    }
    let sizes = kept.iter().map(|picture| fs::metadata(source.join(picture)).map_or(0, |about| about.len()));
    let bytes: u64 = sizes.sum();
    if bytes > MOST_BYTES {
        wrong.push(format!("the pictures are {bytes} bytes together, and may be {MOST_BYTES}"));
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Guide(tempfile::TempDir);

    impl Guide {
        /// A guide of these pages, each as its source's name and as what was built of it, and of these pictures.
        fn of(pages: &[(&str, &str)], pictures: &[&str]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            let source = root.join(GUIDE).join("src");
            fs::create_dir_all(source.join(FOLDER)).unwrap();
            fs::create_dir_all(root.join("built")).unwrap();
            fs::create_dir_all(root.join("tests/examples")).unwrap();
            fs::write(root.join("tests/examples/tour.rs"), "tour.pictures(\"1-a\").await;").unwrap();
            fs::write(source.join("SUMMARY.md"), "[A](a.md)\n- [B](b.md)").unwrap();
            for (name, html) in pages {
                fs::write(source.join(name), "").unwrap();
                let html = format!("<main>{html}</main>");
                fs::write(root.join("built").join(name).with_extension("html"), html).unwrap();
            }
            for name in pictures {
                fs::write(source.join(FOLDER).join(name), "").unwrap();
            }
            Self(folder)
        }

        fn wrong(&self) -> Vec<String> {
            all(self.0.path(), &self.0.path().join("built")).unwrap()
        }
    }

    #[test]
    fn a_guide_that_holds_is_let_pass() {
        let both = "<source srcset=\"pictures/1-a-dark.png\"><img src=\"pictures/1-a-light.png\" alt=\"A\">";
        let a = format!("<h1 id=\"x\"></h1>{both}<a href=\"b.html#y\"></a><a href=\"https://example.test\"></a>");
        let guide = Guide::of(&[("a.md", &a), ("b.md", "<h2 id=\"y\"></h2>")], &["1-a-dark.png", "1-a-light.png"]);
        assert_eq!(guide.wrong(), Vec::<String>::new());
    }

    #[test]
    fn what_leads_nowhere_is_said() {
        let b = "<h1 id=\"y\"></h1>";
        for (html, said) in [
            ("<a href=\"b.html#z\"></a>", "no such place"),
            ("<a href=\"c.html\"></a>", "no such page"),
            ("<a href=\"#z\"></a>", "no such place"),
            ("<a href=\"http://example.test\"></a>", "no such page"),
        ] {
            let wrong = Guide::of(&[("a.md", html), ("b.md", b)], &[]).wrong();
            assert!(matches!(wrong.as_slice(), [one] if one.contains(said)), "{html}: {wrong:?}");
        }
    }

    #[test]
    fn a_page_that_nobody_finds_is_said() {
        let wrong = Guide::of(&[("a.md", ""), ("b.md", ""), ("c.md", "")], &[]).wrong();
        assert_eq!(wrong, ["c.md is not in SUMMARY.md"]);
    }

    #[test]
    fn pictures_are_the_tours_shown_and_told() {
        let light = "<img src=\"pictures/1-a-light.png\" alt=\"A\">";
        for (html, kept, said) in [
            (light, &["1-a-light.png", "1-a-dark.png"][..], "pictures/1-a-dark.png is shown by no page"),
            (light, &[][..], "which is not there"),
            ("<img src=\"pictures/2-b-light.png\" alt=\"B\">", &["2-b-light.png"][..], "no picture of the tour"),
            ("<img src=\"pictures/1-a-light.png\" alt=\"\">", &["1-a-light.png"][..], "without words"),
        ] {
            let wrong = Guide::of(&[("a.md", html), ("b.md", "")], kept).wrong();
            assert!(matches!(wrong.as_slice(), [one] if one.contains(said)), "{html} with {kept:?}: {wrong:?}");
        }
    }
}
