//! RFC 5849 section 2.2: what comes back from the user, and the verifier in it.

use super::pending::PendingAuthorization;
use crate::credentials::secret::{Secret, equal_in_constant_time};
use crate::protocol::Parameters;
use crate::uri::origin::is_scheme;

/// Why what came back from the user is not what the dance waits for. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// The callback has no `oauth_token`. A bare PIN is taken out of band only.
    #[error("the callback has no `oauth_token`; give it as it arrived, with its whole query")]
    MissingToken,
    /// The callback has another `oauth_token`: it belongs to another dance, perhaps another user's.
    #[error("the callback's `oauth_token` is not the one of this authorization; begin anew")]
    ForeignToken,
    /// The service says that the user refused: by `denied`, or by `oauth_problem`.
    #[error("the user refused, or the service did")]
    Denied,
    /// The callback has no `oauth_verifier`, which is how many services say that the user refused.
    #[error("the callback has no `oauth_verifier`: the user refused, or the service is not 1.0a")]
    MissingVerifier,
    /// The verifier or PIN is empty, which is how some services say that the user refused.
    #[error("the verifier is empty: the user refused, or typed nothing")]
    EmptyVerifier,
    /// The callback has `oauth_token`, `oauth_verifier`, `denied` or `oauth_problem` twice.
    #[error("the callback has a parameter of the protocol twice")]
    Repeated,
    /// The verifier is not UTF-8.
    #[error("the verifier is not UTF-8")]
    NotUtf8,
}

/// Reads the verifier that belongs to `pending` out of what came back from the user. `None` where there
/// is none and none is `required`.
pub(super) fn read(
    pending: &PendingAuthorization,
    answer: &str,
    required: bool,
) -> Result<Option<Secret>, RedirectError> {
    let answer = answer.trim();
    let pin = pending.is_out_of_band() && !is_callback(answer);
    let verifier = if pin {
        Ok(answer.to_owned())
    } else if answer.is_empty() && !required {
        // A service of 1.0 that calls nobody back: the user said that it is done.
        Ok(String::new())
    } else {
        of_callback(pending, query(answer))
    };
    match verifier {
        Ok(verifier) if !verifier.is_empty() => Ok(Some(Secret::new(verifier))),
        Ok(_) | Err(RedirectError::MissingVerifier) if !required => Ok(None),
        Ok(_) => Err(RedirectError::EmptyVerifier),
        Err(error) => Err(error),
    }
}

fn of_callback(pending: &PendingAuthorization, query: &str) -> Result<String, RedirectError> {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    let once = |name| {
        let mut found = parameters.iter().filter(|p| p.is_named(name));
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(RedirectError::Repeated),
            (first, None) => Ok(first.map(|p| p.value())),
        }
    };
    // X names the token by `denied` where the user refused.
    let denied = once("denied")?;
    let token = once("oauth_token")?.or_else(|| denied.clone());
    let token = token.ok_or(RedirectError::MissingToken)?;
    if !equal_in_constant_time(&token, pending.credentials().identifier().as_bytes()) {
        return Err(RedirectError::ForeignToken);
    }
    // A refusal holds, whatever stands beside it. (The caller's own URL may have a `denied` too.)
    let verifier = once("oauth_verifier")?;
    let denied = denied.is_some_and(|denied| denied == token);
    if denied || once("oauth_problem")?.is_some() {
        return Err(RedirectError::Denied);
    }
    let verifier = verifier.ok_or(RedirectError::MissingVerifier)?;
    String::from_utf8(verifier.into_owned()).map_err(|_| RedirectError::NotUtf8)
}

/// What a callback brings.
const NAMES: [&str; 4] = ["oauth_token", "oauth_verifier", "denied", "oauth_problem"];

fn has_a_callbacks_parameter(query: &str) -> bool {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    parameters
        .iter()
        .any(|parameter| NAMES.iter().any(|name| parameter.is_named(name)))
}

/// Whether it is no PIN: a service that has a callback registered may use it out of band too, and the
/// user pastes where the browser ended.
fn is_callback(answer: &str) -> bool {
    answer.contains("://") || answer.starts_with('?') || has_a_callbacks_parameter(query(answer))
}

/// The query of a callback that is an absolute URI, a relative one or the query alone.
fn query(callback: &str) -> &str {
    let callback = callback.split('#').next().unwrap_or_default();
    let absolute = callback.split_once(':').is_some_and(|(s, _)| is_scheme(s));
    let (before, after) = match callback.split_once('?') {
        Some(parts) => parts,
        None if absolute || callback.starts_with('/') || !callback.contains('=') => return "",
        None => return callback,
    };
    // A query may hold a `?` of its own, so the first one ends a path only where there is a path.
    if absolute || before.starts_with('/') || !has_a_callbacks_parameter(before) {
        after
    } else {
        callback
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_is_a_uri_or_its_query() {
        for callback in [
            "https://app.example.com/ready?a=b?c",
            "myapp:ready?a=b?c#d?e",
            "/ready;v=1?a=b?c",
            "ready?a=b?c",
            "ready;v=1?a=b?c",
            "?a=b?c",
        ] {
            assert_eq!(query(callback), "a=b?c", "{callback}");
        }
        for query_alone in ["a=b", "oauth_token=x?c", "denied=x:y?z#"] {
            let expected = query_alone.trim_end_matches('#');
            assert_eq!(query(query_alone), expected, "{query_alone}");
        }
        for no_query in [
            "",
            "473829",
            "/ready/a=b",
            "https://a=b",
            "x:a=b&c",
            "#?a=b",
        ] {
            assert_eq!(query(no_query), "", "{no_query}");
        }
    }
}
