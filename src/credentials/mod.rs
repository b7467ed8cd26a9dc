//! RFC 5849 section 1.1: the three kinds of credentials, as three types that cannot be swapped.

pub(crate) mod secret;
pub(crate) mod token_text;

use self::secret::Secret;

/// What identifies the *client*, the program that makes the requests (RFC 5849 section 1.1).
///
/// Services call it the consumer key or API key, and its secret. `Debug` redacts the secret.
///
/// ```
/// use tower_oauth1::ClientCredentials;
///
/// let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
/// assert_eq!(client.identifier(), "dpf43f3p2l4k3l03");
/// assert!(!format!("{client:?}").contains("kd94hf93k423kf44"));
/// ```
#[doc(alias("consumer", "consumer key", "api key"))]
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    identifier: String,
    secret: Option<Secret>,
}

impl ClientCredentials {
    /// Credentials with a shared-secret, both as the service printed them (decoded UTF-8).
    ///
    /// The secret may be the empty string where the service says so (MAAS, Launchpad).
    pub fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            secret: Some(Secret::new(secret)),
        }
    }

    /// Credentials of a client that proves itself by a private key and so has no shared-secret.
    ///
    /// The HMAC methods and PLAINTEXT refuse such a client: an absent secret is not an empty one.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, SignError, Signer};
    ///
    /// let signer = Signer::new(ClientCredentials::without_secret("id"));
    /// let (parts, ()) = http::Request::get("https://api.example.com").body(())?.into_parts();
    /// assert!(matches!(signer.sign(&parts, None), Err(SignError::MissingKey { .. })));
    /// # Ok::<_, http::Error>(())
    /// ```
    pub fn without_secret(identifier: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            secret: None,
        }
    }

    /// The identifier, sent as `oauth_consumer_key` (decoded).
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    pub(crate) fn secret(&self) -> Option<&Secret> {
        self.secret.as_ref()
    }
}

/// What an authorized *token* is identified by: the grant of one resource owner to one client
/// (RFC 5849 section 1.1).
///
/// Services call it the access token and its secret. `Debug` redacts the secret.
///
/// ```
/// use tower_oauth1::TokenCredentials;
///
/// let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
/// assert_eq!(token.identifier(), "nnch734d00sl2jdk");
/// ```
#[doc(alias("access token", "oauth_token"))]
#[derive(Clone, Debug)]
pub struct TokenCredentials {
    identifier: String,
    secret: Secret,
}

impl TokenCredentials {
    /// A token and its shared-secret, decoded. An empty secret is legal (Evernote).
    pub fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            secret: Secret::new(secret),
        }
    }

    /// The identifier, sent as `oauth_token` (decoded).
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The shared-secret in clear, to be stored where only this client can read it.
    pub fn secret(&self) -> &str {
        self.secret.expose()
    }
}

/// What an authorization *in progress* is identified by (RFC 5849 section 1.1): obtained from the
/// service, shown to the resource owner, exchanged for [`TokenCredentials`], then worthless.
///
/// Services call it the request token. `Debug` redacts the secret.
///
/// ```
/// use tower_oauth1::TemporaryCredentials;
///
/// let temporary = TemporaryCredentials::new("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
/// assert_eq!(temporary.identifier(), "hh5s93j4hdidpola");
/// ```
#[doc(alias = "request token")]
#[derive(Clone, Debug)]
pub struct TemporaryCredentials {
    identifier: String,
    secret: Secret,
}

impl TemporaryCredentials {
    /// A temporary identifier and its shared-secret, decoded.
    pub fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            secret: Secret::new(secret),
        }
    }

    /// The identifier, sent as `oauth_token` (decoded).
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The shared-secret in clear.
    pub fn secret(&self) -> &str {
        self.secret.expose()
    }
}
