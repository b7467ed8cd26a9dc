//! A function that takes any service for requests of reqwest.

use tower::{Layer, Service};
use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};

fn takes_service(_: impl Service<reqwest::Request, Response = reqwest::Response>) {}

fn main() {
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let layer = OAuth1Layer::new(signer, Scope::any());
    takes_service(layer.layer(reqwest::Client::new()));
}
