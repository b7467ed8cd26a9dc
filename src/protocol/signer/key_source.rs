//! RFC 5849 section 3.4: the source of a signer's key.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::credentials::secret::{Secret, redacted};
use crate::protocol::signature::custom::SignBaseString;
use crate::protocol::signature::key::SigningKey;
use crate::protocol::signature::method::SignatureMethod;

/// The source of the key. The constructor of a signer decides it, and no setter changes it.
#[derive(Clone)]
pub(super) enum KeySource {
    /// The shared secrets of the client (if it has one) and of the token.
    Secrets(Option<Secret>),
    /// Bytes that are used instead of both secrets.
    HmacKey(Zeroizing<Vec<u8>>),
    /// An RSA key or a custom key, and the only method that it signs with.
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

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secrets(Some(secret)) => write!(f, "{secret:?}"),
            Self::Secrets(None) => f.write_str("None"),
            Self::HmacKey(bytes) => {
                let text = std::str::from_utf8(bytes).unwrap_or_default();
                f.write_str(redacted(text))
            }
            Self::Custom(method, _) => write!(f, "{method:?}"),
        }
    }
}
