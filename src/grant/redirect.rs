//! The redirect from the consent page back to the client (RFC 5849 section 2.2).

use std::fmt;

use super::pending::PendingGrant;
use crate::credentials::secret::Secret;
use crate::protocol::{percent_encode, separator};

/// The way of the resource owner from the consent page back to the client (section 2.2).
///
/// `Debug` leaves the verifier out.
#[derive(Clone)]
pub struct AuthorizationRedirect {
    redirect: Option<Secret>,
    verifier: Option<Secret>,
}

impl AuthorizationRedirect {
    pub(super) fn approved(pending: &PendingGrant, verifier: &str) -> Self {
        Self {
            redirect: redirect(pending, ("oauth_verifier", verifier)),
            verifier: Some(Secret::new(verifier)),
        }
    }

    pub(super) fn refused(pending: &PendingGrant) -> Self {
        Self {
            redirect: redirect(pending, ("oauth_problem", "user_refused")),
            verifier: None,
        }
    }

    /// Returns the URI to redirect the browser to, or `None` if the callback is `oob`.
    ///
    /// The URI is the callback with `oauth_token` added to its query. After an approval, it also
    /// has `oauth_verifier`. After a refusal, it has `oauth_problem`.
    pub fn redirect(&self) -> Option<&str> {
        self.redirect.as_ref().map(Secret::expose)
    }

    /// Returns the verifier, or `None` if the resource owner refused.
    ///
    /// Show it to the resource owner if the callback is `oob`.
    pub fn verifier(&self) -> Option<&str> {
        self.verifier.as_ref().map(Secret::expose)
    }
}

impl fmt::Debug for AuthorizationRedirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRedirect")
            .field("approved", &self.verifier.is_some())
            .finish_non_exhaustive()
    }
}

/// Adds the parameters to the query of the callback. Its query and its fragment are kept.
fn redirect(pending: &PendingGrant, (name, value): (&str, &str)) -> Option<Secret> {
    let callback = pending.callback();
    if callback == "oob" {
        return None;
    }
    let (before, fragment) = callback.split_at(callback.find('#').unwrap_or(callback.len()));
    let separator = separator(before.split_once('?').map(|(_, query)| query.as_bytes()));
    let token = percent_encode(pending.credentials().identifier().as_bytes());
    let value = percent_encode(value.as_bytes());
    let redirect = format!("{before}{separator}oauth_token={token}&{name}={value}{fragment}");
    Some(Secret::new(redirect))
}
