//! Credentials stay with their origins, whatever a redirect asks for; and every request that is
//! signed is signed anew.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use support::{API, Recorder, layer, protocol_parameter, signer, verifies};
use tower::{Layer, Service, ServiceBuilder, ServiceExt};
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_oauth1::{OAuth1Layer, Scope, SignatureMethod, Signer};

type Body = Full<Bytes>;

/// What one hop saw: where the bytes went, the `Host` that they carried, and whether they were signed.
type Hop = (String, Option<HeaderValue>, bool);

/// api.example.com sends on to evil.example, which sends back:
///
/// ```text
///   GET https://api.example.com/start  ->  302 to https://evil.example/bounce
///   GET https://evil.example/bounce    ->  302 to https://api.example.com/end
///   GET https://api.example.com/end    ->  200
/// ```
fn bouncing(
    hops: Arc<Mutex<Vec<Hop>>>,
) -> impl Service<
    Request<Body>,
    Response = Response<Body>,
    Error = Infallible,
    Future = std::future::Ready<Result<Response<Body>, Infallible>>,
> + Clone {
    tower::service_fn(move |request: Request<Body>| {
        let uri = request.uri().to_string();
        let host = request.headers().get(header::HOST).cloned();
        let signed = request.headers().contains_key(header::AUTHORIZATION);
        hops.lock().unwrap().push((uri.clone(), host, signed));
        let next = match uri.as_str() {
            "https://api.example.com/start" => Some("https://evil.example/bounce"),
            "https://evil.example/bounce" => Some("https://api.example.com/end"),
            _ => None,
        };
        let mut response = Response::new(Body::default());
        if let Some(next) = next {
            *response.status_mut() = StatusCode::FOUND;
            let location = HeaderValue::from_static(next);
            response.headers_mut().insert(header::LOCATION, location);
        }
        std::future::ready(Ok(response))
    })
}

async fn bounce(signer: Signer) -> Vec<Hop> {
    let hops = Arc::default();
    let api = ServiceBuilder::new()
        .layer(FollowRedirectLayer::new())
        .layer(OAuth1Layer::new(signer, Scope::origin(API).unwrap()))
        .service(bouncing(Arc::clone(&hops)));
    // A caller's `Host` is carried to every hop by the follower.
    let request = Request::get(format!("{API}/start")).header(header::HOST, "api.example.com");
    api.oneshot(request.body(Body::default()).unwrap())
        .await
        .unwrap();
    hops.lock().unwrap().clone()
}

#[tokio::test]
async fn a_redirect_takes_no_signature_to_a_foreign_origin() {
    let plaintext = signer().signature_method(SignatureMethod::Plaintext);
    for signer in [signer(), plaintext] {
        let hops = bounce(signer).await;
        let host = Some(HeaderValue::from_static("api.example.com"));
        let seen: Vec<_> = hops
            .iter()
            .map(|(uri, _, signed)| (uri.as_str(), *signed))
            .collect();
        let expected = [
            ("https://api.example.com/start", true),
            ("https://evil.example/bounce", false),
            ("https://api.example.com/end", true),
        ];
        assert_eq!(seen, expected);
        assert_eq!(
            hops[1].1, host,
            "the follower does carry the caller's `Host`, or this proves nothing"
        );
    }
}

#[tokio::test]
async fn the_scope_is_told_by_the_uri_alone() {
    let recorder = Recorder::<Body>::default();
    let signed = async |layer: OAuth1Layer, uri: &str, host: Option<&str>| {
        let mut request = Request::get(uri);
        if let Some(host) = host {
            request = request.header(header::HOST, host);
        }
        let request = request.body(Body::default()).unwrap();
        layer
            .layer(recorder.clone())
            .oneshot(request)
            .await
            .unwrap();
        let request = recorder.take().pop().unwrap();
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
    let proxied = layer().origin(API.parse().unwrap());
    assert!(signed(proxied.clone(), "/relative", None).await);
    assert!(
        !signed(proxied, "https://evil.example/", None).await,
        "`origin` widens no scope"
    );
    let elsewhere = layer().origin("https://other.example".parse().unwrap());
    assert!(
        !signed(elsewhere, "/relative", None).await,
        "a relative URI is judged by `origin`"
    );
    let both = Scope::origins([API, "https://upload.example.com"]).unwrap();
    let both = OAuth1Layer::new(signer(), both);
    assert!(signed(both, "https://upload.example.com/", None).await);
    let any = OAuth1Layer::new(signer(), Scope::any());
    assert!(signed(any, "http://anything.example/", None).await);
}

#[tokio::test]
async fn out_of_scope_requests_pass_as_they_are() {
    let recorder = Recorder::<Body>::default();
    let request = Request::post("https://elsewhere.example/a/../b?oauth_token=theirs")
        .header(header::AUTHORIZATION, "OAuth oauth_token=\"theirs\"")
        .header(header::CONTENT_TYPE, support::FORM)
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from("oauth_verifier=theirs"))
        .unwrap();
    let unsigned = request.headers().clone();
    layer()
        .layer(recorder.clone())
        .oneshot(request)
        .await
        .unwrap();
    let sent = recorder.take().pop().unwrap();
    assert_eq!(
        sent.uri(),
        "https://elsewhere.example/a/../b?oauth_token=theirs"
    );
    assert_eq!(sent.headers(), &unsigned);
    assert_eq!(sent.body(), "oauth_verifier=theirs");
}

/// Retries while the answer is 503.
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
    // The first request of each call waits for that of the other, so both are under way at once.
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
