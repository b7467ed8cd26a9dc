//! RFC 5849 section 3.5.1: the `Authorization` header, read.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;

use super::parameter::Parameter;
use super::transmission::Transmission;
use crate::protocol::encoding::byte_search::find;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::{all_unreserved, is_percent_encoded, is_unreserved};

/// Whether a header value has the scheme `OAuth`, in any case (section 3.5.1).
pub(crate) fn is_oauth(value: &HeaderValue) -> bool {
    after_scheme(value.as_bytes()).is_some()
}

fn after_scheme(value: &[u8]) -> Option<&[u8]> {
    let value = value.trim_ascii_start();
    let (scheme, rest) = value.split_at_checked(5)?;
    let ends = rest.first().is_none_or(u8::is_ascii_whitespace);
    (scheme.eq_ignore_ascii_case(b"OAuth") && ends).then_some(rest)
}

/// An `Authorization` header of the scheme `OAuth`, read strictly: names and values must be
/// percent-encoded and values quoted. White space around commas and empty list elements are
/// allowed, as section 3.5.1 and HTTP's list syntax do.
///
/// Parameters keep their order, and one that occurs twice occurs twice here: whether that may be is
/// for the caller to say.
///
/// `Debug` names the parameters without their values: a PLAINTEXT signature *is* the secrets.
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
    /// Still with its backslashes.
    realm: Option<&'a [u8]>,
    parameters: Vec<Parameter<'a>>,
}

/// Why an `Authorization` header cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizationHeaderError {
    /// Its scheme is not `OAuth`.
    #[error("the `Authorization` header is not of the scheme OAuth")]
    NotOAuth,
    /// It is no list of `name="value"`, percent-encoded.
    #[error("the `Authorization` header is no list of percent-encoded name=\"value\" pairs")]
    Malformed,
}

impl<'a> AuthorizationHeader<'a> {
    /// Reads the header's value, given as on the wire.
    ///
    /// # Errors
    ///
    /// [`NotOAuth`](AuthorizationHeaderError::NotOAuth) for another scheme,
    /// [`Malformed`](AuthorizationHeaderError::Malformed) for anything but a list of quoted,
    /// percent-encoded pairs with at most one realm.
    pub fn parse(value: &'a [u8]) -> Result<Self, AuthorizationHeaderError> {
        let mut parameters = Vec::new();
        let realm = read(value, &mut parameters)?;
        Ok(Self { realm, parameters })
    }

    /// The realm, without its quotes and backslashes. It is never part of what is signed.
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

    /// The parameters in the order in which they stand. The realm is none of them.
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

/// Reads a header's value, adds its parameters to others, and returns the realm with its backslashes.
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

/// `name="value"`, and what follows.
struct Pair<'a> {
    name: &'a [u8],
    value: &'a [u8],
    /// Of all bytes of name and value.
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

/// What else a name may have: RFC 7230's token characters, of which percent-encoded text uses a part.
const TOKEN: u8 = 1;
/// What a name has not.
const QUOTED: u8 = 2;
const BACKSLASH: u8 = 4;

/// The classes of all bytes of a text; none for unreserved characters.
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

/// Where the quoted-string that begins before `text` ends; a backslash takes the next byte with it.
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
