//! What a client asks for beside the parameters of the protocol, such as a scope.

use http::Request;
use http_body_util::Full;
use tower_oauth1::grant::{Grant, GrantError, PendingGrant};
use tower_oauth1::verify::IssuedToken;
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

fn many(count: usize) -> String {
    let pairs: Vec<_> = (0..count).map(|n| format!("p{n}=v")).collect();
    format!("?{}", pairs.join("&"))
}

fn long(length: usize) -> String {
    format!("?scope={}", "s".repeat(length))
}

/// Asserts that the client learns which parameter is the reason, and the operator also the limit.
async fn names_it(service: &Service, query: &str, rejected: &str, expected: GrantError) {
    let response = initiate(service, query, "").await;
    refused(&response, 400, "parameter_rejected");
    let report = format!("oauth_problem=parameter_rejected&oauth_parameters_rejected={rejected}");
    assert_eq!(response.body(), &report);
    assert_eq!(response.extensions().get(), Some(&expected), "{query}");
}

#[tokio::test]
async fn it_has_limits() {
    let service = Service::new();
    for query in [many(32), long(4091)] {
        assert_eq!(initiate(&service, &query, "").await.status(), 200);
    }
    let (limit, name) = (32, "p32".to_owned());
    let error = GrantError::TooManyParameters { limit, name };
    assert!(error.to_string().contains("32") && error.to_string().contains("parameter_limit"));
    names_it(&service, &many(33), "p32", error).await;
    let (limit, name) = (4096, "scope".to_owned());
    let error = GrantError::ParametersTooLong { limit, name };
    assert!(error.to_string().contains("4096"));
    assert!(error.to_string().contains("parameter_size_limit"));
    names_it(&service, &long(4092), "scope", error).await;
    // A name is encoded, and encoded again in the report.
    let query = format!("{}&a%26b=v", many(32));
    let (limit, name) = (32, "a&b".to_owned());
    let error = GrantError::TooManyParameters { limit, name };
    names_it(&service, &query, "a%2526b", error).await;
    // A long name is cut.
    let query = format!("?{}=v", "n".repeat(5000));
    let (limit, name) = (4096, "n".repeat(64));
    let error = GrantError::ParametersTooLong { limit, name };
    names_it(&service, &query, &"n".repeat(64), error).await;
}

#[tokio::test]
async fn the_limits_can_be_set() {
    let service = Service::with(|grants| grants.parameter_limit(3).parameter_size_limit(10));
    assert_eq!(initiate(&service, &many(3), "").await.status(), 200);
    assert_eq!(initiate(&service, "?scope=12345", "").await.status(), 200);
    let (limit, name) = (3, "p3".to_owned());
    let error = GrantError::TooManyParameters { limit, name };
    names_it(&service, &many(4), "p3", error).await;
    let (limit, name) = (10, "scope".to_owned());
    let error = GrantError::ParametersTooLong { limit, name };
    names_it(&service, "?scope=123456", "scope", error).await;
    let service = Service::with(|grants| grants.parameter_limit(100).parameter_size_limit(9000));
    for query in [many(100), long(8000)] {
        assert_eq!(initiate(&service, &query, "").await.status(), 200);
    }
}

#[tokio::test]
async fn it_is_utf8() {
    let service = Service::new();
    let malformed = |name: &str| GrantError::Malformed(name.to_owned());
    names_it(&service, "?scope=%FF", "scope", malformed("scope")).await;
    let replaced = "%25EF%25BF%25BD";
    names_it(&service, "?%FF=1", replaced, malformed("\u{fffd}")).await;
}

/// Parameters of the protocol that are not UTF-8 are not missing.
#[tokio::test]
async fn values_of_the_protocol_are_utf8() {
    let service = Service::new();
    let temporary = service.initiate("printer", "oob").await;
    service.approve(&temporary).await;
    for (name, with_token) in [("oauth_callback", false), ("oauth_verifier", true)] {
        let (token, path) = if with_token {
            (Some(&temporary), "/token")
        } else {
            (None, "/initiate")
        };
        for (value, problem) in [("%FF", "parameter_rejected"), ("", "parameter_absent")] {
            let parameter = format!("{name}=\"{value}\", ");
            let response = service.post_raw("printer", token, path, &parameter).await;
            refused(&response, 400, problem);
            is_named(&response, name, problem);
        }
    }
    for (value, problem) in [("%FF", "parameter_rejected"), ("", "parameter_absent")] {
        let uri = format!("/token?x_auth_mode=client_auth&x_auth_username={value}");
        let response = service.post_raw("app", None, &uri, "").await;
        refused(&response, 400, problem);
        is_named(&response, "x_auth_username", problem);
    }
}

/// Asserts that the response names the parameter, as rejected or as absent.
fn is_named(response: &http::Response<String>, name: &str, problem: &str) {
    let list = problem.replace("parameter_", "oauth_parameters_");
    let report = format!("oauth_problem={problem}&{list}={name}");
    assert_eq!(response.body(), &report);
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
