//! The text after a failure: the chain of errors, the server's message, and a hint.

use std::error::Error;
use std::iter::successors;

use tower_oauth1::flow::{CallbackError, Endpoint, EndpointError, FlowErrorKind, FlowStep};
use tower_oauth1::protocol::find_base_string;
use tower_oauth1::{FlowError, SignError};

use crate::words;

/// Prints the reasons. With `verbose`, also prints what was signed.
pub(crate) fn print(error: &(dyn Error + 'static), verbose: bool) {
    eprintln!("authorize: {error}");
    let causes = successors(error.source(), |&cause| cause.source());
    causes.for_each(|cause| eprintln!("  because {cause}"));
    let refused = error.downcast_ref::<FlowError>();
    if let Some(words) = refused.and_then(servers_words) {
        eprintln!("  the server says: {words}");
    }
    if let Some(difference) = refused.and_then(difference) {
        eprintln!("  compared with the base string of the server: {difference}");
    }
    if let Some(hint) = hint(error) {
        eprintln!("  {hint}");
    }
    let explanation = refused.and_then(FlowError::explanation);
    match explanation {
        Some(explanation) if verbose => eprintln!("what was signed:\n{explanation}"),
        Some(_) => eprintln!("  --verbose shows what was signed"),
        None => {}
    }
}

/// Returns the server's message: the advice in a problem report, or else the body.
///
/// Some servers refuse with a status of success, so the body may also contain credentials. It is
/// not printed if one of its fields is named like a secret or a token.
fn servers_words(error: &FlowError) -> Option<String> {
    let advice = error.problem().and_then(|problem| problem.advice());
    match advice {
        Some(advice) => words::shorten(advice),
        None => words::read(error.body()?),
    }
}

/// Returns the difference to the base string in the server's response, if there is one.
fn difference(error: &FlowError) -> Option<String> {
    let explanation = error.explanation()?;
    let body = String::from_utf8_lossy(error.body()?);
    find_base_string(&body)?;
    match explanation.diff(&body) {
        Some(found) => Some(found.to_string()),
        None => Some("no difference, so a secret is wrong".to_owned()),
    }
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
