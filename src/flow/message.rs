//! The message of a [`FlowError`]: the cause, and what to do about it. Nothing in it is chosen by
//! the server, except the target of a redirect and the name of a problem. The error of the HTTP
//! client or of a custom key is text of other code.

use std::fmt;

use super::advice::{self, StatusAdvice};
use super::error::{FlowError, FlowErrorKind};
use super::location::Redirect;
use super::problem_advice::ProblemAdvice;
use super::response::error::ResponseError;
use crate::protocol::Problem;

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind(), self.endpoint()) {
            // Nothing was requested.
            (FlowErrorKind::Callback(_), _) => {
                f.write_str("completing the authorization failed: ")?;
            }
            (FlowErrorKind::Endpoint { endpoint, source }, Some(uri)) => {
                let (step, uri) = (self.step(), uri.escape_debug());
                return write!(
                    f,
                    "{step} failed: the {endpoint} {uri} cannot be used: {source}"
                );
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
        if let Some(hint) = self.hint() {
            write!(f, "; {hint}")?;
        }
        match self.status() {
            Some(status) => write!(f, " (status {status})"),
            None => Ok(()),
        }
    }
}

impl FlowError {
    /// Returns what the signer knows to be a frequent mistake, if the signature may be wrong.
    fn hint(&self) -> Option<&'static str> {
        let may_be_signature = matches!(self.status()?.as_u16(), 200 | 400 | 401 | 403)
            && self.may_have_words()
            && self
                .problem()
                .and_then(Problem::specified_name)
                .is_none_or(|name| name == "signature_invalid");
        self.explanation()?.hint().filter(|_| may_be_signature)
    }

    /// Writes about a response that reports a problem. The problem is the cause, and that the
    /// response contains no credentials is its effect.
    fn write_problem(&self, f: &mut fmt::Formatter<'_>, problem: &Problem) -> fmt::Result {
        let request = self.request_facts();
        if let Some(name) = problem.specified_name() {
            let retry = self.headers().map(advice::retry_time);
            let advice = ProblemAdvice {
                request,
                name,
                problem,
                retry: retry.unwrap_or_default(),
            };
            write!(f, "{advice}")?;
            self.write_unreadable_body(f)?;
            if self.has_words() && !self.is_only_a_report() {
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
        if let Some(advice) = self.status_advice().filter(StatusAdvice::says_cause) {
            write!(f, "; {}", advice.cause())?;
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
            FlowErrorKind::Response(error) => f.write_str(&error.cause())?,
            _ => {
                if self.has_failed_with_text() {
                    return f.write_str(
                        "the server failed or refused the request; first read the server's \
                         message in `FlowError::body`; if it names no cause, try again later; if \
                         it fails again, report this fault to the provider",
                    );
                }
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
}

impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The headers may contain cookies. `main` prints the errors that it returns with `Debug`,
        // so the message is part of it.
        f.debug_struct("FlowError")
            .field("message", &self.to_string())
            .field("step", &self.step())
            .field("kind", self.kind())
            .field("status", &self.status())
            .field("problem", &self.problem().and_then(Problem::specified_name))
            .finish_non_exhaustive()
    }
}
