//! Measures an axum server without and with the layer that verifies requests, and the refusals of
//! the layer. A third server computes a bare HMAC for each request: no layer that verifies can be
//! faster.
//!
//! The server should be slower than the client. So the requests are signed beforehand, and the
//! client only writes bytes to its connections and reads bytes.

use std::hint::black_box;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Query;
use axum::http::header::{self, HeaderValue};
use axum::routing::get;
use axum::serve::ListenerExt;
use hmac::Mac;
use http::Request;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::util::MapRequestLayer;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials};

use crate::requests::{self, TARGET};
use crate::{rounds, signer};

const RESPONSE: &str = "{\"id\":1}";

/// The query of the requests, which the handler reads.
#[derive(Deserialize)]
struct Wanted {
    count: u32,
    page: u32,
}

async fn me(
    Query(wanted): Query<Wanted>,
) -> ([(header::HeaderName, HeaderValue); 1], &'static str) {
    assert_eq!((wanted.count, wanted.page), (20, 2));
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], RESPONSE)
}

/// An axum server without a layer, one that computes a bare HMAC, and one with the layer.
#[derive(Debug)]
pub(crate) struct Servers([SocketAddr; 3]);

impl Servers {
    pub(crate) fn start() -> io::Result<Self> {
        let app = |_| Router::new().route("/1/me", get(me));
        let hashing = |address: SocketAddr| {
            let uri = format!("http://{address}{TARGET}");
            let (_, base_string) = requests::signature(&uri.parse().expect("a valid URI"));
            let keyed = requests::bare_hmac();
            app(address).layer(MapRequestLayer::new(
                move |request: axum::extract::Request| {
                    let mac = keyed
                        .clone()
                        .chain_update(black_box(base_string.as_bytes()));
                    black_box(mac.finalize().into_bytes());
                    request
                },
            ))
        };
        let verifying = |address: SocketAddr| {
            let credentials = MemoryCredentialStore::new();
            let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
            let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
            credentials
                .insert_client(client)
                .expect("a valid identifier");
            credentials
                .insert_token(IssuedToken::new("dpf43f3p2l4k3l03", token))
                .expect("a valid identifier");
            let nonces = MemoryReplayStore::new(1_000_000).share_per_client(1_000_000);
            let origin = PublicOrigin::fixed(&format!("http://{address}"));
            let origin = origin.expect("a valid origin");
            app(address).layer(VerifyLayer::new(credentials, nonces, origin))
        };
        Ok(Self([start(app)?, start(hashing)?, start(verifying)?]))
    }
}

/// Starts a server in a new thread. It runs until the program ends.
fn start(app: impl FnOnce(SocketAddr) -> Router) -> io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let app = app(address);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener)?;
            let listener = listener.tap_io(|connection| {
                connection.set_nodelay(true).expect("a TCP connection");
            });
            axum::serve(listener, app).await
        })
    });
    Ok(address)
}

/// Measures requests over this number of connections and prints the result.
pub(crate) async fn measure(
    Servers(addresses): &Servers,
    rounds: usize,
    requests: usize,
    connections: usize,
) {
    let variants = addresses.map(|address| (address, Kind::Signed));
    let [without, hashing, with] = times(variants, rounds, requests, connections).await;
    println!("{requests} requests a round to axum, {connections} connections:");
    let print = |name, times: &[Duration]| {
        rounds::print(name, requests as f64, "requests/s", times, &[&without]);
    };
    print("axum alone", &without);
    print("axum with a bare HMAC", &hashing);
    print("axum with VerifyLayer", &with);
    println!();
}

/// Measures the refusals of the layer beside requests that it accepts, and prints the result.
pub(crate) async fn measure_refusals(
    Servers([_, _, verifying]): &Servers,
    rounds: usize,
    requests: usize,
    connections: usize,
) {
    let kinds = [Kind::Signed, Kind::Unsigned, Kind::Stale, Kind::Wrong];
    let variants = kinds.map(|kind| (*verifying, kind));
    let times = times(variants, rounds, requests, connections).await;
    println!("{requests} requests a round to axum with VerifyLayer, {connections} connections:");
    for (kind, these) in kinds.iter().zip(&times) {
        let accepted = &times[0];
        rounds::print(
            kind.name(),
            requests as f64,
            "requests/s",
            these,
            &[accepted],
        );
    }
    println!();
}

/// Returns the time of each round, for each variant.
async fn times<const N: usize>(
    variants: [(SocketAddr, Kind); N],
    rounds: usize,
    requests: usize,
    connections: usize,
) -> [Vec<Duration>; N] {
    let mut open = [const { Vec::new() }; N];
    for ((address, _), open) in variants.iter().zip(&mut open) {
        for _ in 0..connections {
            let connection = TcpStream::connect(address).await.expect("a connection");
            connection.set_nodelay(true).expect("a TCP connection");
            open.push(connection);
        }
    }
    let mut times = [const { Vec::new() }; N];
    // The first round starts the servers.
    for round in 0..=rounds {
        for which in rounds::order::<N>(round) {
            let (address, kind) = variants[which];
            let signed = messages(address, kind, requests);
            let shares = signed.chunks(requests.div_ceil(connections));
            let shares: Vec<_> = shares.map(<[_]>::to_vec).collect();
            let start = Instant::now();
            open[which] = send(std::mem::take(&mut open[which]), kind, shares).await;
            if round > 0 {
                times[which].push(start.elapsed());
            }
        }
    }
    times
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Signed,
    Unsigned,
    Stale,
    Wrong,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Signed => "accepted",
            Self::Unsigned => "not signed",
            Self::Stale => "a stale timestamp",
            Self::Wrong => "a wrong signature",
        }
    }

    fn signer(self) -> Signer {
        match self {
            Self::Stale => signer().with_clock(|| 1_000_000_000),
            Self::Wrong => {
                let client = ClientCredentials::new("dpf43f3p2l4k3l03", "wrong");
                let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
                Signer::new(client).with_token(token)
            }
            Self::Signed | Self::Unsigned => signer(),
        }
    }
}

/// Returns requests as the bytes that are sent, each with another signature.
fn messages(address: SocketAddr, kind: Kind, requests: usize) -> Vec<String> {
    let uri = format!("http://{address}{TARGET}");
    let mut request = Request::get(uri).body("").expect("a valid URI");
    let signer = kind.signer();
    let texts = (0..requests).map(|_| {
        request.headers_mut().remove(header::AUTHORIZATION);
        let signed = signer.sign_request(&mut request);
        signed.expect("the request can be signed");
        let header = request.headers()[header::AUTHORIZATION].to_str();
        let header = header.expect("the header is ASCII");
        let header = match kind {
            Kind::Unsigned => String::new(),
            _ => format!("authorization: {header}\r\n"),
        };
        format!(
            "GET {TARGET} HTTP/1.1\r\naccept: application/json\r\n{header}host: {address}\r\n\r\n"
        )
    });
    texts.collect()
}

/// Sends each share over one of the connections, and returns the connections.
async fn send(connections: Vec<TcpStream>, kind: Kind, shares: Vec<Vec<String>>) -> Vec<TcpStream> {
    let expected = match kind {
        Kind::Signed => "HTTP/1.1 200 ",
        _ => "HTTP/1.1 401 ",
    };
    let mut tasks = JoinSet::new();
    for (mut connection, share) in connections.into_iter().zip(shares) {
        tasks.spawn(async move {
            let mut response = Vec::new();
            for request in share {
                let written = connection.write_all(request.as_bytes()).await;
                written.expect("the server reads");
                response.clear();
                while !is_complete(&response) {
                    let length = connection.read_buf(&mut response).await;
                    assert_ne!(length.expect("the server responds"), 0, "a whole response");
                }
                assert!(response.starts_with(expected.as_bytes()), "{kind:?}");
            }
            connection
        });
    }
    tasks.join_all().await
}

/// Returns whether a response has all bytes of its body.
fn is_complete(response: &[u8]) -> bool {
    let text = std::str::from_utf8(response).unwrap_or_default();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let (_, length) = head.split_once("content-length: ").expect("a length");
    let length = length.lines().next().and_then(|length| length.parse().ok());
    body.len() == length.unwrap_or(usize::MAX)
}
