//! The authorization flow between the client and the server of this crate.

use std::convert::Infallible;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tower_oauth1::{Callback, FlowError, GrantedAuthorization, PendingAuthorization};

use crate::grant::service::{CALLBACK, Service, credentials, flow};

async fn initiate(
    service: &Service,
    callback: Callback,
) -> Result<PendingAuthorization, FlowError> {
    let mut http = http(service);
    flow(service, "printer")
        .request_temporary_credentials(&mut http, callback)
        .await
}

async fn exchange(
    service: &Service,
    pending: &PendingAuthorization,
    redirect: &str,
) -> Result<GrantedAuthorization, FlowError> {
    let mut http = http(service);
    flow(service, "printer")
        .request_token_credentials(&mut http, pending, redirect)
        .await
}

pub(super) fn http(
    service: &Service,
) -> impl tower::Service<
    Request<Full<Bytes>>,
    Response = http::Response<String>,
    Error = Infallible,
    Future: Send,
> {
    let service = service.clone();
    tower::service_fn(move |request| {
        let service = service.clone();
        async move { Ok(service.respond(request).await) }
    })
}

#[tokio::test]
async fn with_a_callback() {
    let service = Service::new();
    let pending = initiate(&service, Callback::url(CALLBACK).unwrap())
        .await
        .unwrap();
    let temporary = pending.credentials().identifier();
    let pending_grant = service.grants.pending(temporary).await.unwrap();
    assert_eq!(
        (pending_grant.client_identifier(), pending_grant.callback()),
        ("printer", CALLBACK)
    );
    let sent_back = service.grants.approve(temporary, "jane").await.unwrap();
    let redirect = sent_back.redirect().unwrap();
    let verifier = sent_back.verifier().unwrap();
    let expected = format!("{CALLBACK}&oauth_token={temporary}&oauth_verifier={verifier}");
    assert_eq!(redirect, expected);

    let granted = exchange(&service, &pending, redirect).await.unwrap();
    assert_eq!(granted.field("screen_name"), Some("jane"));
    let user = service
        .signer("printer")
        .with_token(granted.credentials().clone());
    assert_eq!(service.post(&user, "/photos", &[]).await.status(), 200);
    // Another client cannot use the token, even if it knows all secrets.
    let other = service
        .signer("other")
        .with_token(granted.credentials().clone());
    assert_eq!(service.post(&other, "/photos", &[]).await.status(), 401);
}

#[tokio::test]
async fn out_of_band() {
    let service = Service::new();
    let pending = initiate(&service, Callback::OutOfBand).await.unwrap();
    let temporary = pending.credentials().identifier();
    let sent_back = service.grants.approve(temporary, "jane").await.unwrap();
    assert_eq!(sent_back.redirect(), None);
    let typed = format!(" {}\n", sent_back.verifier().unwrap());
    assert!(exchange(&service, &pending, &typed).await.is_ok());
}

#[tokio::test]
async fn a_denial_ends_it() {
    let service = Service::new();
    let pending = initiate(&service, Callback::url(CALLBACK).unwrap())
        .await
        .unwrap();
    let temporary = pending.credentials().identifier();
    let sent_back = service.grants.refuse(temporary).await.unwrap();
    let redirect = sent_back.redirect().unwrap();
    let expected = format!("{CALLBACK}&oauth_token={temporary}&oauth_problem=user_refused");
    assert_eq!(redirect, expected);
    assert_eq!(sent_back.verifier(), None);
    let refused = exchange(&service, &pending, redirect).await.unwrap_err();
    assert!(!refused.to_string().is_empty());
    let exchange = service
        .exchange("printer", pending.credentials(), "x")
        .await;
    assert_eq!(exchange.status(), 401);
}

#[tokio::test]
async fn responses_are_forms_that_are_not_cached() {
    let service = Service::new();
    let signer = service.signer("printer");
    let first = service
        .post(&signer, "/initiate", &[("oauth_callback", "oob")])
        .await;
    let (token, secret) = credentials(first.body());
    let body =
        format!("oauth_token={token}&oauth_token_secret={secret}&oauth_callback_confirmed=true");
    assert_eq!(*first.body(), body);
    let temporary = service.initiate("printer", "oob").await;
    let verifier = service
        .grants
        .approve(temporary.identifier(), "Jane & Co")
        .await
        .unwrap();
    let last = service
        .exchange("printer", &temporary, verifier.verifier().unwrap())
        .await;
    assert!(
        last.body().ends_with("&screen_name=Jane%20%26%20Co"),
        "{}",
        last.body()
    );
    for response in [first, last] {
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            "application/x-www-form-urlencoded"
        );
        assert_eq!(response.headers()["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn issued_values_are_long_and_unique() {
    let service = Service::new();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..500 {
        let temporary = service.initiate("printer", CALLBACK).await;
        let sent_back = service.approve(&temporary).await;
        let verifier = sent_back.verifier().unwrap().to_owned();
        let issued = service.exchange("printer", &temporary, &verifier).await;
        let (token, secret) = credentials(issued.body());
        let identifier = temporary.identifier().to_owned();
        for text in [
            identifier,
            temporary.secret().to_owned(),
            verifier,
            token,
            secret,
        ] {
            assert_eq!(text.len(), 32, "{text}");
            assert!(
                text.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            );
            assert!(seen.insert(text));
        }
    }
}

#[tokio::test]
async fn callbacks_keep_their_query_and_fragment() {
    let service = Service::new();
    for (callback, start, end) in [
        ("https://a.example", "https://a.example?", ""),
        ("https://a.example/?", "https://a.example/?", ""),
        ("https://a.example/?x=%20&", "https://a.example/?x=%20&", ""),
        (
            "http://a.example:8080/p?x",
            "http://a.example:8080/p?x&",
            "",
        ),
        (
            "https://a.example/p#top?x",
            "https://a.example/p?",
            "#top?x",
        ),
    ] {
        let temporary = service.initiate("tester", callback).await;
        let sent_back = service.approve(&temporary).await;
        let verifier = sent_back.verifier().unwrap();
        let identifier = temporary.identifier();
        let expected = format!("{start}oauth_token={identifier}&oauth_verifier={verifier}{end}");
        assert_eq!(sent_back.redirect(), Some(expected.as_str()), "{callback}");
    }
}
