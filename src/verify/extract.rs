//! `Authenticated` as an argument of axum's handlers.

use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::request::authenticated::Authenticated;

/// A handler asked for [`Authenticated`] on a route that no
/// [`VerifyLayer`](super::VerifyLayer) stands before. It answers 500, and stands in the response's
/// extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no `VerifyLayer` stands before this route")]
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
