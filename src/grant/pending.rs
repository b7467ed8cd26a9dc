//! The state that a server stores between a client's first request and the token.

use super::approval::Approval;
use super::requested::Requested;
use crate::credentials::TemporaryCredentials;

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
    requested: Requested,
    approval: Option<Approval>,
    tries: u32,
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
            requested: Requested::default(),
            approval: None,
            tries: 0,
        }
    }

    /// Returns this grant with the parameters that the client sent beside those of the protocol,
    /// decoded.
    #[must_use]
    pub fn with_parameters<N: Into<String>, V: Into<String>>(
        mut self,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.requested = parameters.into_iter().collect();
        self
    }

    /// Returns this grant with the number of tries that the store counted.
    #[must_use]
    pub fn with_tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Returns whether the temporary credentials were issued before this time.
    ///
    /// A grant that was issued in the future comes from a clock that was ahead. It would otherwise
    /// be valid until the clock reaches that time.
    pub(super) fn has_begun_at(&self, now: u64) -> bool {
        self.issued_at.saturating_sub(CLOCK_DIFFERENCE) <= now
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

    /// Returns the parameters that the client sent beside those of the protocol, in the order of
    /// the request. Names and values are decoded.
    ///
    /// Some services let the client ask for a scope or a duration in this way, as in `POST
    /// /initiate?scope=read,write`. They are signed. Show them on the consent page.
    pub fn parameters(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.requested.iter()
    }

    /// Returns the value of the first parameter with this name, decoded.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.requested.get(name)
    }

    /// Returns how many times a client tried to exchange the grant, with any verifier.
    pub fn tries(&self) -> u32 {
        self.tries
    }
}
