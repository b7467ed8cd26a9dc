//! RFC 5849 section 3.4.1.1: the signature base string.

use std::fmt;

use http::Method;

use super::base_string_uri::{BaseStringUri, plain};
use super::encoding::coding::Passes;
use super::encoding::writer::{ShortText, Writer, text};
use super::parameters::normalized::{NormalizedParameters, encode_all};
use super::request_head::signed_method;

/// The signature base string (section 3.4.1.1): the text that is signed.
///
/// It contains the method, the base string URI and the normalized parameters. Each part is
/// percent-encoded, and `&` separates the parts.
///
/// `Display` writes the text, for example to debug a signature. The text contains all parameters
/// of the request in clear, including passwords in a form.
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
}

impl<'a> SignatureBaseString<'a> {
    /// Creates a base string from its three parts. The method is converted to upper case.
    ///
    /// The method `CONNECT` becomes `GET`: see
    /// [`BaseStringUri::from_parts`].
    pub fn new(
        method: &'a Method,
        uri: BaseStringUri<'a>,
        parameters: NormalizedParameters<'a>,
    ) -> Self {
        Self {
            method,
            uri,
            parameters,
        }
    }

    /// Returns the base string URI.
    pub fn uri(&self) -> &BaseStringUri<'a> {
        &self.uri
    }

    /// Returns the HTTP method, as it was received.
    pub(crate) fn method(&self) -> &'a Method {
        self.method
    }

    /// Returns the normalized parameters.
    pub fn parameters(&self) -> &NormalizedParameters<'a> {
        &self.parameters
    }

    /// Writes the text.
    pub(super) fn write(&self, out: &mut Writer<'_>) {
        write_start(self.method, &self.uri, out);
        encode_all(self.parameters.as_slice(), Passes::Twice, out);
    }

    /// Passes the text to `take` in pieces.
    pub(super) fn pass(&self, take: &mut dyn FnMut(&[u8])) {
        let mut writer = Writer::new(take);
        self.write(&mut writer);
        // A form may contain a password, so the buffer is wiped.
        writer.finish(self.parameters.have_form());
    }
}

/// Writes the base string up to its parameters: `POST&https%3A%2F%2Fexample.com%2F&`.
pub(super) fn write_start(method: &Method, uri: &BaseStringUri<'_>, out: &mut Writer<'_>) {
    let method = signed_method(method);
    if method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        out.text(method.as_bytes())
    } else {
        plain(&method.to_ascii_uppercase(), out)
    }
    let and = const { ShortText::new(b"&") };
    out.short_text(and);
    uri.encode(out);
    out.short_text(and);
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
