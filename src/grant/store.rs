//! The trait for stores of grants in progress.

use std::sync::Arc;

use super::pending::{Approval, Grant, PendingGrant};
use crate::box_error::BoxError;

/// A store of grants in progress, which also stores the issued tokens.
///
/// You can implement the functions as `async fn`.
///
/// [`approve`](Self::approve), [`remove`](Self::remove) and [`exchange`](Self::exchange) must be
/// atomic: if two calls run at the same time, only one returns `true`. In SQL, use
/// `UPDATE .. WHERE approval IS NULL` and `DELETE`, and check the number of changed rows.
///
/// A store may remove expired grants. [`Grants`](super::Grants) ignores them. It also ignores
/// grants whose [`issued_at`](PendingGrant::issued_at) is more than a minute in the future, which
/// come from a clock that was wrong. If the store fails, the response to the client has the status
/// 503.
pub trait GrantStore: Send + Sync {
    /// The error of the store.
    type Error: Into<BoxError>;

    /// Inserts a new grant. Its key is the identifier of its temporary credentials.
    ///
    /// The identifier is random, so the store does not contain it yet.
    fn insert(&self, grant: PendingGrant) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Returns the grant with this identifier of temporary credentials.
    fn find(
        &self,
        temporary: &str,
    ) -> impl Future<Output = Result<Option<PendingGrant>, Self::Error>> + Send;

    /// Stores the approval of a grant that is not approved yet.
    ///
    /// Returns `false` if there is no such grant.
    fn approve(
        &self,
        temporary: &str,
        approval: Approval,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Removes a grant that is not approved yet.
    ///
    /// Returns `false` if there is no such grant.
    fn remove(&self, temporary: &str) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Removes an approved grant and stores the token of `grant`, or does neither.
    ///
    /// Returns `false` if there is no such approved grant. So a client can exchange temporary
    /// credentials only once.
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
