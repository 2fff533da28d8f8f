//! The base URL of a Connect installation: checked once, so that no later code has to wonder where a token may go.

use std::net::{Ipv4Addr, Ipv6Addr};

use ::url::{Host, Url};

/// The public service. Single-tenant and self-hosted installations have their own. \[S\]
pub const DEFAULT_BASE_URL: &str = "https://api.connect.jfrog.io";

/// Where the API lives: `https://…`, or `http://` on loopback only. Without user info, query or fragment; a path prefix
/// is kept; normalised to have no trailing slash.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub struct BaseUrl {
    text: String,
    origin: String,
    loopback: bool,
}

/// Why a text is no base URL. The display text is the sentence the user reads.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaseUrlError {
    /// Nothing was entered.
    #[error("Enter the address of the Connect API, for example https://api.connect.jfrog.io.")]
    Empty,
    /// The text cannot be read as a URL at all.
    #[error("This is not a web address. It should look like https://api.connect.jfrog.io.")]
    NotAUrl,
    /// A scheme other than `https`, on a host that is not this machine.
    #[error("The address must begin with https://, or your token would travel unprotected.")]
    NotHttps,
    /// `https://user:password@…`.
    #[error("The address must not contain a user name or password.")]
    HasUserInfo,
    /// `?…` or `#…` at the end.
    #[error("The address must end before any “?” or “#”.")]
    HasQueryOrFragment,
    /// A URL without a host.
    #[error("The address has no host name.")]
    NoHost,
}

impl BaseUrl {
    /// Reads what a user typed. Blanks around it are ignored.
    ///
    /// # Errors
    /// Says which rule the text breaks; see [`BaseUrlError`].
    pub fn parse(text: &str) -> Result<BaseUrl, BaseUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BaseUrlError::Empty);
        }
        // The URL parser silently drops tabs and newlines inside; a pasted two-line text would become another host.
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(BaseUrlError::NotAUrl);
        }
        let url = Url::parse(text).map_err(|error| match error {
            ::url::ParseError::EmptyHost => BaseUrlError::NoHost,
            _ => BaseUrlError::NotAUrl,
        })?;
        let loopback = match url.host() {
            None if matches!(url.scheme(), "http" | "https") => return Err(BaseUrlError::NoHost),
            // `localhost:8080` parses as a URL whose scheme is "localhost".
            None if !text.contains("://") => return Err(BaseUrlError::NotAUrl),
            None => return Err(BaseUrlError::NotHttps),
            Some(host) => is_loopback(&host),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            _ => return Err(BaseUrlError::NotHttps),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::HasUserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::HasQueryOrFragment);
        }
        let origin = url.origin().ascii_serialization();
        Ok(BaseUrl { text: url.as_str().trim_end_matches('/').to_owned(), origin, loopback })
    }

    /// The normalised address, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port; the scheme's own port is left out. Tokens are kept per origin.
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// The address of the fleet's deployments, where a new one is created: what the client asks, and what any other
    /// telling of the same request must name. Blanks around the key are ignored; `None` when it cannot stand in a path.
    pub fn deployments(&self, fleet_key: &str) -> Option<Url> {
        self.fleet(fleet_key, &["deployments"])
    }

    /// What stands below the fleet.
    pub(crate) fn fleet(&self, fleet_key: &str, below: &[&str]) -> Option<Url> {
        let url = extend(Url::parse(&self.text).ok()?, &["api", "v2", fleet_key.trim()])?;
        extend(url, below)
    }

    /// Whether the host is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether requests are encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }
}

/// The URL below this one with the given path segments, each percent-encoded; `None` when one of them would change the
/// path's shape ("", "." and ".." are dropped or resolved by URL parsers, which would address something else) or its own: tabs and line
/// ends are dropped by them, so that ".\t." would be "..", and one device another.
pub(crate) fn extend(mut url: Url, segments: &[&str]) -> Option<Url> {
    let is_other = |segment: &&str| matches!(*segment, "" | "." | "..") || segment.contains(['\t', '\n', '\r']);
    if segments.iter().any(is_other) {
        return None;
    }
    url.path_segments_mut().ok()?.pop_if_empty().extend(segments);
    Some(url)
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => Ipv4Addr::is_loopback(address),
        Host::Ipv6(address) => Ipv6Addr::is_loopback(address),
        Host::Domain(name) => *name == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_addresses_are_normalised() {
        for (text, normal, origin) in [
            ("https://api.connect.jfrog.io", "https://api.connect.jfrog.io", "https://api.connect.jfrog.io"),
            (" https://API.connect.jfrog.io/ \n", "https://api.connect.jfrog.io", "https://api.connect.jfrog.io"),
            ("https://acme.example:443/", "https://acme.example", "https://acme.example"),
            ("https://acme.example:8443/connect/", "https://acme.example:8443/connect", "https://acme.example:8443"),
            ("http://127.0.0.1:4010", "http://127.0.0.1:4010", "http://127.0.0.1:4010"),
            ("http://127.9.9.9", "http://127.9.9.9", "http://127.9.9.9"),
            ("http://localhost:8080/x", "http://localhost:8080/x", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080"),
        ] {
            let url = BaseUrl::parse(text).unwrap_or_else(|e| panic!("{text:?} is a proper address but: {e}"));
            assert_eq!(url.as_str(), normal, "{text:?} should be stored in one form only");
            assert_eq!(url.origin(), origin, "{text:?}: tokens are kept per origin, so it must be exact");
        }
    }

    #[test]
    fn refused_addresses_say_why() {
        use BaseUrlError::*;
        for (text, error) in [
            ("", Empty),
            ("  \n", Empty),
            ("api.connect.jfrog.io", NotAUrl),
            ("localhost:8080", NotAUrl),
            ("https://a b", NotAUrl),
            ("https://api.example\n.evil.test", NotAUrl),
            ("https://", NoHost),
            ("http://api.connect.jfrog.io", NotHttps),
            ("http://localhost.evil.test", NotHttps),
            ("http://128.0.0.1", NotHttps),
            ("http://0.0.0.0", NotHttps),
            ("ftp://127.0.0.1", NotHttps),
            ("file:///etc/passwd", NotHttps),
            ("https://me@acme.example", HasUserInfo),
            ("https://me:secret@acme.example", HasUserInfo),
            ("https://acme.example/?a=b", HasQueryOrFragment),
            ("https://acme.example/#x", HasQueryOrFragment),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text:?} would send a token somewhere unsafe or nowhere");
        }
    }

    /// Letters that look like others: what is shown, asked and kept is the name as the network knows it.
    #[test]
    fn hosts_that_look_alike_are_told_by_their_true_letters() {
        for (text, shown) in [
            // A Cyrillic а in place of a Latin one.
            ("https://\u{430}pi.connect.jfrog.io", "https://xn--pi-6kc.connect.jfrog.io"),
            ("https://api.connect.jfr\u{43e}g.io/x", "https://api.connect.xn--jfrg-75d.io/x"),
            ("https://b\u{fc}cher.example", "https://xn--bcher-kva.example"),
            ("https://api\u{3002}connect.jfrog.io", "https://api.connect.jfrog.io"),
            ("https://\u{ff41}pi.connect.jfrog.io", "https://api.connect.jfrog.io"),
            ("https://a\u{ad}pi.connect.jfrog.io", "https://api.connect.jfrog.io"),
            ("https://api.connect.jfrog.io\\@evil.test", "https://api.connect.jfrog.io/@evil.test"),
            ("https:evil.test", "https://evil.test"),
            ("https://0x7f.1", "https://127.0.0.1"),
            ("https://api.connect.jfrog.io\u{2044}evil.test", "https://api.connect.jfrog.xn--ioevil-qq0c.test"),
        ] {
            let url = BaseUrl::parse(text).unwrap_or_else(|e| panic!("{text:?} can be read but: {e}"));
            assert_eq!(url.as_str(), shown, "{text:?} must be seen for what it is before a token goes there");
            assert!(
                url.origin().is_ascii() && url.deployments("f").unwrap().as_str().is_ascii(),
                "{text:?}: everywhere"
            );
        }
        for (text, error) in [
            ("https://api.connect.jfrog.io@evil.test", BaseUrlError::HasUserInfo),
            ("https://api.connect.jfrog.io%40evil.test", BaseUrlError::NotAUrl),
            ("https://\u{202e}tset.live", BaseUrlError::NotAUrl),
        ] {
            assert_eq!(BaseUrl::parse(text), Err(error), "{text:?} is made to be read as another");
        }
    }

    #[test]
    fn path_segments_cannot_leave_their_place() {
        let base = BaseUrl::parse("https://acme.example/connect").unwrap();
        let list = base.deployments(" a/b ").unwrap();
        assert_eq!(list.as_str(), "https://acme.example/connect/api/v2/a%2Fb/deployments", "blanks are typing errors");
        assert_eq!(
            extend(list.clone(), &["d?x#y", "%2e%2e"]).unwrap().as_str(),
            "https://acme.example/connect/api/v2/a%2Fb/deployments/d%3Fx%23y/%252e%252e",
            "a segment is data and must stay one segment"
        );
        for odd in ["", ".", "..", ".\t.", "\t.", "d\n1", ".\r"] {
            assert!(extend(list.clone(), &[odd]).is_none(), "{odd:?} would address another resource");
            // Blanks around a key are typing errors.
            assert!(base.deployments(odd).is_none(), "{odd:?} is no fleet");
        }
        let root = BaseUrl::parse("https://acme.example").unwrap().deployments("fleet").unwrap();
        assert_eq!(root.as_str(), "https://acme.example/api/v2/fleet/deployments");
    }
}
