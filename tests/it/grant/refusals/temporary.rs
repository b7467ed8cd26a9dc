//! RFC 5849 sections 2.2 and 2.3: decisions and exchanges.

use tower_oauth1::TemporaryCredentials;
use tower_oauth1::grant::GrantError;
use tower_oauth1::protocol::Problem;
use tower_oauth1::{ClientCredentials, TokenCredentials, VerifyError};

use super::{ask, granted, refused};
use crate::grant::service::{CALLBACK, Service};

/// The layer finds temporary credentials only for their client. Servers that look them up in
/// another way are safe too.
#[tokio::test]
async fn temporary_credentials_of_another_client() {
    let service = Service::new();
    let temporary = service.initiate("printer", "oob").await;
    let sent_back = service.grants.approve(temporary.identifier(), "jane").await;
    let verifier = sent_back.unwrap().verifier().unwrap().to_owned();
    let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
    for (client, granted) in [("other", false), ("printer", true)] {
        let (mut parts, ()) = http::Request::post("https://photos.example.net/token")
            .body(())
            .unwrap()
            .into_parts();
        let signer = service.signer(client).with_token(token.clone());
        let parameters = [("oauth_verifier", verifier.as_str())];
        let signed = signer
            .sign_with_parameters(&parts, None, &parameters)
            .unwrap();
        let header = signed.authorization_header();
        parts.headers.insert("authorization", header);
        let request_verifier = service.verifier();
        let secret = ClientCredentials::new(client, format!("{client}-secret"));
        let verified = request_verifier
            .parse(&parts, None)
            .unwrap()
            .verify(&secret, Some(&token));
        let accepted = verified.unwrap().accept(&*service.replay, None).await;
        let grant = service.grants.token_credentials(&accepted.unwrap()).await;
        if granted {
            assert_eq!(grant.unwrap().token().client_identifier(), "printer")
        } else {
            assert_eq!(grant.unwrap_err(), GrantError::Temporary)
        }
    }
}

#[tokio::test]
async fn requests_for_temporary_credentials_that_lack_something() {
    let service = Service::new();
    let signer = service.signer("printer");
    let absent = service.post(&signer, "/initiate", &[]).await;
    refused(&absent, 400, "parameter_absent");
    let problem = Problem::from_headers(absent.headers()).unwrap();
    assert_eq!(
        problem.parameters_absent().collect::<Vec<_>>(),
        ["oauth_callback"]
    );
    refused(&ask(&service, "printer", "").await, 400, "parameter_absent");

    let token = signer.with_token(TokenCredentials::new("old-token", "old-secret"));
    let response = service
        .post(&token, "/initiate", &[("oauth_callback", "oob")])
        .await;
    refused(&response, 400, "parameter_rejected");
    let empty = signer.with_token(TokenCredentials::new("", ""));
    let response = service
        .post(&empty, "/initiate", &[("oauth_callback", "oob")])
        .await;
    assert_eq!(response.status(), 200, "an empty token counts as no token");
}

#[tokio::test]
async fn verifiers_that_are_missing_or_wrong() {
    let service = Service::with(|grants| grants.tries(6));
    let temporary = service.initiate("printer", CALLBACK).await;
    refused(
        &service.exchange("printer", &temporary, "x").await,
        401,
        "token_not_authorized",
    );
    let sent_back = service.approve(&temporary).await;
    let right = sent_back.verifier().unwrap();
    refused(
        &service.exchange("printer", &temporary, "").await,
        400,
        "parameter_absent",
    );
    for wrong in [
        "x",
        &right[1..],
        &format!("{right} "),
        &right.to_lowercase(),
        &"x".repeat(5000),
    ] {
        let response = service.exchange("printer", &temporary, wrong).await;
        refused(&response, 401, "verifier_invalid");
    }
    granted(&service, &temporary, right).await;
}

#[tokio::test]
async fn temporary_credentials_are_good_for_one_token() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    let sent_back = service.approve(&temporary).await;
    let verifier = sent_back.verifier().unwrap();
    granted(&service, &temporary, verifier).await;
    // From now on they are unknown, so a signature with them is wrong.
    let again = service.exchange("printer", &temporary, verifier).await;
    refused(&again, 401, "signature_invalid");
    let reason = again.extensions().get();
    assert_eq!(reason, Some(&VerifyError::SignatureInvalid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_several_concurrent_exchanges_succeeds() {
    let service = Service::new();
    for _ in 0..20 {
        let temporary = service.initiate("printer", CALLBACK).await;
        let sent_back = service.approve(&temporary).await;
        let exchanges: Vec<_> = (0..16)
            .map(|_| {
                let (service, temporary) = (service.clone(), temporary.clone());
                let verifier = sent_back.verifier().unwrap().to_owned();
                tokio::spawn(async move {
                    service
                        .exchange("printer", &temporary, &verifier)
                        .await
                        .status()
                })
            })
            .collect();
        let mut granted = 0;
        for status in exchanges {
            let status = status.await.unwrap();
            assert!(status == 200 || status == 401, "{status}");
            granted += usize::from(status == 200);
        }
        assert_eq!(granted, 1);
    }
}

#[tokio::test]
async fn a_decision_is_made_once() {
    let service = Service::new();
    let grants = &service.grants;
    let temporary = service.initiate("printer", CALLBACK).await;
    let identifier = temporary.identifier();
    let sent_back = grants.approve(identifier, "jane").await.unwrap();
    let gone =
        |result: Result<_, GrantError>| assert_eq!(result.err(), Some(GrantError::Temporary));
    // A second approval cannot take over the grant, and a later denial cannot revoke it.
    gone(grants.approve(identifier, "mallory").await.map(drop));
    gone(grants.refuse(identifier).await.map(drop));
    gone(grants.pending(identifier).await.map(drop));
    gone(grants.approve("unknown", "jane").await.map(drop));
    gone(grants.refuse("").await.map(drop));
    let granted = service
        .exchange("printer", &temporary, sent_back.verifier().unwrap())
        .await;
    assert!(granted.body().ends_with("screen_name=jane"));
    gone(grants.approve(identifier, "jane").await.map(drop));
}

#[tokio::test]
async fn they_expire_after_minutes() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    service.wait(600);
    assert!(service.grants.pending(temporary.identifier()).await.is_ok());
    service.wait(1);
    let identifier = temporary.identifier();
    assert!(service.grants.pending(identifier).await.is_err());
    assert!(service.grants.approve(identifier, "jane").await.is_err());
    assert!(service.grants.refuse(identifier).await.is_err());

    let temporary = service.initiate("printer", CALLBACK).await;
    let sent_back = service.approve(&temporary).await;
    service.wait(601);
    let late = service
        .exchange("printer", &temporary, sent_back.verifier().unwrap())
        .await;
    refused(&late, 401, "token_expired");
    // Another client does not learn this, nor does a client without the secret.
    let right = sent_back.verifier().unwrap();
    let other = service.exchange("other", &temporary, right).await;
    refused(&other, 401, "signature_invalid");
    let wrong = TemporaryCredentials::new(temporary.identifier(), "wrong");
    let wrong = service.exchange("printer", &wrong, right).await;
    refused(&wrong, 401, "signature_invalid");
}

#[tokio::test]
async fn they_belong_to_their_client_and_are_not_tokens() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    let sent_back = service.approve(&temporary).await;
    let verifier = sent_back.verifier().unwrap();
    // If another client steals them with their secret and the verifier, they are useless to it.
    let stolen = service.exchange("other", &temporary, verifier).await;
    refused(&stolen, 401, "signature_invalid");
    // They do not give access to a resource ...
    let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
    let signer = service.signer("printer").with_token(token);
    refused(
        &service.post(&signer, "/photos", &[]).await,
        401,
        "signature_invalid",
    );
    // ... a token cannot be exchanged, nor can a request without a token.
    let signer = service.signer("printer");
    let old = signer.with_token(TokenCredentials::new("old-token", "old-secret"));
    let parameters = [("oauth_verifier", verifier)];
    refused(
        &service.post(&old, "/token", &parameters).await,
        401,
        "signature_invalid",
    );
    refused(
        &service.post(&signer, "/token", &parameters).await,
        400,
        "parameter_absent",
    );
    granted(&service, &temporary, verifier).await;
}

#[tokio::test]
async fn a_copy_of_a_request_gets_no_second_credentials() {
    let service = Service::new();
    let uri = "https://photos.example.net/initiate";
    let (mut parts, ()) = http::Request::post(uri).body(()).unwrap().into_parts();
    let parameters = [("oauth_callback", "oob")];
    let signed = service
        .signer("printer")
        .sign_with_parameters(&parts, None, &parameters)
        .unwrap();
    parts
        .headers
        .insert("authorization", signed.authorization_header());
    let request = http::Request::from_parts(parts, http_body_util::Full::default());
    assert_eq!(service.respond(request.clone()).await.status(), 200);
    refused(&service.respond(request).await, 401, "nonce_used");
}
