//! The trait for stores of issued tokens.

use std::sync::Arc;

use super::granted::Grant;
use super::store::GrantStore;

/// A store that can change issued tokens. A server needs it only to renew or revoke tokens, or to
/// issue them for a password.
///
/// You can implement the functions as `async fn`. [`renew`](Self::renew) must be atomic: if two
/// calls renew the same token at the same time, only one returns `true`. In SQL, run `DELETE FROM
/// tokens WHERE id = ..` and, if a row was deleted, `INSERT INTO tokens ..` in one transaction.
pub trait TokenStore: GrantStore {
    /// Stores the token of a grant that has no temporary credentials.
    ///
    /// The identifier is random, so the store does not contain it yet.
    fn insert_token(&self, grant: Grant) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Returns the grant of this token, also if the token has expired. Returns `None` if it is
    /// unknown or revoked.
    fn find_token(
        &self,
        token: &str,
    ) -> impl Future<Output = Result<Option<Grant>, Self::Error>> + Send;

    /// Replaces a token with the token of `grant`, or does nothing and returns `false` if the old
    /// token is unknown or revoked.
    fn renew(
        &self,
        token: &str,
        grant: Grant,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Revokes a token. Returns `false` if it is unknown or already revoked.
    fn revoke(&self, token: &str) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}

impl<G: TokenStore> TokenStore for Arc<G> {
    async fn insert_token(&self, grant: Grant) -> Result<(), G::Error> {
        G::insert_token(self, grant).await
    }

    async fn find_token(&self, token: &str) -> Result<Option<Grant>, G::Error> {
        G::find_token(self, token).await
    }

    async fn renew(&self, token: &str, grant: Grant) -> Result<bool, G::Error> {
        G::renew(self, token, grant).await
    }

    async fn revoke(&self, token: &str) -> Result<bool, G::Error> {
        G::revoke(self, token).await
    }
}
