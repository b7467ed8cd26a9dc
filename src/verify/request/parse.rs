//! RFC 5849 section 3.2: reading a request, before any secret is looked at.

use http::request::Parts;

use super::collect::{Collected, collect, text};
use super::policy::RequestVerifier;
use super::unverified::UnverifiedRequest;
use crate::credentials::secret::Secret;
use crate::protocol::{BaseStringUriError, SignatureBaseString, SignatureMethod};
use crate::uri::digits::number;
use crate::verify::error::VerifyError;

/// Clients and tokens are looked up by their identifiers, which are at most this long, in bytes.
const LONGEST_IDENTIFIER: usize = 256;
/// Nonces are remembered, so they are at most this long, in bytes.
const LONGEST_NONCE: usize = 128;
/// A PLAINTEXT signature with two long secrets, or any other, is at most this long, in bytes.
const LONGEST_SIGNATURE: usize = 2048;
/// The base64 of the longest hash, of 64 bytes.
const LONGEST_BODY_HASH: usize = 88;

impl RequestVerifier {
    /// Reads a request. `form` is its whole body where its `Content-Type` says that it is a form;
    /// other bodies are not looked at, and so not protected by the signature.
    ///
    /// Nothing of the result is believed yet: whoever sent the request wrote it.
    ///
    /// # Errors
    ///
    /// [`VerifyError`], of what can be seen without a secret:
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
        let Collected {
            parameters,
            normalized,
            is_form,
        } = collect(parts.into(), form)?;
        let required = |name, longest| match text(&parameters, name, longest)? {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(VerifyError::MissingParameter(name)),
        };

        let method = required("oauth_signature_method", 32)?;
        let mut methods = self.methods.iter().copied();
        let method = methods.find(|known| known.name() == method);
        let method = method.ok_or(VerifyError::SignatureMethod)?;
        let place = self.origin.place(parts);
        let place =
            place.map_err(|error| VerifyError::Target(BaseStringUriError::Origin(error)))?;
        let plaintext = method == SignatureMethod::Plaintext;
        if plaintext && !place.is_https() && !self.plaintext_without_tls {
            return Err(VerifyError::PlaintextWithoutTls);
        }
        let client = required("oauth_consumer_key", LONGEST_IDENTIFIER)?;
        let signature = Secret::new(required("oauth_signature", LONGEST_SIGNATURE)?);
        let token = text(&parameters, "oauth_token", LONGEST_IDENTIFIER)?;
        let version = text(&parameters, "oauth_version", 8)?;
        if version.is_some_and(|version| version != "1.0") {
            return Err(VerifyError::Version);
        }
        let unless_plaintext = |name, longest| {
            if plaintext {
                text(&parameters, name, longest)
            } else {
                required(name, longest).map(Some)
            }
        };
        let timestamp = unless_plaintext("oauth_timestamp", 19)?;
        let nonce = unless_plaintext("oauth_nonce", LONGEST_NONCE)?;
        let timestamp = timestamp.as_deref().map(seconds).transpose()?;

        for (name, value) in [
            ("oauth_consumer_key", Some(&client)),
            ("oauth_token", token.as_ref()),
            ("oauth_nonce", nonce.as_ref()),
        ] {
            // They come into logs, and into stores as parts of keys.
            if value.is_some_and(|value| has_control(value)) {
                return Err(VerifyError::Malformed(name));
            }
        }
        let body_hash = text(&parameters, "oauth_body_hash", LONGEST_BODY_HASH)?;

        let uri = place
            .base_string_uri(parts.into())
            .map_err(VerifyError::Target)?;
        Ok(UnverifiedRequest {
            verifier: self,
            client,
            token,
            method,
            signature,
            timestamp,
            nonce,
            is_form,
            body_hash,
            parameters,
            base_string: SignatureBaseString::new(&parts.method, uri, normalized),
        })
    }
}

fn has_control(text: &str) -> bool {
    // Nearly no text has a byte of a control character, and a look at bytes is cheap.
    let may_be = |byte: u8| !(b' '..0x7F).contains(&byte);
    let any = text.bytes().fold(false, |any, byte| any | may_be(byte));
    any && text.contains(char::is_control)
}

/// Section 3.3: a positive integer.
fn seconds(text: &str) -> Result<u64, VerifyError> {
    let positive = number(text).filter(|&seconds| seconds > 0);
    positive.ok_or(VerifyError::Malformed("oauth_timestamp"))
}
