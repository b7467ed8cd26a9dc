//! The message of a [`FlowError`]: the cause, and what to do about it. Nothing in it is chosen by
//! the server, except the target of a redirect and the name of a problem.

use std::fmt;

use http::header;

use super::advice::{self, StatusAdvice};
use super::clock_difference::ClockDifference;
use super::error::{FlowError, FlowErrorKind};
use super::problem_advice::ProblemAdvice;
use super::response::error::ResponseError;
use crate::protocol::Problem;
use crate::uri::digits::number;

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            // Nothing was requested.
            FlowErrorKind::Callback(_) => f.write_str("completing the authorization failed: ")?,
            _ => write!(f, "{} failed: ", self.step())?,
        }
        self.write_cause(f)?;
        self.write_advice(f)?;
        let Some(status) = self.status() else {
            return Ok(());
        };
        f.write_str(" (")?;
        let shown = self.problem();
        let shown = shown.and_then(|problem| Some((problem, problem.shown_name()?)));
        if let Some((problem, name)) = shown {
            f.write_str(name)?;
            for (index, name) in problem.protocol_names().iter().enumerate() {
                f.write_str(if index == 0 { " " } else { ", " })?;
                write!(f, "`{name}`")?;
            }
            f.write_str(", ")?;
        }
        write!(f, "status {status})")
    }
}

impl FlowError {
    /// Returns the problem and its name, if the extension specifies the name.
    fn specified_problem(&self) -> Option<(&Problem, &'static str)> {
        let problem = self.problem()?;
        Some((problem, problem.specified_name()?))
    }

    fn write_cause(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            FlowErrorKind::UnexpectedRedirect => {
                let location = self.headers().and_then(|all| all.get(header::LOCATION));
                let Some(target) = location.and_then(advice::redirect_target) else {
                    return write!(f, "{}", self.kind());
                };
                let order = match self.status().map(|status| status.as_u16()) {
                    // The endpoint has moved.
                    Some(301 | 308) => "correct the URI of the endpoint",
                    _ => "take the URI of the endpoint from the provider's documentation",
                };
                write!(
                    f,
                    "the server redirects to `{target}`, which is not followed; {order}"
                )
            }
            FlowErrorKind::Refused if self.has_failed_with_words() => {
                f.write_str("the server failed or refused the request")
            }
            FlowErrorKind::Refused if self.has_failed() => f.write_str("the server failed"),
            // The URI is right if the page reports a problem.
            FlowErrorKind::Response(ResponseError::Html) if self.specified_problem().is_some() => {
                f.write_str("the response is an HTML or XML page")
            }
            kind => write!(f, "{kind}"),
        }
    }

    fn write_advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_refused = matches!(self.kind(), FlowErrorKind::Refused);
        if !is_refused && !matches!(self.kind(), FlowErrorKind::Response(_)) {
            return Ok(());
        }
        let problem = self.specified_problem();
        let for_problem = problem.map(|(problem, name)| ProblemAdvice {
            step: self.step(),
            name,
            problem,
            explanation: self.explanation(),
        });
        let for_status = self.status_advice().filter(StatusAdvice::exists);
        let has_failed_with_words = self.has_failed_with_words();
        let for_status = for_status.filter(|_| is_refused && !has_failed_with_words);
        let has_advice = for_problem.is_some() || for_status.is_some();
        match (for_problem, for_status) {
            (Some(advice), _) => write!(f, "; {advice}")?,
            (None, Some(advice)) => write!(f, "; {advice}")?,
            (None, None) => {}
        }
        if let Some(clock) = self.clock_difference() {
            write!(f, "; {clock}")?;
        }
        let body = self.body().unwrap_or_default().trim_ascii();
        if let Some(coding) = self.coding() {
            if is_refused {
                write!(
                    f,
                    "; its body is compressed ({coding}): put a decompression layer into the HTTP \
                     service"
                )?;
            }
        } else if !body.is_empty() && self.has_words() {
            if is_refused && body.starts_with(b"<") {
                f.write_str("; its body is an HTML or XML page")?;
                if !has_advice {
                    f.write_str(": check the URI of the endpoint")?;
                }
            }
            f.write_str("; see `FlowError::body` for the server's message")?;
            if has_failed_with_words {
                f.write_str("; if it names no cause, try again later")?;
            }
        } else if body.is_empty() && self.has_words() {
            f.write_str("; its body is empty")?;
        } else if is_refused && self.body().is_none() {
            f.write_str("; its body could not be read, or is longer than 64 KiB")?;
        }
        if self.may_be_other_endpoint() {
            f.write_str("; check the URI and the HTTP method of the endpoint")?;
            if !body.is_empty() {
                f.write_str(
                    "; if they are right, send `FlowError::body` to the provider, without secrets",
                )?;
            }
        }
        Ok(())
    }

    /// Returns whether the server failed, instead of refusing the request.
    fn has_failed(&self) -> bool {
        let is_failure = self.status().is_some_and(|status| status.is_server_error());
        is_failure && self.specified_problem().is_none()
    }

    /// Returns whether the server failed with a text that may name the cause. WordPress refuses a
    /// callback with the status 500 and a sentence.
    fn has_failed_with_words(&self) -> bool {
        let body = self.body().unwrap_or_default().trim_ascii();
        let is_text = !body.is_empty() && !body.starts_with(b"<") && self.coding().is_none();
        let headers = self.headers();
        let says_when = headers.is_some_and(|all| all.contains_key(header::RETRY_AFTER));
        self.has_failed() && is_text && !says_when
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

    fn status_advice(&self) -> Option<StatusAdvice<'_>> {
        Some(StatusAdvice {
            step: self.step(),
            status: self.status()?,
            headers: self.headers()?,
            explanation: self.explanation(),
        })
    }

    /// Returns how far the clock of this machine is from the server's, if that can be the reason.
    fn clock_difference(&self) -> Option<ClockDifference> {
        let may_be_time = matches!(self.status()?.as_u16(), 200 | 400 | 401 | 403)
            && self.problem().is_none_or(Problem::may_be_about_time);
        if !may_be_time || !self.has_words() {
            return None;
        }
        let mut parameters = self.explanation()?.parameters();
        let timestamp = parameters.find(|parameter| parameter.is_named("oauth_timestamp"))?;
        let sent = number(std::str::from_utf8(&timestamp.value()).ok()?)?;
        ClockDifference::find(sent, self.headers()?)
    }

    /// Returns whether the body was read, and is the words of the server instead of credentials.
    fn has_words(&self) -> bool {
        let may_be_words = match self.kind() {
            FlowErrorKind::Refused => true,
            FlowErrorKind::Response(error) => matches!(
                error,
                ResponseError::MissingToken
                    | ResponseError::Html
                    | ResponseError::Json
                    | ResponseError::NotUtf8
            ),
            _ => false,
        };
        may_be_words && self.body().is_some()
    }
}

impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The headers may contain cookies.
        f.debug_struct("FlowError")
            .field("step", &self.step())
            .field("kind", self.kind())
            .field("status", &self.status())
            .field("problem", &self.specified_problem().map(|(_, name)| name))
            .finish_non_exhaustive()
    }
}
