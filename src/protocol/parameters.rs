//! RFC 5849 sections 3.4.1.3.1 and 3.4.1.3.2: the request's parameters, collected and normalized.
//!
//! Parameters stay where they were found, as slices of the wire bytes. Nothing is decoded into
//! strings, nothing is rebuilt, and a name that occurs twice is two parameters.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, header};

use super::ProtocolParameters;
use super::authorization_header::AuthorizationHeader;
use super::encoding::{Coded, Coding, Depth, rank};

/// The three places where a request's parameters can stand (RFC 5849 section 3.5).
#[doc(alias = "placement")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transmission {
    /// The `Authorization` header (section 3.5.1).
    AuthorizationHeader,
    /// A body of type `application/x-www-form-urlencoded` (section 3.5.2).
    FormBody,
    /// The query of the request URI (section 3.5.3).
    Query,
}

impl fmt::Display for Transmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AuthorizationHeader => "header",
            Self::FormBody => "form body",
            Self::Query => "query",
        })
    }
}

/// The protocol parameters that this crate knows by name (sections 3.1, 2.1, 2.3; the session and
/// body hash extensions). A request may carry each only where its protocol parameters stand.
const PROTOCOL_NAMES: [&str; 11] = [
    "oauth_body_hash",
    "oauth_callback",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_session_handle",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_verifier",
    "oauth_version",
];

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether the body of a request with these headers is a form, whose parameters are signed
/// (section 3.4.1.3.1): its `Content-Type` is `application/x-www-form-urlencoded`, in any case and
/// with any media type parameters.
pub fn is_form(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_TYPE).iter().any(|value| {
        let media_type = value.as_bytes().split(|&b| b == b';').next();
        media_type.is_some_and(|text| text.trim_ascii().eq_ignore_ascii_case(FORM.as_bytes()))
    })
}

/// Whether a query has names that section 2 keeps for the protocol: all that begin with `oauth_`.
pub(crate) fn has_protocol_parameters(query: &str) -> bool {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    let mut parameters = parameters.iter();
    parameters.any(|parameter| parameter.name().starts_with(b"oauth_"))
}

/// One parameter, where it was found.
///
/// `Debug` leaves the value out: it may be a password, and a PLAINTEXT signature *is* the secrets.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    name: Coded<'a>,
    value: Coded<'a>,
    source: Transmission,
    /// The ranks of the name's first eight bytes. Most pairs of names differ in them, so most
    /// comparisons of the sort are one of integers.
    order: u64,
}

impl<'a> Parameter<'a> {
    pub(crate) fn new(name: Coded<'a>, value: Coded<'a>, source: Transmission) -> Self {
        let mut first = [0; 8];
        for (slot, byte) in first.iter_mut().zip(name.bytes()) {
            *slot = rank(byte);
        }
        Self {
            name,
            value,
            source,
            order: u64::from_be_bytes(first),
        }
    }

    /// The decoded name. It need not be UTF-8.
    pub fn name(&self) -> Cow<'a, [u8]> {
        self.name.decode()
    }

    /// The decoded value. It need not be UTF-8.
    pub fn value(&self) -> Cow<'a, [u8]> {
        self.value.decode()
    }

    /// Where it was found.
    pub fn source(&self) -> Transmission {
        self.source
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name.is(name)
    }

    /// The protocol parameter that this one has the name of.
    pub(crate) fn protocol_name(&self) -> Option<&'static str> {
        // Few of a caller's names begin like this, and the others are not worth eleven looks.
        if self.name.bytes().next() != Some(b'o') {
            return None;
        }
        PROTOCOL_NAMES.into_iter().find(|name| self.is_named(name))
    }

    /// The order of section 3.4.1.3.2: by encoded name, then by encoded value, as bytes.
    pub(crate) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let ranks = |coded: Coded<'a>| coded.bytes().map(rank);
        self.order
            .cmp(&other.order)
            .then_with(|| ranks(self.name).cmp(ranks(other.name)))
            .then_with(|| ranks(self.value).cmp(ranks(other.value)))
    }
}

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name().escape_ascii(), self.source)
    }
}

/// The parameters of a request, collected from their sources in the order found
/// (section 3.4.1.3.1).
///
/// ```
/// use tower_oauth1::protocol::Parameters;
///
/// let mut parameters = Parameters::new();
/// parameters.add_query("b5=%3D%253D&a3=a&c%40=&a2=r%20b");
/// parameters.add_form(b"c2&a3=2+q");
/// assert_eq!(
///     parameters.normalize().to_string(),
///     "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=",
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct Parameters<'a> {
    list: Vec<Parameter<'a>>,
}

impl<'a> Parameters<'a> {
    /// No parameters.
    pub fn new() -> Self {
        // Room for the protocol's and a few of the caller's, so that most requests do not grow it.
        let list = Vec::with_capacity(16);
        Self { list }
    }

    /// Adds those of a query, given as on the wire and without its `?`.
    pub fn add_query(&mut self, query: &'a str) {
        self.add_pairs(query.as_bytes(), Transmission::Query);
    }

    /// Adds those of a form body, given as on the wire.
    pub fn add_form(&mut self, form: &'a [u8]) {
        self.add_pairs(form, Transmission::FormBody);
    }

    /// Adds those of an `Authorization` header that was read. The realm is none of them.
    pub fn add_header(&mut self, header: &AuthorizationHeader<'a>) {
        self.list.extend(header.parameters());
    }

    /// Adds the protocol parameters of a request that is being signed.
    pub fn add_protocol(&mut self, protocol: &'a ProtocolParameters) {
        let parameter = |(name, value): (&'a str, &'a str)| {
            let coded = |text: &'a str| Coded::new(text.as_bytes(), Coding::Percent);
            Parameter::new(coded(name), coded(value), Transmission::AuthorizationHeader)
        };
        self.list.extend(protocol.encoded().map(parameter));
    }

    /// Adds one whose name and value are given decoded.
    pub fn add(&mut self, name: &'a [u8], value: &'a [u8], source: Transmission) {
        let plain = |text| Coded::new(text, Coding::Plain);
        self.list
            .push(Parameter::new(plain(name), plain(value), source));
    }

    /// The parameters in the order in which they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter<'a>> + '_ {
        self.list.iter()
    }

    /// Sorts them, and leaves `oauth_signature` out (sections 3.4.1.3.1 and 3.4.1.3.2).
    pub fn normalize(mut self) -> NormalizedParameters<'a> {
        self.list
            .retain(|parameter| !parameter.is_named("oauth_signature"));
        self.list.sort_unstable_by(Parameter::compare);
        NormalizedParameters { list: self.list }
    }

    /// Splits by `&`, then by the first `=`; pieces without a byte are no parameters, and `;`
    /// separates nothing.
    fn add_pairs(&mut self, text: &'a [u8], source: Transmission) {
        let pieces = text.split(|&byte| byte == b'&');
        self.list
            .extend(pieces.filter(|piece| !piece.is_empty()).map(|piece| {
                let equals = piece.iter().position(|&byte| byte == b'=');
                let (name, value) = match equals {
                    Some(at) => (&piece[..at], &piece[at + 1..]),
                    None => (piece, &piece[..0]),
                };
                let form = |text| Coded::new(text, Coding::Form);
                Parameter::new(form(name), form(value), source)
            }));
    }
}

/// Parameters in the order and the encoding in which they are signed (section 3.4.1.3.2).
///
/// `Display` writes the section's text: `name=value`, joined by `&`.
#[derive(Clone, Debug)]
pub struct NormalizedParameters<'a> {
    list: Vec<Parameter<'a>>,
}

impl NormalizedParameters<'_> {
    /// Whether some of them came in a form body, which may hold a password.
    pub(crate) fn have_form(&self) -> bool {
        self.list
            .iter()
            .any(|parameter| parameter.source == Transmission::FormBody)
    }

    pub(crate) fn encode(&self, depth: Depth, sink: &mut (impl FnMut(&[u8]) + ?Sized)) {
        let (equals, and): (&[u8], &[u8]) = match depth {
            Depth::Once => (b"=", b"&"),
            Depth::Twice => (b"%3D", b"%26"),
        };
        for (at, parameter) in self.list.iter().enumerate() {
            if at > 0 {
                sink(and);
            }
            parameter.name.encode(depth, sink);
            sink(equals);
            parameter.value.encode(depth, sink);
        }
    }
}

impl fmt::Display for NormalizedParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::base_string::text(|sink| {
            self.encode(Depth::Once, sink);
        }))
    }
}
