//! What a signer refuses without a layer.

use http::{Method, Request, header};
use tower_oauth1::SignError;

use crate::support::{API, signer};

#[test]
fn realms_with_control_characters() {
    for realm in ["a\nb", "a\r\nx: y", "\0", "\t", "\u{7f}", "\u{85}"] {
        assert!(
            matches!(signer().with_realm(realm), Err(SignError::InvalidRealm)),
            "{realm:?}"
        );
    }
    assert!(signer().with_realm("Photos \"of\" \\ h\u{e9}").is_ok());
}

#[test]
fn a_failed_signature_leaves_the_request_unchanged() {
    let make = || {
        Request::builder()
            .method(Method::POST)
            .uri(format!("{API}/a/../b?oauth_token=x"))
            .header(header::AUTHORIZATION, "OAuth old=\"1\"")
            .body("body")
            .unwrap()
    };
    let mut request = make();
    signer().sign_request(&mut request).unwrap_err();
    assert_eq!(request.uri(), make().uri());
    assert_eq!(request.headers(), make().headers());
}

#[test]
fn parameters_for_one_signature_are_checked() {
    let (parts, ()) = Request::get(API).body(()).unwrap().into_parts();
    for name in [
        "",
        "realm",
        "Realm",
        "oauth_signature",
        "oauth_nonce",
        "oauth_consumer_key",
    ] {
        let refusal = signer()
            .sign_with_parameters(&parts, None, &[(name, "x")])
            .unwrap_err();
        assert!(matches!(refusal, SignError::InvalidProtocolParameter { name: n } if n == name));
    }
    let twice = [("oauth_verifier", "1"), ("oauth_verifier", "1")];
    assert!(signer().sign_with_parameters(&parts, None, &twice).is_err());
}
