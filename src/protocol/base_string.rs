//! RFC 5849 section 3.4.1.1: the signature base string.

use std::fmt;

use http::Method;

use super::base_string_uri::{BaseStringUri, plain};
use super::encoding::coding::Passes;
use super::encoding::writer::{Word, Writer, text};
use super::parameters::normalized::{NormalizedParameters, encode};
use super::parameters::unsigned::UnsignedParameters;

/// What is signed (section 3.4.1.1): the method, the base string URI and the normalized parameters,
/// each encoded, joined by `&`.
///
/// It is never built as a whole to be signed: its pieces go into the MAC as they are found.
/// `Display` writes the whole text for a person to read. Mind that it holds all that the request
/// holds, passwords in a form among it.
///
/// ```
/// use tower_oauth1::protocol::{BaseStringUri, Parameters, SignatureBaseString};
///
/// let (parts, ()) = http::Request::get("http://example.com/?n=v").body(())?.into_parts();
/// let mut parameters = Parameters::new();
/// parameters.add_query("n=v");
/// let uri = BaseStringUri::from_parts(&parts)?;
/// let base_string = SignatureBaseString::new(&parts.method, uri, parameters.normalize());
/// assert_eq!(base_string.to_string(), "GET&http%3A%2F%2Fexample.com%2F&n%3Dv");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SignatureBaseString<'a> {
    method: &'a Method,
    uri: BaseStringUri<'a>,
    parameters: NormalizedParameters<'a>,
    /// Those of a request that is being signed.
    protocol: Option<&'a UnsignedParameters<'a>>,
}

impl<'a> SignatureBaseString<'a> {
    /// From its three parts. The method is upper-cased.
    pub fn new(
        method: &'a Method,
        uri: BaseStringUri<'a>,
        parameters: NormalizedParameters<'a>,
    ) -> Self {
        Self {
            method,
            uri,
            parameters,
            protocol: None,
        }
    }

    /// Of a request that is being signed, whose protocol parameters are not among the others yet.
    pub(super) fn unsigned(
        method: &'a Method,
        uri: BaseStringUri<'a>,
        parameters: NormalizedParameters<'a>,
        protocol: &'a UnsignedParameters<'a>,
    ) -> Self {
        let protocol = Some(protocol);
        Self {
            method,
            uri,
            parameters,
            protocol,
        }
    }

    /// The second of its three parts.
    pub fn uri(&self) -> &BaseStringUri<'a> {
        &self.uri
    }

    /// The third of its three parts.
    pub fn parameters(&self) -> &NormalizedParameters<'a> {
        &self.parameters
    }

    pub(super) fn into_parameters(self) -> NormalizedParameters<'a> {
        self.parameters
    }

    /// Writes the text, piece by piece.
    pub(super) fn write(&self, out: &mut Writer<'_>) {
        let method = self.method.as_str();
        if method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            out.text(method.as_bytes())
        } else {
            plain(&method.to_ascii_uppercase(), out)
        }
        let and = const { Word::new(b"&") };
        out.word(and);
        self.uri.encode(out);
        out.word(and);
        match self.protocol {
            Some(protocol) => protocol.write_merged(&self.parameters, out),
            None => encode(self.parameters.as_slice(), Passes::Twice, true, out),
        }
    }
}

impl fmt::Debug for SignatureBaseString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureBaseString")
            .field("method", self.method)
            .field("uri", &self.uri)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for SignatureBaseString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(|out| self.write(out)))
    }
}
