//! Signs requests of hyper, over HTTP and HTTPS.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    // The origin of the API, as in `https://api.example.com`. Only requests to it are signed.
    let api = std::env::args().nth(1);
    let api = api.as_deref().unwrap_or("http://127.0.0.1:8080");
    let (api, scope) = (api.trim_end_matches('/'), Scope::origin(api)?);
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
        .with_token(TokenCredentials::new("token", "token-secret"));

    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .build();
    let http = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(connector);
    let mut signed = OAuth1Layer::new(signer, scope).layer(http);

    let request = Request::get(format!("{api}/resource?size=original"))
        .header("user-agent", "my-app/1.0") // some services refuse requests without it
        .body(Full::default())?;
    let response = signed.ready().await?.call(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    println!("{status}: {}", String::from_utf8_lossy(&body));

    let request = Request::post(format!("{api}/resource"))
        .header("user-agent", "my-app/1.0")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from("status=Ladies+%26+Gentlemen"))?;
    let response = signed.ready().await?.call(request).await?;
    println!("{}", response.status());
    Ok(())
}
