//! The trait for stores of grants in progress.

use std::sync::Arc;

use super::approval::Approval;
use super::granted::Grant;
use super::pending::PendingGrant;
use crate::box_error::BoxError;

/// A store of grants in progress, which also stores the issued tokens.
///
/// You can implement the functions as `async fn`.
///
/// [`approve`](Self::approve), [`remove`](Self::remove), [`count_try`](Self::count_try) and
/// [`exchange`](Self::exchange) must be atomic: if two calls run at the same time, they behave as
/// if one ran after the other. In SQL:
///
/// | Function | One statement, or one transaction |
/// |---|---|
/// | `approve` | `UPDATE grants SET owner = .., verifier = .. WHERE id = .. AND owner IS NULL` |
/// | `remove` | `DELETE FROM grants WHERE id = .. AND owner IS NULL` |
/// | `count_try` | `UPDATE grants SET tries = tries + 1 WHERE id = .. AND owner IS NOT NULL RETURNING tries` |
/// | `exchange` | `DELETE FROM grants WHERE id = .. AND owner IS NOT NULL`, then `INSERT INTO tokens ..` if a row was deleted |
///
/// The functions return whether a row was changed.
///
/// A store may remove expired grants. [`Grants`](super::Grants) ignores them, but tells a client
/// that comes too late that its grant has expired, so keep them for some minutes. It also ignores
/// grants whose [`issued_at`](PendingGrant::issued_at) is more than a minute in the future, which
/// come from a clock that was wrong. A store should limit the number of grants of each client. If
/// the store fails, the response to the client has the status 503.
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

    /// Adds one to the number of tries of an approved grant, and returns the sum.
    ///
    /// Returns `None` if there is no such grant. [`find`](Self::find) returns the number with
    /// [`PendingGrant::with_tries`].
    fn count_try(
        &self,
        temporary: &str,
    ) -> impl Future<Output = Result<Option<u32>, Self::Error>> + Send;

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

    async fn count_try(&self, temporary: &str) -> Result<Option<u32>, G::Error> {
        G::count_try(self, temporary).await
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, G::Error> {
        G::exchange(self, temporary, grant).await
    }
}
