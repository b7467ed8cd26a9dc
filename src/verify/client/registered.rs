//! Registered clients (RFC 5849 section 1.1).

use std::borrow::Cow;
use std::sync::Arc;

use http::Extensions;

use super::callback_policy::CallbackPolicy;
use super::key::ClientKey;
use crate::credentials::ClientCredentials;
#[cfg(feature = "rsa")]
use crate::protocol::RsaPublicKey;
use crate::protocol::{SignatureMethod, VerifyBaseString};
use crate::uri::callback::CallbackError;

/// A client that is registered with the server.
///
/// A client with a secret signs with HMAC or PLAINTEXT. A client with a public key signs with RSA.
/// The registration decides this, not the request, so a client cannot use a method of the other
/// kind. A client without a secret is not the same as a client with an empty secret.
///
/// ```
/// use tower_oauth1::verify::RegisteredClient;
/// use tower_oauth1::{ClientCredentials, SignatureMethod};
///
/// let client = RegisteredClient::new(ClientCredentials::new("client-id", "client-secret"))
///     .signature_methods([SignatureMethod::HmacSha1]);
/// # assert_eq!(client.identifier(), "client-id");
/// ```
///
/// A clone is cheap: it copies a pointer.
#[derive(Clone, Debug)]
pub struct RegisteredClient(Arc<Inner>);

#[derive(Clone, Debug)]
pub(super) struct Inner {
    identifier: String,
    key: ClientKey,
    pub(super) additional_keys: Vec<ClientKey>,
    /// The accepted signature methods. `None` means all methods that fit the key.
    methods: Option<Vec<SignatureMethod>>,
    callbacks: Vec<CallbackPolicy>,
    passwords_allowed: bool,
    data: Extensions,
}

impl RegisteredClient {
    /// Creates a client with a shared secret. A client
    /// [`without_secret`](ClientCredentials::without_secret) cannot sign any request.
    pub fn new(credentials: ClientCredentials) -> Self {
        let key = ClientKey::from_credentials(&credentials);
        Self::with_key(credentials.identifier(), key)
    }

    /// Creates a client that signs with RSA. The client holds the private key, and `key` is its
    /// public key.
    ///
    /// The server must accept RSA methods: see
    /// [`RequestVerifier::signature_methods`](crate::verify::RequestVerifier::signature_methods).
    /// An RSA signature does not use the secret of the token.
    ///
    /// ```no_run
    /// use tower_oauth1::protocol::RsaPublicKey;
    /// use tower_oauth1::verify::RegisteredClient;
    ///
    /// let key = RsaPublicKey::from_pem(&std::fs::read_to_string("client.crt")?)?;
    /// let client = RegisteredClient::rsa("client-id", key);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    pub fn rsa(identifier: impl Into<String>, key: RsaPublicKey) -> Self {
        Self::with_key(identifier, ClientKey::Rsa(key))
    }

    /// Creates a client that signs with a custom method. The server must accept the method as
    /// [`SignatureMethod::Custom`].
    ///
    /// Custom methods have no dummy key for unknown clients. So the time of the response can tell
    /// which clients exist. If the client has several keys, let `verifier` try them all.
    pub fn custom(
        identifier: impl Into<String>,
        verifier: impl VerifyBaseString + 'static,
    ) -> Self {
        Self::with_key(identifier, ClientKey::Custom(Arc::new(verifier)))
    }

    /// Returns the dummy that replaces an unknown client. Its identifier is empty, so no request
    /// can name it.
    pub(crate) fn unknown() -> Self {
        Self::with_key("", ClientKey::None)
    }

    fn with_key(identifier: impl Into<String>, key: ClientKey) -> Self {
        Self(Arc::new(Inner {
            identifier: identifier.into(),
            key,
            additional_keys: Vec::new(),
            methods: None,
            callbacks: Vec::new(),
            passwords_allowed: false,
            data: Extensions::new(),
        }))
    }

    /// Copies the client first if it has other clones.
    pub(super) fn inner(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    /// Sets the signature methods that this client may use. Default: all methods that fit its key.
    ///
    /// Use this to prevent signatures with a weaker method.
    #[must_use]
    pub fn signature_methods(mut self, methods: impl IntoIterator<Item = SignatureMethod>) -> Self {
        self.inner().methods = Some(methods.into_iter().collect());
        self
    }

    /// Sets the callbacks that this client registered. Default: none, and the client cannot get
    /// temporary credentials (request tokens).
    ///
    /// A callback is an absolute URI, or `oob` if the resource owner types the verifier into the
    /// client. The callback of a request must be equal to one of them, compared as text. To accept
    /// other callbacks too, such as any port of a desktop program, pass a [`CallbackPolicy`].
    ///
    /// # Errors
    ///
    /// Returns [`CallbackError`] if a callback
    ///
    /// - is not absolute,
    /// - has characters other than printable ASCII,
    /// - is longer than 2048 bytes,
    /// - has a scheme with which a browser runs or shows the text of the URI, or opens a local file
    ///   ([`UnsafeScheme`](CallbackError::UnsafeScheme)), such as `javascript` or `data`,
    /// - has the scheme `http` or `https` and user information or an invalid host or port, or
    /// - has a parameter `oauth_..` in its query.
    pub fn callbacks<T>(
        mut self,
        callbacks: impl IntoIterator<Item = T>,
    ) -> Result<Self, CallbackError>
    where
        T: TryInto<CallbackPolicy>,
        CallbackError: From<T::Error>,
    {
        let policies = callbacks.into_iter().map(TryInto::try_into);
        self.inner().callbacks = policies.collect::<Result<_, T::Error>>()?;
        Ok(self)
    }

    /// Accepts any callback with the scheme `http` or `https`, and `oob`. Use this only for tests.
    ///
    /// An attacker with the secret of the client could send resource owners, with their verifiers,
    /// to any server.
    #[must_use]
    pub fn insecure_any_callback(mut self) -> Self {
        self.inner().callbacks = vec![CallbackPolicy::any()];
        self
    }

    /// Allows the client to get tokens for the username and the password of a resource owner
    /// (xAuth): see [`Grants::password_request`](crate::grant::Grants::password_request). Default:
    /// it may not.
    ///
    /// The client sees the passwords, so allow this only to clients of your own.
    #[must_use]
    #[doc(alias = "xauth")]
    pub fn allow_passwords(mut self) -> Self {
        self.inner().passwords_allowed = true;
        self
    }

    /// Returns whether the client may use passwords.
    pub(crate) fn passwords_allowed(&self) -> bool {
        self.0.passwords_allowed
    }

    /// Attaches a value of the application, such as the row of the client in a database. A value of
    /// the same type is replaced.
    ///
    /// A handler reads it with [`Authenticated::client_data`](crate::Authenticated::client_data).
    /// Put large values into an [`Arc`]. `Debug` output does not contain the value.
    ///
    /// ```
    /// use tower_oauth1::ClientCredentials;
    /// use tower_oauth1::verify::RegisteredClient;
    ///
    /// #[derive(Clone, Debug, PartialEq)]
    /// struct Plan(&'static str);
    ///
    /// let credentials = ClientCredentials::new("client-id", "client-secret");
    /// let client = RegisteredClient::new(credentials).data(Plan("gold"));
    /// assert_eq!(client.get::<Plan>(), Some(&Plan("gold")));
    /// ```
    #[must_use]
    pub fn data<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.inner().data.insert(value);
        self
    }

    /// Returns the attached value of this type.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.data.get()
    }

    /// Returns whether the client may use this callback.
    pub(crate) fn accepts_callback(&self, callback: &str) -> bool {
        let mut policies = self.0.callbacks.iter();
        policies.any(|policy| policy.accepts(callback))
    }

    /// Returns the client identifier (consumer key), decoded.
    pub fn identifier(&self) -> &str {
        &self.0.identifier
    }

    /// Returns the first key, and the others.
    pub(super) fn all_keys(&self) -> (&ClientKey, &[ClientKey]) {
        (&self.0.key, &self.0.additional_keys)
    }

    /// Returns whether one of the keys can verify signatures of this method.
    pub(crate) fn has_key_for(&self, method: SignatureMethod) -> bool {
        self.has_key_after(0, method)
    }

    /// Returns whether the client registered this method, or registered no methods.
    pub(crate) fn accepts_method(&self, method: SignatureMethod) -> bool {
        let methods = self.0.methods.as_ref();
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
