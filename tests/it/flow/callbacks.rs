//! The callback that is sent, and the redirect that comes back from the user.

use std::convert::Infallible;

use tower::util::service_fn;
use tower_oauth1::flow::{CallbackError, FlowErrorKind, FlowStep, RedirectError};
use tower_oauth1::{Callback, PendingAuthorization};

use crate::flow::provider::{
    GRANTED, HttpRequest, assert_signed, chain, flow, parameter, pending, response, unreachable,
    url,
};

/// Returns the verifier that is sent after a redirect, or the error if nothing is sent.
async fn verifier(pending: &PendingAuthorization, redirect: &str) -> Result<String, RedirectError> {
    let mut sent = None;
    let mut http = service_fn(|request: HttpRequest| {
        assert_signed(&request, "temp-s3cret");
        sent = parameter(&request, "oauth_verifier");
        async { Ok::<_, Infallible>(response(200, GRANTED)) }
    });
    let result = flow()
        .request_token_credentials(&mut http, pending, redirect)
        .await;
    let Err(error) = result else {
        return Ok(sent.unwrap());
    };
    assert_eq!(sent, None, "nothing may be sent");
    assert_eq!(error.step(), FlowStep::TokenCredentials);
    assert_eq!((error.status(), error.body()), (None, None));
    assert!(!format!("{error:?}{}", chain(&error)).contains("v3rifier"));
    match error.kind() {
        FlowErrorKind::Callback(kind) => Err(*kind),
        kind => panic!("{kind:?}"),
    }
}

#[tokio::test]
async fn out_of_band_takes_a_pin() {
    let pending = pending(Callback::OutOfBand).await;
    for pin in ["v3rifier", " v3rifier\n", "\tv3rifier\r\n"] {
        assert_eq!(verifier(&pending, pin).await.unwrap(), "v3rifier");
    }
    // The user may paste the URL at which the browser ended.
    let pasted = "https://h/done?oauth_token=temp&oauth_verifier=v3rifier\n";
    assert_eq!(verifier(&pending, pasted).await.unwrap(), "v3rifier");
    for (pasted, error) in [
        (
            "https://h/done?oauth_token=other&oauth_verifier=v3rifier",
            RedirectError::ForeignToken,
        ),
        ("https://h/done?denied=temp", RedirectError::Denied),
        ("denied=temp", RedirectError::Denied),
        ("?oauth%5Ftoken=temp", RedirectError::MissingVerifier),
        (
            "/done?oauth_problem=user_refused",
            RedirectError::MissingToken,
        ),
        ("https://h/done", RedirectError::MissingToken),
        ("?", RedirectError::MissingToken),
    ] {
        let refused = verifier(&pending, pasted).await;
        assert_eq!(refused, Err(error), "{pasted}");
    }
    for pin in ["a=b", "/+=", "?!".trim_start_matches('?'), "oauth_token"] {
        assert_eq!(verifier(&pending, pin).await.as_deref(), Ok(pin));
    }
    for pin in ["", " ", "\r\n"] {
        let refused = verifier(&pending, pin).await;
        assert_eq!(refused, Err(RedirectError::EmptyVerifier));
    }
}

#[tokio::test]
async fn a_callback_may_be_absolute_relative_or_a_query() {
    let pending = pending(url("https://app.example.com/ready?for=me")).await;
    assert!(!pending.is_out_of_band());
    for before in [
        "https://app.example.com/ready?for=me&",
        "/ready?for=me&",
        "ready?",
        "ready;v=1?",
        "/a&b?",
        "?",
        "for=me?&",
        "",
        " ",
    ] {
        for (query, sent) in [
            ("oauth_token=temp&oauth_verifier=v3rifier", "v3rifier"),
            (
                "oauth_verifier=a%2Bb+%C3%A9&x=1&oauth_token=t%65mp",
                "a+b \u{e9}",
            ),
            (
                "oauth_token=temp&oauth_verifier=a%20#oauth_verifier=b",
                "a ",
            ),
        ] {
            let callback = format!("{before}{query}\n");
            let verifier = verifier(&pending, &callback).await;
            assert_eq!(verifier.as_deref(), Ok(sent), "{callback}");
        }
    }
}

#[tokio::test]
async fn a_foreign_or_denied_callback_is_refused() {
    use RedirectError as E;
    let pending = pending(url("myapp://ready")).await;
    for (query, error) in [
        ("", E::MissingToken),
        ("v3rifier", E::MissingToken),
        ("oauth_verifier=v3rifier", E::MissingToken),
        ("denied=temp", E::Denied),
        ("denied=other", E::ForeignToken),
        ("denied=", E::ForeignToken),
        ("oauth_token=temp&denied=1", E::MissingVerifier),
        ("oauth_token=temp&oauth_verifier=&denied=temp", E::Denied),
        (
            "oauth_token=temp&oauth_verifier=v3rifier&denied=temp",
            E::Denied,
        ),
        (
            "oauth_token=temp&oauth_verifier=v3rifier&oauth_problem=user_refused",
            E::Denied,
        ),
        ("oauth_token=temp&oauth_problem=user_refused", E::Denied),
        (
            "oauth_token=other&oauth_problem=user_refused",
            E::ForeignToken,
        ),
        ("oauth_problem=user_refused", E::MissingToken),
        ("denied=temp&denied=temp", E::Repeated { name: "denied" }),
        (
            "oauth_token=temp&oauth_problem=token_expired",
            E::Problem {
                name: Some("token_expired"),
            },
        ),
        ("oauth_token=other&oauth_verifier=v3rifier", E::ForeignToken),
        ("oauth_token=tem&oauth_verifier=v3rifier", E::ForeignToken),
        ("oauth_token=temp+&oauth_verifier=v3rifier", E::ForeignToken),
        ("oauth_token=TEMP&oauth_verifier=v3rifier", E::ForeignToken),
        ("oauth_token=%FF&oauth_verifier=v3rifier", E::ForeignToken),
        ("oauth_token=&oauth_verifier=v3rifier", E::ForeignToken),
        ("oauth_token=other", E::ForeignToken),
        ("oauth_token=temp", E::MissingVerifier),
        (
            "oauth_token=temp&Oauth_verifier=v3rifier",
            E::MissingVerifier,
        ),
        (
            "oauth_token=temp#oauth_verifier=v3rifier",
            E::MissingVerifier,
        ),
        ("oauth_token=temp&oauth_verifier=", E::EmptyVerifier),
        ("oauth_token=temp&oauth_verifier", E::EmptyVerifier),
        ("oauth_token=temp&oauth_verifier=%FE", E::NotUtf8),
        (
            "oauth_token=temp&oauth_token=temp&oauth_verifier=v3rifier",
            E::Repeated {
                name: "oauth_token",
            },
        ),
        (
            "oauth_token=temp&oauth_token=other&oauth_verifier=v3rifier",
            E::Repeated {
                name: "oauth_token",
            },
        ),
        (
            "oauth_token=temp&oauth_verifier=v3rifier&oauth_verifier=",
            E::Repeated {
                name: "oauth_verifier",
            },
        ),
        (
            "oauth_token=temp&oauth_problem=a&oauth_problem=b",
            E::Repeated {
                name: "oauth_problem",
            },
        ),
    ] {
        for before in ["myapp://ready?", "/?", ""] {
            let callback = format!("{before}{query}");
            assert_eq!(
                verifier(&pending, &callback).await,
                Err(error),
                "{callback}"
            );
        }
    }
    // The client reads the token of a callback from its query only.
    let path = "myapp://ready/oauth_token=temp&oauth_verifier=v3rifier";
    assert_eq!(verifier(&pending, path).await, Err(E::MissingToken));
}

#[tokio::test]
async fn a_callback_is_sent_unchanged() {
    for callback in [
        "http://printer.example.com/ready",
        "HTTPS://app.example.com:8443?a=b%2fc+d",
        "http://127.0.0.1:4180/",
        "myapp://ready",
        "com.example.app:/ready",
        "myapp:/cb",
        "myapp:///cb",
        "about:blank",
        "https://app.example.com/caf\u{e9}",
    ] {
        let mut http = service_fn(|request: HttpRequest| async move {
            assert_signed(&request, "");
            assert_eq!(parameter(&request, "oauth_callback").unwrap(), callback);
            Ok::<_, Infallible>(response(200, crate::flow::provider::INITIATED))
        });
        let pending = flow()
            .request_temporary_credentials(&mut http, url(callback))
            .await;
        assert!(!pending.unwrap().is_out_of_band());
    }
}

#[test]
fn a_callback_must_be_an_absolute_uri() {
    for text in [
        "",
        "oob",
        "OOB",
        "/ready",
        "ready?x=a",
        "app.example.com/ready",
        "127.0.0.1:4180/ready",
        "localhost:5000/ready",
        "localhost:5000",
        "app.example.com:8443/ready?x=a",
        "app.example.com:",
        "[::1]:5000/ready",
        "myapp:ready",
        "urn:ietf:wg:oauth:2.0:oob",
        "://h",
        ":",
        "about:",
        "1a:b",
        "http:",
        "http://",
        "https:///ready",
        "http:ready",
        "HTTP:/ready",
    ] {
        assert_eq!(
            Callback::url(text),
            Err(CallbackError::NotAbsolute),
            "{text}"
        );
    }
    for text in [
        "https://h/a b",
        " https://h",
        "https://h\n",
        "my\u{0}app:x",
        "http://h/<x>",
        "http://h:99999/ready",
        "http://h:port/ready",
    ] {
        assert_eq!(Callback::url(text), Err(CallbackError::Malformed), "{text}");
    }
}

/// A value that is stored between two web requests is copied.
#[tokio::test]
async fn a_copied_authorization_expects_the_same_redirect() {
    let kept = pending(url("https://h/ready")).await.clone();
    let foreign = "oauth_token=other&oauth_verifier=v";
    let mut http = service_fn(unreachable);
    let refused = flow()
        .request_token_credentials(&mut http, &kept, foreign)
        .await;
    assert!(refused.is_err());
    let redirect = "oauth_token=temp&oauth_verifier=v";
    assert_eq!(verifier(&kept, redirect).await.unwrap(), "v");
}
