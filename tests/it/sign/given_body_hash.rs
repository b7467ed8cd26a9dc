//! `PrecomputedBodyHash`: when the layer uses the hash of the caller, and that the layer removes
//! it.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use tower::{Layer, Service, ServiceBuilder};
use tower_oauth1::protocol::BodyHashAlgorithm;
use tower_oauth1::sign::{BodyHashPolicy, PrecomputedBodyHash};
use tower_oauth1::{BoxError, OAuth1Layer, Scope, SignError};

use crate::support::{
    API, FORM, Recorder, StreamingBody, layer, protocol_parameter, send, signer, verifies,
};

type Body = Full<Bytes>;

/// The hash of `Hello World!`, as the draft of the extension prints it, and the hash of no bytes.
const HELLO: &str = "Lve95gjOVATpfV8EL5X4nxwjKHE%3D";
const NOTHING: &str = "2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D";

fn request<B>(method: Method, body: B, given: Option<&str>) -> Request<B> {
    let mut request = Request::builder()
        .method(method)
        .uri(API)
        .body(body)
        .unwrap();
    if let Some(given) = given {
        let given = PrecomputedBodyHash::new(given.to_owned());
        request.extensions_mut().insert(given);
    }
    request
}

fn hello() -> String {
    BodyHashAlgorithm::Sha1.hash(b"Hello World!")
}

fn hashing() -> OAuth1Layer {
    layer().body_hash_policy(BodyHashPolicy::non_form())
}

/// Returns the hash that was sent, or the error if nothing was sent.
async fn hash<L>(layer: L, request: Request<Body>) -> Result<Option<String>, String>
where
    L: Layer<Recorder<Body>, Service: Service<Request<Body>, Error = BoxError>>,
{
    let sent = send(layer, request).await;
    let sent = sent.map_err(|error| format!("{:?}", SignError::in_chain(&*error).unwrap()))?;
    assert!(sent.extensions().get::<PrecomputedBodyHash>().is_none());
    let hash = protocol_parameter(&sent, "oauth_body_hash");
    assert!(verifies(API, sent));
    Ok(hash)
}

#[tokio::test]
async fn a_mode_that_reads_nothing_takes_the_callers_hash() {
    let of = |hash: &str| Ok(Some(hash.to_owned()));
    let stream = || Err("BodyHashOfStream".to_owned());
    let post = |given| request(Method::POST, Full::from("Hello World!"), given);
    let blind = || hashing().bodies_untouched();
    assert_eq!(hash(blind(), post(None)).await, stream());
    assert_eq!(hash(blind(), post(Some(&hello()))).await, of(HELLO));
    let delete = request(
        Method::DELETE,
        Full::default(),
        Some(&BodyHashAlgorithm::Sha1.hash(b"")),
    );
    assert_eq!(hash(blind(), delete).await, of(NOTHING));
    // After a redirect, the follower turns a POST into a GET. It drops the body, but keeps the
    // extensions.
    for method in [Method::GET, Method::HEAD] {
        for given in [None, Some("of the POST")] {
            let empty = || request(method.clone(), Full::default(), given);
            // In this mode the layer cannot see the body, so it does not know which of the two was
            // hashed.
            let expected = if given.is_none() {
                of(NOTHING)
            } else {
                stream()
            };
            assert_eq!(hash(blind(), empty()).await, expected, "{method}");
            assert_eq!(hash(hashing(), empty()).await, of(NOTHING), "{method}");
        }
        let mut with_body = request(method, Full::from("Hello World!"), None);
        let headers = with_body.headers_mut();
        headers.insert(header::CONTENT_LENGTH, 12.into());
        assert_eq!(hash(blind(), with_body).await, stream());
    }
}

#[tokio::test]
async fn a_form_is_not_sent_with_it() {
    let form = |given| {
        let mut form = request(Method::POST, Full::from("a=1"), given);
        let headers = form.headers_mut();
        headers.insert(header::CONTENT_TYPE, FORM.parse().unwrap());
        form
    };
    let refused = hash(hashing(), form(Some("of the form"))).await;
    assert_eq!(refused, Err("BodyHashOfForm".to_owned()));
    assert_eq!(hash(hashing(), form(None)).await, Ok(None));
    assert_eq!(hash(layer(), form(Some("not asked for"))).await, Ok(None));
}

/// The hash belongs to one body, so the layer that signs removes it from the extensions.
#[tokio::test]
async fn the_layer_that_signs_removes_it() {
    let post = || {
        request(
            Method::POST,
            Full::from("Hello World!"),
            Some("of another body"),
        )
    };
    assert_eq!(hash(layer(), post()).await, Ok(None));
    let sent = hash(hashing(), post()).await;
    assert_eq!(sent, Ok(Some("of%20another%20body".to_owned())));
}

#[tokio::test]
async fn a_layer_that_does_not_sign_leaves_it_to_the_next_layer() {
    let elsewhere = Scope::origin("https://elsewhere.example").unwrap();
    let layers = ServiceBuilder::new()
        .layer(OAuth1Layer::new(signer(), elsewhere).body_hash_policy(BodyHashPolicy::non_form()))
        .layer(hashing());
    let body = StreamingBody::default();
    body.push("Hello World!").end();
    let request = request(Method::POST, body, Some(&hello()));
    let sent = send(layers, request).await.unwrap();
    let hash = protocol_parameter(&sent, "oauth_body_hash");
    assert_eq!(hash.as_deref(), Some(HELLO));
    assert!(verifies(API, sent));
}
