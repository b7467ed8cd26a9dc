//! Formats of the header that some providers need. The signature stays the same, and a server that
//! follows the RFC can read the header.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tower_oauth1::protocol::{AuthorizationHeader, HeaderStyle, Nonce, Transmission};
use tower_oauth1::{OAuth1Layer, Scope, SignatureMethod, Signer};

use crate::support::{API, send, signer, verifies};

fn header(signer: Signer) -> String {
    let mut request = Request::get(format!("{API}/?a=b")).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let header = request.headers()["authorization"].as_bytes().to_vec();
    let header = String::from_utf8(header).unwrap();
    assert!(verifies(API, request));
    header
}

/// A log or a configuration file has the names of the RFC.
#[test]
fn methods_are_displayed_and_parsed_by_their_names() {
    for name in ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"] {
        let method: SignatureMethod = name.parse().unwrap();
        assert_eq!(method.to_string(), name);
    }
    assert_eq!(SignatureMethod::Custom("CMAC-AES").to_string(), "CMAC-AES");
    assert!("CMAC-AES".parse::<SignatureMethod>().is_err());
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

/// A comma, an equals sign and quotes in the realm do not end the realm: it goes out quoted, and a
/// server that follows RFC 9110 section 5.6.4 reads it back. It is not signed.
#[test]
fn a_realm_with_a_comma() {
    for realm in [
        "Photos, and videos",
        ",",
        "a,oauth_token=\"other\"",
        "a\", oauth_token=\"other",
        "a\\",
        "a\\\", oauth_nonce=\"b",
        "oauth_token=x, realm=y",
    ] {
        let fixed = || signer().with_clock(|| 7).with_nonces(|| Nonce::new("N"));
        let plain = header(fixed());
        let signed = header(fixed().with_realm(realm).unwrap());
        let quoted = realm.replace('\\', "\\\\").replace('"', "\\\"");
        let rest = signed.strip_prefix(&format!("OAuth realm=\"{quoted}\", "));
        assert_eq!(rest, plain.strip_prefix("OAuth "), "{signed}");
        let read = AuthorizationHeader::parse(signed.as_bytes()).unwrap();
        assert_eq!(read.realm().as_deref(), Some(realm.as_bytes()), "{signed}");
        assert_eq!(read.parameters().count(), 7, "{signed}");
        // Servers that split the header at a comma need it encoded.
        let style = HeaderStyle::new().percent_encoded_realm();
        let encoded = header(fixed().with_realm(realm).unwrap().with_header_style(style));
        assert_eq!(encoded.split(", ").count(), 8, "{encoded}");
    }
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
