//! Reads the verifier from the callback or the PIN (RFC 5849 section 2.2).

use std::borrow::Cow;

use super::pending::PendingAuthorization;
use crate::credentials::secret::{Secret, equal_in_constant_time};
use crate::protocol::{Parameters, specified};
use crate::uri::origin::is_scheme;

/// Error returned when the callback or PIN cannot complete the authorization. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// The callback has no `oauth_token`. A PIN without a token is accepted only if the flow
    /// is out of band (`oob`).
    #[error(
        "the callback has no `oauth_token`; pass the complete callback URL with its query; if the URL has no query, the provider did not send the user: start a new authorization; a PIN alone is accepted only with `Callback::OutOfBand`"
    )]
    MissingToken,
    /// The callback has a different `oauth_token`. It belongs to another authorization, possibly of
    /// another user.
    #[error(
        "the `oauth_token` of the callback belongs to another authorization; do not use this callback here; check that your application loads the authorization of this user; then start a new authorization"
    )]
    ForeignToken,
    /// The user denied access. The callback says so, with the parameter `denied` or with the
    /// `oauth_problem` `user_refused` or `permission_denied`.
    #[error("the user denied access; start a new authorization if the user wants to try again")]
    Denied,
    /// The callback has another `oauth_problem`, so access was not granted.
    #[error(
        "the callback reports {}; start a new authorization",
        reported(*name)
    )]
    Problem {
        /// The problem, if the Problem Reporting extension specifies it. Otherwise it is in the URL
        /// of the callback.
        name: Option<&'static str>,
    },
    /// The callback has no `oauth_verifier`. Many servers send such a callback if the user denies
    /// access.
    #[error(
        "the callback has no `oauth_verifier`; the user denied access, or the server does not support OAuth 1.0a; start a new authorization if the user wants to try again; if the server supports only OAuth 1.0, `Endpoints::insecure_without_verifier` turns this check off; that allows session fixation"
    )]
    MissingVerifier,
    /// The verifier or PIN is empty. Some servers send an empty verifier if the user denies access.
    #[error(
        "the verifier is empty; the user denied access, or did not enter the PIN; ask for the PIN again, or start a new authorization"
    )]
    EmptyVerifier,
    /// The callback has `oauth_token`, `oauth_verifier`, `denied` or `oauth_problem` more than
    /// once.
    #[error(
        "the callback has `{name}` more than once; pass the callback URL unchanged; the URL that you gave to `Callback::url` must not contain `{name}` itself"
    )]
    Repeated {
        /// The name of the parameter.
        name: &'static str,
    },
    /// The verifier is not UTF-8.
    #[error("the verifier is not UTF-8; pass the callback URL unchanged")]
    NotUtf8,
}

impl PendingAuthorization {
    /// Returns the identifier of the temporary credentials in a callback (decoded), before the
    /// [`PendingAuthorization`] is known. Use it to find the value that you stored.
    ///
    /// `callback` is the URI that the browser opened: the absolute URI, its path and query, or the
    /// query. The identifier is in `oauth_token`. If the user denies access, X sends it as `denied`
    /// instead.
    ///
    /// Returns `None` if the callback has no identifier, has it more than once, or has one that is
    /// not UTF-8. Such a callback cannot complete an authorization.
    ///
    /// Anybody can open a callback with any identifier. So look it up in the session of the browser
    /// that opened the callback.
    ///
    /// ```
    /// use tower_oauth1::PendingAuthorization;
    ///
    /// for callback in [
    ///     "https://app.example.com/ready?oauth_token=hh5s%2B93&oauth_verifier=hfdp7dh39dks9884",
    ///     "/ready?denied=hh5s%2B93",
    ///     "oauth_token=hh5s%2B93",
    /// ] {
    ///     let identifier = PendingAuthorization::identifier_from_callback(callback);
    ///     assert_eq!(identifier.as_deref(), Some("hh5s+93"));
    /// }
    /// assert_eq!(PendingAuthorization::identifier_from_callback("/ready?page=2"), None);
    /// ```
    pub fn identifier_from_callback(callback: &str) -> Option<String> {
        let mut parameters = Parameters::new();
        parameters.add_query(query(callback.trim()));
        let identifier = token(&parameters, once(&parameters, "denied").ok()?).ok()?;
        String::from_utf8(identifier.into_owned()).ok()
    }
}

/// Returns the value of a parameter that must not be there twice.
fn once<'a>(
    parameters: &'a Parameters<'_>,
    name: &'static str,
) -> Result<Option<Cow<'a, [u8]>>, RedirectError> {
    let mut found = parameters.iter().filter(|p| p.is_named(name));
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(RedirectError::Repeated { name }),
        (first, None) => Ok(first.map(|p| p.value())),
    }
}

/// Returns the identifier of the temporary credentials in a callback, whose `denied` is given.
fn token<'a>(
    parameters: &'a Parameters<'_>,
    denied: Option<Cow<'a, [u8]>>,
) -> Result<Cow<'a, [u8]>, RedirectError> {
    // If the user denies access, X sends the token as `denied` instead of `oauth_token`.
    let token = once(parameters, "oauth_token")?.or(denied);
    token.ok_or(RedirectError::MissingToken)
}

/// Returns the verifier in `callback_or_pin`, after checking that the callback belongs to
/// `pending`.
///
/// Returns `Ok(None)` if there is no verifier and `required` is false.
pub(super) fn read(
    pending: &PendingAuthorization,
    callback_or_pin: &str,
    required: bool,
) -> Result<Option<Secret>, RedirectError> {
    let callback_or_pin = callback_or_pin.trim();
    let pin = pending.is_out_of_band() && !is_callback(callback_or_pin);
    let verifier = if pin {
        Ok(callback_or_pin.to_owned())
    } else if callback_or_pin.is_empty() && !required {
        // Some OAuth 1.0 servers do not send the user back. The user only says that access is
        // granted, so there is nothing to read.
        Ok(String::new())
    } else {
        verifier_from_callback(pending, query(callback_or_pin))
    };
    match verifier {
        Ok(verifier) if !verifier.is_empty() => Ok(Some(Secret::new(verifier))),
        Ok(_) | Err(RedirectError::MissingVerifier) if !required => Ok(None),
        Ok(_) => Err(RedirectError::EmptyVerifier),
        Err(error) => Err(error),
    }
}

/// Returns the verifier in the query of a callback, after checking that the callback belongs to
/// `pending`.
fn verifier_from_callback(
    pending: &PendingAuthorization,
    query: &str,
) -> Result<String, RedirectError> {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    let denied = once(&parameters, "denied")?;
    let token = token(&parameters, denied.clone())?;
    if !equal_in_constant_time(&token, pending.credentials().identifier().as_bytes()) {
        return Err(RedirectError::ForeignToken);
    }
    // A denial wins over a verifier. `denied` only counts if its value is the token, because the
    // callback URL of the client may have a `denied` parameter of another meaning.
    let verifier = once(&parameters, "oauth_verifier")?;
    let denied = denied.is_some_and(|denied| denied == token);
    let problem = once(&parameters, "oauth_problem")?;
    let is_denial = |problem: &[u8]| matches!(problem, b"user_refused" | b"permission_denied");
    if denied || problem.as_deref().is_some_and(is_denial) {
        return Err(RedirectError::Denied);
    }
    if let Some(problem) = problem {
        let name = std::str::from_utf8(&problem).ok().and_then(specified);
        return Err(RedirectError::Problem { name });
    }
    let verifier = verifier.ok_or(RedirectError::MissingVerifier)?;
    String::from_utf8(verifier.into_owned()).map_err(|_| RedirectError::NotUtf8)
}

/// Returns the problem of a callback, for the message.
fn reported(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("the problem `{name}`"),
        None => "a problem, which `oauth_problem` in its URL names".to_owned(),
    }
}

/// The parameters that identify a callback.
const NAMES: [&str; 4] = ["oauth_token", "oauth_verifier", "denied", "oauth_problem"];

/// Returns whether the query contains one of [`NAMES`].
fn has_callback_parameter(query: &str) -> bool {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    parameters
        .iter()
        .any(|parameter| NAMES.iter().any(|name| parameter.is_named(name)))
}

/// Returns whether the text is a callback and not a PIN.
///
/// A server can redirect to the registered callback even if the request was out of band. The user
/// then copies the URI from the browser instead of a PIN.
fn is_callback(callback_or_pin: &str) -> bool {
    callback_or_pin.contains("://")
        || callback_or_pin.starts_with('?')
        || has_callback_parameter(query(callback_or_pin))
}

/// Returns the query of a callback. The callback may be an absolute URI, a relative URI or only the
/// query.
fn query(callback: &str) -> &str {
    let callback = callback.split('#').next().unwrap_or_default();
    let absolute = callback.split_once(':').is_some_and(|(s, _)| is_scheme(s));
    let (before, after) = match callback.split_once('?') {
        Some(parts) => parts,
        None if absolute || callback.starts_with('/') || !callback.contains('=') => return "",
        None => return callback,
    };
    // A query may contain `?`. So the first `?` is the end of a path only if there is a path.
    if absolute || before.starts_with('/') || !has_callback_parameter(before) {
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
