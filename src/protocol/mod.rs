//! The protocol of RFC 5849 section 3: the parameters, the signature base string and the signature.
//!
//! This module contains pure functions and values. It does no I/O and does not use tower.
//!
//! A request is signed in these steps:
//!
//! 1. [`Parameters`] collects the parameters of the query and the form, and the protocol
//!    parameters.
//! 2. [`NormalizedParameters`] are these parameters in the order in which they are signed.
//! 3. [`SignatureBaseString`] contains the method, the [`BaseStringUri`] and the normalized
//!    parameters. The base string URI is made of the URI and the `Host` header.
//! 4. [`SigningKey`] signs the base string. The result is a [`Signature`].
//! 5. [`ProtocolParameters`] are the protocol parameters with `oauth_signature`. They are sent with
//!    the request.
//!
//! Signing and verifying share the code up to the signature, so they cannot disagree.
//!
//! [`Signer`] does all steps. You can also use the steps one by one. This is the request for a
//! photo in RFC 5849 section 1.2:
//!
//! ```
//! use tower_oauth1::SignatureMethod;
//! use tower_oauth1::protocol::{
//!     BaseStringUri, Parameters, ProtocolParameters, SignatureBaseString, SigningKey,
//! };
//!
//! let uri = "http://photos.example.net/photos?file=vacation.jpg&size=original";
//! let (mut parts, ()) = http::Request::get(uri).body(())?.into_parts();
//!
//! // 1. In a program, use the time of a clock and a new nonce for each request.
//! let mut protocol = ProtocolParameters::with_realm("Photos")?;
//! protocol.push("oauth_consumer_key", "dpf43f3p2l4k3l03");
//! protocol.push("oauth_token", "nnch734d00sl2jdk");
//! protocol.push("oauth_signature_method", "HMAC-SHA1");
//! protocol.push("oauth_timestamp", "137131202");
//! protocol.push("oauth_nonce", "chapoH");
//! let mut parameters = Parameters::new();
//! parameters.add_protocol(&protocol);
//! parameters.add_query(parts.uri.query().unwrap_or_default());
//! // 2.
//! let normalized = parameters.normalize();
//! // 3.
//! let uri = BaseStringUri::from_parts(&parts)?;
//! let base_string = SignatureBaseString::new(&parts.method, uri, normalized);
//! // 4.
//! let key = SigningKey::new(SignatureMethod::HmacSha1, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00")
//!     .expect("HMAC-SHA1 uses shared secrets");
//! let signature = key.sign(&base_string);
//! assert_eq!(signature.as_str(), "MdpQcU8iPSUjWoN/UDMsK2sui9I="); // as in the RFC
//! // 5.
//! protocol.push("oauth_signature", signature.as_str());
//! parts.headers.insert("authorization", protocol.authorization_header());
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
pub use explain::echo::find_base_string;
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
// The aliases of a type in a private module are on its `pub use` line.
#[cfg(feature = "rsa")]
#[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
#[doc(alias = "private key", alias = "RSA key", alias = "PEM")]
pub use signature::rsa::private_key::RsaPrivateKey;
#[cfg(feature = "rsa")]
#[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
pub use signature::rsa::{error::RsaKeyError, public_key::RsaPublicKey};
pub use signature::value::{Signature, SignatureMismatch};
pub use signer::Signer;
pub use signer::unsigned_request::UnsignedRequest;

pub(crate) use nonce::ALPHABET;
pub(crate) use parameters::append::separator;
pub(crate) use parameters::claimed::ClaimedParameters;
pub(crate) use parameters::collected::has_protocol_parameters;
pub(crate) use parameters::form::FORM;
pub(crate) use parameters::header::is_oauth;
pub(crate) use parameters::old_set::without_old_set;
pub(crate) use parameters::realm::check_realm;
pub(crate) use problem::challenge::split_unquoted;
pub(crate) use problem::names::specified;
pub(crate) use request_head::RequestHead;
#[cfg(test)]
pub(crate) use signature::key::compared;
pub(crate) use signer::sign::{check_length, form_to_sign};
