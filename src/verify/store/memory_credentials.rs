//! A credential store in memory.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::credentials::CredentialStore;
use super::expiring::Expiring;
use crate::protocol::{Clock, SystemClock};
use crate::verify::client::identifier::{IdentifierError, LONGEST_IDENTIFIER, check_identifier};
use crate::verify::client::issued::IssuedToken;
use crate::verify::client::registered::RegisteredClient;

/// A store of clients and tokens in memory.
///
/// Use it for tests, and for servers that read their clients from a file.
///
/// To change the store while the server runs, share it in an `Arc`. A change takes effect from the
/// next request on.
///
/// The store keeps a token for a day after it expired or was revoked. In this time, its client gets
/// the problem `token_expired` or `token_revoked`. Later, the store forgets the token, and the
/// client gets `signature_invalid`. The store looks for such tokens when the number of tokens has
/// doubled and is at least 1024. So it has at most about twice as many tokens as it must keep.
/// Tokens that do not expire are kept until they are revoked or removed.
///
/// ```
/// use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore};
/// use tower_oauth1::{ClientCredentials, TokenCredentials};
///
/// let credentials = MemoryCredentialStore::new();
/// credentials.insert_client(ClientCredentials::new("client-id", "client-secret"))?;
/// let token = TokenCredentials::new("token", "token-secret");
/// credentials.insert_token(IssuedToken::new("client-id", token))?;
/// # Ok::<_, tower_oauth1::verify::IdentifierError>(())
/// ```
pub struct MemoryCredentialStore {
    known: RwLock<Known>,
    identifier_limit: usize,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Known {
    clients: HashMap<String, RegisteredClient>,
    tokens: Expiring<IssuedToken>,
}

impl MemoryCredentialStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the longest accepted identifier of a client or a token, in bytes. Default: 256.
    ///
    /// Use the [`identifier_limit`](crate::RequestVerifier::identifier_limit) of the verifier. A
    /// client with a longer identifier could never make a request.
    #[must_use]
    pub fn identifier_limit(mut self, bytes: usize) -> Self {
        self.identifier_limit = bytes;
        self
    }

    /// Sets the clock by which the store forgets tokens. Default: the clock of the operating
    /// system.
    ///
    /// Use the [`clock`](crate::RequestVerifier::clock) of the verifier.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Adds a client. Replaces a client with the same identifier.
    ///
    /// # Errors
    ///
    /// Returns [`IdentifierError`] if no request could name the client: its identifier is empty,
    /// has control characters, or is longer than the [`identifier_limit`](Self::identifier_limit).
    pub fn insert_client(
        &self,
        client: impl Into<RegisteredClient>,
    ) -> Result<(), IdentifierError> {
        let client = client.into();
        check_identifier(client.identifier(), self.identifier_limit)?;
        let identifier = client.identifier().to_owned();
        self.write().clients.insert(identifier, client);
        Ok(())
    }

    /// Adds a token. Replaces a token with the same identifier.
    ///
    /// # Errors
    ///
    /// Returns [`IdentifierError`] if no request could name the token or its client, as in
    /// [`insert_client`](Self::insert_client).
    pub fn insert_token(&self, token: IssuedToken) -> Result<(), IdentifierError> {
        self.insert_granted(token, None)
    }

    /// Adds a token that its client can renew until the end of a session, also if the token has
    /// expired before.
    pub(crate) fn insert_granted(
        &self,
        token: IssuedToken,
        session_end: Option<u64>,
    ) -> Result<(), IdentifierError> {
        self.check_token(&token)?;
        let now = self.clock.unix_seconds();
        self.write().insert_token(token, session_end, now);
        Ok(())
    }

    /// Replaces a token that is not revoked. Returns `false` if there is no such token.
    pub(crate) fn replace_token(
        &self,
        old: &str,
        new: IssuedToken,
        session_end: Option<u64>,
    ) -> Result<bool, IdentifierError> {
        self.check_token(&new)?;
        let now = self.clock.unix_seconds();
        let mut known = self.write();
        if known.tokens.get(old).is_none_or(IssuedToken::is_revoked) {
            return Ok(false);
        }
        known.tokens.remove(old);
        known.insert_token(new, session_end, now);
        Ok(true)
    }

    /// Returns the token with this identifier, whichever client it belongs to.
    pub(crate) fn find_token(&self, identifier: &str) -> Option<IssuedToken> {
        self.read().tokens.get(identifier).cloned()
    }

    /// Removes a client. Its tokens cannot be used any more.
    pub fn remove_client(&self, identifier: &str) {
        self.write().clients.remove(identifier);
    }

    /// Removes a token.
    pub fn remove_token(&self, identifier: &str) {
        self.write().tokens.remove(identifier);
    }

    /// Marks a token as revoked. Its client gets the problem `token_revoked`. Returns `false` if
    /// the token is unknown or already revoked.
    ///
    /// The token stays in memory for a day. [`remove_token`](Self::remove_token) forgets it at
    /// once.
    pub fn revoke_token(&self, identifier: &str) -> bool {
        let now = self.clock.unix_seconds();
        let mut known = self.write();
        let token = known.tokens.get(identifier);
        let Some(token) = token.filter(|token| !token.is_revoked()).cloned() else {
            return false;
        };
        known.insert_token(token.revoked(), None, now);
        true
    }

    fn check_token(&self, token: &IssuedToken) -> Result<(), IdentifierError> {
        check_identifier(token.client_identifier(), self.identifier_limit)?;
        check_identifier(token.credentials().identifier(), self.identifier_limit)
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn insert_token(&mut self, token: IssuedToken, session_end: Option<u64>, now: u64) {
        let end = if token.is_revoked() {
            Some(token.expiry().map_or(now, |expiry| expiry.min(now)))
        } else {
            // A token that does not expire has no end, whatever the session is.
            token
                .expiry()
                .map(|expiry| expiry.max(session_end.unwrap_or(0)))
        };
        let identifier = token.credentials().identifier().to_owned();
        self.tokens.insert(identifier, token, end, now);
    }
}

impl Default for MemoryCredentialStore {
    fn default() -> Self {
        Self {
            known: RwLock::default(),
            identifier_limit: LONGEST_IDENTIFIER,
            clock: Arc::new(SystemClock),
        }
    }
}

impl CredentialStore for MemoryCredentialStore {
    type Error = Infallible;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, Infallible> {
        Ok(self.read().clients.get(identifier).cloned())
    }

    async fn token(
        &self,
        client: &str,
        identifier: &str,
    ) -> Result<Option<IssuedToken>, Infallible> {
        let known = self.read();
        let token = known.tokens.get(identifier);
        Ok(token
            .filter(|token| token.client_identifier() == client)
            .cloned())
    }
}

impl fmt::Debug for MemoryCredentialStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.read();
        f.debug_struct("MemoryCredentialStore")
            .field("clients", &known.clients.len())
            .field("tokens", &known.tokens.len())
            .finish()
    }
}
