//! A credential store in memory.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::credentials::CredentialStore;
use crate::verify::client::issued::IssuedToken;
use crate::verify::client::registered::RegisteredClient;

/// A store of clients and tokens in memory.
///
/// Use it for tests, and for servers that read their clients from a file.
///
/// To change the store while the server runs, share it in an `Arc`. A change takes effect from the
/// next request on.
///
/// ```
/// use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore};
/// use tower_oauth1::{ClientCredentials, TokenCredentials};
///
/// let credentials = MemoryCredentialStore::new();
/// credentials.insert_client(ClientCredentials::new("client-id", "client-secret"));
/// let token = TokenCredentials::new("token", "token-secret");
/// credentials.insert_token(IssuedToken::new("client-id", token));
/// ```
#[derive(Default)]
pub struct MemoryCredentialStore(RwLock<Known>);

#[derive(Default)]
struct Known {
    clients: HashMap<String, RegisteredClient>,
    tokens: HashMap<String, IssuedToken>,
}

impl MemoryCredentialStore {
    /// Creates an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a client. Replaces a client with the same identifier.
    pub fn insert_client(&self, client: impl Into<RegisteredClient>) {
        let client = client.into();
        let identifier = client.identifier().to_owned();
        self.write().clients.insert(identifier, client);
    }

    /// Adds a token. Replaces a token with the same identifier.
    pub fn insert_token(&self, token: IssuedToken) {
        let identifier = token.credentials().identifier().to_owned();
        self.write().tokens.insert(identifier, token);
    }

    /// Removes a client. Its tokens cannot be used any more.
    pub fn remove_client(&self, identifier: &str) {
        self.write().clients.remove(identifier);
    }

    /// Removes a token.
    pub fn remove_token(&self, identifier: &str) {
        self.write().tokens.remove(identifier);
    }

    /// Marks a token as revoked. Its client gets the problem `token_revoked`.
    ///
    /// The token stays in memory. [`remove_token`](Self::remove_token) forgets it.
    pub fn revoke_token(&self, identifier: &str) {
        if let Some(token) = self.write().tokens.get_mut(identifier) {
            *token = token.clone().revoked();
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Known> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
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
