//! A redirect follower outside the layer: which hops are signed.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use tower::{Service, ServiceBuilder, ServiceExt};
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_http::follow_redirect::policy::SameOrigin;
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{OAuth1Layer, RequestCredentials, Scope, SignError, SignatureMethod, Signer};

use crate::support::{API, FORM, layer, protocol_parameter, signer, verifies};

type Body = Full<Bytes>;

/// What one hop received: its URI, its `Host`, and whether the request was signed.
type Hop = (String, Option<HeaderValue>, bool);

/// api.example.com redirects to evil.example, which redirects back:
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
    // The follower sends the caller's `Host` to every hop.
    let request = Request::get(format!("{API}/start")).header(header::HOST, "api.example.com");
    api.oneshot(request.body(Body::default()).unwrap())
        .await
        .unwrap();
    hops.lock().unwrap().clone()
}

#[tokio::test]
async fn a_redirect_to_a_foreign_origin_is_not_signed() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
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
            "the follower must send the caller's `Host`, or this test proves nothing"
        );
    }
}

fn request(credentials: Option<RequestCredentials>) -> Request<Body> {
    let mut request = Request::get(format!("{API}/start"))
        .body(Body::default())
        .unwrap();
    if let Some(credentials) = credentials {
        request.extensions_mut().insert(credentials);
    }
    request
}

fn credentials() -> RequestCredentials {
    RequestCredentials::new(signer(), Scope::origin(API).unwrap())
}

/// Returns which hops were signed since the last call.
fn signed(hops: &Mutex<Vec<Hop>>) -> Vec<bool> {
    let hops = std::mem::take(&mut *hops.lock().unwrap());
    hops.into_iter().map(|(_, _, signed)| signed).collect()
}

#[tokio::test]
async fn the_redirect_bounce_as_a_table() {
    let fixed = || request(None);
    let carrying = || request(Some(credentials()));

    let hops: Arc<Mutex<Vec<Hop>>> = Arc::default();
    let follower = ServiceBuilder::new().layer(FollowRedirectLayer::new());
    let api = follower
        .clone()
        .layer(layer())
        .service(bouncing(hops.clone()));
    api.oneshot(fixed()).await.unwrap();
    assert_eq!(signed(&hops), [true, false, true]);

    // The follower drops the credentials at the foreign origin, and does not restore them.
    let per_request = OAuth1Layer::per_request();
    let api = follower
        .clone()
        .layer(per_request.clone())
        .service(bouncing(hops.clone()));
    let error = api.oneshot(carrying()).await.unwrap_err();
    assert!(matches!(
        SignError::in_chain(&*error),
        Some(SignError::MissingCredentials)
    ));
    assert_eq!(signed(&hops), [true]);

    let unsigned = OAuth1Layer::per_request_or_unsigned();
    let api = follower.layer(unsigned).service(bouncing(hops.clone()));
    api.oneshot(carrying()).await.unwrap();
    assert_eq!(signed(&hops), [true, false, false]);

    for (layer, request) in [(layer(), fixed()), (per_request, carrying())] {
        let same_origin = FollowRedirectLayer::with_policy(SameOrigin::new());
        let same_origin = ServiceBuilder::new().layer(same_origin).layer(layer);
        let response = same_origin
            .service(bouncing(hops.clone()))
            .oneshot(request)
            .await;
        assert_eq!(
            response.unwrap().status(),
            StatusCode::FOUND,
            "the redirect is not followed"
        );
        assert_eq!(signed(&hops), [true]);
    }
}

/// Within the origin the follower keeps the credentials, and the layer signs every hop.
#[tokio::test]
async fn a_redirect_within_the_origin_is_signed_again() {
    for (layer, carried) in [
        (layer(), None),
        (OAuth1Layer::per_request(), Some(credentials())),
    ] {
        let nonces = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&nonces);
        let http = tower::service_fn(move |request: Request<Body>| {
            let nonce = protocol_parameter(&request, "oauth_nonce").unwrap();
            assert!(verifies(API, request.map(|_| "")));
            seen.lock().unwrap().push(nonce);
            let mut response = Response::new(Body::default());
            if seen.lock().unwrap().len() == 1 {
                *response.status_mut() = StatusCode::FOUND;
                let location = HeaderValue::from_static("/end?page=2");
                response.headers_mut().insert(header::LOCATION, location);
            }
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let follower = ServiceBuilder::new().layer(FollowRedirectLayer::new());
        let api = follower.layer(layer).service(http);
        let response = api.oneshot(request(carried)).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let nonces = nonces.lock().unwrap();
        assert_eq!(nonces.len(), 2);
        assert_ne!(nonces[0], nonces[1]);
    }
}

/// The server repeats the query in the redirect, with the protocol parameters in it. The layer
/// replaces them. For the form, the follower makes a `GET`, which has no form to append to.
#[tokio::test]
async fn redirects_with_parameters_in_the_query_and_the_form() {
    let hops = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&hops);
    let http = tower::service_fn(move |request: Request<Body>| {
        let uri = request.uri().clone();
        seen.lock().unwrap().push(uri.clone());
        let mut response = Response::builder();
        if uri.path() == "/slash" {
            let location = format!("/slash/?{}", uri.query().unwrap_or_default());
            response = response.status(StatusCode::SEE_OTHER);
            response = response.header(header::LOCATION, location);
            assert!(request.method() == "POST" && verifies(API, request.map(|_| "a=1")));
        } else {
            assert!(verifies(API, request.map(|_| "")));
        }
        std::future::ready(Ok::<_, Infallible>(response.body(Body::default()).unwrap()))
    });
    let api = |transmission| {
        let follower = ServiceBuilder::new().layer(FollowRedirectLayer::new());
        follower
            .layer(layer().transmission(transmission))
            .service(http.clone())
    };
    let form = || {
        let form = Request::post(format!("{API}/slash?x")).header(header::CONTENT_TYPE, FORM);
        form.body(Full::from("a=1")).unwrap()
    };
    let response = api(Transmission::Query).oneshot(form()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let uris = std::mem::take(&mut *hops.lock().unwrap());
    let count = |uri: &http::Uri| uri.to_string().matches("oauth_nonce").count();
    assert_eq!(
        uris.iter().map(count).collect::<Vec<_>>(),
        [1, 1],
        "{uris:?}"
    );
}

#[tokio::test]
async fn a_redirect_that_has_no_form_any_more() {
    let http = tower::service_fn(|_: Request<Body>| {
        let response = Response::builder().status(StatusCode::SEE_OTHER);
        let response = response.header(header::LOCATION, "/slash/");
        std::future::ready(Ok::<_, Infallible>(response.body(Body::default()).unwrap()))
    });
    let follower = ServiceBuilder::new().layer(FollowRedirectLayer::new());
    let in_form = layer().transmission(Transmission::FormBody);
    let api = follower.layer(in_form).service(http);
    let form = Request::post(format!("{API}/slash")).header(header::CONTENT_TYPE, FORM);
    let error = api.oneshot(form.body(Full::from("a=1")).unwrap()).await;
    let error = error.unwrap_err();
    assert!(matches!(
        SignError::in_chain(&*error),
        Some(SignError::NoForm)
    ));
}
