//! Validators of devices answers: what they are, and what a request that names one is answered.

use std::hash::{DefaultHasher, Hasher};

use crate::http::reply::{Body, Reply};
use crate::variants::{Etags, Variants};

/// Gives a devices answer its validator; 304 in its place where the request names that one.
pub(crate) fn validated(reply: Reply, variants: &Variants, asked: Option<&[u8]>) -> Reply {
    if variants.etags == Etags::Absent {
        return reply;
    }
    // A validator stands before the body it is made of, so the answer is made whole first.
    let bytes = reply.body.into_bytes();
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let etag = match variants.etags {
        Etags::Weak => format!("W/{tag}"),
        Etags::Odd => format!("\"ä✓{}", &tag[1..]),
        Etags::Stuck => "\"always\"".to_owned(),
        Etags::Star => "*".to_owned(),
        _ => tag,
    };
    let named = asked.is_some_and(|asked| asked == etag.as_bytes() || asked == b"*");
    let (not_modified, etag) = match variants.etags {
        Etags::Unasked => (true, etag),
        Etags::Other if named => (true, "\"of-another-page\"".to_owned()),
        _ => (named, etag),
    };
    let mut headers = reply.headers;
    headers.push(("etag", etag));
    if not_modified {
        return Reply { status: 304, headers, body: Body::Bytes(Vec::new()) };
    }
    Reply { status: reply.status, headers, body: Body::Bytes(bytes) }
}
