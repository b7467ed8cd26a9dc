//! A credentials file fills an empty database, and never changes one that is not empty.

use std::io::Read;
use std::process::Stdio;

use tower_oauth1::verify::CredentialStore;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

use crate::database::Database;
use crate::database::credentials::Owner;
use crate::example::provider::{Provider, command, file, photos, program};
use crate::store::Store;
use crate::with_both;

with_both!(
    a_file_fills_an_empty_database_only,
    a_bad_file_leaves_no_trace,
    without_a_file_nobody_gets_a_known_secret,
    callbacks_and_passwords_survive,
    a_token_has_the_owner_of_the_file_or_none,
);

async fn a_file_fills_an_empty_database_only(store: &mut Store) {
    let url = store.url();
    let arguments = ["--database", &*url];
    let provider = Provider::start(&arguments);
    assert_eq!(
        provider
            .call(&photos(), "GET", "/resource", None)
            .await
            .status(),
        200
    );
    drop(provider);
    store
        .run("UPDATE clients SET secret = 'changed' WHERE client = 'printer'")
        .await;

    let other = r#"{"clients": [{"identifier": "other", "secret": "other-secret"},
        {"identifier": "printer", "secret": "printer-secret"}],
        "tokens": [{"client": "other", "token": "t", "secret": "s"}]}"#;
    let mut child = command(&file("other.json", other), &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut listening = [0; 20];
    child
        .stdout
        .take()
        .unwrap()
        .read_exact(&mut listening)
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let mut message = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut message)
        .unwrap();
    assert!(
        message.contains("those of the file are ignored"),
        "{message}"
    );
    assert_eq!(store.count("clients").await, 2);
    assert_eq!(store.count("tokens").await, 1);

    let provider = Provider::start(&arguments);
    assert_eq!(
        provider
            .call(&photos(), "GET", "/resource", None)
            .await
            .status(),
        401
    );
    let changed = Signer::new(ClientCredentials::new("printer", "changed"));
    let changed = changed.with_token(TokenCredentials::new("photos", "photos-secret"));
    assert_eq!(
        provider
            .call(&changed, "GET", "/resource", None)
            .await
            .status(),
        200
    );
}

async fn a_bad_file_leaves_no_trace(store: &mut Store) {
    let url = store.url();
    for (name, bad) in [
        (
            "twice",
            r#"{"clients": [{"identifier": "a", "secret": "s3cret"}, {"identifier": "a", "secret": "s3cret"}]}"#,
        ),
        (
            "neither",
            r#"{"clients": [{"identifier": "a", "secret": "s3cret"}, {"identifier": "b"}]}"#,
        ),
        (
            "callback",
            r#"{"clients": [{"identifier": "a", "secret": "s3cret", "callbacks": ["javascript:x"]}]}"#,
        ),
        (
            "control",
            r#"{"clients": [{"identifier": "a\u0000", "secret": "s3cret"}]}"#,
        ),
        (
            "token",
            r#"{"clients": [], "tokens": [{"client": "a", "token": "t", "secret": "s3cret"}]}"#,
        ),
    ] {
        let bad = file(&format!("bad-{name}.json"), bad);
        let output = command(&bad, &["--database", &url]).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {message}");
        assert!(!message.contains("s3cret"), "{message}");
        assert_eq!(store.count("clients").await, 0, "{name}");
    }
    // A secret that the database cannot store does not leave half of the file.
    let bad = r#"{"clients": [{"identifier": "a", "secret": "x"}, {"identifier": "b", "secret": "s3cret\u0000"}]}"#;
    if matches!(store, Store::Postgres(_)) {
        let bad = file("bad-secret.json", bad);
        let output = command(&bad, &["--database", &url]).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(
            message.starts_with("provider: the database failed: "),
            "{message}"
        );
        assert!(!message.contains("s3cret"), "{message}");
        assert_eq!(store.count("clients").await, 0);
    }
}

async fn without_a_file_nobody_gets_a_known_secret(store: &mut Store) {
    let mut command = program();
    command.args(["--database", &store.url()]);
    let provider = Provider::run(command);
    let known = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    assert_eq!(
        provider
            .call(&known, "GET", "/two-legged", None)
            .await
            .status(),
        401
    );
    assert_eq!(store.count("clients").await, 0);
    // A client that is added while the provider runs.
    store
        .run("INSERT INTO clients (client, secret) VALUES ('new', 'new-secret')")
        .await;
    let new = Signer::new(ClientCredentials::new("new", "new-secret"));
    assert_eq!(
        provider
            .call(&new, "GET", "/two-legged", None)
            .await
            .status(),
        200
    );
    // A client that is removed takes its tokens with it.
    store.run("INSERT INTO tokens (token, secret, client, owner, issued_at) VALUES ('t', 's', 'new', 'jane', 0)").await;
    store.run("DELETE FROM clients WHERE client = 'new'").await;
    assert_eq!(store.count("tokens").await, 0);
    assert_eq!(
        provider
            .call(&new, "GET", "/two-legged", None)
            .await
            .status(),
        401
    );
}

async fn callbacks_and_passwords_survive(store: &mut Store) {
    let known = r#"{"clients": [
        {"identifier": "desktop", "secret": "d", "passwords": true, "callbacks": [
            {"loopback": "http://127.0.0.1/ready"}, {"extra_query": "https://app.example.com/ready"}, "oob"]},
        {"identifier": "any", "secret": "a"}, {"identifier": "none", "secret": "n", "callbacks": []}],
        "users": {"jane": "jane-password"}}"#;
    let provider = Provider::with(
        &file("callbacks.json", known),
        &["--database", &store.url()],
    );
    for (client, secret, callback, status) in [
        ("desktop", "d", "http://127.0.0.1:8484/ready", 200),
        ("desktop", "d", "https://app.example.com/ready?state=1", 200),
        ("desktop", "d", "oob", 200),
        ("desktop", "d", "https://evil.example/ready", 400),
        ("any", "a", "https://any.example/", 200),
        ("none", "n", "oob", 400),
    ] {
        let signer = Signer::new(ClientCredentials::new(client, secret));
        let request = http::Request::post(provider.uri("/initiate")).body(());
        let (mut parts, ()) = request.unwrap().into_parts();
        let extra = [("oauth_callback", callback)];
        let signed = signer.sign_with_parameters(&parts, None, &extra).unwrap();
        let header = signed.authorization_header();
        parts.headers.insert("authorization", header);
        let request = http::Request::from_parts(parts, http_body_util::Full::default());
        let response = provider.send(request).await;
        assert_eq!(
            response.status(),
            status,
            "{client} {callback}: {response:?}"
        );
    }
    let form = "application/x-www-form-urlencoded";
    let xauth = "x_auth_mode=client_auth&x_auth_username=jane&x_auth_password=jane-password";
    for (client, secret, status) in [("desktop", "d", 200), ("any", "a", 401)] {
        let signer = Signer::new(ClientCredentials::new(client, secret));
        let response = provider
            .call(&signer, "POST", "/token", Some((form, xauth)))
            .await;
        assert_eq!(response.status(), status, "{client}");
    }
    assert_eq!(
        store
            .number("SELECT count(*) FROM tokens WHERE owner = 'jane'")
            .await,
        1
    );
}

async fn a_token_has_the_owner_of_the_file_or_none(store: &mut Store) {
    let known = r#"{"clients": [{"identifier": "printer", "secret": "printer-secret"}],
        "tokens": [{"client": "printer", "token": "photos", "secret": "photos-secret"},
            {"client": "printer", "token": "hers", "secret": "s", "owner": "jane"}]}"#;
    let provider = Provider::with(&file("owner.json", known), &["--database", &store.url()]);
    let response = provider.call(&photos(), "GET", "/resource", None).await;
    assert_eq!(response.status(), 200);
    let database = Database::connect(&store.url()).await.unwrap();
    for (token, expected) in [("photos", None), ("hers", Some("jane"))] {
        let token = database.token("printer", token).await.unwrap().unwrap();
        let owner = token.get::<Owner>().map(|owner| owner.0.as_str());
        assert_eq!(owner, expected);
    }
}
