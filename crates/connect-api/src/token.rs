//! The bearer token: it can be used, never seen.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A bearer token of the v2 API (v1 tokens do not work \[S\]). Opaque: no shape is demanded \[F\].
///
/// `Debug` is redacted, there is no `Serialize`, and the memory is wiped on drop.
#[derive(Clone)]
pub struct Token(SecretString);

/// Why a text cannot be a token. The display text is the sentence the user reads; it never repeats the text.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenError {
    /// Nothing was entered.
    #[error("Enter an access token.")]
    Empty,
    /// Blanks, line breaks or control characters inside: most likely more than the token was copied.
    #[error("The token contains a blank or a line break. Copy the token alone.")]
    InnerWhitespace,
    /// Characters which cannot stand in an HTTP header.
    #[error("The token contains a character that tokens cannot have. Copy it again from Connect.")]
    NotAscii,
}

impl Token {
    /// Takes a token as pasted; blanks around it are dropped.
    ///
    /// # Errors
    /// Says what is wrong with the text; see [`TokenError`].
    pub fn new(text: String) -> Result<Token, TokenError> {
        // Kept as a secret from here on, so that the untrimmed copy is wiped as well.
        let whole = SecretString::from(text);
        let trimmed = whole.expose_secret().trim();
        if trimmed.is_empty() {
            return Err(TokenError::Empty);
        }
        if trimmed.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(TokenError::InnerWhitespace);
        }
        if !trimmed.is_ascii() {
            return Err(TokenError::NotAscii);
        }
        Ok(Token(SecretString::from(trimmed)))
    }

    /// The token itself, for the one header it belongs in and for the keyring.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_trimmed_and_checked() {
        for (text, outcome) in [
            ("abc", Ok("abc")),
            ("  eyJ.a.b\r\n", Ok("eyJ.a.b")),
            ("", Err(TokenError::Empty)),
            (" \n\t", Err(TokenError::Empty)),
            ("a b", Err(TokenError::InnerWhitespace)),
            ("a\nb", Err(TokenError::InnerWhitespace)),
            ("a\u{0}b", Err(TokenError::InnerWhitespace)),
            ("a\u{a0}b", Err(TokenError::InnerWhitespace)),
            ("tökén", Err(TokenError::NotAscii)),
            ("abc\u{200b}", Err(TokenError::NotAscii)),
        ] {
            let token = Token::new(text.to_owned());
            assert_eq!(
                token.as_ref().map(Token::expose).map_err(|e| *e),
                outcome,
                "{text:?}: a token that cannot be a header value must be refused before it is stored"
            );
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let token = Token::new("s3cret-value".to_owned()).unwrap();
        assert!(!format!("{token:?}").contains("s3cret"), "a debug line must never show the token");
    }
}
