//! Tests for code that signs requests, in three ways:
//!
//! 1. A fixed clock and a fixed nonce: the `Authorization` header is the same in each run.
//! 2. A server in the same process: it verifies each request, without a socket.
//! 3. wiremock: it responds as you say, over HTTP. The test checks what it received.
//!
//! Run the tests: `cargo test --example testing`. The program sends one request to the example
//! `provider`: `cargo run --example testing http://127.0.0.1:8080`.
//!
//! ```toml
//! [dependencies]
//! bytes = "1"
//! http = "1"
//! http-body-util = "0.1"
//! hyper-util = { version = "0.1", features = ["client-legacy", "http1", "tokio"] }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! tower = { version = "0.5", features = ["util"] }
//! tower-oauth1 = "0.1"
//!
//! [dev-dependencies]
//! url = "2"
//! wiremock = "0.6"
//! ```

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tower::ServiceExt;
use tower_oauth1::sign::InnerService;
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Service, Scope, Signer, TokenCredentials};

/// The code under test. `S` sends the requests: a client of hyper, or a service of the test.
async fn photo<S>(http: OAuth1Service<S>, api: &str, file: &str) -> Result<Bytes, BoxError>
where
    S: InnerService<Full<Bytes>> + Clone,
    S::ResponseBody: BodyExt<Data = Bytes, Error: Into<BoxError>>,
{
    let request = Request::get(format!("{api}/photos?file={file}&size=original"));
    let response = http.oneshot(request.body(Full::default())?).await?;
    let status = response.status();
    if !status.is_success() {
        return Err(format!("the API refused the request for {file}: {status}").into());
    }
    let body = response.into_body().collect().await.map_err(Into::into)?;
    Ok(body.to_bytes())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let origin = std::env::args().nth(1);
    let origin = origin.as_deref().unwrap_or("http://127.0.0.1:8080");
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
        .with_token(TokenCredentials::new("token", "token-secret"));
    let http = Client::builder(TokioExecutor::new()).build_http();
    let signed = OAuth1Service::new(http, signer, Scope::origin(origin)?);
    let photo = photo(signed, &format!("{origin}/resource"), "vacation.jpg").await?;
    println!("{}", String::from_utf8_lossy(&photo));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http::Response;
    use tower::{Layer, service_fn};
    use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, check};
    use tower_oauth1::{PublicOrigin, VerifyLayer, protocol::Nonce};
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    // The request and the credentials of RFC 5849 section 1.2, so its signature is known.
    const API: &str = "http://photos.example.net";

    fn client() -> ClientCredentials {
        ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
    }

    fn token() -> TokenCredentials {
        TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
    }

    #[tokio::test]
    async fn with_a_fixed_clock_and_nonce() -> Result<(), BoxError> {
        let signer = Signer::new(client()).with_token(token()).without_version();
        let signer = signer.with_clock(|| 137_131_202);
        let signer = signer.with_nonces(|| Nonce::new("chapoH"));
        // It responds with the header of the request, so that the test can compare it.
        let echo = service_fn(async |request: Request<Full<Bytes>>| {
            let header = &request.headers()["authorization"];
            Ok::<_, Infallible>(Response::new(Full::from(header.as_bytes().to_vec())))
        });
        let signed = OAuth1Service::new(echo, signer, Scope::origin(API)?);
        let header = photo(signed, API, "vacation.jpg").await?;
        let signature = "oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"";
        assert!(header.ends_with(signature.as_bytes()), "{header:?}");
        Ok(())
    }

    #[tokio::test]
    async fn with_a_server_in_this_process() -> Result<(), BoxError> {
        let known = MemoryCredentialStore::new();
        known.insert_client(client())?;
        known.insert_token(IssuedToken::new(client().identifier(), token()))?;
        let inner = service_fn(async |_: Request<Full<Bytes>>| {
            Ok::<_, Infallible>(Response::new(Full::from("a photo")))
        });
        // Only verified requests reach the inner service.
        let (replay, origin) = (MemoryReplayStore::new(100), PublicOrigin::fixed(API)?);
        let server = VerifyLayer::new(known, replay, origin).layer(inner);
        for (secret, is_right) in [(token().secret(), true), ("another secret", false)] {
            let token = TokenCredentials::new(token().identifier(), secret);
            let signer = Signer::new(client()).with_token(token);
            let signed = OAuth1Service::new(server.clone(), signer, Scope::origin(API)?);
            assert_eq!(photo(signed, API, "vacation.jpg").await.is_ok(), is_right);
        }
        Ok(())
    }

    #[tokio::test]
    async fn with_wiremock() -> Result<(), BoxError> {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(200).set_body_string("a photo");
        let get = Mock::given(method("GET")).and(path("/photos"));
        server.register(get.respond_with(response).expect(1)).await;

        let signer = Signer::new(client()).with_token(token());
        let http = Client::builder(TokioExecutor::new()).build_http();
        let signed = OAuth1Service::new(http, signer, Scope::origin(&server.uri())?);
        let photo = photo(signed, &server.uri(), "vacation.jpg").await?;
        assert_eq!(photo, "a photo");

        // wiremock does not verify. So check each request that it received.
        let received = server.received_requests().await;
        for received in received.ok_or("the server records nothing")? {
            let (url, origin) = (received.url, PublicOrigin::fixed(&server.uri())?);
            let mut request = Request::new(received.body);
            *request.method_mut() = received.method;
            *request.uri_mut() = url[url::Position::BeforePath..].parse()?;
            *request.headers_mut() = received.headers;
            let checked = check(&request, origin, &client(), Some(&token()))?;
            assert_eq!(checked.parameter("file"), Some("vacation.jpg"));
        }
        Ok(())
    }
}
