//! RFC 5849 sections 3.4.2 to 3.4.4: signature methods and their names.

use std::fmt;
use std::str::FromStr;

/// A signature method: the value of `oauth_signature_method`.
///
/// ```
/// use tower_oauth1::SignatureMethod;
///
/// let method: SignatureMethod = "HMAC-SHA1".parse()?;
/// assert_eq!(method, SignatureMethod::HmacSha1);
/// assert_eq!(method.name(), "HMAC-SHA1");
/// # Ok::<_, tower_oauth1::protocol::UnknownSignatureMethod>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `HMAC-SHA1` (RFC 5849 section 3.4.2). Nearly all services accept it. The attacks on SHA-1 as
    /// a hash do not break HMAC.
    #[default]
    HmacSha1,
    /// `HMAC-SHA256`: the HMAC of the RFC, with SHA-256 as the hash. Use it if the service accepts
    /// it.
    HmacSha256,
    /// `HMAC-SHA512`: the HMAC of the RFC, with SHA-512 as the hash.
    HmacSha512,
    /// `RSA-SHA1` (section 3.4.3), with the client's private key. SHA-1 is broken by collisions, so
    /// use it only for services that accept nothing better. Signing needs the feature `rsa-legacy`.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    RsaSha1,
    /// `RSA-SHA256`: the RSA signature of the RFC (PKCS#1 v1.5), with SHA-256 as the hash.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    RsaSha256,
    /// `RSA-SHA512`: the RSA signature of the RFC (PKCS#1 v1.5), with SHA-512 as the hash.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    RsaSha512,
    /// `RSA-PSS`: RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 bytes (Mastercard).
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    RsaPss,
    /// A custom method with this name: see [`SignBaseString`](crate::protocol::SignBaseString) and
    /// [`VerifyBaseString`](crate::protocol::VerifyBaseString).
    Custom(&'static str),
    /// `PLAINTEXT` (section 3.4.4): the secrets themselves are sent. Only TLS protects such a
    /// request, so this crate sends it only over `https`.
    Plaintext,
}

impl SignatureMethod {
    pub(crate) const ALL: &[Self] = &[
        Self::HmacSha1,
        Self::HmacSha256,
        Self::HmacSha512,
        #[cfg(feature = "rsa")]
        Self::RsaSha1,
        #[cfg(feature = "rsa")]
        Self::RsaSha256,
        #[cfg(feature = "rsa")]
        Self::RsaSha512,
        #[cfg(feature = "rsa")]
        Self::RsaPss,
        Self::Plaintext,
    ];

    /// Returns the name as it is sent. Names are case-sensitive.
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha512 => "HMAC-SHA512",
            #[cfg(feature = "rsa")]
            Self::RsaSha1 => "RSA-SHA1",
            #[cfg(feature = "rsa")]
            Self::RsaSha256 => "RSA-SHA256",
            #[cfg(feature = "rsa")]
            Self::RsaSha512 => "RSA-SHA512",
            #[cfg(feature = "rsa")]
            Self::RsaPss => "RSA-PSS",
            Self::Custom(name) => name,
            Self::Plaintext => "PLAINTEXT",
        }
    }

    /// Returns whether the method uses the two shared secrets as its key (sections 3.4.2 and
    /// 3.4.4). Both sides know these secrets.
    pub fn uses_shared_secrets(self) -> bool {
        match self {
            Self::HmacSha1 | Self::Plaintext => true,
            Self::HmacSha256 | Self::HmacSha512 => true,
            #[cfg(feature = "rsa")]
            Self::RsaSha1 | Self::RsaSha256 | Self::RsaSha512 | Self::RsaPss => false,
            Self::Custom(_) => false,
        }
    }

    /// Returns whether the key is an RSA key.
    #[cfg(feature = "rsa")]
    pub(crate) fn is_rsa(self) -> bool {
        matches!(
            self,
            Self::RsaSha1 | Self::RsaSha256 | Self::RsaSha512 | Self::RsaPss
        )
    }
}

impl fmt::Display for SignatureMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for SignatureMethod {
    type Err = UnknownSignatureMethod;

    fn from_str(name: &str) -> Result<Self, UnknownSignatureMethod> {
        let named = |method: &&Self| method.name() == name;
        Self::ALL
            .iter()
            .find(named)
            .copied()
            .ok_or(UnknownSignatureMethod)
    }
}

/// Error returned when the name of a signature method is unknown, or its feature is not enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown signature method; HMAC-SHA1, HMAC-SHA256, HMAC-SHA512 and PLAINTEXT are always known, RSA-SHA256, RSA-SHA512 and RSA-PSS with `rsa`, RSA-SHA1 with `rsa-legacy`"
)]
#[non_exhaustive]
pub struct UnknownSignatureMethod;
