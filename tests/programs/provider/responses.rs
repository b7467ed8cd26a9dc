//! The responses of the example `provider`.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Value, json};
use tower_oauth1::{ClientCredentials, SignatureMethod, Signer, TokenCredentials};

use crate::support::example::provider::{Provider, photos, printer};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn json(response: &Response<Bytes>) -> Value {
    assert_eq!(response.status(), 200, "{response:?}");
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn a_resource_says_what_was_verified() {
    let provider = Provider::start(&[]);
    let body = Some((FORM, "title=Ladies+%26+Gentlemen&x="));
    let path = "/resource/a%2Fb/c?size=original&tag=caf%C3%A9&tag=a+b";
    let shown = json(&provider.call(&photos(), "POST", path, body).await);
    assert_eq!(shown["method"], "POST");
    assert_eq!(shown["uri"], provider.uri("/resource/a%2Fb/c"));
    assert_eq!(
        (&shown["client"], &shown["token"]),
        (&json!("printer"), &json!("photos"))
    );
    assert_eq!(shown["signature_method"], "HMAC-SHA1");
    assert_eq!(
        (&shown["body_length"], &shown["body_is_signed"]),
        (&json!(29), &json!(true))
    );
    let data: Vec<_> = shown["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|parameter| parameter["place"] != "header")
        .map(|parameter| {
            (
                parameter["name"].as_str().unwrap(),
                parameter["value"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("size", "original"),
        ("tag", "caf\u{e9}"),
        ("tag", "a b"),
        ("title", "Ladies & Gentlemen"),
        ("x", ""),
    ];
    assert_eq!(data, expected);
    assert!(
        !shown.to_string().contains("oauth_signature\""),
        "the response does not show the signature"
    );
}

#[tokio::test]
async fn resources_are_for_every_method_and_depth() {
    let provider = Provider::start(&[]);
    for method in [
        "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "M-SEARCH",
    ] {
        for path in [
            "/resource",
            "/resource/",
            "/resource/x",
            "/resource//x/",
            "/resource?a",
        ] {
            let shown = json(&provider.call(&photos(), method, path, None).await);
            assert_eq!(shown["method"], method);
        }
    }
    let head = provider.call(&photos(), "HEAD", "/resource", None).await;
    assert_eq!(head.status(), 200);
    let long = Some((
        "application/octet-stream",
        "x".repeat(3_000_000).leak() as &str,
    ));
    let shown = json(&provider.call(&photos(), "PUT", "/resource", long).await);
    assert_eq!(
        (&shown["body_length"], &shown["body_is_signed"]),
        (&json!(3_000_000), &json!(false))
    );
}

#[tokio::test]
async fn resources_need_a_token_and_two_legged_ones_do_not() {
    let provider = Provider::start(&[]);
    assert_eq!(
        provider
            .call(&printer(), "GET", "/resource", None)
            .await
            .status(),
        400
    );
    for path in ["/two-legged", "/two-legged/", "/two-legged/x"] {
        let shown = json(&provider.call(&printer(), "GET", path, None).await);
        assert_eq!(shown["token"], Value::Null);
        let shown = json(&provider.call(&photos(), "GET", path, None).await);
        assert_eq!(shown["token"], "photos");
    }
    let stranger = Signer::new(ClientCredentials::new("stranger", "printer-secret"));
    assert_eq!(
        provider
            .call(&stranger, "GET", "/two-legged", None)
            .await
            .status(),
        401
    );
    let stolen = Signer::new(ClientCredentials::new("strict", "strict-secret"))
        .with_token(TokenCredentials::new("photos", "photos-secret"));
    assert_eq!(
        provider
            .call(&stolen, "GET", "/resource", None)
            .await
            .status(),
        401
    );
}

#[tokio::test]
async fn refusals_have_a_challenge() {
    let provider = Provider::start(&[]);
    let plain = || Request::get(provider.uri("/resource"));
    let unsigned = provider.send(plain().body(Full::default()).unwrap()).await;
    assert_eq!(unsigned.status(), 401);
    assert_eq!(
        unsigned.headers()["www-authenticate"],
        "OAuth realm=\"provider\""
    );
    let garbage = plain()
        .header("authorization", "OAuth x")
        .body(Full::default())
        .unwrap();
    assert_eq!(provider.send(garbage).await.status(), 400);
    let replayed = provider.signed(&photos(), "GET", "/resource", None);
    assert_eq!(provider.send(replayed.clone()).await.status(), 200);
    let refused = provider.send(replayed).await;
    assert_eq!(refused.status(), 401);
    let challenge = refused.headers()["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.ends_with("oauth_problem=\"nonce_used\""),
        "{challenge}"
    );
    let mut elsewhere = provider.signed(&photos(), "GET", "/resource", None);
    elsewhere
        .headers_mut()
        .insert("host", "evil.example".parse().unwrap());
    assert_eq!(provider.send(elsewhere).await.status(), 401);
    let form = Some((FORM, "a=1"));
    let mut compressed = provider.signed(&photos(), "POST", "/resource", form);
    compressed
        .headers_mut()
        .insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(provider.send(compressed).await.status(), 415);
}

#[tokio::test]
async fn plaintext_is_accepted_if_configured() {
    let plaintext = photos()
        .with_signature_method(SignatureMethod::Plaintext)
        .insecure_plaintext_without_tls();
    let provider = Provider::start(&[]);
    assert_eq!(
        provider
            .call(&plaintext, "GET", "/resource", None)
            .await
            .status(),
        400
    );
    let provider = Provider::start(&["--plaintext"]);
    let shown = json(&provider.call(&plaintext, "GET", "/resource", None).await);
    assert_eq!(shown["signature_method"], "PLAINTEXT");
    assert!(!shown.to_string().contains("secret"));
    let bare = plaintext.without_nonce().without_timestamp();
    assert_eq!(
        json(&provider.call(&bare, "GET", "/resource", None).await)["nonce"],
        Value::Null
    );
    assert_eq!(
        provider
            .call(&photos(), "GET", "/resource", None)
            .await
            .status(),
        200
    );
    for method in [SignatureMethod::HmacSha256, SignatureMethod::HmacSha512] {
        let signer = photos().with_signature_method(method);
        assert_eq!(
            provider
                .call(&signer, "GET", "/resource", None)
                .await
                .status(),
            200
        );
    }
}
