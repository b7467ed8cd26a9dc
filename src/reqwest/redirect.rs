//! Notices a redirect that the client followed with a signed request.

use ::reqwest::{Body, Url};

use crate::protocol::{has_protocol_parameters, is_oauth};

/// Error returned when the HTTP client followed a redirect with a signed request.
///
/// A signature is valid for one URL, once. The server of the new URL refuses the copy, and it may
/// belong to somebody else.
///
/// Two cases cannot be noticed: a redirect that leads back to the same URL, and one to a server
/// that cannot be reached. The server then refuses the second request, because its nonce was used
/// before, or the client returns its own error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the HTTP client followed a redirect with a signed request; build it with `ClientBuilder::redirect(Policy::none())`"
)]
#[non_exhaustive]
pub struct FollowedRedirect;

/// Returns the URL that a signed request is sent to. Returns `None` for an unsigned request, which
/// may follow redirects.
pub(super) fn signed_target(request: &::reqwest::Request) -> Option<Url> {
    is_signed(request).then(|| target(request.url()))
}

/// Checks that the client did not follow a redirect with a signed request: the response comes from
/// the URL that the request was sent to, and the client did not give up after many redirects.
///
/// If the client cannot reach the URL of a redirect, its error has the first URL, so this is not
/// noticed.
pub(super) fn not_redirected(
    signed_target: Option<&Url>,
    sent: Result<::reqwest::Response, ::reqwest::Error>,
) -> Result<Result<::reqwest::Response, ::reqwest::Error>, FollowedRedirect> {
    let Some(signed) = signed_target else {
        return Ok(sent);
    };
    let followed = match &sent {
        Ok(response) => target(response.url()) != *signed,
        Err(error) => error.is_redirect(),
    };
    if followed {
        Err(FollowedRedirect)
    } else {
        Ok(sent)
    }
}

/// Returns whether a request has protocol parameters in a header, its query or its form.
fn is_signed(request: &::reqwest::Request) -> bool {
    let form = request.body().and_then(Body::as_bytes);
    let form = form.and_then(|form| std::str::from_utf8(form).ok());
    request.headers().values().any(is_oauth)
        || request.url().query().is_some_and(has_protocol_parameters)
        || form.is_some_and(has_protocol_parameters)
}

/// Returns the part of a URL that is sent.
fn target(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    // The client sends user information as a header. Both calls fail only for URLs without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
