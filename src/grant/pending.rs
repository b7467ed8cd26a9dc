//! The state that a server stores between a client's first request and the token.

use std::fmt;

use crate::credentials::TemporaryCredentials;
use crate::credentials::secret::Secret;
use crate::verify::IssuedToken;

/// How far the clocks of servers that share a store may differ, in seconds.
const CLOCK_DIFFERENCE: u64 = 60;

/// A grant in progress (RFC 5849 sections 2.1 and 2.2).
///
/// It contains the temporary credentials, the client that requested them, and the approval of the
/// resource owner.
///
/// ```
/// use tower_oauth1::TemporaryCredentials;
/// use tower_oauth1::grant::{Approval, PendingGrant};
///
/// // A store that uses a database creates the value from the columns of a row.
/// let credentials = TemporaryCredentials::new("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
/// let pending = PendingGrant::new("dpf43f3p2l4k3l03", credentials, "oob", 137131200, 137131800)
///     .approved(Approval::new("jane", "hfdp7dh39dks9884"));
/// assert_eq!(pending.approval().unwrap().resource_owner(), "jane");
/// ```
#[derive(Clone, Debug)]
pub struct PendingGrant {
    client: String,
    credentials: TemporaryCredentials,
    callback: String,
    issued_at: u64,
    expires_at: u64,
    approval: Option<Approval>,
}

impl PendingGrant {
    /// Creates a grant that is not approved yet. A store uses this when it reads a grant from its
    /// database.
    ///
    /// `client` is the identifier of the client. `callback` is decoded. The times are in seconds
    /// since 1970.
    pub fn new(
        client: impl Into<String>,
        credentials: TemporaryCredentials,
        callback: impl Into<String>,
        issued_at: u64,
        expires_at: u64,
    ) -> Self {
        Self {
            client: client.into(),
            credentials,
            callback: callback.into(),
            issued_at,
            expires_at,
            approval: None,
        }
    }

    /// Returns whether the temporary credentials are valid at this time.
    ///
    /// A grant that was issued in the future comes from a clock that was ahead. It would otherwise
    /// be valid until the clock reaches that time.
    pub(super) fn is_valid_at(&self, now: u64) -> bool {
        let earliest = self.issued_at.saturating_sub(CLOCK_DIFFERENCE);
        (earliest..=self.expires_at).contains(&now)
    }

    /// Returns this grant with the approval.
    #[must_use]
    pub fn approved(mut self, approval: Approval) -> Self {
        self.approval = Some(approval);
        self
    }

    /// Returns the identifier of the client that requested the grant.
    ///
    /// Use it to show the name of the client on the consent page.
    pub fn client_identifier(&self) -> &str {
        &self.client
    }

    /// Returns the temporary credentials. Their identifier is the key of this grant in the store.
    pub fn credentials(&self) -> &TemporaryCredentials {
        &self.credentials
    }

    /// Returns the URI that the resource owner is redirected to after the decision (decoded).
    ///
    /// `oob` means that there is no redirect.
    pub fn callback(&self) -> &str {
        &self.callback
    }

    /// Returns when the temporary credentials were issued, in seconds since 1970.
    pub fn issued_at(&self) -> u64 {
        self.issued_at
    }

    /// Returns the last second at which the temporary credentials are valid, in seconds since 1970.
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// Returns the approval of the resource owner, or `None` if there is no approval yet.
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }
}

/// The approval of a resource owner, and its verifier (section 2.2).
///
/// The verifier shows that the resource owner who approved the request is the user of the client.
/// `Debug` leaves the verifier out.
#[derive(Clone)]
pub struct Approval {
    resource_owner: String,
    verifier: Secret,
}

impl Approval {
    /// Creates an approval. A store uses this when it reads an approval from its database.
    pub fn new(resource_owner: impl Into<String>, verifier: impl Into<String>) -> Self {
        Self {
            resource_owner: resource_owner.into(),
            verifier: Secret::new(verifier),
        }
    }

    /// Returns the resource owner, as passed to [`Grants::approve`](super::Grants::approve).
    pub fn resource_owner(&self) -> &str {
        &self.resource_owner
    }

    /// Returns the verifier, unencrypted, for a store that writes it to its database.
    ///
    /// Do not compare it yourself. [`Grants`](super::Grants) compares it in constant time.
    pub fn verifier(&self) -> &str {
        self.verifier.expose()
    }
}

impl fmt::Debug for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Approval")
            .field("resource_owner", &self.resource_owner)
            .finish_non_exhaustive()
    }
}

/// An issued token and the resource owner who granted it (section 2.3).
#[derive(Clone, Debug)]
pub struct Grant {
    token: IssuedToken,
    resource_owner: String,
}

impl Grant {
    /// Creates a grant of a token by a resource owner.
    pub fn new(token: IssuedToken, resource_owner: impl Into<String>) -> Self {
        Self {
            token,
            resource_owner: resource_owner.into(),
        }
    }

    /// Returns the token and its client.
    pub fn token(&self) -> &IssuedToken {
        &self.token
    }

    /// Returns the resource owner, as passed to [`Grants::approve`](super::Grants::approve).
    pub fn resource_owner(&self) -> &str {
        &self.resource_owner
    }
}
