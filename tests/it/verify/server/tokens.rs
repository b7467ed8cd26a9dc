//! Tokens that are expired or revoked, and the data that a store attaches to clients and tokens.

use http::{Method, header};
use tower_oauth1::verify::{IssuedToken, RegisteredClient};
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials, VerifyError};

use crate::verify::server::harness::{Message, NOW, Server, unauthorized};

#[derive(Clone, Debug, PartialEq)]
struct User(&'static str);

#[derive(Clone, Debug, PartialEq)]
struct Plan(&'static str);

fn token(name: &str) -> TokenCredentials {
    TokenCredentials::new(name, format!("{name}-secret"))
}

fn signed_by(client: &str, token: &TokenCredentials) -> Message {
    let client = ClientCredentials::new(client, client.replace("-id", "-secret"));
    let signer = Signer::new(client).with_token(token.clone());
    Message::signed(&signer.with_clock(|| NOW), Method::GET, "/photos?a=1", None)
}

fn server() -> Server {
    let server = Server::new();
    let store = &server.credentials.store;
    store
        .insert_token(IssuedToken::new("client-id", token("old")).expires_at(NOW - 1))
        .unwrap();
    store
        .insert_token(IssuedToken::new("client-id", token("last")).expires_at(NOW))
        .unwrap();
    store
        .insert_token(IssuedToken::new("client-id", token("gone")))
        .unwrap();
    store.revoke_token("gone");
    let both = IssuedToken::new("client-id", token("both"));
    store.insert_token(both.expires_at(0).revoked()).unwrap();
    server
}

#[tokio::test]
async fn the_holder_of_a_token_learns_that_it_is_expired_or_revoked() {
    for (name, reason, problem) in [
        ("old", VerifyError::TokenExpired, "token_expired"),
        ("gone", VerifyError::TokenRevoked, "token_revoked"),
        ("both", VerifyError::TokenRevoked, "token_revoked"),
    ] {
        let server = server();
        let request = signed_by("client-id", &token(name));
        let response = server.send(request.received()).await;
        assert_eq!(response.extensions().get(), Some(&reason), "{name}");
        let challenge = unauthorized(&response);
        assert!(
            challenge.ends_with(&format!("oauth_problem=\"{problem}\"")),
            "{challenge}"
        );
        assert!(server.passed().is_empty());

        // The nonce is used, so a copy of the request learns nothing about the token.
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
    }
    server()
        .accepts(&signed_by("client-id", &token("last")))
        .await;
}

#[tokio::test]
async fn strangers_learn_nothing_about_a_token() {
    let invalid = VerifyError::SignatureInvalid;
    for name in ["old", "gone", "both"] {
        let server = server();
        // Another client, with the secret of the token.
        let stolen = signed_by("other-id", &token(name));
        server.refuses(&stolen, 401, &invalid).await;
        // The right client with a wrong secret of the token.
        let wrong = TokenCredentials::new(name, "wrong");
        server
            .refuses(&signed_by("client-id", &wrong), 401, &invalid)
            .await;
        // A changed parameter.
        let changed = signed_by("client-id", &token(name)).target("/photos?a=2");
        server.refuses(&changed, 401, &invalid).await;
        // An old timestamp.
        let late = Signer::new(crate::support::client()).with_token(token(name));
        let late = late.with_clock(|| NOW - 301);
        let late = Message::signed(&late, Method::GET, "/photos", None);
        let response = server.send(late.received()).await;
        assert!(unauthorized(&response).contains("timestamp_refused"));
        // Exactly the response to a token that does not exist.
        let unknown = server
            .send(signed_by("client-id", &token("nobody")).received())
            .await;
        let stolen = server.send(stolen.received()).await;
        assert_eq!(unauthorized(&unknown), unauthorized(&stolen));
    }
}

#[tokio::test]
async fn a_copy_of_an_old_request_does_not_learn_that_its_token_was_revoked() {
    let server = server();
    let request = signed_by("client-id", &token("last"));
    server.accepts(&request).await;
    server.credentials.store.revoke_token("last");
    server.refuses(&request, 401, &VerifyError::NonceUsed).await;
}

#[tokio::test]
async fn handlers_read_the_data_of_token_and_client() {
    let server = Server::new();
    let store = &server.credentials.store;
    let client = RegisteredClient::new(ClientCredentials::new("data-id", "data-secret"));
    store
        .insert_client(client.data(Plan("gold")).data(User("the client")))
        .unwrap();
    store
        .insert_token(IssuedToken::new("data-id", token("jane")).data(User("jane")))
        .unwrap();
    store
        .insert_token(IssuedToken::new("data-id", token("plain")))
        .unwrap();
    store
        .insert_token(IssuedToken::new("other-id", token("foreign")).data(User("mallory")))
        .unwrap();

    let caller = server
        .accepts(&signed_by("data-id", &token("jane")))
        .await
        .by;
    assert_eq!(caller.get(), Some(&User("jane")));
    assert_eq!(caller.token_data(), Some(&User("jane")));
    assert_eq!(caller.client_data(), Some(&User("the client")));
    assert_eq!(caller.get(), Some(&Plan("gold")));
    assert_eq!(caller.token_data::<Plan>(), None);
    assert_eq!(caller.get::<String>(), None);

    // A token without data does not take the data of another token.
    let caller = server
        .accepts(&signed_by("data-id", &token("plain")))
        .await
        .by;
    assert_eq!(caller.get(), Some(&User("the client")));
    assert_eq!(caller.token_data::<User>(), None);

    // The token of another client is refused, so its data reaches no handler.
    let foreign = signed_by("data-id", &token("foreign"));
    server
        .refuses(&foreign, 401, &VerifyError::SignatureInvalid)
        .await;
}

#[tokio::test]
async fn parameters_are_in_the_order_of_the_request() {
    let server = Server::new();
    let request = Message::get("/photos?z=1&a=2&m=%20&a=1");
    let caller = server.accepts(&request).await.by;
    let parameters = caller.parameters();
    let query = parameters.filter(|parameter| !parameter.name().starts_with(b"oauth_"));
    let pairs: Vec<_> = query
        .map(|parameter| {
            (
                parameter.name().into_owned(),
                parameter.value().into_owned(),
            )
        })
        .collect();
    let expected = [("z", "1"), ("a", "2"), ("m", " "), ("a", "1")];
    assert_eq!(
        pairs,
        expected.map(|(name, value)| (name.into(), value.into()))
    );
    assert_eq!(caller.nonce(), Some(&*request.parameter("oauth_nonce")));
    assert_eq!(caller.uri(), format!("{}/photos", crate::support::API));
    assert!(
        request
            .header(header::AUTHORIZATION)
            .contains(caller.client_identifier())
    );
}

#[test]
fn data_is_not_in_debug_output() {
    let issued = IssuedToken::new("client-id", token("jane")).data(User("jane doe"));
    let client = RegisteredClient::new(crate::support::client()).data(Plan("gold plan"));
    let text = format!("{issued:?} {client:?}");
    assert!(
        !text.contains("jane doe") && !text.contains("gold plan"),
        "{text}"
    );
}

/// Without its client, a token is worth nothing.
#[tokio::test]
async fn a_client_is_removed() {
    let server = Server::new();
    let token = TokenCredentials::new("token-id", "token-secret");
    let signed = |client| signed_by(client, &token);
    server.accepts(&signed("client-id")).await;
    server.credentials.store.remove_client("other-id");
    server.accepts(&signed("client-id")).await;
    server.credentials.store.remove_client("client-id");
    let invalid = VerifyError::SignatureInvalid;
    server.refuses(&signed("client-id"), 401, &invalid).await;
}
