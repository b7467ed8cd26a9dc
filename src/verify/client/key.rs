//! RFC 5849 sections 3.4.2 to 3.4.4, as the server sees them: what a client proves itself by.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::credentials::ClientCredentials;
use crate::credentials::secret::Secret;
#[cfg(feature = "rsa")]
use crate::protocol::RsaPublicKey;
use crate::protocol::{SignatureBaseString, SignatureMethod, SigningKey, VerifyBaseString};

/// A key of one kind, which the registration says and the request cannot choose: a public key is
/// never a secret that an HMAC is made by.
#[derive(Clone)]
pub(crate) enum ClientKey {
    /// Nothing verifies by it.
    None,
    Secret(Secret),
    #[cfg(feature = "rsa")]
    Rsa(RsaPublicKey),
    Own(Arc<dyn VerifyBaseString>),
}

impl ClientKey {
    pub(crate) fn of(credentials: &ClientCredentials) -> Self {
        let secret = credentials.secret();
        secret.map_or(Self::None, |secret| Self::Secret(secret.clone()))
    }

    /// The secret, where it is one.
    pub(crate) fn secret(&self) -> Option<&str> {
        match self {
            Self::Secret(secret) => Some(secret.expose()),
            _ => None,
        }
    }

    /// Whether a signature is this key's.
    ///
    /// How much work it takes is for the request's method to say: where the key is of another kind, or
    /// there is none, one that nobody has stands in, and what comes of it does not count.
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
        if let (SignatureMethod::Custom(name), Self::Own(key)) = (method, self) {
            let is_own = key.method() == name;
            return is_own && key.verify(text(base_string).as_bytes(), signature).is_ok();
        }
        let secret = self.secret();
        let key = SigningKey::new(method, secret.unwrap_or(STAND_IN_SECRET), token_secret);
        let matches = key.is_some_and(|key| key.verify(base_string, signature).is_ok());
        matches && secret.is_some()
    }
}

/// All that was signed in one text, a password in a form among it.
fn text(base_string: &SignatureBaseString<'_>) -> Zeroizing<String> {
    Zeroizing::new(base_string.to_string())
}

/// As long as most, because a long one takes longer to set up.
const STAND_IN_SECRET: &str = "no client has this for its secret";

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Secret(_) => "Secret([redacted])",
            #[cfg(feature = "rsa")]
            Self::Rsa(_) => "Rsa",
            Self::Own(key) => key.method(),
        })
    }
}
