//! The event `signed`, once for each signature, whichever function signs.

use bytes::Bytes;
use http::{Method, Request, Uri};
use http_body_util::Full;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::sign::{SignableBody, SignableRequest};
use tower_oauth1::{OAuth1Layer, RequestCredentials, Scope, SignatureMethod, Signer, Transmission};

use super::collector::Collector;
use crate::support::{self, API, FORM, StreamingBody, send};

/// The event of a `GET` with the signer of these tests, without its transmission.
const SIGNED: &str = "DEBUG tower_oauth1::sign signed http.request.method=GET url.scheme=https \
                      server.address=api.example.com server.port=443 url.path=/photos \
                      oauth.client_identifier=client-id oauth.signature_method=HMAC-SHA1 \
                      oauth.timestamp=137131200 oauth.nonce=wIjqoS";

pub(crate) fn signer() -> Signer {
    let signer = support::signer().with_clock(|| 137_131_200);
    signer.with_nonces(|| Nonce::new("wIjqoS"))
}

pub(crate) fn layer() -> OAuth1Layer {
    OAuth1Layer::new(signer(), Scope::origin(API).unwrap())
}

fn uri() -> Uri {
    format!("{API}/photos?size=original").parse().unwrap()
}

fn get() -> Request<Full<Bytes>> {
    Request::get(uri()).body(Full::default()).unwrap()
}

fn form() -> Request<Full<Bytes>> {
    let form = Request::post(uri()).header("content-type", FORM);
    form.body("password=hunter2".into()).unwrap()
}

#[tokio::test]
async fn by_a_layer() {
    let logs = Collector::start();
    let in_header = [format!("{SIGNED} oauth.transmission=header")];
    send(layer(), get()).await.unwrap();
    assert_eq!(logs.lines(), in_header);
    send(layer().bodies_untouched(), get()).await.unwrap();
    assert_eq!(logs.lines(), in_header);
    let mut request = get();
    let credentials = RequestCredentials::new(signer(), Scope::any());
    request.extensions_mut().insert(credentials);
    send(OAuth1Layer::per_request(), request).await.unwrap();
    assert_eq!(logs.lines(), in_header);
    let hashing = layer().body_hash_policy(tower_oauth1::sign::BodyHashPolicy::non_form());
    send(hashing, get()).await.unwrap();
    assert_eq!(logs.lines(), in_header);

    for (transmission, expected) in [
        (Transmission::AuthorizationHeader, "header"),
        (Transmission::Query, "query"),
        (Transmission::FormBody, "form body"),
    ] {
        send(layer().transmission(transmission), form())
            .await
            .unwrap();
        let event = logs.one();
        assert_eq!(event.get("oauth.transmission"), Some(expected));
        assert_eq!(event.get("http.request.method"), Some("POST"));
        assert_eq!(event.get("url.path"), Some("/photos"));
    }
    let with_both = layer().transmission(Transmission::Query).also_in_header();
    send(with_both, get()).await.unwrap();
    assert_eq!(logs.lines(), [format!("{SIGNED} oauth.transmission=query")]);
}

#[tokio::test]
async fn by_a_layer_that_waits_for_the_form() {
    let logs = Collector::start();
    let body = StreamingBody::default();
    let request = Request::post(uri()).header("content-type", FORM);
    let sent = send(layer(), request.body(body.clone()).unwrap());
    let arrives = async {
        tokio::task::yield_now().await;
        body.push("a=b").end();
    };
    let (sent, ()) = tokio::join!(sent, arrives);
    sent.unwrap();
    assert_eq!(logs.one().name, "signed");
}

#[test]
fn by_one_function() {
    let logs = Collector::start();
    let in_header = [format!("{SIGNED} oauth.transmission=header")];
    let mut request = Request::get(uri()).body("").unwrap();
    signer().sign_request(&mut request).unwrap();
    assert_eq!(logs.lines(), in_header);

    let none: [(&str, &str); 0] = [];
    let uri_text = uri().to_string();
    let signable = SignableRequest::new("GET", &uri_text, none, SignableBody::Bytes(b""));
    let signable = signable.unwrap();
    let _ = signer().instructions(&signable).unwrap();
    assert_eq!(logs.lines(), in_header);
    let _ = layer().instructions(&signable).unwrap();
    assert_eq!(logs.lines(), in_header);

    signer().presigned_uri(&Method::GET, &uri()).unwrap();
    assert_eq!(logs.lines(), [format!("{SIGNED} oauth.transmission=query")]);
    // The caller decides where these parameters are sent.
    signer().sign_detached(&Method::GET, &uri()).unwrap();
    signer().echo_headers(&uri()).unwrap();
    signer().xoauth_response(&uri()).unwrap();
    assert_eq!(logs.lines(), [SIGNED; 3]);
}

#[cfg(feature = "reqwest")]
#[test]
fn by_the_extension_of_reqwest() {
    use tower_oauth1::reqwest::RequestBuilderExt as _;

    let logs = Collector::start();
    let request = reqwest::Client::new().get(uri().to_string());
    let scope = Scope::origin(API).unwrap();
    let _signed = request.sign_oauth1(&signer(), &scope).unwrap();
    assert_eq!(
        logs.lines(),
        [format!("{SIGNED} oauth.transmission=header")]
    );
}

#[tokio::test]
async fn the_path_and_the_origin_are_those_that_were_signed() {
    let logs = Collector::start();
    let request = |uri: &str| Request::get(uri).body(Full::<Bytes>::default()).unwrap();
    send(layer(), request("https://api.example.com/a/../b\""))
        .await
        .unwrap();
    assert_eq!(logs.one().get("url.path"), Some("/b%22"));
    let origin = "https://api.example.com:8443";
    let relative = OAuth1Layer::new(signer(), Scope::origin(origin).unwrap());
    let relative = relative.public_origin(origin.parse().unwrap());
    send(relative, request("/photos")).await.unwrap();
    let event = logs.one();
    assert_eq!(event.get("url.scheme"), Some("https"));
    assert_eq!(event.get("server.address"), Some("api.example.com"));
    assert_eq!(event.get("server.port"), Some("8443"));
}

/// PLAINTEXT without a nonce and a timestamp. Its signature is the secrets.
#[test]
fn without_a_nonce_and_a_timestamp() {
    let logs = Collector::start();
    let signer = signer().with_signature_method(SignatureMethod::Plaintext);
    let signer = signer.without_nonce().without_timestamp();
    let mut request = Request::get(uri()).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let event = logs.one();
    assert_eq!(event.get("oauth.signature_method"), Some("PLAINTEXT"));
    assert_eq!(event.get("oauth.nonce"), None);
    assert_eq!(event.get("oauth.timestamp"), None);
}

/// A request with the parameters of an earlier signature is signed twice inside.
#[tokio::test]
async fn an_old_signature_is_replaced() {
    let logs = Collector::start();
    let mut request = get();
    *request.uri_mut() = signer().presigned_uri(&Method::GET, &uri()).unwrap();
    logs.take();
    send(layer(), request).await.unwrap();
    assert_eq!(
        logs.lines(),
        [format!("{SIGNED} oauth.transmission=header")]
    );
}

#[tokio::test]
async fn nothing_if_the_request_cannot_be_signed() {
    let logs = Collector::start();
    let form = || layer().transmission(Transmission::FormBody);
    send(form(), get()).await.unwrap_err();
    send(layer().bodies_untouched(), self::form())
        .await
        .unwrap_err();
    send(OAuth1Layer::per_request(), get()).await.unwrap_err();
    // The URI is only too long with the parameters.
    let long = format!("{API}/{}", "a".repeat(65_400));
    let in_query = layer().transmission(Transmission::Query);
    let request = Request::get(&long).body(Full::<Bytes>::default()).unwrap();
    send(in_query, request).await.unwrap_err();
    let presigned = signer().presigned_uri(&Method::GET, &long.parse().unwrap());
    presigned.unwrap_err();
    assert_eq!(logs.lines(), [""; 0]);
}
