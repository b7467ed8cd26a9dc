//! RFC 5849 section 3.5.1: the `Authorization` header, read.

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;

use super::encoding::{Coded, Coding, is_percent_encoded};
use super::parameters::{Parameter, Transmission};

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
    /// Name and value, percent-encoded.
    pairs: Vec<(&'a [u8], &'a [u8])>,
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
        let mut rest = after_scheme(value).ok_or(AuthorizationHeaderError::NotOAuth)?;
        let mut header = Self {
            realm: None,
            pairs: Vec::new(),
        };
        loop {
            rest = rest.trim_ascii_start();
            match rest.split_first() {
                None => return Ok(header),
                Some((b',', after)) => rest = after,
                Some(_) => {
                    rest = header
                        .read_pair(rest)
                        .ok_or(AuthorizationHeaderError::Malformed)?;
                }
            }
        }
    }

    /// Reads one pair and what ends it, and returns what follows.
    fn read_pair(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let equals = text.iter().position(|&b| b == b'=')?;
        let (name, quoted) = (&text[..equals], text[equals + 1..].strip_prefix(b"\"")?);
        if name.is_empty() || !name.iter().all(|&b| is_token(b)) {
            return None;
        }
        let end = closing_quote(quoted)?;
        let (value, rest) = (&quoted[..end], quoted[end + 1..].trim_ascii_start());
        if !matches!(rest.first(), None | Some(b',')) {
            return None;
        }
        if name.eq_ignore_ascii_case(b"realm") {
            return self.realm.replace(value).is_none().then_some(rest);
        }
        let encoded = |text: &[u8]| is_percent_encoded(text) && !text.contains(&b'\\');
        self.pairs.push((name, value));
        (encoded(name) && encoded(value)).then_some(rest)
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
        let percent = |text| Coded::new(text, Coding::Percent);
        self.pairs.iter().map(move |&(name, value)| {
            Parameter::new(
                percent(name),
                percent(value),
                Transmission::AuthorizationHeader,
            )
        })
    }
}

impl fmt::Debug for AuthorizationHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.pairs.iter().map(|&(name, _)| name);
        f.debug_set()
            .entries(names.map(String::from_utf8_lossy))
            .finish()
    }
}

/// RFC 7230's token characters, of which percent-encoded text uses a part.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
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
