//! No secret gets into a message, an error, or the log of Postgres.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore, TokenStore};
use tower_oauth1::verify::IssuedToken;

use crate::database::Database;
use crate::example::provider::{KNOWN, command, file, photos};
use crate::postgres::Postgres;
use crate::store::{Store, pending};
use crate::with_both;

with_both!(errors_quote_no_row);

const SECRETS: [&str; 5] = [
    "temporary-secret",
    "a-token-secret",
    "314159265",
    "printer-secret",
    "photos-secret",
];

async fn errors_quote_no_row(store: &mut Store) {
    let database = store.connect().await;
    // Whatever the database refuses: a constraint, a double key, a value of another type.
    let mut errors = Vec::new();
    for change in [
        "ALTER TABLE grants ADD COLUMN missing TEXT",
        "CREATE UNIQUE INDEX one_secret ON tokens (secret)",
    ] {
        store.run(change).await;
    }
    if let Store::Postgres(_) = store {
        store.run("ALTER TABLE grants ADD CHECK (tries > 0)").await;
        errors.push(database.insert(pending("refused")).await.unwrap_err());
    }
    let grant = |name: &str| {
        let credentials = TokenCredentials::new(name, "a-token-secret");
        Grant::new(IssuedToken::new("printer", credentials), "jane")
    };
    database.insert_token(grant("first")).await.unwrap();
    errors.push(database.insert_token(grant("second")).await.unwrap_err());
    if let Store::Sqlite(_) = store {
        // SQLite stores a value of any type in any column.
        database.insert(pending("typed")).await.unwrap();
        let approval = Approval::new("jane", "314159265");
        assert!(database.approve("typed", approval).await.unwrap());
        store
            .run("UPDATE grants SET verifier = 314159265.5, secret = x'00ff'")
            .await;
        errors.push(database.find("typed").await.unwrap_err());
    }
    store
        .run("UPDATE tokens SET parameters = '[\"a-token-secret\"]' WHERE token = 'first'")
        .await;
    errors.push(database.find_token("first").await.unwrap_err());
    for error in errors {
        let shown = format!("{error} {error:?} {database:?}");
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn passwords_of_urls_are_not_shown() {
    for url in [
        "postgres://user:s3cret@127.0.0.1:1/x",
        "postgres://user:s3cret@127.0.0.1:99999/x",
        "postgres://user:s3cret@[::1/x",
        "postgres://user:s3cret@h/x?sslmode=s3cret",
        "postgres://user:s3cret@127.0.0.1:1/x?unknown=s3cret",
        "mysql://user:s3cret@h/x",
        "sqlite::memory:?s3cret",
        "sqlite:/no/such/folder/s3cret.db?mode=s3cret",
        "s3cret",
        "",
    ] {
        let error = Database::connect(url).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("s3cret"), "{url}: {shown}");
        let output = command(&file("known.json", KNOWN), &["--database", url]).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(1), "{url}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.starts_with("provider: "), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

/// The provider with everything that can be logged. An administrator who lets Postgres log all
/// statements also sets `log_parameter_max_length`, as the README says.
#[tokio::test]
async fn the_logs_of_the_provider_and_of_postgres() {
    let settings = [
        "log_statement=all",
        "log_min_duration_statement=0",
        "log_parameter_max_length=0",
    ];
    let Some(postgres) = Postgres::start(&settings) else {
        return;
    };
    let url = postgres.url();
    let mut child = command(&file("known.json", KNOWN), &["--database", &url])
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    let origin = line.trim_end().strip_prefix("listening on ").unwrap();
    let store = Store::Postgres(postgres);
    store
        .run("ALTER TABLE nonces ADD CHECK (expires_at < 0)")
        .await;
    let mut request = Request::get(format!("{origin}/resource")).body("").unwrap();
    photos().sign_request(&mut request).unwrap();
    let http: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let response = http.request(request.map(Full::from)).await.unwrap();
    assert_eq!(response.status(), 503);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut printed = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut printed).unwrap();
    let refused = "refused: 503 GET /resource, \"printer\"";
    assert!(printed.contains(refused), "{printed}");
    assert!(printed.contains("violates check constraint"), "{printed}");
    let Store::Postgres(postgres) = &store else {
        return;
    };
    let log = postgres.log();
    assert!(log.contains("INSERT INTO tokens"), "{log}");
    assert!(log.contains("violates check constraint"), "{log}");
    for secret in SECRETS {
        assert!(!printed.contains(secret), "{printed}");
        assert!(!log.contains(secret), "{secret}");
    }
}
