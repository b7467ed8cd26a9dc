//! A prepared key gives the same results as the credentials that it was made from.

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

/// Returns the results of both ways for a request that `signer` signed.
fn results(
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
fn it_gives_the_same_results_as_the_credentials() {
    let refused = [const { Err(VerifyError::SignatureInvalid) }; 2];
    let token = |identifier: &str, secret: &str| TokenCredentials::new(identifier, secret);
    let right = token("t", "ts%");
    let registered = RegisteredClient::new(client("c", "cs&"));
    for method in [SignatureMethod::HmacSha1, SignatureMethod::Plaintext] {
        let alone = Signer::new(client("c", "cs&")).with_signature_method(method);
        let signer = alone.with_token(right.clone());
        assert_eq!(
            results(&signer, &registered, method, Some(&right)),
            [Ok(()), Ok(())]
        );
        assert_eq!(results(&alone, &registered, method, None), [Ok(()), Ok(())]);
        assert_eq!(results(&alone, &registered, method, Some(&right)), refused);
        assert_eq!(results(&signer, &registered, method, None), refused);
        for other in [token("t", "other"), token("other", "ts%")] {
            assert_eq!(results(&signer, &registered, method, Some(&other)), refused);
        }
        for other in [client("c", "other"), client("other", "cs&")] {
            let other = RegisteredClient::new(other);
            assert_eq!(results(&signer, &other, method, Some(&right)), refused);
        }
    }
}

#[test]
fn it_is_for_one_method() {
    let registered = RegisteredClient::new(client("c", "cs"));
    let signer = Signer::new(client("c", "cs"));
    // The credentials work with either method. The key works only with the method that it was made
    // for.
    let [credentials, key] = results(&signer, &registered, SignatureMethod::Plaintext, None);
    assert_eq!(credentials, Ok(()));
    assert_eq!(key, Err(VerifyError::SignatureInvalid));
}

#[test]
fn there_is_none_for_methods_without_the_client_secret() {
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

/// This request sends the secrets as PLAINTEXT does, but names HMAC-SHA1. A key that was prepared
/// for PLAINTEXT must not accept it.
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
    let results = unverified.verify_prepared(&key).map(drop);
    assert_eq!(results, Err(VerifyError::SignatureInvalid));
}

#[test]
fn it_holds_all_secrets_of_the_client() {
    let token = TokenCredentials::new("t", "ts");
    let signer = |secret: &str| Signer::new(client("c", secret)).with_token(token.clone());
    let registered = RegisteredClient::new(client("c", "new")).additional_secret("old");
    let method = SignatureMethod::HmacSha1;
    for (secret, result) in [
        ("new", Ok(())),
        ("old", Ok(())),
        ("other", Err(VerifyError::SignatureInvalid)),
    ] {
        let results = results(&signer(secret), &registered, method, Some(&token));
        assert_eq!(results, [result.clone(), result], "{secret}");
    }
}
