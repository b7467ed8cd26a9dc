//! Credentials stay at their origins, even if a redirect leads elsewhere. Every attempt gets a new
//! signature.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use tower::{ServiceBuilder, ServiceExt};
use tower_oauth1::{OAuth1Layer, OriginError, Scope};

use crate::support::{API, FORM, layer, protocol_parameter, send, signer, verifies};

type Body = Full<Bytes>;

#[tokio::test]
async fn only_the_uri_decides_the_scope() {
    let signed = async |layer: OAuth1Layer, uri: &str, host: Option<&str>| {
        let mut request = Request::get(uri);
        if let Some(host) = host {
            request = request.header(header::HOST, host);
        }
        let request = request.body(Body::default()).unwrap();
        let request = send(layer, request).await.unwrap();
        protocol_parameter(&request, "oauth_signature").is_some()
    };
    for (uri, host, expected) in [
        ("https://api.example.com/", None, true),
        ("https://api.example.com:443/", None, true),
        ("https://API.Example.COM/", None, true),
        ("https://api.example.com/", Some("tenant.example.com"), true),
        ("http://api.example.com/", None, false),
        ("https://api.example.com:444/", None, false),
        ("https://api.example.com.evil.example/", None, false),
        ("https://evil.example/", Some("api.example.com"), false),
        ("https://user@evil.example/", Some("api.example.com"), false),
        ("https://api.example.com@evil.example/", None, false),
    ] {
        assert_eq!(signed(layer(), uri, host).await, expected, "{uri} {host:?}");
    }
    let proxied = layer().public_origin(API.parse().unwrap());
    assert!(signed(proxied.clone(), "/relative", None).await);
    assert!(
        !signed(proxied, "https://evil.example/", None).await,
        "`public_origin` does not widen the scope"
    );
    let elsewhere = layer().public_origin("https://other.example".parse().unwrap());
    assert!(
        !signed(elsewhere, "/relative", None).await,
        "`public_origin` decides for a relative URI"
    );
    let both = Scope::origins([API, "https://upload.example.com"]).unwrap();
    let both = OAuth1Layer::new(signer(), both);
    assert!(signed(both, "https://upload.example.com/", None).await);
    let any = OAuth1Layer::new(signer(), Scope::any());
    assert!(signed(any, "http://anything.example/", None).await);
}

#[tokio::test]
async fn out_of_scope_requests_pass_unchanged() {
    let request = Request::post("https://elsewhere.example/a/../b?oauth_token=theirs")
        .header(header::AUTHORIZATION, "OAuth oauth_token=\"theirs\"")
        .header(header::CONTENT_TYPE, FORM)
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from("oauth_verifier=theirs"))
        .unwrap();
    let unsigned = request.headers().clone();
    let sent = send(layer(), request).await.unwrap();
    assert_eq!(
        sent.uri(),
        "https://elsewhere.example/a/../b?oauth_token=theirs"
    );
    assert_eq!(sent.headers(), &unsigned);
    assert_eq!(sent.body(), "oauth_verifier=theirs");
}

/// A retry policy that repeats the request while the response is 503.
#[derive(Clone)]
struct OnUnavailable;

impl<B: Clone, E> tower::retry::Policy<Request<B>, Response<B>, E> for OnUnavailable {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<B>,
        result: &mut Result<Response<B>, E>,
    ) -> Option<Self::Future> {
        let unavailable = |r: &Response<B>| r.status() == StatusCode::SERVICE_UNAVAILABLE;
        result
            .as_ref()
            .is_ok_and(unavailable)
            .then(|| std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        Some(request.clone())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempts_and_concurrent_calls_never_share_a_nonce() {
    let seen: Arc<Mutex<Vec<Request<Body>>>> = Arc::default();
    let received = Arc::clone(&seen);
    // The first request of each call waits for that of the other, so that both are in flight at
    // once.
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let server = tower::service_fn(move |request: Request<Body>| {
        let (seen, both) = (Arc::clone(&received), Arc::clone(&both));
        async move {
            let count = {
                let mut seen = seen.lock().unwrap();
                seen.push(request);
                seen.len()
            };
            if count <= 2 {
                both.wait().await;
            }
            let mut response = Response::new(Body::default());
            if count % 3 != 0 {
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            }
            Ok::<_, Infallible>(response)
        }
    });
    let api = ServiceBuilder::new()
        .retry(OnUnavailable)
        .layer(layer())
        .service(server);
    let call = || {
        let request = Request::get(format!("{API}/x"))
            .body(Body::default())
            .unwrap();
        tokio::spawn(api.clone().oneshot(request))
    };
    let (one, two) = tokio::join!(call(), call());
    assert!(one.unwrap().unwrap().status().is_success());
    assert!(two.unwrap().unwrap().status().is_success());

    let requests = std::mem::take(&mut *seen.lock().unwrap());
    assert!(
        requests.len() >= 6,
        "two calls, some of them retried: {}",
        requests.len()
    );
    let nonces: Vec<_> = requests
        .iter()
        .map(|request| protocol_parameter(request, "oauth_nonce").unwrap())
        .collect();
    let distinct: std::collections::HashSet<_> = nonces.iter().collect();
    assert_eq!(distinct.len(), nonces.len(), "{nonces:?}");
    for request in requests {
        assert!(verifies(API, request.map(|_| "")));
    }
}

#[test]
fn an_empty_scope_is_an_error() {
    let none: [&str; 0] = [];
    assert!(matches!(Scope::origins(none), Err(OriginError::NoOrigins)));
}
