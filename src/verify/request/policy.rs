//! The settings of a server for the verification of requests (RFC 5849 section 3.2).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::request::Parts;
use http::{HeaderName, Uri, header};

use super::limits::Limits;
use crate::protocol::{Clock, SignatureMethod, SystemClock};
use crate::verify::origin::PublicOrigin;

/// A verifier of received requests, with the settings of the server.
///
/// By default, it accepts the HMAC methods, accepts timestamps within 300 seconds of its clock, and
/// requires a token.
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
    pub(super) extra_header_parameters: Vec<String>,
    pub(crate) multiple_transmissions: bool,
    pub(crate) keys_per_client: usize,
    pub(super) limits: Limits,
    pub(super) signed_uri: Option<SignedUri>,
    pub(super) header_name: HeaderName,
}

/// A function that returns the URI that the client signed.
type SignedUri = Arc<dyn Fn(&Parts) -> Option<Uri> + Send + Sync>;

impl RequestVerifier {
    /// Creates a verifier for a server that clients reach at `origin`.
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
            extra_header_parameters: Vec::new(),
            multiple_transmissions: false,
            keys_per_client: 2,
            limits: Limits::default(),
            signed_uri: None,
            header_name: header::AUTHORIZATION,
        }
    }

    /// Sets the accepted signature methods. Default: all HMAC methods.
    ///
    /// PLAINTEXT, RSA methods and custom methods are accepted only if you name them here.
    #[must_use]
    pub fn signature_methods(mut self, methods: impl IntoIterator<Item = SignatureMethod>) -> Self {
        self.methods = methods.into_iter().collect();
        self
    }

    /// Accepts PLAINTEXT requests over plain `http`. PLAINTEXT must also be one of the
    /// [`signature_methods`](Self::signature_methods).
    ///
    /// Everyone on the network path can read the secrets. Use this only for tests, and for servers
    /// on the same machine as their clients.
    #[must_use]
    pub fn insecure_plaintext_without_tls(mut self) -> Self {
        self.plaintext_without_tls = true;
        self
    }

    /// Sets how far a timestamp may be in the past and in the future, in whole seconds. Default:
    /// 300 seconds each.
    ///
    /// Stores keep a nonce until its timestamp leaves this window, and at least as long as the
    /// whole window if their own clock can differ from the clock of the server.
    #[must_use]
    pub fn timestamp_window(mut self, past: Duration, future: Duration) -> Self {
        (self.past, self.future) = (past.as_secs(), future.as_secs());
        self
    }

    /// Sets the clock of the server. Default: the clock of the operating system.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Accepts requests without a token too. A client makes such a request on its own behalf
    /// (two-legged OAuth). Default: they are refused with
    /// [`MissingParameter`](crate::VerifyError::MissingParameter).
    #[must_use]
    #[doc(alias = "two-legged")]
    pub fn allow_missing_token(mut self) -> Self {
        self.allow_missing_token = true;
        self
    }

    /// Accepts only requests whose body is signed, as a form or with `oauth_body_hash`. Default:
    /// other bodies are accepted too.
    ///
    /// Requests without a body must also have an `oauth_body_hash`: the hash of no bytes. The
    /// client chooses the hash function (SHA-1, SHA-256 or SHA-512). The server recognizes it by
    /// the length of the hash.
    #[must_use]
    pub fn require_body_hash(mut self) -> Self {
        self.body_hash_required = true;
        self
    }

    /// Sets the names of the parameters that the `Authorization` header may have beside the realm
    /// and the parameters whose names begin with `oauth_`. Names are decoded. Default: none, and
    /// other parameters are refused with
    /// [`UnexpectedHeaderParameter`](crate::VerifyError::UnexpectedHeaderParameter).
    ///
    /// A signature does not protect the place of a parameter. An attacker can move a field of a
    /// form, or a parameter of the query, into the header, and the signature stays valid. A handler
    /// that reads the form would then miss the field. So name only parameters that your handlers
    /// read with [`Authenticated::parameters`](crate::Authenticated::parameters), which finds them
    /// in each place.
    ///
    /// ```
    /// use tower_oauth1::{PublicOrigin, RequestVerifier};
    ///
    /// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?)
    ///     .extra_header_parameters(["xoauth_requestor_id"]);
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    #[must_use]
    pub fn extra_header_parameters<T: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = T>,
    ) -> Self {
        self.extra_header_parameters = names.into_iter().map(Into::into).collect();
        self
    }

    /// Accepts requests whose protocol parameters are in more than one of header, query and form.
    /// Default: they are refused, as section 3.5 requires
    /// ([`MultipleTransmissions`](crate::VerifyError::MultipleTransmissions)).
    ///
    /// Some clients send `oauth_callback` in the query or in the form, and all other protocol
    /// parameters in the header, when they request temporary credentials. Examples are Twython,
    /// flickrapi, python3-discogs-client and twitter-api-v2. Use this setting for the routes that
    /// such clients call.
    ///
    /// Each protocol parameter still occurs once, over all places together. It is signed wherever
    /// it is. A parameter that occurs twice is refused, also if both values are equal. So
    /// twitter-lite 1.1.0 is refused: it sends `oauth_callback` in the header and in the query, and
    /// signs it once.
    ///
    /// The server does not know that a parameter is missing before it has read the form. So it
    /// reads more forms of strangers.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier};
    ///
    /// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?)
    ///     .allow_missing_token()
    ///     .allow_multiple_transmissions();
    /// # let mut request = http::Request::get("https://api.example.com/initiate?oauth_callback=oob")
    /// #     .header("Authorization", "OAuth oauth_consumer_key=\"c\", oauth_nonce=\"n\", \
    /// #         oauth_signature=\"s\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1\"")
    /// #     .body(())?;
    /// # let (parts, ()) = request.into_parts();
    /// # assert!(verifier.parse(&parts, None).is_ok());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn allow_multiple_transmissions(mut self) -> Self {
        self.multiple_transmissions = true;
        self
    }

    /// Sets how many keys of a client the server tries. It is at least 1. Default: 2, so that a
    /// client can change its key. A client with more keys can only use the first ones. If it uses
    /// another one, the [`Refusal`](crate::verify::Refusal) and the log say that the client has
    /// more keys than this.
    ///
    /// The server stops at the key that matches. A refused request costs as many comparisons as
    /// this number, whether the client has so many keys, fewer, or does not exist. So the time of a
    /// response does not tell how many keys a client has. If each client has one key, set it to 1,
    /// and wrong signatures cost less time.
    ///
    /// Clients get more keys with
    /// [`additional_secret`](crate::verify::RegisteredClient::additional_secret).
    #[must_use]
    pub fn keys_per_client(mut self, keys: usize) -> Self {
        self.keys_per_client = keys.max(1);
        self
    }

    /// Sets a function that returns the URI that the client signed, if a router of this server
    /// removed a part of its path. Only the path of this URI is used. If the function returns
    /// `None`, the path of the request is used, which is also the default.
    ///
    /// The `nest` method of axum removes the prefix of the path before it calls the layers of the
    /// nested router, and keeps the whole URI in the extensions:
    ///
    /// ```
    /// use axum::extract::OriginalUri;
    /// use tower_oauth1::{PublicOrigin, RequestVerifier};
    ///
    /// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?)
    ///     .signed_uri(|parts| parts.extensions.get::<OriginalUri>().map(|uri| uri.0.clone()));
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    ///
    /// Take the URI from the extensions, which clients cannot set, and not from a header. For a
    /// prefix that a proxy removes, use [`PublicOrigin::path_prefix`].
    ///
    /// The query must be the one of the request, byte for byte: handlers read it there. Otherwise
    /// the request is refused with [`OriginError::SignedUri`](crate::OriginError::SignedUri).
    #[must_use]
    pub fn signed_uri(
        mut self,
        signed_uri: impl Fn(&Parts) -> Option<Uri> + Send + Sync + 'static,
    ) -> Self {
        self.signed_uri = Some(Arc::new(signed_uri));
        self
    }

    /// Returns the time of the server, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.clock.unix_seconds()
    }

    /// Returns the last second at which a timestamp is inside the window.
    pub(crate) fn acceptable_until(&self, timestamp: u64) -> u64 {
        timestamp.saturating_add(self.past)
    }

    /// Returns the length of the window, past and future together.
    pub(crate) fn window(&self) -> Duration {
        Duration::from_secs(self.past.saturating_add(self.future))
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
