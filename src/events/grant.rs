//! The event of a server that issues credentials.

use std::fmt::Display;

use http::{StatusCode, Uri};
use tracing::Level;

use super::fields::{address, port, scheme, text};

const TARGET: &str = "tower_oauth1::grant";

/// A verified request: its URI without the query, the client, and the nonce.
pub(crate) type Request<'a> = (&'a str, &'a str, Option<&'a str>);

/// A request was refused, or the decision of a resource owner could not be recorded. There is no
/// request of a client then.
pub(crate) fn refused(request: Option<Request<'_>>, status: StatusCode, reason: &dyn Display) {
    if !tracing::enabled!(target: TARGET, Level::INFO) {
        return;
    }
    let uri = request.and_then(|(uri, ..)| uri.parse::<Uri>().ok());
    let uri = uri.as_ref();
    tracing::info!(
        target: TARGET,
        {
            url.scheme = uri.and_then(|uri| scheme(uri, None)),
            server.address = uri.and_then(|uri| address(uri, None)),
            server.port = uri.and_then(|uri| port(uri, None)),
            url.path = uri.map(|uri| text(uri.path())),
            http.response.status_code = status.as_u16(),
            oauth.reason = text(reason.to_string()),
            oauth.client_identifier = request.map(|(_, client, _)| text(client)),
            oauth.nonce = request.and_then(|(.., nonce)| nonce).map(text),
        },
        "refused"
    );
}
