//! The server accepts everything that the client sends, except parameters in two places.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::Full;
use tower_oauth1::protocol::{BodyHashAlgorithm, Transmission};
use tower_oauth1::sign::BodyHashPolicy;
use tower_oauth1::{OAuth1Layer, Scope, SignatureMethod, Signer};

use crate::support::{API, FORM, client, send};
use crate::verify::server::harness::{Message, NOW, Server, signer, verifier};

fn methods() -> Vec<SignatureMethod> {
    let names = ["PLAINTEXT", "HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512"];
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

fn everything() -> Server {
    Server::with(
        verifier()
            .signature_methods(methods())
            .allow_missing_token(),
    )
}

/// Returns the request that a layer sends.
async fn sent(layer: OAuth1Layer, request: Request<Full<Bytes>>) -> Message {
    Message::sent(send(layer, request).await.unwrap())
}

fn signers() -> Vec<Signer> {
    let mut signers = Vec::new();
    for method in methods() {
        for signer in [signer(), Signer::new(client()).with_clock(|| NOW)] {
            let signer = signer.with_signature_method(method);
            signers.push(signer.clone().with_realm("Photos \"and\" \\more").unwrap());
            signers.push(signer.clone().without_version());
            if method == SignatureMethod::Plaintext {
                signers.push(signer.clone().without_nonce());
                signers.push(signer.clone().without_timestamp());
                signers.push(signer.clone().without_nonce().without_timestamp());
            }
            signers.push(signer);
        }
    }
    signers
}

const TARGETS: [&str; 6] = [
    "/",
    "",
    "/photos?size=original&tag=caf%C3%A9&tag=a+b&&=v&empty=&bare",
    "/caf\u{e9}/{id}/../%7e/a%2Fb;v=1//x?q=%zz&r=%FF&s=%",
    "/a?oauth_unknown=data&x=;y&realm=r",
    "/!$&'()*+,=:@?'()*!=[]|^",
];

#[tokio::test]
async fn each_method_with_each_transmission_target_and_body() {
    let server = everything();
    let mut accepted = 0;
    for signer in signers() {
        let plaintext = format!("{signer:?}").contains("Plaintext");
        for transmission in [
            Transmission::AuthorizationHeader,
            Transmission::Query,
            Transmission::FormBody,
        ] {
            if plaintext && transmission == Transmission::Query {
                continue;
            }
            for target in TARGETS {
                for (method, content_type, body) in [
                    (Method::GET, None, ""),
                    (Method::POST, Some(FORM), "a=1&b=%26+%zz&a=1&&c"),
                    (
                        Method::DELETE,
                        Some("Application/X-WWW-form-urlencoded; charset=UTF-8"),
                        "",
                    ),
                    (Method::PUT, Some("application/json"), "{\"a&b\": 1}"),
                ] {
                    let mut request = Request::builder()
                        .method(method)
                        .uri(format!("{API}{target}"));
                    if let Some(content_type) = content_type {
                        request = request.header(header::CONTENT_TYPE, content_type);
                    }
                    let layer = OAuth1Layer::new(signer.clone(), Scope::origin(API).unwrap());
                    let layer = layer.transmission(transmission).or_in_header();
                    let message = sent(layer, request.body(Full::from(body)).unwrap()).await;
                    let passed = server.accepts(&message).await;
                    assert_eq!(passed.request.body(), &message.body);
                    assert_eq!(passed.by.client_identifier(), "client-id");
                    accepted += 1;
                }
            }
        }
    }
    assert_eq!(accepted, 1872);
}

#[tokio::test]
async fn body_hashes() {
    let hashes = [
        BodyHashAlgorithm::Sha1,
        BodyHashAlgorithm::Sha256,
        BodyHashAlgorithm::Sha512,
    ];
    let server = Server::with(verifier().signature_methods(methods()).require_body_hash());
    for method in methods() {
        for hash in hashes {
            for body in ["", "{\"a\": 1}"] {
                let scope = Scope::origin(API).unwrap();
                let layer = OAuth1Layer::new(signer().with_signature_method(method), scope);
                let layer = layer.body_hash_policy(BodyHashPolicy::non_form().algorithm(hash));
                let request = Request::post(format!("{API}/items"))
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(Full::from(body))
                    .unwrap();
                let passed = server.accepts(&sent(layer, request).await).await;
                assert!(passed.by.body_is_signed());
                assert_eq!(passed.request.body(), body);
            }
        }
    }
}

#[tokio::test]
async fn what_the_handler_receives() {
    let server = everything();
    let request = Message::form("/photos/7?size=a%20b", "title=x%26y&title=");
    let by = server.accepts(&request).await.by;
    assert_eq!(
        (by.client_identifier(), by.token_identifier()),
        ("client-id", Some("token-id"))
    );
    assert_eq!(by.signature_method(), SignatureMethod::HmacSha1);
    assert_eq!(by.timestamp(), Some(NOW));
    assert_eq!(by.nonce(), Some(request.parameter("oauth_nonce").as_str()));
    assert_eq!(by.uri(), "https://api.example.com/photos/7");
    assert!(by.body_is_signed());
    let data: Vec<_> = by
        .parameters()
        .filter(|parameter| parameter.source() != Transmission::AuthorizationHeader)
        .map(|parameter| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            (
                text(&parameter.name()),
                text(&parameter.value()),
                parameter.source(),
            )
        })
        .collect();
    let pair = |name: &str, value: &str, place| (name.to_owned(), value.to_owned(), place);
    assert_eq!(
        data,
        [
            pair("size", "a b", Transmission::Query),
            pair("title", "x&y", Transmission::FormBody),
            pair("title", "", Transmission::FormBody),
        ]
    );
    assert_eq!(by.parameter("size"), Some("a b"));
    assert_eq!(by.parameter("oauth_token"), Some("token-id"));
    assert_eq!(by.parameter("oauth_signature"), None);

    let without_token = Signer::new(client()).with_clock(|| NOW);
    let json = Some(("application/json", "{}"));
    let by = server
        .accepts(&Message::signed(&without_token, Method::POST, "/", json))
        .await
        .by;
    assert_eq!(by.token_identifier(), None);
    assert!(!by.body_is_signed());
}

#[tokio::test]
async fn presigned_links() {
    let uri = format!("{API}/photos?size=original").parse().unwrap();
    let link = signer().presigned_uri(&Method::GET, &uri).unwrap();
    let request = Request::get(link).body(Bytes::new()).unwrap();
    everything().accepts(&Message::sent(request)).await;
}
