//! PLAINTEXT sends the secrets, so the layer sends it only over TLS and only to named origins.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{OAuth1Layer, Scope, SignError, SignatureMethod, Signer};

use crate::support::{API, FORM, protocol_parameter, refusal, send, signer};

type Body = Full<Bytes>;

#[tokio::test]
async fn plaintext_goes_to_named_https_origins_only() {
    let plaintext = || signer().with_signature_method(SignatureMethod::Plaintext);
    let call = async |signer: Signer, scope: Scope, uri: &str| {
        let request = Request::get(uri).header(header::HOST, "api.example.com");
        let request = request.body(Body::default()).unwrap();
        send(OAuth1Layer::new(signer, scope), request).await
    };
    let http = || Scope::origin("http://api.example.com").unwrap();

    let error = call(plaintext(), Scope::any(), API).await.unwrap_err();
    assert!(matches!(
        SignError::in_chain(&*error),
        Some(SignError::PlaintextWithAnyScope)
    ));
    let error = call(plaintext(), http(), "http://api.example.com")
        .await
        .unwrap_err();
    assert!(matches!(
        SignError::in_chain(&*error),
        Some(SignError::PlaintextWithoutTls)
    ));

    let insecure = plaintext().insecure_plaintext_without_tls();
    let sent = call(insecure, http(), "http://api.example.com").await;
    let sent = sent.unwrap();
    let signature = protocol_parameter(&sent, "oauth_signature").unwrap();
    assert_eq!(signature, "client-secret%26token-secret");
}

#[tokio::test]
async fn a_relative_uri_is_as_safe_for_plaintext_as_its_origin() {
    let call = async |origin: &str| {
        let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
        let layer = OAuth1Layer::new(plaintext, Scope::origin(origin).unwrap());
        let layer = layer.public_origin(origin.parse().unwrap());
        let request = Request::get("/x").body(Body::default()).unwrap();
        send(layer, request).await
    };
    let error = call("http://api.example.com").await.unwrap_err();
    let refusal = SignError::in_chain(&*error);
    assert!(matches!(refusal, Some(SignError::PlaintextWithoutTls)));
    call("https://api.example.com").await.unwrap();
}

#[tokio::test]
async fn an_https_origin_does_not_make_http_safe_for_plaintext() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let scope = Scope::origin("http://10.0.0.1:8080").unwrap();
    let layer = OAuth1Layer::new(plaintext, scope).public_origin(API.parse().unwrap());
    let request = Request::get("http://10.0.0.1:8080/")
        .body(Body::default())
        .unwrap();
    assert!(matches!(
        refusal(layer, request).await,
        SignError::PlaintextWithoutTls
    ));
}

/// The secrets would be in the URI, and so in logs and error messages.
#[tokio::test]
async fn plaintext_does_not_go_into_the_query() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let scope = || Scope::origin(API).unwrap();
    let in_query = OAuth1Layer::new(plaintext.clone(), scope()).transmission(Transmission::Query);
    for layer in [in_query.clone(), in_query.also_in_header()] {
        let request = Request::get(API).body(Body::default()).unwrap();
        assert!(matches!(
            refusal(layer, request).await,
            SignError::PlaintextInQuery
        ));
    }
    let refused = plaintext
        .presigned_uri(&Method::GET, &API.parse().unwrap())
        .unwrap_err();
    assert!(matches!(refused, SignError::PlaintextInQuery));

    let in_form = OAuth1Layer::new(plaintext, scope()).transmission(Transmission::FormBody);
    let form = Request::post(API).header(header::CONTENT_TYPE, FORM);
    let form = form.body(Body::from("a=1")).unwrap();
    let sent = send(in_form, form).await.unwrap();
    assert!(
        sent.body()
            .ends_with(b"&oauth_signature=client-secret%26token-secret")
    );
}
