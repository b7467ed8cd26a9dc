//! `--check`: finds out why a server refused a request.
//!
//! [`response`] reads the response. [`causes`] is the table of known causes. Each cause looks at
//! the evidence, and says how likely it is and what to do. The causes in [`base_strings`] need the
//! base string of the server in the response.

mod base_strings;
mod causes;
mod realm;
pub(crate) mod response;
mod success;

use http::request::Parts;
use http::{HeaderMap, header};
use serde_json::{Value, json};
use tower_oauth1::protocol::{Difference, Problem};
use tower_oauth1::{Explanation, SignatureMethod};

use crate::arguments::Arguments;
use response::Response;

/// Everything that is known about a refused request.
pub(crate) struct Evidence<'a> {
    pub(crate) arguments: &'a Arguments,
    /// The signed request.
    pub(crate) request: &'a Parts,
    pub(crate) response: &'a Response,
    /// The protocol parameters that were sent.
    sent: Vec<(String, String)>,
    /// What the server reports in the form of the Problem Reporting extension.
    problem: Option<Problem>,
    /// The difference between our base string and the server's, if the response has one.
    difference: Option<Option<Difference>>,
    /// What says that a response with a status of success refuses the request.
    sign_of_refusal: Option<String>,
}

/// A cause that fits the evidence.
pub(crate) struct Finding {
    cause: &'static str,
    /// From 1 (possible) to 100 (certain).
    likelihood: u8,
    /// What is wrong and what to do.
    advice: String,
}

/// Returns the causes that fit, the most likely one first.
pub(crate) fn diagnose(evidence: &Evidence<'_>) -> Vec<Finding> {
    let found = causes::CAUSES.iter().filter_map(|(cause, find)| {
        let (likelihood, advice) = find(evidence)?;
        Some(Finding {
            cause,
            likelihood,
            advice,
        })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.likelihood));
    // Beside a certain cause, a guess only confuses.
    let is_certain = found.first().is_some_and(|first| first.likelihood >= 95);
    found.retain(|finding| !is_certain || finding.likelihood > 20);
    found
}

impl<'a> Evidence<'a> {
    pub(crate) fn new(
        arguments: &'a Arguments,
        request: &'a Parts,
        sent: Vec<(String, String)>,
        explanation: &Explanation,
        response: &'a Response,
    ) -> Self {
        let body = response.body.as_bytes();
        let problem = Problem::from_headers(&response.headers);
        let problem = problem.or_else(|| Problem::from_body(body));
        let echo = response.echo.as_deref();
        Self {
            arguments,
            request,
            response,
            sent,
            sign_of_refusal: success::sign_of_refusal(response, problem.as_ref()),
            problem,
            difference: echo.map(|echo| explanation.diff(echo)),
        }
    }

    /// Returns whether the server reports one of these problems.
    fn reports(&self, names: &[&str]) -> bool {
        let problem = self.problem.as_ref();
        problem.is_some_and(|problem| names.contains(&problem.name()))
    }

    /// Returns whether the words of the server contain a word, in upper or lower case.
    fn says(&self, word: &str) -> bool {
        words(&self.response.body)
            .to_ascii_lowercase()
            .contains(word)
    }

    /// Returns the timestamp of the refused request, if it is known. Otherwise the request was
    /// signed again, with the time of now.
    fn timestamp(&self) -> Option<i64> {
        self.arguments.timestamp.as_ref()?;
        self.sent("oauth_timestamp")?.parse().ok()
    }

    /// Returns whether the server says that a parameter is missing.
    fn lacks(&self, name: &str) -> bool {
        let problem = self.problem.as_ref();
        let reports = || {
            problem.is_some_and(|problem| problem.parameters_absent().any(|absent| absent == name))
        };
        let says = |word: &&str| self.says(word);
        let missing = ["missing", "required", "absent"];
        reports() || (self.is_refused() && self.says(name) && missing.iter().any(says))
    }

    /// Returns the value of a protocol parameter that was sent.
    fn sent(&self, name: &str) -> Option<&str> {
        self.sent
            .iter()
            .find_map(|(other, value)| (other == name).then_some(value.as_str()))
    }

    /// Returns whether the server refuses the request, by the status or in spite of it.
    fn is_refused(&self) -> bool {
        matches!(self.response.status.as_u16(), 400 | 401 | 403) || self.sign_of_refusal.is_some()
    }

    fn is_plaintext(&self) -> bool {
        self.arguments.signature_method == SignatureMethod::Plaintext
    }
}

/// Returns the words of a body: the texts in JSON, and what stands between the tags of HTML. Leaves
/// out base strings, which contain the names of all parameters.
fn words(body: &str) -> String {
    fn texts(value: &Value, out: &mut String) {
        match value {
            Value::String(text) => {
                out.push(' ');
                out.push_str(text);
            }
            Value::Array(values) => values.iter().for_each(|value| texts(value, out)),
            Value::Object(members) => members.values().for_each(|value| texts(value, out)),
            _ => {}
        }
    }
    let mut text = String::new();
    match serde_json::from_str(body) {
        Ok(value) => texts(&value, &mut text),
        Err(_) if body.trim_start().starts_with('<') => {
            for piece in body.split('<') {
                text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
                text.push(' ');
            }
        }
        Err(_) => text.push_str(body),
    }
    let is_base_string = |word: &&str| word.contains("oauth_") && word.contains(['%', '&']);
    let words = text.split_whitespace().filter(|word| !is_base_string(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Returns a header as text, for messages.
fn header_text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(value.as_bytes().escape_ascii().to_string())
}

/// Returns the findings as text.
pub(crate) fn for_people(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "no known cause fits; read the server's message, and compare the base string above \
                with the server's (--compare)\n"
            .to_owned();
    }
    let lines = findings.iter().enumerate();
    let lines =
        lines.map(|(at, finding)| format!("{}. {}: {}\n", at + 1, finding.cause, finding.advice));
    lines.collect()
}

/// Returns the findings as JSON.
pub(crate) fn for_programs(findings: &[Finding]) -> Value {
    let object = |finding: &Finding| {
        json!({
            "cause": finding.cause,
            "likelihood": finding.likelihood,
            "advice": finding.advice,
        })
    };
    findings.iter().map(object).collect()
}
