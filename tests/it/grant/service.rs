//! A server with three endpoints and one resource, in memory and with its own clock.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::grant::{
    AuthorizationRedirect, Grant, GrantError, Grants, MemoryGrantStore, TokenStore,
};
use tower_oauth1::verify::{
    Authenticated, CallbackPolicy, IssuedToken, MemoryCredentialStore, MemoryReplayStore,
    RegisteredClient, VerifyLayer,
};
use tower_oauth1::{
    AuthorizationFlow, ClientCredentials, Endpoints, PublicOrigin, RequestVerifier,
    SignatureMethod, Signer, TemporaryCredentials, TokenCredentials,
};

use crate::support::as_text;

pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const CALLBACK: &str = "https://printer.example.com/ready?for=me";

pub(crate) type AppGrants = Grants<Arc<MemoryCredentialStore>, MemoryGrantStore>;

#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) credentials: Arc<MemoryCredentialStore>,
    pub(crate) grants: AppGrants,
    store: MemoryGrantStore,
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
        credentials
            .insert_client(client("printer").callbacks([CALLBACK, "oob"]).unwrap())
            .unwrap();
        credentials
            .insert_client(client("other").callbacks([CALLBACK]).unwrap())
            .unwrap();
        credentials.insert_client(client("unregistered")).unwrap();
        credentials
            .insert_client(client("tester").insecure_any_callback())
            .unwrap();
        credentials
            .insert_client(client("app").allow_passwords())
            .unwrap();
        let old = TokenCredentials::new("old-token", "old-secret");
        credentials
            .insert_token(IssuedToken::new("printer", old))
            .unwrap();

        let clock = Arc::new(AtomicU64::new(NOW));
        let store = MemoryGrantStore::new(credentials.clone());
        let grants = Grants::new(credentials.clone(), store.clone()).clock(time(&clock));
        let replay = Arc::new(MemoryReplayStore::new(100_000).share_per_client(100_000));
        Self {
            credentials,
            grants,
            store,
            replay,
            clock,
        }
    }

    /// Returns a server with other settings.
    pub(crate) fn with(set: impl FnOnce(AppGrants) -> AppGrants) -> Self {
        let mut service = Self::new();
        service.grants = set(service.grants);
        service
    }

    /// Returns a server that also knows the client `policy` with these callbacks.
    pub(crate) fn with_callbacks<const N: usize>(callbacks: [CallbackPolicy; N]) -> Self {
        let service = Self::new();
        let client = ClientCredentials::new("policy", "policy-secret");
        let client = RegisteredClient::new(client).callbacks(callbacks).unwrap();
        service.credentials.insert_client(client).unwrap();
        service
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
        self.respond_with(self.verifier(), request).await
    }

    async fn respond_with(
        &self,
        verifier: RequestVerifier,
        request: Request<Full<Bytes>>,
    ) -> Response<String> {
        let grants = self.grants.clone();
        let path = request.uri().path().to_owned();
        let endpoint = tower::service_fn(move |request: Request<Full<Bytes>>| {
            let (grants, path) = (grants.clone(), path.clone());
            async move {
                let caller = request.extensions().get::<Authenticated>().unwrap();
                let response = match path.as_str() {
                    "/initiate" => grants.temporary_credentials(caller).await,
                    "/token" => token(&grants, caller)
                        .await
                        .map(|grant| grant.response(&[("screen_name", grant.resource_owner())])),
                    "/revoke" => {
                        let token = caller.token_identifier().unwrap();
                        let revoked = grants.revoke(token).await;
                        revoked.map(|revoked| Response::new(revoked.to_string()))
                    }
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
                as_text(layer.layer(endpoint).oneshot(request).await.unwrap()).await
            }
            "/token" => {
                let tokens = self.grants.renewal_credential_store();
                let layer = VerifyLayer::new(tokens, replay, verifier.allow_missing_token());
                as_text(layer.layer(endpoint).oneshot(request).await.unwrap()).await
            }
            _ => {
                let layer = VerifyLayer::new(known, replay, verifier);
                as_text(layer.layer(endpoint).oneshot(request).await.unwrap()).await
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

    /// Sends a signed `POST` with a query.
    pub(crate) async fn post_query(
        &self,
        signer: &Signer,
        path: &str,
        query: &[(&str, &str)],
    ) -> Response<String> {
        let pairs = query.iter().map(|(name, value)| format!("{name}={value}"));
        let query = pairs.collect::<Vec<_>>().join("&").replace(' ', "%20");
        self.post(signer, &format!("{path}?{query}"), &[]).await
    }

    /// Sends a `POST` that is signed with PLAINTEXT. `parameters` are written into the header as
    /// they are, so they can be what no signer of this crate sends.
    pub(crate) async fn post_raw(
        &self,
        client: &str,
        token: Option<&TemporaryCredentials>,
        uri: &str,
        parameters: &str,
    ) -> Response<String> {
        let secret = token.map_or("", |token| token.secret());
        let token = token.map(|token| format!("oauth_token=\"{}\", ", token.identifier()));
        let header = format!(
            "OAuth oauth_consumer_key=\"{client}\", {}oauth_signature_method=\"PLAINTEXT\", \
             {parameters}oauth_signature=\"{client}-secret%26{secret}\"",
            token.unwrap_or_default()
        );
        let request = Request::post(format!("https://photos.example.net{uri}"));
        let request = request.header("authorization", header);
        let verifier = self.verifier();
        let verifier = verifier.signature_methods([SignatureMethod::Plaintext]);
        self.respond_with(verifier, request.body(Full::default()).unwrap())
            .await
    }

    /// Returns the store, which is shared.
    pub(crate) fn store(&self) -> MemoryGrantStore {
        self.store.clone()
    }

    /// Returns the grant of a token.
    pub(crate) async fn find_token(&self, token: &str) -> Option<Grant> {
        self.store.find_token(token).await.unwrap()
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

    /// Approves as the user Jane, and returns the verifier.
    pub(crate) async fn verifier_of(&self, temporary: &TemporaryCredentials) -> String {
        let approved = self.approve(temporary).await;
        approved.verifier().unwrap().to_owned()
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

/// The token endpoint. Jane's password is `her password`.
async fn token(grants: &AppGrants, caller: &Authenticated) -> Result<Grant, GrantError> {
    if caller.parameter("oauth_session_handle").is_some() {
        return grants.renew(caller).await;
    }
    if caller.parameter("x_auth_mode").is_none() {
        return grants.token_credentials(caller).await;
    }
    let request = grants.password_request(caller).await?;
    let is_jane = (request.username(), request.password()) == ("jane", "her password");
    let user = is_jane.then_some("jane");
    grants.token_credentials_for(&request, user).await
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
