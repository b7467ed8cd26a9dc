//! [`Authenticated`] as an axum extractor.

use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::request::authenticated::Authenticated;

/// Error returned when a handler extracts [`Authenticated`] on a route without a
/// [`VerifyLayer`](super::VerifyLayer).
///
/// The response has the status 500 and an empty body, so clients do not see the mistake of the
/// server. This error is in the extensions of the response. To find it, log the extensions in a
/// middleware outside the router: see [`verify`](super#logging-refusals).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this route has no `VerifyLayer`; add one to the router")]
#[non_exhaustive]
pub struct NotAuthenticated;

#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
impl<S: Sync> FromRequestParts<S> for Authenticated {
    type Rejection = NotAuthenticated;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NotAuthenticated> {
        let authenticated = parts.extensions.get::<Self>();
        authenticated.cloned().ok_or(NotAuthenticated)
    }
}

impl IntoResponse for NotAuthenticated {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
