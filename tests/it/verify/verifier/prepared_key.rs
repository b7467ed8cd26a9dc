//! A key that was set up before judges as the credentials do that it was made of.

use http::Request;
use tower_oauth1::verify::RegisteredClient;
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, Signer, TokenCredentials,
    VerifyError,
};

use crate::support::API;

fn client(identifier: &str, secret: &str) -> ClientCredentials {
    ClientCredentials::new(identifier, secret)
}

/// What the two ways say of a request that `signer` signed.
fn judged(
    signer: &Signer,
    registered: &RegisteredClient,
    method: SignatureMethod,
    token: Option<&TokenCredentials>,
) -> [Result<(), VerifyError>; 2] {
    let mut request = Request::get(format!("{API}/x?a=1")).body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    let (parts, _) = request.into_parts();
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap())
        .signature_methods([SignatureMethod::HmacSha1, SignatureMethod::Plaintext])
        .allow_missing_token();
    let key = registered.prepare(method, token).unwrap();
    let unverified = verifier.parse(&parts, None).unwrap();
    let prepared = unverified.clone().verify_prepared(&key).map(drop);
    [unverified.verify(registered, token).map(drop), prepared]
}

#[test]
fn it_judges_as_the_credentials_do() {
    let refused = [const { Err(VerifyError::SignatureInvalid) }; 2];
    let token = |identifier: &str, secret: &str| TokenCredentials::new(identifier, secret);
    let own = token("t", "ts%");
    let registered = RegisteredClient::new(client("c", "cs&"));
    for method in [SignatureMethod::HmacSha1, SignatureMethod::Plaintext] {
        let alone = Signer::new(client("c", "cs&")).with_signature_method(method);
        let signer = alone.with_token(own.clone());
        assert_eq!(
            judged(&signer, &registered, method, Some(&own)),
            [Ok(()), Ok(())]
        );
        assert_eq!(judged(&alone, &registered, method, None), [Ok(()), Ok(())]);
        assert_eq!(judged(&alone, &registered, method, Some(&own)), refused);
        assert_eq!(judged(&signer, &registered, method, None), refused);
        for other in [token("t", "other"), token("other", "ts%")] {
            assert_eq!(judged(&signer, &registered, method, Some(&other)), refused);
        }
        for other in [client("c", "other"), client("other", "cs&")] {
            let other = RegisteredClient::new(other);
            assert_eq!(judged(&signer, &other, method, Some(&own)), refused);
        }
    }
}

#[test]
fn it_is_for_one_method() {
    let registered = RegisteredClient::new(client("c", "cs"));
    let signer = Signer::new(client("c", "cs"));
    // The credentials are good for either; the key is for the one that it was made for.
    let [credentials, key] = judged(&signer, &registered, SignatureMethod::Plaintext, None);
    assert_eq!(credentials, Ok(()));
    assert_eq!(key, Err(VerifyError::SignatureInvalid));
}

#[test]
fn there_is_none_for_what_is_not_by_the_clients_secret() {
    let sha1 = SignatureMethod::HmacSha1;
    let plaintext =
        RegisteredClient::new(client("c", "cs")).signature_methods([SignatureMethod::Plaintext]);
    assert!(plaintext.prepare(sha1, None).is_none());
    assert!(
        plaintext
            .prepare(SignatureMethod::Plaintext, None)
            .is_some()
    );
    let without = RegisteredClient::new(ClientCredentials::without_secret("c"));
    assert!(without.prepare(sha1, None).is_none());
    let any = RegisteredClient::new(client("c", "cs"));
    assert!(any.prepare(SignatureMethod::Custom("OWN"), None).is_none());
}

#[test]
fn debug_shows_no_secret() {
    let registered = RegisteredClient::new(client("c", "client-secret"));
    let token = TokenCredentials::new("token-id", "token-secret");
    let key = registered.prepare(SignatureMethod::Plaintext, Some(&token));
    let shown = format!("{:?}", key.unwrap());
    assert!(
        !shown.contains("secret") && !shown.contains("token-id"),
        "{shown}"
    );
}

/// The secrets themselves are no HMAC, whatever the key that they are compared with was made for.
#[test]
fn a_request_does_not_choose_what_the_key_is_for() {
    let registered = RegisteredClient::new(client("c", "cs"));
    let key = registered
        .prepare(SignatureMethod::Plaintext, None)
        .unwrap();
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap()).allow_missing_token();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let header = format!(
        "OAuth oauth_consumer_key=\"c\", oauth_nonce=\"n\", oauth_signature=\"cs%26\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"{now}\""
    );
    let request = Request::get(format!("{API}/x")).header("authorization", header);
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let unverified = verifier.parse(&parts, None).unwrap();
    let judged = unverified.verify_prepared(&key).map(drop);
    assert_eq!(judged, Err(VerifyError::SignatureInvalid));
}
