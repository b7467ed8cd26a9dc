//! The limits of a request are settings, errors name them, and stores know them.

use http::{Method, header};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::verify::{IdentifierError, IssuedToken, MemoryCredentialStore, RegisteredClient};
use tower_oauth1::{ClientCredentials, SignatureMethod, Signer, TokenCredentials, VerifyError};

use crate::support::FORM;
use crate::verify::server::harness::{Message, NOW, Server, signer, unauthorized, verifier};

/// Returns a form with this number of fields.
fn fields(number: usize) -> String {
    let fields: Vec<_> = (0..number).map(|n| format!("field{n}={n}")).collect();
    fields.join("&")
}

/// Returns a signed form of 300 fields, as the client half of this crate sends it.
fn form() -> Message {
    let form: &'static str = fields(300).leak();
    Message::signed(&signer(), Method::POST, "/photos", Some((FORM, form)))
}

#[tokio::test]
async fn a_server_that_is_told_to_accepts_300_fields() {
    // With the parameters in the header: seven, and 300 fields.
    let server = Server::new();
    let too_many = |limit, name: &str| VerifyError::TooManyParameters {
        limit,
        name: Some(name.to_owned()),
    };
    let refused = too_many(256, "field256");
    server.refuses(&form(), 400, &refused).await;
    let server = Server::with(verifier().parameter_limit(306));
    let refused = too_many(306, "field299");
    server.refuses(&form(), 400, &refused).await;

    let server = Server::with(verifier().parameter_limit(307));
    let passed = server.accepts(&form()).await;
    assert_eq!(passed.by.parameters().len(), 306, "all but the signature");
    assert_eq!(passed.by.parameter("field299"), Some("299"));
    // A field that was changed, and one more.
    let changed = form().body(fields(301).leak());
    server
        .refuses(&changed, 400, &too_many(307, "field300"))
        .await;
    let server = Server::with(verifier().parameter_limit(usize::MAX));
    server
        .refuses(&changed, 401, &VerifyError::SignatureInvalid)
        .await;
}

#[tokio::test]
async fn a_header_may_be_as_long_as_the_limit() {
    let message = Message::get("/photos");
    let length = message.received().headers()[header::AUTHORIZATION].len();
    let server = Server::with(verifier().header_limit(length));
    server.accepts(&message).await;
    let limit = length - 1;
    let server = Server::with(verifier().header_limit(limit));
    let refused = VerifyError::HeaderTooLong { limit };
    server.refuses(&message, 400, &refused).await;
}

/// Two `&` with nothing between them are no parameter.
#[tokio::test]
async fn separators_alone_are_not_too_many_parameters() {
    let signed = |separators| {
        let target: &'static str = format!("/photos?{}a=1", "&".repeat(separators)).leak();
        Message::signed(&signer(), Method::GET, target, None)
    };
    Server::new().accepts(&signed(256)).await;
    // The parameter would be within the limit, so the error does not name it.
    let (limit, name) = (256, None);
    let refused = VerifyError::TooManyParameters { limit, name };
    Server::new().refuses(&signed(257), 400, &refused).await;
}

#[tokio::test]
async fn each_parameter_has_its_own_limit() {
    let secret = "s".repeat(3000);
    let (client, token) = ("c".repeat(1000), "t".repeat(1000));
    let signer = Signer::new(ClientCredentials::new(&client, &secret))
        .with_signature_method(SignatureMethod::Plaintext)
        .with_token(TokenCredentials::new(&token, &secret))
        .with_clock(|| NOW)
        .with_nonces(|| Nonce::new("n".repeat(1000)));
    let message = Message::signed(&signer, Method::GET, "/photos", None);
    let wide = || {
        verifier()
            .signature_methods([SignatureMethod::Plaintext])
            .header_limit(20_000)
            .identifier_limit(1000)
            .nonce_limit(1000)
            .signature_limit(6001)
    };
    let store = || {
        let store = MemoryCredentialStore::new().identifier_limit(1000);
        let credentials = ClientCredentials::new(&client, &secret);
        store.insert_client(credentials).unwrap();
        let token = TokenCredentials::new(&token, &secret);
        store
            .insert_token(IssuedToken::new(&client, token))
            .unwrap();
        store
    };
    let server = Server::with_credentials(wide(), store());
    server.accepts(&message).await;

    // The token is as long as the client, which comes first.
    for (name, length) in [
        ("oauth_consumer_key", 1000),
        ("oauth_nonce", 1000),
        ("oauth_signature", 6001),
    ] {
        let limit = length - 1;
        let limited = match name {
            "oauth_consumer_key" => wide().identifier_limit(limit),
            "oauth_nonce" => wide().nonce_limit(limit),
            _ => wide().signature_limit(limit),
        };
        let server = Server::with_credentials(limited, store());
        let reason = VerifyError::TooLong { name, limit };
        server.refuses(&message, 400, &reason).await;
        let text = reason.to_string();
        let names_both = text.contains(&limit.to_string()) && text.contains("_limit`");
        assert!(names_both, "{text}");
    }
    let limit = message.authorization().len() - 1;
    let server = Server::with(wide().header_limit(limit));
    let reason = VerifyError::HeaderTooLong { limit };
    server.refuses(&message, 400, &reason).await;
}

#[tokio::test]
async fn long_identifiers_are_used_if_verifier_and_store_allow_them() {
    let (client, token) = ("c".repeat(257), "t".repeat(300));
    let credentials = ClientCredentials::new(&client, "secret");
    let issued = TokenCredentials::new(&token, "token-secret");
    let signer = Signer::new(credentials.clone()).with_token(issued.clone());
    let message = Message::signed(&signer.with_clock(|| NOW), Method::GET, "/photos", None);

    let name = "oauth_consumer_key";
    let reason = VerifyError::TooLong { name, limit: 256 };
    Server::new().refuses(&message, 400, &reason).await;

    let store = MemoryCredentialStore::new().identifier_limit(300);
    store.insert_client(credentials).unwrap();
    store
        .insert_token(IssuedToken::new(&client, issued))
        .unwrap();
    let server = Server::with_credentials(verifier().identifier_limit(300), store);
    let caller = server.accepts(&message).await.by;
    assert_eq!(caller.client_identifier(), client);
    assert_eq!(caller.token_identifier(), Some(&*token));
}

/// A store refuses a client or a token that no request could name.
#[test]
fn stores_refuse_identifiers_that_no_request_can_have() {
    let store = MemoryCredentialStore::new();
    let too_long = IdentifierError::TooLong { limit: 256 };
    let control = IdentifierError::ControlCharacter;
    for (identifier, refused) in [
        (String::new(), Err(IdentifierError::Empty)),
        ("x".repeat(257), Err(too_long)),
        ("\u{e9}".repeat(129), Err(too_long)),
        ("a\nb".to_owned(), Err(control)),
        ("a\0".to_owned(), Err(control)),
        ("\u{7f}".to_owned(), Err(control)),
        ("\u{85}".to_owned(), Err(control)),
        ("x".repeat(256), Ok(())),
        ("\u{e9} &=%".to_owned(), Ok(())),
    ] {
        let client = || ClientCredentials::new(identifier.clone(), "secret");
        assert_eq!(store.insert_client(client()), refused, "{identifier:?}");
        let registered = RegisteredClient::new(client());
        assert_eq!(store.insert_client(registered), refused);
        let token = TokenCredentials::new(identifier.clone(), "secret");
        assert_eq!(store.insert_token(IssuedToken::new("c", token)), refused);
        let token = TokenCredentials::new("t", "secret");
        let token = IssuedToken::new(identifier.clone(), token);
        assert_eq!(store.insert_token(token), refused);
        assert_eq!(verifier().check_identifier(&identifier), refused);
    }
    let stored = format!("{store:?}");
    assert!(
        stored.contains("clients: 2") && stored.contains("tokens: 3"),
        "{stored}"
    );
    let limited = verifier().identifier_limit(3);
    let limit = IdentifierError::TooLong { limit: 3 };
    assert_eq!(limited.check_identifier("1234"), Err(limit));
    assert_eq!(limited.check_identifier("123"), Ok(()));
}

/// Whatever the store accepts, the verifier reads, with equal limits.
#[tokio::test]
async fn what_the_store_accepts_can_make_requests() {
    for identifier in [
        "x".repeat(256),
        "\u{e9} &=%\"\\,".to_owned(),
        " ".to_owned(),
    ] {
        let server = Server::new();
        let credentials = ClientCredentials::new(identifier.clone(), "secret");
        let token = TokenCredentials::new(identifier.clone(), "token-secret");
        let store = &server.credentials.store;
        store.insert_client(credentials.clone()).unwrap();
        let issued = IssuedToken::new(identifier.clone(), token.clone());
        store.insert_token(issued).unwrap();
        let signer = Signer::new(credentials)
            .with_token(token)
            .with_clock(|| NOW);
        let message = Message::signed(&signer, Method::GET, "/photos", None);
        let caller = server.accepts(&message).await.by;
        assert_eq!(caller.client_identifier(), identifier);
    }
}

/// The client learns which parameter it is, and nothing of what it sent.
#[tokio::test]
async fn the_client_learns_which_parameter_is_too_long() {
    let server = Server::new();
    let long = Message::get("/photos").setting("oauth_nonce", &"x".repeat(129));
    let response = server.send(long.received()).await;
    assert_eq!(response.status(), 400);
    let challenge = response.headers()[header::WWW_AUTHENTICATE]
        .to_str()
        .unwrap();
    assert!(
        challenge.ends_with(
            "oauth_problem=\"parameter_rejected\", oauth_parameters_rejected=\"oauth_nonce\""
        ),
        "{challenge}"
    );
    let hash = Message::get("/photos").replacing(
        "OAuth ",
        &format!("OAuth oauth_body_hash=\"{}\", ", "x".repeat(89)),
    );
    let name = "oauth_body_hash";
    server
        .refuses(&hash, 400, &VerifyError::TooLong { name, limit: 88 })
        .await;
    let hash = hash.setting("oauth_body_hash", &"x".repeat(88));
    let response = server.send(hash.received()).await;
    assert!(unauthorized(&response).ends_with("signature_invalid\""));
}
