//! Reading of a request (RFC 5849 section 3.2). No secret is used here.

use http::request::Parts;

use super::collect::{Collected, collect, only_expected_in_header, text};
use super::policy::RequestVerifier;
use super::signature::ReceivedSignature;
use super::unverified::UnverifiedRequest;
use crate::protocol::{BaseStringUriError, SignatureBaseString, SignatureMethod};
use crate::uri::digits::number;
use crate::verify::client::identifier::has_control;
use crate::verify::error::VerifyError;

/// The length of the longest body hash, SHA-512: 64 bytes are 88 bytes in base64. A longer hash
/// matches no body.
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
    /// - The protocol parameters are in more than one place (header, query and form), and the
    ///   verifier does not [allow](Self::allow_multiple_transmissions) it.
    /// - A protocol parameter is missing, malformed, or occurs more than once.
    /// - The version or the signature method is not accepted.
    /// - The `Authorization` header is malformed, longer than the
    ///   [`header_limit`](Self::header_limit), or occurs more than once.
    /// - The `Authorization` header has a parameter whose name does not begin with `oauth_`, other
    ///   than the realm and the [`extra_header_parameters`](Self::extra_header_parameters).
    /// - The request has more parameters than the [`parameter_limit`](Self::parameter_limit), or a
    ///   parameter is longer than its limit.
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
            self.log(&self.claim(parts), &read);
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
        } = collect(self, parts.into(), form)?;
        let limits = &self.limits;
        let required = |name, limit| match text(&normalized, name, limit)? {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(VerifyError::MissingParameter(name)),
        };

        let method = required("oauth_signature_method", usize::MAX)?;
        let mut methods = self.methods.iter().copied();
        let method = methods.find(|known| known.name() == method);
        let method = method.ok_or_else(|| VerifyError::SignatureMethod)?;
        let origin = self.origin.received(parts);
        let origin =
            origin.map_err(|error| VerifyError::Target(BaseStringUriError::Origin(error)))?;
        let plaintext = method == SignatureMethod::Plaintext;
        if plaintext && !origin.is_https() && !self.plaintext_without_tls {
            return Err(VerifyError::PlaintextWithoutTls);
        }
        let client = required("oauth_consumer_key", limits.identifier)?;
        let missing = || VerifyError::MissingParameter("oauth_signature");
        let signature = signature.ok_or_else(missing)?;
        let signature = ReceivedSignature::new(signature, plaintext, limits.signature)?;
        let token = text(&normalized, "oauth_token", limits.identifier)?;
        let version = normalized.named("oauth_version");
        if version.is_some_and(|version| !version.value_text().is("1.0")) {
            text(&normalized, "oauth_version", usize::MAX)?;
            return Err(VerifyError::Version);
        }
        let unless_plaintext = |name, limit| {
            if plaintext {
                text(&normalized, name, limit)
            } else {
                required(name, limit).map(Some)
            }
        };
        let timestamp = unless_plaintext("oauth_timestamp", usize::MAX)?;
        let nonce = unless_plaintext("oauth_nonce", limits.nonce)?;
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

/// Reads a timestamp: a positive integer (section 3.3) of at most 19 digits.
fn seconds(text: &str) -> Result<u64, VerifyError> {
    let digits = Some(text).filter(|text| text.len() <= 19);
    let positive = digits.and_then(number).filter(|&seconds| seconds > 0);
    positive.ok_or_else(|| VerifyError::Malformed("oauth_timestamp"))
}
