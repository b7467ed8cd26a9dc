//! The events of a server that verifies requests.

use std::fmt::Display;

use http::request::Parts;
use http::{HeaderName, Method, StatusCode, Uri};
use tracing::Level;

use super::fields::{default_port, port, text};
use crate::protocol::{BaseStringUri, ClaimedParameters, Clock, SignatureMethod};
use crate::uri::origin::Origin;

const TARGET: &str = "tower_oauth1::verify";

/// What a request says about itself. Empty if nobody listens.
pub(crate) struct Claim(Option<Box<Claimed>>);

#[derive(Default)]
struct Claimed {
    method: Method,
    /// The scheme and the host under which the server expects the request.
    origin: Option<(String, String)>,
    port: Option<u16>,
    path: String,
    client: Option<String>,
    signature_method: Option<SignatureMethod>,
    timestamp: Option<u64>,
    nonce: Option<String>,
}

fn is_wanted() -> bool {
    tracing::enabled!(target: TARGET, Level::INFO)
}

impl Claim {
    /// Creates the claim of a request that was read.
    pub(crate) fn new(
        method: &Method,
        uri: &BaseStringUri<'_>,
        client: &str,
        signature_method: SignatureMethod,
        timestamp: Option<u64>,
        nonce: Option<&str>,
    ) -> Self {
        let claimed = || Claimed {
            method: method.clone(),
            origin: Some((uri.scheme.to_owned(), uri.host.clone().into_owned())),
            port: uri.port.or_else(|| default_port(uri.scheme)),
            path: uri.path.clone().into_owned(),
            client: Some(client.to_owned()),
            signature_method: Some(signature_method),
            timestamp,
            nonce: nonce.map(str::to_owned),
        };
        Self(is_wanted().then(claimed).map(Box::new))
    }

    /// Creates the claim of a request that could not be read. It has what can be found in the
    /// header or the query, whether it is valid or not. `header` is the name of the header with the
    /// protocol parameters. `origin` returns the origin under which the server expects the request,
    /// if it is known.
    pub(crate) fn from_parts(
        parts: &Parts,
        header: &HeaderName,
        origin: impl FnOnce() -> Option<Origin>,
    ) -> Self {
        let claimed = || {
            let parameters = ClaimedParameters::read(parts.into(), header, None);
            let origin = origin();
            let origin = origin.as_ref();
            Claimed {
                method: parts.method.clone(),
                origin: origin.map(|origin| (origin.scheme().into(), origin.host().into())),
                port: origin.and_then(|origin| port(&Uri::default(), Some(origin))),
                path: parts.uri.path().to_owned(),
                client: parameters.client,
                timestamp: parameters.timestamp,
                nonce: parameters.nonce,
                ..Claimed::default()
            }
        };
        Self(is_wanted().then(claimed).map(Box::new))
    }
}

impl Claimed {
    /// Returns how many seconds the timestamp is after the time of the server. It is negative if
    /// the timestamp is before that time.
    fn distance(&self, clock: &dyn Clock) -> Option<i64> {
        let timestamp = i64::try_from(self.timestamp?).unwrap_or(i64::MAX);
        let now = i64::try_from(clock.unix_seconds()).unwrap_or(i64::MAX);
        Some(timestamp.saturating_sub(now))
    }
}

/// The request was accepted.
pub(crate) fn accepted(claim: &Claim, clock: &dyn Clock) {
    let Some(claim) = &claim.0 else {
        return;
    };
    tracing::debug!(
        target: TARGET,
        {
            http.request.method = text(claim.method.as_str()),
            url.scheme = claim.origin.as_ref().map(|(scheme, _)| text(scheme)),
            server.address = claim.origin.as_ref().map(|(_, host)| text(host)),
            server.port = claim.port,
            url.path = text(&claim.path),
            oauth.client_identifier = claim.client.as_ref().map(text),
            oauth.signature_method = claim.signature_method.map(|method| method.name()),
            oauth.nonce = claim.nonce.as_ref().map(text),
            oauth.timestamp_distance = claim.distance(clock),
        },
        "accepted"
    );
}

/// The request is not signed, and passed.
pub(crate) fn unsigned(claim: &Claim) {
    let Some(claim) = &claim.0 else {
        return;
    };
    tracing::debug!(
        target: TARGET,
        {
            http.request.method = text(claim.method.as_str()),
            url.path = text(&claim.path),
        },
        "unsigned"
    );
}

/// The request was refused. `failed` says which check of the credentials failed. This is the same
/// work for every reason.
pub(crate) fn refused(
    claim: &Claim,
    clock: &dyn Clock,
    status: StatusCode,
    reason: &dyn Display,
    failed: Option<&dyn Display>,
) {
    let Some(claim) = &claim.0 else {
        return;
    };
    tracing::info!(
        target: TARGET,
        {
            http.request.method = text(claim.method.as_str()),
            url.scheme = claim.origin.as_ref().map(|(scheme, _)| text(scheme)),
            server.address = claim.origin.as_ref().map(|(_, host)| text(host)),
            server.port = claim.port,
            url.path = text(&claim.path),
            http.response.status_code = status.as_u16(),
            oauth.reason = text(reason.to_string()),
            oauth.failed = failed.map(|failed| text(failed.to_string())),
            oauth.client_identifier = claim.client.as_ref().map(text),
            oauth.signature_method = claim.signature_method.map(|method| method.name()),
            oauth.nonce = claim.nonce.as_ref().map(text),
            oauth.timestamp_distance = claim.distance(clock),
        },
        "refused"
    );
}
