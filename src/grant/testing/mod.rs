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
//! [`GrantStore`]: super::GrantStore
//! [`TokenStore`]: super::TokenStore
//! [`CredentialStore`]: crate::verify::CredentialStore

mod all;
mod at_once;
mod decisions;
mod dropped;
mod expiry;
mod grants;
mod sample;
mod tokens;
mod tokens_at_once;

pub use all::{grant_store, token_store};
pub use at_once::{decisions_at_once, exchanges_at_once, grants_on_threads, tries_at_once};
pub use decisions::{one_decision, one_exchange, tries_are_counted};
pub use dropped::{dropped_exchanges, dropped_renewals};
pub use expiry::expired_grants_are_dropped;
pub use grants::{fields_of_grants, unknown_grants};
pub use tokens::{fields_of_tokens, one_renewal, one_revocation, unknown_tokens};
pub use tokens_at_once::{renewals_at_once, tokens_on_threads};
