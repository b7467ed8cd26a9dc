//! Token credentials as one line of text, for a database column or an environment variable.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use super::TokenCredentials;

/// All characters except the unreserved ones of RFC 5849 section 3.6. A `:` in the identifier or
/// the secret is percent-encoded, so the separator is the only `:` in the text.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Error returned when parsing token credentials from text. `Debug` output contains the message.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenTextError {
    /// The text is not two percent-encoded texts with one `:` between them.
    #[error("malformed token credentials; expected `token:secret`, both percent-encoded")]
    Form,
    /// A `%` is not followed by two hexadecimal digits, or the decoded text is not UTF-8.
    #[error("malformed percent-encoding in the token credentials")]
    Encoding,
}

impl TokenCredentials {
    /// Returns the token and its secret as one text without white space: `token:secret`, each
    /// percent-encoded.
    ///
    /// The text contains the secret. Store it only where no other program can read it. Use `parse`
    /// to read it back.
    ///
    /// ```
    /// use tower_oauth1::TokenCredentials;
    ///
    /// let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkk:dhi9");
    /// let text = token.expose_to_string();
    /// assert_eq!(text, "nnch734d00sl2jdk:pfkk%3Adhi9");
    /// let read: TokenCredentials = text.parse()?;
    /// assert_eq!(read.secret(), "pfkk:dhi9");
    /// # Ok::<_, tower_oauth1::TokenTextError>(())
    /// ```
    pub fn expose_to_string(&self) -> String {
        let token = utf8_percent_encode(self.identifier(), RESERVED);
        // Allocate the longest possible text at once. A string that grows would leave copies of the
        // secret in memory.
        let length = 3 * (self.identifier().len() + self.secret().len()) + 1;
        let mut text = String::with_capacity(length);
        text.extend(token);
        text.push(':');
        text.extend(utf8_percent_encode(self.secret(), RESERVED));
        text
    }
}

impl fmt::Debug for TokenTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenTextError")
            .field(&self.to_string())
            .finish()
    }
}

/// Parses a text that [`expose_to_string`](TokenCredentials::expose_to_string) returned. White
/// space around the text is ignored, such as the line break at the end of a file.
impl FromStr for TokenCredentials {
    type Err = TokenTextError;

    fn from_str(text: &str) -> Result<Self, TokenTextError> {
        let is_encoded = |b: u8| b.is_ascii_alphanumeric() || b"-._~%".contains(&b);
        let (token, secret) = text
            .trim_ascii()
            .split_once(':')
            .ok_or(TokenTextError::Form)?;
        if !token.bytes().chain(secret.bytes()).all(is_encoded) {
            return Err(TokenTextError::Form);
        }
        let token = decode(token)?;
        let secret = Zeroizing::new(decode(secret)?);
        Ok(Self::new(token, secret.as_str()))
    }
}

/// Decodes a percent-encoded text. Unlike `percent_decode_str` alone, it refuses a malformed `%`.
fn decode(text: &str) -> Result<String, TokenTextError> {
    let hex = |piece: &str| piece.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !text.split('%').skip(1).all(hex) {
        return Err(TokenTextError::Encoding);
    }
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(|text| text.into_owned())
        .map_err(|_| TokenTextError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_reads_back() {
        for (token, secret) in [
            ("a", "b"),
            ("", ""),
            ("a:b", ":"),
            ("a/b+=&% ", "\u{e9}\n\0\u{10348}"),
        ] {
            let text = TokenCredentials::new(token, secret).expose_to_string();
            assert!(text.is_ascii() && !text.contains([' ', '\n']), "{text}");
            for text in [text.clone(), format!("{text}\r\n"), format!(" \t{text}\n")] {
                let read: TokenCredentials = text.parse().unwrap();
                assert_eq!((read.identifier(), read.secret()), (token, secret));
            }
        }
    }

    #[test]
    fn what_was_not_written_is_refused() {
        let read = |text: &str| text.parse::<TokenCredentials>().map(|_| ());
        for text in [
            "", "a", "a:b:c", "a b:c", "a: b", "a:\u{e9}", "a=b:c", "a:b&",
        ] {
            assert_eq!(read(text), Err(TokenTextError::Form), "{text}");
        }
        for text in ["a:%", "a:%4", "a:%4g", "%zz:a", "a:%FF"] {
            assert_eq!(read(text), Err(TokenTextError::Encoding), "{text}");
        }
    }
}
