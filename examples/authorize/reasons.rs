//! What is said of a failure: the chain of errors, what the server said, and what to do here.

use std::error::Error;
use std::iter::successors;

use tower_oauth1::flow::{CallbackError, Endpoint, EndpointError, FlowErrorKind, FlowStep};
use tower_oauth1::{FlowError, SignError};

/// So much of a server's own words, in characters.
const LONGEST: usize = 500;

pub(crate) fn print(error: &(dyn Error + 'static)) {
    eprintln!("authorize: {error}");
    let causes = successors(error.source(), |&cause| cause.source());
    causes.for_each(|cause| eprintln!("  because {cause}"));
    if let Some(words) = servers_words(error) {
        eprintln!("  the server says: {words}");
    }
    if let Some(hint) = hint(error) {
        eprintln!("  {hint}");
    }
}

/// Of a refusal, which holds no credentials: the advice in it, or its text. Nothing in it forges a line.
fn servers_words(error: &(dyn Error + 'static)) -> Option<String> {
    let error = error.downcast_ref::<FlowError>()?;
    let advice = error.problem().and_then(|problem| problem.advice());
    let refused = matches!(error.kind(), FlowErrorKind::Refused);
    let body = error
        .body()
        .filter(|_| refused)
        .map(String::from_utf8_lossy);
    let words = advice.map(str::to_owned).or(body.map(Into::into))?;
    let words: String = words.trim().chars().take(LONGEST).collect();
    (!words.is_empty()).then(|| words.escape_debug().to_string())
}

/// In the words of the command line.
fn hint(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if error.is::<CallbackError>() {
        return Some("--callback is `oob` or an absolute URL");
    }
    if let Some(SignError::PlaintextWithoutTls) = SignError::in_chain(error) {
        return Some("--insecure lets PLAINTEXT go over http");
    }
    match error.downcast_ref::<FlowError>()?.kind() {
        FlowErrorKind::Endpoint {
            source: EndpointError::WithoutTls,
            ..
        } => Some("--insecure allows URLs on http"),
        FlowErrorKind::Endpoint { endpoint, .. } => Some(match *endpoint {
            Endpoint::Initiate => "it is given by --request-token",
            Endpoint::Authorize => "it is given by --authorize",
            _ => "it is given by --access-token",
        }),
        FlowErrorKind::Redirect => match error.downcast_ref::<FlowError>()?.step() {
            FlowStep::TemporaryCredentials => Some("it is given by --request-token"),
            _ => Some("it is given by --access-token"),
        },
        _ => None,
    }
}
