//! Signs the requests of a client of the crate reqwest-middleware, which sends some of them again.
//!
//! ```sh
//! cargo run --features reqwest-middleware --example reqwest_middleware http://127.0.0.1:8080
//! ```
//!
//! ```toml
//! [dependencies]
//! reqwest = "0.13"
//! reqwest-middleware = "0.5"
//! reqwest-retry = "0.9"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest-middleware"] }
//! ```

use std::time::Duration;

use reqwest::{Client, header::CONTENT_TYPE, redirect::Policy};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use tower_oauth1::reqwest::OAuth1Middleware;
use tower_oauth1::{BoxError, ClientCredentials, Scope, Signer, TokenCredentials};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
const TOKEN: (&str, &str) = ("token", "token-secret");
const TIMEOUT: Duration = Duration::from_secs(10); // for one attempt
const RETRIES: u32 = 2;
const PAUSE: Duration = Duration::from_millis(100); // before the first retry; it doubles

fn client(api: &str) -> Result<ClientWithMiddleware, BoxError> {
    let signer = Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1))
        .with_token(TokenCredentials::new(TOKEN.0, TOKEN.1));
    let again = ExponentialBackoff::builder()
        .retry_bounds(PAUSE, Duration::from_secs(5))
        .build_with_max_retries(RETRIES);
    // A signature is valid for one URL, so the client must not follow redirects by itself.
    let client = Client::builder().redirect(Policy::none());
    let client = client.user_agent("my-app/1.0"); // some services refuse requests without it
    let client = client.timeout(TIMEOUT).build()?;
    // Retries come first: each attempt passes the second middleware and gets its own signature.
    // If each request has another user, use `OAuth1Middleware::per_request`.
    Ok(ClientBuilder::new(client)
        .with(RetryTransientMiddleware::new_with_policy(again))
        .with(OAuth1Middleware::new(signer, Scope::origin(api)?))
        .build())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let api = std::env::args().nth(1);
    let api = api.as_deref().unwrap_or("http://127.0.0.1:8080");
    let client = client(api)?;

    let response = client.get(format!("{api}/resource?size=original"));
    let response = response.send().await?;
    println!("{}: {}", response.status(), response.text().await?);

    // The signature covers the fields of a form.
    let response = client
        .post(format!("{api}/resource"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("status=Ladies+%26+Gentlemen")
        .send()
        .await?;
    println!("{}: {}", response.status(), response.text().await?);
    Ok(())
}
