//! RFC 5849 section 3.5.1: parsing the `Authorization` header.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;

use super::parameter::Parameter;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::wire_text::WireText;
use crate::protocol::encoding::{is_percent_encoded, is_unreserved, unreserved_length};

/// Returns whether a header value has the scheme `OAuth`, in upper or lower case (section 3.5.1).
pub(crate) fn is_oauth(value: &HeaderValue) -> bool {
    after_scheme(value.as_bytes()).is_some()
}

/// Returns the header value after the scheme, or `None` if the scheme is not `OAuth`.
fn after_scheme(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii_start();
    let (scheme, rest) = value.split_at_checked(5)?;
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (scheme.eq_ignore_ascii_case(b"OAuth") && ends).then_some(rest)
}

/// A parsed `Authorization` header of the scheme `OAuth` (RFC 5849 section 3.5.1).
///
/// Parsing is strict: names and values must be percent-encoded, and values must be in quotes. White
/// space around commas and empty list elements are allowed, as in section 3.5.1 and in the list
/// syntax of HTTP.
///
/// The parameters keep their order. A parameter that occurs twice is kept twice. The caller decides
/// whether this is an error.
///
/// `Debug` prints the names of the parameters and not their values, because a PLAINTEXT signature
/// contains the secrets.
///
/// ```
/// use tower_oauth1::protocol::AuthorizationHeader;
///
/// let header = AuthorizationHeader::parse(br#"OAuth realm="Photos", oauth_nonce="a%2Bb""#)?;
/// assert_eq!(header.realm().as_deref(), Some(&b"Photos"[..]));
/// let nonce = header.parameters().next().unwrap();
/// assert_eq!(nonce.name(), &b"oauth_nonce"[..]);
/// assert_eq!(nonce.value(), &b"a+b"[..]);
/// # Ok::<_, tower_oauth1::protocol::AuthorizationHeaderError>(())
/// ```
#[derive(Clone)]
pub struct AuthorizationHeader<'a> {
    /// The text between the quotes, with its backslashes.
    realm: Option<&'a [u8]>,
    parameters: Vec<Parameter<'a>>,
}

/// Error returned when an `Authorization` header cannot be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizationHeaderError {
    /// The scheme is not `OAuth`.
    #[error("the scheme of the `Authorization` header is not `OAuth`")]
    NotOAuth,
    /// The header is not a list of `name="value"` pairs, or a name or value is not percent-encoded,
    /// or there are two realms.
    #[error(
        "the `Authorization` header is malformed; it must be a list of percent-encoded name=\"value\" pairs with at most one realm"
    )]
    Malformed,
}

impl<'a> AuthorizationHeader<'a> {
    /// Parses the value of an `Authorization` header.
    ///
    /// # Errors
    ///
    /// - [`NotOAuth`](AuthorizationHeaderError::NotOAuth) if the scheme is not `OAuth`.
    /// - [`Malformed`](AuthorizationHeaderError::Malformed) if the rest of the header is not a list
    ///   of percent-encoded `name="value"` pairs with at most one realm.
    pub fn parse(value: &'a [u8]) -> Result<Self, AuthorizationHeaderError> {
        let mut parameters = Vec::new();
        let realm = read(value, &mut parameters)?;
        Ok(Self { realm, parameters })
    }

    /// Returns the realm, without its quotes and with its backslash escapes removed. The realm is
    /// never signed.
    pub fn realm(&self) -> Option<Cow<'a, [u8]>> {
        let realm = self.realm?;
        if !realm.contains(&b'\\') {
            return Some(Cow::Borrowed(realm));
        }
        let mut bytes = realm.iter();
        let unescaped = std::iter::from_fn(|| match bytes.next() {
            Some(b'\\') => bytes.next(),
            byte => byte,
        });
        Some(Cow::Owned(unescaped.copied().collect()))
    }

    /// Returns the parameters in their order in the header, without the realm.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = Parameter<'a>> + '_ {
        self.parameters.iter().copied()
    }
}

impl fmt::Debug for AuthorizationHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.parameters();
        let names = names.map(|parameter| parameter.name().escape_ascii().to_string());
        f.debug_set().entries(names).finish()
    }
}

/// Parses a header value, appends its parameters to `parameters`, and returns the realm with its
/// backslashes.
pub(crate) fn read<'a>(
    value: &'a [u8],
    parameters: &mut Vec<Parameter<'a>>,
) -> Result<Option<&'a [u8]>, AuthorizationHeaderError> {
    let mut rest = after_scheme(value).ok_or(AuthorizationHeaderError::NotOAuth)?;
    let mut realm = None;
    let between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
    while let Some(start) = rest.iter().position(|byte| !between(byte)) {
        let malformed = AuthorizationHeaderError::Malformed;
        let (name, value, after) = pair(&rest[start..]).ok_or(malformed)?;
        if name.text.eq_ignore_ascii_case(b"realm") {
            if realm.replace(value.text).is_some() {
                return Err(malformed);
            }
        } else if is_percent_encoded_text(name) && is_percent_encoded_text(value) {
            let header = Transmission::AuthorizationHeader;
            parameters.push(Parameter::new(name, value, header));
        } else {
            return Err(malformed);
        }
        rest = after;
    }
    Ok(realm)
}

/// Parses the pair at the beginning of a text. Returns its name, its value, and the text after the
/// pair. The value still has its backslashes.
#[inline]
fn pair(text: &[u8]) -> Option<(WireText<'_>, WireText<'_>, &[u8])> {
    let (name, rest) = split(text, b'=', |rest| {
        rest.iter().position(|byte| !is_token(*byte))
    })?;
    let (value, rest) = split(rest.strip_prefix(b"\"")?, b'"', closing_quote)?;
    let rest = rest.trim_ascii_start();
    let ends = !name.text.is_empty() && matches!(rest.first(), None | Some(b','));
    ends.then_some((name, value, rest))
}

/// Splits a text at the separator that ends its first name or value. `end` finds the separator if
/// there are reserved characters before it.
#[inline(always)]
fn split(
    text: &[u8],
    separator: u8,
    end: impl Fn(&[u8]) -> Option<usize>,
) -> Option<(WireText<'_>, &[u8])> {
    let plain = unreserved_length(text);
    let (length, encoding) = if text.get(plain) == Some(&separator) {
        (plain, WireEncoding::Unreserved)
    } else {
        (plain + end(&text[plain..])?, WireEncoding::Percent)
    };
    let (text, rest) = text.split_at(length);
    let rest = rest.strip_prefix(&[separator])?;
    Some((WireText::new(text, encoding), rest))
}

/// Returns whether two hexadecimal digits follow each `%`, and there is no backslash.
fn is_percent_encoded_text(text: WireText<'_>) -> bool {
    text.encoding == WireEncoding::Unreserved
        || (is_percent_encoded(text.text) && !text.text.contains(&b'\\'))
}

/// Returns whether a byte may be in a name: whether it is a token character of RFC 7230.
/// Percent-encoded text uses only some of them.
fn is_token(byte: u8) -> bool {
    is_unreserved(byte) || b"!#$%&'*+^`|".contains(&byte)
}

/// Returns the position of the closing quote. A quote after a backslash does not count.
fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..]
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\'))?;
        if text[at] == b'"' {
            return Some(at);
        }
        // Skip the backslash and the byte that it escapes.
        at += 2;
        text.get(at)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_token_of_rfc_7230() {
        for byte in 0..=255_u8 {
            let text = [b"OAuth a", &[byte][..], b"=\"v\""].concat();
            // `=` ends the name, and `%` begins an escape.
            let token = byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte);
            assert_eq!(AuthorizationHeader::parse(&text).is_ok(), token, "{byte}");
        }
    }
}
