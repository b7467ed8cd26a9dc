//! The signer: credentials, signature method, clock and nonces, set up once.

mod key_source;
mod settings;
pub(super) mod sign;
pub(super) mod unsigned_request;
mod with_key;

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use self::key_source::{Key, KeySource};
use super::clock::{Clock, SystemClock};
use super::error::SignError;
use super::nonce::{NonceSource, RandomNonces};
use super::parameters::header_style::HeaderStyle;
use super::parameters::realm::Realm;
use super::parameters::template::Template;
use super::signature::body_hash::BodyHashAlgorithm;
use super::signature::method::SignatureMethod;
use crate::credentials::secret::Secret;
use crate::credentials::{ClientCredentials, TemporaryCredentials, TokenCredentials};

/// A signer of requests for one client, with or without a token.
///
/// A signer is immutable and cheap to clone, and it holds the key in a form that is ready to sign.
/// Create a signer for a user with [`with_token`](Self::with_token).
///
/// Each signature gets a new timestamp and nonce. Default: HMAC-SHA1, and `oauth_version` is sent.
/// The `with_..` and `without_..` methods change this.
///
/// ```
/// use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
///
/// let client = Signer::new(ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44"));
/// let user = client.with_token(TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"));
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
    /// Sent as `oauth_consumer_key`.
    client: String,
    token: Option<Token>,
    method: SignatureMethod,
    key_source: KeySource,
    /// Derived from the method, the key source and the token secret.
    key: Key,
    /// The parameters of every request, already encoded.
    template: Template,
    /// Bytes that are signed before each base string.
    prefix: Zeroizing<Vec<u8>>,
    realm: Option<Realm>,
    header_style: HeaderStyle,
    version: bool,
    timestamp: bool,
    nonce: bool,
    plaintext_without_tls: bool,
    clock: Arc<dyn Clock>,
    nonces: Arc<dyn NonceSource>,
}

/// A token or temporary credentials, as `oauth_token` and the second half of the key.
#[derive(Clone)]
struct Token {
    identifier: String,
    secret: Secret,
}

impl Signer {
    /// Creates a signer that has no token yet: it signs requests on the client's own behalf.
    ///
    /// It signs with HMAC-SHA1. [`with_signature_method`](Self::with_signature_method) selects
    /// another method that uses the shared secrets. For other keys, use `Signer::rsa` (feature
    /// `rsa`), [`hmac_key`](Self::hmac_key) or [`custom`](Self::custom).
    pub fn new(client: ClientCredentials) -> Self {
        let method = SignatureMethod::default();
        let secret = client.secret().cloned();
        let identifier = client.identifier().to_owned();
        Self::with_key_source(identifier, method, KeySource::Secrets(secret))
    }

    fn with_key_source(client: String, method: SignatureMethod, key_source: KeySource) -> Self {
        let inner = Inner {
            client,
            token: None,
            method,
            key_source,
            key: Key::Missing,
            template: Template::default(),
            prefix: Zeroizing::default(),
            realm: None,
            header_style: HeaderStyle::default(),
            version: true,
            timestamp: true,
            nonce: true,
            plaintext_without_tls: false,
            clock: Arc::new(SystemClock),
            nonces: Arc::new(RandomNonces),
        };
        Self(Arc::new(inner)).set_keyed(|_| {})
    }

    /// Returns a signer for requests on behalf of the user who granted `token`. This signer does
    /// not change.
    ///
    /// A signer that has no token sends no `oauth_token`. Some services require an *empty* one for
    /// requests without a user (Schoology): use `TokenCredentials::new("", "")`.
    #[must_use]
    pub fn with_token(&self, token: TokenCredentials) -> Self {
        self.with_identifier(token.identifier(), token.secret())
    }

    /// Returns the signer of the request that exchanges `temporary` credentials (section 2.3).
    pub(crate) fn with_temporary(&self, temporary: &TemporaryCredentials) -> Self {
        self.with_identifier(temporary.identifier(), temporary.secret())
    }

    /// Returns a signer that has no token.
    pub(crate) fn without_token(self) -> Self {
        self.set_keyed(|inner| inner.token = None)
    }

    fn with_identifier(&self, identifier: &str, secret: &str) -> Self {
        let token = Token {
            identifier: identifier.to_owned(),
            secret: Secret::new(secret),
        };
        self.clone().set_keyed(|inner| inner.token = Some(token))
    }

    /// Checks that PLAINTEXT goes over TLS only. `https` says whether the request does.
    pub(crate) fn check_transport(&self, https: bool) -> Result<(), SignError> {
        let clear = self.is_plaintext() && !https && !self.0.plaintext_without_tls;
        if clear {
            return Err(SignError::PlaintextWithoutTls);
        }
        Ok(())
    }

    /// Returns a hint if a shared secret begins or ends in white space, which is often a mistake.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        if !self.uses_shared_secrets() {
            return None;
        }
        let KeySource::Secrets(client) = &self.0.key_source else {
            return None;
        };
        let token = self.0.token.as_ref().map(|token| &token.secret);
        let has_blank = |secret: Option<&Secret>| secret.is_some_and(Secret::has_outer_blank);
        match (has_blank(client.as_ref()), has_blank(token)) {
            (true, true) => Some(
                "the client secret and the token secret begin or end in white space; remove it if \
                 it is not part of them",
            ),
            (true, false) => Some(
                "the client secret begins or ends in white space; remove it if it is not part of \
                 the secret",
            ),
            (false, true) => Some(
                "the token secret begins or ends in white space; remove it if it is not part of \
                 the secret",
            ),
            (false, false) => None,
        }
    }

    pub(crate) fn client_identifier(&self) -> &str {
        &self.0.client
    }

    pub(crate) fn clock_shared(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.0.clock)
    }

    /// Returns the algorithm of `oauth_body_hash` that belongs to the signature method.
    pub(crate) fn body_hash_algorithm(&self) -> BodyHashAlgorithm {
        match &self.0.key_source {
            KeySource::Custom(_, key) => key.body_hash_algorithm(),
            _ => BodyHashAlgorithm::for_method(self.0.method),
        }
    }

    /// Returns whether the shared secrets are the key, so that a token must have a secret.
    pub(crate) fn uses_shared_secrets(&self) -> bool {
        self.0.method.uses_shared_secrets()
    }

    pub(crate) fn is_plaintext(&self) -> bool {
        self.0.method == SignatureMethod::Plaintext
    }

    fn set(self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.0);
        change(&mut inner);
        Self(Arc::new(inner))
    }

    /// Changes a setting that the template depends on.
    fn set_sent(self, change: impl FnOnce(&mut Inner)) -> Self {
        self.set(|inner| {
            change(inner);
            inner.template = inner.template();
        })
    }

    /// Changes a setting that the key and the template depend on.
    fn set_keyed(self, change: impl FnOnce(&mut Inner)) -> Self {
        self.set_sent(|inner| {
            change(inner);
            inner.key = inner.key();
        })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only the token's own type shows its identifier.
        f.debug_struct("Signer")
            .field("client", &self.0.client)
            .field("key", &self.0.key_source)
            .field("has_token", &self.0.token.is_some())
            .field(
                "token_secret",
                &self.0.token.as_ref().map(|token| &token.secret),
            )
            .field("method", &self.0.method)
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn key(&self) -> Key {
        let token = self.token.as_ref();
        let token_secret = token.map_or("", |token| token.secret.expose());
        self.key_source.key(self.method, token_secret)
    }

    fn template(&self) -> Template {
        let realm = self.realm.as_ref();
        let realm = realm.map_or("", |realm| realm.text(self.header_style));
        let token = self.token.as_ref();
        // In the order in which they are signed.
        let parameters = [
            ("oauth_consumer_key", Some(&*self.client)),
            ("oauth_nonce", self.nonce.then_some("")),
            ("oauth_signature_method", Some(self.method.name())),
            ("oauth_timestamp", self.timestamp.then_some("")),
            ("oauth_token", token.map(|token| &*token.identifier)),
            ("oauth_version", self.version.then_some("1.0")),
        ];
        let sent = parameters.into_iter();
        let sent = sent.filter_map(|(name, value)| Some((name, value?)));
        Template::new(realm, self.header_style.separator(), sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_requests_are_in_the_order_in_which_they_are_signed() {
        let signer =
            Signer::new(ClientCredentials::new("c", "s")).with_token(TokenCredentials::new("", ""));
        let names = signer.0.template.names();
        assert_eq!(names.len(), 6);
        assert!(names.is_sorted_by(|(one, _), (next, _)| one.compare(next).is_lt()));
    }
}
