//! What the operator of a server learns about a refused request.

use std::fmt;
use std::sync::Arc;

use http::Response;

use super::error::VerifyError;
use crate::protocol::{ClaimedParameters, Explanation};
use crate::uri::origin::Origin;

/// A request that the layer refused: the reason, and what the request says about itself.
///
/// [`VerifyLayer`](super::VerifyLayer) puts it into the extensions of the response. It is for the
/// log of the server. Do not send it to the client: a caller who cannot sign must not learn which
/// clients and tokens exist.
///
/// All that the request says about itself is only *claimed*, and may be any text. `Display` and
/// `Debug` escape control characters. They show no secrets: no signature, no query and no form.
///
/// ```
/// use axum::{Router, middleware, response::Response, routing::get};
/// use tower_oauth1::PublicOrigin;
/// use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, Refusal, VerifyLayer};
///
/// async fn log_refusal(response: Response) -> Response {
///     if let Some(refusal) = response.extensions().get::<Refusal>() {
///         eprintln!("{}: {refusal}", response.status());
///     }
///     response
/// }
///
/// let origin = PublicOrigin::fixed("https://api.example.com")?;
/// let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
/// let app: Router = Router::new()
///     .route("/me", get(|| async { "hello" }))
///     .layer(VerifyLayer::new(credentials, replay, origin))
///     // A layer that is added later is outside the layers before it.
///     .layer(middleware::map_response(log_refusal));
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone)]
pub struct Refusal(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) error: VerifyError,
    pub(super) claimed: ClaimedParameters,
    pub(super) failed: Option<FailedCheck>,
    /// The time of the server, in seconds since 1970.
    pub(super) now: u64,
    pub(super) realm: Arc<str>,
    pub(super) explained: Option<Explained>,
}

/// What is known only if the layer explains refusals.
#[derive(Debug)]
pub(super) struct Explained {
    pub(super) explanation: Option<Explanation>,
    pub(super) origin: Option<Origin>,
    pub(super) is_proxy_trusted: Option<bool>,
}

/// What is wrong in a request with [`VerifyError::SignatureInvalid`].
///
/// Only the operator of the server may know it. The response to the client does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailedCheck {
    /// The store does not know the client.
    Client,
    /// The store does not know the token, or the token belongs to another client.
    Token,
    /// The client did not register this signature method, or its key is for another one.
    SignatureMethod,
    /// Client and token are known, and the signature is wrong.
    Signature,
    /// Client and token are known, and the signature belongs to none of the keys that the server
    /// tries. The client has more keys, which the server does not try: see
    /// [`keys_per_client`](crate::RequestVerifier::keys_per_client).
    UntriedKey,
}

impl fmt::Display for FailedCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "unknown client",
            Self::Token => "unknown token, or a token of another client",
            Self::SignatureMethod => "the client may not use this signature method",
            Self::Signature => "wrong signature",
            Self::UntriedKey => {
                "wrong signature for the keys that the server tries; the client has more keys than `RequestVerifier::keys_per_client`"
            }
        })
    }
}

impl Refusal {
    /// Returns the refusal of a request without a signature, for a handler that needs one although
    /// the layer lets such requests pass.
    #[cfg(feature = "axum")]
    pub(super) fn unsigned(realm: Arc<str>) -> Self {
        Self(Arc::new(Inner {
            error: VerifyError::Unsigned,
            claimed: ClaimedParameters::default(),
            failed: None,
            now: 0,
            realm,
            explained: None,
        }))
    }

    /// Returns why the request was refused.
    pub fn error(&self) -> &VerifyError {
        &self.0.error
    }

    /// Returns which check failed if the error is [`VerifyError::SignatureInvalid`].
    pub fn failed_check(&self) -> Option<FailedCheck> {
        self.0.failed
    }

    /// Returns the client identifier (`oauth_consumer_key`) that the request claims, decoded. At
    /// most 1024 characters of it.
    pub fn client_identifier(&self) -> Option<&str> {
        self.0.claimed.client.as_deref()
    }

    /// Returns the token identifier (`oauth_token`) that the request claims, decoded. At most 1024
    /// characters of it.
    pub fn token_identifier(&self) -> Option<&str> {
        self.0.claimed.token.as_deref()
    }

    /// Returns the nonce that the request claims, decoded. At most 1024 characters of it.
    pub fn nonce(&self) -> Option<&str> {
        self.0.claimed.nonce.as_deref()
    }

    /// Returns the timestamp that the request claims, in seconds since 1970.
    pub fn timestamp(&self) -> Option<u64> {
        self.0.claimed.timestamp
    }

    /// Returns the timestamp minus the time of the server, in seconds. It is negative if the clock
    /// of the client is behind.
    pub fn timestamp_distance(&self) -> Option<i64> {
        let timestamp = i64::try_from(self.timestamp()?).unwrap_or(i64::MAX);
        let now = i64::try_from(self.0.now).unwrap_or(i64::MAX);
        Some(timestamp.saturating_sub(now))
    }

    /// Returns what the server expects to be signed. Compare it with what the client signed.
    ///
    /// `None` without [`explain_refusals`](super::VerifyLayer::explain_refusals), if the layer did
    /// not read the form, or if the request cannot be read.
    pub fn explanation(&self) -> Option<&Explanation> {
        self.0.explained.as_ref()?.explanation.as_ref()
    }

    /// Returns the origin under which the server expects the request.
    ///
    /// `None` without [`explain_refusals`](super::VerifyLayer::explain_refusals), or if the request
    /// does not name a valid host.
    pub fn origin(&self) -> Option<&Origin> {
        self.0.explained.as_ref()?.origin.as_ref()
    }

    /// Returns whether the request comes from a trusted proxy, so that its forwarding headers
    /// count.
    ///
    /// `None` without [`explain_refusals`](super::VerifyLayer::explain_refusals), or if the
    /// [`PublicOrigin`](super::PublicOrigin) does not depend on proxies.
    pub fn is_proxy_trusted(&self) -> Option<bool> {
        self.0.explained.as_ref()?.is_proxy_trusted
    }

    /// Returns the default response to the client: the one of [`VerifyError::response`].
    ///
    /// A function for [`refusal_response`](super::VerifyLayer::refusal_response) can change this
    /// response and keep its status and its challenge.
    pub fn response(&self) -> Response<String> {
        self.error().response(&self.0.realm)
    }
}

/// One line: the reason, which check failed, and what the request claims.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error().reason())?;
        if let Some(failed) = self.failed_check() {
            write!(f, " ({failed})")?;
        }
        for (name, text) in [
            ("client", self.client_identifier()),
            ("token", self.token_identifier()),
            ("nonce", self.nonce()),
        ] {
            if let Some(text) = text {
                // `Debug` escapes control characters and quotes.
                write!(f, ", {name} {text:?}")?;
            }
        }
        if let (Some(timestamp), Some(distance)) = (self.timestamp(), self.timestamp_distance()) {
            write!(f, ", timestamp {timestamp} ({distance:+} s)")?;
        }
        if let Some(origin) = self.origin() {
            write!(f, ", expected at {origin}")?;
        }
        match self.is_proxy_trusted() {
            Some(true) => f.write_str(", from a trusted proxy"),
            Some(false) => f.write_str(", not from a trusted proxy"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("error", self.error())
            .field("failed_check", &self.failed_check())
            .field("client", &self.client_identifier())
            .field("token", &self.token_identifier())
            .field("nonce", &self.nonce())
            .field("timestamp", &self.timestamp())
            .field("timestamp_distance", &self.timestamp_distance())
            .field("origin", &self.origin())
            .field("is_proxy_trusted", &self.is_proxy_trusted())
            .finish_non_exhaustive()
    }
}
