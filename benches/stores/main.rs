//! The cost of a nonce claim in each store: in memory, SQLite, Postgres and Redis.
//!
//! ```sh
//! cargo bench --features redis --bench stores
//! ```
//!
//! The program starts Postgres and Redis on the loopback device. If one of them is not installed,
//! it prints its name and leaves out its rows. It prints the tables of `benches/README.md`.
//!
//! Signed requests go through `VerifyLayer` to a service that does nothing: 1, 16 and 64 at the
//! same time. The clients and tokens are in memory, so the claim is the only use of the store. The
//! requests are signed beforehand.
//!
//! `cargo bench` passes `--bench`. Without this option, the program makes few requests.

#![allow(clippy::unwrap_used, reason = "a benchmark may panic")]

#[allow(dead_code, reason = "the benchmark uses parts of it")]
#[path = "../../examples/shared/database/mod.rs"]
mod database;
#[path = "../../tests/support/port.rs"]
mod port;
#[allow(dead_code, reason = "the benchmark uses parts of it")]
#[path = "../../tests/support/postgres.rs"]
mod postgres;
mod requests;
mod rows;
#[allow(dead_code, reason = "the benchmark uses parts of it")]
#[path = "../../tests/redis/server.rs"]
mod server;
mod sizes;

use clap::Parser;

/// Counts the heap of all threads.
#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// Measures nonce claims in each store
#[derive(Debug, Parser)]
struct Arguments {
    /// Number of requests in each cell of the table. Default: 20000; 64 without `--bench`
    #[arg(long)]
    requests: Option<usize>,
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let short = if arguments.bench { 20_000 } else { 64 };
    let requests = arguments.requests.unwrap_or(short);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let rows = runtime.block_on(rows::measure(requests));
    rows::print(&rows);
}
