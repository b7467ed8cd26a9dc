//! Several servers: the same service on several machines or in several processes.
//!
//! All servers must agree on four things: the nonces that were used, the time, the origin that
//! clients sign, and the tokens that are valid.
//!
//! # One store of nonces
//!
//! With a store in memory, each server knows its own nonces only: a copy of a request is accepted
//! once by each of them. Share a store. `verify::RedisReplayStore` (feature `redis`) keeps the
//! nonces in Redis or Valkey:
//!
// Without the feature `redis`, the sample does not compile.
#![cfg_attr(feature = "redis", doc = "```")]
#![cfg_attr(not(feature = "redis"), doc = "```ignore")]
//! use std::time::Duration;
//! use tower_oauth1::verify::{MemoryCredentialStore, RedisReplayStore};
//! use tower_oauth1::{PublicOrigin, VerifyLayer};
//!
//! let replay = RedisReplayStore::new("redis://:password@10.0.0.5:6379/0")?
//!     .timeout(Duration::from_millis(500))
//!     .prefix("photos:"); // one prefix for each set of clients
//! # let credentials = MemoryCredentialStore::new();
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let layer = VerifyLayer::new(credentials, replay, origin);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! Set up Redis so that it never loses a nonce:
//!
//! | Setting of Redis | Why |
//! |---|---|
//! | `maxmemory-policy noeviction` | If Redis is full, claims fail. It drops no nonce for another |
//! | `appendonly yes`, `appendfsync always` | A crash loses no nonce |
//! | `min-replicas-to-write`, if there are replicas | A fail-over loses fewer nonces |
//!
//! The user of Redis must be allowed to call `EVAL`, `TIME` and `SET`.
//!
//! If Redis does not respond, the layer responds with 503. It accepts no request that it cannot
//! check. So Redis must be as available as the service.
//!
//! For another database, implement [`ReplayStore`](crate::verify::ReplayStore). Its documentation
//! has the SQL for SQLite and Postgres, and says how long to keep an entry. The feature `testing`
//! has tests for it.
//!
//! # Clocks
//!
//! A request is accepted if its timestamp is at most 300 seconds away from the time of the server.
//! Run NTP on all machines, on that of Redis first. Watch the difference of the clocks: the store
//! expects less than a minute. The documentation of the store says what happens if a clock is
//! wrong.
//!
//! To change the window, use [`RequestVerifier::timestamp_window`]. All servers need the same
//! window.
//!
//! # One public origin
//!
//! Clients sign the scheme, host and port of the URL that they call. Behind a load balancer, the
//! server sees another scheme, and perhaps another host. Tell each server the public origin:
//!
//! | Setup | Origin |
//! |---|---|
//! | One public name | [`PublicOrigin::fixed`]`("https://api.example.com")` |
//! | Several names, and the proxy keeps the `Host` header | [`PublicOrigin::as_received`]`(Scheme::HTTPS)` |
//! | Several names, and the proxy sends `Forwarded` or `X-Forwarded-*` | [`PublicOrigin::forwarded`], with the networks of the proxies |
//! | Anything else | [`PublicOrigin::from_fn`] |
//!
//! Choose the first one if you can. The second trusts the `Host` header, which the signature then
//! protects. The third believes these headers only if they come from a proxy that you name.
//!
//! The proxy must not change what was signed: it must keep the path, the query and the form byte
//! for byte. If it removes a prefix of the path, set [`PublicOrigin::path_prefix`]. The page [behind
//! a proxy](super::behind_a_proxy) has the configuration of nginx and HAProxy.
//!
//! # Tokens in a shared store
//!
//! - **Credentials:** each server asks the same database through a [`CredentialStore`]. If a server
//!   caches them, a revoked token stays valid for as long as the cache keeps it. Keep this time
//!   short.
//! - **Grants in progress:** the browser may reach another server in each step of the authorization
//!   flow. [`MemoryGrantStore`] is for one process. Implement [`GrantStore`] for your database.
//! - **Clients:** a website on several machines shares its [`PendingAuthorization`]s through its
//!   session store (feature `serde`), and the tokens of its users through its database.
//!
//! [`CredentialStore`]: crate::verify::CredentialStore
//! [`GrantStore`]: crate::grant::GrantStore
//! [`MemoryGrantStore`]: crate::grant::MemoryGrantStore
//! [`PendingAuthorization`]: crate::PendingAuthorization
//! [`PublicOrigin::as_received`]: crate::PublicOrigin::as_received
//! [`PublicOrigin::fixed`]: crate::PublicOrigin::fixed
//! [`PublicOrigin::forwarded`]: crate::PublicOrigin::forwarded
//! [`PublicOrigin::from_fn`]: crate::PublicOrigin::from_fn
//! [`PublicOrigin::path_prefix`]: crate::PublicOrigin::path_prefix
//! [`RequestVerifier::timestamp_window`]: crate::RequestVerifier::timestamp_window
