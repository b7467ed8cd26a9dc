//! A layer around the client, for one request.

use tower::{Layer, ServiceExt};
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer};

async fn send(client: reqwest::Client) -> Result<reqwest::Response, BoxError> {
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let layer = OAuth1Layer::new(signer, Scope::any());
    let request = client.get("https://api.example.com/photos").build()?;
    layer.layer(client).oneshot(request).await
}

fn main() {
    let _response = send(reqwest::Client::new());
}
