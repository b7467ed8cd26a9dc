//! A server that verifies requests, and responds to some of them badly.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use bytes::Bytes;
use http::uri::Scheme;
use http::{StatusCode, header};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};
use tower_oauth1::protocol::{Clock, SystemClock};
use tower_oauth1::verify::{
    Authenticated, IssuedToken, MemoryCredentialStore, ReplayStore, VerifyLayer,
};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, Signer, TokenCredentials};

use crate::account::Account;
use crate::random::Random;

/// How far a timestamp may be from the time of the server.
const WINDOW: Duration = Duration::from_secs(5);

fn client() -> ClientCredentials {
    ClientCredentials::new("client-id", "client-secret")
}

fn token() -> TokenCredentials {
    TokenCredentials::new("token", "token-secret")
}

pub(crate) fn signer() -> Signer {
    Signer::new(client()).with_token(token())
}

pub(crate) struct Server {
    pub(crate) origin: String,
    /// The seconds that the clock of the server is ahead.
    ahead: Arc<AtomicI64>,
    connections: Arc<Mutex<Vec<AbortHandle>>>,
    listening: AbortHandle,
}

impl Server {
    pub(crate) async fn start<R>(replay: R, account: &Arc<Account>) -> Self
    where
        R: ReplayStore + Send + Sync + 'static,
    {
        let credentials = MemoryCredentialStore::new();
        credentials.insert_client(client()).unwrap();
        credentials
            .insert_token(IssuedToken::new("client-id", token()))
            .unwrap();
        let ahead = Arc::<AtomicI64>::default();
        let clock = Arc::clone(&ahead);
        let verifier = RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTP))
            .timestamp_window(WINDOW, WINDOW)
            .clock(move || {
                SystemClock
                    .unix_seconds()
                    .saturating_add_signed(clock.load(Ordering::Relaxed))
            });
        let app = Router::new()
            .fallback(respond)
            .layer(VerifyLayer::new(credentials, replay, verifier))
            .with_state(Arc::clone(account));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::<Mutex<Vec<AbortHandle>>>::default();
        let open = Arc::clone(&connections);
        let listening = tokio::spawn(async move {
            // Dropping the set ends all connections.
            let mut set = JoinSet::new();
            loop {
                let stream = tokio::select! {
                    accepted = listener.accept() => accepted.unwrap().0,
                    Some(_) = set.join_next() => continue,
                };
                let service = TowerToHyperService::new(app.clone());
                let http = hyper::server::conn::http1::Builder::new();
                let connection = http.serve_connection(TokioIo::new(stream), service);
                let abort = set.spawn(async move { drop(connection.await) });
                let mut open = open.lock().unwrap();
                open.retain(|connection| !connection.is_finished());
                open.push(abort);
            }
        });
        let listening = listening.abort_handle();
        Self {
            origin,
            ahead,
            connections,
            listening,
        }
    }

    /// Sets the clock of the server.
    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::Relaxed);
    }

    /// Ends some connections, whatever is under way on them.
    pub(crate) fn reset_some(&self, random: &mut Random) {
        let connections = self.connections.lock().unwrap();
        let some = connections.iter().filter(|_| random.percent(30));
        some.for_each(AbortHandle::abort);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Returns the number of the request in a path such as `/7` or `/moved/7`.
pub(crate) fn number(path: &str) -> u64 {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn respond(
    State(account): State<Arc<Account>>,
    Extension(caller): Extension<Authenticated>,
    request: Request,
) -> Response {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let _running = account.handler();
    let path = request.uri().path().to_owned();
    let number = number(&path);
    account.accept(
        number,
        request.headers()[header::AUTHORIZATION].to_str().unwrap(),
    );
    if request.method() == http::Method::POST {
        let signed = caller.parameter("number");
        let is_own = signed == Some(&*number.to_string());
        account.check(is_own, || format!("{number} has the form of {signed:?}"));
    }
    let body = request.into_body().collect().await;
    account.check(body.is_ok(), || format!("the form of {number} broke"));
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut random = Random::new(count.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    match random.below(100) {
        0..10 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        10..20 if !path.starts_with("/moved") => {
            account.redirect();
            let location = format!("/moved/{number}");
            (
                StatusCode::TEMPORARY_REDIRECT,
                [(header::LOCATION, location)],
            )
                .into_response()
        }
        20..25 => slow(Duration::from_millis(20)),
        25..27 => slow(Duration::from_secs(5)),
        27..30 => broken(),
        _ => format!("done {number}").into_response(),
    }
}

/// A body with a pause before each of its parts.
fn slow(pause: Duration) -> Response {
    let parts = futures_util::stream::iter(["do", "ne"]);
    let parts = futures_util::StreamExt::then(parts, move |part| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, std::io::Error>(Bytes::from(part))
    });
    Body::from_stream(parts).into_response()
}

/// A body that breaks, so that hyper closes the connection.
fn broken() -> Response {
    let parts = [Ok(Bytes::from("do")), Err(std::io::Error::other("broken"))];
    Body::from_stream(futures_util::stream::iter(parts)).into_response()
}
