//! The three steps of RFC 5849 section 2, as functions that use a store.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::error::GrantError;
use super::pending::PendingGrant;
use super::requested::RequestedLimits;
use super::store::GrantStore;
use super::verifier_policy::VerifierPolicy;
use crate::protocol::{Clock, SystemClock};
use crate::verify::CredentialStore;

/// The server side of the three-step authorization flow.
///
/// It issues temporary credentials, records the decision of the resource owner, and issues token
/// credentials. The [module documentation](crate::grant) describes the endpoints and has an
/// example.
pub struct Grants<C, G> {
    pub(super) credentials: Arc<C>,
    pub(super) store: Arc<G>,
    pub(super) lifetime: u64,
    pub(super) verifier_policy: VerifierPolicy,
    pub(super) tries: u32,
    pub(super) requested_limits: RequestedLimits,
    /// How long tokens are valid, in seconds. `None` means forever.
    pub(super) token_lifetime: Option<u64>,
    /// How long tokens can be renewed, in seconds. `None` means never.
    pub(super) session_lifetime: Option<u64>,
    pub(super) clock: Arc<dyn Clock>,
}

impl<C: CredentialStore, G: GrantStore> Grants<C, G> {
    /// Creates grants for the clients in `credentials`. The grants in progress are in `store`.
    pub fn new(credentials: C, store: G) -> Self {
        Self {
            credentials: Arc::new(credentials),
            store: Arc::new(store),
            lifetime: 600,
            verifier_policy: VerifierPolicy::default(),
            tries: 5,
            requested_limits: RequestedLimits::default(),
            token_lifetime: None,
            session_lifetime: None,
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets how long temporary credentials are valid. Fractions of a second are dropped. Default:
    /// 10 minutes.
    ///
    /// If the clock of the server goes back by more than a minute, the temporary credentials that
    /// were issued with the later time are not valid. Otherwise they would live until the clock
    /// reaches that time again.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.as_secs();
        self
    }

    /// Sets how verifiers look. Default: 8 digits if the resource owner types them, and 32 letters
    /// and digits if a redirect carries them.
    #[must_use]
    pub fn verifier_policy(mut self, policy: VerifierPolicy) -> Self {
        self.verifier_policy = policy;
        self
    }

    /// Sets how many times a client may try to exchange temporary credentials, each time with any
    /// verifier. After that they are void. It is at least 1. Default: 5.
    ///
    /// The store counts a try before the verifier is compared. So many requests at the same time
    /// guess no more than this number.
    #[must_use]
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }

    /// Sets how many parameters beside those of the protocol a request for temporary credentials
    /// may have. The grant keeps them: see [`PendingGrant::parameters`]. Default: 32.
    #[must_use]
    pub fn parameter_limit(mut self, parameters: usize) -> Self {
        self.requested_limits.parameters = parameters;
        self
    }

    /// Sets how long the names and values of these parameters may be, all together, in bytes and
    /// decoded. Default: 4096.
    #[must_use]
    pub fn parameter_size_limit(mut self, bytes: usize) -> Self {
        self.requested_limits.size = bytes;
        self
    }

    /// Sets how long issued tokens are valid. Fractions of a second are dropped. Default: they do
    /// not expire.
    ///
    /// The response to the client has the field `oauth_expires_in`. Set
    /// [`session_lifetime`](Self::session_lifetime) too, so that clients can renew their tokens.
    #[must_use]
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = Some(lifetime.as_secs());
        self
    }

    /// Sets how long a client can renew its tokens, counted from the approval of the resource
    /// owner. Fractions of a second are dropped. Default: tokens cannot be renewed.
    ///
    /// The response to the client has the fields `oauth_session_handle` and
    /// `oauth_authorization_expires_in` (OAuth Session extension). [`renew`](Self::renew) renews a
    /// token.
    #[must_use]
    pub fn session_lifetime(mut self, lifetime: Duration) -> Self {
        self.session_lifetime = Some(lifetime.as_secs());
        self
    }

    /// Sets the clock of the server. Default: the clock of the operating system.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

impl<C, G: GrantStore> Grants<C, G> {
    /// Returns the grant in progress, if its temporary credentials are valid.
    pub(super) async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, GrantError> {
        let pending = self.find_with_expired(temporary).await?;
        Ok(pending.filter(|pending| pending.expires_at() >= self.clock.unix_seconds()))
    }

    /// Like [`find`](Self::find), but also returns a grant that has expired.
    pub(super) async fn find_with_expired(
        &self,
        temporary: &str,
    ) -> Result<Option<PendingGrant>, GrantError> {
        let pending = self.store.find(temporary).await;
        let pending = pending.map_err(GrantError::store)?;
        let now = self.clock.unix_seconds();
        Ok(pending.filter(|pending| pending.has_begun_at(now) && pending.tries() < self.tries))
    }
}

impl<C, G> Clone for Grants<C, G> {
    fn clone(&self) -> Self {
        Self {
            credentials: Arc::clone(&self.credentials),
            store: Arc::clone(&self.store),
            lifetime: self.lifetime,
            verifier_policy: self.verifier_policy.clone(),
            tries: self.tries,
            requested_limits: self.requested_limits,
            token_lifetime: self.token_lifetime,
            session_lifetime: self.session_lifetime,
            clock: Arc::clone(&self.clock),
        }
    }
}

impl<C, G> fmt::Debug for Grants<C, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grants")
            .field("lifetime", &self.lifetime)
            .field("verifier_policy", &self.verifier_policy)
            .field("tries", &self.tries)
            .field("requested_limits", &self.requested_limits)
            .field("token_lifetime", &self.token_lifetime)
            .field("session_lifetime", &self.session_lifetime)
            .finish_non_exhaustive()
    }
}
