//! A server with three endpoints and one resource, in memory and with its own clock.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::grant::{AuthorizationRedirect, GrantError, Grants, MemoryGrantStore};
use tower_oauth1::verify::{
    Authenticated, IssuedToken, MemoryCredentialStore, MemoryReplayStore, RegisteredClient,
    VerifyLayer,
};
use tower_oauth1::{
    AuthorizationFlow, ClientCredentials, Endpoints, PublicOrigin, RequestVerifier, Signer,
    TemporaryCredentials, TokenCredentials,
};

pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const CALLBACK: &str = "https://printer.example.com/ready?for=me";

pub(crate) type AppGrants = Grants<Arc<MemoryCredentialStore>, MemoryGrantStore>;

#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) credentials: Arc<MemoryCredentialStore>,
    pub(crate) grants: AppGrants,
    pub(crate) replay: Arc<MemoryReplayStore>,
    pub(crate) clock: Arc<AtomicU64>,
}

impl Service {
    pub(crate) fn new() -> Self {
        let credentials = Arc::new(MemoryCredentialStore::new());
        let client = |identifier: &str| {
            let secret = format!("{identifier}-secret");
            RegisteredClient::new(ClientCredentials::new(identifier, secret))
        };
        credentials.insert_client(client("printer").callbacks([CALLBACK, "oob"]).unwrap());
        credentials.insert_client(client("other").callbacks([CALLBACK]).unwrap());
        credentials.insert_client(client("unregistered"));
        credentials.insert_client(client("tester").insecure_any_callback());
        let old = TokenCredentials::new("old-token", "old-secret");
        credentials.insert_token(IssuedToken::new("printer", old));

        let clock = Arc::new(AtomicU64::new(NOW));
        let store = MemoryGrantStore::new(credentials.clone());
        let grants = Grants::new(credentials.clone(), store).clock(time(&clock));
        let replay = Arc::new(MemoryReplayStore::new(100_000).share_per_client(100_000));
        Self {
            credentials,
            grants,
            replay,
            clock,
        }
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn verifier(&self) -> RequestVerifier {
        let origin = PublicOrigin::fixed("https://photos.example.net").unwrap();
        RequestVerifier::new(origin).clock(time(&self.clock))
    }

    /// Responds to any request, as the whole server does.
    pub(crate) async fn respond(&self, request: Request<Full<Bytes>>) -> Response<String> {
        let (grants, verifier) = (self.grants.clone(), self.verifier());
        let path = request.uri().path().to_owned();
        let endpoint = tower::service_fn(move |request: Request<Full<Bytes>>| {
            let (grants, path) = (grants.clone(), path.clone());
            async move {
                let caller = request.extensions().get::<Authenticated>().unwrap();
                let response = match path.as_str() {
                    "/initiate" => grants.temporary_credentials(caller).await,
                    "/token" => grants
                        .token_credentials(caller)
                        .await
                        .map(|grant| grant.response(&[("screen_name", grant.resource_owner())])),
                    _ => Ok(Response::new(format!(
                        "for {:?}",
                        caller.token_identifier()
                    ))),
                };
                let refused = |error: GrantError| error.response("Photos");
                Ok::<_, Infallible>(response.unwrap_or_else(refused))
            }
        });
        let replay = self.replay.clone();
        let known = self.credentials.clone();
        match request.uri().path() {
            "/initiate" => {
                let layer = VerifyLayer::new(known, replay, verifier.allow_missing_token());
                layer.layer(endpoint).oneshot(request).await.unwrap()
            }
            "/token" => {
                let layer =
                    VerifyLayer::new(self.grants.temporary_credential_store(), replay, verifier);
                layer.layer(endpoint).oneshot(request).await.unwrap()
            }
            _ => {
                let layer = VerifyLayer::new(known, replay, verifier);
                layer.layer(endpoint).oneshot(request).await.unwrap()
            }
        }
    }

    pub(crate) fn signer(&self, client: &str) -> Signer {
        let client = ClientCredentials::new(client, format!("{client}-secret"));
        Signer::new(client).with_clock(time(&self.clock))
    }

    /// Sends a signed `POST` with extra protocol parameters.
    pub(crate) async fn post(
        &self,
        signer: &Signer,
        path: &str,
        extra: &[(&str, &str)],
    ) -> Response<String> {
        let uri = format!("https://photos.example.net{path}");
        let request = Request::post(uri).body(Full::default()).unwrap();
        let (mut parts, body) = request.into_parts();
        let signed = signer.sign_with_parameters(&parts, None, extra).unwrap();
        let header = signed.authorization_header();
        parts.headers.insert("authorization", header);
        self.respond(Request::from_parts(parts, body)).await
    }

    /// Requests temporary credentials for this client.
    pub(crate) async fn initiate(&self, client: &str, callback: &str) -> TemporaryCredentials {
        let signer = self.signer(client);
        let response = self
            .post(&signer, "/initiate", &[("oauth_callback", callback)])
            .await;
        assert_eq!(response.status(), 200, "{response:?}");
        let (token, secret) = credentials(response.body());
        TemporaryCredentials::new(token, secret)
    }

    /// Approves as the user Jane.
    pub(crate) async fn approve(&self, temporary: &TemporaryCredentials) -> AuthorizationRedirect {
        let approved = self.grants.approve(temporary.identifier(), "jane").await;
        approved.unwrap()
    }

    /// Exchanges temporary credentials with a signature of `client`.
    pub(crate) async fn exchange(
        &self,
        client: &str,
        temporary: &TemporaryCredentials,
        verifier: &str,
    ) -> Response<String> {
        let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
        let signer = self.signer(client).with_token(token);
        self.post(&signer, "/token", &[("oauth_verifier", verifier)])
            .await
    }
}

fn time(clock: &Arc<AtomicU64>) -> impl Fn() -> u64 + Send + Sync + 'static {
    let clock = Arc::clone(clock);
    move || clock.load(Ordering::Relaxed)
}

/// Returns `oauth_token` and `oauth_token_secret` of a response.
pub(crate) fn credentials(form: &str) -> (String, String) {
    let value = |name| {
        let mut fields = form.split('&').filter_map(|field| field.split_once('='));
        fields
            .find(|(other, _)| *other == name)
            .unwrap()
            .1
            .to_owned()
    };
    (value("oauth_token"), value("oauth_token_secret"))
}

pub(crate) fn flow(service: &Service, client: &str) -> AuthorizationFlow {
    let uri = |path| format!("https://photos.example.net{path}").parse().unwrap();
    let endpoints = Endpoints::new(uri("/initiate"), uri("/authorize"), uri("/token"));
    AuthorizationFlow::new(service.signer(client), endpoints)
}
