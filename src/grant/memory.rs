//! The grant store in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pending::{Approval, Grant, PendingGrant};
use super::store::GrantStore;
use crate::verify::MemoryCredentialStore;

/// A store of grants in progress in memory.
///
/// It inserts the issued tokens into a [`MemoryCredentialStore`]. A restart of the process loses
/// the grants in progress and the tokens.
///
/// The number of grants in progress is limited, in total ([`capacity`](Self::capacity)) and per
/// client ([`share_per_client`](Self::share_per_client)). Expired grants do not count. At a limit
/// the store refuses new grants. The limit per client applies while the store is at least half
/// full. A client that has used up its share does not affect other clients.
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
}

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
            pending.sweep(now);
        }
        if pending.grants.len() >= self.capacity {
            return Err(MemoryGrantError::Full);
        }
        let share = self.share.unwrap_or(self.capacity.div_ceil(8));
        let of_client = pending.of_client.get(grant.client_identifier());
        let of_client = of_client.copied().unwrap_or_default();
        let is_half_full = pending.grants.len() >= self.capacity.div_ceil(2);
        if is_half_full && of_client >= share {
            return Err(MemoryGrantError::ShareUsedUp);
        }
        let client = grant.client_identifier().to_owned();
        pending.of_client.insert(client, of_client + 1);
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

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, MemoryGrantError> {
        let mut pending = self.lock();
        let taken = pending.take(temporary, true).is_some();
        if taken {
            self.credentials.insert_token(grant.token().clone());
        }
        Ok(taken)
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

    /// Removes the grants that are expired, or that come from a clock that was ahead.
    fn sweep(&mut self, now: u64) {
        let of_client = &mut self.of_client;
        self.grants.retain(|_, grant| {
            let lives = grant.is_valid_at(now);
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
