//! A request that passed every check.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::unverified::SignatureVerified;
use crate::protocol::{Parameter, SignatureMethod, Transmission};
use crate::verify::client::issued::IssuedToken;
use crate::verify::client::registered::RegisteredClient;

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
    /// The identifiers of client and token, the nonce and the URI, one after the other.
    identity: String,
    client_end: usize,
    /// `None` if there is no token.
    token_end: Option<usize>,
    /// `None` if there is no nonce.
    nonce_end: Option<usize>,
    method: SignatureMethod,
    timestamp: Option<u64>,
    body_is_signed: bool,
    /// The decoded names and values of the parameters, one after the other, without separators.
    text: Zeroizing<Vec<u8>>,
    parameters: Vec<ParameterSpan>,
    /// The client and the token with the data of the application. `None` if the request was
    /// verified without a store.
    stored: Option<(RegisteredClient, Option<IssuedToken>)>,
}

/// The position of a parameter in the text.
struct ParameterSpan {
    start: usize,
    name_end: usize,
    value_end: usize,
    position: u32,
    source: Transmission,
}

impl Authenticated {
    /// `stored` is the client and the token of the store.
    pub(crate) fn new(
        verified: &SignatureVerified<'_>,
        stored: Option<(RegisteredClient, Option<IssuedToken>)>,
    ) -> Self {
        let request = &verified.0;
        let uri = request.base_string.uri();
        let (client, nonce) = (request.client_identifier(), request.nonce());
        let token = request.token_identifier();
        let texts = [client, token.unwrap_or_default(), nonce.unwrap_or_default()];
        let length: usize = texts.iter().map(|text| text.len()).sum();
        let mut identity = String::with_capacity(length + uri.longest());
        let mut append = |text: &str| {
            identity.push_str(text);
            identity.len()
        };
        let client_end = append(client);
        let (token_end, nonce_end) = (token.map(&mut append), nonce.map(&mut append));
        // Writing to a string cannot fail.
        let _ = write!(identity, "{uri}");

        // A PLAINTEXT signature is the secrets, so the signature is not kept.
        let signed = request.base_string.parameters().as_slice();
        // Allocate once: a form may contain a password, and a growing vector leaves copies in
        // memory. Encoded text is never shorter than decoded text.
        let length = signed.iter().map(Parameter::encoded_length).sum();
        let mut text = Zeroizing::new(Vec::with_capacity(length));
        let parameters = signed.iter().map(|parameter| ParameterSpan {
            start: text.len(),
            name_end: parameter.decode_onto(&mut text),
            value_end: text.len(),
            position: parameter.position(),
            source: parameter.source(),
        });
        let mut parameters: Vec<_> = parameters.collect();
        parameters.sort_unstable_by_key(|span| span.position);
        Self(Arc::new(Inner {
            identity,
            client_end,
            token_end,
            nonce_end,
            method: request.method,
            timestamp: request.timestamp,
            body_is_signed: request.is_form || request.body_hash.is_some(),
            text,
            parameters,
            stored,
        }))
    }

    /// Returns the value of this type that the store attached to the token, or to the client if the
    /// token has none.
    ///
    /// A store attaches values with [`IssuedToken::data`] and [`RegisteredClient::data`]. They are
    /// here if the request passed a [`VerifyLayer`](crate::verify::VerifyLayer), but not if it was
    /// verified [step by step](crate::verify#step-by-step).
    ///
    /// If clients and tokens have values of the same type that mean different things, use
    /// [`token_data`](Self::token_data) and [`client_data`](Self::client_data).
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.token_data().or_else(|| self.client_data())
    }

    /// Returns the value of this type that the store attached to the token, with
    /// [`IssuedToken::data`].
    pub fn token_data<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let (_, token) = self.0.stored.as_ref()?;
        token.as_ref()?.get()
    }

    /// Returns the value of this type that the store attached to the client, with
    /// [`RegisteredClient::data`].
    pub fn client_data<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.stored.as_ref()?.0.get()
    }

    /// Returns the client identifier (consumer key), decoded.
    pub fn client_identifier(&self) -> &str {
        &self.0.identity[..self.0.client_end]
    }

    /// Returns the token identifier (access token), decoded. `None` if the client made the request
    /// without a token, which the server must allow with
    /// [`allow_missing_token`](crate::verify::RequestVerifier::allow_missing_token).
    pub fn token_identifier(&self) -> Option<&str> {
        let inner = &*self.0;
        let end = inner.token_end?;
        Some(&inner.identity[inner.client_end..end])
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
        let inner = &*self.0;
        let end = inner.nonce_end?;
        Some(&inner.identity[inner.token_end.unwrap_or(inner.client_end)..end])
    }

    /// Returns the URI under which the client reached the server, without its query (section
    /// 3.4.1.2). It is signed.
    ///
    /// A server with several tenants takes the host of the tenant from this URI. The `Host` header
    /// is not always signed: see [`PublicOrigin`](crate::PublicOrigin#the-host-header).
    pub fn uri(&self) -> &str {
        let inner = &*self.0;
        let start = inner.nonce_end.or(inner.token_end);
        &inner.identity[start.unwrap_or(inner.client_end)..]
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
    /// found. To get one value, use [`parameter("name")`](Self::parameter).
    ///
    /// The order is: header, query, form. Names and values can be bytes that are not UTF-8. The
    /// places, and the order of parameters with the same name, are not signed.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = Parameter<'_>> + '_ {
        self.0.parameters.iter().map(|span| {
            let (name, value) = self.pair(span);
            Parameter::decoded(name, value, span.source)
        })
    }

    /// Returns whether the protocol parameters are in the `Authorization` header.
    pub(crate) fn is_in_header(&self) -> bool {
        let mut parameters = self.0.parameters.iter();
        parameters.any(|span| span.source == Transmission::AuthorizationHeader)
    }

    /// Returns the decoded name and value of a parameter.
    fn pair(&self, span: &ParameterSpan) -> (&[u8], &[u8]) {
        let text = &self.0.text;
        (
            &text[span.start..span.name_end],
            &text[span.name_end..span.value_end],
        )
    }

    /// Returns the decoded value of the parameter `name`, wherever it is. `None` if it is missing
    /// or not UTF-8.
    ///
    /// A protocol parameter, such as `oauth_callback`, occurs at most once. If another parameter
    /// occurs more than once, this returns the first value. Which one is first is not signed, so
    /// use [`parameters`](Self::parameters) to find out whether there are more.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.parameters.iter().map(|span| self.pair(span));
        let (_, value) = pairs.find(|(this, _)| *this == name.as_bytes())?;
        std::str::from_utf8(value).ok()
    }
}

impl fmt::Debug for Authenticated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticated")
            .field("client", &self.client_identifier())
            .field("token", &self.token_identifier())
            .field("method", &self.0.method)
            .field("timestamp", &self.0.timestamp)
            .field("nonce", &self.nonce())
            .field("uri", &self.uri())
            .finish_non_exhaustive()
    }
}
