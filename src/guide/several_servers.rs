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
//!
//! If there are replicas, also read [fail-over](#fail-over).
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
//! # Fail-over
//!
//! A database with a replica responds before the replica has the data, unless you set it up
//! otherwise. If the machine of the primary is lost and the replica takes over, it does not know
//! the last claims. Copies of these requests are then accepted once more, for as long as their
//! timestamps are inside the window. The last tokens and revocations are lost too. The time that is
//! lost is the lag of the replica: milliseconds as a rule, and minutes if the replica is busy or
//! the network is slow.
//!
//! To lose nothing, let a claim wait for the replica:
//!
//! | Store | Setting | What a claim waits for |
//! |---|---|---|
//! | Redis | `RedisReplayStore::wait_for_replicas(1, ..)` | The command `WAIT`: the replica has it in memory |
//! | Postgres | `synchronous_standby_names = 'replica'` on the primary, and `synchronous_commit = on`, its default | The replica has it on its disk |
//! | Postgres | Also `synchronous_commit = remote_apply` | Queries of the replica see it too. A fail-over does not need this |
//!
//! If the replica does not confirm, the claim fails and the layer responds with 503. So with one
//! replica, the service is down while either machine is down. With Postgres, `ANY 1 (a, b)` needs
//! one of two replicas. Then promote the one that has received most. With Redis, let claims wait
//! for all replicas that may take over.
//!
//! - With `synchronous_commit = off` or `local`, Postgres does not wait for the replica.
//! - Do not cancel a commit of Postgres that waits, as `pg_cancel_backend` does: Postgres then
//!   reports success. The stores in `examples/shared/database` close the connection instead.
//! - While the replica is missing, each commit of Postgres keeps its connection, also after its
//!   request got 503. The stores in `examples/shared/database` then make no new connections. Also
//!   set a limit for the role of the servers, as in `ALTER ROLE photos CONNECTION LIMIT 96`: 32 for
//!   each of three servers, 16 to use and 16 that begin or end. Then other roles always get in.
//!   Keep the limit below `max_connections`.
//! - After a fail-over, give the new primary a replica and the same setting. Until then, it does
//!   not wait for anything, or it responds with 503.
//! - Make sure that the old primary gets no more claims. With these settings, it cannot confirm any
//!   if its replica has left it.
//!
//! ## Who promotes the replica
//!
//! Neither Postgres nor Redis promotes a replica by itself, and this crate does not either. Run a
//! program that does, or do it by hand:
//!
//! | Store | Program | By hand |
//! |---|---|---|
//! | Postgres | Patroni, repmgr or pg_auto_failover, or the service of your cloud | `SELECT pg_promote()` on the replica |
//! | Redis | Redis Sentinel, or the service of your cloud | `REPLICAOF NO ONE` on the replica |
//!
//! The servers know the store by one name. Let this name lead to the primary:
//!
//! - **A DNS name**, which the promotion changes. Give it a time to live of a few seconds. Each new
//!   connection asks for the address again.
//! - **A virtual address or a TCP proxy** such as HAProxy, which always leads to the primary.
//!
//! A list of hosts in the URL does not work: sqlx and the crate `redis` connect to one host. If the
//! DNS name has several addresses, sqlx takes the first that accepts the connection, also if it is
//! a replica. `RedisReplayStore` does not ask Sentinel.
//!
//! The servers need no restart. A connection that is lost, or whose claim fails, is closed, and the
//! next claim connects to the name again. `RedisReplayStore` does the same if its server says that
//! it is a replica. Until the name leads to the new primary, requests get 503.
//!
//! The tests `tests/redis/replicas.rs` and `tests/databases/replicas.rs` stop a replica, kill its
//! primary, and show both: without the setting, a copy is accepted; with it, the claim fails, and
//! no claim that was confirmed is lost.
//!
//! # How far it goes
//!
//! `cargo bench --features redis --bench stores` measures requests through the layer with each
//! store: the requests a second, and the milliseconds a claim. `benches/README.md` has the results.
//!
//! A store keeps a nonce for the length of the window, plus a minute: 661 seconds by default. So
//! the number of nonces is 661 times the requests a second:
//!
//! | Store | Bytes a nonce | 1,000 requests a second | 100,000 requests a second |
//! |---|---|---|---|
//! | Nonces | | 661,000 | 66 million |
//! | Memory of one process | 40 to 80 | 50 MB | Several servers need a shared store |
//! | SQLite | 70 | 50 MB | One file has one writer at a time |
//! | Postgres | 150, with indexes | 100 MB | 10 GB, divided among several |
//! | Redis | 160 | 110 MB | 11 GB, divided among several |
//!
//! Measured on two cores that also ran the client and the replica, over the loopback device, with
//! 64 requests at the same time: SQLite 2,800 requests a second, Postgres 8,800, and 6,200 with a
//! synchronous replica; Redis 49,000 with `appendfsync always`, and 24,000 with a replica.
//!
//! - **A thousand requests a second:** put the nonces where your tokens are. One Postgres primary
//!   with a synchronous replica carries them. A sweep must remove as many nonces as arrive, so run
//!   it every minute.
//! - **Five thousand:** one Redis with `appendfsync always` and a replica. It is below half of what
//!   was measured, so there is room for a slower disk and a network.
//! - **A hundred thousand:** verification itself takes a few processors. The claims need about ten
//!   Redis, each with a replica: a Redis runs commands on one core. Divide the clients among them,
//!   and measure with your disks and network.
//!
//! ## Divide the clients among stores
//!
//! A nonce is compared only with nonces of the same client (RFC 5849 section 3.3): two clients may
//! use the same one. So each client can have its own store, and the stores need not know of each
//! other. Choose the store by the client identifier, in the same way on every server:
//!
//! ```
//! use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};
//!
//! /// Stores of any kind, such as several Redis or several Postgres.
//! struct ByClient<S>(Vec<S>);
//!
//! impl<S> ByClient<S> {
//!     /// The FNV-1a hash. The hash of `std` may differ between versions of Rust.
//!     fn store(&self, client: &str) -> &S {
//!         let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
//!         let hash = client.bytes().fold(0xcbf2_9ce4_8422_2325, step);
//!         &self.0[(hash % self.0.len() as u64) as usize]
//!     }
//! }
//!
//! impl<S: ReplayStore> ReplayStore for ByClient<S> {
//!     type Error = S::Error;
//!
//!     async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, S::Error> {
//!         self.store(claim.client_identifier()).claim(claim).await
//!     }
//! }
//! # use tower_oauth1::verify::MemoryReplayStore;
//! # let stores = ByClient((0..3).map(|_| MemoryReplayStore::new(1000)).collect());
//! # fn is_store(_: &impl ReplayStore) {}
//! # is_store(&stores);
//! # assert!(std::ptr::eq(stores.store("a"), stores.store("a")));
//! # let distinct = |name: &str| stores.0.iter().position(|s| std::ptr::eq(s, stores.store(name)));
//! # let used: std::collections::HashSet<_> = (0..50).map(|n| distinct(&n.to_string())).collect();
//! # assert_eq!(used.len(), 3);
//! ```
//!
//! What this costs:
//!
//! - If one store is down, its clients get 503, and the others do not notice.
//! - One client with many requests loads one store. To spread it, hash [`NonceClaim::key`] instead:
//!   it is also the same for a request and its copy. Then each client depends on every store.
//! - A change of the number of stores moves clients. For 661 seconds, claim in the old store and in
//!   the new one, and accept a request only if both say [`First`]. Then remove the old one.
//!
//! [`NonceClaim::key`]: crate::verify::NonceClaim::key
//! [`First`]: crate::verify::Claimed::First
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
