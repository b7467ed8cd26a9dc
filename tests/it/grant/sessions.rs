//! Tokens that expire, are renewed, are revoked, or are issued for a password.

use std::time::Duration;

use tower_oauth1::flow::FlowErrorKind;
use tower_oauth1::grant::GrantError;
use tower_oauth1::{FlowError, GrantedAuthorization, TokenCredentials, VerifyError};

use crate::grant::dance::http;
use crate::grant::refusals::refused;
use crate::grant::service::{CALLBACK, Service, flow};

const HOUR: u64 = 3600;

/// A server with tokens of an hour that can be renewed for a day.
fn service() -> Service {
    Service::with(|grants| {
        grants
            .token_lifetime(Duration::from_secs(HOUR))
            .session_lifetime(Duration::from_secs(24 * HOUR))
    })
}

/// Gets a token with the password of Jane.
async fn granted(service: &Service, client: &str) -> Result<GrantedAuthorization, FlowError> {
    let mut http = http(service);
    let flow = flow(service, client);
    flow.request_token_credentials_with_password(&mut http, "jane", "her password")
        .await
}

async fn renew(
    service: &Service,
    token: &TokenCredentials,
    handle: &str,
) -> Result<GrantedAuthorization, FlowError> {
    let (mut http, flow) = (http(service), flow(service, "app"));
    flow.renew_token_credentials(&mut http, token, handle).await
}

async fn call(service: &Service, token: &TokenCredentials) -> http::Response<String> {
    let signer = service.signer("app").with_token(token.clone());
    service.post(&signer, "/photos", &[]).await
}

#[tokio::test]
async fn a_token_expires_and_is_renewed() {
    let service = service();
    let first = granted(&service, "app").await.unwrap();
    assert_eq!(first.expires_in(), Some(Duration::from_secs(HOUR)));
    let end = Duration::from_secs(24 * HOUR);
    assert_eq!(first.authorization_expires_in(), Some(end));
    assert_eq!(first.field("screen_name"), Some("jane"));
    let old = first.credentials();

    service.wait(HOUR);
    assert_eq!(call(&service, old).await.status(), 200);
    service.wait(1);
    let late = call(&service, old).await;
    refused(&late, 401, "token_expired");
    assert_eq!(late.extensions().get(), Some(&VerifyError::TokenExpired));

    // The token has expired, and renews itself all the same.
    let handle = first.session_handle().unwrap();
    let second = renew(&service, old, handle).await.unwrap();
    assert_eq!(call(&service, second.credentials()).await.status(), 200);
    assert_eq!(second.field("screen_name"), Some("jane"));
    assert_ne!(second.session_handle(), first.session_handle());
    let left = Duration::from_secs(23 * HOUR - 1);
    assert_eq!(second.authorization_expires_in(), Some(left));

    // The old token is gone.
    refused(&call(&service, old).await, 401, "signature_invalid");
    let again = renew(&service, old, handle).await.unwrap_err();
    assert_eq!(again.problem().unwrap().name(), "signature_invalid");
}

#[tokio::test]
async fn a_token_of_the_three_steps_is_renewed() {
    let service = service();
    let temporary = service.initiate("printer", CALLBACK).await;
    let approved = service.approve(&temporary).await;
    let response = service
        .exchange("printer", &temporary, approved.verifier().unwrap())
        .await;
    let granted = GrantedAuthorization::from_body(response.body().as_bytes()).unwrap();
    let (mut http, flow) = (http(&service), flow(&service, "printer"));
    let handle = granted.session_handle().unwrap();
    let renewed = flow
        .renew_token_credentials(&mut http, granted.credentials(), handle)
        .await;
    let user = service
        .signer("printer")
        .with_token(renewed.unwrap().into_credentials());
    assert_eq!(service.post(&user, "/photos", &[]).await.status(), 200);
}

#[tokio::test]
async fn renewals_that_are_refused() {
    let service = service();
    let mine = granted(&service, "app").await.unwrap();
    let (token, handle) = (mine.credentials(), mine.session_handle().unwrap());
    let problem = |error: FlowError| {
        let name = error.problem().map(|problem| problem.name().to_owned());
        assert!(matches!(error.kind(), FlowErrorKind::Refused));
        name.unwrap()
    };

    for wrong in ["x", &handle[1..], &format!("{handle}x")] {
        let refused = renew(&service, token, wrong).await.unwrap_err();
        assert_eq!(problem(refused), "token_rejected", "{wrong}");
    }
    let empty = renew(&service, token, "").await.unwrap_err();
    assert_eq!(problem(empty), "parameter_absent");
    // Another client, with the secret and the handle.
    let (mut http, other) = (http(&service), flow(&service, "printer"));
    let stolen = other
        .renew_token_credentials(&mut http, token, handle)
        .await;
    assert_eq!(problem(stolen.unwrap_err()), "signature_invalid");
    // The handle of another token.
    let other = granted(&service, "app").await.unwrap();
    let other_handle = other.session_handle().unwrap();
    let swapped = renew(&service, token, other_handle).await.unwrap_err();
    assert_eq!(problem(swapped), "token_rejected");
    // A token that cannot be renewed.
    let old = TokenCredentials::new("old-token", "old-secret");
    let refused = renew(&service, &old, handle).await.unwrap_err();
    assert_eq!(problem(refused), "signature_invalid");
    // The end of the session.
    service.wait(24 * HOUR + 1);
    let late = renew(&service, token, handle).await.unwrap_err();
    assert!(late.is_expired());
    assert_eq!(problem(late), "token_expired");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_several_renewals_succeeds() {
    let service = service();
    let mine = granted(&service, "app").await.unwrap();
    let renewals = (0..16).map(|_| {
        let (service, mine) = (service.clone(), mine.clone());
        tokio::spawn(async move {
            let handle = mine.session_handle().unwrap();
            renew(&service, mine.credentials(), handle).await.is_ok()
        })
    });
    let mut renewed = 0;
    for renewal in renewals.collect::<Vec<_>>() {
        renewed += usize::from(renewal.await.unwrap());
    }
    assert_eq!(renewed, 1);
}

#[tokio::test]
async fn a_token_is_revoked() {
    let service = service();
    let mine = granted(&service, "app").await.unwrap();
    let signer = service.signer("app").with_token(mine.credentials().clone());
    let revoked = service.post(&signer, "/revoke", &[]).await;
    assert_eq!(revoked.body(), "true");
    refused(
        &call(&service, mine.credentials()).await,
        401,
        "token_revoked",
    );
    refused(
        &service.post(&signer, "/revoke", &[]).await,
        401,
        "token_revoked",
    );
    let handle = mine.session_handle().unwrap();
    let renewed = renew(&service, mine.credentials(), handle)
        .await
        .unwrap_err();
    assert_eq!(renewed.problem().unwrap().name(), "token_revoked");
    // The page of the server where Jane sees her clients.
    let token = granted(&service, "app").await.unwrap().into_credentials();
    assert_eq!(service.grants.revoke(token.identifier()).await, Ok(true));
    assert_eq!(service.grants.revoke(token.identifier()).await, Ok(false));
    assert_eq!(service.grants.revoke("unknown").await, Ok(false));
}

#[tokio::test]
async fn passwords() {
    let service = service();
    assert!(granted(&service, "app").await.is_ok());
    let (mut http, app) = (http(&service), flow(&service, "app"));
    for (name, password) in [("jane", "guess"), ("john", "her password")] {
        let refused = app.request_token_credentials_with_password(&mut http, name, password);
        let refused = refused.await.unwrap_err();
        assert_eq!(refused.problem().unwrap().name(), "permission_denied");
        assert!(!format!("{refused:?} {refused}").contains("her password"));
    }
    let empty = app
        .request_token_credentials_with_password(&mut http, "jane", "")
        .await;
    assert_eq!(
        empty.unwrap_err().problem().unwrap().name(),
        "parameter_absent"
    );
    // A client that was not given the right.
    let other = granted(&service, "printer").await.unwrap_err();
    assert_eq!(other.problem().unwrap().name(), "permission_denied");

    // Another mode, and a request with a token.
    let mode = [
        ("x_auth_mode", "reverse_auth"),
        ("x_auth_username", "jane"),
        ("x_auth_password", "her password"),
    ];
    let reverse = service
        .post_query(&service.signer("app"), "/token", &mode)
        .await;
    assert_eq!(reverse.extensions().get(), Some(&GrantError::PasswordMode));
    refused(&reverse, 400, "parameter_rejected");
    let mine = granted(&service, "app").await.unwrap();
    let signer = service.signer("app").with_token(mine.into_credentials());
    let with_token = service.post_query(&signer, "/token", &mode).await;
    assert_eq!(with_token.extensions().get(), Some(&GrantError::Token));
}

#[tokio::test]
async fn without_these_settings_tokens_stay() {
    let service = Service::new();
    let mine = granted(&service, "app").await.unwrap();
    assert_eq!(mine.expires_in(), None);
    assert_eq!(mine.session_handle(), None);
    assert_eq!(mine.authorization_expires_in(), None);
    service.wait(100 * 365 * 24 * HOUR);
    assert_eq!(call(&service, mine.credentials()).await.status(), 200);
    let refused = renew(&service, mine.credentials(), "x").await.unwrap_err();
    assert_eq!(refused.problem().unwrap().name(), "signature_invalid");
}
