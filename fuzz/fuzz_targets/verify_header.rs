//! Any bytes as an `Authorization` header: parsed, compared with a plain parser, and verified.

#![no_main]

use std::sync::LazyLock;

use http::{HeaderValue, Request, header::AUTHORIZATION};
use libfuzzer_sys::fuzz_target;
use tower_oauth1::protocol::{AuthorizationHeader, SignatureMethod};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, TokenCredentials};
use tower_oauth1_fuzz::plain;

/// With RSA, although no client has an RSA key.
const METHODS: [SignatureMethod; 3] = [
    SignatureMethod::HmacSha1,
    SignatureMethod::Plaintext,
    SignatureMethod::RsaSha1,
];

static VERIFIER: LazyLock<RequestVerifier> = LazyLock::new(|| {
    let origin = PublicOrigin::fixed("https://photos.example.net").unwrap();
    RequestVerifier::new(origin)
        .signature_methods(METHODS)
        .allow_missing_token()
        .extra_header_parameters(["x"])
});

fuzz_target!(|header: &[u8]| {
    if let Ok(parsed) = AuthorizationHeader::parse(header) {
        let found: Vec<_> = parsed.parameters().collect();
        let found: Vec<_> = found
            .iter()
            .map(|p| (p.name().into(), p.value().into()))
            .collect();
        assert_eq!(plain::header_pairs(header), Some(found));
        let _ = parsed.realm();
    }
    let Ok(value) = HeaderValue::from_bytes(header) else {
        return;
    };
    let mut request = Request::new(());
    request.headers_mut().insert(AUTHORIZATION, value);
    let (parts, ()) = request.into_parts();
    if let Ok(unverified) = VERIFIER.parse(&parts, None) {
        // No input contains these secrets.
        let client = ClientCredentials::new(unverified.client_identifier(), "PJhUwT3ZBwhz");
        let token = unverified.token_identifier();
        let token = token.map(|token| TokenCredentials::new(token, "sgGr0XpBoWqT"));
        assert!(unverified.verify(&client, token.as_ref()).is_err());
    }
});
