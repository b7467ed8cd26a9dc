//! A Postgres that is slow, or far away: a request waits for it, but not for long. Then the
//! provider responds with 503, loses nothing, and goes on by itself.

use std::time::{Duration, Instant};

use crate::dance::{initiate, pin, problem, temporary, token_request};
use crate::example::provider::{Provider, photos};
use crate::failures::{recovers, status};
use crate::postgres::Postgres;
use crate::relay::Relay;
use crate::store::Store;

/// The longest time that a request may take: two steps that each wait for the database.
const LONGEST: Duration = Duration::from_secs(6);

/// Makes each insertion into a table take this many seconds.
async fn slow_down(store: &Store, table: &str, seconds: f64) {
    let function = format!(
        "CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ \
         BEGIN PERFORM pg_sleep({seconds}); RETURN NEW; END $$"
    );
    store.run(&function).await;
    let trigger = format!(
        "CREATE OR REPLACE TRIGGER wait BEFORE INSERT ON {table} \
         FOR EACH ROW EXECUTE FUNCTION wait()"
    );
    store.run(&trigger).await;
}

#[tokio::test]
async fn postgres_that_writes_slowly() {
    let Some(store) = Store::postgres(&[]) else {
        return;
    };
    let provider = Provider::start(&["--database", &store.url()]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    // A second is slow, but in time.
    slow_down(&store, "nonces", 1.0).await;
    assert_eq!(status(&provider).await, 200);
    slow_down(&store, "nonces", 60.0).await;
    let nonces = store.count("nonces").await;
    let refused = provider.signed(&photos(), "GET", "/resource", None);
    let began = Instant::now();
    assert_eq!(provider.send(refused.clone()).await.status(), 503);
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    store.run("DROP TRIGGER wait ON nonces").await;
    recovers(&provider).await;
    // Postgres ended the statement, so the client may send the same request again.
    assert_eq!(provider.send(refused.clone()).await.status(), 200);
    assert_eq!(problem(&provider.send(refused).await), "nonce_used");
    assert!(store.count("nonces").await > nonces);

    slow_down(&store, "tokens", 60.0).await;
    let exchange = || token_request(&provider, &temporary(&pending), &pin);
    let (exchanged, other) = tokio::join!(provider.send(exchange()), status(&provider));
    assert_eq!((exchanged.status().as_u16(), other), (503, 200));
    assert_eq!(store.count("grants").await, 1);
    store.run("DROP TRIGGER wait ON tokens").await;
    assert_eq!(provider.send(exchange()).await.status(), 200);
    assert_eq!(store.count("grants").await, 0);
}

#[tokio::test]
async fn a_network_that_is_slow() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let relay = Relay::to(postgres.port());
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", relay.port());
    let store = Store::Postgres(postgres);
    let provider = Provider::start(&["--database", &url]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    assert_eq!(status(&provider).await, 200);
    let exchange = || token_request(&provider, &temporary(&pending), &pin);
    relay.delay(Duration::from_millis(100));
    assert_eq!(status(&provider).await, 200);
    relay.delay(Duration::from_millis(1200));
    let request = provider.signed(&photos(), "GET", "/resource", None);
    let began = Instant::now();
    let requests = (0..40).map(|_| status(&provider));
    let (sent, exchanged, others) = tokio::join!(
        provider.send(request.clone()),
        provider.send(exchange()),
        futures_util::future::join_all(requests)
    );
    assert_eq!(sent.status(), 503);
    assert_eq!(exchanged.status(), 503);
    assert!(others.iter().all(|status| *status == 503), "{others:?}");
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    relay.delay(Duration::ZERO);
    recovers(&provider).await;
    // The statements may have arrived after the provider gave up. Each took effect or did not.
    let sent = provider.send(request.clone()).await;
    assert!(
        sent.status() == 200 || problem(&sent) == "nonce_used",
        "{sent:?}"
    );
    assert_eq!(problem(&provider.send(request).await), "nonce_used");
    let exchanged = provider.send(exchange()).await;
    assert!(exchanged.status() == 200 || problem(&exchanged) == "signature_invalid");
    assert_eq!(store.count("grants").await, 0);
    assert_eq!(store.count("tokens").await, 2);
}
