//! Formats of the header that some providers need. The signature stays the same, and a server that
//! follows the RFC can read the header.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tower_oauth1::protocol::{HeaderStyle, Nonce, Transmission};
use tower_oauth1::{OAuth1Layer, Scope, Signer};

use crate::support::{API, send, signer, verifies};

fn header(signer: Signer) -> String {
    let mut request = Request::get(format!("{API}/?a=b")).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let header = request.headers()["authorization"].as_bytes().to_vec();
    let header = String::from_utf8(header).unwrap();
    assert!(verifies(API, request));
    header
}

#[test]
fn realm_and_separator() {
    let fixed = || signer().with_clock(|| 7).with_nonces(|| Nonce::new("N"));
    let realm = || fixed().with_realm("a \"b\"\\,\u{e9}").unwrap();
    let plain = header(realm());
    assert!(plain.starts_with("OAuth realm=\"a \\\"b\\\"\\\\,\u{e9}\", oauth_consumer_key="));
    let encoded = header(realm().with_header_style(HeaderStyle::new().percent_encoded_realm()));
    let (expected, rest) = encoded.split_once(", ").unwrap();
    assert_eq!(expected, "OAuth realm=\"a%20%22b%22%5C%2C%C3%A9\"");
    assert_eq!(
        plain.split_once("\", oauth").unwrap().1,
        rest.split_once("oauth").unwrap().1
    );
    // The order of the two settings does not matter.
    let first = fixed()
        .with_header_style(HeaderStyle::new().percent_encoded_realm())
        .with_realm("a \"b\"\\,\u{e9}")
        .unwrap();
    assert_eq!(header(first), encoded);
    let tight = header(
        realm().with_header_style(HeaderStyle::new().percent_encoded_realm().without_spaces()),
    );
    assert_eq!(tight, encoded.replace(", ", ","));
    assert_eq!(
        header(fixed().with_header_style(HeaderStyle::new().percent_encoded_realm())),
        header(fixed())
    );
}

#[tokio::test]
async fn query_and_form_have_no_separator() {
    let layer = OAuth1Layer::new(
        signer().with_header_style(HeaderStyle::new().without_spaces()),
        Scope::origin(API).unwrap(),
    );
    let layer = layer.transmission(Transmission::Query);
    let request = Request::get(API).body(Full::<Bytes>::default()).unwrap();
    let sent = send(layer, request).await.unwrap();
    assert!(!sent.uri().to_string().contains(','), "{}", sent.uri());
    assert!(verifies(API, sent));
}
