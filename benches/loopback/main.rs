//! What the layer costs over a real connection: hyper's client and hyper's server, on the loopback device.
//!
//! ```sh
//! cargo bench --bench loopback
//! ```
//!
//! First requests, one after another and 16 at once, over connections that are kept alive; then a long
//! body, which is no form and so is not looked at. All that is compared takes turns in rounds, over the same
//! connections, because machines grow slower and faster as they go. Nothing is asserted about the ratios.
//!
//! Without the `--bench` that `cargo bench` gives, all is done once and is short.

mod memory;
mod requests;
mod rounds;
mod server;
mod uploads;

use std::num::NonZero;

use clap::Parser;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_oauth1::{ClientCredentials, Scope, Signer, TokenCredentials};

use server::Server;

/// divan's profiler counts by thread and within its own measurements only; here two threads work together.
#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// Measures the layer between hyper's client and hyper's server.
#[derive(Debug, Parser)]
struct Arguments {
    /// Rounds of requests and of uploads, instead of 200 and 30; 1 without `--bench`.
    #[arg(long)]
    rounds: Option<NonZero<usize>>,
    /// Requests of each kind in a round; 32 without `--bench`.
    #[arg(long)]
    requests: Option<usize>,
    /// Length of an upload, in MiB; 16 without `--bench`.
    #[arg(long)]
    upload_mib: Option<u64>,
    #[arg(long, hide = true)]
    bench: bool,
}

impl Arguments {
    /// What was asked for, or one of these.
    fn or<T>(&self, asked: Option<T>, bench: T, short: T) -> T {
        asked.unwrap_or(if self.bench { bench } else { short })
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let asked = arguments.rounds.map(NonZero::get);
    let rounds = arguments.or(asked, 200, 1);
    let requests = arguments.or(arguments.requests, 320, 32);
    let upload_rounds = arguments.or(asked, 30, 1);
    let upload = arguments.or(arguments.upload_mib, 1024, 16) << 20;
    let server = Server::start()?;
    // The client has this thread, and the server one of its own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        requests::measure(&server, rounds, requests, 1).await;
        requests::measure(&server, rounds, requests, 16).await;
        uploads::measure(&server, upload_rounds, upload).await;
    });
    memory::print();
    Ok(())
}

/// A client as its users make it. Its clones share their connections.
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
    Scope::origin(&server.uri("")).expect("an origin")
}
