//! What a server remembers between a client's question and its token.

use std::fmt;

use crate::credentials::TemporaryCredentials;
use crate::credentials::secret::Secret;
use crate::verify::IssuedToken;

/// An authorization in progress (RFC 5849 sections 2.1 and 2.2): temporary credentials, who asked for
/// them, and what the resource owner said.
///
/// ```
/// use tower_oauth1::TemporaryCredentials;
/// use tower_oauth1::grant::{Approval, PendingGrant};
///
/// // As a store reads it back from its database.
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
    /// One that nobody decided yet, from its parts: a store reads it back so. Times are in seconds
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

    /// The same, approved.
    #[must_use]
    pub fn approved(mut self, approval: Approval) -> Self {
        self.approval = Some(approval);
        self
    }

    /// The identifier of the client that asked: say its name on the consent page.
    pub fn client_identifier(&self) -> &str {
        &self.client
    }

    /// The temporary credentials, by whose identifier it is found.
    pub fn credentials(&self) -> &TemporaryCredentials {
        &self.credentials
    }

    /// Where the resource owner is to be sent back to (decoded), or `oob` for nowhere.
    pub fn callback(&self) -> &str {
        &self.callback
    }

    /// When it began, in seconds since 1970.
    pub fn issued_at(&self) -> u64 {
        self.issued_at
    }

    /// The last second since 1970 at which it is good for anything.
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// What the resource owner said; `None` before.
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }
}

/// A resource owner's yes, and the verifier that proves to the client who said it (section 2.2).
#[derive(Clone)]
pub struct Approval {
    resource_owner: String,
    verifier: Secret,
}

impl Approval {
    /// From its parts, as a store reads it back.
    pub fn new(resource_owner: impl Into<String>, verifier: impl Into<String>) -> Self {
        Self {
            resource_owner: resource_owner.into(),
            verifier: Secret::new(verifier),
        }
    }

    /// Who said yes, in the server's own words.
    pub fn resource_owner(&self) -> &str {
        &self.resource_owner
    }

    /// The verifier in clear. Compare it nowhere: [`Grants`](super::Grants) does, in constant time.
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

/// A token that was granted, and by whom (section 2.3).
#[derive(Clone, Debug)]
pub struct Grant {
    token: IssuedToken,
    resource_owner: String,
}

impl Grant {
    /// A token on behalf of this resource owner.
    pub fn new(token: IssuedToken, resource_owner: impl Into<String>) -> Self {
        Self {
            token,
            resource_owner: resource_owner.into(),
        }
    }

    /// The token, and the client that holds it.
    pub fn token(&self) -> &IssuedToken {
        &self.token
    }

    /// Who granted it, in the server's own words.
    pub fn resource_owner(&self) -> &str {
        &self.resource_owner
    }
}
