//! What to check if the cause of a failure is not certain, for the message of a `FlowError`.

use std::fmt;

use http::header;

use super::error::{FlowError, FlowErrorKind, NoBody};
use super::response::error::ResponseError;

impl FlowError {
    /// Writes why the server's message cannot be read.
    pub(super) fn write_unreadable_body(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(coding) = self.coding() {
            return write!(f, "; the response body is compressed ({coding})");
        }
        match self.no_body() {
            Some(NoBody::TooLong) => {
                f.write_str("; the response body is longer than 64 KiB, so it was not kept")
            }
            Some(NoBody::Incomplete) => {
                f.write_str("; the response body did not arrive completely, so it was not kept")
            }
            Some(NoBody::NotRead) | None => Ok(()),
        }
    }

    /// Writes what to check: first the server's message, then what the failure may come from.
    pub(super) fn write_checks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().map_or(0, |status| status.as_u16());
        let is_refused = matches!(self.kind(), FlowErrorKind::Refused);
        let mut checks = Vec::new();
        if is_refused && self.has_page() {
            f.write_str("; the response body is an HTML or XML page")?;
            // These statuses say whether the URI is right.
            if !matches!(status, 403..=405 | 410 | 429 | 500..) {
                checks.push(format!(
                    "check the URI of the {}, because a login page or a proxy may have responded",
                    self.request_facts().endpoint()
                ));
            }
        }
        let read = if is_refused && self.coding().is_some() {
            Some(
                "add decompression to your HTTP client, or do not send `Accept-Encoding`, to read \
                 the server's message",
            )
        } else if self.has_words() {
            Some("read the server's message in `FlowError::body`")
        } else {
            None
        };
        if is_refused && status >= 500 {
            f.write_str("; if it fails again, ")?;
            if let Some(read) = read {
                write!(f, "{read}, and ")?;
            }
            return f.write_str("report this fault to the provider");
        }
        checks.extend(read.map(str::to_owned));
        if is_refused {
            let of_status = self.status_advice().and_then(|advice| advice.checks());
            checks.extend(of_status);
        }
        // A refusal with 401 has many causes, and the clock is among them.
        let request = self.request_facts();
        if request.clock.is_some() && status != 401 {
            checks.push(format!("check {}", request.clock()));
        }
        if self.may_be_other_endpoint() {
            checks.push("check the URI and the HTTP method of the endpoint".to_owned());
        }
        match checks.as_slice() {
            [] => {}
            [only] => write!(f, "; {only}")?,
            [first, rest @ ..] => {
                write!(f, "; first {first}")?;
                for check in rest {
                    write!(f, "; then {check}")?;
                }
            }
        }
        if self.may_be_other_endpoint() && self.body().is_some_and(|body| !body.is_empty()) {
            f.write_str(
                "; if they are right, report this fault to the provider: send the body, but first \
                 remove the secrets from it",
            )?;
        }
        Ok(())
    }

    /// Returns whether the response has a status of success, and is not one of this endpoint. The
    /// endpoint is right if the response reports a problem.
    fn may_be_other_endpoint(&self) -> bool {
        let is_other = matches!(
            self.kind(),
            FlowErrorKind::Response(
                ResponseError::EmptyToken
                    | ResponseError::Json
                    | ResponseError::MissingToken
                    | ResponseError::NotText { .. }
                    | ResponseError::NotUtf8
                    | ResponseError::TooLong
            )
        );
        is_other && self.problem().is_none()
    }

    /// Returns whether the body was read, can be read by people, and is the words of the server
    /// instead of credentials.
    pub(super) fn has_words(&self) -> bool {
        let is_empty = |body: &[u8]| body.trim_ascii().is_empty();
        self.may_have_words()
            && self.coding().is_none()
            && self.body().is_some_and(|body| !is_empty(body))
    }

    /// Returns whether the server failed with a text that may name the cause. WordPress refuses a
    /// callback with the status 500 and a sentence.
    pub(super) fn has_failed_with_text(&self) -> bool {
        let is_failure = self.status().is_some_and(|status| status.is_server_error());
        let says_when = self
            .headers()
            .is_some_and(|headers| headers.contains_key(header::RETRY_AFTER));
        is_failure && self.has_words() && !self.has_page() && !says_when
    }

    /// Returns whether the body is an HTML or XML page.
    fn has_page(&self) -> bool {
        let body = self.body().unwrap_or_default().trim_ascii();
        body.starts_with(b"<") && self.coding().is_none()
    }

    /// Returns whether the body is a report of a problem without a text for people. The message
    /// says all that is in it.
    pub(super) fn is_only_a_report(&self) -> bool {
        const FIELDS: [&[u8]; 3] = [
            b"oauth_problem=",
            b"oauth_parameters_absent=",
            b"oauth_parameters_rejected=",
        ];
        let body = self.body().unwrap_or_default().trim_ascii();
        let is_field = |piece: &[u8]| FIELDS.iter().any(|field| piece.starts_with(field));
        body.split(|&byte| byte == b'&').all(is_field) && !body.iter().any(u8::is_ascii_whitespace)
    }

    /// Returns whether the response is a refusal instead of credentials.
    pub(super) fn may_have_words(&self) -> bool {
        match self.kind() {
            FlowErrorKind::Refused => true,
            FlowErrorKind::Response(error) => matches!(
                error,
                ResponseError::MissingToken
                    | ResponseError::Html
                    | ResponseError::Json
                    | ResponseError::NotUtf8
            ),
            _ => false,
        }
    }
}
