//! The whole of it on one machine: a provider, the token dance, then signed calls through a stack
//! with retry and timeout, and what the server says of each.
//!
//! ```sh
//! cargo run --example quickstart
//! ```
//!
//! It needs no network and no account. The provider is the example of that name, on a free loopback
//! port; everything goes over real sockets. `examples/README.md` shows what is printed.

#[path = "../provider/app.rs"]
mod app;
#[path = "../provider/authorize.rs"]
mod authorize;
mod provider;
#[path = "../provider/verified.rs"]
mod verified;
mod words;

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower::retry::Policy;
use tower::{BoxError, Service, ServiceBuilder, ServiceExt};
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, OAuth1Layer, Scope, Signer,
};

type HttpClient = Client<HttpConnector, Full<Bytes>>;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("quickstart failed: {error}");
            let causes = std::iter::successors(error.source(), |&cause| cause.source());
            causes.for_each(|cause| eprintln!("  because {cause}"));
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let provider = provider::start().await?;
    println!("1. A provider");
    println!("   listens on {provider} and knows one client, `quickstart`.\n");

    // Any tower service that sends HTTP requests will do; this is hyper's.
    let mut http: HttpClient = Client::builder(TokioExecutor::new()).build_http();
    let client = ClientCredentials::new("quickstart", provider::CLIENT_SECRET);
    let signer = Signer::new(client);

    println!("2. The token dance");
    let signer = dance(&mut http, signer, &provider).await?;

    println!("3. Signed calls, through retry -> OAuth1Layer -> timeout -> hyper");
    let mut api = ServiceBuilder::new()
        .retry(OnUnavailable { retries: 2 }) // above the layer: every attempt is signed anew
        .layer(OAuth1Layer::new(signer, Scope::origin(&provider)?))
        .layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(10))) // of one attempt
        .service(http);

    let query = Request::get(format!(
        "{provider}/resource/photos?size=original&tag=caf%C3%A9&tag=a+b"
    ));
    show(&mut api, query.body(Full::default())?).await?;

    let form = Request::post(format!("{provider}/resource/photos/7/title"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::from("title=Ladies+%26+Gentlemen&notify="))?;
    show(&mut api, form).await?;

    // The provider answers the first attempt of this one with 503.
    let json = Request::post(format!("{provider}/resource/busy/comments"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::from(
            r#"{"text": "A body that is no form is not signed."}"#,
        ))?;
    show(&mut api, json).await?;

    println!("Each call was signed as it went out, and verified by who received it.");
    Ok(())
}

/// From the client's signer to the user's: RFC 5849 section 2.
async fn dance(http: &mut HttpClient, signer: Signer, provider: &str) -> Result<Signer, BoxError> {
    let endpoints = Endpoints::new(
        format!("{provider}/initiate").parse()?,
        format!("{provider}/authorize").parse()?,
        format!("{provider}/token").parse()?,
    );
    let flow = AuthorizationFlow::new(signer.clone(), endpoints);

    let callback = Callback::url(provider::CALLBACK)?;
    let pending = flow.request_temporary_credentials(http, callback).await?;
    println!(
        "   temporary credentials  {}",
        pending.credentials().identifier()
    );

    // A user would open this in a browser and be asked. With `auto=1` this provider approves at once,
    // and the "browser" is one request whose redirect we look at.
    println!("   the user opens         {}", pending.authorization_uri());
    let page = format!("{}&auto=1", pending.authorization_uri());
    let page = Request::get(page).body(Full::default())?;
    let redirect = http.request(page).await?;
    let location = redirect.headers().get(header::LOCATION);
    let callback = location.ok_or("the provider did not approve")?.to_str()?;
    println!("   and is sent back to    {callback}");

    let granted = flow
        .request_token_credentials(http, &pending, callback)
        .await?;
    let user = granted.field("screen_name").unwrap_or("nobody");
    println!(
        "   token credentials      {}",
        granted.credentials().identifier()
    );
    println!("   granted by             {user}\n");
    Ok(signer.with_token(granted.credentials().clone()))
}

/// Makes one call, and prints it and the server's words.
async fn show<S>(api: &mut S, request: Request<Full<Bytes>>) -> Result<(), BoxError>
where
    S: Service<Request<Full<Bytes>>, Response = Response<Incoming>, Error = BoxError>,
{
    println!("   {} {}", request.method(), request.uri());
    let response = api.ready().await?.call(request).await?;
    let status = response.status();
    let words = response.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("the server refused the call: {status}").into());
    }
    println!("   the server says {status}:");
    let words = words::describe(&serde_json::from_slice(&words)?);
    words.lines().for_each(|line| println!("     | {line}"));
    println!();
    Ok(())
}

/// Tries again while the server answers 503.
#[derive(Clone)]
struct OnUnavailable {
    retries: usize,
}

impl<B: Clone, RB, E> Policy<Request<B>, Response<RB>, E> for OnUnavailable {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<B>,
        result: &mut Result<Response<RB>, E>,
    ) -> Option<Self::Future> {
        let status = result.as_ref().ok()?.status();
        if status != StatusCode::SERVICE_UNAVAILABLE || self.retries == 0 {
            return None;
        }
        println!("   the server says {status}; once more");
        self.retries -= 1;
        Some(std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        Some(request.clone())
    }
}
