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
//! stores everything in memory, or in SQLite or Postgres (`--database URL`). With the feature
//! `redis`, it can store nonces in Redis (`--redis URL`). Several providers can share them.

#[allow(dead_code, reason = "the provider does not show the user of a token")]
#[path = "../shared/database/mod.rs"]
mod database;
mod known;
mod refusals;
#[path = "../shared/provider/mod.rs"]
mod routes;
mod stores;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use http::Uri;
use tower::BoxError;
use tower_oauth1::PublicOrigin;
use tower_oauth1::grant::VerifierPolicy;

use known::Known;
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
    /// How long users may take to decide, and clients to request the token, in seconds. Default:
    /// ten minutes
    #[arg(long, value_name = "SECONDS")]
    grant_lifetime: Option<u64>,
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
    /// Also accept clients that send `oauth_callback` in the query or the form, and the other
    /// protocol parameters in the header
    #[arg(long)]
    allow_multiple_transmissions: bool,
    /// Also print one line for each request that is not refused
    #[arg(long)]
    log_all: bool,
    /// Also accept PLAINTEXT. Over http, everyone on the network path can read the secrets
    #[arg(long)]
    plaintext: bool,
    /// URL of a database for clients, tokens, grants and nonces, as in sqlite:provider.db or
    /// postgres://user@127.0.0.1/provider. Default: everything is in memory. The file of
    /// `--credentials` fills an empty database
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// URL of a Redis server for the nonces, as in redis://127.0.0.1:6379. Default: in the database
    /// or in memory
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
    let known = match &arguments.credentials {
        Some(file) => Known::read(file)?,
        None => Known::of_the_examples(),
    };
    let settings = Settings {
        users: known.users.clone(),
        ..settings(&arguments)?
    };
    let redis = arguments.redis.as_deref();
    let router = match &arguments.database {
        None => stores::in_memory(&known, redis, settings)?,
        Some(url) => {
            // Without a file, do not put a client into the database whose secret everyone knows.
            let known = arguments.credentials.is_some().then_some(&known);
            stores::in_database(url, known, redis, settings).await?
        }
    };
    let log = axum::middleware::from_fn_with_state(arguments.log_all, refusals::log);
    let router = router.layer(log);
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
        multiple_transmissions: arguments.allow_multiple_transmissions,
        explain: arguments.explain,
        grant_lifetime: arguments.grant_lifetime.map(Duration::from_secs),
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
