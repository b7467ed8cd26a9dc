//! Many users share one stack. Each request carries its credentials and their scope.

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use http_body_util::Full;
use tower::ServiceBuilder;
use tower_oauth1::sign::SkipSigning;
use tower_oauth1::{
    OAuth1Layer, RequestCredentials, Scope, SignError, SignatureMethod, Signer, TokenCredentials,
};

use crate::support::{API, FORM, StreamingBody, client, layer, protocol_parameter, refusal, send};

type Body = Full<Bytes>;

fn user(name: &str) -> Signer {
    Signer::new(client()).with_token(TokenCredentials::new(name, "token-secret"))
}

fn carried(name: &str, origin: &str) -> RequestCredentials {
    RequestCredentials::new(user(name), Scope::origin(origin).unwrap())
}

fn request(uri: &str, credentials: Option<RequestCredentials>) -> Request<Body> {
    let mut request = Request::get(uri).body(Body::default()).unwrap();
    if let Some(credentials) = credentials {
        request.extensions_mut().insert(credentials);
    }
    request
}

#[tokio::test]
async fn each_request_is_signed_by_its_own_user() {
    let layer = OAuth1Layer::per_request();
    for name in ["jane", "joe", "jane"] {
        let request = request(API, Some(carried(name, API)));
        let sent = send(layer.clone(), request).await.unwrap();
        assert_eq!(
            protocol_parameter(&sent, "oauth_token").as_deref(),
            Some(name)
        );
        assert!(
            sent.extensions().get::<RequestCredentials>().is_none(),
            "the layer removes them"
        );
    }
}

#[tokio::test]
async fn a_streaming_form_is_signed_by_its_user() {
    let body = StreamingBody::default();
    body.push("a=").push("1").end();
    let mut form = Request::post(API)
        .header(header::CONTENT_TYPE, FORM)
        .body(body)
        .unwrap();
    form.extensions_mut().insert(carried("jane", API));
    let sent = send(OAuth1Layer::per_request(), form).await.unwrap();
    assert_eq!(
        protocol_parameter(&sent, "oauth_token").as_deref(),
        Some("jane")
    );
}

#[tokio::test]
async fn out_of_scope_the_layer_removes_them_and_signs_nothing() {
    let request = request("https://evil.example/", Some(carried("jane", API)));
    let sent = send(OAuth1Layer::per_request(), request).await.unwrap();
    assert!(!sent.headers().contains_key(header::AUTHORIZATION));
    assert!(sent.extensions().get::<RequestCredentials>().is_none());
}

#[tokio::test]
async fn missing_and_unexpected_credentials() {
    assert!(matches!(
        refusal(OAuth1Layer::per_request(), request(API, None)).await,
        SignError::MissingCredentials
    ));

    for uri in [API, "https://elsewhere.example/"] {
        let carrying = request(uri, Some(carried("jane", API)));
        assert!(matches!(
            refusal(layer(), carrying).await,
            SignError::UnexpectedCredentials
        ));
    }

    let unsigned = OAuth1Layer::per_request_or_unsigned();
    let sent = send(unsigned, request(API, None)).await.unwrap();
    assert!(!sent.headers().contains_key(header::AUTHORIZATION));
}

#[tokio::test]
async fn plaintext_with_any_scope_is_refused_here_too() {
    let plaintext = user("jane").with_signature_method(SignatureMethod::Plaintext);
    let credentials = RequestCredentials::new(plaintext, Scope::any());
    let request = request(API, Some(credentials));
    assert!(matches!(
        refusal(OAuth1Layer::per_request(), request).await,
        SignError::PlaintextWithAnyScope
    ));
}

#[tokio::test]
async fn one_request_may_opt_out() {
    let mut fixed = request(API, None);
    fixed.extensions_mut().insert(SkipSigning);
    let fixed = send(layer(), fixed).await.unwrap();
    let mut carrying = request(API, Some(carried("jane", API)));
    carrying.extensions_mut().insert(SkipSigning);
    let carrying = send(OAuth1Layer::per_request(), carrying).await.unwrap();
    for sent in [fixed, carrying] {
        assert!(!sent.headers().contains_key(header::AUTHORIZATION));
        assert!(sent.extensions().get::<RequestCredentials>().is_none());
    }
}

/// Two layers sign per request. The first removes the credentials from every request, so the second
/// cannot use them outside their scope.
#[tokio::test]
async fn behind_two_layers_a_signer_signs_its_own_origin_only() {
    let layers = ServiceBuilder::new()
        .layer(OAuth1Layer::per_request())
        .layer(OAuth1Layer::per_request_or_unsigned());
    for (uri, signed) in [(API, true), ("https://evil.example/", false)] {
        let request = request(uri, Some(carried("jane", API)));
        let sent = send(layers.clone(), request).await.unwrap();
        assert_eq!(
            sent.headers().contains_key(header::AUTHORIZATION),
            signed,
            "{uri}"
        );
    }
}

#[tokio::test]
async fn a_foreign_authorization_is_skipped_here_too() {
    let skipping = OAuth1Layer::per_request().skip_other_authorization();
    for credentials in [None, Some(carried("jane", API))] {
        let mut foreign = request(API, credentials);
        let basic = HeaderValue::from_static("Basic x");
        foreign
            .headers_mut()
            .insert(header::AUTHORIZATION, basic.clone());
        let sent = send(skipping.clone(), foreign).await.unwrap();
        assert_eq!(sent.headers()[header::AUTHORIZATION], basic);
        assert!(sent.extensions().get::<RequestCredentials>().is_none());
    }
    // With another header name, the layer ignores `Authorization`.
    let named = skipping.header_name(http::HeaderName::from_static("x-authorization"));
    let mut basic = request(API, Some(carried("jane", API)));
    basic
        .headers_mut()
        .insert(header::AUTHORIZATION, HeaderValue::from_static("Basic x"));
    let sent = send(named, basic).await.unwrap();
    assert!(sent.headers().contains_key("x-authorization"));
}
