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

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use http::Uri;
use tower::BoxError;
use tower_oauth1::PublicOrigin;
use tower_oauth1::grant::VerifierPolicy;
use tower_oauth1::verify::MemoryReplayStore;

use routes::Settings;

/// An OAuth 1.0a provider for testing clients
#[derive(Parser)]
struct Arguments {
    /// Address and port to listen on. Port 0 takes a free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// JSON file with the clients, tokens and users. Default: the client and the token of the other
    /// examples, and the user `jane`
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// Path of the endpoint for temporary credentials (request tokens)
    #[arg(long, value_name = "PATH", default_value = "/initiate")]
    initiate_path: String,
    /// Path of the page for the user
    #[arg(long, value_name = "PATH", default_value = "/authorize")]
    authorize_path: String,
    /// Path of the endpoint for token credentials (access tokens)
    #[arg(long, value_name = "PATH", default_value = "/token")]
    token_path: String,
    /// Origin that clients sign for, if they reach the provider through a proxy or a tunnel, as in
    /// https://api.example.com. Default: http and the `Host` header
    #[arg(long, value_name = "ORIGIN")]
    public_origin: Option<String>,
    /// Ask users to log in. Default: every user is `jane`
    #[arg(long)]
    login: bool,
    /// Number of digits that users type if the callback is `oob`
    #[arg(long, value_name = "DIGITS", default_value_t = 8)]
    pin_length: usize,
    /// Lifetime of issued tokens, in seconds. Default: they do not expire
    #[arg(long, value_name = "SECONDS")]
    token_lifetime: Option<u64>,
    /// How long clients can renew their tokens, in seconds. Default: they cannot
    #[arg(long, value_name = "SECONDS")]
    session_lifetime: Option<u64>,
    /// Write the base string that the provider computed into the body of a refusal. Use this only
    /// to try clients: it has the values of the query and the form
    #[arg(long)]
    explain: bool,
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
    let (credentials, users) = match &arguments.credentials {
        Some(file) => known::read(file)?,
        None => known::of_the_examples(),
    };
    let settings = Settings {
        users,
        ..settings(&arguments)?
    };
    let router = match arguments.redis {
        None => {
            // One client may use all of the store, because this provider is only for tests.
            let replay = MemoryReplayStore::new(1_000_000).share_per_client(1_000_000);
            routes::router(credentials, Arc::new(replay), settings)
        }
        #[cfg(feature = "redis")]
        Some(url) => {
            let replay = tower_oauth1::verify::RedisReplayStore::new(&url)?;
            routes::router(credentials, Arc::new(replay), settings)
        }
        #[cfg(not(feature = "redis"))]
        Some(_) => return Err("--redis needs the feature `redis`".into()),
    };
    let router = router.layer(axum::middleware::from_fn(refusals::log));
    let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

fn settings(arguments: &Arguments) -> Result<Settings, BoxError> {
    let paths = [
        &arguments.initiate_path,
        &arguments.authorize_path,
        &arguments.token_path,
    ];
    let of_pages =
        ["login", "style.css"].map(|page| format!("{}/{page}", arguments.authorize_path));
    let mut known = HashSet::from(["/revoke", "/two-legged", "/two-legged/"]);
    known.extend(of_pages.iter().map(String::as_str));
    for path in paths {
        let is_path = path.starts_with('/') && path.parse::<Uri>().is_ok_and(|uri| uri == **path);
        if !is_path || path.contains(['{', '}', '?']) {
            return Err(format!("{path:?} is not a path such as /oauth/request_token").into());
        }
        if !known.insert(path) || path.starts_with("/two-legged/") {
            return Err(format!("the path {path:?} has two meanings").into());
        }
    }
    let mut settings = Settings {
        paths: paths.map(String::clone),
        plaintext: arguments.plaintext,
        explain: arguments.explain,
        token_lifetime: arguments.token_lifetime.map(Duration::from_secs),
        session_lifetime: arguments.session_lifetime.map(Duration::from_secs),
        login: arguments.login,
        ..Settings::default()
    };
    if let Some(origin) = &arguments.public_origin {
        settings.origin = PublicOrigin::fixed(origin)
            .map_err(|error| format!("--public-origin {origin}: {error}"))?;
    }
    settings.verifiers = VerifierPolicy::pin("0123456789", arguments.pin_length)
        .map_err(|error| format!("--pin-length {}: {error}", arguments.pin_length))?;
    Ok(settings)
}
