//! Which parameters are secrets, so that their values are masked wherever a launch is shown: by what the user said of them, else by a guess
//! from the name and the shape of the value. One that is wrong hides a harmless value; it never changes what is sent.

use std::collections::BTreeMap;

use connect_api::DeployRequest;

use crate::wire::ParameterDraft;

/// What is shown instead of a secret value. Always as long, so that nothing of the value is told.
pub const MASK: &str = "••••••••";

/// Words of a name that tell a secret by themselves.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "pw",
    "secret",
    "secrets",
    "token",
    "credential",
    "credentials",
    "creds",
    "apikey",
    "authkey",
    "privatekey",
    "secretkey",
    "accesskey",
    "bearer",
    "psk",
];
/// Words that make a secret of a `key` behind them: a key alone is as often one of a map.
const KEYS: &[&str] =
    &["api", "access", "private", "secret", "signing", "encryption", "auth", "ssh", "master", "license", "account"];
/// How values begin that are secrets by their own form.
const BEGINNINGS: &[&str] = &[
    "-----BEGIN ",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk-",
    "sk_live_",
    "AKIA",
    "ASIA",
    "AIza",
    "cmVmdGtu",
    "Bearer ",
    "Basic ",
];

/// What the user said of a flow's parameters, by name: secret, or none although it looks like one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<String, bool>);

impl Marks {
    /// Marks that are kept, by name.
    pub fn of(kept: BTreeMap<String, bool>) -> Self {
        Self(kept)
    }

    /// What was said of this name; none where nothing was.
    pub fn of_name(&self, name: &str) -> Option<bool> {
        self.0.get(name).copied()
    }

    /// The same with what is said in the rows of a draft, which was said later.
    pub fn with_rows(mut self, parameters: &[ParameterDraft]) -> Self {
        for ParameterDraft { name, secret, .. } in parameters {
            self.0.extend(secret.map(|secret| (name.clone(), secret)));
        }
        self
    }

    /// Whether a value is hidden. Of an empty one there is nothing to hide.
    pub fn hide(&self, name: &str, value: &str) -> bool {
        !value.is_empty() && self.of_name(name).unwrap_or_else(|| is_likely_secret(name, value))
    }

    /// The same request with a mask in the place of each value that is secret, for showing and for files. Never for sending.
    pub fn masked(&self, request: &DeployRequest) -> DeployRequest {
        let mut shown = request.clone();
        for (name, value) in shown.deployment_configuration.parameters_mapping.iter_mut().flatten() {
            if self.hide(name, value) {
                MASK.clone_into(value);
            }
        }
        shown
    }

    /// How many values of a request are secret.
    pub fn count(&self, request: &DeployRequest) -> u32 {
        let parameters = request.deployment_configuration.parameters_mapping.iter().flatten();
        u32::try_from(parameters.filter(|(name, value)| self.hide(name, value)).count()).unwrap_or(u32::MAX)
    }
}

/// Whether a parameter's value is likely secret. An empty value is none: there is nothing to hide.
pub fn is_likely_secret(name: &str, value: &str) -> bool {
    !value.is_empty() && (tells(name) || looks_secret(value.trim()))
}

fn tells(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || words.windows(2).any(|pair| pair[1] == "key" && KEYS.contains(&pair[0].as_str()))
}

/// `apiKey`, `API_KEY` and `api-key` are the words `api` and `key`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = c.is_uppercase() && (before.is_lowercase() || before.is_numeric());
        if !c.is_alphanumeric() || begins {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn looks_secret(value: &str) -> bool {
    let long = value.len() >= 16;
    (long && BEGINNINGS.iter().any(|beginning| value.starts_with(beginning))) || is_jwt(value) || has_password(value)
}

/// Three parts of base64, the first of which begins with `{"`.
fn is_jwt(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let base64 =
        |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'='));
    parts.len() == 3
        && parts[0].starts_with("eyJ")
        && parts[0].len() > 8
        && !parts[1].is_empty()
        && parts.iter().all(base64)
}

/// An address with a password in it: `scheme://user:password@host`.
fn has_password(value: &str) -> bool {
    let Some((_, rest)) = value.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use connect_api::{DeploymentConfiguration, DeviceFilter};

    use super::*;

    #[test]
    fn names_that_tell_a_secret_and_names_that_do_not() {
        for name in [
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "wifi-psk",
            "token",
            "CONNECT_TOKEN",
            "apiKey",
            "API_KEY",
            "api-key",
            "aws.secret.access.key",
            "clientSecret",
            "ssh_key",
            "privateKey",
            "SIGNING_KEY",
            "registry_creds",
            "PASS",
            "user_pw",
        ] {
            assert!(is_likely_secret(name, "x1"), "{name}: its value must not be read over a shoulder");
        }
        for name in [
            "channel",
            "version",
            "key",
            "cache_key",
            "passthrough",
            "compass",
            "tokens_per_minute",
            "author",
            "monkey",
            "",
        ] {
            assert!(!is_likely_secret(name, "x1"), "{name}: hiding what is harmless makes a launch unreadable");
        }
    }

    #[test]
    fn values_that_are_secrets_by_their_form() {
        for value in [
            "-----BEGIN RSA PRIVATE KEY-----\nMII",
            "ghp_0123456789abcdefghij",
            "AKIA0123456789ABCDEF",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
            " Bearer 0123456789abcdef",
            "postgres://gateway:hunter2@db.example.test/fleet?x=1",
        ] {
            assert!(is_likely_secret("value", value), "{value} is one, whatever its name");
        }
        for value in [
            "stable",
            "4.12.0",
            "1.2.3-eyJ",
            "https://example.test/a:b@c",
            "https://user@example.test",
            "sk-iing",
            "AKIA",
        ] {
            assert!(!is_likely_secret("value", value), "{value} is none");
        }
        assert!(!is_likely_secret("password", ""), "of an empty value nothing can be told");
    }

    #[test]
    fn a_masked_request_tells_nothing_of_a_secret_and_everything_else() {
        let parameters: BTreeMap<String, String> =
            [("channel", "stable"), ("token", "hunter2"), ("long_token", "hunter2 and more")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
        let request = DeployRequest {
            device_filter: DeviceFilter::default(),
            deployment_configuration: DeploymentConfiguration {
                flow_uuid: "f-1".into(),
                parameters_mapping: Some(parameters),
                ..Default::default()
            },
        };
        let guessed = Marks::default();
        let shown = guessed.masked(&request).deployment_configuration.parameters_mapping.unwrap();
        assert_eq!(shown["channel"], "stable", "what is no secret stays readable");
        assert_eq!(shown["token"], shown["long_token"], "not even the length is told");
        assert!(
            !serde_json::to_string(&guessed.masked(&request)).unwrap().contains("hunter2"),
            "nothing of it is left"
        );
        assert_eq!(guessed.count(&request), 2, "and how many are hidden is said");
        let said = Marks::of([("channel".to_owned(), true), ("token".to_owned(), false)].into());
        let shown = said.masked(&request).deployment_configuration.parameters_mapping.unwrap();
        assert_eq!(shown["channel"], MASK, "what the user calls secret is one");
        assert_eq!(shown["token"], "hunter2", "and what the user calls none is none");
        assert_eq!(shown["long_token"], MASK, "of the others the guess holds");
        assert!(!said.hide("channel", ""), "an empty value shows that it is empty");
    }

    #[test]
    fn what_a_row_says_comes_after_what_is_kept() {
        let row = |name: &str, secret| ParameterDraft { name: name.into(), value: "v".into(), secret };
        let kept = Marks::of([("a".to_owned(), true), ("b".to_owned(), true)].into());
        let both = kept.with_rows(&[row("a", Some(false)), row("b", None), row("c", Some(true))]);
        assert_eq!(
            ["a", "b", "c"].map(|name| both.hide(name, "v")),
            [false, true, true],
            "the row, what is kept, the row"
        );
    }
}
