//! What an error of the flow says beside its message: what was signed, and whether the user denied
//! access.

use http::Response;
use tower_oauth1::flow::FlowStep;
use tower_oauth1::{AuthorizationFlow, Callback};

use crate::flow::provider::{
    HttpRequest, endpoints, exchange, flow, initiate, pending, response, signer, unreachable, url,
};

#[tokio::test]
async fn what_was_signed() {
    for reply in [response(401, ""), response(200, "no"), response(302, "")] {
        let refused = initiate(Callback::OutOfBand, reply).await.unwrap_err();
        let explanation = refused.explanation().unwrap();
        assert_eq!(explanation.base_string_uri(), "https://h/initiate");
        let base_string = explanation.base_string().unwrap();
        assert!(
            base_string.contains("oauth_callback%3Doob"),
            "{base_string}"
        );
        let server = base_string.replace("https%3A", "http%3A");
        assert!(explanation.diff(&server).is_some());
    }
    let refused = exchange(response(401, "")).await.unwrap_err();
    let explanation = refused.explanation().unwrap();
    assert!(explanation.to_string().contains("oauth_token = temp"));
    // A request that was sent and got no response.
    let mut broken = tower::service_fn(|_: HttpRequest| {
        std::future::ready(Err::<Response<String>, _>(std::io::Error::other("broken")))
    });
    let flow = flow();
    let failed = flow.request_temporary_credentials(&mut broken, Callback::OutOfBand);
    let failed = failed.await.unwrap_err();
    assert!(failed.explanation().is_some());
    assert!(failed.headers().is_none());
    // A request that was not sent.
    let http = "http://h/initiate";
    let endpoints = endpoints(http, "https://h/a", "https://h/t");
    let flow = AuthorizationFlow::new(signer(), endpoints);
    let failed = flow.request_temporary_credentials(&mut broken, Callback::OutOfBand);
    assert!(failed.await.unwrap_err().explanation().is_none());
}

/// The form of a request is explained too.
#[tokio::test]
async fn a_signed_form() {
    let flow = flow().parameter(FlowStep::TemporaryCredentials, "scope", "read write");
    let mut http = tower::service_fn(|_: http::Request<http_body_util::Full<bytes::Bytes>>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(response(401, "")))
    });
    let refused = flow.request_temporary_credentials_with_form(&mut http, Callback::OutOfBand);
    let refused = refused.await.unwrap_err();
    let explanation = refused.explanation().unwrap();
    let normalized = explanation.normalized_parameters();
    assert!(normalized.ends_with("scope=read%20write"), "{normalized}");
}

#[tokio::test]
async fn a_user_who_denies_access() {
    let pending = pending(url("https://c/")).await;
    let flow = flow();
    let mut never = tower::service_fn(unreachable);
    for (callback, is_denied) in [
        ("https://c/?denied=temp", true),
        (
            "https://c/?oauth_token=temp&oauth_problem=user_refused",
            true,
        ),
        ("https://c/?oauth_token=temp", true),
        ("https://c/?oauth_token=temp&oauth_verifier=", true),
        ("https://c/?oauth_token=other&oauth_verifier=1", false),
        ("https://c/", false),
    ] {
        let failed = flow.request_token_credentials(&mut never, &pending, callback);
        let failed = failed.await.unwrap_err();
        assert_eq!(failed.is_denied(), is_denied, "{callback}");
        assert!(!failed.is_expired(), "{callback}");
    }
    for (problem, is_denied, is_expired) in [
        ("permission_denied", true, false),
        ("user_refused", true, false),
        ("token_expired", false, true),
        ("token_used", false, true),
        ("token_revoked", false, true),
        ("signature_invalid", false, false),
    ] {
        for body in [
            format!("oauth_problem={problem}"),
            format!("<h1>oauth_problem={problem}</h1>"),
        ] {
            let failed = exchange(response(401, &body)).await.unwrap_err();
            let found = (failed.is_denied(), failed.is_expired());
            assert_eq!(found, (is_denied, is_expired), "{body}");
        }
        let callback = format!("https://c/?oauth_token=temp&oauth_problem={problem}");
        let failed = flow.request_token_credentials(&mut never, &pending, &callback);
        let failed = failed.await.unwrap_err();
        let found = (failed.is_denied(), failed.is_expired());
        assert_eq!(found, (is_denied, is_expired), "{callback}");
        assert!(
            is_denied || failed.to_string().contains(problem),
            "{failed}"
        );
    }
}
