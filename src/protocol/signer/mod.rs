//! Who signs, and how: credentials, signature method, clock and nonces, set up once.

mod settings;
pub(super) mod sign;

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::base_string::SignatureBaseString;
use super::clock::{Clock, SystemClock};
use super::error::SignError;
use super::nonce::{NonceSource, RandomNonces};
use super::parameters::protocol::SEPARATOR;
use super::parameters::realm::Realm;
use super::parameters::template::Frame;
use super::signature::body_hash::BodyHash;
use super::signature::custom::SignBaseString;
use super::signature::key::SigningKey;
use super::signature::method::SignatureMethod;
use crate::credentials::secret::Secret;
use crate::credentials::{ClientCredentials, TemporaryCredentials, TokenCredentials};

/// Signs requests for one client, and for one token where there is one.
///
/// It is immutable and cheap to clone, and it holds the key of the signature set up. A signer for a
/// user is made from the client's by [`token`](Self::token).
///
/// A fresh timestamp and nonce go into each signature, HMAC-SHA1 makes it, `oauth_version` is sent:
/// the setters change this.
///
/// ```
/// use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
///
/// let client = Signer::new(ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44"));
/// let user = client.token(TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"));
///
/// let (parts, ()) = http::Request::get("http://photos.example.net/photos?file=vacation.jpg")
///     .body(())?
///     .into_parts();
/// let parameters = user.sign(&parts, None)?;
/// assert_eq!(parameters.get("oauth_token").as_deref(), Some("nnch734d00sl2jdk"));
/// assert_eq!(parameters.get("oauth_signature").unwrap().len(), 28);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signer(pub(super) Arc<Inner>);

#[derive(Clone)]
pub(super) struct Inner {
    pub(super) client: ClientCredentials,
    pub(super) token: Option<Token>,
    pub(super) method: SignatureMethod,
    /// What is sent with every request.
    pub(super) frame: Frame,
    /// What signs instead of the secrets, where the method is RSA's or the caller's own.
    pub(super) own: Option<Arc<dyn SignBaseString>>,
    /// Absent where the method needs a secret that the client has not.
    pub(super) key: Option<SigningKey>,
    /// Given instead of the two secrets.
    pub(super) raw_key: Option<Zeroizing<Vec<u8>>>,
    /// What stands before each base string.
    pub(super) prefix: Zeroizing<Vec<u8>>,
    pub(super) realm: Option<Realm>,
    pub(super) encodes_realm: bool,
    /// Between two parameters in the header.
    pub(super) separator: &'static str,
    pub(super) version: bool,
    pub(super) timestamp: bool,
    pub(super) nonce: bool,
    pub(super) plaintext_without_tls: bool,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) nonces: Arc<dyn NonceSource>,
}

/// A token or temporary credentials, as `oauth_token` and the second half of the key.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) identifier: String,
    pub(super) secret: Secret,
}

impl Signer {
    /// A signer that has no token yet: it makes requests on the client's own behalf.
    pub fn new(client: ClientCredentials) -> Self {
        let inner = Inner {
            client,
            token: None,
            method: SignatureMethod::default(),
            frame: Frame::default(),
            own: None,
            key: None,
            raw_key: None,
            prefix: Zeroizing::default(),
            realm: None,
            encodes_realm: false,
            separator: SEPARATOR,
            version: true,
            timestamp: true,
            nonce: true,
            plaintext_without_tls: false,
            clock: Arc::new(SystemClock),
            nonces: Arc::new(RandomNonces),
        };
        Self(Arc::new(inner.prepared()))
    }

    /// The signer of requests on behalf of the user who granted `token`; this one stays as it is.
    ///
    /// Without it no `oauth_token` is sent. A service that wants an *empty* one (Schoology, for
    /// requests without a user) gets it from `TokenCredentials::new("", "")`.
    #[must_use]
    pub fn token(&self, token: TokenCredentials) -> Self {
        self.with_token(token.identifier(), token.secret())
    }

    /// The signer of the request that exchanges `temporary` credentials (section 2.3).
    pub(crate) fn temporary(&self, temporary: &TemporaryCredentials) -> Self {
        self.with_token(temporary.identifier(), temporary.secret())
    }

    /// The signer of requests that no token belongs to.
    pub(crate) fn without_token(self) -> Self {
        self.set(|inner| inner.token = None)
    }

    fn with_token(&self, identifier: &str, secret: &str) -> Self {
        let mut inner = Inner::clone(&self.0);
        inner.token = Some(Token {
            identifier: identifier.to_owned(),
            secret: Secret::new(secret),
        });
        Self(Arc::new(inner.prepared()))
    }

    /// The signature method; HMAC-SHA1 without this. It is for the methods by secrets: those of RSA's are
    /// chosen by `rsa_key`, of which the last one that was called holds.
    #[must_use]
    pub fn signature_method(self, method: SignatureMethod) -> Self {
        self.set(|inner| {
            inner.method = method;
            inner.own = None;
        })
    }

    /// Signs by one of RSA's methods (section 3.4.3). Secrets, of the client and of tokens, are not
    /// used: make the client by [`ClientCredentials::without_secret`].
    ///
    /// # Errors
    ///
    /// [`RsaKeyError::NotAnRsaMethod`](super::RsaKeyError::NotAnRsaMethod) for another method, and
    /// [`Sha1NeedsLegacy`](super::RsaKeyError::Sha1NeedsLegacy) for RSA-SHA1 and a key that was not read
    /// for it.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    pub fn rsa_key(
        self,
        method: SignatureMethod,
        key: super::RsaPrivateKey,
    ) -> Result<Self, super::RsaKeyError> {
        let signing = super::signature::rsa::private_key::RsaSigning::new(method, key)?;
        Ok(self.set(|inner| {
            inner.method = signing.signature_method();
            inner.own = Some(Arc::new(signing));
        }))
    }

    /// Signs by a method of the caller's own, or by a key that lies elsewhere. Secrets are not used.
    #[must_use]
    pub fn sign_by(self, own: impl SignBaseString + 'static) -> Self {
        self.set(|inner| {
            inner.method = SignatureMethod::Own(own.method());
            inner.own = Some(Arc::new(own));
        })
    }

    /// Signs with a key of any bytes instead of the two secrets joined by `&`: Interactive Brokers
    /// derives one for each session. For the HMAC methods; PLAINTEXT refuses to sign with it as
    /// [`SignError::NoKey`].
    #[must_use]
    pub fn hmac_key(self, key: &[u8]) -> Self {
        self.set(|inner| inner.raw_key = Some(Zeroizing::new(key.to_vec())))
    }

    /// Puts bytes before every base string that is signed, as Interactive Brokers wants while a
    /// session is negotiated. They are not sent, so an [`Explanation`](super::Explanation) does not know
    /// them.
    #[must_use]
    pub fn base_string_prefix(self, prefix: &[u8]) -> Self {
        self.set(|inner| inner.prefix = Zeroizing::new(prefix.to_vec()))
    }

    /// PLAINTEXT is for TLS only. `https` says whether the bytes go over it.
    pub(crate) fn check_transport(&self, https: bool) -> Result<(), SignError> {
        let clear = self.is_plaintext() && !https && !self.0.plaintext_without_tls;
        if clear {
            return Err(SignError::PlaintextWithoutTls);
        }
        Ok(())
    }

    pub(crate) fn client_identifier(&self) -> &str {
        self.0.client.identifier()
    }

    pub(crate) fn clock_shared(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.clock)
    }

    pub(crate) fn body_hash(&self) -> BodyHash {
        let own = self.0.own.as_ref();
        own.map_or_else(|| BodyHash::of_method(self.0.method), |own| own.body_hash())
    }

    /// Whether the secrets are the key, so that a token without one is none.
    pub(crate) fn is_by_secrets(&self) -> bool {
        self.0.method.is_by_secrets()
    }

    pub(crate) fn is_plaintext(&self) -> bool {
        self.0.method == SignatureMethod::Plaintext
    }

    pub(super) fn set(self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        change(&mut inner);
        Self(Arc::new(inner.prepared()))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token's identifier is shown by none of our types' `Debug` but its own.
        f.debug_struct("Signer")
            .field("client", &self.0.client)
            .field("has_token", &self.0.token.is_some())
            .field("method", &self.0.method)
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// The whole text that is signed, for who takes it in one piece.
    pub(super) fn prefixed(&self, base_string: &SignatureBaseString<'_>) -> Zeroizing<Vec<u8>> {
        let text = Zeroizing::new(base_string.to_string());
        let mut whole = Zeroizing::new(Vec::with_capacity(self.prefix.len() + text.len()));
        whole.extend_from_slice(&self.prefix);
        whole.extend_from_slice(text.as_bytes());
        whole
    }

    /// What follows from the rest, whichever of it was set last.
    fn prepared(mut self) -> Self {
        let token_secret = self
            .token
            .as_ref()
            .map_or("", |token| token.secret.expose());
        let key = |secret: &Secret| SigningKey::new(self.method, secret.expose(), token_secret);
        self.key = match &self.raw_key {
            Some(raw) => SigningKey::from_bytes(self.method, raw),
            None => self.client.secret().and_then(key),
        };
        self.frame = self.template();
        self
    }

    fn template(&self) -> Frame {
        let realm = self.realm.as_ref();
        let realm = realm.map_or("", |realm| realm.text(self.encodes_realm));
        let token = self.token.as_ref();
        // In the order in which they are signed.
        let parameters = [
            ("oauth_consumer_key", Some(self.client.identifier())),
            ("oauth_nonce", self.nonce.then_some("")),
            ("oauth_signature_method", Some(self.method.name())),
            ("oauth_timestamp", self.timestamp.then_some("")),
            ("oauth_token", token.map(|token| &*token.identifier)),
            ("oauth_version", self.version.then_some("1.0")),
        ];
        let sent = parameters.into_iter();
        let sent = sent.filter_map(|(name, value)| Some((name, value?)));
        Frame::new(realm, self.separator, sent)
    }
}
