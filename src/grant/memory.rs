//! The grant store in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::approval::Approval;
use super::granted::{Grant, Session};
use super::pending::PendingGrant;
use super::store::GrantStore;
use super::token_store::TokenStore;
use crate::verify::{IdentifierError, IssuedToken, MemoryCredentialStore};

/// A store of grants in progress in memory.
///
/// It inserts the issued tokens into a [`MemoryCredentialStore`], which keeps them for a day after
/// their end and the end of their session. Each token carries its [`Grant`]: a handler gets it with
/// [`Authenticated::get`](crate::Authenticated::get). If you revoke or remove a token there, it
/// cannot be renewed. A restart of the process loses the grants in progress and the tokens.
///
/// The number of grants in progress is limited, in total ([`capacity`](Self::capacity)) and per
/// client ([`share_per_client`](Self::share_per_client)). At a limit the store refuses new grants,
/// and the response to the client has the status 503. With the default limits, one client can hold
/// a hundredth of the store. A hundred clients together can fill it, and then no client gets a
/// grant. A grant has at most about 7 KiB, unless you raise
/// [`Grants::parameter_size_limit`](super::Grants::parameter_size_limit), so a full store has at
/// most about 700 MB.
///
/// A grant is kept for ten minutes after its end, so that a late client learns that it has expired.
/// Such grants do not count, and give way to new ones.
///
/// ```
/// use std::sync::Arc;
/// use tower_oauth1::grant::{Grants, MemoryGrantStore};
/// use tower_oauth1::verify::MemoryCredentialStore;
///
/// let credentials = Arc::new(MemoryCredentialStore::new());
/// let store = MemoryGrantStore::new(credentials.clone()).capacity(1000);
/// let grants = Grants::new(credentials, store);
/// ```
#[derive(Clone)]
pub struct MemoryGrantStore {
    pending: Arc<Mutex<Pending>>,
    credentials: Arc<MemoryCredentialStore>,
    capacity: usize,
    share: usize,
}

#[derive(Default)]
struct Pending {
    grants: HashMap<String, PendingGrant>,
    /// The number of grants in progress of each client.
    of_client: HashMap<String, usize>,
    /// When expired grants were last removed, in seconds since 1970.
    swept: u64,
    /// When they were last removed to make room.
    cleared: u64,
}

/// How long a grant is kept after its end, in seconds.
const KEPT: u64 = 600;

/// Error returned when [`MemoryGrantStore`] cannot store another grant in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryGrantError {
    /// The store is full.
    #[error("too many grants are in progress; increase the capacity")]
    Full,
    /// The client has used up its [share](MemoryGrantStore::share_per_client).
    #[error("the client has too many grants in progress; increase the share per client")]
    ShareUsedUp,
    /// The store of credentials does not accept the identifier of the client or of the token.
    #[error("the credential store does not accept the identifier")]
    Identifier(#[source] IdentifierError),
}

impl MemoryGrantStore {
    /// Creates an empty store that inserts the issued tokens into `credentials`.
    pub fn new(credentials: Arc<MemoryCredentialStore>) -> Self {
        Self {
            pending: Arc::default(),
            credentials,
            capacity: 100_000,
            share: 1000,
        }
    }

    /// Sets how many grants may be in progress. Default: 100,000.
    #[must_use]
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }

    /// Sets how many grants of one client may be in progress. It is at least 1. Default: 1000.
    ///
    /// A user who does not decide occupies a grant until it expires, so 1000 are enough for a
    /// client with 100 such users a minute. Raise it if your server has few clients with many
    /// users. Keep it small compared with the [`capacity`](Self::capacity): if the capacity is 100
    /// shares, 100 clients can fill the store.
    #[must_use]
    pub fn share_per_client(mut self, share: usize) -> Self {
        self.share = share.max(1);
        self
    }

    /// Checks that there is room for another grant of this client.
    fn check_room(&self, pending: &Pending, grant: &PendingGrant) -> Result<(), MemoryGrantError> {
        if pending.grants.len() >= self.capacity {
            return Err(MemoryGrantError::Full);
        }
        let of_client = pending.of_client.get(grant.client_identifier());
        if of_client.copied().unwrap_or_default() >= self.share {
            return Err(MemoryGrantError::ShareUsedUp);
        }
        Ok(())
    }

    /// Adds an issued token.
    fn issue(&self, grant: Grant) -> Result<(), MemoryGrantError> {
        let (token, session_end) = with_grant(grant);
        let inserted = self.credentials.insert_granted(token, session_end);
        inserted.map_err(MemoryGrantError::Identifier)
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl GrantStore for MemoryGrantStore {
    type Error = MemoryGrantError;

    async fn insert(&self, grant: PendingGrant) -> Result<(), MemoryGrantError> {
        let mut pending = self.lock();
        let now = grant.issued_at();
        if now != pending.swept {
            pending.swept = now;
            pending.sweep(now, KEPT);
        }
        // Once a second is enough, and a client at its limit cannot cause more work.
        if self.check_room(&pending, &grant).is_err() && now != pending.cleared {
            pending.cleared = now;
            pending.sweep(now, 0);
        }
        self.check_room(&pending, &grant)?;
        let client = grant.client_identifier().to_owned();
        *pending.of_client.entry(client).or_default() += 1;
        let identifier = grant.credentials().identifier().to_owned();
        if let Some(other) = pending.grants.insert(identifier, grant) {
            release(&mut pending.of_client, &other);
        }
        Ok(())
    }

    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, MemoryGrantError> {
        Ok(self.lock().grants.get(temporary).cloned())
    }

    async fn approve(&self, temporary: &str, approval: Approval) -> Result<bool, MemoryGrantError> {
        let mut pending = self.lock();
        let grant = pending.grants.get_mut(temporary);
        let Some(grant) = grant.filter(|grant| grant.approval().is_none()) else {
            return Ok(false);
        };
        *grant = grant.clone().approved(approval);
        Ok(true)
    }

    async fn remove(&self, temporary: &str) -> Result<bool, MemoryGrantError> {
        Ok(self.lock().take(temporary, false).is_some())
    }

    async fn count_try(&self, temporary: &str) -> Result<Option<u32>, MemoryGrantError> {
        let mut pending = self.lock();
        let grant = pending.grants.get_mut(temporary);
        let Some(grant) = grant.filter(|grant| grant.approval().is_some()) else {
            return Ok(None);
        };
        let tries = grant.tries().saturating_add(1);
        *grant = grant.clone().with_tries(tries);
        Ok(Some(tries))
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, MemoryGrantError> {
        let mut pending = self.lock();
        let approved = pending.grants.get(temporary);
        if approved.is_none_or(|approved| approved.approval().is_none()) {
            return Ok(false);
        }
        // If the token is not accepted, the grant stays.
        self.issue(grant)?;
        Ok(pending.take(temporary, true).is_some())
    }
}

impl TokenStore for MemoryGrantStore {
    async fn insert_token(&self, grant: Grant) -> Result<(), MemoryGrantError> {
        self.issue(grant)
    }

    async fn find_token(&self, token: &str) -> Result<Option<Grant>, MemoryGrantError> {
        let token = self.credentials.find_token(token);
        let token = token.filter(|token| !token.is_revoked());
        Ok(token.and_then(|token| {
            let grant = token.get::<Grant>()?.clone();
            Some(grant.with_token(token))
        }))
    }

    async fn renew(&self, token: &str, grant: Grant) -> Result<bool, MemoryGrantError> {
        let (new, session_end) = with_grant(grant);
        let replaced = self.credentials.replace_token(token, new, session_end);
        replaced.map_err(MemoryGrantError::Identifier)
    }

    async fn revoke(&self, token: &str) -> Result<bool, MemoryGrantError> {
        Ok(self.credentials.revoke_token(token))
    }
}

/// Returns the token with its grant as data, and the end of its session.
fn with_grant(grant: Grant) -> (IssuedToken, Option<u64>) {
    let session_end = grant.session().map(Session::expires_at);
    (grant.token().clone().data(grant), session_end)
}

impl Pending {
    fn take(&mut self, temporary: &str, approved: bool) -> Option<PendingGrant> {
        let grant = self.grants.get(temporary)?;
        if grant.approval().is_some() != approved {
            return None;
        }
        let grant = self.grants.remove(temporary)?;
        release(&mut self.of_client, &grant);
        Some(grant)
    }

    /// Removes the grants that expired more than `kept` seconds ago, or that come from a clock that
    /// was ahead.
    fn sweep(&mut self, now: u64, kept: u64) {
        let of_client = &mut self.of_client;
        self.grants.retain(|_, grant| {
            let end = grant.expires_at().saturating_add(kept);
            let lives = grant.has_begun_at(now) && now <= end;
            if !lives {
                release(of_client, grant);
            }
            lives
        });
    }
}

/// Subtracts one from the number of grants of this grant's client.
fn release(of_client: &mut HashMap<String, usize>, grant: &PendingGrant) {
    if let Some(count) = of_client.get_mut(grant.client_identifier()) {
        *count -= 1;
        if *count == 0 {
            of_client.remove(grant.client_identifier());
        }
    }
}

impl fmt::Debug for MemoryGrantStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryGrantStore")
            .field("pending", &self.lock().grants.len())
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
