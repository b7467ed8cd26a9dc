//! RFC 5849 section 1.1, as the server sees it: a client that is registered, a token that was issued.

use std::borrow::Cow;
use std::sync::Arc;

use super::callbacks::Callbacks;
use super::key::ClientKey;
use crate::credentials::{ClientCredentials, TokenCredentials};
#[cfg(feature = "rsa")]
use crate::protocol::RsaPublicKey;
use crate::protocol::{SignatureMethod, VerifyBaseString};
use crate::uri::callback::CallbackError;

/// A client as the server knows it.
///
/// A client with a secret signs by HMAC or PLAINTEXT, one with a public key by RSA, and neither by the
/// other's methods: which it is, the registration says and not the request. An absent secret is not an
/// empty one.
///
/// ```
/// use tower_oauth1::verify::RegisteredClient;
/// use tower_oauth1::{ClientCredentials, SignatureMethod};
///
/// let client = RegisteredClient::new(ClientCredentials::new("client-id", "client-secret"))
///     .signature_methods([SignatureMethod::HmacSha1]);
/// # assert_eq!(client.identifier(), "client-id");
/// ```
#[derive(Clone, Debug)]
pub struct RegisteredClient {
    identifier: String,
    key: ClientKey,
    /// `None`: all that its key is for.
    methods: Option<Vec<SignatureMethod>>,
    callbacks: Callbacks,
}

impl RegisteredClient {
    /// A client with a shared-secret. (One [`without_secret`](ClientCredentials::without_secret) cannot
    /// sign at all.)
    pub fn new(credentials: ClientCredentials) -> Self {
        let key = ClientKey::of(&credentials);
        Self::of(credentials.identifier(), key)
    }

    /// A client that signs by RSA, with the private key to this public one. The server has to take
    /// such methods: see [`RequestVerifier::signature_methods`](crate::verify::RequestVerifier::signature_methods). A token's
    /// secret is no part of such a signature.
    ///
    /// ```no_run
    /// use tower_oauth1::protocol::RsaPublicKey;
    /// use tower_oauth1::verify::RegisteredClient;
    ///
    /// let key = RsaPublicKey::from_pem(&std::fs::read_to_string("client.crt")?)?;
    /// let client = RegisteredClient::with_rsa_key("client-id", key);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    pub fn with_rsa_key(identifier: impl Into<String>, key: RsaPublicKey) -> Self {
        Self::of(identifier, ClientKey::Rsa(key))
    }

    /// A client that signs by a method of one's own, which the server has to take as
    /// [`SignatureMethod::Custom`].
    ///
    /// For such a method nobody stands in for clients that are unknown: the time of an answer tells
    /// which ones there are.
    pub fn with_custom_method(
        identifier: impl Into<String>,
        verifier: impl VerifyBaseString + 'static,
    ) -> Self {
        Self::of(identifier, ClientKey::Own(Arc::new(verifier)))
    }

    /// Stands in for a client that is unknown. No request names one by the empty identifier.
    pub(crate) fn unknown() -> Self {
        Self::of("", ClientKey::None)
    }

    fn of(identifier: impl Into<String>, key: ClientKey) -> Self {
        Self {
            identifier: identifier.into(),
            key,
            methods: None,
            callbacks: Callbacks::These(Vec::new()),
        }
    }

    /// The signature methods that this client registered, so that nobody can go below them.
    #[must_use]
    pub fn signature_methods(mut self, methods: impl IntoIterator<Item = SignatureMethod>) -> Self {
        self.methods = Some(methods.into_iter().collect());
        self
    }

    /// The callbacks that this client registered: absolute URIs, compared as text, and `oob` for a
    /// verifier that the resource owner types. Without them it gets no temporary credentials.
    ///
    /// # Errors
    ///
    /// [`CallbackError`] where one is not absolute, has other characters than printable
    /// ASCII, or a parameter `oauth_..` in its query.
    pub fn callbacks<T: Into<String>>(
        mut self,
        callbacks: impl IntoIterator<Item = T>,
    ) -> Result<Self, CallbackError> {
        self.callbacks = Callbacks::these(callbacks.into_iter().map(Into::into).collect())?;
        Ok(self)
    }

    /// Lets the client name any callback to `http` and `https`, and `oob`: for tests. Whoever steals
    /// its secret could send resource owners anywhere, their verifiers with them.
    #[must_use]
    pub fn insecure_any_callback(mut self) -> Self {
        self.callbacks = Callbacks::Any;
        self
    }

    pub(crate) fn takes_callback(&self, callback: &str) -> bool {
        self.callbacks.contain(callback)
    }

    /// The client's identifier, decoded.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    pub(crate) fn key(&self) -> &ClientKey {
        &self.key
    }

    pub(crate) fn takes(&self, method: SignatureMethod) -> bool {
        let methods = self.methods.as_ref();
        methods.is_none_or(|methods| methods.contains(&method))
    }
}

impl From<ClientCredentials> for RegisteredClient {
    fn from(credentials: ClientCredentials) -> Self {
        Self::new(credentials)
    }
}

impl<'c> From<&'c RegisteredClient> for Cow<'c, RegisteredClient> {
    fn from(client: &'c RegisteredClient) -> Self {
        Cow::Borrowed(client)
    }
}

impl<'c> From<&'c ClientCredentials> for Cow<'c, RegisteredClient> {
    fn from(credentials: &'c ClientCredentials) -> Self {
        Cow::Owned(RegisteredClient::new(credentials.clone()))
    }
}

/// A token that the server issued, and the client that holds it: it is good for no other.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    client: String,
    credentials: TokenCredentials,
}

impl IssuedToken {
    /// A token of the client with this identifier.
    pub fn new(client: impl Into<String>, credentials: TokenCredentials) -> Self {
        Self {
            client: client.into(),
            credentials,
        }
    }

    /// The identifier of the client that holds it.
    pub fn client_identifier(&self) -> &str {
        &self.client
    }

    /// The token and its secret.
    pub fn credentials(&self) -> &TokenCredentials {
        &self.credentials
    }

    pub(crate) fn into_credentials(self) -> TokenCredentials {
        self.credentials
    }
}
