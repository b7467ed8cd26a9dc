//! The keys that sign and verify a vector.

use tower_oauth1::SignatureMethod;
use tower_oauth1::protocol::SigningKey;
#[cfg(feature = "rsa")]
use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};

use crate::vectors::report::{Failure, Note};
use crate::vectors::vector::{Method, Vector};

const WITHOUT_RSA: Note = Note::Skipped("RSA needs the feature `rsa`; all steps before ran");
#[cfg(feature = "rsa")]
const WITHOUT_LEGACY: Note = Note::Skipped(
    "RSA-SHA1 signatures and short keys need the feature `rsa-legacy`; all steps before ran",
);

pub(crate) enum Key {
    Secrets(Box<SigningKey>),
    #[cfg(feature = "rsa")]
    Rsa {
        method: SignatureMethod,
        /// At least one of the two is there.
        private: Option<RsaPrivateKey>,
        public: Option<RsaPublicKey>,
    },
}

impl Key {
    /// Returns the key and the method of a vector, or the reason why this build has none.
    pub(crate) fn of(vector: &Vector) -> Result<Result<(Self, SignatureMethod), Note>, Failure> {
        let method = match vector.method()? {
            Method::Known(method) => method,
            Method::WithoutRsa => return Ok(Err(WITHOUT_RSA)),
        };
        if !method.uses_shared_secrets() {
            return rsa(vector, method).map(|key| key.map(|key| (key, method)));
        }
        let secret = |secret: &Option<String>| secret.clone().unwrap_or_default();
        let (client, token) = (&vector.consumer_secret, &vector.token_secret);
        let key = SigningKey::new(method, &secret(client), &secret(token));
        let key = key.ok_or_else(|| Failure::new("the key", "it is not by secrets"))?;
        Ok(Ok((Self::Secrets(Box::new(key)), method)))
    }

    /// Returns `None` if the vector has only a public key.
    pub(crate) fn sign(&self, text: &[u8]) -> Result<Option<String>, Failure> {
        Ok(match self {
            Self::Secrets(key) => Some(key.sign_bytes(text).as_str().to_owned()),
            #[cfg(feature = "rsa")]
            Self::Rsa {
                method, private, ..
            } => {
                let sign = |key: &RsaPrivateKey| key.sign(*method, text);
                let signed = private.as_ref().map(sign).transpose();
                signed.map_err(|error| Failure::new("the signature", error))?
            }
        })
    }

    /// Returns `None` if the vector has only a private key.
    pub(crate) fn verifies(&self, text: &[u8], signature: &[u8]) -> Option<bool> {
        match self {
            Self::Secrets(key) => Some(key.verify_bytes(text, signature).is_ok()),
            #[cfg(feature = "rsa")]
            Self::Rsa { method, public, .. } => {
                let verified = |key: &RsaPublicKey| key.verify(*method, text, signature).is_ok();
                public.as_ref().map(verified)
            }
        }
    }

    /// Whether the vector has a key that signs requests.
    pub(crate) fn signs(&self) -> bool {
        match self {
            Self::Secrets(_) => true,
            #[cfg(feature = "rsa")]
            Self::Rsa { private, .. } => private.is_some(),
        }
    }

    #[cfg(feature = "rsa")]
    pub(crate) fn private(&self) -> Option<RsaPrivateKey> {
        match self {
            Self::Secrets(_) => None,
            Self::Rsa { private, .. } => private.clone(),
        }
    }
}

#[cfg(not(feature = "rsa"))]
fn rsa(_: &Vector, _: SignatureMethod) -> Result<Result<Key, Note>, Failure> {
    Ok(Err(WITHOUT_RSA))
}

#[cfg(feature = "rsa")]
fn rsa(vector: &Vector, method: SignatureMethod) -> Result<Result<Key, Note>, Failure> {
    let failure = |error: RsaKeyError| Failure::new("the RSA key", error);
    let private = vector.rsa_private_key_pem.as_deref();
    let public = vector.rsa_public_key_pem.as_deref();
    // With the legacy backend, `both_backends` checks that both backends give the same result.
    #[cfg(feature = "rsa-legacy")]
    let (private, public) = (
        private.map(RsaPrivateKey::legacy_from_pem),
        public.map(RsaPublicKey::legacy_from_pem),
    );
    #[cfg(not(feature = "rsa-legacy"))]
    let (private, public) = (
        private
            .filter(|_| method != SignatureMethod::RsaSha1)
            .map(RsaPrivateKey::from_pem)
            .filter(|key| !matches!(key, Err(RsaKeyError::TooShort { .. }))),
        public
            .map(RsaPublicKey::from_pem)
            .filter(|key| !matches!(key, Err(RsaKeyError::TooShort { .. }))),
    );
    let private = private.transpose().map_err(failure)?;
    let public = public.transpose().map_err(failure)?;
    if private.is_none() && public.is_none() {
        return Ok(Err(WITHOUT_LEGACY));
    }
    Ok(Ok(Key::Rsa {
        method,
        private,
        public,
    }))
}

/// With a key of 2048 bits or more, both backends must give the same signature.
#[cfg(feature = "rsa-legacy")]
pub(crate) fn both_backends(vector: &Vector, text: &[u8], signature: &str) -> Result<(), Failure> {
    let modern = vector.rsa_private_key_pem.as_deref();
    let modern = modern.map(RsaPrivateKey::from_pem).transpose();
    let (Ok(Some(key)), Method::Known(method)) = (modern, vector.method()?) else {
        return Ok(());
    };
    match key.sign(method, text) {
        Ok(other) => {
            crate::vectors::report::step("the other backend's signature", signature, &other)
        }
        Err(RsaKeyError::Sha1NeedsLegacy) => Ok(()),
        Err(error) => Err(Failure::new("the other backend", error)),
    }
}
