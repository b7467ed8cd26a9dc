//! Measures an axum server without and with the layer that verifies requests.
//!
//! The server should be slower than the client. So the requests are signed beforehand, and the
//! client only writes bytes to its connections and reads bytes.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Query;
use axum::http::header::{self, HeaderValue};
use axum::routing::get;
use axum::serve::ListenerExt;
use http::Request;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, TokenCredentials};

use crate::requests::TARGET;
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

/// An axum server without the layer, and one with it.
#[derive(Debug)]
pub(crate) struct Servers([SocketAddr; 2]);

impl Servers {
    pub(crate) fn start() -> io::Result<Self> {
        let app = |_| Router::new().route("/1/me", get(me));
        let verifying = |address: SocketAddr| {
            let credentials = MemoryCredentialStore::new();
            let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
            let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
            credentials.insert_client(client);
            credentials.insert_token(IssuedToken::new("dpf43f3p2l4k3l03", token));
            let nonces = MemoryReplayStore::new(1_000_000).share_per_client(1_000_000);
            let origin = PublicOrigin::fixed(&format!("http://{address}"));
            let origin = origin.expect("a valid origin");
            app(address).layer(VerifyLayer::new(credentials, nonces, origin))
        };
        Ok(Self([start(app)?, start(verifying)?]))
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
    let mut open = [Vec::new(), Vec::new()];
    for (address, open) in addresses.iter().zip(&mut open) {
        for _ in 0..connections {
            let connection = TcpStream::connect(address).await.expect("a connection");
            connection.set_nodelay(true).expect("a TCP connection");
            open.push(connection);
        }
    }
    let mut times = [const { Vec::new() }; 2];
    // The first round starts the servers.
    for round in 0..=rounds {
        for which in rounds::order::<2>(round) {
            let signed = signed(addresses[which], requests);
            let shares = signed.chunks(requests.div_ceil(connections));
            let shares: Vec<_> = shares.map(<[_]>::to_vec).collect();
            let start = Instant::now();
            open[which] = send(std::mem::take(&mut open[which]), shares).await;
            if round > 0 {
                times[which].push(start.elapsed());
            }
        }
    }
    println!("{requests} requests a round to axum, {connections} connections:");
    let [without, with] = &times;
    let print = |name, times: &[Duration]| {
        rounds::print(name, requests as f64, "requests/s", times, &[without]);
    };
    print("axum alone", without);
    print("axum with VerifyLayer", with);
    println!();
}

/// Returns requests as the bytes that are sent, each with another signature.
fn signed(address: SocketAddr, requests: usize) -> Vec<String> {
    let uri = format!("http://{address}{TARGET}");
    let mut request = Request::get(uri).body("").expect("a valid URI");
    let signer = signer();
    let texts = (0..requests).map(|_| {
        request.headers_mut().remove(header::AUTHORIZATION);
        let signed = signer.sign_request(&mut request);
        signed.expect("the request can be signed");
        let header = request.headers()[header::AUTHORIZATION].to_str();
        let header = header.expect("the header is ASCII");
        format!(
            "GET {TARGET} HTTP/1.1\r\naccept: application/json\r\nauthorization: {header}\r\n\
             host: {address}\r\n\r\n"
        )
    });
    texts.collect()
}

/// Sends each share over one of the connections, and returns the connections.
async fn send(connections: Vec<TcpStream>, shares: Vec<Vec<String>>) -> Vec<TcpStream> {
    let mut tasks = JoinSet::new();
    for (mut connection, share) in connections.into_iter().zip(shares) {
        tasks.spawn(async move {
            let mut response = Vec::new();
            for request in share {
                let written = connection.write_all(request.as_bytes()).await;
                written.expect("the server reads");
                response.clear();
                while !response.ends_with(RESPONSE.as_bytes()) {
                    let length = connection.read_buf(&mut response).await;
                    assert_ne!(length.expect("the server responds"), 0, "a whole response");
                }
                assert!(response.starts_with(b"HTTP/1.1 200 "), "a valid signature");
            }
            connection
        });
    }
    tasks.join_all().await
}
