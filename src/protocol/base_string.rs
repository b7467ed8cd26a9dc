//! RFC 5849 section 3.4.1.1: the signature base string.

use std::fmt;

use http::Method;

use super::base_string_uri::{BaseStringUri, plain};
use super::encoding::coding::Passes;
use super::encoding::writer::{ShortText, Writer, text};
use super::parameters::normalized::{NormalizedParameters, encode};
use super::parameters::unsigned::UnsignedParameters;

/// The signature base string (section 3.4.1.1): the text that is signed.
///
/// It contains the method, the base string URI and the normalized parameters. Each part is
/// percent-encoded, and `&` separates the parts.
///
/// HMAC methods do not need the whole text: the pieces go directly into the MAC. `Display` writes
/// the whole text, for example to debug a signature. The text contains all parameters of the
/// request in clear, including passwords in a form.
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
    /// The protocol parameters that are not in `parameters`. `None` if `parameters` has all of
    /// them.
    protocol: Option<&'a UnsignedParameters<'a>>,
}

impl<'a> SignatureBaseString<'a> {
    /// Creates a base string of its three parts. The method is converted to upper case.
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

    /// Creates a base string whose protocol parameters are not in `parameters`. They are merged
    /// with `parameters` when the text is written.
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

    /// Returns the base string URI.
    pub fn uri(&self) -> &BaseStringUri<'a> {
        &self.uri
    }

    /// Returns the normalized parameters.
    pub fn parameters(&self) -> &NormalizedParameters<'a> {
        &self.parameters
    }

    pub(super) fn into_parameters(self) -> NormalizedParameters<'a> {
        self.parameters
    }

    /// Writes the text in pieces.
    pub(super) fn write(&self, out: &mut Writer<'_>) {
        let method = self.method.as_str();
        if method.bytes().all(|byte| byte.is_ascii_uppercase()) {
            out.text(method.as_bytes())
        } else {
            plain(&method.to_ascii_uppercase(), out)
        }
        let and = const { ShortText::new(b"&") };
        out.short_text(and);
        self.uri.encode(out);
        out.short_text(and);
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
