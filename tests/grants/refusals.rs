//! What the endpoints refuse. Each attack is by somebody who can sign: the layers refuse the others.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::Response;
use tower_oauth1::grant::{
    Approval, Grant, GrantError, GrantStore, Grants, MemoryGrants, MemoryGrantsError, PendingGrant,
};
use tower_oauth1::protocol::Problem;
use tower_oauth1::verify::{
    IssuedToken, MemoryCredentials, RegisteredCallbackError, RegisteredClient,
};
use tower_oauth1::{ClientCredentials, TemporaryCredentials, TokenCredentials, VerifyError};

use crate::service::{CALLBACK, NOW, Service};

fn refused(response: &Response<String>, status: u16, problem: &str) {
    assert_eq!(response.status().as_u16(), status, "{response:?}");
    assert_eq!(response.body(), "");
    let reported = Problem::from_headers(response.headers()).unwrap();
    assert_eq!(reported.name(), problem);
}

async fn ask(service: &Service, client: &str, callback: &str) -> Response<String> {
    let signer = service.signer(client);
    service
        .post(&signer, "/initiate", &[("oauth_callback", callback)])
        .await
}

#[tokio::test]
async fn callbacks_that_the_client_did_not_register() {
    let service = Service::new();
    for callback in [
        "https://evil.example/ready?for=me",
        "https://printer.example.com/ready",
        "https://printer.example.com/ready?for=me&x",
        "https://printer.example.com/ready?for=me#",
        "https://printer.example.com/ready?for=Me",
        "https://printer.example.com:443/ready?for=me",
        "https://printer.example.com@evil.example/ready?for=me",
        "http://printer.example.com/ready?for=me",
        "HTTPS://printer.example.com/ready?for=me",
        "OOB",
        "oob ",
        "javascript:alert(1)",
        "/ready?for=me",
    ] {
        let response = ask(&service, "printer", callback).await;
        refused(&response, 400, "parameter_rejected");
        assert_eq!(
            response.extensions().get(),
            Some(&GrantError::Callback),
            "{callback}"
        );
    }
    refused(
        &ask(&service, "other", "oob").await,
        400,
        "parameter_rejected",
    );
    refused(
        &ask(&service, "unregistered", CALLBACK).await,
        400,
        "parameter_rejected",
    );
    refused(
        &ask(&service, "unregistered", "oob").await,
        400,
        "parameter_rejected",
    );
    assert_eq!(ask(&service, "other", CALLBACK).await.status(), 200);
}

#[tokio::test]
async fn callbacks_that_no_client_may_name() {
    let service = Service::new();
    for callback in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/ready",
        "evil.example",
        "https://",
        "https://a.example/\r\nSet-Cookie: x",
        "https://a.example/a b",
        "https://a.example/caf\u{e9}",
        "Oob",
        "https:/a.example/",
        "https://a.example:x/",
        "https://u@a.example/",
        "https://a.example/?oauth_token=x",
        "https://a.example/?x=1&oauth%5Fverifier=x#y",
        &format!("https://a.example/{}", "x".repeat(2048)),
    ] {
        let response = ask(&service, "tester", callback).await;
        assert_eq!(response.status(), 400, "{callback}");
    }
}

#[test]
fn callbacks_are_checked_when_they_are_registered() {
    let client = || RegisteredClient::new(ClientCredentials::new("c", "s"));
    for good in [
        "oob",
        "https://a.example",
        "HTTP://a.example:8080/ready?for=me&x#fragment?oauth_token=x",
        "https://[::1]/",
        "com.example.app:/ready",
        "app:ready?oauth=1",
    ] {
        assert!(client().callbacks([good]).is_ok(), "{good}");
    }
    let (not_absolute, malformed, protocol) = (
        RegisteredCallbackError::NotAbsolute,
        RegisteredCallbackError::Malformed,
        RegisteredCallbackError::ProtocolParameter,
    );
    let long = format!("https://a.example/{}", "x".repeat(2048));
    for (bad, why) in [
        ("", not_absolute),
        ("OOB", not_absolute),
        ("/ready", not_absolute),
        ("//a.example/ready", not_absolute),
        ("a.example/ready", not_absolute),
        ("1a:ready", not_absolute),
        ("app:", not_absolute),
        ("https:ready", not_absolute),
        ("https:///ready", malformed),
        ("https://a.example:x/", malformed),
        ("https://u@a.example/", malformed),
        ("https://a.example/caf\u{e9}", malformed),
        ("https://a.example/a b", malformed),
        ("https://a.example/\r\nSet-Cookie: x", malformed),
        ("https://a.example/\0", malformed),
        (&long, malformed),
        ("https://a.example/?oauth_token=x", protocol),
        ("https://a.example/?a=1&oauth_verifier", protocol),
        ("app:ready?%6Fauth_problem=x", protocol),
    ] {
        // Wherever it stands among others.
        assert_eq!(client().callbacks(["oob", bad]).unwrap_err(), why, "{bad}");
    }
}

/// The layer finds temporary credentials with their client alone. Who looks them up in another way is
/// still safe.
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
        let signer = service.signer(client).token(token.clone());
        let further = [("oauth_verifier", verifier.as_str())];
        let signed = signer.sign_with(&parts, None, &further).unwrap();
        let header = signed.authorization_header();
        parts.headers.insert("authorization", header);
        let judge = service.verifier();
        let secret = ClientCredentials::new(client, format!("{client}-secret"));
        let verified = judge
            .parse(&parts, None)
            .unwrap()
            .verify(&secret, Some(&token));
        let accepted = verified.unwrap().accept(&*service.replay, None).await;
        let grant = service.grants.token_credentials(&accepted.unwrap()).await;
        match granted {
            true => assert_eq!(grant.unwrap().token().client(), "printer"),
            false => assert_eq!(grant.unwrap_err(), GrantError::Temporary),
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

    let token = signer.token(TokenCredentials::new("old-token", "old-secret"));
    let response = service
        .post(&token, "/initiate", &[("oauth_callback", "oob")])
        .await;
    refused(&response, 400, "parameter_rejected");
    let empty = signer.token(TokenCredentials::new("", ""));
    let response = service
        .post(&empty, "/initiate", &[("oauth_callback", "oob")])
        .await;
    assert_eq!(response.status(), 200, "an empty token is none");
}

#[tokio::test]
async fn verifiers_that_are_missing_or_wrong() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    refused(
        &service.exchange("printer", &temporary, "x").await,
        401,
        "token_not_authorized",
    );
    let sent_back = service
        .grants
        .approve(temporary.identifier(), "jane")
        .await
        .unwrap();
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
    assert_eq!(
        service
            .exchange("printer", &temporary, right)
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn temporary_credentials_are_good_for_one_token() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    let sent_back = service
        .grants
        .approve(temporary.identifier(), "jane")
        .await
        .unwrap();
    let verifier = sent_back.verifier().unwrap();
    assert_eq!(
        service
            .exchange("printer", &temporary, verifier)
            .await
            .status(),
        200
    );
    // From then on they are unknown: a signature with them is wrong as any other.
    let again = service.exchange("printer", &temporary, verifier).await;
    refused(&again, 401, "signature_invalid");
    let reason = again.extensions().get();
    assert_eq!(reason, Some(&VerifyError::SignatureInvalid));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_exchanges_at_the_same_time_one_succeeds() {
    let service = Service::new();
    for _ in 0..20 {
        let temporary = service.initiate("printer", CALLBACK).await;
        let sent_back = service
            .grants
            .approve(temporary.identifier(), "jane")
            .await
            .unwrap();
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
    // Nobody takes the grant over by approving after her, nor takes it back from the client.
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
async fn they_live_for_minutes() {
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
    let sent_back = service
        .grants
        .approve(temporary.identifier(), "jane")
        .await
        .unwrap();
    service.wait(601);
    let late = service
        .exchange("printer", &temporary, sent_back.verifier().unwrap())
        .await;
    refused(&late, 401, "signature_invalid");
}

#[tokio::test]
async fn they_are_their_clients_and_no_tokens() {
    let service = Service::new();
    let temporary = service.initiate("printer", CALLBACK).await;
    let sent_back = service
        .grants
        .approve(temporary.identifier(), "jane")
        .await
        .unwrap();
    let verifier = sent_back.verifier().unwrap();
    // Stolen with their secret and the verifier, they are worth nothing to another client.
    let stolen = service.exchange("other", &temporary, verifier).await;
    refused(&stolen, 401, "signature_invalid");
    // They open no resource ...
    let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
    let signer = service.signer("printer").token(token);
    refused(
        &service.post(&signer, "/photos", &[]).await,
        401,
        "signature_invalid",
    );
    // ... a token is exchanged for nothing, and the client alone neither.
    let signer = service.signer("printer");
    let old = signer.token(TokenCredentials::new("old-token", "old-secret"));
    let further = [("oauth_verifier", verifier)];
    refused(
        &service.post(&old, "/token", &further).await,
        401,
        "signature_invalid",
    );
    refused(
        &service.post(&signer, "/token", &further).await,
        400,
        "parameter_absent",
    );
    assert_eq!(
        service
            .exchange("printer", &temporary, verifier)
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn a_copy_of_a_request_gets_no_second_credentials() {
    let service = Service::new();
    let uri = "https://photos.example.net/initiate";
    let (mut parts, ()) = http::Request::post(uri).body(()).unwrap().into_parts();
    let further = [("oauth_callback", "oob")];
    let signed = service
        .signer("printer")
        .sign_with(&parts, None, &further)
        .unwrap();
    parts
        .headers
        .insert("authorization", signed.authorization_header());
    let request = http::Request::from_parts(parts, http_body_util::Full::default());
    assert_eq!(service.answer(request.clone()).await.status(), 200);
    refused(&service.answer(request).await, 401, "nonce_used");
}

fn pending(n: usize, at: u64) -> PendingGrant {
    let credentials = TemporaryCredentials::new(n.to_string(), "s");
    PendingGrant::new("printer", credentials, "oob", at, at + 600)
}

#[tokio::test]
async fn the_memory_holds_so_many_and_no_more() {
    let store = MemoryGrants::new(Arc::new(MemoryCredentials::new()))
        .capacity(10)
        .share_per_client(10);
    for n in 0..10 {
        store.insert(pending(n, NOW)).await.unwrap();
    }
    assert!(store.insert(pending(10, NOW + 600)).await.is_err());
    assert!(
        store.find("0").await.unwrap().is_some(),
        "none is forgotten for another"
    );
    store.insert(pending(11, NOW + 601)).await.unwrap();
    assert!(store.find("0").await.unwrap().is_none());
    assert!(store.find("11").await.unwrap().is_some());
}

#[tokio::test]
async fn one_client_cannot_fill_the_memory_for_all() {
    let store = MemoryGrants::new(Arc::new(MemoryCredentials::new())).capacity(80);
    let of = |client: &str, n: usize| {
        let credentials = TemporaryCredentials::new(format!("{client}{n}"), "s");
        PendingGrant::new(client, credentials, "oob", NOW, NOW + 600)
    };
    let used_up = Err(MemoryGrantsError::ShareUsedUp);
    for n in 0..10 {
        assert_eq!(store.insert(of("greedy", n)).await, Ok(()), "an eighth");
    }
    assert_eq!(store.insert(of("greedy", 10)).await, used_up);
    for other in ["a", "b", "c", "d", "e", "f", "g"] {
        for n in 0..9 {
            assert_eq!(store.insert(of(other, n)).await, Ok(()));
        }
    }
    // What was refused, exchanged or is over makes room, once each.
    assert_eq!(store.remove("greedy0").await, Ok(true));
    assert_eq!(store.remove("greedy0").await, Ok(false));
    assert_eq!(store.insert(of("greedy", 11)).await, Ok(()));
    assert_eq!(store.insert(of("greedy", 12)).await, used_up);
    assert_eq!(store.remove("a0").await, Ok(true));
    assert_eq!(store.insert(of("greedy", 12)).await, used_up);
    let token = IssuedToken::new("greedy", TokenCredentials::new("t", "s"));
    let approval = Approval::new("jane", "v");
    assert_eq!(store.approve("greedy1", approval).await, Ok(true));
    let exchanged = store.exchange("greedy1", Grant::new(token, "jane")).await;
    assert_eq!(exchanged, Ok(true));
    assert_eq!(store.insert(of("greedy", 12)).await, Ok(()));
    assert_eq!(store.insert(of("greedy", 13)).await, used_up);
    let later = |n: usize| {
        let credentials = TemporaryCredentials::new(format!("later{n}"), "s");
        PendingGrant::new("greedy", credentials, "oob", NOW + 601, NOW + 700)
    };
    for n in 0..10 {
        assert_eq!(store.insert(later(n)).await, Ok(()), "{n}");
    }
    assert_eq!(store.insert(later(10)).await, used_up);
    // Another one in the place of one that there is.
    assert_eq!(store.remove("later9").await, Ok(true));
    assert_eq!(store.insert(later(0)).await, Ok(()));
    assert_eq!(store.insert(later(9)).await, Ok(()));
    assert_eq!(store.insert(later(10)).await, used_up);
}

#[tokio::test]
async fn the_memory_decides_and_exchanges_once() {
    let store = MemoryGrants::new(Arc::new(MemoryCredentials::new()));
    let approval = || Approval::new("jane", "v");
    let grant = || {
        let token = TokenCredentials::new("t", "s");
        Grant::new(IssuedToken::new("printer", token), "jane")
    };
    store.insert(pending(1, NOW)).await.unwrap();
    assert_eq!(
        store.exchange("1", grant()).await,
        Ok(false),
        "not approved"
    );
    assert_eq!(store.approve("1", approval()).await, Ok(true));
    assert_eq!(
        store.approve("1", Approval::new("mallory", "w")).await,
        Ok(false)
    );
    assert_eq!(store.remove("1").await, Ok(false), "approved");
    let found = store.find("1").await.unwrap().unwrap();
    assert_eq!(found.approval().unwrap().resource_owner(), "jane");
    assert_eq!(store.exchange("1", grant()).await, Ok(true));
    assert_eq!(store.exchange("1", grant()).await, Ok(false));
    assert_eq!(store.approve("1", approval()).await, Ok(false));
    store.insert(pending(2, NOW)).await.unwrap();
    assert_eq!(store.remove("2").await, Ok(true));
    assert_eq!(store.remove("2").await, Ok(false));
    assert_eq!(store.approve("2", approval()).await, Ok(false));
}

/// Is away for all but what it is asked first.
struct Away;

impl GrantStore for Away {
    type Error = io::Error;

    async fn insert(&self, _: PendingGrant) -> io::Result<()> {
        Err(io::Error::other("away"))
    }

    async fn find(&self, _: &str) -> io::Result<Option<PendingGrant>> {
        let found = pending(1, NOW).approved(Approval::new("jane", "right"));
        Ok(Some(found))
    }

    async fn approve(&self, _: &str, _: Approval) -> io::Result<bool> {
        Err(io::Error::other("away"))
    }

    async fn remove(&self, _: &str) -> io::Result<bool> {
        Err(io::Error::other("away"))
    }

    async fn exchange(&self, _: &str, _: Grant) -> io::Result<bool> {
        Err(io::Error::other("away"))
    }
}

#[tokio::test]
async fn a_store_that_fails_is_answered_with_503() {
    use http_body_util::Full;
    use tower::{Layer, ServiceExt};
    use tower_oauth1::verify::{Authenticated, VerifyLayer};

    let service = Service::new();
    let grants = Grants::new(service.credentials.clone(), Away)
        .clock(|| NOW)
        .lifetime(Duration::from_secs(60));
    let send = async |path: &'static str, name: &str, value: &str, token: bool| {
        let (mut parts, ()) = http::Request::post(format!("https://photos.example.net{path}"))
            .body(())
            .unwrap()
            .into_parts();
        let mut signer = service.signer("printer");
        if token {
            signer = signer.token(TokenCredentials::new("1", "s"));
        }
        let signed = signer.sign_with(&parts, None, &[(name, value)]).unwrap();
        parts
            .headers
            .insert("authorization", signed.authorization_header());
        let request = http::Request::from_parts(parts, Full::<bytes::Bytes>::default());
        let inner = grants.clone();
        let endpoint = tower::service_fn(move |request: http::Request<Full<bytes::Bytes>>| {
            let grants = inner.clone();
            async move {
                let caller = request.extensions().get::<Authenticated>().unwrap();
                let error = match path {
                    "/initiate" => grants.temporary_credentials(caller).await.err(),
                    _ => grants.token_credentials(caller).await.err(),
                };
                Ok::<_, std::convert::Infallible>(error.unwrap().response::<String>("x"))
            }
        });
        let verifier = service.verifier().token_optional();
        let layer = VerifyLayer::new(grants.temporary_store(), service.replay.clone(), verifier);
        let response = layer.layer(endpoint).oneshot(request).await.unwrap();
        (
            response.status().as_u16(),
            response.extensions().get::<GrantError>().is_some(),
        )
    };
    assert_eq!(
        send("/initiate", "oauth_callback", "oob", false).await,
        (503, true)
    );
    assert_eq!(
        send("/token", "oauth_verifier", "right", true).await,
        (503, true)
    );
    assert_eq!(
        send("/token", "oauth_verifier", "wrong", true).await,
        (401, true)
    );
}

#[test]
fn nothing_shows_a_secret() {
    let credentials = TemporaryCredentials::new("id", "s3cret");
    let pending = PendingGrant::new("c", credentials, "oob", 1, 2);
    let pending = pending.approved(Approval::new("jane", "v3rifier"));
    assert_eq!(pending.approval().unwrap().verifier(), "v3rifier");
    let shown = format!("{pending:?} {:#?}", pending.approval());
    assert!(shown.contains("jane"));
    assert!(
        !shown.contains("s3cret") && !shown.contains("v3rifier"),
        "{shown}"
    );
}
