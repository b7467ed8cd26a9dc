//! A request that was read, and a request with a valid signature.

use std::borrow::Cow;
use std::fmt;

use super::collect::text;
use super::policy::RequestVerifier;
use super::signature::ReceivedSignature;
use crate::credentials::TokenCredentials;
use crate::protocol::{Parameter, SignatureBaseString, SignatureMethod};
use crate::verify::client::registered::RegisteredClient;
use crate::verify::error::VerifyError;

/// A request that was read but not verified. The sender can choose every part of it.
///
/// Created by [`RequestVerifier::parse`].
///
/// `Debug` omits the signature and the parameters. A PLAINTEXT signature is the secrets, and a form
/// may contain a password.
#[derive(Clone)]
pub struct UnverifiedRequest<'a> {
    pub(crate) verifier: &'a RequestVerifier,
    pub(crate) client: Cow<'a, str>,
    pub(crate) token: Option<Cow<'a, str>>,
    pub(crate) method: SignatureMethod,
    pub(crate) signature: ReceivedSignature<'a>,
    pub(crate) timestamp: Option<u64>,
    pub(crate) nonce: Option<Cow<'a, str>>,
    pub(crate) is_form: bool,
    pub(crate) body_hash: Option<Cow<'a, str>>,
    /// Its parameters are all parameters except the signature.
    pub(crate) base_string: SignatureBaseString<'a>,
}

impl<'a> UnverifiedRequest<'a> {
    /// Returns the client identifier (`oauth_consumer_key`), decoded. It is never empty.
    pub fn client_identifier(&self) -> &str {
        &self.client
    }

    /// Returns the token identifier (`oauth_token`), decoded. `None` if it is missing or empty.
    pub fn token_identifier(&self) -> Option<&str> {
        self.token.as_deref().filter(|token| !token.is_empty())
    }

    /// Returns the signature method that the request names.
    pub fn signature_method(&self) -> SignatureMethod {
        self.method
    }

    /// Returns the timestamp (`oauth_timestamp`), in seconds since 1970. `None` only with
    /// PLAINTEXT.
    pub fn timestamp(&self) -> Option<u64> {
        self.timestamp
    }

    /// Returns the nonce (`oauth_nonce`), decoded. `None` only with PLAINTEXT.
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// Returns the base string that the signature must belong to.
    pub fn base_string(&self) -> &SignatureBaseString<'a> {
        &self.base_string
    }

    /// Verifies the signature with the key of the client and the secret of the token.
    ///
    /// Look them up with [`client_identifier`](Self::client_identifier) and
    /// [`token_identifier`](Self::token_identifier). Pass the client as `&RegisteredClient`, or as
    /// `&ClientCredentials` with a secret. The comparison takes constant time.
    ///
    /// At the token endpoint (section 2.3), pass the temporary credentials as the token:
    /// `TokenCredentials::new(temporary.identifier(), temporary.secret())`.
    ///
    /// If the client or the token is unknown, do not return early. Call this method with made-up
    /// credentials with any identifier. If you return early, the time of the response tells which
    /// identifiers exist.
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError::SignatureInvalid`] if
    ///
    /// - the signature does not match,
    /// - the credentials are not those of the client and the token that the request names,
    /// - the request has a token and `token` is `None`, or the other way round, or
    /// - the key of the client is not for the signature method of the request, or the client did
    ///   not register this method.
    pub fn verify<'c>(
        self,
        client: impl Into<Cow<'c, RegisteredClient>>,
        token: Option<&TokenCredentials>,
    ) -> Result<SignatureVerified<'a>, VerifyError> {
        let matches = self.is_signed_by(&client.into(), token);
        self.verified_or_logged(matches)
    }

    /// Returns the signed parameters in the order in which they were found, and `other` at its
    /// place among them.
    pub(crate) fn signed_parameters<'p>(
        &'p self,
        other: Option<&'p Parameter<'a>>,
    ) -> impl ExactSizeIterator<Item = &'p Parameter<'a>> {
        let signed = self.base_string.parameters().as_slice().iter();
        let mut parameters: Vec<_> = signed.chain(other).collect();
        parameters.sort_unstable_by_key(|parameter| parameter.position());
        parameters.into_iter()
    }

    /// Checks that a required token is present and that the timestamp is inside the window (section
    /// 3.3). Needs no secret. Returns the time of the server.
    pub(crate) fn check(&self) -> Result<u64, VerifyError> {
        let policy = self.verifier;
        if self.token_identifier().is_none() && !policy.allow_missing_token {
            return Err(VerifyError::MissingParameter("oauth_token"));
        }
        let now = policy.clock.unix_seconds();
        let acceptable = now.saturating_sub(policy.past)..=now.saturating_add(policy.future);
        match self.timestamp {
            Some(timestamp) if !acceptable.contains(&timestamp) => {
                Err(VerifyError::Timestamp { acceptable })
            }
            _ => Ok(now),
        }
    }

    /// Returns the verified request if identifiers and signature match.
    pub(crate) fn verified_if(self, matches: bool) -> Result<SignatureVerified<'a>, VerifyError> {
        if matches {
            Ok(SignatureVerified(self))
        } else {
            Err(VerifyError::SignatureInvalid)
        }
    }

    /// Like [`verified_if`](Self::verified_if), and logs a refusal.
    pub(crate) fn verified_or_logged(
        self,
        matches: bool,
    ) -> Result<SignatureVerified<'a>, VerifyError> {
        if !matches {
            let refused = Err::<(), _>(VerifyError::SignatureInvalid);
            self.verifier.log(&self.claim(), &refused);
        }
        self.verified_if(matches)
    }
}

impl fmt::Debug for UnverifiedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedRequest")
            .field("client", &self.client)
            .field("token", &self.token)
            .field("method", &self.method)
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce)
            .finish_non_exhaustive()
    }
}

/// A request whose signature is valid.
///
/// Its sender holds the key of the client. With HMAC and PLAINTEXT, the sender also holds the
/// secret of the token. The method, the URI without its query, and the names and values of all
/// parameters are as the sender signed them. Parameters may have moved between query, form and
/// header.
///
/// Only [`UnverifiedRequest::verify`] and [`verify_prepared`](UnverifiedRequest::verify_prepared)
/// create this value. The request may still be old or a copy, and a body that is not a form may be
/// changed. [`accept`](Self::accept) checks these.
#[derive(Clone, Debug)]
pub struct SignatureVerified<'a>(pub(crate) UnverifiedRequest<'a>);

impl<'a> SignatureVerified<'a> {
    /// Returns the client identifier, decoded.
    pub fn client_identifier(&self) -> &str {
        self.0.client_identifier()
    }

    /// Returns the token identifier, decoded. `None` if the client made the request on its own
    /// behalf.
    pub fn token_identifier(&self) -> Option<&str> {
        self.0.token_identifier()
    }

    /// Returns the signature method.
    pub fn signature_method(&self) -> SignatureMethod {
        self.0.method
    }

    /// Returns the timestamp of the request in seconds since 1970, from the client's clock. `None`
    /// only with PLAINTEXT.
    pub fn timestamp(&self) -> Option<u64> {
        self.0.timestamp
    }

    /// Returns the nonce, decoded. `None` only with PLAINTEXT.
    ///
    /// If the same client, token and timestamp used this nonce before, the request is a copy.
    pub fn nonce(&self) -> Option<&str> {
        self.0.nonce()
    }

    /// Returns the base string that was signed.
    pub fn base_string(&self) -> &SignatureBaseString<'a> {
        &self.0.base_string
    }

    /// Returns all signed parameters and `oauth_signature`, in the order in which they were found:
    /// header, query, form.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = &Parameter<'a>> + '_ {
        let signature = self.0.signature.parameter();
        self.0.signed_parameters(Some(signature))
    }

    /// Returns the callback (`oauth_callback`), decoded. In a request for temporary credentials, it
    /// is the URI to which the server sends the resource owner back (section 2.1).
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError::Malformed`] if the callback is not UTF-8, and
    /// [`VerifyError::TooLong`] if it is longer than 2048 bytes.
    pub fn callback(&self) -> Result<Option<Cow<'_, str>>, VerifyError> {
        text(self.0.base_string.parameters(), "oauth_callback", 2048)
    }

    /// Returns the verifier (`oauth_verifier`), decoded. It proves that the resource owner came
    /// back from the authorization page (section 2.3). Compare it in constant time.
    ///
    /// # Errors
    ///
    /// Returns [`VerifyError::Malformed`] if the verifier is not UTF-8, and
    /// [`VerifyError::TooLong`] if it is longer than 256 bytes.
    pub fn verifier(&self) -> Result<Option<Cow<'_, str>>, VerifyError> {
        text(self.0.base_string.parameters(), "oauth_verifier", 256)
    }
}
