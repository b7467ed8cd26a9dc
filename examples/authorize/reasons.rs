//! The text after a failure: the chain of errors, the server's message, and a hint.

use std::error::Error;
use std::iter::successors;

use tower_oauth1::flow::{CallbackError, Endpoint, EndpointError, FlowErrorKind, FlowStep};
use tower_oauth1::{FlowError, SignError};

/// The longest part of a server's message to print, in characters.
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

/// Returns the server's message: the advice in a problem report, or else the body of a refusal.
///
/// The body of a refusal contains no credentials. The text is escaped, so a server cannot add lines
/// that look like output of this program.
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

/// Returns a hint that names the option to change.
fn hint(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if error.is::<CallbackError>() {
        return Some("--callback must be `oob` or an absolute URL");
    }
    if let Some(SignError::PlaintextWithoutTls) = SignError::in_chain(error) {
        return Some("--insecure allows PLAINTEXT over http");
    }
    match error.downcast_ref::<FlowError>()?.kind() {
        FlowErrorKind::Endpoint {
            source: EndpointError::WithoutTls,
            ..
        } => Some("--insecure allows http URLs"),
        FlowErrorKind::Endpoint { endpoint, .. } => Some(match *endpoint {
            Endpoint::Initiate => "check the option --request-token",
            Endpoint::Authorize => "check the option --authorize",
            _ => "check the option --access-token",
        }),
        FlowErrorKind::UnexpectedRedirect => match error.downcast_ref::<FlowError>()?.step() {
            FlowStep::TemporaryCredentials => Some("check the option --request-token"),
            _ => Some("check the option --access-token"),
        },
        _ => None,
    }
}
