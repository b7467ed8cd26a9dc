//! RFC 5849 section 2.1: callbacks, and requests for temporary credentials.

use tower_oauth1::ClientCredentials;
use tower_oauth1::grant::GrantError;
use tower_oauth1::verify::{CallbackError, RegisteredClient};

use super::{ask, refused};
use crate::grant::service::{CALLBACK, Service};

#[tokio::test]
async fn callbacks_that_the_client_did_not_register() {
    let service = Service::new();
    for callback in [
        "https://evil.example/ready?for=me",
        "https://printer.example.com/ready",
        "https://printer.example.com/ready?for=me&x",
        "https://printer.example.com/ready?for=me#",
        "https://printer.example.com/ready?for=Me",
        "https://printer.example.com:443/ready?for=me",
        "https://printer.example.com@evil.example/ready?for=me",
        "http://printer.example.com/ready?for=me",
        "HTTPS://printer.example.com/ready?for=me",
        "OOB",
        "oob ",
        "javascript:alert(1)",
        "/ready?for=me",
    ] {
        let response = ask(&service, "printer", callback).await;
        refused(&response, 400, "parameter_rejected");
        assert_eq!(
            response.extensions().get(),
            Some(&GrantError::Callback),
            "{callback}"
        );
    }
    refused(
        &ask(&service, "other", "oob").await,
        400,
        "parameter_rejected",
    );
    refused(
        &ask(&service, "unregistered", CALLBACK).await,
        400,
        "parameter_rejected",
    );
    refused(
        &ask(&service, "unregistered", "oob").await,
        400,
        "parameter_rejected",
    );
    assert_eq!(ask(&service, "other", CALLBACK).await.status(), 200);
}

#[tokio::test]
async fn callbacks_that_no_client_may_name() {
    let service = Service::new();
    for callback in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/ready",
        "evil.example",
        "https://",
        "https://a.example/\r\nSet-Cookie: x",
        "https://a.example/a b",
        "https://a.example/caf\u{e9}",
        "Oob",
        "https:/a.example/",
        "https://a.example:x/",
        "https://u@a.example/",
        "https://a.example/?oauth_token=x",
        "https://a.example/?x=1&oauth%5Fverifier=x#y",
        &format!("https://a.example/{}", "x".repeat(2048)),
    ] {
        let response = ask(&service, "tester", callback).await;
        assert_eq!(response.status(), 400, "{callback}");
    }
}

/// A server for tests accepts any web page, and no other program on the device of its user.
#[tokio::test]
async fn any_callback_is_a_web_page_or_none() {
    let service = Service::new();
    for (callback, status) in [
        ("http://localhost:3000/", 200),
        ("HTTPS://a.example/ready?for=me", 200),
        ("oob", 200),
        ("app:/ready", 400),
        ("ftp://a.example/", 400),
        ("javascript:alert(1)", 400),
    ] {
        let response = ask(&service, "tester", callback).await;
        assert_eq!(response.status(), status, "{callback}");
    }
}

#[test]
fn callbacks_are_checked_when_they_are_registered() {
    let client = || RegisteredClient::new(ClientCredentials::new("c", "s"));
    for good in [
        "oob",
        "https://a.example",
        "HTTP://a.example:8080/ready?for=me&x#fragment?oauth_token=x",
        "https://[::1]/",
        "com.example.app:/ready",
        "app:/ready?oauth=1",
        "app://ready",
    ] {
        assert!(client().callbacks([good]).is_ok(), "{good}");
    }
    let (not_absolute, malformed, protocol) = (
        CallbackError::NotAbsolute,
        CallbackError::Malformed,
        CallbackError::ProtocolParameter,
    );
    let of_length = |length: usize| format!("https://a.example/{:x<1$}", "", length - 18);
    assert!(client().callbacks([of_length(2048)]).is_ok());
    let long = of_length(2049);
    for (bad, why) in [
        ("", not_absolute),
        ("OOB", not_absolute),
        ("/ready", not_absolute),
        ("//a.example/ready", not_absolute),
        ("a.example/ready", not_absolute),
        ("1a:ready", not_absolute),
        ("app:", not_absolute),
        ("app:ready", not_absolute),
        ("localhost:5000/ready", not_absolute),
        ("app.example.com:443/ready", not_absolute),
        ("127.0.0.1:5000/ready", not_absolute),
        ("[::1]:5000/ready", not_absolute),
        ("urn:example:ready", not_absolute),
        ("https:ready", not_absolute),
        ("https:///ready", not_absolute),
        ("https://a.example:x/", malformed),
        ("https://u@a.example/", malformed),
        ("https://a.example/caf\u{e9}", malformed),
        ("https://a.example/a b", malformed),
        ("https://a.example/\r\nSet-Cookie: x", malformed),
        ("https://a.example/\0", malformed),
        (&long, malformed),
        ("https://a.example/?oauth_token=x", protocol),
        ("https://a.example/?a=1&oauth_verifier", protocol),
        ("app:/ready?%6Fauth_problem=x", protocol),
    ] {
        // The same callback in a list with a good one.
        assert_eq!(client().callbacks(["oob", bad]).unwrap_err(), why, "{bad}");
    }
}

/// A page that links to such a callback would run it with the rights of the server.
#[test]
fn callbacks_that_a_browser_runs_or_shows() {
    let client = || RegisteredClient::new(ClientCredentials::new("c", "s"));
    for unsafe_one in [
        "javascript:alert(1)",
        "JavaScript:alert(1)//",
        "javascript://a.example/%0Aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "DATA:,x",
        "vbscript:msgbox(1)",
        "VBScript:x",
        "blob:https://a.example/9115d58c-bcda-ff47-86e5-083e9a215304",
        "Blob:x",
        "file:///etc/passwd",
        "FILE://a.example/x",
        "filesystem:https://a.example/temporary/x",
        "view-source:https://a.example/",
        "about:blank",
    ] {
        let error = CallbackError::UnsafeScheme;
        let registered = client().callbacks(["oob", unsafe_one]);
        assert_eq!(registered.unwrap_err(), error, "{unsafe_one}");
        assert!(error.to_string().contains("`https`"));
    }
    for safe in [
        "javascripts:/x",
        "com.example.data:/ready",
        "x-data:/ready",
        "files://ready",
        "https://data.example/javascript:x",
        "app:/javascript:x",
    ] {
        assert!(client().callbacks([safe]).is_ok(), "{safe}");
    }
}
