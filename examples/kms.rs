//! Signs requests with an RSA key that a key management service holds. The key never leaves it.
//!
//! The service is the transit engine of HashiCorp Vault or OpenBao. For another one, such as AWS
//! KMS, replace `RemoteKey` and `ask`: from bytes to their signature, RSASSA-PKCS1-v1_5 with
//! SHA-256. For an HMAC key, also replace the method below. The service then holds `client secret`,
//! `&` and `token secret`, each secret percent-encoded, so it needs a key for each user.
//!
//! ```sh
//! vault secrets enable transit && vault write transit/keys/oauth type=rsa-2048
//! VAULT_ADDR=http://127.0.0.1:8200 VAULT_TOKEN=.. cargo run --features reqwest --example kms ORIGIN
//! ```
//!
//! ```toml
//! [dependencies]
//! base64 = "0.23"
//! http = "1"
//! reqwest = { version = "0.13", features = ["form", "json"] }
//! serde_json = "1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }
//! tower = { version = "0.5", features = ["limit", "timeout", "util"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, Response, StatusCode, header};
use reqwest::{Body, Client, redirect::Policy};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tower::{Service, ServiceBuilder, ServiceExt};
use tower_oauth1::reqwest::ReqwestService;
use tower_oauth1::{BoxError, Scope, SignatureMethod, Signer};

const CLIENT: &str = "client-id";
const KEY: &str = "oauth"; // its name in Vault
const API_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3; // to get a signature
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2); // servers refuse old timestamps

/// The service that holds the key.
#[derive(Clone)]
struct RemoteKey {
    http: Client,
    address: String,
    token: String,
}

/// Why there is no signature.
enum AskError {
    /// Worth another try.
    MayPass(String),
    Refused(String),
}

impl RemoteKey {
    /// Returns the signature of these bytes. Asks again after a failure that may pass.
    async fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, BoxError> {
        let mut failures = Vec::new();
        for attempt in 0..ATTEMPTS {
            sleep(Duration::from_millis(100) * attempt).await;
            match timeout(ATTEMPT_TIMEOUT, self.ask(bytes)).await {
                Ok(Ok(signature)) => return Ok(signature),
                Ok(Err(AskError::MayPass(reason))) => failures.push(reason),
                Ok(Err(AskError::Refused(reason))) => {
                    return Err(format!("the service refused to sign: {reason}").into());
                }
                Err(_) => failures.push(format!("no response in {ATTEMPT_TIMEOUT:?}")),
            }
        }
        let failures = failures.join("; ");
        Err(format!("the service did not sign, nothing was sent: {failures}").into())
    }

    /// Asks for one signature, once. To use another service, replace this function.
    async fn ask(&self, bytes: &[u8]) -> Result<Vec<u8>, AskError> {
        let uri = format!("{}/v1/transit/sign/{KEY}/sha2-256", self.address);
        let body = json!({"input": STANDARD.encode(bytes), "signature_algorithm": "pkcs1v15"});
        let request = self.http.post(uri).header("x-vault-token", &self.token);
        let failed = |error| AskError::MayPass(format!("check VAULT_ADDR: {error:?}"));
        let response = request.json(&body).send().await.map_err(failed)?;
        let status = response.status();
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            let advice = format!("check VAULT_TOKEN, its policy, and the key `{KEY}`");
            return Err(AskError::Refused(format!("{status}; {advice}")));
        } else if !status.is_success() {
            let advice = "check that Vault is unsealed";
            return Err(AskError::MayPass(format!("{status}; {advice}")));
        }
        // A response such as `{"data": {"signature": "vault:v1:BASE64"}}`.
        let response: Value = response.json().await.map_err(failed)?;
        let text = response["data"]["signature"].as_str().unwrap_or_default();
        let base64 = text.rsplit(':').next().unwrap_or_default();
        let signature = STANDARD
            .decode(base64)
            .ok()
            .filter(|bytes| !bytes.is_empty());
        signature.ok_or_else(|| AskError::Refused("the response has no signature".to_owned()))
    }
}

/// Gets a signature for each request, then calls the inner service. Put retry layers outside.
#[derive(Clone)]
struct SignedRemotely<S> {
    inner: S,
    key: RemoteKey,
    signer: Signer,
    scope: Scope,
}

impl<S, B> Service<Request<Body>> for SignedRemotely<S>
where
    S: Service<Request<Body>, Response = Response<B>, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<B>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<B>, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The inner service of `self` is ready, and its clone is not. So use this one.
        let clone = self.clone();
        let mut ready = std::mem::replace(self, clone);
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            if ready.scope.contains(&parts.uri) {
                // `None` if the body is a stream: that is right, unless the body is a form. If your
                // body type is `Full<Bytes>`, collect the body and pass its bytes.
                let unsigned = ready.signer.prepare(&parts, body.as_bytes())?;
                let signature = ready.key.sign(unsigned.base_string()).await?;
                let header = unsigned.finish(&signature).authorization_header();
                parts.headers.insert(header::AUTHORIZATION, header);
            }
            ready.inner.call(Request::from_parts(parts, body)).await
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let api = std::env::args().nth(1);
    let api = api.as_deref().unwrap_or("http://127.0.0.1:8080");
    let setting = |name| std::env::var(name).map_err(|_| format!("set {name}"));
    // Some providers refuse requests without a `User-Agent`.
    let http = Client::builder().user_agent("my-app/1.0");
    let http = http.redirect(Policy::none()).build()?;
    let (address, token) = (setting("VAULT_ADDR")?, setting("VAULT_TOKEN")?);
    let stack = ServiceBuilder::new()
        .concurrency_limit(8)
        .timeout(API_TIMEOUT);
    let signed = SignedRemotely {
        inner: stack.service(ReqwestService::new(http.clone())),
        key: RemoteKey {
            http: http.clone(),
            address,
            token,
        },
        // To act for a user, add `.with_token(..)`. For RSA, the secret of the token is not used.
        signer: Signer::without_key(CLIENT, SignatureMethod::Custom("RSA-SHA256")),
        scope: Scope::origin(api)?,
    };
    let get = http.get(format!("{api}/two-legged?size=original"));
    let post = http.post(format!("{api}/two-legged"));
    let post = post.form(&[("status", "Ladies & Gentlemen")]);
    // The service signs both at the same time.
    let get = signed.clone().oneshot(get.build()?.try_into()?);
    let post = signed.oneshot(post.build()?.try_into()?);
    let (get, post) = tokio::try_join!(get, post)?;
    for response in [get, post].map(reqwest::Response::from) {
        println!("{}: {}", response.status(), response.text().await?);
    }
    Ok(())
}
