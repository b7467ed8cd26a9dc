//! ```sh
//! cargo run --example authorize -- \
//!     --request-token https://photos.example.net/initiate \
//!     --authorize https://photos.example.net/authorize \
//!     --access-token https://photos.example.net/token \
//!     --client-key dpf43f3p2l4k3l03 --client-secret kd94hf93k423kf44 \
//!     --callback http://127.0.0.1:8484/ready
//! ```
//!
//! Gets the token of a user from any OAuth 1.0a provider (the authorization flow, also called token
//! dance).
//!
//! The program prints the URL that the user must open. Then it waits for the redirect on a local
//! web server, or for a PIN or a pasted URL on standard input. With `--get URL`, it requests a
//! resource with the new token. The last line of the output is one JSON object with the token
//! credentials. `examples/README.md` shows the whole output.
//!
//! After an error, the program prints the reasons to standard error and exits with status 1.
//!
//! Warning: other users of this machine can read the arguments of a running program, including the
//! secrets.

mod arguments;
mod listener;
#[path = "../shared/private_key.rs"]
mod private_key;
mod reasons;
mod target;
mod words;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use bytes::Bytes;
use clap::Parser as _;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::util::BoxCloneService;
use tower::{BoxError, Layer as _, ServiceBuilder, ServiceExt as _};
use tower_oauth1::{Callback, GrantedAuthorization, OAuth1Layer, Scope};

use arguments::Arguments;
use listener::Listener;
use target::Target;

type Http = BoxCloneService<Request<Full<Bytes>>, Response<Incoming>, BoxError>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            reasons::print(&*error, arguments.verbose);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), BoxError> {
    let mut http = client()?;
    let target = target::read(arguments)?;
    // Check the URL before the user opens a page.
    let resource = arguments.get.as_ref().map(resource).transpose()?;
    let granted = dance(arguments, &mut http, &target).await?;
    let mut called = Ok(());
    if let Some((uri, scope)) = resource {
        let user = target.signer.with_token(granted.credentials().clone());
        let layer = target.layer(user, scope, uri);
        called = within_time(call(http, layer, uri)).await;
    }
    // The provider issues the token only once, so print it even if the call failed.
    println!("{}", json(&granted));
    called
}

/// Returns the URL of the resource and the scope of its origin.
fn resource(uri: &Uri) -> Result<(&Uri, Scope), BoxError> {
    let (scheme, authority) = (uri.scheme_str(), uri.authority());
    let (scheme, authority) = scheme.zip(authority).ok_or("--get needs an absolute URL")?;
    Ok((uri, Scope::origin(&format!("{scheme}://{authority}"))?))
}

/// Limits the time of a request, including the body of its response.
///
/// A timeout layer would stop at the head of the response, and a slow body could take forever.
async fn within_time<T, E: Into<BoxError>>(
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, BoxError> {
    match tokio::time::timeout(Arguments::TIMEOUT, future).await {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(format!("no response within {:?}", Arguments::TIMEOUT).into()),
    }
}

/// Creates an HTTP client with hyper and rustls. It trusts the certificates of the system, or those
/// in the file `SSL_CERT_FILE`.
fn client() -> Result<Http, BoxError> {
    let https = HttpsConnectorBuilder::new()
        .with_native_roots()?
        .https_or_http()
        .enable_http1()
        .build();
    let http = ServiceBuilder::new()
        .map_request(|mut request: Request<Full<Bytes>>| {
            // Some providers refuse requests without a `User-Agent`.
            let agent = HeaderValue::from_static("tower-oauth1-authorize");
            request.headers_mut().insert(header::USER_AGENT, agent);
            request
        })
        .map_err(BoxError::from)
        .service(Client::builder(TokioExecutor::new()).build(https));
    Ok(http.boxed_clone())
}

/// Runs the three steps of the authorization flow.
async fn dance(
    arguments: &Arguments,
    http: &mut Http,
    target: &Target,
) -> Result<GrantedAuthorization, BoxError> {
    let mut listener = None;
    let callback = match arguments.callback.as_str() {
        _ if target.omits_callback => Callback::Omitted,
        "oob" => Callback::OutOfBand,
        url => {
            // Check the callback before a port is opened for it.
            let callback = Callback::url(url)?;
            listener = Listener::at(url).await?;
            match &listener {
                Some(listener) => Callback::url(listener.callback())?,
                None => callback,
            }
        }
    };
    let flow = &target.flow;
    let pending = if !target.uses_form {
        within_time(flow.request_temporary_credentials(http, callback)).await?
    } else {
        within_time(flow.request_temporary_credentials_with_form(http, callback)).await?
    };
    println!("authorize: {}", pending.authorization_uri());
    match (&listener, pending.is_out_of_band()) {
        (Some(listener), _) => eprintln!("waiting for the callback at {}", listener.callback()),
        (None, true) => eprintln!("type the PIN, or paste the last URL in the browser:"),
        (None, false) => eprintln!("paste the last URL in the browser:"),
    }
    std::io::stdout().flush()?;

    let waited = callback_or_pin(arguments.wait, listener.as_mut()).await;
    let callback_or_pin = waited?;
    let granted = if !target.uses_form {
        within_time(flow.request_token_credentials(http, &pending, &callback_or_pin)).await
    } else {
        within_time(flow.request_token_credentials_with_form(http, &pending, &callback_or_pin))
            .await
    };
    if let Some(listener) = listener {
        listener.close().await;
    }
    granted
}

/// Returns the callback or the PIN, if the user decides in time.
///
/// Some providers never redirect a user who refuses. Without a limit, the program would wait
/// forever.
async fn callback_or_pin(
    seconds: u64,
    listener: Option<&mut Listener>,
) -> Result<String, BoxError> {
    let limit = Duration::from_secs(seconds);
    match tokio::time::timeout(limit, user_decides(listener)).await {
        Ok(decided) => decided,
        Err(_) => Err(format!(
            "no redirect and no line of input within {seconds} seconds; the user may have refused, \
             because some providers (MediaWiki, WordPress) then show a page and do not redirect; \
             --wait changes the limit"
        )
        .into()),
    }
}

/// Returns the callback or the PIN: the first redirect to the listener, or a line of standard
/// input.
async fn user_decides(listener: Option<&mut Listener>) -> Result<String, BoxError> {
    let (sender, line) = tokio::sync::oneshot::channel();
    // Read in a thread, because a blocking read of standard input cannot be cancelled.
    let listens = listener.is_some();
    std::thread::spawn(move || {
        // With a listener, ignore blank lines and the end of the input: the redirect can still
        // arrive.
        for line in std::io::stdin().lines() {
            let blank = line.as_ref().is_ok_and(|line| line.trim().is_empty());
            if !(listens && blank) {
                let _ = sender.send(line);
                return;
            }
        }
    });
    let line = async {
        let line = line.await;
        line.map_err(|_| BoxError::from("standard input ended before a line was typed"))
    };
    let line = match listener {
        None => line.await,
        Some(listener) => tokio::select! {
            Some(visit) = listener.visit() => return Ok(visit),
            Ok(line) = line => Ok(line),
        },
    };
    Ok(line??)
}

/// Requests a resource through the layer and prints the response.
async fn call(http: Http, layer: OAuth1Layer, uri: &Uri) -> Result<(), BoxError> {
    let api = layer.layer(http);
    let request = Request::get(uri.clone()).body(Full::default())?;
    let response = api.oneshot(request).await?;
    println!("status: {}", response.status());
    let body = response.into_body().collect().await?.to_bytes();
    println!("{}", String::from_utf8_lossy(&body));
    Ok(())
}

/// Returns the credentials and all other fields of the provider's response.
fn json(granted: &GrantedAuthorization) -> serde_json::Value {
    let token = granted.credentials();
    let credentials = [
        ("oauth_token", token.identifier()),
        ("oauth_token_secret", token.secret()),
    ];
    let fields = credentials.into_iter().chain(granted.fields());
    fields
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
