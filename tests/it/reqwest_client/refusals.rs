//! What cannot be signed, and what the server refuses, in every way.

use tower_oauth1::reqwest::RequestBuilderExt;
use tower_oauth1::sign::BodyHashPolicy;
use tower_oauth1::{
    ClientCredentials, OAuth1Layer, SignError, SignatureMethod, Signer, Transmission,
};

use super::doors::{DOORS, Door};
use super::{Server, no_redirects, token};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

type IsExpected = fn(&SignError) -> bool;

/// Nothing listens at the address, so a request that is sent is an error of reqwest.
#[tokio::test]
async fn what_no_door_signs() {
    let server = Server::silent();
    let http = no_redirects();
    let post = || http.post(server.url("/echo"));
    for &door in DOORS {
        let cases: [(_, IsExpected); 5] = [
            (
                post()
                    .form(&[("a", "b")])
                    .header("content-encoding", "gzip"),
                |error| matches!(error, SignError::FormWithContentEncoding),
            ),
            (
                post()
                    .header(FORM.0, FORM.1)
                    .header("content-length", "9")
                    .body("a=b"),
                |error| matches!(error, SignError::ContentLength),
            ),
            (
                post().header(FORM.0, FORM.1).body("a=b&oauth_verifier=c"),
                |error| matches!(error, SignError::ProtocolParameterInRequest { .. }),
            ),
            (http.get(server.url("/echo?oauth_callback=oob")), |error| {
                matches!(error, SignError::ProtocolParameterInRequest { .. })
            }),
            (post().basic_auth("user", Some("password")), |error| {
                matches!(error, SignError::ForeignAuthorization)
            }),
        ];
        for (request, is_expected) in cases {
            let request = request.build().unwrap();
            let described = format!("{door:?} {:?}", request.url());
            let error = door.send(&server, &http, request).await.unwrap_err();
            let reason = SignError::in_chain(&*error).expect("it was not sent");
            assert!(is_expected(reason), "{described}: {reason:?}");
        }
    }
}

#[tokio::test]
async fn what_the_settings_of_a_layer_refuse() {
    let server = Server::silent();
    let http = no_redirects();
    let plaintext = Signer::new(ClientCredentials::new("client", "secret"))
        .with_signature_method(SignatureMethod::Plaintext);
    let plaintext = OAuth1Layer::new(plaintext, server.scope());
    let hashing = server.layer().body_hash_policy(BodyHashPolicy::always());
    let limited = server.layer().transmission(Transmission::FormBody);
    for &door in DOORS.iter().filter(|&&door| door != Door::Extension) {
        let form = || http.post(server.url("/echo")).form(&[("a", "b")]);
        let cases: [(_, _, IsExpected); 3] = [
            (&plaintext, form(), |error| {
                matches!(error, SignError::PlaintextWithoutTls)
            }),
            (&hashing, form(), |error| {
                matches!(error, SignError::BodyHashOfForm)
            }),
            (&limited, http.get(server.url("/echo")), |error| {
                matches!(error, SignError::NoForm)
            }),
        ];
        for (number, (layer, request, is_expected)) in cases.into_iter().enumerate() {
            let request = request.build().unwrap();
            let sent = door.send_with(layer.clone(), &http, request).await;
            let error = sent.unwrap_err();
            let reason = SignError::in_chain(&*error).expect("it was not sent");
            assert!(is_expected(reason), "{door:?} {number}: {reason:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_secret_is_refused_by_the_server() {
    let server = Server::start().await;
    let http = no_redirects();
    let wrong = Signer::new(ClientCredentials::new("client", "wrong")).with_token(token());
    let request = http.post(server.url("/echo")).form(&[("a", "b")]);
    let signed = request.sign_oauth1(&wrong, &server.scope()).unwrap();
    assert_eq!(signed.send().await.unwrap().status(), 401);
    let wrong = OAuth1Layer::new(wrong, server.scope());
    for &door in DOORS.iter().filter(|&&door| door != Door::Extension) {
        for transmission in [
            Transmission::AuthorizationHeader,
            Transmission::Query,
            Transmission::FormBody,
        ] {
            let request = http.post(server.url("/echo")).form(&[("a", "b")]);
            let layer = wrong.clone().transmission(transmission);
            let response = door.send_with(layer, &http, request.build().unwrap()).await;
            assert_eq!(response.unwrap().status(), 401, "{door:?} {transmission}");
        }
    }
}
