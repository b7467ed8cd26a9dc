//! RFC 5849 sections 3.1, 3.3 and 3.5.1: what a signer sends beside the signature, and how the header
//! is written.

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
    /// Sets the signature method, one whose key is the shared secrets: HMAC-SHA1, HMAC-SHA256,
    /// HMAC-SHA512 or PLAINTEXT. Default: HMAC-SHA1.
    ///
    /// It does not replace the key that [`Signer::rsa`](Self::rsa), [`hmac_key`](Self::hmac_key) or
    /// [`custom`](Self::custom) was given. If the key does not fit the method, signing returns
    /// [`SignError::MissingKey`].
    #[must_use]
    pub fn with_signature_method(self, method: SignatureMethod) -> Self {
        self.set(|inner| inner.method = method)
    }

    /// Puts bytes before every base string that is signed, as Interactive Brokers wants while a
    /// session is negotiated. They are not sent, so an [`Explanation`](crate::Explanation) does not
    /// show them.
    #[must_use]
    pub fn with_base_string_prefix(self, prefix: &[u8]) -> Self {
        self.set(|inner| inner.prefix = Zeroizing::new(prefix.to_vec()))
    }

    /// The realm of the `Authorization` header (decoded); none without this. It is not signed.
    ///
    /// # Errors
    ///
    /// [`SignError::InvalidRealm`] where it has control characters.
    pub fn with_realm(self, realm: &str) -> Result<Self, SignError> {
        let realm = Realm::new(realm)?;
        Ok(self.set(|inner| inner.realm = Some(realm)))
    }

    /// Sets how the `Authorization` header is written. Default: as in RFC 5849.
    #[must_use]
    pub fn with_header_style(self, style: HeaderStyle) -> Self {
        self.set(|inner| inner.header_style = style)
    }

    /// Leaves `oauth_version` out, as section 3.1 allows and some services want.
    #[must_use]
    pub fn without_version(self) -> Self {
        self.set(|inner| inner.version = false)
    }

    /// Leaves `oauth_timestamp` out. Section 3.1 allows this with PLAINTEXT only.
    #[must_use]
    pub fn without_timestamp(self) -> Self {
        self.set(|inner| inner.timestamp = false)
    }

    /// Leaves `oauth_nonce` out. Section 3.1 allows this with PLAINTEXT only.
    #[must_use]
    pub fn without_nonce(self) -> Self {
        self.set(|inner| inner.nonce = false)
    }

    /// Lets PLAINTEXT send the secrets over plain `http`, where everyone on the way reads them: for
    /// a server on this machine, or one that offers nothing else (MAAS).
    #[must_use]
    pub fn insecure_plaintext_without_tls(self) -> Self {
        self.set(|inner| inner.plaintext_without_tls = true)
    }

    /// Where timestamps come from; the operating system's clock without this.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        self.set(|inner| inner.clock = Arc::new(clock))
    }

    /// Where nonces come from; [`RandomNonces`](crate::protocol::RandomNonces) without this.
    #[must_use]
    pub fn with_nonces(self, nonces: impl NonceSource + 'static) -> Self {
        self.set(|inner| inner.nonces = Arc::new(nonces))
    }
}
