//! The check of one request in the tests of a client.

use http::{HeaderValue, Request, header};
use tower_oauth1::protocol::{SignatureMismatch, VerifyBaseString};
use tower_oauth1::verify::{RegisteredClient, check};
use tower_oauth1::{
    ClientCredentials, Origin, PublicOrigin, SignatureMethod, Signer, TokenCredentials, VerifyError,
};

use crate::support::{API, FORM, client, signer, token};

fn api() -> PublicOrigin {
    PublicOrigin::fixed(API).unwrap()
}

/// Two requests of RFC 5849 section 1.2, as they are printed there. They are from the year 1974.
#[test]
fn the_requests_of_the_rfc() {
    let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    let photo = || {
        Request::get("/photos?file=vacation.jpg&size=original")
            .header(header::HOST, "photos.example.net")
            .header(
                header::AUTHORIZATION,
                r#"OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D""#,
            )
            .body("")
            .unwrap()
    };
    let origin: Origin = "http://photos.example.net".parse().unwrap();
    // Neither the age nor the second check is an error.
    for _ in 0..2 {
        let checked = check(&photo(), origin.clone(), &client, Some(&token)).unwrap();
        assert_eq!(checked.token_identifier(), Some("nnch734d00sl2jdk"));
        assert_eq!(checked.timestamp(), Some(137_131_202));
        assert_eq!(checked.parameter("file"), Some("vacation.jpg"));
    }
    let refused = |request: &Request<&str>, origin: &Origin, client, token| {
        check(request, origin.clone(), client, token).unwrap_err()
    };
    let wrong = VerifyError::SignatureInvalid;
    let secure: Origin = "https://photos.example.net".parse().unwrap();
    assert_eq!(refused(&photo(), &secure, &client, Some(&token)), wrong);
    assert_eq!(refused(&photo(), &origin, &client, None), wrong);
    let other = TokenCredentials::new("nnch734d00sl2jdk", "other");
    assert_eq!(refused(&photo(), &origin, &client, Some(&other)), wrong);
    let other = ClientCredentials::new("dpf43f3p2l4k3l03", "other");
    assert_eq!(refused(&photo(), &origin, &other, Some(&token)), wrong);
    let mut changed = photo();
    *changed.uri_mut() = "/photos?file=vacation.jpg&size=small".parse().unwrap();
    assert_eq!(refused(&changed, &origin, &client, Some(&token)), wrong);
    let mut unsigned = photo();
    unsigned.headers_mut().remove(header::AUTHORIZATION);
    let error = refused(&unsigned, &origin, &client, Some(&token));
    assert_eq!(error, VerifyError::Unsigned);

    let initiate = Request::post("https://photos.example.net/initiate")
        .header(
            header::AUTHORIZATION,
            r#"OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200", oauth_nonce="wIjqoS", oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D""#,
        )
        .body("");
    let checked = check(&initiate.unwrap(), secure, &client, None).unwrap();
    let callback = checked.parameter("oauth_callback");
    assert_eq!(callback, Some("http://printer.example.com/ready"));
}

#[test]
fn bodies() {
    let mut form = Request::post(format!("{API}/x?a=1"))
        .header(header::CONTENT_TYPE, FORM)
        .body("b=2")
        .unwrap();
    signer().sign_request(&mut form).unwrap();
    let checked = check(&form, api(), &client(), Some(&token())).unwrap();
    assert!(checked.body_is_signed());
    *form.body_mut() = "b=3";
    let error = check(&form, api(), &client(), Some(&token())).unwrap_err();
    assert_eq!(error, VerifyError::SignatureInvalid);

    let mut json = Request::post(API).body("{}").unwrap();
    let (parts, ()) = Request::post(API).body(()).unwrap().into_parts();
    // The SHA-1 of `{}` in base64, by OpenSSL.
    let extra = [("oauth_body_hash", "vyGp6PvFo4RvsFtPoIWeCReyIC8=")];
    let signed = signer().sign_with_parameters(&parts, None, &extra).unwrap();
    json.headers_mut()
        .insert(header::AUTHORIZATION, signed.authorization_header());
    assert!(check(&json, api(), &client(), Some(&token())).is_ok());
    *json.body_mut() = "[]";
    let error = check(&json, api(), &client(), Some(&token())).unwrap_err();
    assert_eq!(error, VerifyError::BodyHash);
}

#[test]
fn every_method_and_no_token() {
    for method in [
        SignatureMethod::HmacSha1,
        SignatureMethod::HmacSha256,
        SignatureMethod::HmacSha512,
        SignatureMethod::Plaintext,
    ] {
        let signer = Signer::new(client()).with_signature_method(method);
        let mut request = Request::get(API).body("").unwrap();
        signer.sign_request(&mut request).unwrap();
        let checked = check(&request, api(), &client(), None).unwrap();
        assert_eq!(
            (checked.signature_method(), checked.token_identifier()),
            (method, None)
        );
        // A token is missing.
        let error = check(&request, api(), &client(), Some(&token())).unwrap_err();
        assert_eq!(error, VerifyError::MissingParameter("oauth_token"));
    }
    let local = Signer::new(client())
        .with_signature_method(SignatureMethod::Plaintext)
        .insecure_plaintext_without_tls();
    let mut request = Request::get("http://127.0.0.1:5240/").body("").unwrap();
    local.sign_request(&mut request).unwrap();
    let origin = PublicOrigin::fixed("http://127.0.0.1:5240").unwrap();
    assert!(check(&request, origin, &client(), None).is_ok());
}

/// A method whose signature is always `right`.
struct Right;

impl VerifyBaseString for Right {
    fn method(&self) -> &'static str {
        "RIGHT"
    }

    fn verify(&self, _: &[u8], signature: &[u8]) -> Result<(), SignatureMismatch> {
        if signature == b"right" {
            Ok(())
        } else {
            Err(SignatureMismatch::new())
        }
    }
}

#[test]
fn a_custom_method() {
    let client = RegisteredClient::custom("client-id", Right);
    let signed = |signature: &str| {
        let header = format!(
            "OAuth oauth_consumer_key=\"client-id\", oauth_signature_method=\"RIGHT\", \
             oauth_timestamp=\"1\", oauth_nonce=\"n\", oauth_signature=\"{signature}\""
        );
        let header = HeaderValue::try_from(header).unwrap();
        Request::get(API)
            .header(header::AUTHORIZATION, header)
            .body("")
            .unwrap()
    };
    assert!(check(&signed("right"), api(), &client, None).is_ok());
    let error = check(&signed("wrong"), api(), &client, None).unwrap_err();
    assert_eq!(error, VerifyError::SignatureInvalid);
}

#[cfg(feature = "rsa")]
#[test]
fn an_rsa_key() {
    use tower_oauth1::protocol::{RsaPrivateKey, RsaPublicKey};

    let key = include_str!("../../../fixtures/rsa/private-pkcs8.pem");
    let key = RsaPrivateKey::from_pem(key).unwrap();
    let signer = Signer::rsa("client-id", SignatureMethod::RsaSha256, key).unwrap();
    let mut request = Request::get(API).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let public = include_str!("../../../fixtures/rsa/public-spki.pem");
    let public = RsaPublicKey::from_pem(public).unwrap();
    let client = RegisteredClient::rsa("client-id", public);
    assert!(check(&request, api(), &client, None).is_ok());
}
