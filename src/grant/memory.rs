//! Authorizations in progress, in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pending::{Approval, Grant, PendingGrant};
use super::store::GrantStore;
use crate::verify::MemoryCredentialStore;

/// Keeps authorizations in progress in memory, and puts the tokens that come of them into
/// [`MemoryCredentialStore`]. A restart forgets both.
///
/// It holds as many as [`new`](Self::new) says; when all of them are younger than their lifetime, a
/// further one is refused. So is one of a client that used up its
/// [share](Self::share_per_client), while the others go on.
///
/// ```
/// use std::sync::Arc;
/// use tower_oauth1::grant::{Grants, MemoryGrantStore};
/// use tower_oauth1::verify::MemoryCredentialStore;
///
/// let credentials = Arc::new(MemoryCredentialStore::new());
/// let grants = Grants::new(credentials.clone(), MemoryGrantStore::new(credentials).capacity(1000));
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
    /// How many of them there are of each client.
    of_client: HashMap<String, usize>,
    /// When the expired ones were last looked for.
    swept: u64,
}

/// Why [`MemoryGrantStore`] does not keep an authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryGrantError {
    /// There is no room for another one.
    #[error("too many authorizations are in progress")]
    Full,
    /// The client has as many in progress as one client may have.
    #[error("the client has too many authorizations in progress")]
    ShareUsedUp,
}

impl MemoryGrantStore {
    /// A store of up to 100,000 authorizations in progress, whose tokens go into `credentials`.
    pub fn new(credentials: Arc<MemoryCredentialStore>) -> Self {
        Self {
            pending: Arc::default(),
            credentials,
            capacity: 100_000,
            share: None,
        }
    }

    /// How many authorizations may be in progress.
    #[must_use]
    pub fn capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }

    /// How many of them may be one client's; an eighth of the capacity without this.
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
        if of_client >= share {
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

    /// Drops those whose time is over.
    fn sweep(&mut self, now: u64) {
        let of_client = &mut self.of_client;
        self.grants.retain(|_, grant| {
            let lives = grant.expires_at() >= now;
            if !lives {
                release(of_client, grant);
            }
            lives
        });
    }
}

/// One less of its client's.
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
