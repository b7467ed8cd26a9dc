//! Measures what a user of reqwest notices: requests per second, and the processor time of the
//! client, over the loopback device.
//!
//! The client runs in this thread and the server in another one. Only the time of this thread
//! counts as processor time.

use std::future::Future;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use bytes::Bytes;
use http::StatusCode;
use http::header::AUTHORIZATION;
use http_body_util::BodyExt;
use reqwest_oauth1::{OAuthClientProvider, Secrets};
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;
use tower::{Layer, Service};
use tower_oauth1::reqwest::{OAuth1Client, RequestBuilderExt, ReqwestService};
use tower_oauth1::{OAuth1Layer, Scope};

use crate::cases::Case;
use crate::hash::Hash;
use crate::measure::round as rounded;
use crate::reference;
use crate::report::{ClientReport, ClientRow};
use crate::rounds::median;
use crate::server::Server;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Sent = Pin<Box<dyn Future<Output = Result<(StatusCode, Bytes), Error>> + Send>>;
/// A function that sends a GET request to a URI and reads the response.
type Get = Arc<dyn Fn(&str) -> Sent + Send + Sync>;

/// The number of requests in a turn.
const REQUESTS: usize = 160;

/// A way to send requests.
struct Variant {
    name: &'static str,
    /// The variant that does not sign and has the same version of reqwest.
    unsigned: usize,
    signs: bool,
    get: Get,
}

impl Variant {
    fn new<F>(
        name: &'static str,
        unsigned: usize,
        signs: bool,
        get: impl Fn(&str) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(StatusCode, Bytes), Error>> + Send + 'static,
    {
        Self {
            name,
            unsigned,
            signs,
            get: Arc::new(move |uri| Box::pin(get(uri))),
        }
    }

    /// Returns the ways to send the request of this case to a server at `origin`.
    fn all(case: &Case, origin: &str) -> Result<Vec<Self>, Error> {
        use reqwest_0_13::redirect::Policy;

        // A proxy from the environment would also be used for the loopback device.
        let new = reqwest_0_13::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        let old = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let old = old.no_proxy().build()?;
        let layer = OAuth1Layer::new(case.signer(), Scope::origin(origin)?);
        let layered: OAuth1Client = layer.layer(new.clone());
        let secrets = Secrets::new(case.client.0, case.client.1).token(case.token.0, case.token.1);
        let peer = old.clone().oauth1(secrets);
        let stack = layer.layer(ReqwestService::new(new.clone()));
        let (signer, scope) = (case.signer(), Scope::origin(origin)?);
        let [plain, builder] = [new.clone(), new.clone()];
        Ok(vec![
            Self::new("reqwest 0.13, unsigned", 0, false, move |uri| {
                let sent = plain.get(uri).send();
                async {
                    let response = sent.await?;
                    Ok((response.status(), response.bytes().await?))
                }
            }),
            Self::new("OAuth1Client", 0, true, move |uri| {
                let request = new.get(uri).build();
                let mut client = layered.clone();
                async move {
                    let response = client.call(request?).await?;
                    Ok((response.status(), response.bytes().await?))
                }
            }),
            Self::new("OAuth1Layer and ReqwestService", 0, true, move |uri| {
                let request = http::Request::get(uri).body(reqwest_0_13::Body::default());
                let mut stack = stack.clone();
                async move {
                    let response = stack.call(request?).await?;
                    let status = response.status();
                    Ok((status, response.into_body().collect().await?.to_bytes()))
                }
            }),
            Self::new("RequestBuilderExt::sign_oauth1", 0, true, move |uri| {
                let request = builder.get(uri).sign_oauth1(&signer, &scope);
                async {
                    let response = request?.send().await?;
                    Ok((response.status(), response.bytes().await?))
                }
            }),
            Self::new("reqwest 0.12, unsigned", 4, false, move |uri| {
                let sent = old.get(uri).send();
                async {
                    let response = sent.await?;
                    Ok((response.status(), response.bytes().await?))
                }
            }),
            Self::new("reqwest-oauth1 0.3.0", 4, true, move |uri| {
                let sent = peer.get(uri).send();
                async {
                    let response = sent.await?;
                    Ok((response.status(), response.bytes().await?))
                }
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
    variants: &[Variant],
    uri: &str,
    at_once: usize,
    rounds: usize,
) -> Result<ClientReport, Error> {
    let mut elapsed = vec![Vec::new(); variants.len()];
    let mut busy = vec![Vec::new(); variants.len()];
    // The first round opens the connections.
    for round in 0..=rounds {
        // Each round starts with another variant, and the direction alternates.
        let mut order: Vec<_> = (0..variants.len()).collect();
        order.rotate_left(round / 2 % variants.len());
        if round % 2 == 1 {
            order.reverse();
        }
        for which in order {
            let (start, start_busy) = (Instant::now(), busy_ns());
            batch(&variants[which], uri, at_once).await?;
            if round > 0 {
                busy[which].push(busy_ns() - start_busy);
                elapsed[which].push(start.elapsed().as_nanos() as f64);
            }
        }
    }
    let ratio = |times: &[Vec<f64>], which: usize| {
        let pairs = times[which].iter().zip(&times[variants[which].unsigned]);
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
                let (status, _) = get(&uri).await?;
                assert_eq!(status, expected);
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
