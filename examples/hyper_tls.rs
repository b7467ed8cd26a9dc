//! A client of an API with retries, timeouts and TLS, in a struct whose type can be written.
//!
//! ```sh
//! cargo run --example hyper_tls https://api.example.com
//! ```
//!
//! ```toml
//! [dependencies]
//! bytes = "1"
//! http = "1"
//! http-body-util = "0.1"
//! hyper = "1"
//! hyper-rustls = { version = "0.27", default-features = false, features = ["http1", "native-tokio", "ring", "tls12"] }
//! hyper-util = { version = "0.1", features = ["client-legacy", "http1", "tokio"] }
//! rustls = { version = "0.23", default-features = false, features = ["ring", "std"] }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }
//! tower = { version = "0.5", features = ["retry", "timeout", "util"] }
//! tower-oauth1 = "0.1"
//! ```

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower::{ServiceBuilder, ServiceExt, retry::Policy, util::BoxCloneSyncService};
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
const TOKEN: (&str, &str) = ("token", "token-secret");
const TIMEOUT: Duration = Duration::from_secs(10); // for one attempt
const RETRIES: u32 = 2;
const PAUSE: Duration = Duration::from_millis(200); // before each retry

/// All layers and the HTTP client. A box hides their types, so that they can change.
type Stack = BoxCloneSyncService<Request<Full<Bytes>>, Response<Incoming>, BoxError>;

struct Api {
    origin: String,
    stack: Stack,
}

impl Api {
    fn new(origin: &str, signer: Signer) -> Result<Self, BoxError> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        let stack = ServiceBuilder::new()
            .retry(Retry { left: RETRIES }) // outside: each attempt gets its own signature
            .layer(OAuth1Layer::new(signer, Scope::origin(origin)?))
            .timeout(TIMEOUT) // inside: the time of one attempt
            .service(Client::builder(TokioExecutor::new()).build(connector));
        Ok(Self {
            origin: origin.to_owned(),
            stack: BoxCloneSyncService::new(stack),
        })
    }

    async fn get(&self, path: &str) -> Result<String, BoxError> {
        let request = Request::get(format!("{}{path}", self.origin));
        self.send(request.body(Full::default())?).await
    }

    async fn post(&self, path: &str, form: &'static str) -> Result<String, BoxError> {
        let request = Request::post(format!("{}{path}", self.origin))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Full::from(form))?).await
    }

    async fn send(&self, mut request: Request<Full<Bytes>>) -> Result<String, BoxError> {
        let name = HeaderValue::from_static("my-app/1.0"); // some services refuse requests without it
        request.headers_mut().insert(header::USER_AGENT, name);
        let response = self.stack.clone().oneshot(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        let text = String::from_utf8_lossy(&body);
        if !status.is_success() {
            return Err(format!("the API responded with {status}: {text}").into());
        }
        Ok(text.into_owned())
    }
}

#[derive(Clone)]
struct Retry {
    left: u32,
}

impl Policy<Request<Full<Bytes>>, Response<Incoming>, BoxError> for Retry {
    type Future = Pin<Box<tokio::time::Sleep>>;

    fn retry(
        &mut self,
        request: &mut Request<Full<Bytes>>,
        result: &mut Result<Response<Incoming>, BoxError>,
    ) -> Option<Self::Future> {
        let is_passing = match result {
            Ok(response) => response.status() == StatusCode::SERVICE_UNAVAILABLE,
            // The server may have received it, so send it again only if that does no harm.
            Err(_) => request.method().is_idempotent(),
        };
        self.left = self.left.checked_sub(1)?;
        is_passing.then(|| Box::pin(tokio::time::sleep(PAUSE)))
    }

    fn clone_request(&mut self, request: &Request<Full<Bytes>>) -> Option<Request<Full<Bytes>>> {
        Some(request.clone())
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let origin = std::env::args().nth(1);
    let origin = origin.as_deref().unwrap_or("http://127.0.0.1:8080");
    let signer = Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1))
        .with_token(TokenCredentials::new(TOKEN.0, TOKEN.1));
    let api = Api::new(origin, signer)?;
    println!("{}", api.get("/resource?size=original").await?);
    let form = "status=Ladies+%26+Gentlemen";
    println!("{}", api.post("/resource", form).await?);
    Ok(())
}
