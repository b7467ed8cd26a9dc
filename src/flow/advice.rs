//! What to do about a refusal, by its status, for the message of a `FlowError`.

use std::fmt;
use std::time::UNIX_EPOCH;

use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::step::FlowStep;
use crate::protocol::{Explanation, Parameter, Transmission};
use crate::uri::digits::number;

/// What to do about a refusal, by its status. `Display` writes it.
pub(super) struct StatusAdvice<'a> {
    pub(super) step: FlowStep,
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
    /// The request.
    pub(super) explanation: Option<&'a Explanation>,
}

impl StatusAdvice<'_> {
    /// Returns whether there is advice for this status.
    pub(super) fn exists(&self) -> bool {
        self.status.is_server_error()
            || matches!(
                self.status.as_u16(),
                400 | 401 | 403 | 404 | 405 | 410 | 429
            )
    }

    fn write_method(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setter = match self.step {
            FlowStep::TemporaryCredentials => "initiate_method",
            _ => "token_method",
        };
        let sent = self.explanation.map(Explanation::method);
        let name = sent.unwrap_or("this HTTP method");
        write!(f, "the endpoint does not accept {name}")?;
        let allowed = allowed(self.headers).filter(|method| Some(*method) != sent);
        if let Some(method) = allowed {
            write!(f, ", but {method}")?;
        }
        let of_form = |parameter: Parameter<'_>| parameter.source() == Transmission::FormBody;
        let has_form = |request: &Explanation| request.parameters().any(of_form);
        if self.explanation.is_some_and(has_form) {
            write!(
                f,
                "; a form is always sent with POST, so call the function without a form, and set \
                 the method with `Endpoints::{setter}`"
            )
        } else {
            write!(f, "; set the method with `Endpoints::{setter}`")
        }
    }
}

impl fmt::Display for StatusAdvice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status.as_u16() {
            404 | 410 => f.write_str("nothing is at the URI of the endpoint; correct it"),
            400 => f.write_str(match self.step {
                FlowStep::TemporaryCredentials => {
                    "check the callback, the client identifier and the extra parameters; \
                     `FlowError::explanation` shows what was signed"
                }
                _ => {
                    "check the verifier and the extra parameters; `FlowError::explanation` shows \
                     what was signed"
                }
            }),
            403 => f.write_str(
                "check that the provider gives this client the right to use the endpoint, and that \
                 no firewall blocks this machine",
            ),
            405 => self.write_method(f),
            429 => {
                f.write_str("too many requests; try again ")?;
                write_time(f, self.headers)
            }
            500.. => {
                f.write_str("try again ")?;
                write_time(f, self.headers)
            }
            _ => match other_scheme(self.headers) {
                Some("Bearer") => f.write_str(
                    "this endpoint wants `Bearer`, probably OAuth 2.0; use the provider's OAuth \
                     1.0 endpoint",
                ),
                Some(scheme) => write!(
                    f,
                    "this endpoint wants `{scheme}` instead of `OAuth`; use the provider's OAuth \
                     1.0 endpoint"
                ),
                None => f.write_str(
                    "check the client identifier, the secrets and the clock; \
                     `FlowError::explanation` shows what was signed",
                ),
            },
        }
    }
}

/// Returns the method that the `Allow` header names, if the flow can use it.
fn allowed(headers: &HeaderMap) -> Option<&'static str> {
    let allow = headers.get(header::ALLOW)?.to_str().ok()?;
    let names = || allow.split(',').map(str::trim);
    ["POST", "GET"]
        .into_iter()
        .find(|method| names().any(|name| name == *method))
}

/// Returns the scheme that the server asks for (RFC 9110 section 11.6.1), if it does not ask for
/// `OAuth`.
fn other_scheme(headers: &HeaderMap) -> Option<&'static str> {
    let values = || headers.get_all(header::WWW_AUTHENTICATE).iter();
    let begins = |value: &HeaderValue, scheme: &str| {
        let begin = value.as_bytes().get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    if values().any(|value| begins(value, "OAuth")) {
        return None;
    }
    let mut known = ["Bearer", "Basic", "Digest", "Negotiate"].into_iter();
    known.find(|scheme| values().any(|value| begins(value, scheme)))
}

/// Writes when the `Retry-After` header allows the next request: a number of seconds or a date (RFC
/// 9110 section 10.2.3). Its text is not repeated, because the server chose it.
fn write_time(f: &mut fmt::Formatter<'_>, headers: &HeaderMap) -> fmt::Result {
    let value = headers.get(header::RETRY_AFTER);
    let value = value.and_then(|value| value.to_str().ok());
    let Some(text) = value.map(str::trim) else {
        return f.write_str("later");
    };
    if let Some(seconds) = number::<u64>(text) {
        return write!(f, "after {seconds} seconds");
    }
    match httpdate::parse_http_date(text) {
        Ok(date) if date >= UNIX_EPOCH => {
            write!(f, "after {}", httpdate::fmt_http_date(date))
        }
        _ => f.write_str("later"),
    }
}

/// The longest redirect target that is shown, in characters.
const LONGEST_TARGET: usize = 200;

/// Returns the target of a redirect, for a message: without its query, fragment, path parameters
/// and user information, which may contain secrets.
pub(super) fn redirect_target(location: &HeaderValue) -> Option<String> {
    let text = location.to_str().ok()?.trim();
    let end = text.find(['?', '#', ';']).unwrap_or(text.len());
    let text = &text[..end];
    let start = text.find("//").map_or(0, |at| at + 2);
    let (scheme, rest) = text.split_at(start);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = match authority.rfind('@') {
        Some(at) if start > 0 => &authority[at + 1..],
        _ => authority,
    };
    let target: String = [scheme, host, path].concat();
    let target: String = target.chars().take(LONGEST_TARGET).collect();
    (!target.is_empty()).then(|| target.escape_debug().to_string())
}
