//! RFC 5849 section 3.2: what a server checks before it looks at any secret.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;

use super::error::VerifyError;
use super::public_origin::PublicOrigin;
use super::read::{Collected, collect, text};
use super::request::UnverifiedRequest;
use crate::credentials::secret::Secret;
use crate::protocol::{
    BaseStringUriError, Clock, SignatureBaseString, SignatureMethod, SystemClock,
};
use crate::uri::digits::number;

/// Reads signed requests, as a server receives them, and knows what the server asks of them.
///
/// Without further setters it takes the HMAC methods, timestamps that are up to 300 seconds away
/// from its clock, and only requests on behalf of a token.
///
/// ```
/// use std::time::Duration;
/// use tower_oauth1::{PublicOrigin, SignatureMethod, Verifier};
///
/// let verifier = Verifier::new(PublicOrigin::fixed("https://api.example.com")?)
///     .signature_methods([SignatureMethod::HmacSha1])
///     .timestamp_window(Duration::from_secs(600), Duration::from_secs(60))
///     .token_optional();
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    origin: PublicOrigin,
    methods: Vec<SignatureMethod>,
    plaintext_without_tls: bool,
    past: u64,
    future: u64,
    clock: Arc<dyn Clock>,
    token_optional: bool,
    body_hash_required: bool,
}

/// Clients and tokens are looked up by their identifiers, which are at most this long, in bytes.
const LONGEST_IDENTIFIER: usize = 256;
/// Nonces are remembered, so they are at most this long, in bytes.
const LONGEST_NONCE: usize = 128;
/// A PLAINTEXT signature with two long secrets, or any other, is at most this long, in bytes.
const LONGEST_SIGNATURE: usize = 2048;
/// The base64 of the longest hash, of 64 bytes.
const LONGEST_BODY_HASH: usize = 88;

impl Verifier {
    /// A verifier for a server that clients reach at `origin`.
    pub fn new(origin: PublicOrigin) -> Self {
        let hmac = |method: &SignatureMethod| method.name().starts_with("HMAC-");
        let methods = SignatureMethod::ALL.iter().copied().filter(hmac).collect();
        Self {
            origin,
            methods,
            plaintext_without_tls: false,
            past: 300,
            future: 300,
            clock: Arc::new(SystemClock),
            token_optional: false,
            body_hash_required: false,
        }
    }

    /// The signature methods that are taken, instead of all HMAC methods. PLAINTEXT, RSA's and one's own
    /// are taken only so.
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

    /// How far a timestamp may lie in the past and in the future, in whole seconds; 300 each without
    /// this. Nonces are kept as long.
    #[must_use]
    pub fn timestamp_window(mut self, past: Duration, future: Duration) -> Self {
        (self.past, self.future) = (past.as_secs(), future.as_secs());
        self
    }

    /// The server's clock; the operating system's without this.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Accepts requests without a token too, which a client makes on its own behalf (two-legged).
    /// Without this they are refused as [`Absent`](VerifyError::Absent).
    #[must_use]
    #[doc(alias = "two-legged")]
    pub fn token_optional(mut self) -> Self {
        self.token_optional = true;
        self
    }

    /// Accepts only requests whose body is signed too: as a form, or by `oauth_body_hash`, which
    /// requests without a body have to carry as well. Which hash it is (SHA-1, SHA-256 or SHA-512)
    /// is told by its length, and the request may choose among those that are compiled in.
    #[must_use]
    pub fn require_body_hash(mut self) -> Self {
        self.body_hash_required = true;
        self
    }

    /// What does not depend on any secret: a token where one is needed, and the timestamp (section
    /// 3.3). Returns the server's time.
    pub(super) fn check(&self, request: &UnverifiedRequest<'_>) -> Result<u64, VerifyError> {
        if request.token().is_none() && !self.token_optional {
            return Err(VerifyError::Absent("oauth_token"));
        }
        let now = self.clock.now();
        let acceptable = now.saturating_sub(self.past)..=now.saturating_add(self.future);
        match request.timestamp {
            Some(timestamp) if !acceptable.contains(&timestamp) => {
                Err(VerifyError::Timestamp { acceptable })
            }
            _ => Ok(now),
        }
    }

    /// The last second at which a timestamp is in the window.
    pub(super) fn acceptable_until(&self, timestamp: u64) -> u64 {
        timestamp.saturating_add(self.past)
    }

    pub(super) fn requires_body_hash(&self) -> bool {
        self.body_hash_required
    }

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
            _ => Err(VerifyError::Absent(name)),
        };

        let method = required("oauth_signature_method", 32)?;
        let mut methods = self.methods.iter().copied();
        let method = methods.find(|known| known.name() == method);
        let method = method.ok_or(VerifyError::SignatureMethod)?;
        let place = self.origin.place(parts);
        let place = place.map_err(BaseStringUriError::Origin)?;
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
        let unless_plaintext = |name, longest| match plaintext {
            true => text(&parameters, name, longest),
            false => required(name, longest).map(Some),
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

        let uri = place.base_string_uri(parts.into())?;
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

impl From<PublicOrigin> for Verifier {
    fn from(origin: PublicOrigin) -> Self {
        Self::new(origin)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("origin", &self.origin)
            .field("methods", &self.methods)
            .field("past", &self.past)
            .field("future", &self.future)
            .finish_non_exhaustive()
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
