//! Runs that end without a token: the reasons, and the exit status.

use crate::authorize::process::{Ended, ended, start, visit};
use crate::authorize::provider::Provider;
use crate::support::port::free_port;

/// Checks that the run failed, printed its reasons, and printed no object.
fn assert_refused(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.status, Some(1), "{ended:?}");
    for word in words {
        assert!(ended.stderr.contains(word), "no {word:?} in {ended:?}");
    }
    assert!(!ended.stdout.contains('{'), "{ended:?}");
    let output = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!output.contains("s3cret"), "{output}");
}

#[tokio::test]
async fn the_user_says_no() {
    let provider = Provider::start().await;
    for query in ["denied=temp", "oauth_token=temp&oauth_problem=user_refused"] {
        let callback = format!("http://127.0.0.1:{}/ready", free_port());
        let run = start(&provider, &["--callback", &callback]).await;
        assert_eq!(visit(&format!("{callback}?{query}")).await.0, 200);
        assert_refused(&run.ends().await, &["the user denied access"]);
    }
    let run = start(&provider, &[]).await;
    assert_refused(&run.types("").await, &["the verifier is empty"]);
    let run = start(&provider, &[]).await;
    let pasted = "https://app.example.com/done?denied=temp";
    assert_refused(&run.types(pasted).await, &["the user denied access"]);
    assert_eq!(provider.received("oauth_verifier"), []);
}

/// MediaWiki shows a page to a user who refuses, and never redirects.
#[tokio::test]
async fn the_user_never_comes_back() {
    let provider = Provider::start().await;
    let callback = format!("http://127.0.0.1:{}/ready", free_port());
    let run = start(&provider, &["--callback", &callback, "--wait", "1"]).await;
    let words = ["within 1 seconds", "do not redirect", "--wait"];
    assert_refused(&run.ends().await, &words);
    assert_eq!(provider.received("oauth_verifier"), []);
}

#[tokio::test]
async fn a_foreign_token_in_the_callback() {
    let provider = Provider::start().await;
    let callback = format!("http://127.0.0.1:{}/ready", free_port());
    let run = start(&provider, &["--callback", &callback]).await;
    visit(&format!(
        "{callback}?oauth_token=other&oauth_verifier=v3rifier"
    ))
    .await;
    let words = [
        "completing the authorization failed",
        "belongs to another authorization",
    ];
    assert_refused(&run.ends().await, &words);
    assert_eq!(provider.received("oauth_verifier"), [], "nothing was sent");

    let run = start(&provider, &["--callback", "https://app.example.com/"]).await;
    let pasted = "https://app.example.com/?oauth_token=other&oauth_verifier=v3rifier";
    assert_refused(&run.types(pasted).await, &words);
}

#[tokio::test]
async fn the_server_says_no() {
    let provider = Provider::start().await;
    let run = start(&provider, &[]).await;
    assert!(run.authorize.ends_with("oauth_token=temp"));
    assert_refused(&run.types("wrong").await, &["status 401 Unauthorized"]);

    let wrong = ["--client-secret", "wrong"];
    let ended = ended(&provider.origin, &wrong).await;
    // clap uses the last of two values, if it allows them at all.
    assert_eq!(ended.status, Some(2), "{ended:?}");
    let unknown = crate::authorize::process::ended_as(&provider.origin, "wrong", &[]).await;
    assert_refused(
        &unknown,
        &[
            "requesting temporary credentials from http://127.0.0.1:",
            "/initiate failed: the server reports `signature_invalid`",
            "401",
            "the server says: look at the\\nsecret",
        ],
    );
}

#[tokio::test]
async fn before_anything_is_sent() {
    let provider = Provider::start().await;
    let local = provider.origin.as_str();
    for (origin, arguments, words) in [
        (
            "http://photos.example.net",
            &[][..],
            &["temporary-credentials endpoint", "https", "--insecure"][..],
        ),
        (
            "http://user:s3cret@127.0.0.1:1",
            &[],
            &["temporary-credentials endpoint"],
        ),
        ("ftp://127.0.0.1", &[], &["temporary-credentials endpoint"]),
        (
            local,
            &["--callback", "/ready"],
            &["a callback must be an absolute URI", "--callback"],
        ),
        (
            local,
            &["--callback", "http://127.0.0.1:99999/"],
            &["callback"],
        ),
        (local, &["--get", "/me"], &["--get needs an absolute URL"]),
        (local, &["--get", "https://u:p@h/"], &["user information"]),
        (local, &["--param", "scope"], &["--param NAME=VALUE"]),
        (local, &["--param", "oauth_callback=x"], &["oauth_callback"]),
        (local, &["--realm", "a\nb"], &["realm"]),
        (
            local,
            &["--signature-method", "PLAINTEXT"],
            &["PLAINTEXT", "https"],
        ),
    ] {
        assert_refused(&ended(origin, arguments).await, words);
    }
    assert_eq!(provider.received("oauth_nonce"), []);
    // Nothing listens there.
    let nobody = format!("http://127.0.0.1:{}", free_port());
    assert_refused(
        &ended(&nobody, &[]).await,
        &["your HTTP client failed", "because"],
    );
    for usage in [&["--signature-method", "RSA"][..], &["--get"], &["stray"]] {
        assert_eq!(ended(local, usage).await.status, Some(2));
    }
}

#[tokio::test]
async fn the_port_is_taken() {
    let provider = Provider::start().await;
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = format!("http://{}/ready", taken.local_addr().unwrap());
    let ended = ended(&provider.origin, &["--callback", &callback]).await;
    assert_refused(&ended, &["in use"]);
    assert_eq!(provider.received("oauth_callback"), []);
}

/// Starts a server that responds to every request with this status and body.
async fn responding(status: u16, body: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let status = http::StatusCode::from_u16(status).unwrap();
    let router = axum::Router::new().fallback(move || async move { (status, body) });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    origin
}

#[tokio::test]
async fn the_words_of_the_server() {
    let words = "Error: oauth_callback must be set";
    for status in [200, 401, 500] {
        let ended = ended(&responding(status, words).await, &[]).await;
        assert_refused(
            &ended,
            &["the server says: Error: oauth_callback must be set"],
        );
        assert!(ended.stderr.contains("--verbose"), "{ended:?}");
    }
    let page = "<html><style>p{}</style><p>Callback URL\n<b>is</b> invalid</html>";
    let page = ended(&responding(500, page).await, &[]).await;
    assert_refused(&page, &["the server says: Callback URL is invalid\n"]);
    for hidden in [
        "oauth_token=hidden",
        "a=b&oauth_token_secret=hidden",
        "{\"accessToken\" : \"hidden\"}",
        "{\"e\":\"{\\\"secret\\\":\\\"hidden\\\"}\"}",
        "<oauth_token>hidden</oauth_token>",
        "debug_sbs=GET&http%3A%2F%2Fh&oauth_token%3Dhidden",
    ] {
        for status in [200, 401] {
            let ended = ended(&responding(status, hidden).await, &[]).await;
            assert_eq!(ended.status, Some(1), "{ended:?}");
            assert!(!ended.stderr.contains("hidden"), "{hidden}: {ended:?}");
        }
    }
}

#[tokio::test]
async fn what_was_signed() {
    let echo = "Expected base string: POST&https%3A%2F%2Fh%2Finitiate&oauth_callback%3Doob";
    let origin = responding(401, echo).await;
    let quiet = ended(&origin, &[]).await;
    assert_refused(
        &quiet,
        &[
            "base string of the server: the scheme differs",
            "--verbose shows",
        ],
    );
    assert!(!quiet.stderr.contains("base string URI"), "{quiet:?}");
    let verbose = ended(&origin, &["--verbose"]).await;
    let uri = format!("base string URI  {origin}/initiate");
    assert_refused(
        &verbose,
        &[
            "what was signed",
            &uri,
            "oauth_callback = oob",
            "oauth_signature = (hidden)",
        ],
    );
}
