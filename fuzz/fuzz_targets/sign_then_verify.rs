//! A request is signed and sent, one byte of it is changed on its way, and it is refused.
//!
//! It is accepted only if the change is immaterial by the RFC: if both requests have the same
//! method, base string URI, parameters and signature, by the plain implementation. These changes
//! are:
//!
//! - another spelling of the same byte in query, form and header: `%2b` for `%2B`, `+` for `%20`
//! - white space, and the case of the host, the scheme `OAuth` and the media type
//! - a default port that is written or left out, and a `?` or `&` without a parameter
//! - everything outside of the signature: other headers, the realm, and a body that is not a form
//! - the method in lower case, which the base string has in upper case
//!
//! The first bytes choose the place and the change, the transmission and the signature method.

#![no_main]

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::uri::Scheme;
use libfuzzer_sys::fuzz_target;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::verify::check;
use tower_oauth1::{
    ClientCredentials, PublicOrigin, SignatureMethod, Signer, TokenCredentials, VerifyError,
};
use tower_oauth1_fuzz::request;

const METHODS: [SignatureMethod; 3] = [
    SignatureMethod::HmacSha1,
    SignatureMethod::HmacSha256,
    SignatureMethod::HmacSha512,
];

static CLIENT: LazyLock<ClientCredentials> =
    LazyLock::new(|| ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44"));
static TOKEN: LazyLock<TokenCredentials> =
    LazyLock::new(|| TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"));
static SIGNERS: LazyLock<[Signer; 3]> = LazyLock::new(|| {
    let signer = Signer::new(CLIENT.clone()).with_token(TOKEN.clone());
    let signer = signer
        .with_clock(|| 137_131_202)
        .with_nonces(|| Nonce::new("chapoH"));
    let signer = signer.with_realm("Photos").unwrap();
    METHODS.map(|method| signer.clone().with_signature_method(method))
});

/// Returns what a server says of the request, and what of it is signed, by the plain
/// implementation.
fn received(scheme: &Scheme, text: &[u8]) -> Option<(Result<(), VerifyError>, String, Vec<u8>)> {
    let request = request::parse(text)?;
    let origin = PublicOrigin::as_received(scheme.clone());
    let accepted = check(&request, origin, &*CLIENT, Some(&TOKEN)).map(drop);
    let pairs = request::pairs(&request)?;
    let signature = pairs.iter().find(|(name, _)| name == b"oauth_signature")?;
    let signature = STANDARD.decode(&signature.1).ok()?;
    let (parts, _) = request.into_parts();
    let base_string = request::base_string(&scheme.as_str().replace("ws", "http"), &parts, &pairs)?;
    Some((accepted, base_string, signature))
}

fuzz_target!(|data: &[u8]| {
    let Some(([high, low, change, mode], text)) = data.split_first_chunk() else {
        return;
    };
    let Some(mut request) = request::parse(text) else {
        return;
    };
    request.headers_mut().remove(AUTHORIZATION);
    let form = request::form(&request).map(<[u8]>::to_vec);
    let (parts, body) = request.clone().into_parts();
    let signer = &SIGNERS[usize::from(mode / 4) % METHODS.len()];
    let Ok(signed) = signer.sign(&parts, Some(&body)) else {
        return;
    };
    match (mode % 4, form) {
        (1, _) => match signed.append_to_query(request.uri()) {
            Ok(uri) => *request.uri_mut() = uri,
            Err(_) => return,
        },
        (2, Some(form)) => *request.body_mut() = signed.append_to_form(&form),
        _ => {
            let header: HeaderValue = signed.authorization_header();
            request.headers_mut().append(AUTHORIZATION, header);
        }
    }
    let scheme = parts.uri.scheme().expect("it was signed");
    let mut text = request::write(&request);
    let before = received(scheme, &text);
    let (accepted, before, own) = before.expect("the request that was signed can be read");
    // A server may refuse a header that is not signed. It never finds the signature wrong.
    assert!(!matches!(accepted, Err(VerifyError::SignatureInvalid)));
    let at = usize::from(u16::from_be_bytes([*high, *low])) % text.len();
    text[at] ^= change;
    if let Some((Ok(()), after, signature)) = received(scheme, &text) {
        assert_eq!((after, signature), (before, own), "at {at}");
    }
});
