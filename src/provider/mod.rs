//! Well-known OAuth 1.0a providers: their endpoints, signature methods and special rules.
//!
//! Providers differ in how they use the protocol. A [`Profile`] contains the settings of one
//! provider. It creates a signer, a scope, a layer and an authorization flow with these settings:
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
//! Providers change. Each variant of [`Provider`] names the source of its settings, and the month
//! in which they were compared with it. [`Provider::source`] and [`Provider::checked`] return them.
//! To override a setting, call the setter on the signer, layer or flow that the profile created.
//!
//! A profile signs requests to the origins of the provider's API ([`Profile::origins`]). All other
//! requests pass *unsigned*. If a provider has a host that the profile does not know, add it with
//! [`Profile::with_origins`].
//!
//! Some providers compute signatures *wrongly* for some requests. The docs of the variant say for
//! which requests. Many of these providers are written in PHP, which rebuilds the query before the
//! application sees it. This crate always signs as RFC 5849 says, so these requests do not verify
//! there.

mod catalog;
mod entry;
mod error;
mod name;
mod profile;
#[expect(
    clippy::module_inception,
    reason = "the enum is the main type of the module"
)]
mod provider;
mod site;
#[cfg(feature = "serde")]
mod stored;

pub use error::ProfileError;
pub use name::UnknownProvider;
pub use profile::Profile;
pub use provider::Provider;
