//! Reading of a request (RFC 5849 section 3.2). No secret is used here.

use http::request::Parts;

use super::collect::{Collected, collect, only_expected_in_header, text};
use super::policy::RequestVerifier;
use super::signature::ReceivedSignature;
use super::unverified::UnverifiedRequest;
use crate::events::verify::Claim;
use crate::protocol::{BaseStringUriError, SignatureBaseString, SignatureMethod};
use crate::uri::digits::number;
use crate::verify::error::VerifyError;

/// The longest accepted identifier, in bytes. Stores look up clients and tokens with identifiers.
const LONGEST_IDENTIFIER: usize = 256;
/// The longest accepted nonce, in bytes. Stores keep nonces.
const LONGEST_NONCE: usize = 128;
/// The length of the longest body hash, SHA-512: 64 bytes are 88 bytes in base64.
const LONGEST_BODY_HASH: usize = 88;

impl RequestVerifier {
    /// Reads a request.
    ///
    /// Pass the whole body as `form` if its `Content-Type` is the one of a form. Other bodies are
    /// not read, so the signature does not protect them.
    ///
    /// The result is not verified. The sender of the request can choose every part of it.
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError`] if a check fails that needs no secret:
    ///
    /// - The request is not signed.
    /// - The protocol parameters are in more than one place (header, query and form).
    /// - A protocol parameter is missing, malformed, or occurs more than once.
    /// - The version or the signature method is not accepted.
    /// - The `Authorization` header is malformed, too long, or occurs more than once.
    /// - The `Authorization` header has a parameter whose name does not begin with `oauth_`, other
    ///   than the realm and the [`extra_header_parameters`](Self::extra_header_parameters).
    /// - The request has too many parameters.
    /// - The signature method is PLAINTEXT, but clients reach the server without TLS.
    /// - The target, the `Host` header or the forwarding headers are not valid.
    /// - The form is missing or has a `Content-Encoding`.
    /// - The content type contains the type of a form but is another type.
    pub fn parse<'a>(
        &'a self,
        parts: &'a Parts,
        form: Option<&'a [u8]>,
    ) -> Result<UnverifiedRequest<'a>, VerifyError> {
        let read = self.read(parts, form);
        if read.is_err() {
            self.log(&Claim::from_parts(parts), &read);
        }
        read
    }

    /// Like [`parse`](Self::parse), but logs nothing. The layer logs its decision once.
    pub(crate) fn read<'a>(
        &'a self,
        parts: &'a Parts,
        form: Option<&'a [u8]>,
    ) -> Result<UnverifiedRequest<'a>, VerifyError> {
        let Collected {
            normalized,
            signature,
            is_form,
        } = collect(parts.into(), form)?;
        let required = |name, longest| match text(&normalized, name, longest)? {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(VerifyError::MissingParameter(name)),
        };

        let method = required("oauth_signature_method", 32)?;
        let mut methods = self.methods.iter().copied();
        let method = methods.find(|known| known.name() == method);
        let method = method.ok_or(VerifyError::SignatureMethod)?;
        let origin = self.origin.received(parts);
        let origin =
            origin.map_err(|error| VerifyError::Target(BaseStringUriError::Origin(error)))?;
        let plaintext = method == SignatureMethod::Plaintext;
        if plaintext && !origin.is_https() && !self.plaintext_without_tls {
            return Err(VerifyError::PlaintextWithoutTls);
        }
        let client = required("oauth_consumer_key", LONGEST_IDENTIFIER)?;
        let missing = VerifyError::MissingParameter("oauth_signature");
        let signature = ReceivedSignature::new(signature.ok_or(missing)?, plaintext)?;
        let token = text(&normalized, "oauth_token", LONGEST_IDENTIFIER)?;
        let version = text(&normalized, "oauth_version", 8)?;
        if version.is_some_and(|version| version != "1.0") {
            return Err(VerifyError::Version);
        }
        let unless_plaintext = |name, longest| {
            if plaintext {
                text(&normalized, name, longest)
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
            // These values are written to logs, and stores use them in keys.
            if value.is_some_and(|value| has_control(value)) {
                return Err(VerifyError::Malformed(name));
            }
        }
        let body_hash = text(&normalized, "oauth_body_hash", LONGEST_BODY_HASH)?;
        only_expected_in_header(&normalized, &self.extra_header_parameters)?;

        let signed = self.signed_uri.as_ref().and_then(|signed| signed(parts));
        let uri = origin
            .base_string_uri(parts, signed.as_ref())
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
            base_string: SignatureBaseString::new(&parts.method, uri, normalized),
        })
    }
}

/// Returns whether a text has control characters.
fn has_control(text: &str) -> bool {
    // Decoding characters is slow, so look at the bytes first. Every control character has at least
    // one byte outside of the range from space to `~`. Almost no text has such a byte.
    let may_be = |byte: u8| !(b' '..0x7F).contains(&byte);
    let any = text.bytes().fold(false, |any, byte| any | may_be(byte));
    any && text.contains(char::is_control)
}

/// Reads a timestamp: a positive integer (section 3.3).
fn seconds(text: &str) -> Result<u64, VerifyError> {
    let positive = number(text).filter(|&seconds| seconds > 0);
    positive.ok_or(VerifyError::Malformed("oauth_timestamp"))
}
