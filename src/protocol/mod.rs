//! RFC 5849 section 3: what is signed, and how. Pure functions and values, without I/O, async or tower.
//!
//! The steps of a signature: method, URI, `Host`, form and protocol parameters → [`Parameters`] →
//! [`NormalizedParameters`] → [`SignatureBaseString`] → [`Signature`] → the same protocol parameters
//! and `oauth_signature`. Signing and verifying share the code of these steps, so they cannot differ.
//!
//! [`Signer`] does all steps. Each step is also public:
//!
//! ```
//! use tower_oauth1::SignatureMethod;
//! use tower_oauth1::protocol::{BaseStringUri, Parameters, SignatureBaseString, SigningKey};
//!
//! let (parts, ()) = http::Request::get("http://photos.example.net/photos?size=original&file=vacation.jpg")
//!     .body(())?
//!     .into_parts();
//! let mut parameters = Parameters::new();
//! parameters.add_query(parts.uri.query().unwrap_or_default());
//! let normalized = parameters.normalize();
//! assert_eq!(normalized.to_string(), "file=vacation.jpg&size=original");
//! let base_string = SignatureBaseString::new(&parts.method, BaseStringUri::from_parts(&parts)?, normalized);
//! let key = SigningKey::new(SignatureMethod::HmacSha1, "client-secret", "token-secret").expect("an HMAC");
//! let signature = key.sign(&base_string);
//! assert!(key.verify(&base_string, signature.as_str().as_bytes()).is_ok());
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod base_string;
mod base_string_uri;
mod clock;
mod encoding;
mod error;
mod explain;
mod nonce;
mod parameters;
mod problem;
mod request_head;
mod signature;
mod signer;

pub use base_string::SignatureBaseString;
pub use base_string_uri::{BaseStringUri, BaseStringUriError};
pub use clock::{Clock, MonotonicClock, SystemClock};
pub use encoding::{percent_decode, percent_encode};
pub use error::SignError;
pub use explain::difference::{Difference, DifferingPart, LikelyReason};
pub use explain::{ExplainError, Explanation};
pub use nonce::{Nonce, NonceSource, RandomNonces};
pub use parameters::collected::Parameters;
pub use parameters::form::is_form;
pub use parameters::header::{AuthorizationHeader, AuthorizationHeaderError};
pub use parameters::header_style::HeaderStyle;
pub use parameters::normalized::NormalizedParameters;
pub use parameters::parameter::Parameter;
pub use parameters::protocol::ProtocolParameters;
pub use parameters::transmission::Transmission;
pub use problem::Problem;
pub use signature::body_hash::BodyHashAlgorithm;
pub use signature::custom::{SignBaseString, VerifyBaseString};
pub use signature::key::SigningKey;
pub use signature::method::{SignatureMethod, UnknownSignatureMethod};
#[cfg(feature = "rsa")]
#[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
pub use signature::rsa::{
    error::RsaKeyError, private_key::RsaPrivateKey, public_key::RsaPublicKey,
};
pub use signature::value::{Signature, SignatureMismatch};
pub use signer::Signer;

pub(crate) use nonce::ALPHABET;
pub(crate) use parameters::append::separator;
pub(crate) use parameters::collected::has_protocol_parameters;
pub(crate) use parameters::form::FORM;
pub(crate) use parameters::header::is_oauth;
pub(crate) use parameters::realm::check_realm;
pub(crate) use problem::challenge::split_unquoted;
pub(crate) use request_head::RequestHead;
#[cfg(test)]
pub(crate) use signature::key::compared;
pub(crate) use signer::sign::check_length;
