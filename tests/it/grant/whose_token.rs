//! A handler learns from the request whose token it is, and which client asks.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::grant::Grant;
use tower_oauth1::verify::{Authenticated, CredentialStore, RegisteredClient, VerifyLayer};
use tower_oauth1::{ClientCredentials, TokenCredentials};

use crate::grant::service::{Service, credentials};
use crate::support::as_text;

#[derive(Clone)]
struct Plan(&'static str);

#[derive(Clone)]
struct Note(&'static str);

/// Returns what a handler behind a layer with these credentials learns: the resource owner, what
/// the client asked for, the note on the token, and the plan of the client.
async fn learnt<C: CredentialStore + 'static>(
    service: &Service,
    credentials: C,
    token: Option<TokenCredentials>,
) -> String {
    let handler = tower::service_fn(|request: Request<Full<Bytes>>| async move {
        let caller = request.extensions().get::<Authenticated>().unwrap();
        let grant = caller.get::<Grant>();
        let owner = grant.map_or("nobody", Grant::resource_owner);
        let scope = grant.and_then(|grant| grant.parameter("scope"));
        let note = caller.get::<Note>().map_or("", |note| note.0);
        let plan = caller.get::<Plan>().map_or("", |plan| plan.0);
        let scope = scope.unwrap_or_default();
        Ok::<_, Infallible>(Response::new(format!("{owner} {scope} {note} {plan}")))
    });
    let mut signer = service.signer("gold");
    if let Some(token) = token {
        signer = signer.with_token(token);
    }
    let mut request = Request::get("https://photos.example.net/me")
        .body("")
        .unwrap();
    signer.sign_request(&mut request).unwrap();
    let verifier = service.verifier().allow_missing_token();
    let layer = VerifyLayer::new(credentials, service.replay.clone(), verifier);
    let response = layer
        .layer(handler)
        .oneshot(request.map(|_| Full::default()));
    as_text(response.await.unwrap()).await.into_body()
}

#[tokio::test]
async fn the_store_in_memory_attaches_the_grant() {
    let service = Service::with(|grants| {
        let grants = grants.token_lifetime(Duration::from_secs(3600));
        grants.session_lifetime(Duration::from_secs(7200))
    });
    let client = RegisteredClient::new(ClientCredentials::new("gold", "gold-secret"));
    let client = client.callbacks(["oob"]).unwrap().data(Plan("gold"));
    service.credentials.insert_client(client).unwrap();
    let (printer, callback) = (service.signer("gold"), [("oauth_callback", "oob")]);
    let initiated = service.post(&printer, "/initiate?scope=read", &callback);
    let (temporary, secret) = credentials(initiated.await.body());
    let temporary = TokenCredentials::new(temporary, secret);

    // The token endpoint knows the client, but there is no resource owner yet.
    let endpoint = service.grants.renewal_credential_store();
    let learnt_early = learnt(&service, endpoint.clone(), Some(temporary.clone())).await;
    assert_eq!(learnt_early, "nobody   gold");
    let exchange = service.grants.temporary_credential_store();
    let learnt_early = learnt(&service, exchange, Some(temporary.clone())).await;
    assert_eq!(learnt_early, "nobody   gold");
    let without_token = learnt(&service, service.credentials.clone(), None).await;
    assert_eq!(without_token, "nobody   gold");

    let approved = service.grants.approve(temporary.identifier(), "jane").await;
    let approved = approved.unwrap();
    let verifier = [("oauth_verifier", approved.verifier().unwrap())];
    let with_temporary = printer.with_token(temporary);
    let granted = service.post(&with_temporary, "/token", &verifier);
    let (token, secret) = credentials(granted.await.body());
    let token = TokenCredentials::new(token, secret);
    let known = service.credentials.clone();
    let all = learnt(&service, known.clone(), Some(token.clone())).await;
    assert_eq!(all, "jane read  gold");

    // What the application attaches is there too, also where a token that has expired is renewed.
    let issued = known.token("gold", token.identifier()).await.unwrap();
    known
        .insert_token(issued.unwrap().data(Note("new")))
        .unwrap();
    let all = learnt(&service, known, Some(token.clone())).await;
    assert_eq!(all, "jane read new gold");
    service.wait(3601);
    let all = learnt(&service, endpoint, Some(token)).await;
    assert_eq!(all, "jane read new gold");
}
