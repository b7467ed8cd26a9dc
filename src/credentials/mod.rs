//! The three kinds of credentials (RFC 5849 section 1.1). Each kind is a type, so they cannot be
//! mixed up.

pub(crate) mod secret;
#[cfg(feature = "serde")]
pub(crate) mod stored;
pub(crate) mod token_text;

use std::fmt;

use self::secret::Secret;

/// The credentials of a *client*, the program that makes the requests (RFC 5849 section 1.1).
///
/// Providers call them the consumer key and consumer secret, or the API key and API secret. `Debug`
/// output does not contain the secret.
///
/// ```
/// use tower_oauth1::ClientCredentials;
///
/// let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
/// assert_eq!(client.identifier(), "dpf43f3p2l4k3l03");
/// assert!(!format!("{client:?}").contains("kd94hf93k423kf44"));
/// ```
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    identifier: String,
    secret: Option<Secret>,
}

impl ClientCredentials {
    /// Creates client credentials with a shared secret.
    ///
    /// Pass the identifier and the secret as the provider shows them: decoded, in UTF-8. Some
    /// providers (MAAS, Launchpad) use an empty secret; pass the empty string for these.
    ///
    /// White space is part of the secret. A line break at its end, as text files have it, makes
    /// every signature wrong. `Debug` output says so:
    ///
    /// ```
    /// use tower_oauth1::ClientCredentials;
    ///
    /// let from_a_file = ClientCredentials::new("id", "secret\n");
    /// assert!(format!("{from_a_file:?}").contains("[redacted, ends in white space]"));
    /// let trimmed = ClientCredentials::new("id", "secret\n".trim());
    /// assert!(format!("{trimmed:?}").contains("[redacted]"));
    /// ```
    pub fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            secret: Some(Secret::new(secret)),
        }
    }

    /// Creates client credentials without a shared secret, for a client that signs with a private
    /// key.
    ///
    /// The HMAC methods and PLAINTEXT need a secret. They refuse a client without one, because a
    /// missing secret is not the same as an empty secret.
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

    /// Returns the identifier (decoded). It is sent as `oauth_consumer_key`.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    pub(crate) fn secret(&self) -> Option<&Secret> {
        self.secret.as_ref()
    }
}

/// The credentials of a *token* (RFC 5849 section 1.1). A token represents the permission that one
/// resource owner gave to one client.
///
/// Providers call them the access token and access token secret. `Debug` output does not contain
/// the secret.
///
/// ```
/// use tower_oauth1::TokenCredentials;
///
/// let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
/// assert_eq!(token.identifier(), "nnch734d00sl2jdk");
/// ```
#[derive(Clone)]
pub struct TokenCredentials(Pair);

impl TokenCredentials {
    /// Creates token credentials from a token and its shared secret, both decoded. The secret may
    /// be empty (Evernote).
    pub fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Pair::new(identifier, secret))
    }

    /// Returns the identifier (decoded). It is sent as `oauth_token`.
    pub fn identifier(&self) -> &str {
        &self.0.identifier
    }

    /// Returns the shared secret in clear text. Store it only where no other program can read it.
    pub fn secret(&self) -> &str {
        self.0.secret.expose()
    }
}

impl fmt::Debug for TokenCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("TokenCredentials", f)
    }
}

/// The credentials of an authorization *in progress* (RFC 5849 section 1.1).
///
/// The client obtains them from the server. The resource owner sees them on the authorization page.
/// The client then exchanges them for [`TokenCredentials`]. After that, they are no longer valid.
///
/// Providers call them the request token and request token secret. `Debug` output does not contain
/// the secret.
///
/// ```
/// use tower_oauth1::TemporaryCredentials;
///
/// let temporary = TemporaryCredentials::new("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
/// assert_eq!(temporary.identifier(), "hh5s93j4hdidpola");
/// ```
#[derive(Clone)]
pub struct TemporaryCredentials(Pair);

impl TemporaryCredentials {
    /// Creates temporary credentials from an identifier and its shared secret, both decoded.
    pub fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Pair::new(identifier, secret))
    }

    /// Returns the identifier (decoded). It is sent as `oauth_token`.
    pub fn identifier(&self) -> &str {
        &self.0.identifier
    }

    /// Returns the shared secret in clear text.
    pub fn secret(&self) -> &str {
        self.0.secret.expose()
    }
}

impl fmt::Debug for TemporaryCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("TemporaryCredentials", f)
    }
}

/// An identifier and its shared secret, of a token or of temporary credentials.
#[derive(Clone)]
struct Pair {
    identifier: String,
    secret: Secret,
}

impl Pair {
    fn new(identifier: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            identifier: identifier.into(),
            secret: Secret::new(secret),
        }
    }

    /// Writes the pair as a struct with the name of the public type. The secret is redacted.
    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("identifier", &self.identifier)
            .field("secret", &self.secret)
            .finish()
    }
}
