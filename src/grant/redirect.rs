//! RFC 5849 section 2.2: the way back from the consent page.

use std::fmt;

use super::pending::PendingGrant;
use crate::credentials::secret::Secret;
use crate::protocol::{percent_encode, separator};

/// How the resource owner goes back to the client (section 2.2).
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

    /// Where to redirect the browser to: the callback with `oauth_token`, and `oauth_verifier` or,
    /// after a no, `oauth_problem`. `None` out of band.
    pub fn redirect(&self) -> Option<&str> {
        self.redirect.as_ref().map(Secret::expose)
    }

    /// The verifier, to be shown to the resource owner out of band. `None` after a no.
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

/// The callback, whose own query stays and whose fragment stays at the end.
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
