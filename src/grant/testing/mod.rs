//! Tests for stores of your own (feature `testing`): does a [`GrantStore`] or a [`TokenStore`] keep
//! the rules of its trait?
//!
//! Call these functions in the tests of your store. Each function tests one rule, and panics with
//! the name of the rule and the reason if the store breaks it. [`grant_store`] and [`token_store`]
//! test all rules that need nothing but the store:
//!
//! ```
//! use std::sync::Arc;
//! use tower_oauth1::grant::{MemoryGrantStore, testing};
//! use tower_oauth1::ClientCredentials;
//! use tower_oauth1::verify::MemoryCredentialStore;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! // In the tests of a server, with `#[tokio::test]`:
//! let credentials = Arc::new(MemoryCredentialStore::new()); // or the stores of your database
//! let store = MemoryGrantStore::new(credentials.clone());
//! let insert_client = async |identifier, secret| {
//!     credentials.insert_client(ClientCredentials::new(identifier, secret)).unwrap();
//! };
//! testing::grant_store(&store, &credentials, insert_client).await;
//! testing::token_store(&store, &credentials, insert_client).await;
//! # }
//! ```
//!
//! Each function takes a part of these arguments:
//!
//! - `store` is the store under test.
//! - `credentials` is the [`CredentialStore`] of the server. The tests ask it whether the tokens of
//!   the store are valid. If one type implements both traits, pass it twice.
//! - `insert_client` inserts a client with an identifier and a secret, so that a database with
//!   foreign keys accepts its grants. If the store needs no clients, pass `async |_, _| {}`.
//!
//! The functions do not need an empty store, and work with every async runtime. What they cannot
//! find is said in [`verify::testing`](crate::verify::testing#what-the-tests-cannot-find).
//!
//! [`live_grants_are_kept`], [`expired_grants_are_dropped`] and [`renewable_tokens_are_kept`] let
//! time pass. [`grants_on_threads`] and [`tokens_on_threads`] need several threads. Call them too.
//!
//! # A store that keeps all rules
//!
//! This store in memory is short, and a start for your own. It has one lock around everything, so
//! each function is one atomic step:
//!
//! ```
//! use std::collections::HashMap;
//! use std::convert::Infallible;
//! use std::sync::{Mutex, MutexGuard};
//! use tower_oauth1::ClientCredentials;
//! use tower_oauth1::grant::{Approval, Grant, GrantStore, PendingGrant, TokenStore, testing};
//! use tower_oauth1::verify::{CredentialStore, IssuedToken, RegisteredClient};
//!
//! #[derive(Default)]
//! struct Store(Mutex<Tables>);
//!
//! #[derive(Default)]
//! struct Tables {
//!     clients: HashMap<String, String>,
//!     grants: HashMap<String, PendingGrant>,
//!     tokens: HashMap<String, Grant>,
//! }
//!
//! impl Store {
//!     fn lock(&self) -> MutexGuard<'_, Tables> {
//!         self.0.lock().unwrap()
//!     }
//! }
//!
//! impl Tables {
//!     /// Returns a grant if it is approved, or if it is not, as asked.
//!     fn grant(&mut self, temporary: &str, is_approved: bool) -> Option<&mut PendingGrant> {
//!         let grant = self.grants.get_mut(temporary)?;
//!         (grant.approval().is_some() == is_approved).then_some(grant)
//!     }
//!
//!     fn issue(&mut self, grant: Grant) {
//!         self.tokens.insert(grant.token().credentials().identifier().to_owned(), grant);
//!     }
//! }
//!
//! impl GrantStore for Store {
//!     type Error = Infallible;
//!
//!     async fn insert(&self, grant: PendingGrant) -> Result<(), Infallible> {
//!         let (mut tables, now) = (self.lock(), grant.issued_at());
//!         // Sweeps what ended more than ten minutes ago.
//!         tables.grants.retain(|_, old| now <= old.expires_at() + 600);
//!         tables.grants.insert(grant.credentials().identifier().to_owned(), grant);
//!         Ok(())
//!     }
//!
//!     async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, Infallible> {
//!         Ok(self.lock().grants.get(temporary).cloned())
//!     }
//!
//!     async fn approve(&self, temporary: &str, approval: Approval) -> Result<bool, Infallible> {
//!         let mut tables = self.lock();
//!         let grant = tables.grant(temporary, false);
//!         Ok(grant.map(|grant| *grant = grant.clone().approved(approval)).is_some())
//!     }
//!
//!     async fn remove(&self, temporary: &str) -> Result<bool, Infallible> {
//!         let mut tables = self.lock();
//!         Ok(tables.grant(temporary, false).is_some() && tables.grants.remove(temporary).is_some())
//!     }
//!
//!     async fn count_try(&self, temporary: &str) -> Result<Option<u32>, Infallible> {
//!         let mut tables = self.lock();
//!         Ok(tables.grant(temporary, true).map(|grant| {
//!             *grant = grant.clone().with_tries(grant.tries() + 1);
//!             grant.tries()
//!         }))
//!     }
//!
//!     async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, Infallible> {
//!         let mut tables = self.lock();
//!         let is_approved = tables.grant(temporary, true).is_some();
//!         if is_approved {
//!             tables.grants.remove(temporary);
//!             tables.issue(grant);
//!         }
//!         Ok(is_approved)
//!     }
//! }
//!
//! impl TokenStore for Store {
//!     async fn insert_token(&self, grant: Grant) -> Result<(), Infallible> {
//!         Ok(self.lock().issue(grant))
//!     }
//!
//!     async fn find_token(&self, token: &str) -> Result<Option<Grant>, Infallible> {
//!         Ok(self.lock().tokens.get(token).cloned())
//!     }
//!
//!     async fn renew(&self, token: &str, grant: Grant) -> Result<bool, Infallible> {
//!         let mut tables = self.lock();
//!         let is_known = tables.tokens.remove(token).is_some();
//!         if is_known {
//!             tables.issue(grant);
//!         }
//!         Ok(is_known)
//!     }
//!
//!     async fn revoke(&self, token: &str) -> Result<bool, Infallible> {
//!         Ok(self.lock().tokens.remove(token).is_some())
//!     }
//! }
//!
//! impl CredentialStore for Store {
//!     type Error = Infallible;
//!
//!     async fn client(&self, client: &str) -> Result<Option<RegisteredClient>, Infallible> {
//!         let tables = self.lock();
//!         let secret = tables.clients.get(client);
//!         Ok(secret.map(|secret| ClientCredentials::new(client, secret).into()))
//!     }
//!
//!     async fn token(&self, client: &str, token: &str) -> Result<Option<IssuedToken>, Infallible> {
//!         let found = self.lock().tokens.get(token).map(|grant| grant.token().clone());
//!         Ok(found.filter(|found| found.client_identifier() == client))
//!     }
//! }
//!
//! # #[tokio::main] async fn main() {
//! let store = Store::default();
//! let insert_client = async |client, secret| {
//!     store.lock().clients.insert(client, secret);
//! };
//! testing::grant_store(&store, &store, insert_client).await;
//! testing::token_store(&store, &store, insert_client).await;
//! # let insert_token = async |token| store.insert_token(Grant::new(token, "jane")).await.unwrap();
//! # tower_oauth1::verify::testing::credential_store(&store, insert_client, insert_token).await;
//! # let runtime = tokio::runtime::Handle::current();
//! # testing::grants_on_threads(&store, &store, insert_client, |task| runtime.block_on(task)).await;
//! # testing::tokens_on_threads(&store, &store, insert_client, |task| runtime.block_on(task)).await;
//! # let store = Store::default();
//! # testing::live_grants_are_kept(&store, async |_, _| {}, async |_| {}).await;
//! # let store = Store::default();
//! # let count = async || store.lock().grants.len();
//! # testing::expired_grants_are_dropped(&store, async |_, _| {}, async |_| {}, count).await;
//! # }
//! ```
//!
//! [`GrantStore`]: super::GrantStore
//! [`TokenStore`]: super::TokenStore
//! [`CredentialStore`]: crate::verify::CredentialStore

mod all;
mod at_once;
mod decisions;
mod dropped;
mod expiry;
mod grants;
mod polled;
mod renewable;
mod sample;
mod tokens;
mod tokens_at_once;

pub use all::{grant_store, token_store};
pub use at_once::{decisions_at_once, exchanges_at_once, grants_on_threads, tries_at_once};
pub use decisions::{one_decision, one_exchange, tries_are_counted};
pub use dropped::{dropped_exchanges, dropped_renewals};
pub use expiry::{expired_grants_are_dropped, live_grants_are_kept};
pub use grants::{fields_of_grants, unknown_grants};
pub use renewable::renewable_tokens_are_kept;
pub use tokens::{fields_of_tokens, one_renewal, one_revocation, unknown_tokens};
pub use tokens_at_once::{renewals_at_once, tokens_on_threads};
