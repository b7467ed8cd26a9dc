//! RFC 5849 section 3.5.1: parsing the `Authorization` header.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;

use super::parameter::Parameter;
use super::transmission::Transmission;
use crate::protocol::encoding::byte_search::find;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::{all_unreserved, is_percent_encoded, is_unreserved};

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

/// One `name="value"` pair, and the text after it.
struct Pair<'a> {
    name: &'a [u8],
    value: &'a [u8],
    /// The classes of all bytes of the name and the value: [`TOKEN`], [`QUOTED`], [`BACKSLASH`].
    classes: u8,
    rest: &'a [u8],
}

impl<'a> Pair<'a> {
    /// Parses the pair at the beginning of a text.
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

    /// Returns the pair as a parameter, or an error if it is not percent-encoded.
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

// The classes of bytes are bits, so that the classes of all bytes of a text can be combined with
// `|`.

/// The class of bytes that may be in a name besides unreserved characters: the other token
/// characters of RFC 7230. Percent-encoded text uses only some of them.
const TOKEN: u8 = 1;
/// The class of bytes that may be in a quoted value only.
const QUOTED: u8 = 2;
/// The class of the backslash, which escapes the next byte of a quoted value.
const BACKSLASH: u8 = 4;

/// Returns the classes of all bytes of a text. Unreserved characters have no class, so the result
/// is 0 if there are no other bytes.
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

/// Returns the position of the closing quote. `text` begins after the opening quote. A quote after
/// a backslash does not count.
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
            // `=` ends the name, and `%` begins an escape.
            let token = byte.is_ascii_alphanumeric() || b"!#$&'*+-.^_`|~".contains(&byte);
            assert_eq!(AuthorizationHeader::parse(&text).is_ok(), token, "{byte}");
        }
    }
}
