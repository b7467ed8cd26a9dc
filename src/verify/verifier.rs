//! RFC 5849 section 3.2: what a server checks before it looks at any secret.

use http::request::Parts;

use super::VerifyError;
use super::public_origin::PublicOrigin;
use super::read::{parameters, text};
use super::request::UnverifiedRequest;
use crate::credentials::Secret;
use crate::digits::number;
use crate::protocol::{SignatureBaseString, SignatureMethod};

/// Reads signed requests, as a server receives them.
///
/// It takes the HMAC methods. PLAINTEXT, and a choice among them, is asked for by
/// [`signature_methods`](Self::signature_methods).
#[derive(Clone, Debug)]
pub struct Verifier {
    origin: PublicOrigin,
    methods: Vec<SignatureMethod>,
    plaintext_without_tls: bool,
}

/// Clients and tokens are looked up by their identifiers, which are at most this long, in bytes.
const LONGEST_IDENTIFIER: usize = 256;
/// Nonces are remembered, so they are at most this long, in bytes.
const LONGEST_NONCE: usize = 128;
/// A PLAINTEXT signature with two long secrets, or any other, is at most this long, in bytes.
const LONGEST_SIGNATURE: usize = 2048;

impl Verifier {
    /// A verifier for a server that clients reach at `origin`.
    pub fn new(origin: PublicOrigin) -> Self {
        let hmac = |method: &SignatureMethod| *method != SignatureMethod::Plaintext;
        let methods = SignatureMethod::ALL.iter().copied().filter(hmac).collect();
        Self {
            origin,
            methods,
            plaintext_without_tls: false,
        }
    }

    /// The signature methods that are taken, instead of all HMAC methods.
    #[must_use]
    pub fn signature_methods(mut self, methods: impl IntoIterator<Item = SignatureMethod>) -> Self {
        self.methods = methods.into_iter().collect();
        self
    }

    /// Takes PLAINTEXT over plain `http`, where everyone on the way reads the secrets: for tests and
    /// servers on one machine with their clients. PLAINTEXT must still be among the methods.
    #[must_use]
    pub fn insecure_plaintext_without_tls(mut self) -> Self {
        self.plaintext_without_tls = true;
        self
    }

    /// Reads a request. `form` is its whole body where its `Content-Type` says that it is a form;
    /// other bodies are not looked at, and so not protected by the signature.
    ///
    /// Nothing of the result is believed yet: whoever sent the request wrote it.
    ///
    /// # Errors
    ///
    /// Every [`VerifyError`] but [`SignatureInvalid`](VerifyError::SignatureInvalid):
    ///
    /// - the request is not signed, or its protocol parameters stand in two places, occur twice, are
    ///   missing or malformed; its version or signature method is not taken;
    /// - its `Authorization` header is malformed, too long, or there twice; it has too many parameters;
    /// - PLAINTEXT without TLS, or a target that cannot have been signed;
    /// - its form is missing, compressed, or has a content type that is not quite a form's.
    pub fn parse<'a>(
        &'a self,
        parts: &'a Parts,
        form: Option<&'a [u8]>,
    ) -> Result<UnverifiedRequest<'a>, VerifyError> {
        let parameters = parameters(parts.into(), form)?;
        let required = |name, longest| match text(&parameters, name, longest)? {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(VerifyError::Absent(name)),
        };

        let method = required("oauth_signature_method", 32)?;
        let method: SignatureMethod = method.parse().map_err(|_| VerifyError::SignatureMethod)?;
        if !self.methods.contains(&method) {
            return Err(VerifyError::SignatureMethod);
        }
        let plaintext = method == SignatureMethod::Plaintext;
        if plaintext && !self.origin.is_https() && !self.plaintext_without_tls {
            return Err(VerifyError::PlaintextWithoutTls);
        }
        let client = required("oauth_consumer_key", LONGEST_IDENTIFIER)?;
        let signature = Secret::new(required("oauth_signature", LONGEST_SIGNATURE)?);
        let token = text(&parameters, "oauth_token", LONGEST_IDENTIFIER)?;
        let version = text(&parameters, "oauth_version", 8)?;
        if version.is_some_and(|version| version != "1.0") {
            return Err(VerifyError::Version);
        }
        let unless_plaintext = |name, longest| match plaintext {
            true => text(&parameters, name, longest),
            false => required(name, longest).map(Some),
        };
        let timestamp = unless_plaintext("oauth_timestamp", 19)?;
        let nonce = unless_plaintext("oauth_nonce", LONGEST_NONCE)?;
        let timestamp = timestamp.as_deref().map(seconds).transpose()?;

        let uri = self.origin.base_string_uri(parts.into())?;
        let normalized = parameters.clone().normalize();
        Ok(UnverifiedRequest {
            client,
            token,
            method,
            signature,
            timestamp,
            nonce,
            parameters,
            base_string: SignatureBaseString::new(&parts.method, uri, normalized),
        })
    }
}

/// Section 3.3: a positive integer.
fn seconds(text: &str) -> Result<u64, VerifyError> {
    let positive = number(text).filter(|&seconds| seconds > 0);
    positive.ok_or(VerifyError::Malformed("oauth_timestamp"))
}
