//! RFC 5849 section 3.5.1: reads the `Authorization` header.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;

use super::parameter::Parameter;
use super::transmission::Transmission;
use crate::protocol::encoding::byte_search::find;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::{all_unreserved, is_percent_encoded, is_unreserved};

/// Whether a header value has the scheme `OAuth`, in upper or lower case (section 3.5.1).
pub(crate) fn is_oauth(value: &HeaderValue) -> bool {
    after_scheme(value.as_bytes()).is_some()
}

fn after_scheme(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii_start();
    let (scheme, rest) = value.split_at_checked(5)?;
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (scheme.eq_ignore_ascii_case(b"OAuth") && ends).then_some(rest)
}

/// An `Authorization` header of the scheme `OAuth`. It is read strictly: names and values must be
/// percent-encoded, and values must be quoted. White space around commas and empty list elements are
/// allowed, as in section 3.5.1 and in HTTP lists.
///
/// Parameters keep their order. A parameter that occurs twice is kept twice, and the caller decides whether
/// that is an error.
///
/// `Debug` shows names without values, because a PLAINTEXT signature contains the secrets.
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
    /// The realm with its backslashes.
    realm: Option<&'a [u8]>,
    parameters: Vec<Parameter<'a>>,
}

/// Error returned when an `Authorization` header cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizationHeaderError {
    /// The scheme is not `OAuth`.
    #[error("the `Authorization` header is not of the scheme OAuth")]
    NotOAuth,
    /// The value is not a list of `name="value"` pairs, percent-encoded.
    #[error("the `Authorization` header is not a list of percent-encoded name=\"value\" pairs")]
    Malformed,
}

impl<'a> AuthorizationHeader<'a> {
    /// Reads the value of the header, as it is on the wire.
    ///
    /// # Errors
    ///
    /// - [`NotOAuth`](AuthorizationHeaderError::NotOAuth) if the scheme is another one.
    /// - [`Malformed`](AuthorizationHeaderError::Malformed) if the value is not a list of quoted,
    ///   percent-encoded pairs, or has more than one realm.
    pub fn parse(value: &'a [u8]) -> Result<Self, AuthorizationHeaderError> {
        let mut parameters = Vec::new();
        let realm = read(value, &mut parameters)?;
        Ok(Self { realm, parameters })
    }

    /// Returns the realm, without quotes and backslashes. It is never signed.
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

    /// Returns the parameters in their order, without the realm.
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

/// Reads the value of a header, appends its parameters, and returns the realm with its backslashes.
pub(crate) fn read<'a>(
    value: &'a [u8],
    parameters: &mut Vec<Parameter<'a>>,
) -> Result<Option<&'a [u8]>, AuthorizationHeaderError> {
    let mut rest = after_scheme(value).ok_or(AuthorizationHeaderError::NotOAuth)?;
    let mut realm = None;
    loop {
        rest = rest.trim_ascii_start();
        match rest.split_first() {
            None => return Ok(realm),
            Some((b',', after)) => rest = after,
            Some(_) => {
                let pair = Pair::read(rest).ok_or(AuthorizationHeaderError::Malformed)?;
                if !pair.name.eq_ignore_ascii_case(b"realm") {
                    parameters.push(pair.parameter()?);
                } else if realm.replace(pair.value).is_some() {
                    return Err(AuthorizationHeaderError::Malformed);
                }
                rest = pair.rest;
            }
        }
    }
}

/// A pair `name="value"`, and the rest of the header.
struct Pair<'a> {
    name: &'a [u8],
    value: &'a [u8],
    /// The classes of all bytes of name and value.
    classes: u8,
    rest: &'a [u8],
}

impl<'a> Pair<'a> {
    #[inline]
    fn read(text: &'a [u8]) -> Option<Self> {
        let equals = find(b'=', text)?;
        let (name, quoted) = (&text[..equals], text[equals + 1..].strip_prefix(b"\"")?);
        let mut classes = all_classes(name);
        if name.is_empty() || classes & !TOKEN != 0 {
            return None;
        }
        let mut end = find(b'"', quoted)?;
        classes |= all_classes(&quoted[..end]);
        if classes & BACKSLASH != 0 {
            end = closing_quote(quoted)?;
        }
        let (value, rest) = (&quoted[..end], quoted[end + 1..].trim_ascii_start());
        matches!(rest.first(), None | Some(b',')).then_some(Self {
            name,
            value,
            classes,
            rest,
        })
    }

    #[inline]
    fn parameter(&self) -> Result<Parameter<'a>, AuthorizationHeaderError> {
        let (name, value) = (self.name, self.value);
        let encoding = match self.classes {
            0 => WireEncoding::Unreserved,
            classes if classes & BACKSLASH != 0 => return Err(AuthorizationHeaderError::Malformed),
            _ if is_percent_encoded(name) && is_percent_encoded(value) => WireEncoding::Percent,
            _ => return Err(AuthorizationHeaderError::Malformed),
        };
        let header = Transmission::AuthorizationHeader;
        Ok(Parameter::new(name, value, encoding, header))
    }
}

/// The class of the other bytes that a name may have: the token characters of RFC 7230. Percent-encoded
/// text uses some of them.
const TOKEN: u8 = 1;
/// The class of bytes that a name must not have.
const QUOTED: u8 = 2;
const BACKSLASH: u8 = 4;

/// Returns the classes of all bytes of a text. Unreserved characters have no class.
fn all_classes(text: &[u8]) -> u8 {
    static CLASSES: [u8; 256] = {
        let mut classes = [QUOTED; 256];
        let mut byte = 0;
        while byte < 256 {
            classes[byte] = match byte as u8 {
                byte if is_unreserved(byte) => 0,
                b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'^' | b'`' | b'|' => {
                    TOKEN
                }
                b'\\' => BACKSLASH,
                _ => QUOTED,
            };
            byte += 1;
        }
        classes
    };
    if all_unreserved(text) {
        return 0;
    }
    let class = |byte: &u8| CLASSES[usize::from(*byte)];
    text.iter().fold(0, |classes, byte| classes | class(byte))
}

/// Returns where a quoted string ends. `text` begins after the opening quote, and a backslash escapes the
/// next byte.
fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_token_of_rfc_7230() {
        for byte in 0..=255_u8 {
            let text = [b"OAuth a", &[byte][..], b"=\"v\""].concat();
            // An `=` ends the name, and a `%` begins an escape.
            let token = byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte);
            assert_eq!(AuthorizationHeader::parse(&text).is_ok(), token, "{byte}");
        }
    }
}
