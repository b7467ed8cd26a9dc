//! [`Authenticated`] as an axum extractor.

use axum_core::body::Body;
use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::refusal::Refusal;
use super::request::authenticated::Authenticated;
use super::responder::{ReadableBody, Responder};
use super::unsigned::PassedUnsigned;

/// Error returned when a handler extracts [`Authenticated`] and the request has none.
///
/// If a [`VerifyLayer`](super::VerifyLayer) with
/// [`allow_unsigned`](super::VerifyLayer::allow_unsigned) let the request pass without a signature,
/// the response is the refusal of this layer, with the status 401.
///
/// If the route has no `VerifyLayer`, the response has the status 500 and an empty body, so clients
/// do not see the mistake of the server. This error is in the extensions of the response. To find
/// it, log the extensions in a middleware outside the router: see
/// [`verify`](super#refused-requests).
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct NotAuthenticated(Reason);

#[derive(Clone, Debug, thiserror::Error)]
enum Reason {
    #[error("this route has no `VerifyLayer`; add one to the router")]
    NoLayer,
    #[error("the request is not signed")]
    Unsigned(Responder, ReadableBody),
}

impl NotAuthenticated {
    fn new(parts: &Parts) -> Self {
        Self(match parts.extensions.get() {
            Some(PassedUnsigned(responder)) => {
                Reason::Unsigned(responder.clone(), ReadableBody::from_parts(parts))
            }
            None => Reason::NoLayer,
        })
    }

    /// Returns the status of the response: 401 or 500.
    pub fn status(&self) -> StatusCode {
        match &self.0 {
            Reason::NoLayer => StatusCode::INTERNAL_SERVER_ERROR,
            Reason::Unsigned(..) => StatusCode::UNAUTHORIZED,
        }
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
impl<S: Sync> FromRequestParts<S> for Authenticated {
    type Rejection = NotAuthenticated;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NotAuthenticated> {
        let authenticated = parts.extensions.get::<Self>().cloned();
        authenticated.ok_or_else(|| NotAuthenticated::new(parts))
    }
}

/// `Option<Authenticated>` is `None` if the request is not signed. A route without a `VerifyLayer`
/// still responds with 500.
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
impl<S: Sync> OptionalFromRequestParts<S> for Authenticated {
    type Rejection = NotAuthenticated;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &S,
    ) -> Result<Option<Self>, NotAuthenticated> {
        let authenticated = parts.extensions.get::<Self>().cloned();
        if authenticated.is_none() && parts.extensions.get::<PassedUnsigned>().is_none() {
            return Err(NotAuthenticated::new(parts));
        }
        Ok(authenticated)
    }
}

impl IntoResponse for NotAuthenticated {
    fn into_response(self) -> Response {
        match &self.0 {
            Reason::NoLayer => {
                let mut response = self.status().into_response();
                response.extensions_mut().insert(self);
                response
            }
            Reason::Unsigned(responder, readable) => {
                let refusal = Refusal::unsigned(responder.realm.clone());
                responder
                    .respond(refusal, *readable)
                    .map(Body::from)
                    .into_response()
            }
        }
    }
}
