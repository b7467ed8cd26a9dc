//! What a client asks for beside the parameters of the protocol, such as a scope.

use http::Request;
use http_body_util::Full;
use tower_oauth1::grant::{Grant, GrantError, PendingGrant};
use tower_oauth1::protocol::Problem;
use tower_oauth1::verify::{CredentialStore, IssuedToken};
use tower_oauth1::{TemporaryCredentials, TokenCredentials};

use crate::grant::refusals::refused;
use crate::grant::service::{Service, credentials};

/// Requests temporary credentials with this query and form.
async fn initiate(service: &Service, query: &str, form: &'static str) -> http::Response<String> {
    let request = Request::post(format!("https://photos.example.net/initiate{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(form))
        .unwrap();
    let (mut parts, body) = request.into_parts();
    let callback = [("oauth_callback", "oob")];
    let signer = service.signer("printer");
    let form = Some(form.as_bytes());
    let signed = signer
        .sign_with_parameters(&parts, form, &callback)
        .unwrap();
    let header = signed.authorization_header();
    parts.headers.insert("authorization", header);
    service.respond(Request::from_parts(parts, body)).await
}

fn pairs<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    parameters.collect()
}

#[tokio::test]
async fn the_consent_page_and_the_token_know_it() {
    let service = Service::new();
    let response = initiate(
        &service,
        "?scope=read%2Cwrite&x=%C3%A9&empty",
        "scope=more&note=a+b",
    )
    .await;
    let (token, secret) = credentials(response.body());
    let pending = service.grants.pending(&token).await.unwrap();
    let asked = [
        ("scope", "read,write"),
        ("x", "\u{e9}"),
        ("empty", ""),
        ("scope", "more"),
        ("note", "a b"),
    ];
    assert_eq!(pairs(pending.parameters()), asked);
    assert_eq!(pending.parameter("scope"), Some("read,write"));
    assert_eq!(pending.parameter("oauth_callback"), None);
    assert!(!format!("{pending:?}").contains("a b"), "{pending:?}");

    let temporary = TemporaryCredentials::new(token, secret);
    let approved = service.approve(&temporary).await;
    let verifier = approved.verifier().unwrap();
    let granted = service.exchange("printer", &temporary, verifier).await;
    let (token, _) = credentials(granted.body());
    let grant = service.find_token(&token).await.unwrap();
    assert_eq!(pairs(grant.parameters()), asked);
    assert_eq!(grant.resource_owner(), "jane");
}

#[tokio::test]
async fn it_has_limits() {
    let service = Service::new();
    let many = |count: usize| {
        let pairs: Vec<_> = (0..count).map(|n| format!("p{n}=v")).collect();
        format!("?{}", pairs.join("&"))
    };
    let long = |length: usize| format!("?scope={}", "s".repeat(length));
    for query in [many(32), long(4091)] {
        assert_eq!(initiate(&service, &query, "").await.status(), 200);
    }
    for (query, name) in [
        (many(33), "p32"),
        (long(4092), "scope"),
        ("?scope=%FF".to_owned(), "scope"),
        ("?%FF=1".to_owned(), "\u{fffd}"),
        ("?a%26%0A=%FF".to_owned(), "a&\n"),
    ] {
        let response = initiate(&service, &query, "").await;
        refused(&response, 400, "parameter_rejected");
        let problem = Problem::from_headers(response.headers()).unwrap();
        assert!(problem.parameters_rejected().eq([name]));
        let text = response.extensions().get::<GrantError>().unwrap();
        let text = text.to_string();
        assert!(text.contains(&format!("{name:?}")), "{text}");
        let is_long = !query.contains("%FF");
        assert_eq!(text.contains("`Grants::parameter_limits`"), is_long);
    }
    let service = Service::with(|grants| grants.parameter_limits(33, 1 << 20));
    for query in [many(33), long(10_000)] {
        assert_eq!(initiate(&service, &query, "").await.status(), 200);
    }
    let response = initiate(&service, &many(34), "").await;
    refused(&response, 400, "parameter_rejected");
}

/// A client with a username and a password asks for a scope too. The password is not kept.
#[tokio::test]
async fn a_request_with_a_password_has_it() {
    let service = Service::new();
    let signer = service.signer("app");
    let asked = [
        ("x_auth_mode", "client_auth"),
        ("x_auth_username", "jane"),
        ("x_auth_password", "her password"),
        ("scope", "read"),
    ];
    let response = service.post_query(&signer, "/token", &asked).await;
    let (token, _) = credentials(response.body());
    let grant = service.find_token(&token).await.unwrap();
    assert_eq!(pairs(grant.parameters()), [("scope", "read")]);
}

/// The store gives the grant to the handlers of requests with the token.
#[tokio::test]
async fn a_handler_knows_it() {
    let service = Service::new();
    let response = initiate(&service, "?scope=read", "").await;
    let (token, secret) = credentials(response.body());
    let temporary = TemporaryCredentials::new(token, secret);
    let verifier = service.verifier_of(&temporary).await;
    let response = service.exchange("printer", &temporary, &verifier).await;
    let (token, _) = credentials(response.body());
    let issued = service.credentials.token("printer", &token).await.unwrap();
    let issued = issued.unwrap();
    let grant = issued.get::<Grant>().unwrap();
    assert_eq!(grant.resource_owner(), "jane");
    assert_eq!(grant.parameter("scope"), Some("read"));
    assert_eq!(grant.token().credentials().identifier(), token);
}

#[test]
fn stores_restore_it() {
    let temporary = TemporaryCredentials::new("id", "secret");
    let asked = [("scope", "read"), ("scope", "write")];
    let pending = PendingGrant::new("client", temporary, "oob", 1, 2);
    let pending = pending.with_parameters(asked).with_tries(3);
    assert_eq!(pairs(pending.parameters()), asked);
    assert_eq!(pending.tries(), 3);
    let token = IssuedToken::new("client", TokenCredentials::new("id", "secret"));
    let grant = Grant::new(token, "jane")
        .with_parameters(asked)
        .with_issued_at(7);
    assert_eq!(pairs(grant.parameters()), asked);
    assert_eq!(
        (grant.parameter("scope"), grant.issued_at()),
        (Some("read"), 7)
    );
}
