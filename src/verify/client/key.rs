//! The keys with which a server verifies the signatures of a client (RFC 5849 sections 3.4.2 to
//! 3.4.4).

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::credentials::ClientCredentials;
use crate::credentials::secret::Secret;
#[cfg(feature = "rsa")]
use crate::protocol::RsaPublicKey;
use crate::protocol::{SignatureBaseString, SignatureMethod, SigningKey, VerifyBaseString};

/// The key of a client.
///
/// The registration decides its kind. A request cannot choose it. So a public RSA key is never used
/// as an HMAC secret.
#[derive(Clone)]
pub(crate) enum ClientKey {
    /// No key. Every signature is wrong.
    None,
    Secret(Secret),
    #[cfg(feature = "rsa")]
    Rsa(RsaPublicKey),
    Custom(Arc<dyn VerifyBaseString>),
}

impl ClientKey {
    /// Returns the secret of these credentials as a key.
    pub(crate) fn from_credentials(credentials: &ClientCredentials) -> Self {
        let secret = credentials.secret();
        secret.map_or(Self::None, |secret| Self::Secret(secret.clone()))
    }

    /// Returns the secret, or `None` for a key of another kind.
    pub(crate) fn secret(&self) -> Option<&str> {
        match self {
            Self::Secret(secret) => Some(secret.expose()),
            _ => None,
        }
    }

    /// Returns the custom method of this key, if it has one.
    pub(crate) fn custom_method(&self) -> Option<SignatureMethod> {
        match self {
            Self::Custom(key) => Some(SignatureMethod::Custom(key.method())),
            _ => None,
        }
    }

    /// Returns whether a key of this kind can verify signatures of this method.
    pub(crate) fn fits(&self, method: SignatureMethod) -> bool {
        #[cfg(feature = "rsa")]
        if method.is_rsa() {
            return matches!(self, Self::Rsa(_));
        }
        match (self, method) {
            (Self::Custom(key), SignatureMethod::Custom(name)) => key.method() == name,
            (Self::Secret(_), SignatureMethod::Custom(_)) => false,
            (Self::Secret(_), _) => true,
            _ => false,
        }
    }

    /// Returns whether the signature was made with this key.
    ///
    /// The method of the request decides how much work this takes. If the client has no key, or a
    /// key of another kind, a dummy key does the same work, and the result is `false`. So the time
    /// does not tell which clients exist. Custom methods have no dummy key.
    pub(crate) fn matches(
        &self,
        method: SignatureMethod,
        token_secret: &str,
        base_string: &SignatureBaseString<'_>,
        signature: &[u8],
    ) -> bool {
        #[cfg(feature = "rsa")]
        if method.is_rsa() {
            let key = match self {
                Self::Rsa(key) => Some(key),
                _ => None,
            };
            return RsaPublicKey::matches(key, method, text(base_string).as_bytes(), signature);
        }
        if let (SignatureMethod::Custom(name), Self::Custom(key)) = (method, self) {
            let is_custom = key.method() == name;
            return is_custom && key.verify(text(base_string).as_bytes(), signature).is_ok();
        }
        let secret = self.secret();
        let key = SigningKey::new(method, secret.unwrap_or(STAND_IN_SECRET), token_secret);
        let matches = key.is_some_and(|key| key.verify(base_string, signature).is_ok());
        matches && secret.is_some()
    }
}

/// Returns the base string as text. It is zeroed when dropped, because a form in it may contain a
/// password.
fn text(base_string: &SignatureBaseString<'_>) -> Zeroizing<String> {
    Zeroizing::new(base_string.to_string())
}

/// The dummy secret. It is as long as most secrets, because a longer secret takes longer to set up.
const STAND_IN_SECRET: &str = "no client has this for its secret";

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Secret(secret) => write!(f, "Secret({secret:?})"),
            #[cfg(feature = "rsa")]
            Self::Rsa(_) => f.write_str("Rsa"),
            Self::Custom(key) => f.write_str(key.method()),
        }
    }
}
