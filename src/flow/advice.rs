//! What to do about a refusal, by its status, for the message of a `FlowError`.

use std::time::UNIX_EPOCH;

use http::{HeaderMap, StatusCode, header};

use super::error::FlowError;
use super::request_facts::{RequestFacts, code_list, list};
use crate::protocol::split_unquoted;
use crate::uri::digits::number;

impl FlowError {
    /// Returns the response, for advice by its status. Returns `None` if there was no response.
    pub(super) fn status_advice(&self) -> Option<StatusAdvice<'_>> {
        Some(StatusAdvice {
            request: self.request_facts(),
            status: self.status()?,
            headers: self.headers()?,
        })
    }
}

/// The status and the headers of a response that is not a success.
pub(super) struct StatusAdvice<'a> {
    pub(super) request: RequestFacts<'a>,
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
}

impl StatusAdvice<'_> {
    /// Returns the cause, as far as the status says it. If the status also says what to do, that is
    /// included.
    pub(super) fn cause(&self) -> String {
        let endpoint = self.request.endpoint();
        match self.status.as_u16() {
            404 | 410 => {
                format!("the server has no endpoint at this URI; correct the URI of the {endpoint}")
            }
            405 => self.method(),
            429 => {
                let time = retry_time(self.headers);
                format!("the server received too many requests; try again {time}")
            }
            500.. => {
                let time = retry_time(self.headers);
                format!("the server failed; try again {time}")
            }
            401 => self.refused_by_scheme(),
            _ => "the server refused the request".to_owned(),
        }
    }

    /// Returns whether the status has one cause, which it says.
    pub(super) fn says_cause(&self) -> bool {
        matches!(self.status.as_u16(), 404 | 405 | 410 | 429 | 500..)
    }

    /// Returns what to check, for a status that has many possible causes.
    pub(super) fn checks(&self) -> Option<String> {
        match self.status.as_u16() {
            400 => Some(self.check_parameters()),
            401 => Some(self.check_credentials()),
            403 => {
                let callback = if self.request.is_first_step() {
                    ", and that the callback is registered"
                } else {
                    ""
                };
                Some(format!(
                    "check at the provider that this client may use OAuth 1.0{callback}; also \
                     check that the HTTP client sends a `User-Agent`, which some providers require, \
                     and that the provider does not block the IP address of this machine"
                ))
            }
            _ => None,
        }
    }

    fn check_parameters(&self) -> String {
        let mut parts = if self.request.is_first_step() {
            vec!["the callback", "the client identifier (consumer key)"]
        } else if self.request.has("oauth_verifier") {
            vec!["the verifier"]
        } else {
            Vec::new()
        };
        parts.extend(["the signature method", "the parameters that you added"]);
        format!(
            "check {}; `FlowError::explanation` shows what was signed",
            list(&parts)
        )
    }

    /// Returns the cause, with the schemes that the server offers instead of OAuth or beside it.
    fn refused_by_scheme(&self) -> String {
        let schemes = schemes(self.headers);
        let names = code_list(&schemes);
        let fact = match schemes.as_slice() {
            [] | ["OAuth"] => String::new(),
            ["OAuth", ..] => format!("; it offers {names}"),
            ["Bearer"] => "; this endpoint asks for `Bearer`, which is probably OAuth 2.0".into(),
            _ => format!("; this endpoint asks for {names}, not for `OAuth`"),
        };
        format!("the server refused the request{fact}")
    }

    fn check_credentials(&self) -> String {
        let schemes = schemes(self.headers);
        if !schemes.is_empty() && !schemes.contains(&"OAuth") {
            return "check that the provider still supports OAuth 1.0, and use its OAuth 1.0 \
                    endpoint"
                .into();
        }
        let mut parts = vec!["the client identifier (consumer key)"];
        parts.extend(self.request.secrets());
        if self.request.has("oauth_verifier") {
            parts.push("the verifier");
        }
        if self.request.has("x_auth_password") {
            parts.extend(["the username", "the password"]);
        }
        let clock = self.request.clock();
        parts.push(&clock);
        format!(
            "check {}; `FlowError::explanation` shows what was signed",
            list(&parts)
        )
    }

    /// Returns what to do if the endpoint does not accept the HTTP method.
    fn method(&self) -> String {
        let sent = self.request.method().unwrap_or("this HTTP method");
        let allowed = allowed(self.headers).filter(|method| *method != sent);
        let cause = match allowed {
            Some(allowed) => format!("the endpoint accepts {allowed}, not {sent}"),
            None => format!("the endpoint does not accept {sent}"),
        };
        let allowed = allowed.unwrap_or("another method");
        let setter = if self.request.is_first_step() {
            "initiate_method"
        } else {
            "token_method"
        };
        let endpoint = self.request.endpoint();
        let form = if self.request.has_form() {
            "call the function without a form, because a form is always sent with POST, and "
        } else {
            ""
        };
        format!(
            "{cause}; first check the URI of the {endpoint}; if it is right, {form}set {allowed} \
             with `Endpoints::{setter}`"
        )
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

/// Returns the known schemes that the server offers (RFC 9110 section 11.6.1).
fn schemes(headers: &HeaderMap) -> Vec<&'static str> {
    let mut known = vec!["OAuth", "Bearer", "Basic", "Digest", "Negotiate"];
    let values = headers.get_all(header::WWW_AUTHENTICATE).iter();
    let parts: Vec<_> = values
        .flat_map(|value| split_unquoted(value.as_bytes(), b','))
        .map(|part| {
            // A scheme is the first word of a challenge.
            let mut words = part.trim_ascii().split(u8::is_ascii_whitespace);
            words.next().unwrap_or_default()
        })
        .collect();
    known.retain(|scheme| {
        let scheme = scheme.as_bytes();
        parts.iter().any(|part| part.eq_ignore_ascii_case(scheme))
    });
    known
}

/// Returns when the `Retry-After` header allows the next request: a number of seconds or a date
/// (RFC 9110 section 10.2.3). Its text is not repeated, because the server chose it.
pub(super) fn retry_time(headers: &HeaderMap) -> String {
    let value = headers.get(header::RETRY_AFTER);
    let value = value.and_then(|value| value.to_str().ok());
    let Some(text) = value.map(str::trim) else {
        return "later".to_owned();
    };
    if let Some(seconds) = number::<u64>(text) {
        return format!("after {seconds} seconds");
    }
    match httpdate::parse_http_date(text) {
        Ok(date) if date >= UNIX_EPOCH => format!("after {}", httpdate::fmt_http_date(date)),
        _ => "later".to_owned(),
    }
}
