//! `provider --explain` and `sign --compare` or `--check` together: the provider says what it
//! expects to be signed, and `sign` finds the difference.

use http::{Request, Response};
use http_body_util::Full;
use serde_json::Value;

use crate::sign::process;
use crate::support::example::provider::Provider;

const NONCE: [&str; 2] = ["--nonce", "n1"];

/// Signs a request with `sign`, and sends it. Returns the arguments of `sign` and the response.
async fn refused(provider: &Provider, secret: &str) -> (Vec<String>, Response<bytes::Bytes>) {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let uri = provider.uri("/two-legged/a?title=caf%C3%A9&b=1");
    let credentials = ["--client-key", "printer", "--client-secret", secret];
    let time = ["--timestamp".to_owned(), now.to_string()];
    let mut arguments: Vec<String> = [credentials, [NONCE[0], NONCE[1], "-X", "PUT"]]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect();
    arguments.extend(time);
    arguments.push(uri.clone());
    let signed = process::json(&arguments);
    let header = signed["authorization"].as_str().unwrap();
    let request = Request::put(uri).header("authorization", header);
    let response = provider.send(request.body(Full::default()).unwrap()).await;
    assert_eq!(response.status(), 401);
    (arguments, response)
}

/// Returns what `sign --compare` finds in the body of the response.
fn compared(name: &str, arguments: &[String], response: &Response<bytes::Bytes>) -> Value {
    let file = process::file(&format!("explained-{name}"), response.body());
    let compare = ["--compare".to_owned(), file];
    process::json(&[&compare[..], arguments].concat())["difference"].clone()
}

/// Returns the causes that `sign --check` finds in the whole response, the most likely one first.
fn causes(name: &str, arguments: &[String], response: &Response<bytes::Bytes>) -> Vec<Value> {
    let mut text = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        let line = [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat();
        text.extend(line);
    }
    text.extend(b"\r\n");
    text.extend(response.body());
    let file = process::file(&format!("explained-check-{name}"), &text);
    let check = ["--check".to_owned(), file];
    let printed = process::json(&[&check[..], arguments].concat());
    printed["causes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_wrong_secret() {
    let provider = Provider::start(&["--explain"]);
    let (arguments, response) = refused(&provider, "wrong").await;
    assert_eq!(compared("secret", &arguments, &response), Value::Null);
    let causes = causes("secret", &arguments, &response);
    assert_eq!(causes[0]["cause"], "secret", "{causes:?}");
    let advice = causes[0]["advice"].as_str().unwrap();
    assert!(advice.contains("the same base string"), "{advice}");
}

/// The provider is behind a proxy, and was told another origin.
#[tokio::test]
async fn another_origin() {
    let origin = ["--explain", "--public-origin", "https://api.example.com"];
    let provider = Provider::start(&origin);
    let (arguments, response) = refused(&provider, "printer-secret").await;
    let difference = compared("origin", &arguments, &response);
    let difference = difference.as_str().unwrap();
    // The first difference between the two origins.
    let scheme = "the scheme differs: you signed `http`, the server sees `https`";
    assert!(difference.starts_with(scheme), "{difference}");
    let causes = causes("origin", &arguments, &response);
    assert_eq!(causes[0]["cause"], "origin", "{causes:?}");
    let advice = causes[0]["advice"].as_str().unwrap();
    assert!(advice.contains("https://api.example.com"), "{advice}");
}
