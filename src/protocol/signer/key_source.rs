//! RFC 5849 section 3.4: what a signer makes its key of.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::credentials::secret::Secret;
use crate::protocol::signature::custom::SignBaseString;
use crate::protocol::signature::key::SigningKey;
use crate::protocol::signature::method::SignatureMethod;

/// Where the key comes from. The constructor of a signer decides it, and no setter changes it.
#[derive(Clone)]
pub(super) enum KeySource {
    /// The client's shared secret, if it has one, and the token's.
    Secrets(Option<Secret>),
    /// Bytes that take the place of both secrets.
    HmacKey(Zeroizing<Vec<u8>>),
    /// An RSA key, or a key of the caller's, and the only method that it signs with.
    Custom(SignatureMethod, Arc<dyn SignBaseString>),
}

/// The key for one signature method and one token.
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "it lies in the signer's `Arc`; a box would cost each signature a look-up"
)]
pub(super) enum Key {
    /// The source has no key for the method.
    Missing,
    Shared(SigningKey),
    Custom(Arc<dyn SignBaseString>),
}

impl KeySource {
    pub(super) fn key(&self, method: SignatureMethod, token_secret: &str) -> Key {
        let shared = match self {
            Self::Secrets(None) => None,
            Self::Secrets(Some(secret)) => SigningKey::new(method, secret.expose(), token_secret),
            Self::HmacKey(bytes) => SigningKey::from_bytes(method, bytes),
            Self::Custom(own, key) if *own == method => return Key::Custom(Arc::clone(key)),
            Self::Custom(..) => None,
        };
        shared.map_or(Key::Missing, Key::Shared)
    }
}
