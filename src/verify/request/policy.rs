//! RFC 5849 section 3.2: what a server checks before it looks at any secret.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::protocol::{Clock, SignatureMethod, SystemClock};
use crate::verify::origin::PublicOrigin;

/// Reads signed requests, as a server receives them, and knows what the server asks of them.
///
/// Without further setters it takes the HMAC methods, timestamps that are up to 300 seconds away
/// from its clock, and only requests on behalf of a token.
///
/// ```
/// use std::time::Duration;
/// use tower_oauth1::{PublicOrigin, SignatureMethod, RequestVerifier};
///
/// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?)
///     .signature_methods([SignatureMethod::HmacSha1])
///     .timestamp_window(Duration::from_secs(600), Duration::from_secs(60))
///     .allow_missing_token();
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone)]
pub struct RequestVerifier {
    pub(super) origin: PublicOrigin,
    pub(super) methods: Vec<SignatureMethod>,
    pub(super) plaintext_without_tls: bool,
    pub(super) past: u64,
    pub(super) future: u64,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) allow_missing_token: bool,
    pub(super) body_hash_required: bool,
}

impl RequestVerifier {
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
            allow_missing_token: false,
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
    /// Without this they are refused as [`Absent`](VerifyError::MissingParameter).
    #[must_use]
    #[doc(alias = "two-legged")]
    pub fn allow_missing_token(mut self) -> Self {
        self.allow_missing_token = true;
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

    /// The last second at which a timestamp is in the window.
    pub(crate) fn acceptable_until(&self, timestamp: u64) -> u64 {
        timestamp.saturating_add(self.past)
    }

    pub(crate) fn requires_body_hash(&self) -> bool {
        self.body_hash_required
    }
}

impl From<PublicOrigin> for RequestVerifier {
    fn from(origin: PublicOrigin) -> Self {
        Self::new(origin)
    }
}

impl fmt::Debug for RequestVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestVerifier")
            .field("origin", &self.origin)
            .field("methods", &self.methods)
            .field("past", &self.past)
            .field("future", &self.future)
            .finish_non_exhaustive()
    }
}
