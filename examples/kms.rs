//! Signs requests with an RSA key that a key management service holds. The key never leaves it.
//!
//! The service is the transit engine of HashiCorp Vault or OpenBao. For another one, such as AWS
//! KMS, replace `ask` and its settings. It returns the RSASSA-PKCS1-v1_5 signature of bytes, with
//! SHA-256. For an HMAC key, also replace the method in `main`. The service then holds `client
//! secret`, `&` and `token secret`, each percent-encoded, so it needs a key for each user.
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
//! tower = { version = "0.5", features = ["filter", "limit", "timeout", "util"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, StatusCode, header};
use reqwest::{Body, Client, redirect::Policy};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tower::{ServiceBuilder, ServiceExt};
use tower_oauth1::reqwest::ReqwestService;
use tower_oauth1::{BoxError, Scope, SignatureMethod, Signer};

const CLIENT: &str = "client-id";
const KEY: &str = "oauth"; // its name in Vault
const API_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3; // to get a signature
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2); // servers refuse old timestamps
const PAUSE: Duration = Duration::from_millis(100); // after the first attempt, then twice as long

/// Signs requests to the API with a key that a service holds.
#[derive(Clone)]
struct RemoteSigner {
    signer: Signer,
    scope: Scope,
    http: Client,
    vault_address: String,
    vault_token: String,
}

/// Why there is no signature, and what to check.
enum Failure {
    MayPass(String), // worth another try
    Final(String),
}

impl RemoteSigner {
    /// Signs a request, unless it goes to another origin.
    async fn sign(self, request: Request<Body>) -> Result<Request<Body>, BoxError> {
        let (mut parts, body) = request.into_parts();
        if self.scope.contains(&parts.uri) {
            // `None` if the body is a stream: that is right, unless the body is a form. If your
            // body type is `Full<Bytes>`, collect the body and pass its bytes.
            let unsigned = self.signer.prepare(&parts, body.as_bytes())?;
            let signature = self.signature_of(unsigned.base_string()).await?;
            let header = unsigned.finish(&signature).authorization_header();
            parts.headers.insert(header::AUTHORIZATION, header);
        }
        Ok(Request::from_parts(parts, body))
    }

    /// Asks for the signature of these bytes, and again after a failure that may pass.
    async fn signature_of(&self, bytes: &[u8]) -> Result<Vec<u8>, BoxError> {
        let slow = || Failure::MayPass(format!("no response in {ATTEMPT_TIMEOUT:?}"));
        let mut attempt = 1;
        loop {
            let asked = timeout(ATTEMPT_TIMEOUT, self.ask(bytes)).await;
            match asked.unwrap_or_else(|_| Err(slow())) {
                Ok(signature) => return Ok(signature),
                Err(Failure::MayPass(_)) if attempt < ATTEMPTS => sleep(PAUSE * attempt).await,
                Err(Failure::MayPass(reason) | Failure::Final(reason)) => {
                    return Err(format!("no signature, so nothing was sent: {reason}").into());
                }
            }
            attempt += 1;
        }
    }

    /// Asks for one signature, once. To use another service, replace this function.
    async fn ask(&self, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
        let uri = format!("{}/v1/transit/sign/{KEY}/sha2-256", self.vault_address);
        let body = json!({"input": STANDARD.encode(bytes), "signature_algorithm": "pkcs1v15"});
        let request = self.http.post(uri).json(&body);
        let request = request.header("x-vault-token", &self.vault_token);
        let failed = |error| Failure::MayPass(format!("check VAULT_ADDR: {error:?}"));
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            let reason = format!("{status}; check that Vault is unsealed");
            return Err(Failure::MayPass(reason));
        } else if !status.is_success() {
            let reason = format!("{status}; check VAULT_TOKEN, its policy, and the key `{KEY}`");
            return Err(Failure::Final(reason));
        }
        // A response such as `{"data": {"signature": "vault:v1:BASE64"}}`.
        let response: Value = response.json().await.map_err(failed)?;
        let text = response["data"]["signature"].as_str().unwrap_or_default();
        let base64 = text.rsplit(':').next().unwrap_or_default();
        match STANDARD.decode(base64) {
            Ok(signature) if !signature.is_empty() => Ok(signature),
            _ => Err(Failure::Final("the response has no signature".to_owned())),
        }
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
    let remote = RemoteSigner {
        // To act for a user, add `.with_token(..)`. For RSA, the secret of the token is not used.
        signer: Signer::without_key(CLIENT, SignatureMethod::Custom("RSA-SHA256")),
        scope: Scope::origin(api)?,
        http: http.clone(),
        vault_address: setting("VAULT_ADDR")?,
        vault_token: setting("VAULT_TOKEN")?,
    };
    // Put retry layers above the filter, which signs. It calls the inner service that was ready.
    let signed = ServiceBuilder::new()
        .filter_async(move |request| remote.clone().sign(request))
        .concurrency_limit(8)
        .timeout(API_TIMEOUT)
        .service(ReqwestService::new(http.clone()));
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
