//! Stores that fail, are full, or do not check everything.

use std::error::Error;
use std::{fmt, io};

use http::Method;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{
    Claimed, CredentialStore, IssuedToken, MemoryReplayStore, NoReplayProtection, NonceClaim,
    RegisteredClient, ReplayStore, VerifyLayer,
};
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials, VerifyError};

use crate::support::client;
use crate::verify::server::harness::{Inner, Message, NOW, credentials, verifier};

/// A store that fails at the query with this number.
pub(crate) struct Failing(usize, std::sync::atomic::AtomicUsize);

impl Failing {
    pub(crate) fn at(query: usize) -> Self {
        Self(query, std::sync::atomic::AtomicUsize::new(0))
    }

    fn ask(&self) -> io::Result<()> {
        if self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == self.0 {
            Err(io::Error::other("the database is down"))
        } else {
            Ok(())
        }
    }
}

impl CredentialStore for Failing {
    type Error = io::Error;

    async fn client(&self, _: &str) -> io::Result<Option<RegisteredClient>> {
        self.ask().map(|()| Some(client().into()))
    }

    async fn token(&self, client: &str, _: &str) -> io::Result<Option<IssuedToken>> {
        let token = crate::support::token();
        self.ask().map(|()| Some(IssuedToken::new(client, token)))
    }
}

impl ReplayStore for Failing {
    type Error = io::Error;

    async fn claim(&self, _: &NonceClaim<'_>) -> io::Result<Claimed> {
        self.ask().map(|()| Claimed::First)
    }
}

#[tokio::test]
async fn a_store_that_fails_causes_503() {
    let message = Message::get("/photos");
    let inner = Inner::default();
    let send = async |credentials: Failing, replay: Failing| {
        let layer = VerifyLayer::new(credentials, replay, verifier());
        let service = layer.layer(inner.clone());
        let response = service.oneshot(message.received()).await.unwrap();
        let why = response.extensions().get::<VerifyError>();
        if let Some(VerifyError::Store(failure)) = why {
            let error = failure.get_ref().downcast_ref::<io::Error>().unwrap();
            assert_eq!(error.to_string(), "the database is down");
        }
        response.status().as_u16()
    };
    assert_eq!(send(Failing::at(0), Failing::at(9)).await, 503);
    assert_eq!(send(Failing::at(1), Failing::at(9)).await, 503);
    assert_eq!(send(Failing::at(9), Failing::at(0)).await, 503);
    assert_eq!(send(Failing::at(9), Failing::at(9)).await, 200);
}

/// A store of nonces whose connection is broken.
struct Broken;

#[derive(Debug)]
struct BrokenError(io::Error);

impl fmt::Display for BrokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the nonce was not stored")
    }
}

impl Error for BrokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl ReplayStore for Broken {
    type Error = BrokenError;

    async fn claim(&self, _: &NonceClaim<'_>) -> Result<Claimed, BrokenError> {
        Err(BrokenError(io::ErrorKind::BrokenPipe.into()))
    }
}

#[tokio::test]
async fn the_error_of_a_store_keeps_its_cause_and_its_identity() {
    let layer = VerifyLayer::new(credentials(), Broken, verifier());
    let send = async || {
        let service = layer.layer(Inner::default());
        let response = service.oneshot(Message::get("/photos").received()).await;
        response.unwrap().extensions().get::<VerifyError>().cloned()
    };
    let (one, other) = (send().await.unwrap(), send().await.unwrap());
    assert_eq!(one, one.clone());
    assert_ne!(one, other, "two failures");
    let first: &dyn Error = &one;
    let chain = std::iter::successors(Some(first), |&error| error.source());
    let chain: Vec<_> = chain.map(ToString::to_string).collect();
    let causes = ["the nonce was not stored", "broken pipe"];
    assert_eq!(chain[1..], causes, "{chain:?}");
}

/// A store that finds tokens by their identifier alone, for any client.
struct Careless;

impl CredentialStore for Careless {
    type Error = std::convert::Infallible;

    async fn client(&self, id: &str) -> Result<Option<RegisteredClient>, Self::Error> {
        let client = ClientCredentials::new(id, format!("{id}-secret"));
        Ok(Some(client.into()))
    }

    async fn token(&self, _: &str, token: &str) -> Result<Option<IssuedToken>, Self::Error> {
        let token = TokenCredentials::new(token, "token-secret");
        Ok(Some(IssuedToken::new("owner", token)))
    }
}

#[tokio::test]
async fn a_store_that_ignores_the_client_of_a_token_lets_nobody_in() {
    let layer = VerifyLayer::new(Careless, NoReplayProtection::new(), verifier());
    for (client, status) in [("owner", 200), ("thief", 401)] {
        let signer = Signer::new(ClientCredentials::new(client, format!("{client}-secret")));
        let signer = signer
            .with_token(TokenCredentials::new("t", "token-secret"))
            .with_clock(|| NOW);
        let message = Message::signed(&signer, Method::GET, "/photos", None);
        let service = layer.layer(Inner::default());
        let response = service.oneshot(message.received()).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{client}");
    }
}

#[tokio::test]
async fn a_full_replay_store_causes_503() {
    let replay = MemoryReplayStore::new(3).share_per_client(3);
    let layer = VerifyLayer::new(credentials(), replay, verifier());
    let inner = Inner::default();
    let send = async |message: &Message| {
        let service = layer.layer(inner.clone());
        let response = service.oneshot(message.received()).await.unwrap();
        (
            response.status().as_u16(),
            response.extensions().get::<VerifyError>().cloned(),
        )
    };
    let first: Vec<_> = (0..3).map(|_| Message::get("/photos")).collect();
    for message in &first {
        assert_eq!(send(message).await.0, 200);
    }
    let (status, reason) = send(&Message::get("/photos")).await;
    assert_eq!(status, 503);
    assert!(matches!(reason, Some(VerifyError::Store(_))), "{reason:?}");
    for message in &first {
        assert_eq!(
            send(message).await,
            (401, Some(VerifyError::NonceUsed)),
            "no nonce is forgotten"
        );
    }
}
