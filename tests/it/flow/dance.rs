//! The authorization flow without errors.

use std::convert::Infallible;

use http::Response;
use tower::util::service_fn;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Signer, TokenCredentials};

use crate::flow::provider::{
    GRANTED, HttpRequest, INITIATED, assert_signed, endpoints, flow, parameter, pending, response,
    signer, url,
};

/// The requests of RFC 5849 section 1.2. The RFC prints their signatures.
#[tokio::test]
async fn the_flow_of_the_rfc_has_its_signatures() {
    let flow_at = |timestamp: u64, nonce: &'static str| {
        let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
        let signer = Signer::new(client)
            .with_realm("Photos")
            .unwrap()
            .without_version()
            .with_clock(move || timestamp)
            .with_nonces(move || Nonce::new(nonce));
        let endpoints = endpoints(
            "https://photos.example.net/initiate",
            "https://photos.example.net/authorize",
            "https://photos.example.net/token",
        );
        AuthorizationFlow::new(signer, endpoints)
    };
    let mut requests = Vec::new();
    let mut http = service_fn(|request: HttpRequest| {
        requests.push(request);
        let body = match requests.len() {
            1 => {
                "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true"
            }
            _ => "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00",
        };
        async move { Ok::<_, Infallible>(response(200, body)) }
    });

    let pending = flow_at(137131200, "wIjqoS")
        .request_temporary_credentials(&mut http, url("http://printer.example.com/ready"))
        .await
        .unwrap();
    assert_eq!(
        pending.authorization_uri(),
        "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola"
    );
    let callback = "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";
    let granted = flow_at(137131201, "walatlh")
        .request_token_credentials(&mut http, &pending, callback)
        .await
        .unwrap();
    assert_eq!(granted.credentials().identifier(), "nnch734d00sl2jdk");
    assert_eq!(granted.credentials().secret(), "pfkkdhi9sl3r4s00");

    let [initiate, token] = &requests[..] else {
        panic!("two requests")
    };
    assert_eq!(initiate.uri(), "https://photos.example.net/initiate");
    assert_eq!(
        initiate.headers()["authorization"],
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"wIjqoS\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131200\", \
         oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\", \
         oauth_signature=\"74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D\""
    );
    assert_eq!(token.uri(), "https://photos.example.net/token");
    assert_eq!(
        token.headers()["authorization"],
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_nonce=\"walatlh\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", \
         oauth_token=\"hh5s93j4hdidpola\", oauth_verifier=\"hfdp7dh39dks9884\", \
         oauth_signature=\"gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D\""
    );
}

#[tokio::test]
async fn each_parameter_is_in_one_request_only() {
    let mut seen = Vec::new();
    let mut http = service_fn(|request: HttpRequest| {
        let names = ["oauth_callback", "oauth_token", "oauth_verifier"];
        seen.push(names.map(|name| parameter(&request, name)));
        let (secret, body) = match request.uri().path() {
            "/initiate" => ("", INITIATED),
            _ => ("temp-s3cret", GRANTED),
        };
        assert_signed(&request, secret);
        async move { Ok::<_, Infallible>(response(200, body)) }
    });
    let flow = flow();
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
    assert!(pending.is_out_of_band());
    // The method borrows `pending`, so a second attempt is possible.
    for _ in 0..2 {
        flow.request_token_credentials(&mut http, &pending, " 47 38\r\n")
            .await
            .unwrap();
    }
    let text = |text: &str| Some(text.to_owned());
    let token = [None, text("temp"), text("47 38")];
    assert_eq!(seen, [[text("oob"), None, None], token.clone(), token]);
}

/// The flow does not use the token of the signer, which may belong to another user.
#[tokio::test]
async fn a_token_that_the_signer_has_is_left_out() {
    let signer = signer().with_token(TokenCredentials::new("other", "other-s3cret"));
    let endpoints = endpoints("https://h/i", "https://h/a", "https://h/t");
    let mut http = service_fn(|request: HttpRequest| async move {
        assert_eq!(parameter(&request, "oauth_token"), None);
        assert_signed(&request, "");
        Ok::<_, Infallible>(response(200, INITIATED))
    });
    AuthorizationFlow::new(signer, endpoints)
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_endpoint_keeps_its_query_and_gets_a_canonical_path() {
    let endpoints = endpoints(
        "https://h/w/./index.php?title=Special:OAuth/initiate&x=a%2bb+c&&y",
        "https://h/authorize?perms=read",
        "https://h/{token}",
    );
    let flow = AuthorizationFlow::new(signer(), endpoints);
    let mut seen = Vec::new();
    let mut http = service_fn(|request: HttpRequest| {
        seen.push(request.uri().to_string());
        let (secret, body) = match request.uri().query() {
            Some(_) => ("", INITIATED),
            None => ("temp-s3cret", GRANTED),
        };
        assert_signed(&request, secret);
        async move { Ok::<_, Infallible>(response(200, body)) }
    });
    let pending = flow
        .request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
    flow.request_token_credentials(&mut http, &pending, "1")
        .await
        .unwrap();
    assert_eq!(
        seen,
        [
            "https://h/w/index.php?title=Special:OAuth/initiate&x=a%2bb+c&&y",
            "https://h/%7Btoken%7D",
        ]
    );
}

#[tokio::test]
async fn the_authorization_uri_appends_the_encoded_token() {
    for (authorize, uri) in [
        ("https://h/a", "https://h/a?oauth_token="),
        ("https://h", "https://h/?oauth_token="),
        ("https://h/a?", "https://h/a?oauth_token="),
        ("https://h/a?x=%2f+y", "https://h/a?x=%2f+y&oauth_token="),
        ("https://h/a?x&", "https://h/a?x&oauth_token="),
    ] {
        let endpoints = endpoints("https://h/i", authorize, "https://h/t");
        let mut http = service_fn(|_: HttpRequest| async {
            let body = INITIATED.replace("=temp&", "=a%2Fb%2B%3D%26+%C3%A9&");
            Ok::<_, Infallible>(response(200, &body))
        });
        let pending = AuthorizationFlow::new(signer(), endpoints)
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap();
        assert_eq!(pending.credentials().identifier(), "a/b+=& \u{e9}");
        let encoded = "a%2Fb%2B%3D%26%20%C3%A9";
        assert_eq!(pending.authorization_uri(), format!("{uri}{encoded}"));
    }
}

/// Neither two flows at the same time nor the two requests of one flow may share a nonce.
#[tokio::test]
async fn every_request_has_its_own_nonce() {
    let mut nonces = std::collections::HashSet::new();
    let mut http = service_fn(|request: HttpRequest| {
        assert!(nonces.insert(parameter(&request, "oauth_nonce").unwrap()));
        async { Ok::<_, Infallible>(Response::new(INITIATED.to_owned())) }
    });
    for _ in 0..3 {
        let flow = flow();
        flow.request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap();
        let pending = pending(Callback::OutOfBand).await;
        flow.request_token_credentials(&mut http, &pending, "1")
            .await
            .unwrap();
    }
    assert_eq!(nonces.len(), 6);
}

#[tokio::test]
async fn the_result_converts_into_its_token_credentials() {
    let mut http = service_fn(async |_: HttpRequest| {
        Ok::<_, Infallible>(Response::new(format!("{GRANTED}&screen_name=jane")))
    });
    let pending = pending(Callback::OutOfBand).await;
    let flow = flow();
    let granted = flow.request_token_credentials(&mut http, &pending, "1");
    let credentials = granted.await.unwrap().into_credentials();
    let pair = (credentials.identifier(), credentials.secret());
    assert_eq!(pair, ("token", "token-s3cret"));
}
