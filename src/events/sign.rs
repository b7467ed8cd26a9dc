//! The events of the client layer, and of the functions that sign one request.

use std::fmt::Display;

use http::{HeaderMap, Method, StatusCode, Uri};
use tracing::Level;

use super::fields::{address, port, refused, scheme, signed, text};
use crate::protocol::{Problem, ProtocolParameters, Transmission};
use crate::uri::origin::Origin;

const TARGET: &str = "tower_oauth1::sign";

/// A request was signed. `origin` is the public origin of the layer. `transmission` is `None` if
/// the caller decides where the parameters are sent.
pub(crate) fn signed(
    method: &Method,
    uri: &Uri,
    origin: Option<&Origin>,
    parameters: &ProtocolParameters,
    transmission: Option<Transmission>,
) {
    signed!(TARGET, method, uri, origin, parameters, transmission);
}

/// A request passes unsigned. `uri` returns its URI.
pub(crate) fn not_signed(
    method: &Method,
    uri: impl FnOnce() -> Uri,
    origin: Option<&Origin>,
    reason: &dyn Display,
) {
    if !tracing::enabled!(target: TARGET, Level::DEBUG) {
        return;
    }
    let uri = &uri();
    tracing::debug!(
        target: TARGET,
        {
            http.request.method = text(method.as_str()),
            url.scheme = scheme(uri, origin),
            server.address = address(uri, origin),
            server.port = port(uri, origin),
            url.path = text(uri.path()),
            oauth.reason = text(reason.to_string()),
        },
        "not signed"
    );
}

/// The event of a response that refuses a request. It holds what it says about the request, or
/// nothing if nobody listens.
pub(crate) struct RefusalEvent(Option<Box<Sent>>);

struct Sent {
    method: Method,
    uri: Uri,
    origin: Option<Origin>,
    /// The reason why the request was not signed. `None` if it was signed.
    unsigned: Option<String>,
    hint: Option<&'static str>,
}

impl RefusalEvent {
    /// Creates the event for a request that was just signed. `uri` returns its URI. `hint`
    /// returns what the signer knows to be a frequent mistake.
    pub(crate) fn signed(
        method: &Method,
        uri: impl FnOnce() -> Uri,
        origin: Option<&Origin>,
        hint: impl FnOnce() -> Option<&'static str>,
    ) -> Self {
        Self::new(|| Sent {
            method: method.clone(),
            uri: uri(),
            origin: origin.cloned(),
            unsigned: None,
            hint: hint(),
        })
    }

    /// Creates the event for a request that is sent unsigned. `uri` returns its URI.
    pub(crate) fn unsigned(
        method: &Method,
        uri: impl FnOnce() -> Uri,
        origin: Option<&Origin>,
        reason: &dyn Display,
    ) -> Self {
        Self::new(|| Sent {
            method: method.clone(),
            uri: uri(),
            origin: origin.cloned(),
            unsigned: Some(reason.to_string()),
            hint: None,
        })
    }

    fn new(sent: impl FnOnce() -> Sent) -> Self {
        let is_wanted = tracing::enabled!(target: TARGET, Level::WARN);
        Self(is_wanted.then(sent).map(Box::new))
    }

    /// Returns whether anybody listens.
    pub(crate) fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// The server refused the request. Nothing is logged if the request is unsigned and the status
    /// does not ask for a signature. `skew` is the clock skew that the layer learned from the
    /// response, in seconds, and whether it is applied.
    pub(crate) fn write(&self, status: StatusCode, headers: &HeaderMap, skew: Option<(i64, bool)>) {
        let Some(sent) = &self.0 else {
            return;
        };
        let Sent {
            method,
            uri,
            origin,
            unsigned,
            hint,
        } = &**sent;
        let asks_for_signature = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        if unsigned.is_some() && !asks_for_signature {
            return;
        }
        let problem = Problem::from_headers(headers);
        let problem = problem.as_ref().and_then(Problem::shown_name);
        let advice = (unsigned.as_deref(), *hint);
        refused!(
            TARGET,
            method,
            uri,
            origin.as_ref(),
            status,
            problem,
            advice,
            skew
        );
    }
}
