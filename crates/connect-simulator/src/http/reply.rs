//! What the simulator is about to answer, before faults and transport have their say.

use serde_json::{Value, json};

use crate::variants::{ContentTypeMode, ErrorShape, Mangling, Variants};

/// The body of an answer; a devices answer is made piece by piece while it is sent.
pub(crate) enum Body {
    Bytes(Vec<u8>),
    Chunks(Box<dyn Iterator<Item = Vec<u8>> + Send>),
}

impl Body {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Chunks(chunks) => chunks.flatten().collect(),
        }
    }
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
}

pub(crate) const JSON: &str = "application/json";
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// What a proxy or a login wall answers.
pub(crate) const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1>\
    <form action=\"/login\"><input name=\"user\"></form></body></html>\n";

impl Reply {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body: Body::Bytes(body.into()) }
    }

    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, JSON, value.to_string())
    }

    /// An error in the shape that is switched on. The documented one is `{error}`.
    pub(crate) fn error(variants: &Variants, status: u16, text: &str) -> Self {
        let value = match variants.errors {
            ErrorShape::Documented => json!({"error": text}),
            ErrorShape::Message => json!({"message": text}),
            ErrorShape::StatusMessage => json!({"status": status, "message": text}),
            ErrorShape::ErrorsList => json!({"errors": [{"message": text}]}),
            ErrorShape::Text => json!(text),
            ErrorShape::Array => json!([text]),
            ErrorShape::Html => return Self::new(status, HTML, PAGE),
            ErrorShape::Empty => return Self { status, headers: Vec::new(), body: Body::Bytes(Vec::new()) },
        };
        Self::json(status, &value)
    }

    /// Lets the switches for content type, unknown fields and mangled bytes have their way with an answer.
    pub(crate) fn dressed(mut self, variants: &Variants) -> Self {
        match variants.content_type {
            ContentTypeMode::Json => {}
            ContentTypeMode::Html => self.headers.retain_mut(|(name, value)| retype(name, value, HTML)),
            ContentTypeMode::Plain => self.headers.retain_mut(|(name, value)| retype(name, value, "text/plain")),
            ContentTypeMode::Missing => self.headers.retain(|(name, _)| *name != "content-type"),
        }
        if (200..300).contains(&self.status) {
            let mut extra = Vec::new();
            if variants.unknown_fields {
                extra.extend_from_slice(br#""api_release":"2026.11-r4","links":{"self":null,"tags":["a",1,{}]},"#);
            }
            match variants.mangling {
                Mangling::None => {}
                Mangling::InvalidUtf8 => extra.extend_from_slice(b"\"note\":\"\xff\xfe\xc3\x28\","),
                Mangling::DeepNesting => {
                    extra.extend_from_slice(b"\"deep\":");
                    extra.extend(std::iter::repeat_n(b'[', 100_000));
                    extra.extend(std::iter::repeat_n(b']', 100_000));
                    extra.push(b',');
                }
                // The real fields follow, so that the last of two equal keys is the right one.
                Mangling::DuplicateKeys => extra.extend_from_slice(
                    br#""status":"Duplicate","deployment_uuid":"dp-dead-beef","deployments":[],"deployment_by_device_uuid":{},"#,
                ),
            }
            if !extra.is_empty() {
                self.body = insert(self.body, extra);
            }
        }
        self
    }
}

fn retype(name: &str, value: &mut String, to: &str) -> bool {
    if name == "content-type" {
        *value = to.to_owned();
    }
    true
}

/// Puts text behind the first brace of a JSON object, which must not be empty.
fn insert(body: Body, extra: Vec<u8>) -> Body {
    let splice = |mut bytes: Vec<u8>, extra: Vec<u8>| {
        if bytes.first() == Some(&b'{') && bytes.get(1) == Some(&b'"') {
            bytes.splice(1..1, extra);
        }
        bytes
    };
    match body {
        Body::Bytes(bytes) => Body::Bytes(splice(bytes, extra)),
        Body::Chunks(mut chunks) => {
            let first = splice(chunks.next().unwrap_or_default(), extra);
            Body::Chunks(Box::new(std::iter::once(first).chain(chunks)))
        }
    }
}
