//! Measures what a user of reqwest notices: requests per second, and the processor time of the
//! client, over the loopback device.
//!
//! The client runs in this thread and the server in another one. Only the time of this thread counts
//! as processor time.

use std::future::Future;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use reqwest::header::AUTHORIZATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use reqwest_oauth1::{OAuthClientProvider, Secrets};
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;
use tower::{Layer, ServiceExt};
use tower_oauth1::{OAuth1Layer, Scope};

use crate::cases::Case;
use crate::hash::Hash;
use crate::measure::round as rounded;
use crate::reference;
use crate::report::{ClientReport, ClientRow};
use crate::rounds::median;
use crate::server::Server;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Sent = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;
/// A function that sends a GET request to a URI.
type Get = Arc<dyn Fn(&str) -> Sent + Send + Sync>;

/// The number of requests in a turn.
const REQUESTS: usize = 160;

/// A way to send requests.
struct Variant {
    name: &'static str,
    signs: bool,
    get: Get,
}

impl Variant {
    fn new<F>(
        name: &'static str,
        signs: bool,
        get: impl Fn(&str) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Response, Error>> + Send + 'static,
    {
        let get: Get = Arc::new(move |uri| Box::pin(get(uri)));
        Self { name, signs, get }
    }

    /// Returns the ways to send the request of this case to a server at `origin`.
    fn all(case: &Case, origin: &str) -> Result<[Self; 4], Error> {
        // A proxy from the environment would also be used for the loopback device.
        let http = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        let plain = http.clone();
        let client = http.clone();
        // This service is the one in the README of this crate.
        let service = tower::service_fn(move |request: http::Request<reqwest::Body>| {
            let client = client.clone();
            async move {
                client
                    .execute(request.try_into()?)
                    .await
                    .map(http::Response::from)
            }
        });
        let layer = OAuth1Layer::new(case.signer(), Scope::origin(origin)?);
        let layered = layer.layer(service.clone());
        let secrets = Secrets::new(case.client.0, case.client.1).token(case.token.0, case.token.1);
        let peer = http.oauth1(secrets);
        Ok([
            Self::new("reqwest, unsigned", false, move |uri| {
                let sent = plain.get(uri).send();
                async { Ok(sent.await?) }
            }),
            Self::new("reqwest as a tower service, unsigned", false, move |uri| {
                let request = http::Request::get(uri).body(reqwest::Body::default());
                let service = service.clone();
                async { Ok(service.oneshot(request?).await?.into()) }
            }),
            Self::new("the same with OAuth1Layer", true, move |uri| {
                let request = http::Request::get(uri).body(reqwest::Body::default());
                let service = layered.clone();
                async { Ok(service.oneshot(request?).await?.into()) }
            }),
            Self::new("reqwest-oauth1 0.3.0", true, move |uri| {
                let sent = peer.get(uri).send();
                async { Ok(sent.await?) }
            }),
        ])
    }
}

/// Measures the request of case i, one after another and 16 at once.
///
/// # Errors
///
/// Returns an error if a request fails or a signature is not valid.
pub(crate) fn measure(rounds: usize) -> Result<Vec<ClientReport>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let server = Server::start()?;
    runtime.block_on(async {
        check().await?;
        let uri = server.uri(target(&Case::numbered("i")));
        let variants = Variant::all(&Case::numbered("i"), &server.uri(""))?;
        Ok(vec![
            in_rounds(&variants, &uri, 1, rounds).await?,
            in_rounds(&variants, &uri, 16, rounds).await?,
        ])
    })
}

async fn in_rounds(
    variants: &[Variant; 4],
    uri: &str,
    at_once: usize,
    rounds: usize,
) -> Result<ClientReport, Error> {
    let mut elapsed = [const { Vec::new() }; 4];
    let mut busy = [const { Vec::new() }; 4];
    // The first round opens the connections.
    for round in 0..=rounds {
        for turn in 0..variants.len() {
            // Each round starts with another variant, and the direction alternates.
            let turn = if round % 2 == 1 { 3 - turn } else { turn };
            let which = (round / 2 + turn) % variants.len();
            let (start, start_busy) = (Instant::now(), busy_ns());
            batch(&variants[which], uri, at_once).await?;
            if round > 0 {
                busy[which].push(busy_ns() - start_busy);
                elapsed[which].push(start.elapsed().as_nanos() as f64);
            }
        }
    }
    let ratio = |times: &[Vec<f64>; 4], which: usize| {
        let pairs = times[which].iter().zip(&times[0]);
        median(pairs.map(|(time, unsigned)| time / unsigned).collect())
    };
    let rows = variants.iter().enumerate().map(|(which, variant)| {
        let ns = median(elapsed[which].clone()) / REQUESTS as f64;
        let busy_ns = median(busy[which].clone()) / REQUESTS as f64;
        ClientRow {
            name: variant.name,
            requests_per_second: rounded(1e9 / ns, 1.0),
            throughput_ratio: rounded(1.0 / ratio(&elapsed, which), 1000.0),
            cpu_us: rounded(busy_ns / 1000.0, 100.0),
            cpu_ratio: rounded(ratio(&busy, which), 1000.0),
        }
    });
    Ok(ClientReport {
        at_once,
        rows: rows.collect(),
    })
}

/// Sends a turn of requests, `at_once` at the same time, and reads the responses.
async fn batch(variant: &Variant, uri: &str, at_once: usize) -> Result<(), Error> {
    let expected = if variant.signs {
        StatusCode::OK
    } else {
        StatusCode::UNAUTHORIZED
    };
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let (get, uri) = (Arc::clone(&variant.get), uri.to_owned());
        tasks.spawn(async move {
            for _ in 0..REQUESTS / at_once {
                let response = get(&uri).await?;
                assert_eq!(response.status(), expected);
                response.bytes().await?;
            }
            Ok::<_, Error>(())
        });
    }
    tasks.join_all().await.into_iter().collect()
}

/// Returns the processor time of this thread in nanoseconds.
fn busy_ns() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Checks with the reference that each variant sends a valid signature.
async fn check() -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let mut case = Case::numbered("i");
    case.uri = format!("{origin}{}", target(&case));
    let variants = Variant::all(&case, &origin)?;
    for variant in variants.iter().filter(|variant| variant.signs) {
        let listener = listener.try_clone()?;
        let received = thread::spawn(move || receive(&listener));
        (variant.get)(&case.uri).await?;
        let head = received.join().expect("the thread does not panic")?;
        let mut lines = head.lines();
        let header = lines.find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case(AUTHORIZATION.as_str())
                .then_some(value)
        });
        let verified = reference::verify(&case, Hash::Sha1, header.unwrap_or_default());
        verified.map_err(|why| format!("{}: {why}", variant.name))?;
    }
    Ok(())
}

/// Returns the head of the next request, and closes its connection.
fn receive(listener: &TcpListener) -> std::io::Result<String> {
    let (mut connection, _) = listener.accept()?;
    let (mut head, mut piece) = (Vec::new(), [0; 1024]);
    while !head.ends_with(b"\r\n\r\n") {
        let length = connection.read(&mut piece)?;
        if length == 0 {
            break;
        }
        head.extend_from_slice(&piece[..length]);
    }
    connection.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Returns the path and query of a case.
fn target(case: &Case) -> &str {
    let origin = "https://api.x.com";
    case.uri.strip_prefix(origin).unwrap_or_default()
}
