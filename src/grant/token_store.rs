//! The trait for stores of issued tokens.

use std::sync::Arc;

use super::granted::Grant;
use super::store::GrantStore;

/// A store that can change issued tokens. A server needs it only to renew or revoke tokens, or to
/// issue them for a password.
///
/// You can implement the functions as `async fn`.
///
/// # Rules
///
/// - **Atomicity.** [`renew`](Self::renew) and [`revoke`](Self::revoke) are each one atomic step.
///   If several calls renew or revoke the same token at the same time, only one returns `true`, and
///   only its token is valid.
/// - **State of a token.** The [`CredentialStore`](crate::verify::CredentialStore) of the server
///   returns a token from the moment at which it is stored. From the moment at which it is renewed
///   or revoked, that store returns `None` for it, or the token as
///   [revoked](crate::verify::IssuedToken::revoked). A cache would keep it valid.
/// - **Every field.** `find_token` returns all that was stored, as [`GrantStore`] does for grants
///   in progress, and also returns expired tokens: their clients can renew them.
/// - **Lifetime and sweeping.** The clock of [`Grants`](super::Grants) sets the ends of tokens and
///   sessions, and decides by them. The store may delete a token when it has ended and its session
///   too: see [`CredentialStore`](crate::verify::CredentialStore#rules).
///
/// # SQL
///
/// With the table `tokens` in the documentation of
/// [`CredentialStore`](crate::verify::CredentialStore#sql), in SQLite and Postgres:
///
/// | Function | Statements |
/// |---|---|
/// | `insert_token` | `INSERT INTO tokens (token, secret, client, owner, parameters, issued_at, expires_at, session_handle, session_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)` |
/// | `find_token` | `SELECT * FROM tokens WHERE token = $1 AND revoked_at IS NULL` |
/// | `renew`, in one transaction | `DELETE FROM tokens WHERE token = $1 AND revoked_at IS NULL`, and if it deleted a row, the statement of `insert_token` |
/// | `revoke`, SQLite | `UPDATE tokens SET revoked_at = unixepoch() WHERE token = $1 AND revoked_at IS NULL` |
/// | `revoke`, Postgres | `UPDATE tokens SET revoked_at = extract(epoch FROM now()) WHERE token = $1 AND revoked_at IS NULL` |
///
/// The feature `testing` has tests for stores of your own, in `grant::testing`.
pub trait TokenStore: GrantStore {
    /// Stores the token of a grant that has no temporary credentials.
    ///
    /// The identifier is random, so the store does not contain it yet.
    fn insert_token(&self, grant: Grant) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Returns the grant of this token, also if the token has expired. Returns `None` if it is
    /// unknown or revoked, also if it was revoked or removed in the credential store of the server.
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
