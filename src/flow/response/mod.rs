//! Reads the response of the server and the credentials in it (RFC 5849 sections 2.1 and 2.3).

pub(super) mod compression;
pub(super) mod credentials;
pub(super) mod error;
pub(super) mod fields;
mod json;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use http_body::Body;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use self::credentials::granted;
use self::error::{LIMIT, ResponseError};
use self::fields::Fields;
use super::error::{FlowError, FlowErrorKind, NoBody, RefusedResponse};
use super::granted::GrantedAuthorization;
use super::sent::SentRequest;
use super::step::FlowStep;
use crate::box_error::BoxError;
use crate::events;
use crate::protocol::Problem;

/// The fields of a response with a 2xx status.
pub(super) struct StepResponse {
    head: Head,
    body: Bytes,
    fields: Fields,
    pub(super) must_have_secret: bool,
}

/// What an error of a step contains, beside the body.
struct Head {
    step: FlowStep,
    status: StatusCode,
    headers: HeaderMap,
    sent: SentRequest,
}

impl Head {
    fn error(self, kind: FlowErrorKind, body: Result<Bytes, NoBody>) -> FlowError {
        let reported = || body.as_deref().ok().and_then(Problem::from_body);
        let problem = Problem::from_headers(&self.headers).or_else(reported);
        if matches!(kind, FlowErrorKind::Refused) {
            let sent = &self.sent.parts;
            let (problem, hint) = (problem.as_ref(), self.sent.hint);
            events::flow::refused(&sent.method, &sent.uri, self.status, problem, hint);
        }
        let response = RefusedResponse {
            status: self.status,
            headers: self.headers,
            problem,
            body,
        };
        let error = FlowError::new(self.step, kind).with_response(response);
        error.with_request(&self.sent)
    }

    /// Returns the error for a body without usable credentials.
    fn unusable(self, error: ResponseError, body: Bytes) -> FlowError {
        let error = error.with_coding(&self.headers, &body);
        self.error(FlowErrorKind::Response(error), Ok(body))
    }
}

/// Reads the response of a step.
///
/// Returns an error if the status is not 2xx, or if the body contains no fields.
pub(super) async fn read<RB>(
    step: FlowStep,
    sent: SentRequest,
    response: Response<RB>,
    must_have_secret: bool,
) -> Result<StepResponse, FlowError>
where
    RB: Body,
    RB::Error: Into<BoxError>,
{
    let (parts, body) = response.into_parts();
    let head = Head {
        step,
        status: parts.status,
        headers: parts.headers,
        sent,
    };
    if head.status.is_redirection() {
        return Err(head.error(FlowErrorKind::UnexpectedRedirect, Err(NoBody::NotRead)));
    }
    let read = read_body(&head.headers, body).await;
    if !head.status.is_success() {
        // If the body cannot be read, report the head only.
        let read = read.map_err(|failed| no_body(&failed));
        return Err(head.error(FlowErrorKind::Refused, read));
    }
    let body = match read {
        Ok(body) => body,
        Err(failed) => {
            let body = Err(no_body(&failed));
            return Err(head.error(FlowErrorKind::Response(failed), body));
        }
    };
    if head.status == StatusCode::NO_CONTENT {
        let kind = FlowErrorKind::Response(ResponseError::NoContent);
        return Err(head.error(kind, Err(NoBody::NotRead)));
    }
    match Fields::read(&body) {
        Ok(fields) => Ok(StepResponse {
            head,
            body,
            fields,
            must_have_secret,
        }),
        Err(failed) => Err(head.unusable(failed, body)),
    }
}

fn no_body(failed: &ResponseError) -> NoBody {
    match failed {
        ResponseError::TooLong => NoBody::TooLong,
        _ => NoBody::Incomplete,
    }
}

/// Reads the whole body, up to [`LIMIT`] bytes.
async fn read_body<RB>(headers: &HeaderMap, body: RB) -> Result<Bytes, ResponseError>
where
    RB: Body,
    RB::Error: Into<BoxError>,
{
    let length: u64 = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or(0);
    if length.max(body.size_hint().lower()) > LIMIT as u64 {
        return Err(ResponseError::TooLong);
    }
    match Limited::new(body, LIMIT).collect().await {
        Ok(collected) => {
            let bytes = collected.to_bytes();
            if (bytes.len() as u64) < length {
                Err(ResponseError::Truncated)
            } else {
                Ok(bytes)
            }
        }
        Err(error) if error.is::<LengthLimitError>() => Err(ResponseError::TooLong),
        Err(error) => Err(ResponseError::Unreadable(error)),
    }
}

impl StepResponse {
    /// Calls `parse` with the fields. If it fails, the response and the request are added to the
    /// error.
    pub(super) fn parse<T>(
        self,
        parse: impl FnOnce(Fields) -> Result<T, ResponseError>,
    ) -> Result<T, FlowError> {
        parse(self.fields).map_err(|failed| self.head.unusable(failed, self.body))
    }

    /// Returns the token credentials (section 2.3).
    ///
    /// If the signature method uses no shared secrets, the response may omit the secret.
    pub(super) fn granted(self) -> Result<GrantedAuthorization, FlowError> {
        let must_have_secret = self.must_have_secret;
        self.parse(|fields| granted(fields, must_have_secret))
    }
}
