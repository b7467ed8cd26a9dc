//! The cost of the layer over a real connection, between hyper's client and hyper's server on the
//! loopback device.
//!
//! ```sh
//! cargo bench --bench loopback
//! ```
//!
//! The program measures, over connections that are kept alive:
//!
//! - small requests, one after another and 16 at once (`requests`)
//! - one signature between two requests and in a loop (`cold`)
//! - an axum server without and with the layer that verifies, and its refusals (`verified`)
//! - the memory of a signer (`memory`)
//! - a long body that is not a form, so the layer does not read it (`uploads`)
//!
//! The compared variants take turns in rounds, because the speed of a machine changes over time.
//! The program does not check the ratios.
//!
//! `cargo bench` passes `--bench`. Without this option, the program runs one short round.

mod cold;
mod memory;
mod requests;
mod rounds;
mod server;
mod uploads;
mod verified;

use std::num::NonZero;

use clap::Parser;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_oauth1::{ClientCredentials, Scope, Signer, TokenCredentials};

use server::Server;

/// Counts the heap of all threads. divan's profiler counts per thread, but here two threads share
/// the work.
#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// Measures the layer between hyper's client and hyper's server
#[derive(Debug, Parser)]
struct Arguments {
    /// Number of rounds. Default: 200 for requests, 30 for uploads; 1 without `--bench`
    #[arg(long)]
    rounds: Option<NonZero<usize>>,
    /// Number of requests of each kind in a round. Default: 320; 32 without `--bench`
    #[arg(long)]
    requests: Option<usize>,
    /// Number of signatures between two requests. Default: 5000; 10 without `--bench`
    #[arg(long)]
    signatures: Option<usize>,
    /// Length of an upload in MiB. Default: 1024; 16 without `--bench`
    #[arg(long)]
    upload_mib: Option<u64>,
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// Returns the given value, or the default with or without `--bench`.
    fn or<T>(&self, asked: Option<T>, bench: T, short: T) -> T {
        asked.unwrap_or(if self.bench { bench } else { short })
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let asked = arguments.rounds.map(NonZero::get);
    let rounds = arguments.or(asked, 200, 1);
    let requests = arguments.or(arguments.requests, 320, 32);
    let signatures = arguments.or(arguments.signatures, 5000, 10);
    let upload_rounds = arguments.or(asked, 30, 1);
    let upload = arguments.or(arguments.upload_mib, 1024, 16) << 20;
    let server = Server::start()?;
    let servers = verified::Servers::start()?;
    // The client runs in this thread, and the server runs in another thread.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    memory::signers();
    runtime.block_on(async {
        requests::measure(&server, rounds, requests, 1).await;
        requests::measure(&server, rounds, requests, 16).await;
        cold::measure(&server, signatures).await;
        for connections in [1, 16, 64] {
            verified::measure(&servers, rounds, requests, connections).await;
        }
        verified::measure_refusals(&servers, rounds, requests, 16).await;
        uploads::measure(&server, upload_rounds, upload).await;
    });
    memory::print();
    Ok(())
}

/// Creates a client as users do. Clones of it share their connections.
fn client<B>() -> Client<HttpConnector, B>
where
    B: http_body::Body<Data: Send> + Send,
{
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .build(connector)
}

fn signer() -> Signer {
    let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    Signer::new(client).with_token(TokenCredentials::new(
        "nnch734d00sl2jdk",
        "pfkkdhi9sl3r4s00",
    ))
}

fn scope(server: &Server) -> Scope {
    Scope::origin(&server.uri("")).expect("a valid origin")
}
