//! Requests that NetSuite and Mastercard published, made with their profiles.

use serde_json::Value;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::provider::Provider;
use tower_oauth1::{ClientCredentials, TokenCredentials};

fn vector(id: &str) -> Value {
    let text = include_str!("../../fixtures/vectors/published.json");
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    vectors
        .into_iter()
        .find(|vector| vector["id"] == id)
        .unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn netsuites_restlet() {
    let vector = vector("netsuite-restlet");
    let profile = Provider::NetSuite
        .profile_at(text(&vector["realm"]))
        .unwrap();
    let [key, secret, token, token_secret] =
        ["consumer_key", "consumer_secret", "token", "token_secret"]
            .map(|name| text(&vector[name]).to_owned());
    let nonce = text(&vector["nonce"]).to_owned();
    let timestamp: u64 = text(&vector["timestamp"]).parse().unwrap();
    let signer = profile.signer(ClientCredentials::new(key, secret)).unwrap();
    let signer = signer
        .with_token(TokenCredentials::new(token, token_secret))
        .with_clock(move || timestamp)
        .with_nonces(move || Nonce::new(nonce.clone()));
    let uri: http::Uri = text(&vector["url"]).parse().unwrap();
    assert!(profile.scope().contains(&uri));
    let mut request = http::Request::post(uri).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let header = request.headers()["authorization"].to_str().unwrap();
    assert!(header.starts_with("OAuth realm=\"123456\", "), "{header}");
    let signature = text(&vector["expected"]["signature"]);
    let encoded = signature
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    assert!(
        header.ends_with(&format!("oauth_signature=\"{encoded}\"")),
        "{header}"
    );
}

#[cfg(feature = "rsa")]
#[tokio::test]
async fn mastercards_body_hash_and_signature() {
    use tower::{Layer as _, ServiceExt as _};
    use tower_oauth1::protocol::{RsaPrivateKey, RsaPublicKey};
    use tower_oauth1::{Explanation, SignatureMethod};

    let signed = vector("mastercard-rsa-sha256");
    let key = RsaPrivateKey::from_pem(text(&signed["rsa_private_key_pem"])).unwrap();
    let base_string = text(&signed["input"]["base_string"]).as_bytes();
    let signature = key.sign(SignatureMethod::RsaSha256, base_string).unwrap();
    assert_eq!(signature, text(&signed["expected"]["signature"]));

    let profile = Provider::Mastercard.profile().unwrap();
    let key = include_str!("../../fixtures/rsa/private-pkcs8.pem");
    let key = RsaPrivateKey::from_pem(key).unwrap();
    let layer = profile.layer(profile.rsa_signer("id", key).unwrap());
    for id in [
        "mastercard-body-hash-1",
        "mastercard-body-hash-2",
        "mastercard-body-hash-4",
    ] {
        let vector = vector(id);
        let expected = text(&vector["expected"]["body_hash"]).to_owned();
        let http = tower::service_fn(move |request: http::Request<axum::body::Body>| {
            let (parts, _) = request.into_parts();
            let explanation = Explanation::from_parts(&parts, None).unwrap();
            let value = |name: &str| {
                let mut parameters = explanation.parameters();
                let found = parameters.find(|p| p.name() == name.as_bytes()).unwrap();
                String::from_utf8(found.value().to_vec()).unwrap()
            };
            assert_eq!(value("oauth_body_hash"), expected);
            let public = include_str!("../../fixtures/rsa/public-spki.pem");
            let public = RsaPublicKey::from_pem(public).unwrap();
            let text = explanation.base_string().unwrap().as_bytes();
            let signature = value("oauth_signature");
            let method = SignatureMethod::RsaSha256;
            public.verify(method, text, signature.as_bytes()).unwrap();
            std::future::ready(Ok::<_, std::convert::Infallible>(http::Response::new(())))
        });
        let request = http::Request::post("https://sandbox.api.mastercard.com/x");
        let request = request.header("content-type", "application/json");
        let body = axum::body::Body::from(text(&vector["body"]).to_owned());
        let api = layer.clone().layer(http);
        api.oneshot(request.body(body).unwrap()).await.unwrap();
    }
}
