//! A middleware for a client of the crate reqwest-middleware.

use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use tower_oauth1::reqwest::OAuth1Middleware;
use tower_oauth1::{ClientCredentials, Scope, Signer};

fn build(client: reqwest::Client) -> ClientWithMiddleware {
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    ClientBuilder::new(client).with(OAuth1Middleware::new(signer, Scope::any())).build()
}

fn main() {
    let _client = build(reqwest::Client::new());
}
