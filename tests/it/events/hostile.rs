//! Texts from the network that try to forge lines of a log.

use http::{HeaderMap, Request, header};
use tower_oauth1::protocol::{Nonce, percent_encode};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, Signer};

use super::collector::Collector;
use crate::support::API;

/// Line breaks, other control characters, and characters that reorder or hide the text around them.
const FORGED: &str = "a\r\nINFO b\u{0}\u{1b}[31m\u{85}\u{2028}\u{2029}\u{202e}\u{200b}\u{7f}\\n\"";
const ESCAPED: &str = "a\\r\\nINFO b\\0\\u{1b}[31m\\u{85}\\u{2028}\\u{2029}\\u{202e}\\u{200b}\
                       \\u{7f}\\\\n\"";

/// Returns the event of a request that a server refuses because of its control characters.
fn refused(client: &str, nonce: &str) -> crate::watch::record::Record {
    let signer = Signer::new(ClientCredentials::new(client, "s3cret-of-client"));
    let nonce = nonce.to_owned();
    let signer = signer.with_nonces(move || Nonce::new(nonce.clone()));
    let mut request = Request::get(API).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let (parts, _) = request.into_parts();
    let logs = Collector::start();
    verifier.parse(&parts, None).unwrap_err();
    logs.one()
}

#[test]
fn a_server_escapes_what_a_request_claims() {
    let event = refused(FORGED, FORGED);
    assert_eq!(event.get("oauth.client_identifier"), Some(ESCAPED));
    assert_eq!(event.get("oauth.nonce"), Some(ESCAPED));
    assert_eq!(event.to_string().lines().count(), 1);
}

#[test]
fn long_texts_end_after_512_characters() {
    let end = format!("{}..", "\u{e9}".repeat(512));
    let (just, long) = ("\u{e9}".repeat(512), "\u{e9}".repeat(513));
    assert_eq!(
        refused(&long, "x").get("oauth.client_identifier"),
        Some(end.as_str())
    );
    assert_eq!(
        refused(&just, "x").get("oauth.client_identifier"),
        Some(just.as_str())
    );
    // Text beyond 8 KiB is not read at all.
    assert_eq!(refused(&"a".repeat(9000), "x").get("oauth.nonce"), None);
}

#[test]
fn a_client_escapes_its_own_texts() {
    let logs = Collector::start();
    let signer = Signer::new(ClientCredentials::new(FORGED, "s3cret-of-client"));
    let signer = signer.with_nonces(|| Nonce::new(FORGED));
    let uri = format!("{API}/\u{202e}{}", "a".repeat(600));
    let mut request = Request::get(&uri).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let event = logs.one();
    assert_eq!(event.get("oauth.client_identifier"), Some(ESCAPED));
    assert_eq!(event.get("oauth.nonce"), Some(ESCAPED));
    // The path was percent-encoded before it was signed.
    let path = event.get("url.path").unwrap();
    assert!(
        path.starts_with("/%E2%80%AEaaa") && path.ends_with("a.."),
        "{path}"
    );
    assert_eq!(path.len(), 514);

    let signer = signer.with_nonces(|| Nonce::new("x"));
    signer
        .sign_detached(&http::Method::GET, &uri.parse().unwrap())
        .unwrap();
    let path = logs.one().get("url.path").unwrap().to_owned();
    assert!(path.starts_with("/\\u{202e}aaa"), "{path}");
}

/// The message of this refusal has a name that the request chose.
#[test]
fn the_reason_is_escaped() {
    let name = percent_encode(FORGED.as_bytes()).into_owned();
    let header = format!(
        "OAuth oauth_consumer_key=\"client-id\", oauth_signature_method=\"HMAC-SHA1\", \
         oauth_timestamp=\"1\", oauth_nonce=\"1\", oauth_signature=\"1\", {name}=\"\""
    );
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, header.parse().unwrap());
    let mut request = Request::get(API).body(()).unwrap();
    *request.headers_mut() = headers;
    let (parts, ()) = request.into_parts();
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let logs = Collector::start();
    verifier.parse(&parts, None).unwrap_err();
    let event = logs.one();
    let reason = event.get("oauth.reason").unwrap();
    assert!(reason.contains("INFO b") && reason.contains("does not begin with `oauth_`"));
    assert!(!reason.contains(char::is_control), "{reason}");
}
