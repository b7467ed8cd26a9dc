//! A database that is down, hangs or is locked: the provider responds with 503 and nothing else,
//! loses nothing, and goes on by itself.

use std::time::{Duration, Instant};

use http::Request;
use http_body_util::Full;
use sqlx::{Connection, Executor};

use crate::dance::{initiate, pin, problem, temporary, token_request};
use crate::example::provider::{KNOWN, Provider, command, file, photos};
use crate::postgres::Postgres;
use crate::store::Store;

pub(crate) async fn status(provider: &Provider) -> u16 {
    let response = provider.call(&photos(), "GET", "/resource", None).await;
    response.status().as_u16()
}

/// Waits until the provider accepts requests again. Until then, it may only respond with 503.
pub(crate) async fn recovers(provider: &Provider) {
    let began = Instant::now();
    loop {
        match status(provider).await {
            200 => return,
            other => assert_eq!(other, 503),
        }
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "it does not recover"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn postgres_crashes_in_the_middle_of_a_dance() {
    let Some(mut postgres) = Postgres::start(&[]) else {
        return;
    };
    let provider = Provider::start(&["--database", &postgres.url()]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    let accepted = provider.signed(&photos(), "GET", "/resource", None);
    assert_eq!(provider.send(accepted.clone()).await.status(), 200);
    postgres.kill();
    for _ in 0..3 {
        let began = Instant::now();
        assert_eq!(status(&provider).await, 503);
        let exchange = token_request(&provider, &temporary(&pending), &pin);
        assert_eq!(provider.send(exchange).await.status(), 503);
        let page = provider.uri("/authorize?oauth_token=x&auto=1");
        let page = Request::get(page).body(Full::default());
        assert_eq!(provider.send(page.unwrap()).await.status(), 503);
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "{:?}",
            began.elapsed()
        );
    }
    assert!(postgres.restart());
    recovers(&provider).await;
    let copy = provider.send(accepted).await;
    assert_eq!(
        (copy.status().as_u16(), &*problem(&copy)),
        (401, "nonce_used")
    );
    let exchange = token_request(&provider, &temporary(&pending), &pin);
    assert_eq!(provider.send(exchange).await.status(), 200);
}

#[tokio::test]
async fn postgres_that_hangs_is_not_waited_for() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let provider = Provider::start(&["--database", &postgres.url()]);
    assert_eq!(status(&provider).await, 200);
    postgres.signal("STOP");
    let began = Instant::now();
    // More requests than the pool has connections.
    let requests = (0..40).map(|_| status(&provider));
    let statuses = futures_util::future::join_all(requests).await;
    assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
    assert!(
        began.elapsed() < Duration::from_secs(6),
        "{:?}",
        began.elapsed()
    );
    // A provider that starts now says why it does not.
    let known = file("known.json", KNOWN);
    let output = command(&known, &["--database", &postgres.url()])
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message, "provider: the database did not respond in time\n");
    postgres.signal("CONT");
    recovers(&provider).await;
}

#[test]
fn a_database_that_does_not_run_prevents_the_start() {
    let known = file("known.json", KNOWN);
    for (url, expected) in [
        (
            format!("postgres://u@127.0.0.1:{}/x", crate::port::free_port()),
            "Connection refused",
        ),
        (
            "sqlite:/no/such/folder/x.db".to_owned(),
            "unable to open database file",
        ),
        (
            format!(
                "sqlite:{}?mode=rw",
                file("no-database", "this is a text, not a database")
            ),
            "not a database",
        ),
        ("known.db".to_owned(), "use sqlite:FILE or postgres://"),
    ] {
        let mut command = command(&known, &["--database", &url]);
        let began = Instant::now();
        let output = command.output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{url}: {message}");
        assert!(message.contains(expected), "{url}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(began.elapsed() < Duration::from_secs(8));
    }
}

#[tokio::test]
async fn a_sqlite_file_that_another_program_locks() {
    let store = Store::sqlite();
    let provider = Provider::start(&["--database", &store.url()]);
    assert_eq!(status(&provider).await, 200);
    let mut other = store.connection().await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let began = Instant::now();
    assert_eq!(status(&provider).await, 503);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    other.execute("COMMIT").await.unwrap();
    other.close().await.unwrap();
    recovers(&provider).await;
}
