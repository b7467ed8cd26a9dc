//! RFC 5849 section 3.4.3: signers whose key is not made of shared secrets.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::Signer;
use super::key_source::KeySource;
use crate::protocol::error::SignError;
use crate::protocol::signature::custom::SignBaseString;
use crate::protocol::signature::key::SigningKey;
use crate::protocol::signature::method::SignatureMethod;
#[cfg(feature = "rsa")]
use crate::protocol::signature::rsa::{
    error::RsaKeyError, private_key::RsaPrivateKey, private_key::RsaSigning,
};

impl Signer {
    /// Creates a signer that signs with an RSA method (section 3.4.3). `identifier` is the client
    /// identifier (decoded). Shared secrets are not used, neither the client's nor a token's.
    ///
    /// ```no_run
    /// use tower_oauth1::protocol::RsaPrivateKey;
    /// use tower_oauth1::{SignatureMethod, Signer};
    ///
    /// let key = RsaPrivateKey::from_pem(&std::fs::read_to_string("key.pem")?)?;
    /// let signer = Signer::rsa("client-id", SignatureMethod::RsaSha256, key)?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`RsaKeyError::NotAnRsaMethod`] if `method` is not an RSA method.
    /// - [`RsaKeyError::Sha1NeedsLegacy`] if `method` is RSA-SHA1 and the key was not read for it.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    pub fn rsa(
        identifier: impl Into<String>,
        method: SignatureMethod,
        key: RsaPrivateKey,
    ) -> Result<Self, RsaKeyError> {
        let key = Arc::new(RsaSigning::new(method, key)?);
        let source = KeySource::Custom(method, key);
        Ok(Self::with_key_source(identifier.into(), method, source))
    }

    /// Creates a signer whose HMAC key is these bytes instead of the two secrets joined by `&`.
    /// Interactive Brokers derives such a key for each session. `identifier` is the client
    /// identifier (decoded).
    ///
    /// ```
    /// use tower_oauth1::{SignatureMethod, Signer};
    ///
    /// let signer = Signer::hmac_key("client-id", SignatureMethod::HmacSha256, b"session key")?;
    /// # Ok::<_, tower_oauth1::SignError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`SignError::MissingKey`] if `method` is not an HMAC method.
    pub fn hmac_key(
        identifier: impl Into<String>,
        method: SignatureMethod,
        key: &[u8],
    ) -> Result<Self, SignError> {
        if SigningKey::from_bytes(method, key).is_none() {
            let method = method.name();
            return Err(SignError::MissingKey { method });
        }
        let source = KeySource::HmacKey(Zeroizing::new(key.to_vec()));
        Ok(Self::with_key_source(identifier.into(), method, source))
    }

    /// Creates a signer that signs with a custom method, or with a key that this process does not
    /// hold: see [`SignBaseString`]. `identifier` is the client identifier (decoded). Shared
    /// secrets are not used.
    pub fn custom(identifier: impl Into<String>, key: impl SignBaseString + 'static) -> Self {
        let method = SignatureMethod::Custom(key.method());
        let source = KeySource::Custom(method, Arc::new(key));
        Self::with_key_source(identifier.into(), method, source)
    }
}
