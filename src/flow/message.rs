//! The message of a [`FlowError`]: the cause, and what to do about it. Nothing in it is chosen by
//! the server, except the target of a redirect and the name of a problem.

use std::fmt;

use super::advice::StatusAdvice;
use super::clock_difference::ClockDifference;
use super::error::{FlowError, FlowErrorKind, NoBody};
use super::location::Redirect;
use super::problem_advice::ProblemAdvice;
use super::request_facts::RequestFacts;
use super::response::error::ResponseError;
use super::response::fields;
use crate::protocol::Problem;
use crate::uri::digits::number;

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind(), self.endpoint()) {
            // Nothing was requested.
            (FlowErrorKind::Callback(_), _) => {
                f.write_str("completing the authorization failed: ")?;
            }
            (_, Some(endpoint)) => {
                let endpoint = endpoint.escape_debug();
                write!(f, "{} from {endpoint} failed: ", self.step())?;
            }
            (_, None) => write!(f, "{} failed: ", self.step())?,
        }
        match self.kind() {
            FlowErrorKind::Refused | FlowErrorKind::Response(_) => match self.problem() {
                Some(problem) => self.write_problem(f, problem)?,
                None => self.write_without_problem(f)?,
            },
            FlowErrorKind::UnexpectedRedirect => self.write_redirect(f)?,
            kind => write!(f, "{kind}")?,
        }
        match self.status() {
            Some(status) => write!(f, " (status {status})"),
            None => Ok(()),
        }
    }
}

impl FlowError {
    /// Writes about a response that reports a problem. The problem is the cause, and that the
    /// response contains no credentials is its effect.
    fn write_problem(&self, f: &mut fmt::Formatter<'_>, problem: &Problem) -> fmt::Result {
        let request = self.request_facts();
        if let Some(name) = problem.specified_name() {
            let advice = ProblemAdvice {
                request,
                name,
                problem,
            };
            write!(f, "{advice}")?;
            self.write_unreadable_body(f)?;
            if self.has_words() {
                f.write_str("; see `FlowError::body` for the server's message")?;
            }
            return Ok(());
        }
        match problem.shown_name() {
            Some(name) => write!(
                f,
                "the server reports `{name}`, which is not a standard name; look for it in the \
                 provider's documentation"
            )?,
            None => f.write_str(
                "the server reports a problem without a standard name; see `FlowError::problem`",
            )?,
        }
        self.write_unreadable_body(f)?;
        self.write_checks(f)
    }

    fn write_without_problem(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_empty = self.body().is_some_and(|body| body.trim_ascii().is_empty());
        match self.kind() {
            FlowErrorKind::Response(ResponseError::MissingToken) if is_empty => {
                f.write_str("the response body is empty")?;
            }
            FlowErrorKind::Response(ResponseError::RepeatedField) => {
                let body = self.body().unwrap_or_default();
                match fields::repeated(body) {
                    Some(name) => write!(
                        f,
                        "the response contains `{name}` more than once, so it is not clear which \
                         value is right; report it to the provider"
                    )?,
                    None => write!(f, "{}", self.kind())?,
                }
            }
            FlowErrorKind::Response(error) => write!(f, "{error}")?,
            _ => {
                if let Some(advice) = self.status_advice() {
                    f.write_str(&advice.cause())?;
                }
                if is_empty {
                    f.write_str("; the response body is empty")?;
                }
                self.write_unreadable_body(f)?;
            }
        }
        self.write_checks(f)
    }

    /// Writes why the server's message cannot be read, and what to do.
    fn write_unreadable_body(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(coding) = self.coding() {
            return write!(
                f,
                "; the response body is compressed ({coding}), so nobody can read it; add \
                 decompression to your HTTP client, or do not send `Accept-Encoding`"
            );
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
    fn write_checks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().map_or(0, |status| status.as_u16());
        let is_refused = matches!(self.kind(), FlowErrorKind::Refused);
        let mut checks = Vec::new();
        let is_page = self
            .body()
            .is_some_and(|body| body.trim_ascii().starts_with(b"<"));
        if is_refused && is_page && self.coding().is_none() {
            f.write_str("; the response body is an HTML or XML page")?;
            // These statuses say whether the URI is right.
            if !matches!(status, 403..=405 | 410 | 429 | 500..) {
                checks.push(format!(
                    "check the URI of the {}, because a login page or a proxy may have responded",
                    self.request_facts().endpoint()
                ));
            }
        }
        if is_refused && status >= 500 {
            f.write_str("; if it fails again, ")?;
            if self.has_words() {
                f.write_str("read the server's message in `FlowError::body`, and ")?;
            }
            return f.write_str("report this fault to the provider");
        }
        if self.has_words() {
            checks.push("read the server's message in `FlowError::body`".to_owned());
        }
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

    fn write_redirect(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(status), Some(headers)) = (self.status(), self.headers()) else {
            return write!(f, "{}", self.kind());
        };
        let endpoint = self.request_facts().endpoint();
        let redirect = Redirect {
            status,
            headers,
            endpoint,
        };
        write!(f, "{redirect}")?;
        match self.problem().and_then(Problem::shown_name) {
            Some(name) => write!(f, "; the server also reports `{name}`"),
            None => Ok(()),
        }
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
            request: self.request_facts(),
            status: self.status()?,
            headers: self.headers()?,
        })
    }

    fn request_facts(&self) -> RequestFacts<'_> {
        RequestFacts {
            step: self.step(),
            explanation: self.explanation(),
            clock: self.clock_difference(),
        }
    }

    /// Returns how far the clock of this machine is from the server's, if that can be the reason.
    fn clock_difference(&self) -> Option<ClockDifference> {
        let may_be_time = matches!(self.status()?.as_u16(), 200 | 400 | 401 | 403)
            && self.problem().is_none_or(Problem::may_be_about_time);
        if !may_be_time || !self.may_have_words() {
            return None;
        }
        let mut parameters = self.explanation()?.parameters();
        let timestamp = parameters.find(|parameter| parameter.is_named("oauth_timestamp"))?;
        let sent = number(std::str::from_utf8(&timestamp.value()).ok()?)?;
        ClockDifference::find(sent, self.headers()?)
    }

    /// Returns whether the body was read, can be read by people, and is the words of the server
    /// instead of credentials.
    fn has_words(&self) -> bool {
        let is_empty = |body: &[u8]| body.trim_ascii().is_empty();
        self.may_have_words()
            && self.coding().is_none()
            && self.body().is_some_and(|body| !is_empty(body))
    }

    /// Returns whether the response is a refusal instead of credentials.
    fn may_have_words(&self) -> bool {
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

impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The headers may contain cookies.
        f.debug_struct("FlowError")
            .field("step", &self.step())
            .field("kind", self.kind())
            .field("status", &self.status())
            .field("problem", &self.problem().and_then(Problem::specified_name))
            .finish_non_exhaustive()
    }
}
