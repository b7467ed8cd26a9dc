//! The grant store in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::approval::Approval;
use super::granted::Grant;
use super::pending::PendingGrant;
use super::store::GrantStore;
use super::token_store::TokenStore;
use crate::verify::{IdentifierError, MemoryCredentialStore};

/// A store of grants in progress in memory.
///
/// It inserts the issued tokens into a [`MemoryCredentialStore`], with their [`Grant`]s as
/// [`data`](crate::verify::IssuedToken::data). So a handler finds the resource owner without a
/// second lookup: `caller.get::<Grant>()`. A restart of the process loses the grants in progress
/// and the tokens.
///
/// The number of grants in progress is limited, in total ([`capacity`](Self::capacity)) and per
/// client ([`share_per_client`](Self::share_per_client)). At a limit the store refuses new grants.
/// A client that has used up its share does not affect other clients. A grant is kept for ten
/// minutes after its end, so that a late client learns that it has expired. Such grants do not
/// count, and give way to new ones.
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
    share: Option<usize>,
}

#[derive(Default)]
struct Pending {
    grants: HashMap<String, PendingGrant>,
    /// The number of grants in progress of each client.
    of_client: HashMap<String, usize>,
    /// When expired grants were last removed, in seconds since 1970.
    swept: u64,
    /// The issued tokens that are not revoked.
    issued: HashMap<String, Grant>,
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
    /// The store is at least half full, and the client has used up its share.
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
            share: None,
        }
    }

    /// Sets how many grants may be in progress. Default: 100,000.
    #[must_use]
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }

    /// Sets how many grants of one client may be in progress while the store is at least half full.
    /// Default: an eighth of the capacity, rounded up.
    ///
    /// While the store is less than half full, a client may have any number of grants in progress.
    #[must_use]
    pub fn share_per_client(mut self, share: usize) -> Self {
        self.share = Some(share);
        self
    }

    /// Checks that there is room for another grant of this client.
    fn check_room(&self, pending: &Pending, grant: &PendingGrant) -> Result<(), MemoryGrantError> {
        if pending.grants.len() >= self.capacity {
            return Err(MemoryGrantError::Full);
        }
        let share = self.share.unwrap_or(self.capacity.div_ceil(8));
        let of_client = pending.of_client.get(grant.client_identifier());
        let is_half_full = pending.grants.len() >= self.capacity.div_ceil(2);
        if is_half_full && of_client.copied().unwrap_or_default() >= share {
            return Err(MemoryGrantError::ShareUsedUp);
        }
        Ok(())
    }

    /// Adds an issued token, with its grant for the handlers of requests with this token.
    fn issue(&self, pending: &mut Pending, grant: Grant) -> Result<(), MemoryGrantError> {
        let token = grant.token().clone().data(grant.clone());
        let identifier = token.credentials().identifier().to_owned();
        let inserted = self.credentials.insert_token(token);
        inserted.map_err(MemoryGrantError::Identifier)?;
        pending.issued.insert(identifier, grant);
        Ok(())
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
        if self.check_room(&pending, &grant).is_err() {
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
        let taken = pending.take(temporary, true).is_some();
        if taken {
            self.issue(&mut pending, grant)?;
        }
        Ok(taken)
    }
}

impl TokenStore for MemoryGrantStore {
    async fn insert_token(&self, grant: Grant) -> Result<(), MemoryGrantError> {
        self.issue(&mut self.lock(), grant)
    }

    async fn find_token(&self, token: &str) -> Result<Option<Grant>, MemoryGrantError> {
        Ok(self.lock().issued.get(token).cloned())
    }

    async fn renew(&self, token: &str, grant: Grant) -> Result<bool, MemoryGrantError> {
        let mut pending = self.lock();
        let is_known = pending.issued.remove(token).is_some();
        if is_known {
            self.credentials.remove_token(token);
            self.issue(&mut pending, grant)?;
        }
        Ok(is_known)
    }

    async fn revoke(&self, token: &str) -> Result<bool, MemoryGrantError> {
        let is_known = self.lock().issued.remove(token).is_some();
        if is_known {
            self.credentials.revoke_token(token);
        }
        Ok(is_known)
    }
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
            .finish_non_exhaustive()
    }
}
