//! RFC 5849 sections 3.4.2 to 3.4.4: the signature methods and their names.

use std::fmt;
use std::str::FromStr;

/// How a request is signed: the value of `oauth_signature_method`.
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
    /// `HMAC-SHA1` (RFC 5849 section 3.4.2), which nearly all services take. What breaks SHA-1 as a
    /// hash does not break it inside an HMAC.
    #[default]
    HmacSha1,
    /// `HMAC-SHA256`: the RFC's HMAC with another hash. Ask for it wherever the service knows it.
    #[cfg(feature = "sha2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sha2")))]
    HmacSha256,
    /// `HMAC-SHA512`: the RFC's HMAC with another hash.
    #[cfg(feature = "sha2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sha2")))]
    HmacSha512,
    /// `PLAINTEXT` (section 3.4.4): the secrets themselves are sent. The request is not protected
    /// but by TLS, so this crate sends it over `https` only.
    Plaintext,
}

impl SignatureMethod {
    pub(crate) const ALL: &[Self] = &[
        Self::HmacSha1,
        #[cfg(feature = "sha2")]
        Self::HmacSha256,
        #[cfg(feature = "sha2")]
        Self::HmacSha512,
        Self::Plaintext,
    ];

    /// The name as it is sent. Names are case-sensitive.
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            #[cfg(feature = "sha2")]
            Self::HmacSha256 => "HMAC-SHA256",
            #[cfg(feature = "sha2")]
            Self::HmacSha512 => "HMAC-SHA512",
            Self::Plaintext => "PLAINTEXT",
        }
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

/// A name of a signature method that this build of the crate cannot do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown signature method; HMAC-SHA1 and PLAINTEXT are always known, HMAC-SHA256 and HMAC-SHA512 with the feature `sha2`"
)]
#[non_exhaustive]
pub struct UnknownSignatureMethod;
