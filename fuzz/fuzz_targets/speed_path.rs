//! The fast way to sign against the plain one: base string, signature, and what is sent. The first
//! lines are the client, its secret, the token, its secret and the nonce, and the rest is the
//! request. The first byte chooses the signature method and the transmission.

#![no_main]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use libfuzzer_sys::fuzz_target;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, SignatureMethod, Signer, TokenCredentials};
use tower_oauth1_fuzz::plain::{self, encode};
use tower_oauth1_fuzz::request;

/// Section 3.4.2, with each hash function.
fn signature(method: SignatureMethod, key: &str, text: &str) -> String {
    macro_rules! hmac {
        ($hash:ty) => {{
            let mut mac = Hmac::<$hash>::new_from_slice(key.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            STANDARD.encode(mac.finalize().into_bytes())
        }};
    }
    match method {
        SignatureMethod::HmacSha1 => hmac!(sha1::Sha1),
        SignatureMethod::HmacSha256 => hmac!(sha2::Sha256),
        _ => hmac!(sha2::Sha512),
    }
}

const METHODS: [SignatureMethod; 3] = [
    SignatureMethod::HmacSha1,
    SignatureMethod::HmacSha256,
    SignatureMethod::HmacSha512,
];

fuzz_target!(|data: &[u8]| {
    let Some((mode, mut text)) = data.split_first() else {
        return;
    };
    let lines = [(); 5].map(|()| std::str::from_utf8(request::line(&mut text)).unwrap_or_default());
    let [client, client_secret, token, token_secret, nonce] = lines;
    let Some(request) = request::parse(text) else {
        return;
    };
    let method = METHODS[usize::from(*mode) % METHODS.len()];
    let nonce_text = nonce.to_owned();
    let signer = Signer::new(ClientCredentials::new(client, client_secret))
        .with_token(TokenCredentials::new(token, token_secret))
        .with_signature_method(method)
        .with_clock(|| 137_131_202)
        .with_nonces(move || Nonce::new(nonce_text.clone()));
    let form = request::form(&request).map(<[u8]>::to_vec);
    let (parts, body) = request.clone().into_parts();
    let Ok(signed) = signer.sign(&parts, Some(&body)) else {
        return;
    };
    let sent: Vec<(Vec<u8>, Vec<u8>)> = signed
        .iter()
        .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
        .collect();
    let expected = [
        ("oauth_consumer_key", client),
        ("oauth_token", token),
        ("oauth_signature_method", method.name()),
        ("oauth_timestamp", "137131202"),
        ("oauth_nonce", nonce),
        ("oauth_version", "1.0"),
    ];
    let mut pairs: Vec<_> = expected.map(|(n, v)| (n.into(), v.into())).into();
    pairs.sort();
    let mut others: Vec<_> = sent.clone();
    others.retain(|(name, _)| name != b"oauth_signature");
    others.sort();
    assert_eq!(others, pairs);
    pairs.extend(plain::form_pairs(
        parts.uri.query().unwrap_or_default().as_bytes(),
    ));
    pairs.extend(plain::form_pairs(form.as_deref().unwrap_or_default()));
    let scheme = parts.uri.scheme_str().unwrap().replace("ws", "http");
    let base_string = request::base_string(&scheme, &parts, &pairs).unwrap();
    let key = format!(
        "{}&{}",
        encode(client_secret.as_bytes()),
        encode(token_secret.as_bytes())
    );
    let expected = signature(method, &key, &base_string);
    assert_eq!(
        signed.get("oauth_signature").as_deref(),
        Some(&*expected),
        "{base_string}"
    );

    let appended: Vec<_> = sent
        .iter()
        .map(|(n, v)| format!("{}={}", encode(n), encode(v)))
        .collect();
    let appended = appended.join("&");
    if let Ok(uri) = signed.append_to_query(&parts.uri) {
        let query = parts.uri.query().unwrap_or_default();
        let separator = if query.is_empty() || query.ends_with('&') {
            ""
        } else {
            "&"
        };
        assert_eq!(uri.query(), Some(&*format!("{query}{separator}{appended}")));
    }
    let header = signed.authorization_header();
    assert_eq!(plain::header_pairs(header.as_bytes()), Some(sent));
});
