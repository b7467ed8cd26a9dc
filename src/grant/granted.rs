//! Issued tokens (RFC 5849 section 2.3), and the sessions in which they can be renewed.

use std::fmt;

use super::requested::Requested;
use crate::credentials::secret::Secret;
use crate::verify::IssuedToken;

/// An issued token and the resource owner who granted it (section 2.3).
///
/// Tokens of a [`MemoryGrantStore`](super::MemoryGrantStore) carry their grant. A handler reads it
/// with [`Authenticated::get`](crate::Authenticated::get).
#[derive(Clone, Debug)]
pub struct Grant {
    token: IssuedToken,
    resource_owner: String,
    requested: Requested,
    issued_at: u64,
    session: Option<Session>,
}

impl Grant {
    /// Creates a grant of a token by a resource owner.
    pub fn new(token: IssuedToken, resource_owner: impl Into<String>) -> Self {
        Self {
            token,
            resource_owner: resource_owner.into(),
            requested: Requested::default(),
            issued_at: 0,
            session: None,
        }
    }

    /// Returns this grant with the parameters that the client asked with, decoded: see
    /// [`PendingGrant::parameters`](super::PendingGrant::parameters).
    #[must_use]
    pub fn with_parameters<N: Into<String>, V: Into<String>>(
        mut self,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.requested = parameters.into_iter().collect();
        self
    }

    /// Returns this grant with the time at which the token was issued, in seconds since 1970.
    #[must_use]
    pub fn with_issued_at(mut self, seconds: u64) -> Self {
        self.issued_at = seconds;
        self
    }

    /// Returns this grant with a session, in which the client can renew the token.
    #[must_use]
    pub fn with_session(mut self, session: Session) -> Self {
        self.session = Some(session);
        self
    }

    /// Replaces the token, because a store knows its present state.
    pub(super) fn with_token(mut self, token: IssuedToken) -> Self {
        self.token = token;
        self
    }

    /// Sets the end of the session, if there is one.
    pub(super) fn in_session_until(mut self, end: u64) -> Self {
        if let Some(session) = &mut self.session {
            session.expires_at = end;
        }
        self
    }

    /// Returns the token and its client.
    pub fn token(&self) -> &IssuedToken {
        &self.token
    }

    /// Returns the resource owner, as passed to [`Grants::approve`](super::Grants::approve).
    pub fn resource_owner(&self) -> &str {
        &self.resource_owner
    }

    /// Returns the parameters that the client asked with, decoded, such as a scope: see
    /// [`PendingGrant::parameters`](super::PendingGrant::parameters).
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.requested.iter()
    }

    /// Returns the value of the first parameter with this name, decoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.requested.get(name)
    }

    /// Returns when the token was issued, in seconds since 1970.
    pub fn issued_at(&self) -> u64 {
        self.issued_at
    }

    /// Returns the session, or `None` if the client cannot renew the token.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }
}

/// The right of a client to renew a token (OAuth Session extension, 1.0 draft 1).
///
/// `Debug` leaves the handle out.
#[derive(Clone)]
pub struct Session {
    handle: Secret,
    expires_at: u64,
}

impl Session {
    /// Creates a session. A store uses this when it reads a session from its database.
    ///
    /// `expires_at` is the last second at which the client can renew the token, in seconds since
    /// 1970.
    pub fn new(handle: impl Into<String>, expires_at: u64) -> Self {
        Self {
            handle: Secret::new(handle),
            expires_at,
        }
    }

    /// Returns the session handle (`oauth_session_handle`), unencrypted, for a store that writes it
    /// to its database.
    ///
    /// Do not compare it yourself. [`Grants`](super::Grants) compares it in constant time.
    pub fn handle(&self) -> &str {
        self.handle.expose()
    }

    /// Returns the last second at which the client can renew the token, in seconds since 1970.
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
