//! A request that passed every check.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::unverified::SignatureVerified;
use crate::protocol::{Parameter, SignatureMethod, Transmission};

/// A request that passed every check.
///
/// It comes from this client and token, its timestamp is recent, and it is not a copy of an earlier
/// request.
///
/// Only [`SignatureVerified::accept`] creates this value.
/// [`VerifyLayer`](crate::verify::VerifyLayer) puts it into the extensions of the request. Cloning
/// is cheap.
///
/// The signature protects the method, the scheme, host, port and path of the URI, and the names and
/// values of all parameters in the query, in a form and in the `Authorization` header. It does not
/// protect the place of a parameter, or the order of parameters with the same name: someone who can
/// change a request on its way can move a parameter from the form to the query. So read parameters
/// with [`parameters`](Self::parameters), and not from the query or the form. The [module
/// documentation](crate::verify#what-a-signature-protects) says more.
///
/// The signature does not protect headers, except `Host` if the
/// [`PublicOrigin`](crate::PublicOrigin#the-host-header) takes the host from it. So a server with
/// several tenants must find the tenant by [`uri`](Self::uri). The signature does not protect a
/// body that is not a form, unless the request has an `oauth_body_hash`: see
/// [`body_is_signed`](Self::body_is_signed).
///
/// `Debug` omits the parameters, because a form may contain a password.
///
/// ```
/// use axum::Extension;
/// use http::StatusCode;
/// use tower_oauth1::Authenticated;
///
/// async fn delete(Extension(caller): Extension<Authenticated>) -> StatusCode {
///     match caller.client_identifier() {
///         "printer" => StatusCode::FORBIDDEN, // authorization is up to the application
///         _ => StatusCode::NO_CONTENT,
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Authenticated(Arc<Inner>);

struct Inner {
    client: String,
    token: Option<String>,
    method: SignatureMethod,
    timestamp: Option<u64>,
    nonce: Option<String>,
    uri: String,
    body_is_signed: bool,
    /// The decoded names and values of the parameters, one after the other, without separators.
    text: Zeroizing<Vec<u8>>,
    parameters: Vec<ParameterSpan>,
}

/// The position of a parameter in the text. Its name starts where the previous value ends.
struct ParameterSpan {
    name_end: usize,
    value_end: usize,
    source: Transmission,
}

impl Authenticated {
    pub(crate) fn new(verified: &SignatureVerified<'_>) -> Self {
        let request = &verified.0;
        // A PLAINTEXT signature is the secrets, so the signature is not kept.
        let signed = || request.signed_parameters(None);
        // Allocate once: a form may contain a password, and a growing vector leaves copies in
        // memory. Encoded text is never shorter than decoded text.
        let length = signed().map(|parameter| parameter.encoded_length()).sum();
        let mut text = Zeroizing::new(Vec::with_capacity(length));
        let parameters = signed().map(|parameter| ParameterSpan {
            name_end: parameter.decode_onto(&mut text),
            value_end: text.len(),
            source: parameter.source(),
        });
        let parameters = parameters.collect();
        Self(Arc::new(Inner {
            client: request.client_identifier().to_owned(),
            token: request.token_identifier().map(str::to_owned),
            method: request.method,
            timestamp: request.timestamp,
            nonce: request.nonce().map(str::to_owned),
            uri: request.base_string.uri().to_string(),
            body_is_signed: request.is_form || request.body_hash.is_some(),
            text,
            parameters,
        }))
    }

    /// Returns the client identifier (consumer key), decoded.
    pub fn client_identifier(&self) -> &str {
        &self.0.client
    }

    /// Returns the token identifier (access token), decoded. `None` if the client made the request
    /// without a token, which the server must allow with
    /// [`allow_missing_token`](crate::verify::RequestVerifier::allow_missing_token).
    pub fn token_identifier(&self) -> Option<&str> {
        self.0.token.as_deref()
    }

    /// Returns the signature method.
    pub fn signature_method(&self) -> SignatureMethod {
        self.0.method
    }

    /// Returns the timestamp of the request in seconds since 1970, from the client's clock. `None`
    /// only with PLAINTEXT.
    pub fn timestamp(&self) -> Option<u64> {
        self.0.timestamp
    }

    /// Returns the nonce, decoded. `None` only with PLAINTEXT.
    pub fn nonce(&self) -> Option<&str> {
        self.0.nonce.as_deref()
    }

    /// Returns the URI under which the client reached the server, without its query (section
    /// 3.4.1.2). It is signed.
    ///
    /// A server with several tenants takes the host of the tenant from this URI. The `Host` header
    /// is not always signed: see [`PublicOrigin`](crate::PublicOrigin#the-host-header).
    pub fn uri(&self) -> &str {
        &self.0.uri
    }

    /// Returns whether the signature protects the body. This is the case if the body is a form, or
    /// matches `oauth_body_hash`.
    ///
    /// The fields of a form are signed, but not their place. Someone who can change a request on
    /// its way can move fields to the query, and parameters of the query to the form.
    pub fn body_is_signed(&self) -> bool {
        self.0.body_is_signed
    }

    /// Returns all parameters except `oauth_signature`, decoded, each with the place where it was
    /// found.
    ///
    /// The order is: header, query, form. Names and values can be bytes that are not UTF-8. The
    /// places, and the order of parameters with the same name, are not signed.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = Parameter<'_>> + '_ {
        let mut start = 0;
        self.0.parameters.iter().map(move |span| {
            let name = &self.0.text[start..span.name_end];
            let value = &self.0.text[span.name_end..span.value_end];
            start = span.value_end;
            Parameter::decoded(name, value, span.source)
        })
    }

    /// Returns whether the protocol parameters are in the `Authorization` header.
    pub(crate) fn is_in_header(&self) -> bool {
        let mut parameters = self.parameters();
        parameters.any(|parameter| parameter.source() == Transmission::AuthorizationHeader)
    }

    /// Returns the decoded value of the parameter `name`, wherever it is. `None` if it is missing
    /// or not UTF-8.
    ///
    /// A protocol parameter, such as `oauth_callback`, occurs at most once. If another parameter
    /// occurs more than once, this returns the first value. Which one is first is not signed, so
    /// use [`parameters`](Self::parameters) to find out whether there are more.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut start = 0;
        self.0
            .parameters
            .iter()
            .find_map(|span| {
                let (this, value) =
                    self.0.text[start..span.value_end].split_at(span.name_end - start);
                start = span.value_end;
                (this == name.as_bytes()).then_some(value)
            })
            .and_then(|value| std::str::from_utf8(value).ok())
    }
}

impl fmt::Debug for Authenticated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticated")
            .field("client", &self.0.client)
            .field("token", &self.0.token)
            .field("method", &self.0.method)
            .field("timestamp", &self.0.timestamp)
            .field("nonce", &self.0.nonce)
            .field("uri", &self.0.uri)
            .finish_non_exhaustive()
    }
}
