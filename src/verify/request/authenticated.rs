//! A request that passed every check.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::unverified::SignatureVerified;
use crate::protocol::{Parameter, SignatureMethod, Transmission};

/// A request that passed every check: it is from this client and token, in time, and the first of its
/// kind.
///
/// Only [`SignatureVerified::accept`] makes one, and [`VerifyLayer`](crate::verify::VerifyLayer) puts it into
/// the extensions of the request. A clone costs nothing.
///
/// Of the request, its method, URI and form are authentic. Other bodies are so only where
/// [`body_is_signed`](Self::body_is_signed), and headers never, but for `Host`.
///
/// `Debug` leaves the parameters out: a form may hold a password.
///
/// ```
/// use axum::Extension;
/// use http::StatusCode;
/// use tower_oauth1::Authenticated;
///
/// async fn delete(Extension(caller): Extension<Authenticated>) -> StatusCode {
///     match caller.client_identifier() {
///         "printer" => StatusCode::FORBIDDEN, // who it is, is known; what it may, is yours to say
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
    /// Names and values of the parameters, decoded, without anything between them.
    text: Zeroizing<Vec<u8>>,
    parameters: Vec<Place>,
}

/// Where in the text a parameter stands: its name begins where the value before it ends.
struct Place {
    name_end: usize,
    value_end: usize,
    source: Transmission,
}

impl Authenticated {
    pub(crate) fn new(verified: &SignatureVerified<'_>) -> Self {
        let request = &verified.0;
        // With PLAINTEXT, the signature is the secrets.
        let signed = || {
            request
                .parameters
                .iter()
                .filter(|other| !other.is_signature())
        };
        // Room for all at once: a form may hold a password, and growing leaves copies behind.
        let length = signed().map(|parameter| parameter.encoded_length()).sum();
        let mut text = Zeroizing::new(Vec::with_capacity(length));
        let parameters = signed().map(|parameter| Place {
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

    /// The client's identifier, decoded.
    pub fn client_identifier(&self) -> &str {
        &self.0.client
    }

    /// The token's identifier, decoded; `None` for a request on the client's own behalf, which comes
    /// only where the server takes such ([`allow_missing_token`](crate::verify::RequestVerifier::allow_missing_token)).
    pub fn token_identifier(&self) -> Option<&str> {
        self.0.token.as_deref()
    }

    /// The method that the signature was made by.
    pub fn signature_method(&self) -> SignatureMethod {
        self.0.method
    }

    /// When the request was made, by the client's clock, in seconds since 1970. `None` only with
    /// PLAINTEXT.
    pub fn timestamp(&self) -> Option<u64> {
        self.0.timestamp
    }

    /// The nonce, decoded. `None` only with PLAINTEXT.
    pub fn nonce(&self) -> Option<&str> {
        self.0.nonce.as_deref()
    }

    /// The URI under which the client reached the server, without its query (section 3.4.1.2).
    pub fn uri(&self) -> &str {
        &self.0.uri
    }

    /// Whether the body is the client's: it is a form, or `oauth_body_hash` was compared with it.
    pub fn body_is_signed(&self) -> bool {
        self.0.body_is_signed
    }

    /// Name, value and place of all parameters but `oauth_signature`, decoded, in the order in which
    /// they were found: the header's, the query's, the form's. They need not be UTF-8.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = Parameter<'_>> + '_ {
        let mut start = 0;
        self.0.parameters.iter().map(move |place| {
            let name = &self.0.text[start..place.name_end];
            let value = &self.0.text[place.name_end..place.value_end];
            start = place.value_end;
            Parameter::decoded(name, value, place.source)
        })
    }

    pub(crate) fn is_in_header(&self) -> bool {
        let mut parameters = self.parameters();
        parameters.any(|parameter| parameter.source() == Transmission::AuthorizationHeader)
    }

    /// The decoded value of the protocol parameter `name`, as `oauth_callback`, where it is UTF-8.
    ///
    /// Of a name that is not the protocol's, the first one that was found counts.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut start = 0;
        self.0
            .parameters
            .iter()
            .find_map(|place| {
                let (this, value) =
                    self.0.text[start..place.value_end].split_at(place.name_end - start);
                start = place.value_end;
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
