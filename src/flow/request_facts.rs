//! What is known about the request of a step, for the message of a `FlowError`.

use super::clock_difference::ClockDifference;
use super::error::FlowError;
use super::step::FlowStep;
use crate::protocol::{Explanation, Problem, Transmission};
use crate::uri::digits::number;

impl FlowError {
    pub(super) fn request_facts(&self) -> RequestFacts<'_> {
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
}

/// What is known about a request that failed. An unknown fact is never taken for a cause.
#[derive(Clone, Copy)]
pub(super) struct RequestFacts<'a> {
    pub(super) step: FlowStep,
    /// What was signed. `None` if it is unknown.
    pub(super) explanation: Option<&'a Explanation>,
    /// `None` if the clock is right, if that is unknown, or if the failure is not about time.
    pub(super) clock: Option<ClockDifference>,
}

impl RequestFacts<'_> {
    pub(super) fn is_first_step(&self) -> bool {
        self.step == FlowStep::TemporaryCredentials
    }

    /// Returns whether the request has this parameter.
    pub(super) fn has(&self, name: &str) -> bool {
        self.explanation.is_some_and(|request| request.has(name))
    }

    /// Returns whether the request is known to have no such parameter.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.explanation.is_some_and(|request| !request.has(name))
    }

    /// Returns whether the request has this parameter in this part.
    pub(super) fn has_in(&self, part: Transmission, name: &str) -> bool {
        self.explanation.is_some_and(|request| {
            let mut parameters = request.parameters();
            parameters.any(|parameter| parameter.source() == part && parameter.is_named(name))
        })
    }

    /// Returns whether the request has a form.
    pub(super) fn has_form(&self) -> bool {
        self.explanation.is_some_and(|request| {
            let mut parameters = request.parameters();
            parameters.any(|parameter| parameter.source() == Transmission::FormBody)
        })
    }

    /// Returns the HTTP method.
    pub(super) fn method(&self) -> Option<&str> {
        self.explanation.map(Explanation::method)
    }

    /// Returns the name of the signature method, escaped.
    pub(super) fn signature_method(&self) -> Option<String> {
        let mut parameters = self.explanation?.parameters();
        let method = parameters.find(|parameter| parameter.is_named("oauth_signature_method"))?;
        let name = String::from_utf8_lossy(&method.value()).into_owned();
        Some(name.escape_debug().to_string())
    }

    /// Returns the name of the endpoint, in the words of RFC 5849.
    pub(super) fn endpoint(&self) -> &'static str {
        if self.is_first_step() {
            "temporary-credentials endpoint"
        } else {
            "token endpoint"
        }
    }

    /// Returns the secrets that the signature was made with.
    pub(super) fn secrets(&self) -> Vec<&'static str> {
        let method = self.signature_method().unwrap_or_default();
        if method.starts_with("RSA-") {
            return vec!["the private key"];
        }
        if !method.starts_with("HMAC-") && method != "PLAINTEXT" {
            return vec!["the key of the `Signer`"];
        }
        if self.has("oauth_session_handle") {
            vec!["the client secret", "the secret of the token credentials"]
        } else if self.has("oauth_token") {
            vec![
                "the client secret",
                "the secret of the temporary credentials",
            ]
        } else {
            vec!["the client secret"]
        }
    }

    /// Returns what the token of the request is called. A request that renews token credentials has
    /// a session handle.
    pub(super) fn token(&self) -> &'static str {
        if self.has("oauth_session_handle") {
            "token credentials"
        } else {
            "temporary credentials"
        }
    }

    /// Returns the clock of this machine, and how far it is from the server's if that is known.
    pub(super) fn clock(&self) -> String {
        match self.clock {
            Some(difference) => format!("the clock of this machine, which is {difference}"),
            None => "the clock of this machine".to_owned(),
        }
    }
}

/// Joins parts of a sentence: `a, b and c`.
pub(super) fn list(parts: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        text += match index {
            0 => "",
            _ if index + 1 == parts.len() => " and ",
            _ => ", ",
        };
        text += part.as_ref();
    }
    text
}

/// Joins names as [`list`] does, each in backticks.
pub(super) fn code_list(names: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = names
        .iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    list(&names)
}
