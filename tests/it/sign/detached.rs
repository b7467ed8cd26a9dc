//! Signatures that are sent apart from their request, binary keys, and prefixes of the base string.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{Method, Request, Uri, header};
use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use sha1::Sha1;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{Explanation, SignError, SignatureMethod, Signer};

use crate::support::{API, RawServer, parsed, signer, verifies};

fn uri(text: &str) -> Uri {
    text.parse().unwrap()
}

#[tokio::test]
async fn anyone_can_send_a_presigned_uri() {
    let server = RawServer::start();
    let plain = uri(&format!("{}/a/../photos?size=original", server.origin()));
    let link = signer().presigned_uri(&Method::GET, &plain).unwrap();
    let http = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    http.request(Request::get(link).body(Empty::new()).unwrap())
        .await
        .unwrap();
    let received = parsed(&server.received());
    assert_eq!(received.uri().path(), "/photos");
    assert!(verifies(&server.origin(), received));

    let long = uri(&format!("{API}/?{}", "x".repeat(65_400)));
    let refused = signer().presigned_uri(&Method::GET, &long).unwrap_err();
    assert!(matches!(refused, SignError::UriTooLong));
    let relative = signer()
        .presigned_uri(&Method::GET, &uri("/x"))
        .unwrap_err();
    assert!(matches!(relative, SignError::RelativeUri));
}

#[test]
fn the_headers_of_oauth_echo() {
    let verify = format!("{API}/1.1/account/verify_credentials.json?include_email=true");
    let given = format!("{API}/1.1/x/../account/verify_credentials.json?include_email=true");
    let headers = signer().echo_headers(&uri(&given)).unwrap();
    let [(provider, provider_uri), (authorization, value)] = headers;
    assert_eq!(provider.as_str(), "x-auth-service-provider");
    assert_eq!(provider_uri, verify);
    assert_eq!(authorization.as_str(), "x-verify-credentials-authorization");
    assert!(value.is_sensitive());
    // The delegator sends the headers to the provider unchanged.
    let sent = Request::get(verify).header(header::AUTHORIZATION, value);
    assert!(verifies(API, sent.body("").unwrap()));
}

#[test]
fn the_response_of_sasl_xoauth() {
    let signer = signer()
        .with_clock(|| 1_260_933_683)
        .with_nonces(|| Nonce::new("4710307327925439451"));
    let mailbox = "https://mail.google.com/mail/b/user@example.com/imap/?xoauth_requestor_id=user%40example.com";
    let response = signer.xoauth_response(&uri(mailbox)).unwrap();
    let response = String::from_utf8(STANDARD.decode(response).unwrap()).unwrap();
    let (request, pairs) = response.rsplit_once(' ').unwrap();
    assert_eq!(request, format!("GET {mailbox}"));
    let names: Vec<_> = pairs
        .split(',')
        .map(|pair| pair.split('=').next().unwrap())
        .collect();
    let sorted = [
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
        "oauth_version",
    ];
    assert_eq!(names, sorted);
    assert!(
        pairs.contains("oauth_timestamp=\"1260933683\",oauth_token=\"token-id\""),
        "{pairs}"
    );
    // The same parameters in a header make a request with a valid signature.
    let sent = Request::get(mailbox).header(header::AUTHORIZATION, format!("OAuth {pairs}"));
    assert!(verifies("https://mail.google.com", sent.body("").unwrap()));
}

/// Returns the signature of a request, and the HMAC-SHA1 of its base string.
fn signatures(signer: &Signer, key: &[u8], prefix: &[u8]) -> (String, String) {
    let (mut parts, ()) = Request::post(format!("{API}/x"))
        .body(())
        .unwrap()
        .into_parts();
    let extra = [
        ("diffie_hellman_challenge", "a1b2"),
        ("oauth_callback", "oob"),
    ];
    let signed = signer.sign_with_parameters(&parts, None, &extra).unwrap();
    let signature = signed.get("oauth_signature").unwrap().into_owned();
    parts
        .headers
        .insert(header::AUTHORIZATION, signed.authorization_header());
    let explanation = Explanation::from_parts(&parts, None).unwrap();
    let base_string = explanation.base_string().unwrap();
    assert!(base_string.contains("&diffie_hellman_challenge%3Da1b2%26oauth_callback%3Doob"));
    let mac = Hmac::<Sha1>::new_from_slice(key).unwrap();
    let mac = mac
        .chain_update(prefix)
        .chain_update(base_string.as_bytes());
    (signature, STANDARD.encode(mac.finalize().into_bytes()))
}

#[test]
fn a_key_of_any_bytes_and_a_prefix() {
    let raw = [0, 255, 38, 37, 128];
    let keyed = || Signer::hmac_key("client-id", SignatureMethod::HmacSha1, &raw).unwrap();
    let (signature, expected) = signatures(&keyed(), &raw, b"");
    assert_eq!(signature, expected);
    // Key and prefix stay when a token or the method is set later.
    let later = keyed().with_signature_method(SignatureMethod::HmacSha1);
    let later = later.with_token(tower_oauth1::TokenCredentials::new("t", "another secret"));
    let (signature, expected) = signatures(&later, &raw, b"");
    assert_eq!(signature, expected);

    let joined = b"client-secret&token-secret";
    let prefixed = signer().with_base_string_prefix(b"0123abcd");
    let (signature, expected) = signatures(&prefixed, joined, b"0123abcd");
    assert_eq!(signature, expected);
    let (signature, expected) = signatures(&signer(), joined, b"");
    assert_eq!(signature, expected, "without key and prefix");

    let plaintext = keyed().with_signature_method(SignatureMethod::Plaintext);
    let (parts, ()) = Request::get(API).body(()).unwrap().into_parts();
    let refused = plaintext.sign(&parts, None).unwrap_err();
    assert!(matches!(refused, SignError::MissingKey { .. }));
    assert!(!format!("{prefixed:?}").contains("0123abcd"));
}

/// A detached PLAINTEXT signature would give away the secrets.
#[test]
fn plaintext_is_not_detached() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let api = uri(API);
    let refused = [
        plaintext.sign_detached(&Method::GET, &api).map(drop),
        plaintext.echo_headers(&api).map(drop),
        plaintext.xoauth_response(&api).map(drop),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(SignError::PlaintextDetached)));
    }
}
