//! The credentials file: what the provider reads from it, and mistakes that prevent the start.

use http_body_util::Full;

use tower_oauth1::{Callback, ClientCredentials, Signer};

use crate::provider::dance::flow;
use crate::support::example::provider::{KNOWN, Provider, command, file};

#[tokio::test]
async fn callbacks_in_the_file_are_the_only_ones() {
    let provider = Provider::start(&[]);
    let strict = || Signer::new(ClientCredentials::new("strict", "strict-secret"));
    let mut http = tower::service_fn(|request| async {
        Ok::<_, std::convert::Infallible>(provider.send(request).await.map(Full::new))
    });
    let flow = flow(&provider, strict());
    let other = Callback::url("https://a.example/c").unwrap();
    assert!(
        flow.request_temporary_credentials(&mut http, other)
            .await
            .is_err()
    );
    assert!(
        flow.request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .is_err()
    );
    let registered = Callback::url("https://a.example/b").unwrap();
    assert!(
        flow.request_temporary_credentials(&mut http, registered)
            .await
            .is_ok()
    );
}

#[cfg(feature = "rsa")]
#[tokio::test]
async fn clients_by_public_keys() {
    use serde_json::json;
    use tower_oauth1::protocol::RsaPrivateKey;
    use tower_oauth1::{SignatureMethod, TokenCredentials};

    use crate::provider::responses::json;

    let known = json!({
        "clients": [{"identifier": "bank", "rsa_public_key": include_str!("../../fixtures/rsa/public-spki.pem")}],
        "tokens": [{"client": "bank", "token": "t", "secret": ""}],
    });
    let provider = Provider::with(&file("bank.json", &known.to_string()), &[]);
    let key =
        RsaPrivateKey::from_pem(include_str!("../../fixtures/rsa/private-pkcs8.pem")).unwrap();
    for method in [
        SignatureMethod::RsaSha256,
        SignatureMethod::RsaSha512,
        SignatureMethod::RsaPss,
    ] {
        let signer = Signer::rsa("bank", method, key.clone())
            .unwrap()
            .with_token(TokenCredentials::new("t", ""));
        let message = json(&provider.call(&signer, "GET", "/resource", None).await);
        assert_eq!(message["signature_method"], method.name());
    }
    let hmac = Signer::new(ClientCredentials::new("bank", ""));
    assert_eq!(
        provider
            .call(&hmac, "GET", "/two-legged", None)
            .await
            .status(),
        401
    );
}

/// Checks that the provider does not start, and returns its standard error.
fn refuses(name: &str, known: &str, arguments: &[&str]) -> String {
    let output = command(&file(name, known), arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn files_that_prevent_the_start() {
    let rsa = r#"{"clients": [{"identifier": "r", "rsa_public_key": "-----BEGIN"}]}"#;
    let message = refuses("rsa.json", rsa, &[]);
    let why = if cfg!(feature = "rsa") {
        "no complete PEM block"
    } else {
        "RSA is not compiled in"
    };
    assert!(
        message.contains("\"r\"") && message.contains(why),
        "{message}"
    );
    for (name, known, words) in [
        (
            "none.json",
            r#"{"clients": [{"identifier": "x"}]}"#,
            "either a secret or",
        ),
        (
            "both.json",
            r#"{"clients": [{"identifier": "x", "secret": "s3cret", "rsa_public_key": "y"}]}"#,
            "either a secret or",
        ),
        (
            "twice.json",
            r#"{"clients": [{"identifier": "x", "secret": "s3cret"}, {"identifier": "x", "secret": "s3cret"}]}"#,
            "in the file twice",
        ),
        (
            "foreign.json",
            r#"{"clients": [], "tokens": [{"client": "x", "token": "y", "secret": "s3cret"}]}"#,
            "of a token is not in the file",
        ),
        (
            "unknown.json",
            r#"{"clients": [{"identifier": "x", "s3cret": "y"}]}"#,
            "line 1",
        ),
        (
            "both-rules.json",
            r#"{"clients": [{"identifier": "x", "secret": "s3cret", "callbacks": [
                {"loopback": "http://127.0.0.1/", "extra_query": "https://a.example/"}]}]}"#,
            "the client \"x\": a callback is a text, {\"loopback\": ..} or {\"extra_query\": ..}",
        ),
        (
            "other-rule.json",
            r#"{"clients": [{"identifier": "x", "secret": "s3cret", "callbacks": [
                {"exact": "https://a.example/"}]}]}"#,
            "a callback is a text, ",
        ),
        (
            "no-rule.json",
            r#"{"clients": [{"identifier": "x", "secret": "s3cret", "callbacks": [{}]}]}"#,
            "a callback is a text, ",
        ),
        (
            "no-callback.json",
            r#"{"clients": [{"identifier": "x", "secret": "s3cret", "callbacks": ["/ready"]}]}"#,
            "the client \"x\": ",
        ),
        ("type.json", r#"{"clients": "s3cret"}"#, "line 1"),
        ("empty.json", "", "line 1"),
    ] {
        let message = refuses(name, known, &[]);
        assert!(message.contains(words), "{name}: {message}");
        assert!(!message.contains("s3cret"), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    let message =
        String::from_utf8(command("/no/such/file", &[]).output().unwrap().stderr).unwrap();
    assert!(message.contains("/no/such/file"), "{message}");
    if !cfg!(feature = "redis") {
        let message = refuses("known-2.json", KNOWN, &["--redis", "redis://127.0.0.1:1"]);
        assert!(message.contains("feature `redis`"), "{message}");
    }
}
