//! A server whose clock stands still, and the requests that reach its handler.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::uri::Scheme;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::verify::{
    Authenticated, Claimed, CredentialStore, IssuedToken, MemoryCredentialStore, MemoryReplayStore,
    NonceClaim, RegisteredClient, ReplayStore, ResponseBody, VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, Signer, TokenCredentials,
    VerifyError,
};

use crate::support::{FORM, client, token};
pub(crate) use crate::verify::server::message::Message;

/// The time on the server and on the client.
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) fn signer() -> Signer {
    Signer::new(client()).with_token(token()).with_clock(|| NOW)
}

pub(crate) fn verifier() -> RequestVerifier {
    RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTPS)).clock(|| NOW)
}

/// The credentials that the server knows: `client-id` with `token-id`, `other-id` with
/// `other-token`, and two special clients.
pub(crate) fn credentials() -> MemoryCredentialStore {
    let known = MemoryCredentialStore::new();
    known.insert_client(client()).unwrap();
    known
        .insert_client(ClientCredentials::new("other-id", "other-secret"))
        .unwrap();
    known
        .insert_client(ClientCredentials::without_secret("rsa-id"))
        .unwrap();
    known
        .insert_client(
            RegisteredClient::new(ClientCredentials::new("careful-id", "careful-secret"))
                .signature_methods([SignatureMethod::HmacSha1]),
        )
        .unwrap();
    known
        .insert_token(IssuedToken::new("client-id", token()))
        .unwrap();
    for (client, token) in [
        ("other-id", "other-token"),
        ("rsa-id", "rsa-token"),
        ("careful-id", "careful-token"),
    ] {
        let token = TokenCredentials::new(token, format!("{token}-secret"));
        known.insert_token(IssuedToken::new(client, token)).unwrap();
    }
    known
}

/// A store that counts its queries.
pub(crate) struct Counted<S> {
    pub(crate) store: S,
    pub(crate) calls: AtomicUsize,
}

impl<S> Counted<S> {
    pub(crate) fn new(store: S) -> Arc<Self> {
        let calls = AtomicUsize::new(0);
        Arc::new(Self { store, calls })
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }
}

impl<S: CredentialStore> CredentialStore for Counted<S> {
    type Error = S::Error;

    async fn client(&self, identifier: &str) -> Result<Option<RegisteredClient>, S::Error> {
        self.count();
        self.store.client(identifier).await
    }

    async fn token(&self, client: &str, token: &str) -> Result<Option<IssuedToken>, S::Error> {
        self.count();
        self.store.token(client, token).await
    }
}

impl<S: ReplayStore> ReplayStore for Counted<S> {
    type Error = S::Error;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, S::Error> {
        self.count();
        self.store.claim(claim).await
    }
}

/// A request that passed the layer.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub(crate) by: Authenticated,
    pub(crate) request: Request<Bytes>,
}

/// A service that keeps the requests that it receives.
#[derive(Clone, Default)]
pub(crate) struct Inner(Arc<Mutex<Vec<Passed>>>);

impl Service<Request<Full<Bytes>>> for Inner {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let by = request.extensions().get::<Authenticated>().unwrap().clone();
        let (parts, body) = request.into_parts();
        let mut body = std::pin::pin!(body.collect());
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let Poll::Ready(Ok(body)) = Future::poll(body.as_mut(), &mut cx) else {
            panic!("a body in memory is ready");
        };
        let request = Request::from_parts(parts, body.to_bytes());
        self.0.lock().unwrap().push(Passed { by, request });
        ready(Ok(Response::new(Full::from("passed"))))
    }
}

pub(crate) type Credentials = Arc<Counted<MemoryCredentialStore>>;
pub(crate) type Replay = Arc<Counted<MemoryReplayStore>>;

/// The body of a response of the layer.
pub(crate) type Sent = ResponseBody<Full<Bytes>>;

/// The layer around [`Inner`].
pub(crate) struct Server {
    pub(crate) layer: VerifyLayer<Credentials, Replay>,
    pub(crate) credentials: Credentials,
    pub(crate) replay: Replay,
    inner: Inner,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::with(verifier())
    }

    pub(crate) fn with(verifier: RequestVerifier) -> Self {
        Self::with_credentials(verifier, credentials())
    }

    pub(crate) fn with_credentials(
        verifier: RequestVerifier,
        credentials: MemoryCredentialStore,
    ) -> Self {
        let credentials = Counted::new(credentials);
        let replay = Counted::new(MemoryReplayStore::new(100_000));
        let layer = VerifyLayer::new(credentials.clone(), replay.clone(), verifier);
        Self {
            layer,
            credentials,
            replay,
            inner: Inner::default(),
        }
    }

    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Response<Sent> {
        let service = self.layer.layer(self.inner.clone());
        #[cfg(feature = "tracing")]
        let decision = crate::events::decision::Decision::start(request.method());
        let response = service.oneshot(request).await.unwrap();
        #[cfg(feature = "tracing")]
        decision.check(&response);
        response
    }

    pub(crate) fn passed(&self) -> Vec<Passed> {
        std::mem::take(&mut self.inner.0.lock().unwrap())
    }

    /// Checks that the request passes, and returns what the inner service received.
    pub(crate) async fn accepts(&self, request: &Message) -> Passed {
        let response = self.send(request.received()).await;
        let reason = response.extensions().get::<VerifyError>();
        assert_eq!(response.status(), 200, "{request:?}: {reason:?}");
        self.passed().pop().expect("the inner service was called")
    }

    /// Checks that the request is refused for this reason, and that it uses up no nonce.
    pub(crate) async fn refuses(&self, request: &Message, status: u16, reason: &VerifyError) {
        let claimed = self.replay.store.len();
        let response = self.send(request.received()).await;
        assert_eq!(response.extensions().get(), Some(reason), "{request:?}");
        assert_eq!(response.status().as_u16(), status, "{request:?}: {reason}");
        assert_eq!(reason.status(), response.status());
        says_the_same_in_header_and_body(response).await;
        assert!(self.passed().is_empty(), "the request passed: {request:?}");
        assert_eq!(self.replay.store.len(), claimed, "a nonce was used up");
    }
}

/// Checks that the header of a refusal has a challenge, and that the body is the report in it.
async fn says_the_same_in_header_and_body(response: Response<Sent>) {
    let (head, body) = response.into_parts();
    let challenge = head.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
    assert!(challenge.starts_with("OAuth realm=\""), "{challenge}");
    let body = body.collect().await.unwrap().to_bytes();
    let body = std::str::from_utf8(&body).unwrap();
    // Both are percent-encoded, so the pairs are equal as texts.
    let report = challenge
        .split(", ")
        .skip(1)
        .map(|pair| pair.replace('"', ""));
    assert_eq!(body, report.collect::<Vec<_>>().join("&"));
    let content_type = head.headers.get(header::CONTENT_TYPE);
    assert_eq!(
        content_type.map(|value| value == FORM),
        (!body.is_empty()).then_some(true)
    );
}

pub(crate) fn unauthorized(response: &Response<Sent>) -> String {
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let challenge = response.headers()[header::WWW_AUTHENTICATE].to_str();
    challenge.unwrap().to_owned()
}
