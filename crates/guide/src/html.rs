//! What a built page says of itself: its anchors, where it leads, its pictures. Only of the page's own text, not of what mdBook puts around it.

/// A built page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// The names of its places.
    pub(crate) anchors: Vec<String>,
    /// Where its links lead.
    pub(crate) links: Vec<String>,
    /// Its pictures, each with the words for those who do not see it.
    pub(crate) pictures: Vec<(String, String)>,
}

impl Page {
    /// Reads it; none where there is no text in it.
    pub(crate) fn read(html: &str) -> Option<Self> {
        let (_, text) = html.split_once("<main>")?;
        let (text, _) = text.split_once("</main>")?;
        let mut page = Self::default();
        for tag in text.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
            let value = |name| attribute(tag, name);
            page.anchors.extend(value("id"));
            if tag.starts_with("a ") {
                page.links.extend(value("href"));
            }
            if tag.starts_with("img ") {
                page.pictures.push((value("src").unwrap_or_default(), value("alt").unwrap_or_default()));
            }
            if tag.starts_with("source ") {
                // It stands for the picture beside it, and has that one's words.
                page.pictures.push((value("srcset").unwrap_or_default(), "twin".to_owned()));
            }
        }
        Some(page)
    }
}

/// The value of an attribute in double quotes, as mdBook writes them.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_of_a_page_is_read() {
        let html = "<nav id=\"n\"><a href=\"x\"></a></nav><main><h2 id=\"a-b\"><a class=\"h\" href=\"#a-b\">A</a></h2>\
                    <picture><source srcset=\"d.png\"><img src=\"l.png\" alt=\"A &amp; B\"></picture></main><a href=\"y\">";
        let page = Page::read(html).unwrap();
        assert_eq!(page.anchors, ["a-b"]);
        assert_eq!(page.links, ["#a-b"]);
        assert_eq!(page.pictures, [("d.png".into(), "twin".into()), ("l.png".into(), "A & B".into())]);
        assert_eq!(Page::read("<p>no text</p>"), None, "a page that mdBook builds otherwise must not pass unread");
    }
}
