//! Clients and tokens in memory.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::credentials::CredentialStore;
use crate::verify::client::registered::{IssuedToken, RegisteredClient};

/// Clients and tokens in memory, for tests and for servers whose clients stand in a file.
///
/// Share it by an `Arc` with whoever adds and removes: a change counts from the next request on.
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
    /// No clients and no tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a client, in the place of one with the same identifier.
    pub fn insert_client(&self, client: impl Into<RegisteredClient>) {
        let client = client.into();
        let identifier = client.identifier().to_owned();
        self.write().clients.insert(identifier, client);
    }

    /// Adds a token, in the place of one with the same identifier.
    pub fn insert_token(&self, token: IssuedToken) {
        let identifier = token.credentials().identifier().to_owned();
        self.write().tokens.insert(identifier, token);
    }

    /// Takes a client out. Its tokens are good for nobody from then on.
    pub fn remove_client(&self, identifier: &str) {
        self.write().clients.remove(identifier);
    }

    /// Takes a token out.
    pub fn remove_token(&self, identifier: &str) {
        self.write().tokens.remove(identifier);
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
