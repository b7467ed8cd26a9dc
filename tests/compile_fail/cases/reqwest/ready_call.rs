//! A stack around the client, for many requests.

use tower::{Service, ServiceBuilder, ServiceExt};
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer};

async fn send(client: reqwest::Client) -> Result<reqwest::Response, BoxError> {
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let layer = OAuth1Layer::new(signer, Scope::any());
    let request = client.get("https://api.example.com/photos").build()?;
    let mut api = ServiceBuilder::new().layer(layer).service(client);
    api.ready().await?.call(request).await
}

fn main() {
    let _response = send(reqwest::Client::new());
}
