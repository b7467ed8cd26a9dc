//! Where authorizations in progress are kept.

use std::sync::Arc;

use super::pending::{Approval, Grant, PendingGrant};
use crate::box_error::BoxError;

/// Keeps authorizations in progress, and takes the tokens that come of them.
///
/// Write `async fn`s. [`approve`](Self::approve), [`remove`](Self::remove) and
/// [`exchange`](Self::exchange) must be atomic: of two at the same time, one gets `true`. In SQL this
/// is an `UPDATE .. WHERE approval IS NULL` and a `DELETE`, each looked at for the number of rows that
/// it changed.
///
/// What expired may be forgotten; it is not asked for. An error is answered with 503.
pub trait GrantStore: Send + Sync {
    /// Why the store failed.
    type Error: Into<BoxError>;

    /// Keeps a new one. Its identifier is random, so there is none of the same.
    fn insert(&self, grant: PendingGrant) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Finds one by the identifier of its temporary credentials.
    fn find(
        &self,
        temporary: &str,
    ) -> impl Future<Output = Result<Option<PendingGrant>, Self::Error>> + Send;

    /// Approves one that is not approved. `false` where there is none.
    fn approve(
        &self,
        temporary: &str,
        approval: Approval,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Removes one that is not approved. `false` where there is none.
    fn remove(&self, temporary: &str) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Removes one that is approved, and keeps the token in its place, or does neither: `false` where
    /// there is none. This is what makes temporary credentials good for one token.
    fn exchange(
        &self,
        temporary: &str,
        grant: Grant,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}

impl<G: GrantStore> GrantStore for Arc<G> {
    type Error = G::Error;

    async fn insert(&self, grant: PendingGrant) -> Result<(), G::Error> {
        G::insert(self, grant).await
    }

    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, G::Error> {
        G::find(self, temporary).await
    }

    async fn approve(&self, temporary: &str, approval: Approval) -> Result<bool, G::Error> {
        G::approve(self, temporary, approval).await
    }

    async fn remove(&self, temporary: &str) -> Result<bool, G::Error> {
        G::remove(self, temporary).await
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, G::Error> {
        G::exchange(self, temporary, grant).await
    }
}
