//! A command line tool: it gets a token with a PIN once, keeps it in a file, and signs with it.
//!
//! Only the user of the tool can read the file (mode 0600 on Unix).
//!
//! ```sh
//! cargo run --features reqwest --example pin_tool http://127.0.0.1:8080 token.txt
//! ```
//!
//! ```toml
//! [dependencies]
//! reqwest = "0.13"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use reqwest::{Client, StatusCode, redirect::Policy};
use tower_oauth1::reqwest::{RequestBuilderExt, ReqwestService};
use tower_oauth1::{AuthorizationFlow, BoxError, Callback, ClientCredentials, Endpoints};
use tower_oauth1::{Scope, Signer, TokenCredentials, TokenTextError};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
// Paths of the provider.
const REQUEST_TOKEN: &str = "/initiate";
const AUTHORIZE: &str = "/authorize";
const ACCESS_TOKEN: &str = "/token";
const RESOURCE: &str = "/resource";

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(site), Some(file)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: pin_tool ORIGIN FILE");
        return ExitCode::from(2);
    };
    let Err(error) = run(&site, Path::new(&file)).await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("pin_tool: {error}");
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.for_each(|cause| eprintln!("  because {cause}"));
    ExitCode::FAILURE
}

async fn run(site: &str, file: &Path) -> Result<(), BoxError> {
    let client = ClientCredentials::new(CLIENT.0, CLIENT.1);
    // For a known provider, write these lines instead of the next five:
    //     let profile = Provider::Tumblr.profile()?;
    //     let signer = profile.signer(client)?;
    //     let flow = profile.flow(signer.clone())?;
    //     let scope = profile.scope();
    let at = |path| format!("{site}{path}").parse();
    let endpoints = Endpoints::new(at(REQUEST_TOKEN)?, at(AUTHORIZE)?, at(ACCESS_TOKEN)?);
    let signer = Signer::new(client);
    let flow = AuthorizationFlow::new(signer.clone(), endpoints);
    let scope = Scope::origin(site)?;

    // A signature is valid for one URL, so the client must not follow redirects by itself.
    let http = Client::builder().redirect(Policy::none());
    // Discogs, Tumblr and others refuse requests without a `User-Agent`.
    let http = http.user_agent("pin_tool/1.0").build()?;
    let token = match read(file)? {
        Some(token) => token,
        None => {
            let token = ask(&flow, http.clone()).await?;
            write(file, &token)?;
            token
        }
    };
    let request = http.get(format!("{site}{RESOURCE}"));
    let request = request.sign_oauth1(&signer.with_token(token), &scope)?;
    let response = request.send().await?;
    if response.status() == StatusCode::UNAUTHORIZED {
        let advice = how_to_forget(file);
        return Err(format!("the provider refused the token; {advice} and start again").into());
    }
    println!("{}: {}", response.status(), response.text().await?);
    Ok(())
}

/// Gets a token from the provider. The user opens a page and types the PIN from it.
///
/// If `profile.omits_callback()`, pass `Callback::Omitted`. If `profile.uses_form_flow()`, call the
/// functions of the flow that end in `_with_form`.
async fn ask(flow: &AuthorizationFlow, http: Client) -> Result<TokenCredentials, BoxError> {
    let mut http = ReqwestService::new(http);
    let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    let pending = pending.await?;
    println!("Open {} and type the PIN:", pending.authorization_uri());
    let mut pin = String::new();
    std::io::stdin().read_line(&mut pin)?;
    let granted = flow.request_token_credentials(&mut http, &pending, &pin);
    Ok(granted.await?.into_credentials())
}

// To keep the token in a database or a keyring, replace the next three functions. Keep what they
// promise: only this user can read the token, and nobody sees half of one.

fn how_to_forget(file: &Path) -> String {
    format!("delete {}", file.display())
}

/// Returns the token. Returns `None` before the first run.
fn read(file: &Path) -> Result<Option<TokenCredentials>, BoxError> {
    let name = file.display();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{name} cannot be read: {error}").into()),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
            let advice = format!("run `chmod 600 {name}`, or revoke the token and delete {name}");
            return Err(format!("other users can read {name}; {advice}").into());
        }
    }
    let advice = how_to_forget(file);
    let token = text.parse(); // its error has no secret
    Ok(Some(token.map_err(|error: TokenTextError| {
        format!("{name} has no token ({error}); {advice}")
    })?))
}

/// Writes a new file and then renames it: nobody sees half of a token, or an old file's mode.
fn write(file: &Path, token: &TokenCredentials) -> Result<(), BoxError> {
    let draft = file.with_extension("new");
    let _ = fs::remove_file(&draft); // of a run that was stopped
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // On other systems, the file has the permissions of its folder: choose one of the user.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(&draft);
    let mut opened =
        opened.map_err(|error| format!("{} cannot be written: {error}", draft.display()))?;
    opened.write_all(token.expose_to_string().as_bytes())?;
    opened.sync_all()?;
    fs::rename(draft, file)?;
    Ok(())
}
