//! A request that was read, and one whose signature was verified.

use std::borrow::Cow;
use std::fmt;

use super::collect::text;
use super::policy::RequestVerifier;
use crate::credentials::TokenCredentials;
use crate::credentials::secret::Secret;
use crate::protocol::{Parameter, Parameters, SignatureBaseString, SignatureMethod};
use crate::verify::client::registered::RegisteredClient;
use crate::verify::error::VerifyError;

/// A request that was read and is not believed: whoever sent it wrote all of this.
///
/// `Debug` leaves the signature and the parameters out: a PLAINTEXT signature is the secrets, and a
/// form may hold a password.
#[derive(Clone)]
pub struct UnverifiedRequest<'a> {
    pub(crate) verifier: &'a RequestVerifier,
    pub(crate) client: Cow<'a, str>,
    pub(crate) token: Option<Cow<'a, str>>,
    pub(crate) method: SignatureMethod,
    /// With PLAINTEXT it is the secrets.
    pub(crate) signature: Secret,
    pub(crate) timestamp: Option<u64>,
    pub(crate) nonce: Option<Cow<'a, str>>,
    pub(crate) is_form: bool,
    pub(crate) body_hash: Option<Cow<'a, str>>,
    pub(crate) parameters: Parameters<'a>,
    pub(crate) base_string: SignatureBaseString<'a>,
}

impl<'a> UnverifiedRequest<'a> {
    /// The client's identifier, `oauth_consumer_key`, decoded; never empty.
    pub fn client_identifier(&self) -> &str {
        &self.client
    }

    /// The token's identifier, `oauth_token`, decoded. `None` where there is none, or an empty one.
    pub fn token_identifier(&self) -> Option<&str> {
        self.token.as_deref().filter(|token| !token.is_empty())
    }

    /// The method that the signature is said to be made by.
    pub fn signature_method(&self) -> SignatureMethod {
        self.method
    }

    /// `oauth_timestamp`, in seconds since 1970. `None` only with PLAINTEXT.
    pub fn timestamp(&self) -> Option<u64> {
        self.timestamp
    }

    /// `oauth_nonce`, decoded. `None` only with PLAINTEXT.
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// The base string that the signature is compared over.
    pub fn base_string(&self) -> &SignatureBaseString<'a> {
        &self.base_string
    }

    /// Checks the signature with the key of the client and the secret of the token, which the server
    /// looked up by [`client`](Self::client) and [`token`](Self::token). The client is a
    /// `&RegisteredClient`, or `&ClientCredentials` with a secret. Comparison is in constant time.
    ///
    /// At the token endpoint (section 2.3) the temporary credentials take the token's place:
    /// `TokenCredentials::new(temporary.identifier(), temporary.secret())`.
    ///
    /// For a client or a token that the server does not know, verify with made-up credentials, of
    /// whatever identifier, instead of refusing at once: else the time that the answer takes tells
    /// which identifiers exist.
    ///
    /// # Errors
    ///
    /// [`VerifyError::SignatureInvalid`] where the signature does not match, where credentials are
    /// given of another client or token than the request names, where the request has a token and
    /// none is given, or where the client's key is not for the request's method.
    pub fn verify<'c>(
        self,
        client: impl Into<Cow<'c, RegisteredClient>>,
        token: Option<&TokenCredentials>,
    ) -> Result<SignatureVerified<'a>, VerifyError> {
        let client = client.into();
        let token_secret = token.map_or("", TokenCredentials::secret);
        let signature = self.signature.expose().as_bytes();
        let key = client.key();
        let matches = key.matches(self.method, token_secret, &self.base_string, signature);
        let matches = matches && client.takes(self.method);
        self.judge(
            client.identifier(),
            token.map(TokenCredentials::identifier),
            matches,
        )
    }

    /// What does not depend on any secret: a token where one is needed, and the timestamp (section
    /// 3.3). Returns the server's time.
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

    /// The verdict, where a key of this client and token `matches` the signature or does not. It is asked
    /// for when the signature was compared, so that each way to it takes one comparison.
    pub(crate) fn judge(
        self,
        client: &str,
        token: Option<&str>,
        matches: bool,
    ) -> Result<SignatureVerified<'a>, VerifyError> {
        if client == self.client_identifier() && token == self.token_identifier() && matches {
            Ok(SignatureVerified(self))
        } else {
            Err(VerifyError::SignatureInvalid)
        }
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

/// A request whose signature was verified: it was made by who holds the secrets of its client and
/// token, and method, URI and form are as they made it.
///
/// Only [`UnverifiedRequest::verify`] and [`verify_prepared`](UnverifiedRequest::verify_prepared) make one. It may still be old, or a second copy, and a body
/// that is no form may be another: [`accept`](Self::accept) looks at these.
#[derive(Clone, Debug)]
pub struct SignatureVerified<'a>(pub(crate) UnverifiedRequest<'a>);

impl<'a> SignatureVerified<'a> {
    /// The client's identifier, decoded.
    pub fn client_identifier(&self) -> &str {
        self.0.client_identifier()
    }

    /// The token's identifier, decoded; `None` for a request on the client's own behalf.
    pub fn token_identifier(&self) -> Option<&str> {
        self.0.token_identifier()
    }

    /// The method that the signature was made by.
    pub fn signature_method(&self) -> SignatureMethod {
        self.0.method
    }

    /// When the request was made, by the client's clock, in seconds since 1970. `None` only with
    /// PLAINTEXT.
    pub fn timestamp(&self) -> Option<u64> {
        self.0.timestamp
    }

    /// The nonce, decoded: new for this client, token and timestamp, or the request is a copy.
    /// `None` only with PLAINTEXT.
    pub fn nonce(&self) -> Option<&str> {
        self.0.nonce()
    }

    /// The base string that the signature was made over.
    pub fn base_string(&self) -> &SignatureBaseString<'a> {
        &self.0.base_string
    }

    /// All parameters that were signed, and `oauth_signature`, in the order in which they were found:
    /// the header's, the query's, the form's.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = &Parameter<'a>> + '_ {
        self.0.parameters.iter()
    }

    /// `oauth_callback`, decoded: where a request for temporary credentials wants the resource owner
    /// sent back to (section 2.1).
    ///
    /// # Errors
    ///
    /// [`VerifyError::Malformed`] where it is not UTF-8, or longer than 2048 bytes.
    pub fn callback(&self) -> Result<Option<Cow<'_, str>>, VerifyError> {
        text(&self.0.parameters, "oauth_callback", 2048)
    }

    /// `oauth_verifier`, decoded: what proves that the resource owner came back (section 2.3).
    /// Compare it in constant time.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Malformed`] where it is not UTF-8, or longer than 256 bytes.
    pub fn verifier(&self) -> Result<Option<Cow<'_, str>>, VerifyError> {
        text(&self.0.parameters, "oauth_verifier", 256)
    }
}
