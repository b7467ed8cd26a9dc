//! Requests and authorization flows signed with RSA and with custom methods.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt, service_fn};
use tower_oauth1::protocol::{RsaPrivateKey, RsaPublicKey, SignBaseString};
use tower_oauth1::sign::BodyHashPolicy;
use tower_oauth1::{
    AuthorizationFlow, BoxError, Callback, ClientCredentials, Endpoints, Explanation, OAuth1Layer,
    Scope, SignError, SignatureMethod, Signer, TokenCredentials,
};

use crate::sign::rsa::{MODERN, pem};

fn rsa(method: SignatureMethod) -> Signer {
    let key = RsaPrivateKey::from_pem(&pem("private-pkcs8.pem")).unwrap();
    Signer::rsa("client-id", method, key).unwrap()
}

fn parameter(explanation: &Explanation, name: &str) -> Option<String> {
    let mut found = explanation.parameters();
    let found = found.find(|parameter| parameter.name() == name.as_bytes());
    found.map(|parameter| String::from_utf8(parameter.value().to_vec()).unwrap())
}

/// Checks a signed request with the public key. Returns its protocol parameters.
fn checked<B>(method: SignatureMethod, request: Request<B>, prefix: &str) -> Explanation {
    let (parts, _) = request.into_parts();
    let explanation = Explanation::from_parts(&parts, None).unwrap();
    let name = parameter(&explanation, "oauth_signature_method");
    assert_eq!(name.as_deref(), Some(method.name()));
    let text = format!("{prefix}{}", explanation.base_string().unwrap());
    let signature = parameter(&explanation, "oauth_signature").unwrap();
    let public = RsaPublicKey::from_pem(&pem("certificate.pem")).unwrap();
    let verified = public.verify(method, text.as_bytes(), signature.as_bytes());
    verified.unwrap();
    explanation
}

#[tokio::test]
async fn through_the_layer_with_the_body_hash_of_the_method() {
    for method in MODERN {
        let layer = OAuth1Layer::new(rsa(method), Scope::origin("https://h").unwrap());
        let layer = layer.body_hash_policy(BodyHashPolicy::always());
        let http = service_fn(move |request: Request<Full<Bytes>>| {
            let explanation = checked(method, request, "");
            let hash = parameter(&explanation, "oauth_body_hash").unwrap();
            let length = if method == SignatureMethod::RsaSha512 {
                88
            } else {
                44
            };
            assert_eq!(hash.len(), length, "SHA-512 or SHA-256, in base64");
            assert_eq!(parameter(&explanation, "oauth_token"), None);
            std::future::ready(Ok::<_, Infallible>(Response::new(())))
        });
        let request = Request::post("https://h/api?a=b").body(Full::from("{}"));
        layer.layer(http).oneshot(request.unwrap()).await.unwrap();
    }
}

/// The secret of a token is not part of an RSA key.
#[test]
fn a_tokens_secret_changes_nothing() {
    let fixed = |secret: &str| {
        let signer = rsa(SignatureMethod::RsaSha256).with_token(TokenCredentials::new("t", secret));
        let signer = signer
            .with_clock(|| 1)
            .with_nonces(|| tower_oauth1::protocol::Nonce::new("n"));
        let mut request = Request::get("https://h/").body("").unwrap();
        signer
            .with_base_string_prefix(b"prefix")
            .sign_request(&mut request)
            .unwrap();
        let header = request.headers()["authorization"].clone();
        checked(SignatureMethod::RsaSha256, request, "prefix");
        header
    };
    assert_eq!(fixed("one"), fixed("another"));
}

/// The last call that sets the method counts.
#[test]
fn a_method_that_is_changed() {
    let (parts, ()) = Request::get("https://h/").body(()).unwrap().into_parts();
    let back = rsa(SignatureMethod::RsaSha256).with_signature_method(SignatureMethod::HmacSha1);
    let error = back.sign(&parts, None).unwrap_err();
    assert!(matches!(
        error,
        SignError::MissingKey {
            method: "HMAC-SHA1"
        }
    ));
    let keyless = Signer::new(ClientCredentials::without_secret("client-id"));
    let keyless = keyless.with_signature_method(SignatureMethod::RsaSha256);
    let error = keyless.sign(&parts, None).unwrap_err();
    assert!(matches!(
        error,
        SignError::MissingKey {
            method: "RSA-SHA256"
        }
    ));
    // A shared secret is not a key for RSA methods.
    let secret = Signer::new(ClientCredentials::new("id", "secret"));
    let error = secret
        .with_signature_method(SignatureMethod::RsaSha256)
        .sign(&parts, None);
    assert!(matches!(error.unwrap_err(), SignError::MissingKey { .. }));
}

/// A key in a hardware module. Like the library of such a module, it waits for the reply and
/// blocks.
struct Module(std::sync::mpsc::SyncSender<(Vec<u8>, std::sync::mpsc::Sender<String>)>);

impl SignBaseString for Module {
    fn method(&self) -> &'static str {
        "RSA-SHA256"
    }

    fn sign(&self, base_string: &[u8]) -> Result<String, BoxError> {
        let (reply, signed) = std::sync::mpsc::channel();
        self.0.send((base_string.to_vec(), reply))?;
        Ok(signed.recv_timeout(std::time::Duration::from_secs(5))?)
    }
}

#[test]
fn a_key_in_a_hardware_module() {
    type Asked = (Vec<u8>, std::sync::mpsc::Sender<String>);
    let (module, asked) = std::sync::mpsc::sync_channel::<Asked>(1);
    std::thread::spawn(move || {
        let key = RsaPrivateKey::from_pem(&pem("private-pkcs1.pem")).unwrap();
        let (text, reply) = asked.recv().unwrap();
        let signature = key.sign(SignatureMethod::RsaSha256, &text).unwrap();
        reply.send(signature).unwrap();
        // The module stops after the first request.
    });
    let signer = Signer::custom("client-id", Module(module));
    let mut request = Request::get("https://h/?a=b").body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    checked(SignatureMethod::RsaSha256, request, "");

    let mut request = Request::get("https://h/").body("").unwrap();
    let error = signer.sign_request(&mut request).unwrap_err();
    assert!(matches!(error, SignError::SigningFailed(_)));
    assert!(request.headers().is_empty(), "the request is not signed");
}

/// With RSA, the response may leave out the token secret.
#[tokio::test]
async fn an_authorization_flow_with_rsa() {
    let at = |path: &str| format!("https://h/{path}").parse().unwrap();
    let endpoints = || Endpoints::new(at("initiate"), at("authorize"), at("token"));
    let mut http = service_fn(|request: Request<String>| async move {
        let body = match request.uri().path() {
            "/initiate" => "oauth_token=temp&oauth_callback_confirmed=true",
            _ => "oauth_token=token",
        };
        checked(SignatureMethod::RsaSha256, request, "");
        Ok::<_, Infallible>(Response::new(body.to_owned()))
    });
    let flow = AuthorizationFlow::new(rsa(SignatureMethod::RsaSha256), endpoints());
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await;
    let pending = pending.unwrap();
    let granted = flow
        .request_token_credentials(&mut http, &pending, "1")
        .await;
    let granted = granted.unwrap();
    assert_eq!(granted.credentials().identifier(), "token");
    assert_eq!(granted.credentials().secret(), "");
}

/// The caller chooses the name of a custom method. It is encoded like any value.
#[test]
fn unusual_names_of_custom_methods() {
    struct Named(&'static str);
    impl SignBaseString for Named {
        fn method(&self) -> &'static str {
            self.0
        }
        fn sign(&self, _: &[u8]) -> Result<String, BoxError> {
            Ok("a+b=".to_owned())
        }
        fn body_hash_algorithm(&self) -> tower_oauth1::protocol::BodyHashAlgorithm {
            tower_oauth1::protocol::BodyHashAlgorithm::Sha256
        }
    }
    for (name, encoded) in [
        ("HMAC SHA3/256", "HMAC%20SHA3%2F256"),
        ("a\nb", "a%0Ab"),
        ("x\", oauth_token=\"evil", "x%22%2C%20oauth_token%3D%22evil"),
    ] {
        let mut request = Request::get("https://h/").body("").unwrap();
        Signer::custom("client-id", Named(name))
            .sign_request(&mut request)
            .unwrap();
        let header = request.headers()["authorization"].to_str().unwrap();
        assert!(
            header.contains(&format!("method=\"{encoded}\"")),
            "{header}"
        );
        assert!(header.ends_with("oauth_signature=\"a%2Bb%3D\""), "{header}");
        assert_eq!(
            header.matches("oauth_token").count(),
            usize::from(name.contains("token"))
        );
    }
}

/// A custom method chooses its body hash. A response without a token secret is accepted.
#[tokio::test]
async fn body_hash_and_missing_token_secret_of_a_custom_method() {
    struct Custom;
    impl SignBaseString for Custom {
        fn method(&self) -> &'static str {
            "OWN"
        }
        fn sign(&self, _: &[u8]) -> Result<String, BoxError> {
            Ok("s".to_owned())
        }
        fn body_hash_algorithm(&self) -> tower_oauth1::protocol::BodyHashAlgorithm {
            tower_oauth1::protocol::BodyHashAlgorithm::Sha256
        }
    }
    let layer = OAuth1Layer::new(
        Signer::custom("client-id", Custom),
        Scope::origin("https://h").unwrap(),
    );
    let http = service_fn(|request: Request<Full<Bytes>>| {
        let header = request.headers()["authorization"].to_str().unwrap();
        // The SHA-256 of no bytes.
        let hash = "47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D";
        assert!(
            header.contains(&format!("oauth_body_hash=\"{hash}\"")),
            "{header}"
        );
        std::future::ready(Ok::<_, Infallible>(Response::new(())))
    });
    let api = layer.body_hash_policy(BodyHashPolicy::always()).layer(http);
    api.oneshot(Request::get("https://h").body(Full::default()).unwrap())
        .await
        .unwrap();

    let endpoints = Endpoints::token_only("https://h/token".parse().unwrap());
    let mut http = service_fn(|_: Request<String>| async {
        Ok::<_, Infallible>(Response::new("oauth_token=token".to_owned()))
    });
    let flow = AuthorizationFlow::new(Signer::custom("client-id", Custom), endpoints);
    let old = TokenCredentials::new("old", "");
    let granted = flow
        .renew_token_credentials(&mut http, &old, "handle")
        .await;
    assert_eq!(granted.unwrap().credentials().secret(), "");
}
