//! What to do about a refusal, for the message of a `FlowError`.

use std::fmt;
use std::time::UNIX_EPOCH;

use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::step::FlowStep;
use crate::uri::digits::number;

/// Returns what to do about a problem that the extension specifies.
pub(super) fn for_problem(name: &str) -> Option<&'static str> {
    Some(match name {
        "additional_authorization_required" => {
            "the user must grant more rights; start a new authorization"
        }
        "consumer_key_refused" | "consumer_key_rejected" => {
            "the provider does not accept this client; check its registration"
        }
        "consumer_key_unknown" => "check the client identifier (consumer key)",
        "nonce_used" => "send each request once, without a retry layer in the HTTP service",
        "parameter_absent" => "add the parameter with `AuthorizationFlow::parameter`",
        "parameter_rejected" => {
            "correct the parameter; a callback must be the one that is registered with the provider"
        }
        "permission_denied" | "user_refused" => "the user denied access",
        "permission_unknown" | "token_not_authorized" => {
            "the user has not granted access yet; open the authorization URI first"
        }
        "signature_invalid" => {
            "check the secrets, and compare `FlowError::explanation` with what the server expects"
        }
        "signature_method_rejected" => "choose another signature method for the `Signer`",
        "timestamp_refused" => "correct the clock of this machine",
        "token_expired" | "token_rejected" | "token_revoked" | "token_used" => {
            "start a new authorization"
        }
        "verifier_invalid" => "check the PIN or the callback, and start a new authorization",
        "version_rejected" => "send `oauth_version`, or leave it out: `Signer::without_version`",
        _ => return None,
    })
}

/// What to do about a refusal, by its status. `Display` writes it.
pub(super) struct StatusAdvice<'a> {
    pub(super) step: FlowStep,
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
}

impl StatusAdvice<'_> {
    /// Returns whether there is advice for this status.
    pub(super) fn exists(&self) -> bool {
        matches!(
            self.status.as_u16(),
            401 | 404 | 405 | 410 | 429 | 502..=504
        )
    }
}

impl fmt::Display for StatusAdvice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status.as_u16() {
            404 | 410 => f.write_str("nothing is at the URI of the endpoint; correct it"),
            405 => {
                let setter = match self.step {
                    FlowStep::TemporaryCredentials => "initiate_method",
                    _ => "token_method",
                };
                f.write_str("the endpoint does not accept this HTTP method")?;
                if let Some(method) = allowed(self.headers) {
                    write!(f, ", but {method}")?;
                }
                write!(f, "; set it with `Endpoints::{setter}`")
            }
            429 => {
                f.write_str("too many requests; try again ")?;
                write_time(f, self.headers)
            }
            502..=504 => {
                f.write_str("the server is not available; try again ")?;
                write_time(f, self.headers)
            }
            _ => match other_scheme(self.headers) {
                Some(scheme) => write!(
                    f,
                    "the endpoint asks for `{scheme}` instead of `OAuth`; check whether it belongs \
                     to OAuth 1.0"
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
