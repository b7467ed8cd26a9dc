//! An OAuth 1.0a provider to try clients with: the three endpoints of the dance, and resources that
//! answer with what was verified of the request.
//!
//! ```sh
//! cargo run --example provider -- --listen 127.0.0.1:8080 --credentials FILE
//! ```
//!
//! `examples/README.md` shows the file and the answers. All is kept in memory; with the feature
//! `redis`, nonces may be kept in a Redis (`--redis URL`), so that several providers share them.

mod app;
mod authorize;
mod known;
mod verified;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tower::BoxError;
use tower_oauth1::verify::MemoryReplayStore;

/// An OAuth 1.0a provider to try clients with.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Clients and tokens, a JSON object.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// Takes PLAINTEXT too, over plain http: everyone on the way reads the secrets.
    #[arg(long)]
    plaintext: bool,
    /// Keeps nonces in this Redis, as in redis://127.0.0.1:6379, instead of in memory.
    #[arg(long, value_name = "URL")]
    redis: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("provider: {error}");
            let causes = std::iter::successors(error.source(), |&cause| cause.source());
            causes.for_each(|cause| eprintln!("  because {cause}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), BoxError> {
    let credentials = known::read(&arguments.credentials)?;
    let router = match arguments.redis {
        None => {
            // One client may take all of it: this provider is for trying out.
            let replay = MemoryReplayStore::new(1_000_000).share_per_client(1_000_000);
            app::router(credentials, Arc::new(replay), arguments.plaintext)
        }
        #[cfg(feature = "redis")]
        Some(url) => {
            let replay = tower_oauth1::verify::RedisReplayStore::new(&url)?;
            app::router(credentials, Arc::new(replay), arguments.plaintext)
        }
        #[cfg(not(feature = "redis"))]
        Some(_) => return Err("--redis needs the crate's feature `redis`".into()),
    };
    let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
