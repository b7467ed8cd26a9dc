//! An OAuth 1.0a provider for testing clients.
//!
//! It has the three endpoints of the authorization flow. It also has resources that respond with
//! the verified parts of the request.
//!
//! ```sh
//! cargo run --example provider
//! ```
//!
//! It prints one line for each refused request on standard error.
//!
//! `examples/README.md` shows the file with clients and tokens, and the responses. The provider
//! stores everything in memory. With the feature `redis`, it can store nonces in Redis
//! (`--redis URL`), so that several providers share them.

mod known;
mod refusals;
#[path = "../shared/provider/mod.rs"]
mod routes;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tower::BoxError;
use tower_oauth1::verify::MemoryReplayStore;

/// An OAuth 1.0a provider for testing clients
#[derive(Parser)]
struct Arguments {
    /// Address and port to listen on. Port 0 takes a free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// JSON file with the clients and tokens. Default: the client and the token of the other
    /// examples
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// Also accept PLAINTEXT. Over http, everyone on the network path can read the secrets
    #[arg(long)]
    plaintext: bool,
    /// URL of a Redis server for the nonces, as in redis://127.0.0.1:6379. Default: in memory
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
    let credentials = match &arguments.credentials {
        Some(file) => known::read(file)?,
        None => known::of_the_examples(),
    };
    let router = match arguments.redis {
        None => {
            // One client may use all of the store, because this provider is only for tests.
            let replay = MemoryReplayStore::new(1_000_000).share_per_client(1_000_000);
            routes::router(credentials, Arc::new(replay), arguments.plaintext)
        }
        #[cfg(feature = "redis")]
        Some(url) => {
            let replay = tower_oauth1::verify::RedisReplayStore::new(&url)?;
            routes::router(credentials, Arc::new(replay), arguments.plaintext)
        }
        #[cfg(not(feature = "redis"))]
        Some(_) => return Err("--redis needs the feature `redis`".into()),
    };
    let router = router.layer(axum::middleware::from_fn(refusals::log));
    let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
