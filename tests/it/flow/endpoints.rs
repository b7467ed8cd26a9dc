//! Mistakes that are found before anything is sent.

use std::convert::Infallible;
use std::error::Error as _;

use tower::util::service_fn;
use tower_oauth1::flow::{EndpointError, FlowErrorKind};
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, FlowError, OriginError, SignError,
    SignatureMethod, Signer,
};

use crate::flow::provider::{
    HttpRequest, INITIATED, chain, endpoints, pending, response, signer, unreachable,
};

async fn refused(flow: &AuthorizationFlow) -> [FlowError; 2] {
    let mut http = service_fn(unreachable);
    let initiated = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await;
    let pending = pending(Callback::OutOfBand).await;
    let granted = flow
        .request_token_credentials(&mut http, &pending, "1")
        .await;
    [initiated.unwrap_err(), granted.unwrap_err()]
}

#[tokio::test]
async fn an_unusable_endpoint_is_named_and_nothing_is_sent() {
    let origin = EndpointError::Origin;
    for (uri, expected) in [
        ("/initiate", origin(OriginError::NotAbsolute)),
        ("h", origin(OriginError::NotAbsolute)),
        ("h:443", origin(OriginError::NotAbsolute)),
        ("*", origin(OriginError::NotAbsolute)),
        ("https://user:s3cret@h/x", origin(OriginError::Userinfo)),
        ("https://@h/x", origin(OriginError::Userinfo)),
        ("https://h:65536/x", origin(OriginError::Port)),
        ("ftp://h/x", EndpointError::Scheme),
        ("wss://h/x", EndpointError::Scheme),
        ("ws://127.0.0.1/x", EndpointError::Scheme),
        ("ws://localhost/x", EndpointError::Scheme),
        ("http://h/x", EndpointError::WithoutTls),
        ("http://localhost.example.com/x", EndpointError::WithoutTls),
        ("http://10.0.0.1:8080/x", EndpointError::WithoutTls),
        (
            "https://h/x?oauth_token=a",
            EndpointError::ProtocolParameter,
        ),
        (
            "https://h/x?a&oauth_own=1",
            EndpointError::ProtocolParameter,
        ),
        (
            "https://h/x?%6fauth_callback=1",
            EndpointError::ProtocolParameter,
        ),
    ] {
        let good = "https://h/x";
        for (name, endpoints) in [
            (
                "temporary-credentials endpoint (request token URL)",
                endpoints(uri, good, good),
            ),
            (
                "authorization endpoint (authorize URL)",
                endpoints(good, uri, good),
            ),
            (
                "token endpoint (access token URL)",
                endpoints(good, good, uri),
            ),
        ] {
            for error in refused(&AuthorizationFlow::new(signer(), endpoints)).await {
                assert!(error.to_string().contains(name), "{error}");
                assert!(!chain(&error).contains("s3cret"), "{error}");
                match error.kind() {
                    FlowErrorKind::Endpoint { endpoint, source } => {
                        assert_eq!(
                            (endpoint.to_string().as_str(), source),
                            (name, &expected),
                            "{uri}"
                        );
                    }
                    kind => panic!("{uri}: {kind:?}"),
                }
                assert!(error.source().is_some());
            }
        }
    }
}

#[tokio::test]
async fn plain_http_is_for_loopback_or_needs_an_opt_out() {
    let at = |base: &str| {
        let at = |path: &str| format!("{base}{path}");
        endpoints(&at("/initiate"), &at("/authorize"), &at("/token"))
    };
    let good = [
        at("http://localhost:8080"),
        at("http://127.0.0.1"),
        at("http://[::1]:1"),
        at("http://h").insecure_without_tls(),
        at("https://h").insecure_without_tls(),
    ];
    for endpoints in good {
        let mut http =
            service_fn(|_: HttpRequest| async { Ok::<_, Infallible>(response(200, INITIATED)) });
        AuthorizationFlow::new(signer(), endpoints)
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap();
    }
    let still: [Endpoints; 2] = [
        at("http://u@h").insecure_without_tls(),
        at("ftp://h").insecure_without_tls(),
    ];
    for endpoints in still {
        refused(&AuthorizationFlow::new(signer(), endpoints)).await;
    }
}

/// The endpoints allow insecure HTTP, but the signer does not. PLAINTEXT would send the secrets in
/// clear text.
#[tokio::test]
async fn what_the_signer_refuses_is_not_sent() {
    let plain = |flow: Endpoints, signer| AuthorizationFlow::new(signer, flow);
    let local = || endpoints("http://[::1]/i", "http://[::1]/a", "http://[::1]/t");
    let remote = endpoints("http://h/i", "http://h/a", "http://h/t").insecure_without_tls();
    let plaintext = || signer().with_signature_method(SignatureMethod::Plaintext);
    for flow in [plain(local(), plaintext()), plain(remote, plaintext())] {
        for error in refused(&flow).await {
            let found = SignError::in_chain(&error);
            assert!(matches!(found, Some(SignError::PlaintextWithoutTls)));
            assert!(matches!(error.kind(), FlowErrorKind::Sign(_)));
        }
    }
    let keyless = Signer::new(ClientCredentials::without_secret("id"));
    for error in refused(&plain(local(), keyless)).await {
        let found = SignError::in_chain(&error);
        assert!(matches!(found, Some(SignError::MissingKey { .. })));
    }
}

#[test]
fn endpoints_return_their_uris() {
    let three = endpoints("https://h/i?a=b", "https://h/a", "https://h/t");
    assert_eq!(three.initiate().unwrap(), "https://h/i?a=b");
    assert_eq!(three.authorize().unwrap(), "https://h/a");
    assert_eq!(three.token(), "https://h/t");
    let one = Endpoints::token_only("https://h/t".parse().unwrap());
    assert_eq!((one.initiate(), one.authorize()), (None, None));
    assert_eq!(one.token(), "https://h/t");
}
