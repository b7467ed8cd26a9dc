//! Binary keys and a prefix of the base string, as Interactive Brokers uses them. The expected
//! signature is an HMAC over a base string that this file writes out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use sha1::Sha1;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, SignatureMethod, Signer};

const BASE_STRING: &str = "GET&https%3A%2F%2Fh%2F&oauth_consumer_key%3Did%26oauth_nonce%3DN%26\
                           oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D7%26\
                           oauth_version%3D1.0";

fn signature(signer: Signer) -> String {
    let signer = signer.with_clock(|| 7).with_nonces(|| Nonce::new("N"));
    let (parts, ()) = Request::get("https://h/").body(()).unwrap().into_parts();
    let signed = signer.sign(&parts, None).unwrap();
    signed.get("oauth_signature").unwrap().into_owned()
}

fn expected(key: &[u8], text: &[u8]) -> String {
    let mut hmac = Hmac::<Sha1>::new_from_slice(key).unwrap();
    hmac.update(text);
    STANDARD.encode(hmac.finalize().into_bytes())
}

#[test]
fn key_and_prefix_and_both() {
    let signer = || Signer::new(ClientCredentials::new("id", "secret"));
    let prefixed = |prefix: &[u8]| [prefix, BASE_STRING.as_bytes()].concat();
    let plain = expected(b"secret&", BASE_STRING.as_bytes());
    assert_eq!(signature(signer()), plain);
    let prefix: Vec<u8> = (0..=255).cycle().take(1500).collect();
    let with_prefix = signature(signer().with_base_string_prefix(&prefix));
    assert_eq!(with_prefix, expected(b"secret&", &prefixed(&prefix)));
    let key = [0, 255, 38, 37];
    let by_key = signature(Signer::hmac_key("id", SignatureMethod::HmacSha1, &key).unwrap());
    assert_eq!(by_key, expected(&key, BASE_STRING.as_bytes()));
    let both = signature(
        Signer::hmac_key("id", SignatureMethod::HmacSha1, &key)
            .unwrap()
            .with_base_string_prefix(b"p"),
    );
    assert_eq!(both, expected(&key, &prefixed(b"p")));
}
