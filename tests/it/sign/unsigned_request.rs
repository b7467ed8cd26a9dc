//! Signatures by a key that this process does not hold. The key is here the crate hmac.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use http::{HeaderValue, Request, header};
use sha1::Sha1;
use tower_oauth1::protocol::{Nonce, SignBaseString, UnsignedRequest};
use tower_oauth1::{
    BoxError, ClientCredentials, SignError, SignatureMethod, Signer, TokenCredentials,
};

use crate::support::{API, FORM};

fn parts(method: &str, uri: &str) -> Parts {
    let request = Request::builder().method(method).uri(uri).body(());
    request.unwrap().into_parts().0
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut hmac = Hmac::<Sha1>::new_from_slice(key).unwrap();
    hmac.update(text);
    hmac.finalize().into_bytes().to_vec()
}

/// A key management service that answers later.
async fn sign_remotely(unsigned: UnsignedRequest) -> HeaderValue {
    tokio::task::yield_now().await;
    let signature = hmac(b"kd94hf93k423kf44&pfkkdhi9sl3r4s00", unsigned.base_string());
    unsigned.finish(&signature).authorization_header()
}

/// The request for a photo in RFC 5849 section 1.2, with the signature that the RFC prints.
#[tokio::test]
async fn the_example_of_the_rfc() {
    let signer = Signer::without_key("dpf43f3p2l4k3l03", SignatureMethod::HmacSha1)
        .with_token(TokenCredentials::new("nnch734d00sl2jdk", ""))
        .with_realm("Photos")
        .unwrap()
        .without_version()
        .with_clock(|| 137_131_202)
        .with_nonces(|| Nonce::new("chapoH"));
    let parts = parts(
        "GET",
        "http://photos.example.net/photos?file=vacation.jpg&size=original",
    );
    let unsigned = signer.prepare(&parts, None).unwrap();
    // As in section 3.4.1.1, for this request.
    let base_string = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26\
                       oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26\
                       oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202%26\
                       oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal";
    assert_eq!(unsigned.base_string(), base_string.as_bytes());
    // The future is sent to another thread.
    let header = tokio::spawn(sign_remotely(unsigned)).await.unwrap();
    assert!(header.is_sensitive());
    assert_eq!(
        header,
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"chapoH\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", \
         oauth_token=\"nnch734d00sl2jdk\", oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""
    );
}

#[test]
fn forms_and_extra_parameters_are_signed_as_by_a_key_here() {
    let client = ClientCredentials::new("id", "client secret");
    let set = |signer: Signer| {
        signer
            .with_token(TokenCredentials::new("to ken", "token&secret"))
            .with_clock(|| 7)
            .with_nonces(|| Nonce::new("n+o/nce"))
            .with_base_string_prefix(b"\xFFprefix")
    };
    let here = set(Signer::new(client));
    let elsewhere = set(Signer::without_key("id", SignatureMethod::HmacSha1));
    let mut parts = parts("POST", &format!("{API}/a%20b?z=%C3%A9&b"));
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    let form = Some(&b"password=a+b%26c&a=1"[..]);
    for extra in [
        &[][..],
        &[("oauth_callback", "https://h/?a=b c"), ("x y", "\u{2603}")],
    ] {
        let unsigned = elsewhere
            .prepare_with_parameters(&parts, form, extra)
            .unwrap();
        assert!(
            unsigned
                .base_string()
                .starts_with(b"\xFFprefixPOST&https%3A%2F%2F")
        );
        let debug = format!("{unsigned:?}");
        assert!(
            !debug.contains("password") && !debug.contains("to%20ken"),
            "{debug}"
        );
        let signature = hmac(b"client%20secret&token%26secret", unsigned.base_string());
        let expected = here.sign_with_parameters(&parts, form, extra).unwrap();
        assert_eq!(
            unsigned.finish(&signature).authorization_header(),
            expected.authorization_header(),
        );
    }
}

/// The base string may have a password of a form.
#[test]
fn debug_shows_the_names_of_the_protocol_parameters() {
    let signer = Signer::without_key("id", SignatureMethod::Custom("RSA-SHA256"));
    let unsigned = signer.prepare(&parts("GET", API), None).unwrap();
    let text = format!("{unsigned:?}");
    assert!(text.starts_with("UnsignedRequest { parameters: "), "{text}");
    assert!(
        text.contains("oauth_nonce") && !text.contains("GET"),
        "{text}"
    );
}

#[test]
fn every_request_has_its_own_nonce() {
    let signer = Signer::without_key("id", SignatureMethod::Custom("RSA-SHA256"));
    let parts = parts("GET", API);
    let nonce = || {
        let unsigned = signer.prepare(&parts, None).unwrap().finish(b"");
        unsigned.get("oauth_nonce").unwrap().into_owned()
    };
    assert_ne!(nonce(), nonce());
}

#[test]
fn what_cannot_be_prepared() {
    let signer = Signer::without_key("id", SignatureMethod::Custom("RSA-SHA256"));
    let refused = |signer: &Signer, parts: &Parts, extra: &[(&str, &str)]| {
        signer
            .prepare_with_parameters(parts, None, extra)
            .unwrap_err()
    };
    let get = parts("GET", API);
    let error = refused(&signer, &parts("GET", "/relative"), &[]);
    assert!(matches!(error, SignError::RelativeUri), "{error:?}");
    let error = refused(&signer, &get, &[("oauth_nonce", "n")]);
    assert!(
        matches!(error, SignError::InvalidProtocolParameter { .. }),
        "{error:?}"
    );
    let error = refused(&signer, &parts("GET", &format!("{API}?oauth_token=t")), &[]);
    assert!(
        matches!(error, SignError::ProtocolParameterInRequest { .. }),
        "{error:?}"
    );
    let plaintext = Signer::without_key("id", SignatureMethod::Plaintext);
    let error = refused(&plaintext, &get, &[]);
    assert!(matches!(error, SignError::PlaintextDetached), "{error:?}");
    let mut form = parts("POST", API);
    form.headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    let error = refused(&signer, &form, &[]);
    assert!(matches!(error, SignError::FormNeeded), "{error:?}");

    let error = signer.sign(&get, None).unwrap_err();
    assert!(
        matches!(
            error,
            SignError::MissingKey {
                method: "RSA-SHA256"
            }
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("Signer::prepare"), "{error}");
}

/// A local key, which gets the same bytes.
struct Reversed;

impl SignBaseString for Reversed {
    fn method(&self) -> &'static str {
        "REVERSED"
    }

    fn sign(&self, base_string: &[u8]) -> Result<String, BoxError> {
        Ok(STANDARD.encode(base_string.iter().rev().copied().collect::<Vec<_>>()))
    }
}

#[test]
fn a_prefix_can_have_any_bytes() {
    let parts = parts("GET", API);
    let signer = Signer::custom("id", Reversed).with_base_string_prefix(b"\x00\xFE\xFF");
    let signed = signer.sign(&parts, None).unwrap();
    let reversed = STANDARD
        .decode(&*signed.get("oauth_signature").unwrap())
        .unwrap();
    assert!(
        reversed.ends_with(b"TEG\xFF\xFE\x00"),
        "{}",
        reversed.escape_ascii()
    );
}
