//! RFC 5849 sections 3.1, 3.3 and 3.5.1: the settings of a signer.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::Signer;
use crate::protocol::clock::Clock;
use crate::protocol::error::SignError;
use crate::protocol::nonce::NonceSource;
use crate::protocol::parameters::header_style::HeaderStyle;
use crate::protocol::parameters::realm::Realm;
use crate::protocol::signature::method::SignatureMethod;

impl Signer {
    /// Sets a signature method that uses the shared secrets as its key: HMAC-SHA1, HMAC-SHA256,
    /// HMAC-SHA512 or PLAINTEXT. Default: HMAC-SHA1.
    ///
    /// A signer that was created with `Signer::rsa` (feature `rsa`), [`hmac_key`](Self::hmac_key)
    /// or [`custom`](Self::custom) keeps its key. If this key does not fit the method, signing
    /// returns [`SignError::MissingKey`].
    #[must_use]
    pub fn with_signature_method(self, method: SignatureMethod) -> Self {
        self.set_keyed(|inner| inner.method = method)
    }

    /// Sets bytes that are signed before every base string. Interactive Brokers requires this while
    /// a session is negotiated. The bytes are not sent, so an [`Explanation`](crate::Explanation)
    /// does not show them.
    #[must_use]
    pub fn with_base_string_prefix(self, prefix: &[u8]) -> Self {
        self.set(|inner| inner.prefix = Zeroizing::new(prefix.to_vec()))
    }

    /// Sets the realm of the `Authorization` header (decoded). It is not signed. Default: no realm.
    ///
    /// Set a realm only if the service requires one. Some servers refuse every request with a
    /// realm, and some split the header at a comma in the realm.
    ///
    /// # Errors
    ///
    /// Returns [`SignError::InvalidRealm`] if the realm has control characters.
    pub fn with_realm(self, realm: &str) -> Result<Self, SignError> {
        let realm = Realm::new(realm)?;
        Ok(self.set_sent(|inner| inner.realm = Some(realm)))
    }

    /// Sets how the `Authorization` header is written. Default: as in RFC 5849.
    #[must_use]
    pub fn with_header_style(self, style: HeaderStyle) -> Self {
        self.set_sent(|inner| inner.header_style = style)
    }

    /// Does not send `oauth_version`. Section 3.1 allows this, and some services require it.
    #[must_use]
    pub fn without_version(self) -> Self {
        self.set_sent(|inner| inner.version = false)
    }

    /// Does not send `oauth_timestamp`. Section 3.1 allows this only with PLAINTEXT.
    #[must_use]
    pub fn without_timestamp(self) -> Self {
        self.set_sent(|inner| inner.timestamp = false)
    }

    /// Does not send `oauth_nonce`. Section 3.1 allows this only with PLAINTEXT.
    #[must_use]
    pub fn without_nonce(self) -> Self {
        self.set_sent(|inner| inner.nonce = false)
    }

    /// Allows PLAINTEXT over plain `http`. Everyone on the network path can then read the secrets.
    /// Use this only for a server on the same machine, or for a service that offers nothing else
    /// (MAAS).
    #[must_use]
    pub fn insecure_plaintext_without_tls(self) -> Self {
        self.set(|inner| inner.plaintext_without_tls = true)
    }

    /// Sets the source of timestamps. Default: the clock of the operating system.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        self.set(|inner| inner.clock = Arc::new(clock))
    }

    /// Sets the source of nonces. Default: [`RandomNonces`](crate::protocol::RandomNonces).
    #[must_use]
    pub fn with_nonces(self, nonces: impl NonceSource + 'static) -> Self {
        self.set(|inner| inner.nonces = Arc::new(nonces))
    }
}
