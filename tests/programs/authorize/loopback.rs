//! A program that listens on a free port, and a provider that accepts any port of the loopback
//! address (RFC 8252 section 7.3): the examples `authorize` and `provider` together.

use http::Request;
use http_body_util::Full;
use serde_json::Value;

use crate::authorize::process::{ended_with, start_any, visit};
use crate::authorize::provider::CLIENT;
use crate::support::example::provider::{Provider, file};

/// Starts the example `provider`, which knows the client with these callbacks.
fn provider(name: &str, callbacks: &str) -> Provider {
    let (client, key) = CLIENT;
    let known = format!(
        r#"{{"clients": [{{"identifier": "{client}", "secret": "{key}", "callbacks": [{callbacks}]}}]}}"#
    );
    Provider::with(&file(name, &known), &[])
}

/// Returns the arguments of `authorize` for this provider.
fn arguments(provider: &Provider, callback: &str) -> Vec<String> {
    let mut arguments = vec!["--client-secret".to_owned(), CLIENT.1.to_owned()];
    for (name, path) in [
        ("--request-token", "/initiate"),
        ("--authorize", "/authorize"),
        ("--access-token", "/token"),
    ] {
        arguments.extend([name.to_owned(), provider.uri(path)]);
    }
    arguments.extend(["--callback".to_owned(), callback.to_owned()]);
    arguments
}

#[tokio::test]
async fn any_free_port() {
    let registered =
        r#"{"loopback": "http://127.0.0.1/ready"}, {"loopback": "http://[::1]/ready"}"#;
    let provider = provider("loopback.json", registered);
    for address in ["http://127.0.0.1", "http://[::1]"] {
        let arguments = arguments(&provider, &format!("{address}:0/ready"));
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let run = start_any(&arguments).await;
        // The user approves, and the browser follows the redirect.
        let page = Request::get(format!("{}&auto=1", run.authorize));
        let decided = provider.send(page.body(Full::default()).unwrap()).await;
        assert_eq!(decided.status(), 302, "{decided:?}");
        let redirect = decided.headers()["location"].to_str().unwrap();
        let port = redirect.strip_prefix(&format!("{address}:")).unwrap();
        let (port, path) = port.split_once('/').unwrap();
        assert_ne!(port.parse::<u16>().unwrap(), 0);
        assert!(path.starts_with("ready?oauth_token="), "{path}");
        assert_eq!(visit(redirect).await.0, 200);
        let ended = run.ends().await;
        assert_eq!(ended.status, Some(0), "{ended:?}");
        let last = ended.stdout.trim_end().lines().last().unwrap();
        let granted: Value = serde_json::from_str(last).unwrap();
        assert_eq!(granted["screen_name"], "jane");
    }
}

/// `localhost` may have another address, so it is not a loopback address (RFC 8252 section 8.3).
/// Neither is the other address, or another path.
#[tokio::test]
async fn other_callbacks_are_refused() {
    let registered = r#"{"loopback": "http://127.0.0.1/ready"}"#;
    let provider = provider("loopback-one.json", registered);
    for callback in [
        "http://localhost:0/ready",
        "http://[::1]:0/ready",
        "http://127.0.0.1:0/",
    ] {
        let arguments = arguments(&provider, callback);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let ended = ended_with(&arguments).await;
        assert_eq!(ended.status, Some(1), "{callback} {ended:?}");
        for word in ["parameter_rejected", "oauth_callback"] {
            assert!(ended.stderr.contains(word), "{callback} {ended:?}");
        }
    }
}
