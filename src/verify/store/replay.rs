//! RFC 5849 section 3.3: where nonces are remembered.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use sha1::{Digest, Sha1};

use crate::box_error::BoxError;

/// Remembers nonces, so that a copy of a request is told from the first one.
///
/// [`MemoryReplayStore`](crate::verify::MemoryReplayStore) serves one process. Servers on several machines
/// share a store: the feature `redis` has one.
///
/// A store is for one set of clients. Services that know the same identifier as different clients need
/// one each, or a part of one, as `RedisReplayStore::prefix` makes.
///
/// # To implement it
///
/// Write `async fn claim`. It must be *one atomic step*: "add if absent", as `INSERT` on a unique
/// column or `SET NX` does, and never a look that is followed by a write. Keep the entry until
/// [`until`](NonceClaim::until) has passed. What cannot be remembered is an error and not
/// [`First`](Claimed::First): the layer answers 503, and the client may try again.
///
/// ```
/// use std::collections::HashSet;
/// use std::convert::Infallible;
/// use std::sync::Mutex;
/// use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};
///
/// /// Forgets nothing, so it is good for tests only.
/// #[derive(Default)]
/// struct Ever(Mutex<HashSet<[u8; 20]>>);
///
/// impl ReplayStore for Ever {
///     type Error = Infallible;
///
///     async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, Infallible> {
///         let first = self.0.lock().unwrap().insert(claim.key());
///         Ok(if first { Claimed::First } else { Claimed::Again })
///     }
/// }
/// ```
pub trait ReplayStore: Send + Sync {
    /// Why the store cannot say whether a nonce is new.
    type Error: Into<BoxError>;

    /// Claims a nonce. Of all claims of one [`key`](NonceClaim::key), the first one gets
    /// [`Claimed::First`] and each other gets [`Claimed::Again`].
    fn claim(
        &self,
        claim: &NonceClaim<'_>,
    ) -> impl Future<Output = Result<Claimed, Self::Error>> + Send;
}

/// What came of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Claimed {
    /// Nobody claimed it before, and from now on nobody can.
    First,
    /// It was claimed before.
    Again,
}

/// A nonce that is to be claimed. Its signature was verified.
#[derive(Clone, Copy)]
pub struct NonceClaim<'a> {
    client: &'a str,
    token: Option<&'a str>,
    timestamp: u64,
    nonce: &'a str,
    now: u64,
    until: u64,
}

impl<'a> NonceClaim<'a> {
    /// A claim as the verifier makes it, for the test of a store. `now` and `until` are in seconds
    /// since 1970.
    pub fn new(
        client: &'a str,
        token: Option<&'a str>,
        timestamp: u64,
        nonce: &'a str,
        now: u64,
        until: u64,
    ) -> Self {
        Self {
            client,
            token,
            timestamp,
            nonce,
            now,
            until,
        }
    }

    /// The client's identifier, decoded.
    pub fn client_identifier(&self) -> &'a str {
        self.client
    }

    /// The token's identifier, decoded.
    pub fn token_identifier(&self) -> Option<&'a str> {
        self.token
    }

    /// The request's timestamp, in seconds since 1970.
    pub fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// The nonce, decoded.
    pub fn nonce(&self) -> &'a str {
        self.nonce
    }

    /// The server's time, in seconds since 1970.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// The last second, since 1970, at which the timestamp is in the window, so that the claim must
    /// still be known.
    pub fn until(&self) -> u64 {
        self.until
    }

    /// Client, token, timestamp and nonce as one key of fixed size: their SHA-1, each with its length
    /// before it, so that no two claims are written alike. It holds no secret.
    ///
    /// That collisions of SHA-1 can be made does not matter: who makes two requests of one key has
    /// the second one refused, and to have another's refused takes a second preimage.
    pub fn key(&self) -> [u8; 20] {
        let mut hash = Sha1::new();
        // A token that is absent is told from an empty one, though nobody can have that.
        let has_token = [u8::from(self.token.is_some())];
        let timestamp = self.timestamp.to_be_bytes();
        for field in [
            self.client.as_bytes(),
            &has_token,
            self.token.unwrap_or_default().as_bytes(),
            &timestamp,
            self.nonce.as_bytes(),
        ] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().into()
    }
}

impl fmt::Debug for NonceClaim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NonceClaim")
            .field("client", &self.client)
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

impl<R: ReplayStore> ReplayStore for Arc<R> {
    type Error = R::Error;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, R::Error> {
        R::claim(self, claim).await
    }
}

/// No replay protection: whoever sees a request can send it again within the timestamp's window.
///
/// It is for where copies do no harm, and for who remembers nonces elsewhere.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NoReplayProtection;

impl NoReplayProtection {
    /// No replay protection.
    pub fn new() -> Self {
        Self
    }
}

impl ReplayStore for NoReplayProtection {
    type Error = Infallible;

    async fn claim(&self, _: &NonceClaim<'_>) -> Result<Claimed, Infallible> {
        Ok(Claimed::First)
    }
}
