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
/// # Rules
///
/// - **Atomicity.** [`approve`](Self::approve), [`remove`](Self::remove),
///   [`count_try`](Self::count_try) and [`exchange`](Self::exchange) are each one atomic step: if
///   two calls run at the same time, they behave as if one ran after the other. Of all decisions
///   about a grant, one returns `true`. Of all exchanges, one returns `true`, and only its token is
///   stored.
/// - **Tries.** `count_try` adds one and returns the sum, before [`Grants`](super::Grants) compares
///   the verifier. Two calls never return the same number. Otherwise a client that sends many
///   requests at once could guess a PIN.
/// - **Every field.** `find` returns all that was inserted. The [`parameters`] keep their order and
///   repeated names, and may have any character, also NUL. So keep them as one text, such as a JSON
///   array of pairs. The Postgres types `text` and `jsonb` refuse NUL, but a JSON text has it as
///   `\u0000`, which `text` accepts.
/// - **Any text.** `find` is also called with texts from the query of a browser, of any length and
///   with any characters. Return `Ok(None)` for what cannot be an identifier. Postgres refuses NUL.
/// - **Lifetime.** The clock of `Grants` decides whether a grant has expired, and sets both times
///   of the grant. The store only keeps them. `Grants` also ignores grants whose
///   [`issued_at`](PendingGrant::issued_at) is more than a minute in the future, which come from a
///   clock that was wrong.
/// - **Sweeping.** Delete expired grants, by the clock of the database. Keep them for some minutes
///   after their end, so that a client that comes too late learns that its grant has expired.
/// - **Limits.** Limit the number of grants in progress of each client. If a function returns an
///   error, the response to the client has the status 503.
///
/// # SQL
///
/// In SQLite and Postgres. `$1` is the identifier of the temporary credentials. The other
/// parameters are the fields of the argument:
///
/// ```sql
/// CREATE TABLE grants (
///     temporary TEXT PRIMARY KEY, secret TEXT NOT NULL, client TEXT NOT NULL REFERENCES clients,
///     callback TEXT NOT NULL, parameters TEXT NOT NULL,
///     issued_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
///     owner TEXT, verifier TEXT, tries INTEGER NOT NULL DEFAULT 0);
/// ```
///
/// | Function | Statements |
/// |---|---|
/// | `insert` | `INSERT INTO grants (temporary, secret, client, callback, parameters, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)` |
/// | `find` | `SELECT * FROM grants WHERE temporary = $1` |
/// | `approve` | `UPDATE grants SET owner = $2, verifier = $3 WHERE temporary = $1 AND owner IS NULL` |
/// | `remove` | `DELETE FROM grants WHERE temporary = $1 AND owner IS NULL` |
/// | `count_try` | `UPDATE grants SET tries = tries + 1 WHERE temporary = $1 AND owner IS NOT NULL RETURNING tries` |
/// | `exchange`, in one transaction | `DELETE FROM grants WHERE temporary = $1 AND owner IS NOT NULL`, and if it deleted a row, the statement of [`insert_token`](super::TokenStore#sql) |
/// | sweeping, SQLite | `DELETE FROM grants WHERE expires_at < unixepoch() - 600` |
/// | sweeping, Postgres | `DELETE FROM grants WHERE expires_at < extract(epoch FROM now()) - 600` |
///
/// The functions return whether a row was changed. In SQLite, begin the transaction with `BEGIN
/// IMMEDIATE`. In Postgres, the default isolation level is enough. The table `tokens` is in the
/// documentation of [`CredentialStore`](crate::verify::CredentialStore#sql).
///
/// The feature `testing` has tests for stores of your own, in `grant::testing`.
///
/// [`parameters`]: PendingGrant::parameters
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
