//! What the message of a failed step names: the endpoint, the secrets and the parameters of the
//! request, but no secret.

use std::convert::Infallible;

use http::{Response, StatusCode};
use tower_oauth1::flow::FlowStep;
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, SignatureMethod, Signer, TokenCredentials,
};

use crate::flow::messages::{error, with_headers};
use crate::flow::provider::{
    HttpRequest, endpoints, exchange, flow, initiate, response, signer, unreachable,
};

type Form = http::Request<http_body_util::Full<bytes::Bytes>>;

fn flow_at(initiate: &str, signer: Signer) -> AuthorizationFlow {
    AuthorizationFlow::new(signer, endpoints(initiate, "https://h/a", "https://h/t"))
}

async fn refusal(flow: &AuthorizationFlow, status: u16, body: &str) -> String {
    let mut http = tower::service_fn(|_: HttpRequest| {
        std::future::ready(Ok::<_, Infallible>(response(status, body)))
    });
    let refused = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    refused.await.unwrap_err().to_string()
}

/// The query of an endpoint may contain secrets.
#[tokio::test]
async fn the_endpoint_without_its_query() {
    let uri = "https://H.example:8443/w/i;v=1?title=s3cret";
    let flow = flow_at(uri, signer())
        .parameter(FlowStep::TemporaryCredentials, "scope", "s3cret")
        .transmission(Transmission::Query);
    let begin = "requesting temporary credentials from https://H.example:8443/w/i;v=1 failed: ";
    for (status, body) in [(401, ""), (200, "no"), (302, ""), (500, ""), (204, "")] {
        let message = refusal(&flow, status, body).await;
        assert!(message.starts_with(begin), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
    }
    // No response arrived.
    let mut broken = tower::service_fn(|_: HttpRequest| {
        let error = std::io::Error::other("why? no route to https://h/?title=s3cret: down");
        std::future::ready(Err::<Response<String>, _>(error))
    });
    let failed = flow.request_temporary_credentials(&mut broken, Callback::OutOfBand);
    let failed = failed.await.unwrap_err();
    let message = failed.to_string();
    assert!(message.starts_with(begin), "{message}");
    assert!(message.contains("your HTTP client failed"), "{message}");
    assert!(
        message.contains("why? no route to https://h/?..: down"),
        "{message}"
    );
    assert!(!message.contains("s3cret"), "{message}");
    // Nothing was sent to it.
    let unusable = flow_at("https://u:s3cret@h/i", signer());
    let mut never = tower::service_fn(unreachable);
    let failed = unusable.request_temporary_credentials(&mut never, Callback::OutOfBand);
    let message = failed.await.unwrap_err().to_string();
    let begin = "requesting temporary credentials failed: the temporary-credentials endpoint";
    assert!(message.starts_with(begin), "{message}");
    let token = exchange(response(401, "")).await.unwrap_err().to_string();
    let begin = "requesting token credentials from https://h/token failed: ";
    assert!(token.starts_with(begin), "{token}");
}

/// The endpoint is known before the HTTP service is ready.
#[tokio::test]
async fn the_endpoint_of_a_service_that_is_never_ready() {
    struct NeverReady;
    impl tower::Service<HttpRequest> for NeverReady {
        type Response = Response<String>;
        type Error = std::io::Error;
        type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), Self::Error>> {
            std::task::Poll::Ready(Err(std::io::Error::other("overloaded")))
        }
        fn call(&mut self, _: HttpRequest) -> Self::Future {
            unreachable!("the service is not ready")
        }
    }
    let flow = flow();
    let mut http = NeverReady;
    let failed = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    let message = failed.await.unwrap_err().to_string();
    assert!(
        message.contains("from https://h/initiate failed"),
        "{message}"
    );
}

#[tokio::test]
async fn the_secrets_of_the_signature() {
    let first = error(response(401, "")).await.to_string();
    assert!(first.contains("the client secret and the clock"), "{first}");
    let last = exchange(response(401, "")).await.unwrap_err().to_string();
    let secrets = "the client secret, the secret of the temporary credentials, the verifier and";
    assert!(last.contains(secrets), "{last}");
    let mut http =
        tower::service_fn(|_: Form| std::future::ready(Ok::<_, Infallible>(response(401, ""))));
    let flow = flow();
    let password = flow.request_token_credentials_with_password(&mut http, "jane", "s3cret");
    let message = password.await.unwrap_err().to_string();
    let secrets = "the client secret, the username, the password and the clock";
    assert!(message.contains(secrets), "{message}");
    assert!(!message.contains("s3cret"), "{message}");
    let old = TokenCredentials::new("old", "s3cret");
    let renewed = flow.renew_token_credentials_with_form(&mut http, &old, "s3cret");
    let message = renewed.await.unwrap_err().to_string();
    let secrets = "the client secret, the secret of the token credentials and the clock";
    assert!(message.contains(secrets), "{message}");
    let mut http = tower::service_fn(|_: HttpRequest| {
        let used = response(401, "oauth_problem=token_used");
        std::future::ready(Ok::<_, Infallible>(used))
    });
    let renewed = flow.renew_token_credentials(&mut http, &old, "s3cret");
    let message = renewed.await.unwrap_err().to_string();
    let token = "the token credentials were already used; use those of the last renewal";
    assert!(message.contains(token), "{message}");
    let invalid = "oauth_problem=signature_invalid";
    let message = exchange(response(401, invalid))
        .await
        .unwrap_err()
        .to_string();
    let secrets = "check the client secret and the secret of the temporary credentials; if";
    assert!(message.contains(secrets), "{message}");
    let plaintext = Signer::new(ClientCredentials::new("id", "secret"))
        .with_signature_method(SignatureMethod::Plaintext);
    let message = refusal(&flow_at("https://h/i", plaintext), 401, invalid).await;
    assert!(
        message.contains("check the client secret (status"),
        "{message}"
    );
}

#[cfg(feature = "rsa")]
#[tokio::test]
async fn the_private_key_of_the_signature() {
    let pem = include_str!("../../fixtures/rsa/private-pkcs8.pem");
    let key = tower_oauth1::protocol::RsaPrivateKey::from_pem(pem).unwrap();
    let signer = Signer::rsa("id", SignatureMethod::RsaSha256, key).unwrap();
    let flow = flow_at("https://h/i", signer);
    let message = refusal(&flow, 401, "oauth_problem=signature_invalid").await;
    assert!(message.contains("check the private key; if"), "{message}");
    let message = refusal(&flow, 401, "oauth_problem=signature_method_rejected").await;
    assert!(message.contains("method RSA-SHA256; read"), "{message}");
}

/// A parameter that the server does not find is not missing if it was sent.
#[tokio::test]
async fn an_extra_parameter_that_was_sent() {
    let report = "oauth_problem=parameter_absent&oauth_parameters_absent=scope";
    let flow = flow().parameter(FlowStep::TemporaryCredentials, "scope", "s3cret");
    let message = refusal(&flow, 401, report).await;
    let expected = "did not find `scope`, although this request sends it; send `scope` in a form";
    assert!(message.contains(expected), "{message}");
    let mut http =
        tower::service_fn(|_: Form| std::future::ready(Ok::<_, Infallible>(response(401, report))));
    let refused = flow.request_temporary_credentials_with_form(&mut http, Callback::OutOfBand);
    let message = refused.await.unwrap_err().to_string();
    assert!(message.contains("send `scope` in the query"), "{message}");
    assert!(!message.contains("s3cret"), "{message}");
    let report = "oauth_problem=parameter_rejected&oauth_parameters_rejected=scope";
    let message = refusal(&flow, 401, report).await;
    assert!(
        message.contains("accept `scope`; correct or remove it"),
        "{message}"
    );
}

/// A report may have any number of names.
#[tokio::test]
async fn many_names() {
    let letters = || ('a'..='z').flat_map(|one| ('a'..='z').map(move |two| format!("{one}{two}")));
    for kind in ["absent", "rejected"] {
        let names = letters().collect::<Vec<_>>().join("%26");
        let report = format!("oauth_problem=parameter_{kind}&oauth_parameters_{kind}={names}");
        let message = error(response(401, &report)).await.to_string();
        assert!(message.contains("`ag` and `ah`"), "{message}");
        assert!(
            message.contains("`FlowError::problem` has the names"),
            "{message}"
        );
        assert!(message.len() < 800, "{message}");
    }
}

/// A server may limit requests and report a problem at the same time.
#[tokio::test]
async fn when_to_try_again() {
    let wait = [("retry-after", "7")];
    for (status, problem) in [
        (503, "consumer_key_refused"),
        (503, "user_refused"),
        (429, "quota_used"),
    ] {
        let body = format!("oauth_problem={problem}");
        let message = error(with_headers(status, &wait, &body)).await.to_string();
        assert!(message.contains("try again after 7 seconds"), "{message}");
        assert!(message.contains(problem), "{message}");
    }
}

/// The body is lost for two different reasons.
#[tokio::test]
async fn a_body_that_was_not_kept() {
    let long = "a".repeat(70_000);
    let message = error(response(401, &long)).await.to_string();
    assert!(message.contains("body is longer than 64 KiB"), "{message}");
    let mut cut = response(401, "no");
    cut.headers_mut().insert("content-length", 1000.into());
    let message = error(cut).await.to_string();
    assert!(
        message.contains("body did not arrive completely"),
        "{message}"
    );
    assert!(!message.contains("64 KiB"), "{message}");
}

/// The body of a report is worth reading only if it has a text for people.
#[tokio::test]
async fn where_the_words_of_the_server_are() {
    for (body, has_words) in [
        ("oauth_problem=nonce_used", false),
        (
            "oauth_problem=parameter_absent&oauth_parameters_absent=scope\n",
            false,
        ),
        ("oauth_problem=nonce_used&oauth_problem_advice=wait", true),
        ("oauth_problem=nonce_used&message=wait", true),
        ("oauth_problem=nonce_used (please wait)", true),
        ("<p>oauth_problem=nonce_used</p>", true),
    ] {
        let message = error(response(401, body)).await.to_string();
        assert_eq!(
            message.contains("see `FlowError::body`"),
            has_words,
            "{message}"
        );
    }
}

/// The problem is the cause. The response has no credentials because of it.
#[tokio::test]
async fn a_problem_with_a_status_of_success() {
    for body in [
        "oauth_problem=consumer_key_unknown",
        "<p>oauth_problem=consumer_key_unknown</p>",
        "{\"oauth_problem\":\"consumer_key_unknown\"}",
    ] {
        let refused = initiate(Callback::OutOfBand, response(200, body)).await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.status(), Some(StatusCode::OK));
        let message = refused.to_string();
        let cause = "failed: the server reports `consumer_key_unknown`: it does not know";
        assert!(message.contains(cause), "{message}");
        assert!(!message.contains("has no `oauth_token`"), "{message}");
    }
}
