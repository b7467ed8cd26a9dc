//! A provider and a client on one machine.
//!
//! The client gets the token of a user (the authorization flow, also called token dance). Then it
//! sends signed requests through a tower stack with retry and timeout, and prints the responses.
//!
//! ```sh
//! cargo run --example quickstart
//! ```
//!
//! It needs no network and no account. The provider is the example `provider`, on a free loopback
//! port. All requests use real sockets. `examples/README.md` shows the output.

mod provider;
#[path = "../shared/provider/mod.rs"]
mod routes;
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
    println!("   listens on {provider} and has one client, `quickstart`.\n");

    // You can use any tower service that sends HTTP requests. This is hyper's client.
    let mut http: HttpClient = Client::builder(TokioExecutor::new()).build_http();
    let client = ClientCredentials::new("quickstart", provider::CLIENT_SECRET);
    let signer = Signer::new(client);

    println!("2. The authorization flow (token dance)");
    let signer = dance(&mut http, signer, &provider).await?;

    println!("3. Signed requests, through retry -> OAuth1Layer -> timeout -> hyper");
    let mut api = ServiceBuilder::new()
        .retry(OnUnavailable { retries: 2 }) // outside the layer: it signs every attempt
        .layer(OAuth1Layer::new(signer, Scope::origin(&provider)?))
        .layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(10))) // for one attempt
        .service(http);

    let query = Request::get(format!(
        "{provider}/resource/photos?size=original&tag=caf%C3%A9&tag=a+b"
    ));
    show(&mut api, query.body(Full::default())?).await?;

    let form = Request::post(format!("{provider}/resource/photos/7/title"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::from("title=Ladies+%26+Gentlemen&notify="))?;
    show(&mut api, form).await?;

    // The provider responds with 503 to the first attempt of this request.
    let json = Request::post(format!("{provider}/resource/busy/comments"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::from(
            r#"{"text": "OAuth 1.0a does not sign a JSON body."}"#,
        ))?;
    show(&mut api, json).await?;

    println!("The layer signed each request, and the provider verified it.");
    Ok(())
}

/// Runs the authorization flow (RFC 5849 section 2) and returns a signer with the user's token.
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

    // A user would open this URL in a browser and approve. Here, one request stands for the
    // browser. With `auto=1`, this provider approves at once and redirects.
    println!("   the user opens         {}", pending.authorization_uri());
    let uri = format!("{}&auto=1", pending.authorization_uri());
    let page = Request::get(uri).body(Full::default())?;
    let redirect = http.request(page).await?;
    let location = redirect.headers().get(header::LOCATION);
    let arrived = location.ok_or("the provider did not approve")?.to_str()?;
    println!("   and is redirected to   {arrived}");

    let granted = flow
        .request_token_credentials(http, &pending, arrived)
        .await?;
    let user = granted.field("screen_name").unwrap_or("nobody");
    println!(
        "   token credentials      {}",
        granted.credentials().identifier()
    );
    println!("   granted by             {user}\n");
    Ok(signer.with_token(granted.credentials().clone()))
}

/// Sends one request, and prints it and the response.
async fn show<S>(api: &mut S, request: Request<Full<Bytes>>) -> Result<(), BoxError>
where
    S: Service<Request<Full<Bytes>>, Response = Response<Incoming>, Error = BoxError>,
{
    println!("   {} {}", request.method(), request.uri());
    let response = api.ready().await?.call(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        return Err(format!("the server refused the request: {status}").into());
    }
    println!("   the server responds {status}:");
    let words = words::describe(&serde_json::from_slice(&body)?);
    words.lines().for_each(|line| println!("     | {line}"));
    println!();
    Ok(())
}

/// A retry policy that sends the request again while the server responds with 503.
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
        println!("   the server responds {status}; retry");
        self.retries -= 1;
        Some(std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        Some(request.clone())
    }
}
