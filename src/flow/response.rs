//! RFC 5849 sections 2.1 and 2.3: the server's answer, and the credentials in it.

use bytes::Bytes;
use http::{Response, header};
use http_body::Body;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::error::{FlowError, FlowErrorKind, FlowStep};
use super::fields::Fields;
use crate::BoxError;
use crate::credentials::{Secret, TemporaryCredentials, TokenCredentials};

/// Sections 2.1 and 2.3 set no size; the longest tokens seen are a few KiB.
const LIMIT: usize = 64 * 1024;

/// Why a server's answer holds no usable credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// Reading the answer failed.
    #[error("reading the answer failed")]
    Unreadable(#[source] BoxError),
    /// The answer is longer than 64 KiB, or says that it is.
    #[error("the answer is longer than {LIMIT} bytes")]
    TooLong,
    /// A name or value is not UTF-8.
    #[error("the answer is not UTF-8")]
    NotUtf8,
    /// A field occurs twice, so nobody can say which one counts.
    #[error("the answer has a field twice")]
    RepeatedField,
    /// There is no `oauth_token`, as in a page that was meant for a person.
    #[error("the answer has no `oauth_token`; see whether the endpoint is the right one")]
    MissingToken,
    /// `oauth_token` is empty.
    #[error("the answer's `oauth_token` is empty")]
    EmptyToken,
    /// There is no `oauth_token_secret`. (An empty one is legal.)
    #[error("the answer has no `oauth_token_secret`")]
    MissingTokenSecret,
    /// `oauth_callback_confirmed` is not `true`: a server of OAuth 1.0, or one that did not take
    /// the callback. Going on would let an attacker's authorization pass for the user's.
    #[error("the server did not confirm the callback, as OAuth 1.0a requires")]
    CallbackNotConfirmed,
}

/// Reads the answer to a step, and gives the body of a successful one to `parse`.
pub(super) async fn read<RB, T>(
    step: FlowStep,
    response: Response<RB>,
    parse: fn(&[u8]) -> Result<T, ResponseError>,
) -> Result<T, FlowError>
where
    RB: Body,
    RB::Error: Into<BoxError>,
{
    let status = response.status();
    let error = move |kind| FlowError::new(step, kind).with_status(status);
    if status.is_redirection() {
        return Err(error(FlowErrorKind::Redirect));
    }
    let body = read_body(response).await;
    if !status.is_success() {
        // The status says enough where the body cannot be read.
        return Err(error(FlowErrorKind::Refused).with_body(body.ok()));
    }
    let body = body.map_err(|failed| error(failed.into()))?;
    parse(&body).map_err(|failed| error(failed.into()).with_body(Some(body)))
}

async fn read_body<RB>(response: Response<RB>) -> Result<Bytes, ResponseError>
where
    RB: Body,
    RB::Error: Into<BoxError>,
{
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let body = response.into_body();
    if length.unwrap_or(0).max(body.size_hint().lower()) > LIMIT as u64 {
        return Err(ResponseError::TooLong);
    }
    match Limited::new(body, LIMIT).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ResponseError::TooLong),
        Err(error) => Err(ResponseError::Unreadable(error)),
    }
}

/// Section 2.1: temporary credentials, of a server that took the callback.
pub(super) fn temporary_credentials(
    body: &[u8],
) -> Result<(TemporaryCredentials, Fields), ResponseError> {
    let mut fields = Fields::read(body)?;
    let (token, secret) = credentials(&mut fields)?;
    // A widely used server sends `True`.
    let confirmed = fields.take("oauth_callback_confirmed");
    if !confirmed.is_some_and(|value| value.expose().eq_ignore_ascii_case("true")) {
        return Err(ResponseError::CallbackNotConfirmed);
    }
    let credentials = TemporaryCredentials::new(token.expose(), secret.expose());
    Ok((credentials, fields))
}

/// Section 2.3: token credentials.
pub(super) fn token_credentials(body: &[u8]) -> Result<(TokenCredentials, Fields), ResponseError> {
    let mut fields = Fields::read(body)?;
    let (token, secret) = credentials(&mut fields)?;
    let credentials = TokenCredentials::new(token.expose(), secret.expose());
    Ok((credentials, fields))
}

fn credentials(fields: &mut Fields) -> Result<(Secret, Secret), ResponseError> {
    let token = fields
        .take("oauth_token")
        .ok_or(ResponseError::MissingToken)?;
    let secret = fields
        .take("oauth_token_secret")
        .ok_or(ResponseError::MissingTokenSecret)?;
    match token.expose().is_empty() {
        true => Err(ResponseError::EmptyToken),
        false => Ok((token, secret)),
    }
}
