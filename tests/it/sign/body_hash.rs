//! Tests which requests carry `oauth_body_hash`, and which bytes it hashes.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use tower_oauth1::protocol::{BodyHashAlgorithm, Transmission};
use tower_oauth1::sign::{BodyHashPolicy, PrecomputedBodyHash};
use tower_oauth1::{BoxError, OAuth1Layer, SignError};

use crate::support::{
    API, FORM, StreamingBody, layer, protocol_parameter, refusal, send, verifies,
};

type Body = Full<Bytes>;

/// The hash of `Hello World!`, as the draft of the extension prints it, and the hash of no bytes.
const HELLO: &str = "Lve95gjOVATpfV8EL5X4nxwjKHE%3D";
const NOTHING: &str = "2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D";

fn request(content_type: Option<&str>, body: &'static str) -> Request<Body> {
    let mut request = Request::post(API);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    request.body(Full::from(body)).unwrap()
}

/// Sends a request, checks that the body and the signature arrive unchanged, and returns the hash.
async fn hash(layer: OAuth1Layer, request: Request<Body>) -> Result<Option<String>, BoxError> {
    let body = request.body().clone().collect().await?.to_bytes();
    let sent = send(layer, request).await?;
    assert_eq!(sent.body(), &body);
    let hash = protocol_parameter(&sent, "oauth_body_hash");
    assert!(verifies(API, sent));
    Ok(hash)
}

#[tokio::test]
async fn which_requests_carry_it() {
    let text = || request(Some("text/plain"), "Hello World!");
    let form = || request(Some(FORM), "a=1");
    let none = || request(None, "");
    assert_eq!(hash(layer(), text()).await.unwrap(), None);

    let non_form = || layer().body_hash_policy(BodyHashPolicy::non_form());
    assert_eq!(
        hash(non_form(), text()).await.unwrap().as_deref(),
        Some(HELLO)
    );
    assert_eq!(
        hash(non_form(), none()).await.unwrap().as_deref(),
        Some(NOTHING)
    );
    assert_eq!(hash(non_form(), form()).await.unwrap(), None);

    let always = || layer().body_hash_policy(BodyHashPolicy::always());
    assert_eq!(
        hash(always(), text()).await.unwrap().as_deref(),
        Some(HELLO)
    );
    assert_eq!(
        hash(always(), none()).await.unwrap().as_deref(),
        Some(NOTHING)
    );
    let refused = hash(always(), form()).await.unwrap_err();
    assert!(matches!(
        SignError::in_chain(&*refused),
        Some(SignError::BodyHashOfForm)
    ));
}

#[tokio::test]
async fn the_hash_algorithm_follows_the_signature_method_unless_set() {
    use tower_oauth1::{Scope, SignatureMethod};

    let sha256 = crate::support::signer().with_signature_method(SignatureMethod::HmacSha256);
    let sha256 = OAuth1Layer::new(sha256, Scope::origin(API).unwrap());
    let sha1 = BodyHashPolicy::non_form().algorithm(BodyHashAlgorithm::Sha1);
    let sha1 = sha256.clone().body_hash_policy(sha1);
    let sha256 = sha256.body_hash_policy(BodyHashPolicy::non_form());
    let empty = || request(None, "");
    let of_nothing = "47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D";
    assert_eq!(
        hash(sha256.clone(), empty()).await.unwrap().as_deref(),
        Some(of_nothing)
    );
    assert_eq!(hash(sha1, empty()).await.unwrap().as_deref(), Some(NOTHING));
}

#[tokio::test]
async fn bodies_that_cannot_be_read_at_once() {
    let hashing = || layer().body_hash_policy(BodyHashPolicy::non_form());
    let call =
        async |layer: OAuth1Layer, body: &StreamingBody, given: Option<PrecomputedBodyHash>| {
            let mut request = Request::post(API).body(body.clone()).unwrap();
            if let Some(given) = given {
                request.extensions_mut().insert(given);
            }
            send(layer, request).await
        };
    let streaming = StreamingBody::default();
    streaming.push("Hello ").push("World!").end();
    let refused = call(hashing(), &streaming, None).await.unwrap_err();
    assert!(matches!(
        SignError::in_chain(&*refused),
        Some(SignError::BodyHashOfStream)
    ));
    assert_eq!(streaming.polls(), 0);

    let long = StreamingBody::from(Bytes::from_static(b"123456789"));
    let refused = call(hashing().body_limit(8), &long, None)
        .await
        .unwrap_err();
    let refused = SignError::in_chain(&*refused);
    assert!(matches!(
        refused,
        Some(SignError::BodyTooLongToHash { limit: 8 })
    ));

    let given = PrecomputedBodyHash::new(BodyHashAlgorithm::Sha1.hash(b"Hello World!"));
    let sent = call(hashing(), &streaming, Some(given)).await.unwrap();
    assert_eq!(
        protocol_parameter(&sent, "oauth_body_hash").as_deref(),
        Some(HELLO)
    );
    assert_eq!(sent.body(), "Hello World!");
    assert!(verifies(API, sent));
}

/// The hash is an ordinary protocol parameter, so it follows the transmission of the others.
#[tokio::test]
async fn the_hash_follows_the_transmission() {
    let layer = layer()
        .body_hash_policy(BodyHashPolicy::non_form())
        .transmission(Transmission::Query);
    let sent = send(layer, request(None, "Hello World!")).await.unwrap();
    let query = sent.uri().query().unwrap();
    assert!(
        query.contains(&format!("oauth_body_hash={HELLO}&")),
        "{query}"
    );
    assert!(verifies(API, sent));
}

#[tokio::test]
async fn a_content_length_that_differs_from_the_body() {
    let hashing = layer().body_hash_policy(BodyHashPolicy::non_form());
    let mut stale = request(Some("text/plain"), "Hello World!");
    stale.headers_mut().insert(header::CONTENT_LENGTH, 3.into());
    assert!(matches!(
        refusal(hashing, stale).await,
        SignError::ContentLength
    ));
}

#[test]
fn each_method_has_its_hash() {
    use tower_oauth1::SignatureMethod;

    assert_eq!(
        BodyHashAlgorithm::for_method(SignatureMethod::HmacSha1),
        BodyHashAlgorithm::Sha1
    );
    assert_eq!(
        BodyHashAlgorithm::for_method(SignatureMethod::Plaintext),
        BodyHashAlgorithm::Sha1
    );
    {
        assert_eq!(
            BodyHashAlgorithm::for_method(SignatureMethod::HmacSha256),
            BodyHashAlgorithm::Sha256
        );
        assert_eq!(
            BodyHashAlgorithm::for_method(SignatureMethod::HmacSha512),
            BodyHashAlgorithm::Sha512
        );
        // The hash of no bytes, from the examples of FIPS 180-4.
        let nothing = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
        assert_eq!(BodyHashAlgorithm::Sha512.hash(b""), nothing);
    }
}
