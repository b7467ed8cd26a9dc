//! What the verifier refuses before it checks the signature and with it, and what it accepts.

mod accept;
mod bodies;
mod check;
mod parameters;
mod places;
mod prepared_key;
mod vectors;

use http::request::Parts;
use http::uri::Scheme;
use http::{Request, StatusCode, header};
use tower_oauth1::protocol::{BaseStringUriError, Nonce};
use tower_oauth1::{
    ClientCredentials, OriginError, PublicOrigin, RequestVerifier, SignatureMethod, Signer,
    TokenCredentials, VerifyError,
};

use crate::support::{API, FORM, client, signer, token};

/// Returns a signed request as the server receives it: in origin form, with a `Host`.
fn received(signer: &Signer, uri: &str, form: &'static str) -> Parts {
    let mut request = Request::post(uri)
        .header(header::CONTENT_TYPE, FORM)
        .body(form)
        .unwrap();
    signer.sign_request(&mut request).unwrap();
    let host = request.uri().authority().unwrap().to_string();
    let target = request.uri().path_and_query().unwrap().as_str();
    *request.uri_mut() = target.parse().unwrap();
    request
        .headers_mut()
        .insert(header::HOST, host.parse().unwrap());
    request.into_parts().0
}

fn verify(verifier: &RequestVerifier, parts: &Parts, form: &[u8]) -> Result<(), VerifyError> {
    let unverified = verifier.parse(parts, Some(form))?;
    unverified.verify(&client(), Some(&token())).map(drop)
}

#[test]
fn the_origin_is_the_one_that_clients_know() {
    let parts = received(&signer(), &format!("{API}/x?y=1"), "a=1");
    let check = |origin| verify(&RequestVerifier::new(origin), &parts, b"a=1");
    assert_eq!(check(PublicOrigin::fixed(API).unwrap()), Ok(()));
    assert_eq!(check(PublicOrigin::as_received(Scheme::HTTPS)), Ok(()));
    let wrong = Err(VerifyError::SignatureInvalid);
    assert_eq!(check(PublicOrigin::as_received(Scheme::HTTP)), wrong);
    assert_eq!(
        check(PublicOrigin::fixed("http://127.0.0.1:8080").unwrap()),
        wrong
    );
    assert!(PublicOrigin::fixed("api.example.com").is_err());
}

#[test]
fn a_host_that_contradicts_the_target_is_refused() {
    let verifier = RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTPS));
    let mut parts = received(&signer(), &format!("{API}/x"), "a=1");
    parts.uri = format!("{API}/x").parse().unwrap();
    assert_eq!(
        verify(&verifier, &parts, b"a=1"),
        Ok(()),
        "the absolute form, as in HTTP/2"
    );
    parts
        .headers
        .insert(header::HOST, "API.example.com:443".parse().unwrap());
    assert_eq!(verify(&verifier, &parts, b"a=1"), Ok(()), "the same host");
    parts
        .headers
        .insert(header::HOST, "evil.example".parse().unwrap());
    let two = VerifyError::Target(BaseStringUriError::Origin(OriginError::ConflictingHosts));
    assert_eq!(verify(&verifier, &parts, b"a=1"), Err(two.clone()));
    let port = "api.example.com:8443".parse().unwrap();
    parts.headers.insert(header::HOST, port);
    assert_eq!(
        verify(&verifier, &parts, b"a=1"),
        Err(two.clone()),
        "another port"
    );
    parts
        .headers
        .insert(header::HOST, "api.example.com".parse().unwrap());
    parts
        .headers
        .append(header::HOST, "api.example.com".parse().unwrap());
    assert_eq!(verify(&verifier, &parts, b"a=1"), Err(two));
    parts.headers.remove(header::HOST);
    parts.uri = "/x".parse().unwrap();
    let none = VerifyError::Target(BaseStringUriError::Origin(OriginError::NoHost));
    assert_eq!(verify(&verifier, &parts, b"a=1"), Err(none));
}

#[test]
fn other_credentials_do_not_verify() {
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let parts = received(&signer(), API, "a=1");
    let verify_as = |client: ClientCredentials, token: Option<TokenCredentials>| {
        let unverified = verifier.parse(&parts, Some(b"a=1")).unwrap();
        unverified.verify(&client, token.as_ref()).map(drop)
    };
    assert_eq!(verify_as(client(), Some(token())), Ok(()));
    let invalid = Err(VerifyError::SignatureInvalid);
    // The right secrets with another identifier, and the reverse.
    let other = ClientCredentials::new("other", "client-secret");
    assert_eq!(verify_as(other, Some(token())), invalid);
    let other = TokenCredentials::new("other", "token-secret");
    assert_eq!(verify_as(client(), Some(other)), invalid);
    assert_eq!(
        verify_as(ClientCredentials::new("client-id", "x"), Some(token())),
        invalid
    );
    assert_eq!(
        verify_as(client(), Some(TokenCredentials::new("token-id", "x"))),
        invalid
    );
    assert_eq!(verify_as(client(), None), invalid);
    assert_eq!(
        verify_as(
            ClientCredentials::without_secret("client-id"),
            Some(token())
        ),
        invalid
    );

    // A client without a secret differs from a client with an empty one.
    let empty = Signer::new(ClientCredentials::new("client-id", ""));
    let parts = received(&empty, API, "a=1");
    let unverified = || verifier.parse(&parts, Some(b"a=1")).unwrap();
    assert!(
        unverified()
            .verify(&ClientCredentials::new("client-id", ""), None)
            .is_ok()
    );
    let none = ClientCredentials::without_secret("client-id");
    assert!(unverified().verify(&none, None).is_err());
}

#[test]
fn values_before_and_after_verification() {
    let plain = Signer::new(client()).with_token(TokenCredentials::new("", ""));
    let (mut parts, ()) = Request::post(format!("{API}/initiate"))
        .body(())
        .unwrap()
        .into_parts();
    let callback = "http://printer.example.com/ready?x=1";
    let extra = [("oauth_callback", callback), ("oauth_verifier", "4738")];
    let signed = plain.sign_with_parameters(&parts, None, &extra).unwrap();
    parts
        .headers
        .insert(header::AUTHORIZATION, signed.authorization_header());

    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let unverified = verifier.parse(&parts, None).unwrap();
    assert_eq!(unverified.client_identifier(), "client-id");
    assert_eq!(
        unverified.token_identifier(),
        None,
        "an empty token counts as no token"
    );
    assert_eq!(unverified.signature_method(), SignatureMethod::HmacSha1);
    assert!(unverified.timestamp().unwrap() > 1_700_000_000);
    assert_eq!(unverified.nonce().unwrap().len(), 24);
    let debug = format!("{unverified:?}");
    assert!(
        !debug.contains("oauth_signature") && !debug.contains("printer"),
        "{debug}"
    );
    let verified = unverified.verify(&client(), None).unwrap();
    assert_eq!(verified.callback().unwrap().as_deref(), Some(callback));
    assert_eq!(verified.verifier().unwrap().as_deref(), Some("4738"));
}

#[test]
fn a_verified_request_says_who_signed_it_and_how() {
    let methods = [SignatureMethod::HmacSha256, SignatureMethod::Plaintext];
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap())
        .signature_methods(methods)
        .clock(|| 1_700_000_000);
    let fixed = signer().with_clock(|| 1_700_000_000);
    let fixed = fixed.with_nonces(|| Nonce::new("n&"));
    let bare = signer().without_nonce().without_timestamp();
    for (signer, method, timestamp, nonce) in [
        (fixed, methods[0], Some(1_700_000_000), Some("n&")),
        (bare, methods[1], None, None),
    ] {
        let parts = received(&signer.with_signature_method(method), API, "a=1");
        let unverified = verifier.parse(&parts, Some(b"a=1")).unwrap();
        let verified = unverified.verify(&client(), Some(&token())).unwrap();
        assert_eq!(verified.client_identifier(), "client-id");
        assert_eq!(verified.token_identifier(), Some("token-id"));
        assert_eq!(verified.signature_method(), method);
        assert_eq!(verified.timestamp(), timestamp);
        assert_eq!(verified.nonce(), nonce);
    }
}

#[test]
fn plaintext_is_accepted_if_configured_and_over_tls() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let parts = received(&plaintext, API, "a=1");
    let verifier = |origin| RequestVerifier::new(PublicOrigin::fixed(origin).unwrap());
    let asked = |origin| verifier(origin).signature_methods([SignatureMethod::Plaintext]);

    assert_eq!(
        verify(&verifier(API), &parts, b"a=1"),
        Err(VerifyError::SignatureMethod)
    );
    assert_eq!(verify(&asked(API), &parts, b"a=1"), Ok(()));
    let http = "http://api.example.com";
    assert_eq!(
        verify(&asked(http), &parts, b"a=1"),
        Err(VerifyError::PlaintextWithoutTls)
    );
    let insecure = asked(http).insecure_plaintext_without_tls();
    assert_eq!(verify(&insecure, &parts, b"a=1"), Ok(()));
    let hmac = received(&signer(), API, "a=1");
    assert_eq!(
        verify(&asked(API), &hmac, b"a=1"),
        Err(VerifyError::SignatureMethod)
    );
}

#[test]
fn unsigned_and_malformed_requests_differ() {
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let parse = |header: Option<&str>| {
        let mut request = Request::get(API);
        if let Some(header) = header {
            request = request.header(header::AUTHORIZATION, header);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        verifier.parse(&parts, None).map(drop).unwrap_err()
    };
    assert_eq!(parse(None), VerifyError::Unsigned);
    assert_eq!(parse(Some("Basic dXNlcjpwYXNz")), VerifyError::Unsigned);
    assert_eq!(
        parse(Some("OAuth realm=\"x\"")),
        VerifyError::MissingParameter("oauth_consumer_key")
    );
    assert_eq!(parse(Some("OAuth x")), VerifyError::MalformedHeader);
    assert_eq!(VerifyError::Unsigned.status(), StatusCode::UNAUTHORIZED);
}
