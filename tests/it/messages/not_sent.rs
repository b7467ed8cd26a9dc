//! The messages of the authorization flow if nothing is sent, or if no response arrives.

use std::error::Error;
use std::fmt;

use http::{Response, Uri};
use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};

use super::Messages;
use super::signing::Broken;
use crate::flow::provider::{HttpRequest, unreachable};
use crate::support::signer;

fn uri(text: &str) -> Uri {
    text.parse().unwrap()
}

fn good() -> Endpoints {
    let at = |path: &str| uri(&format!("https://h/{path}"));
    Endpoints::new(at("initiate"), at("authorize"), at("token"))
}

/// Returns the message of a flow that sends nothing.
async fn message(signer: Signer, endpoints: Endpoints) -> String {
    let mut never = tower::service_fn(unreachable);
    let flow = AuthorizationFlow::new(signer, endpoints);
    let failed = flow.request_temporary_credentials(&mut never, Callback::OutOfBand);
    failed.await.unwrap_err().to_string()
}

/// An error with a text and sources, as those of HTTP clients.
#[derive(Debug)]
struct Nested(&'static str, Option<Box<Self>>);

impl fmt::Display for Nested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Nested {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|source| source as _)
    }
}

fn nested(texts: &[&'static str]) -> Option<Box<Nested>> {
    let (first, rest) = texts.split_first()?;
    Some(Box::new(Nested(first, nested(rest))))
}

pub(super) async fn endpoints(messages: &mut Messages) {
    messages.title("A request of the authorization flow cannot be made, so nothing is sent");
    let at = |path: &str| uri(&format!("https://h/{path}"));
    for (cause, bad) in [
        ("an endpoint without a scheme", "/initiate"),
        ("an endpoint of another scheme", "ftp://h/initiate"),
        ("`http`", "http://192.0.2.1/initiate?key=hidden"),
        ("user information", "https://user:hidden@h/initiate"),
        (
            "a protocol parameter",
            "https://h/initiate?oauth_token=hidden",
        ),
    ] {
        let endpoints = Endpoints::new(uri(bad), at("authorize"), at("token"));
        messages.add(cause, message(signer(), endpoints).await);
    }
    let http = "http://192.0.2.1:8080/oauth";
    let authorize = Endpoints::new(at("initiate"), uri(http), at("token"));
    messages.add("`http` for the user", message(signer(), authorize).await);
    let token = Endpoints::new(at("initiate"), at("authorize"), uri(http));
    messages.add("`http` for the token", message(signer(), token).await);
    let only = Endpoints::token_only(at("token"));
    messages.add("no endpoint", message(signer(), only).await);
    let twice = good().authorize_parameters(Some("key"), "key");
    messages.add("a name twice", message(signer(), twice).await);
    let without_secret = Signer::new(ClientCredentials::without_secret("id"));
    messages.add("no secret", message(without_secret, good()).await);
    let broken = Signer::custom("id", Broken);
    messages.add("a custom key fails", message(broken, good()).await);
}

/// The errors of HTTP clients contain the URL, and its query may have secrets.
pub(super) async fn clients(messages: &mut Messages) {
    messages.title("The HTTP client fails, so no response arrives");
    for (cause, texts) in [
        ("alone", &["broken"][..]),
        (
            "as reqwest",
            &[
                "error sending request for url (https://h/initiate?oauth_signature=hidden)",
                "client error (Connect)",
                "tcp connect error",
                "Connection refused (os error 111)",
            ],
        ),
        ("with its source in the text", &["outer: inner", "inner"]),
        ("in two lines", &["one\nINFO two\u{1b}[0m"]),
    ] {
        let mut client = tower::service_fn(|_: HttpRequest| {
            std::future::ready(Err::<Response<String>, _>(nested(texts).unwrap()))
        });
        let flow = AuthorizationFlow::new(signer(), good());
        let failed = flow.request_temporary_credentials(&mut client, Callback::OutOfBand);
        let failed = failed.await.unwrap_err();
        assert!(failed.source().is_some());
        // `main` prints the errors that it returns with `Debug`.
        let debug = format!("{failed:?}");
        assert!(
            debug.starts_with("FlowError { message: \"requesting"),
            "{debug}"
        );
        messages.add(cause, failed);
    }
    assert!(!messages.0.contains("hidden"));
}

#[tokio::test]
async fn a_long_error_is_cut() {
    let long: &'static str = "x".repeat(600).leak();
    let mut client = tower::service_fn(|_: HttpRequest| {
        std::future::ready(Err::<Response<String>, _>(nested(&[long]).unwrap()))
    });
    let flow = AuthorizationFlow::new(signer(), good());
    let failed = flow.request_temporary_credentials(&mut client, Callback::OutOfBand);
    let message = failed.await.unwrap_err().to_string();
    let shown = message.matches('x').count();
    assert!((512..520).contains(&shown), "{message}");
    assert!(message.ends_with("; check the network, DNS, TLS and the timeout"));
}
