//! The example `authorize`, run as a person would run it.
pub(crate) mod https;
mod loopback;
mod process;
pub(crate) mod provider;
mod refusals;

use serde_json::{Value, json};

use crate::support::port::free_port;
use process::{Ended, start, visit};
use provider::{Provider, VERIFIER};

/// Checks that the run succeeded and that the last line is a JSON object with everything that the
/// provider sent.
fn assert_granted(ended: &Ended) {
    assert_eq!(ended.status, Some(0), "{ended:?}");
    let last = ended.stdout.trim_end().lines().last().unwrap();
    let object: Value = serde_json::from_str(last).unwrap();
    let expected = json!({
        "oauth_token": "token", "oauth_token_secret": "token-s3cret", "user": "j\u{e4}ne", "a": "b",
    });
    assert_eq!(object, expected);
    assert!(
        last.starts_with("{\"oauth_token\":\"token\",\"oauth_token_secret\":"),
        "{last}"
    );
    assert!(!ended.stderr.contains("s3cret"), "{}", ended.stderr);
}

#[tokio::test]
async fn out_of_band_and_a_call_with_the_token() {
    let provider = Provider::start().await;
    let me = format!("{}/me?x=%7e", provider.origin);
    let arguments = ["--get", &me, "--param", "oauth_x=1", "--param", "scope=a b"];
    let run = start(
        &provider,
        &[&arguments[..], &["--realm", "Photos"]].concat(),
    )
    .await;
    let ended = run.types(&format!("  {VERIFIER} ")).await;
    assert_granted(&ended);
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert_eq!(lines[..2], ["status: 200 OK", "hello, j\u{e4}ne"]);
    let at = |path: &str, value: &str| (path.to_owned(), value.to_owned());
    assert_eq!(
        provider.received("oauth_callback"),
        [at("/initiate", "oob")]
    );
    assert_eq!(
        provider.received("oauth_verifier"),
        [at("/token", VERIFIER)]
    );
    assert_eq!(provider.received("oauth_x"), [at("/initiate", "1")]);
    let realms = provider.received("realm");
    assert_eq!(realms.len(), 3, "{realms:?}");
    assert!(realms.iter().all(|(_, realm)| realm == "Photos"));
}

#[tokio::test]
async fn a_callback_to_the_listener_of_the_example() {
    let provider = Provider::start().await;
    let callback = format!("http://127.0.0.1:{}/re{{a}}dy?for=me", free_port());
    let mut run = start(&provider, &["--callback", &callback]).await;
    assert_eq!(provider.received("oauth_callback")[0].1, callback);
    // The end of the standard input does not end the wait.
    run.closes_input().await;
    let elsewhere = callback.replace("/re{a}dy?for=me", "/favicon.ico");
    assert_eq!(visit(&elsewhere).await.0, 404);
    // Neither a visit without the verifier nor the Enter key ends the wait.
    assert_eq!(visit(&callback).await.0, 404);
    // A browser escapes characters that are raw in the callback.
    let back = callback.replace("{a}", "%7Ba%7D");
    let back = format!("{back}&oauth_token=temp&oauth_verifier={VERIFIER}");
    let (status, page) = visit(&back).await;
    assert_eq!(status, 200);
    assert!(page.contains("Go back to the program"), "{page}");
    assert_granted(&run.ends().await);
}

#[tokio::test]
async fn a_pasted_url() {
    let provider = Provider::start().await;
    let port = free_port();
    let listening = format!("http://127.0.0.1:{port}/ready");
    for callback in [
        "https://app.example.com/ready",
        "myapp:/ready",
        &listening,
        "oob",
    ] {
        let run = start(&provider, &["--callback", callback]).await;
        let at = callback.replace("oob", "https://h/done");
        let url = format!("{at}?oauth_token=temp&oauth_verifier={VERIFIER}");
        assert_granted(&run.types(&url).await);
    }
}

#[tokio::test]
async fn plaintext() {
    let provider = Provider::start().await;
    let run = start(
        &provider,
        &["--signature-method", "PLAINTEXT", "--insecure"],
    )
    .await;
    assert_granted(&run.types(VERIFIER).await);
    assert_eq!(
        provider.received("oauth_signature_method")[0].1,
        "PLAINTEXT"
    );
}

/// The provider issues the token only once, so it is printed even if the call fails.
#[tokio::test]
async fn a_call_that_fails_loses_no_token() {
    let provider = Provider::start().await;
    let nobody = format!("http://127.0.0.1:{}/me", free_port());
    let ended = start(&provider, &["--get", &nobody])
        .await
        .types(VERIFIER)
        .await;
    assert_eq!(ended.status, Some(1), "{ended:?}");
    let last = ended.stdout.trim_end().lines().last().unwrap();
    let object: Value = serde_json::from_str(last).unwrap();
    assert_eq!(object["oauth_token_secret"], "token-s3cret");
    assert!(ended.stderr.contains("because"), "{ended:?}");
}

#[tokio::test]
async fn an_enter_while_it_listens() {
    let provider = Provider::start().await;
    let callback = format!("http://LOCALHOST:{}", free_port());
    let mut run = start(&provider, &["--callback", &callback]).await;
    assert_eq!(
        provider.received("oauth_callback")[0].1,
        callback,
        "the callback is sent unchanged"
    );
    run.presses_enter().await;
    visit(&format!(
        "{callback}/?oauth_token=temp&oauth_verifier={VERIFIER}"
    ))
    .await;
    assert_granted(&run.ends().await);
}

/// `0.0.0.0` reaches this machine, but is not a loopback address.
#[tokio::test]
async fn plain_http_to_elsewhere() {
    let provider = Provider::start().await.elsewhere();
    let run = start(&provider, &["--insecure"]).await;
    assert_granted(&run.types(VERIFIER).await);
    let refused = process::ended(&provider.origin, &[]).await;
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("--insecure allows"), "{refused:?}");
}

/// With a profile, a provider needs no URLs.
#[tokio::test]
async fn a_profile() {
    let provider = Provider::start().await;
    let site = format!("word-press={}", provider.origin);
    let run = process::start_profile(&provider, &site, &["--client-secret", provider::CLIENT.1]);
    assert_granted(&run.await.types(VERIFIER).await);
    for (arguments, words) in [
        (
            ["--profile", "word-press"],
            "wordpress needs the URL of its site",
        ),
        (
            ["--profile", "discgs"],
            "use one of x, tumblr, flickr, discogs, ",
        ),
        (["--profile", "net-suite=a b"], "malformed account"),
        (["--profile", "x=https://h"], "x has one installation only"),
        (["--profile", "noun-project"], "has no authorization flow"),
        (["--profile", "mastercard"], "with a private key"),
    ] {
        let arguments = [&arguments[..], &["--client-secret", "s"]].concat();
        let ended = process::ended_with(&arguments).await;
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(ended.stderr.contains(words), "no {words:?} in {ended:?}");
    }
}

#[cfg(feature = "rsa")]
#[tokio::test]
async fn a_private_key() {
    let provider = Provider::start().await;
    let key = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/rsa/private-pkcs8.pem"
    );
    let me = format!("{}/me", provider.origin);
    let arguments = [
        "--private-key",
        key,
        "--signature-method",
        "RSA-SHA256",
        "--get",
        &me,
    ];
    let ended = process::start_keyed(&provider, &arguments)
        .await
        .types(VERIFIER)
        .await;
    assert_granted(&ended);
    assert!(ended.stdout.starts_with("status: 200 OK"), "{ended:?}");
    for (file, words) in [
        ("ec.pem", "another algorithm"),
        ("certificate.pem", "a private key in PKCS#1"),
        ("nothing.pem", "cannot be read"),
    ] {
        let file = key.replace("private-pkcs8.pem", file);
        let arguments = ["--private-key", &file, "--signature-method", "RSA-SHA256"];
        let ended = process::ended_keyed(&provider.origin, &arguments).await;
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(ended.stderr.contains(words), "no {words:?} in {ended:?}");
    }
}
