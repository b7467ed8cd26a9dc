//! What real services ask for: their endpoints, methods and habits, as data.
//!
//! Each service bends the protocol in its own way. A [`Profile`] knows how, and makes a signer, a scope,
//! a layer and a dance that suit it:
//!
//! ```
//! use tower_oauth1::provider::Provider;
//! use tower_oauth1::{ClientCredentials, TokenCredentials};
//!
//! let profile = Provider::NetSuite.profile_at("1234567_SB1")?;
//! let signer = profile.signer(ClientCredentials::new("client-id", "client-secret"))?;
//! let user = signer.with_token(TokenCredentials::new("token", "token-secret"));
//! let layer = profile.layer(user);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! Services change, and their documentation holds: each [`Provider`] says where its facts are from, as of
//! November 2026. What a profile sets can be set otherwise on what it made. A service that signs
//! *wrongly* is a documented limit, and no other way of signing.

mod catalog;
mod entry;
mod error;
mod profile;
#[expect(
    clippy::module_inception,
    reason = "the enum is the folder's main type"
)]
mod provider;
mod site;

pub use error::ProfileError;
pub use profile::Profile;
pub use provider::{Provider, UnknownProvider};
